"""Workbooks (.xlsx, .xls): the sheets that are shown, each as the table that it is.

Agencies attach the statistics table as a workbook. Offsets lead to the linear text only: a
workbook has no linear source.
"""

import re
import struct
import warnings
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, time
from decimal import Decimal
from io import BytesIO, StringIO
from itertools import groupby
from typing import Any, NamedTuple
from xml.etree.ElementTree import ParseError

import olefile
from lxml.etree import XMLSyntaxError

from govdisc_analysis.models import Document, Note, Unreadable
from govdisc_analysis.read.docx_parts import BAD
from govdisc_analysis.read.word_body import Body, cell_text

MAX_UNPACKED = 8_000_000
"""Bytes of an .xlsx when unpacked: a hundred thousand cells, where a form has three hundred."""
MAX_ROWS, MAX_COLUMNS = 1000, 100
"""Cells of a sheet beyond these are not read."""
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\b[^<>]*\bref="([A-Z]+[0-9]+:[A-Z]+[0-9]+)"')
_QUOTED = re.compile(r'"[^"]*"|[\\!_*].')
"""What stands for itself, or for a blank, in a number's format."""
_LONG = 40
"""Characters from which a cell alone in its row is a paragraph."""
_WITH_WORDS = ("xl/worksheets/", "xl/sharedStrings")
_FORM_SIZE = 15_000
"""Bytes of the parts with words of a small form; a larger one is looked into."""
_DAMAGE = (
    *BAD, XMLSyntaxError, ParseError, struct.error,
    TypeError, LookupError, AttributeError, AssertionError, ArithmeticError,
)  # fmt: skip
"""What the libraries raise at a damaged workbook."""


class Merged(NamedTuple):
    """A merged cell: its first and last row, its first and last column, from 0."""

    top: int
    bottom: int
    left: int
    right: int


class Sheet(NamedTuple):
    """Texts of a sheet by row and column (rows may end early), and its merged cells."""

    rows: Sequence[Sequence[str]]
    merged: Sequence[Merged]
    is_cut: bool


def read_workbook(data: bytes, name: str, media_type: str) -> Document:
    """Read a workbook of Excel or WPS.

    Args:
        data: the file's bytes.
        name: its path within the corpus.
        media_type: what its first bytes say that it is.

    Raises:
        Unreadable: it is damaged, locked, too large or without a word.
    """
    try:
        sheets = list(_xlsx_sheets(data) if data.startswith(b"PK") else _xls_sheets(data))
    except _DAMAGE:
        raise Unreadable("a damaged or truncated workbook") from None
    body = Body()
    for sheet in sheets:
        _write(body, sheet)
    if not "".join(body.parts).strip():
        raise Unreadable("a workbook without a word in it")
    return body.document(data, name, media_type, {})


def long_rows(data: bytes) -> list[list[str]]:
    """The rows of an .xlsx that holds more words than a form has; [] for any other.

    Never raises: what is damaged is told when the workbook itself is read.
    """
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            parts = archive.infolist()
        if sum(p.file_size for p in parts if p.filename.startswith(_WITH_WORDS)) < _FORM_SIZE:
            return []
        return [list(row) for sheet in _xlsx_sheets(data) for row in sheet.rows]
    except (*_DAMAGE, Unreadable):
        return []


def _xlsx_sheets(data: bytes) -> Iterator[Sheet]:
    from openpyxl import load_workbook

    _refuse_heaps(data)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of styles and extensions that hold no text
        book = load_workbook(BytesIO(data), data_only=True)
    for page in book.worksheets:
        if page.sheet_state != "visible":
            continue
        hidden = {at for at, row in page.row_dimensions.items() if row.hidden}
        unseen = [
            range(column.min or 1, (column.max or 1) + 1)
            for column in page.column_dimensions.values()
            if column.hidden
        ]
        rows = page.iter_rows(
            max_row=min(page.max_row, MAX_ROWS), max_col=min(page.max_column, MAX_COLUMNS)
        )
        yield Sheet(
            [
                [
                    "" if any(one.column in part for part in unseen) else _xlsx_cell(one)
                    for one in row
                ]
                if at not in hidden
                else []
                for at, row in enumerate(rows, 1)
            ],
            [
                Merged(one.min_row - 1, one.max_row - 1, one.min_col - 1, one.max_col - 1)
                for one in page.merged_cells.ranges
            ],
            page.max_row > MAX_ROWS or page.max_column > MAX_COLUMNS,
        )


def _refuse_heaps(data: bytes) -> None:
    """What `openpyxl` would unfold without end: parts, and cells merged over whole columns."""
    from openpyxl.utils import range_boundaries

    with zipfile.ZipFile(BytesIO(data)) as archive:
        parts = archive.infolist()
        if any(part.flag_bits & 1 for part in parts):
            raise Unreadable("an Office file locked by a password")
        read = [part for part in parts if part.filename.lower().endswith((".xml", ".rels"))]
        if sum(part.file_size for part in read) > MAX_UNPACKED:
            raise Unreadable("a workbook that is too large when unpacked")
        merged = 0
        for part in read:
            if "worksheets/" in part.filename:
                for found in _MERGED.finditer(archive.read(part)):
                    bounds = range_boundaries(found[1].decode())
                    left, top, right, bottom = (number or 1 for number in bounds)
                    merged += (right - left + 1) * (bottom - top + 1)
    if merged > MAX_ROWS * MAX_COLUMNS:
        raise Unreadable("a workbook with cells merged over more than a form has")


def _xls_sheets(data: bytes) -> Iterator[Sheet]:
    import xlrd
    from xlrd.compdoc import CompDocError
    from xlrd.formula import FormulaError

    try:
        book = xlrd.open_workbook(
            file_contents=_stream(data), formatting_info=True, ragged_rows=True, logfile=StringIO()
        )
    except (xlrd.XLRDError, CompDocError, FormulaError) as error:
        locked = "encrypt" in str(error).lower()
        reason = (
            "an Office file locked by a password" if locked else "a damaged or truncated workbook"
        )
        raise Unreadable(reason) from None
    for page in book.sheets():
        if page.visibility:
            continue
        rows = range(min(page.nrows, MAX_ROWS))
        hidden = {at for at, row in page.rowinfo_map.items() if row.hidden}
        unseen = {at for at, column in page.colinfo_map.items() if column.hidden}
        yield Sheet(
            [
                [
                    "" if column in unseen else _xls_cell(book, one)
                    for column, one in enumerate(page.row(at)[:MAX_COLUMNS])
                ]
                if at not in hidden
                else []
                for at in rows
            ],
            [Merged(a, b - 1, c, d - 1) for a, b, c, d in page.merged_cells],
            page.nrows > MAX_ROWS or page.ncols > MAX_COLUMNS,
        )


def _stream(data: bytes) -> bytes:
    """What an old workbook holds; `olefile` takes it out, as `xlrd` runs in circles if damaged."""
    with olefile.OleFileIO(BytesIO(data)) as streams:
        name = "Workbook" if streams.exists("Workbook") else "Book"
        content: bytes = streams.openstream(name).read()
    return content


def _xlsx_cell(cell: Any) -> str:
    """Text of a cell as it is shown; an error (#REF!) shows none."""
    return "" if cell.data_type == "e" else _shown(cell.value, cell.number_format)


def _xls_cell(book: Any, cell: Any) -> str:
    """Text of a cell as it is shown; an error (#REF!) shows none."""
    import xlrd

    if cell.ctype == xlrd.XL_CELL_TEXT:
        return _shown(cell.value, "")
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return _shown(bool(cell.value), "")
    if cell.ctype == xlrd.XL_CELL_DATE:
        return _shown(xlrd.xldate_as_datetime(cell.value, book.datemode), "")
    if cell.ctype != xlrd.XL_CELL_NUMBER:
        return ""
    shape = book.format_map.get(book.xf_list[cell.xf_index].format_key)
    return _shown(cell.value, shape.format_str if shape is not None else "")


def _shown(value: object, shape: str) -> str:
    r"""A cell's value as a reader sees it.

    >>> _shown(12.0, "General"), _shown(0.1 + 0.2, ""), _shown(" 政府\n信息 ", "")
    ('12', '0.3', '政府信息')
    >>> _shown(0.353, "0.0%;-0.0%"), _shown(35.3, '0.0"%"'), _shown(35.3, "0.0\\%")
    ('35.3%', '35.3%', '35.3%')
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return cell_text(value.replace("\t", " ").splitlines())
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if not isinstance(value, float | int) or isinstance(value, bool):
        return str(value)
    first = shape.partition(";")[0]  # of positive numbers
    is_share = "%" in _QUOTED.sub("", first)
    return _plain(value * 100 if is_share else value) + ("%" if "%" in first else "")


def _plain(number: float) -> str:
    """Digits without an exponent, and without what counting in halves adds."""
    digits = format(Decimal(repr(round(number, 10))), "f")
    return digits.rstrip("0").rstrip(".") if "." in digits else digits


def _write(body: Body, sheet: Sheet) -> None:
    """Rows of one cell around the table, and long ones within it, are paragraphs."""
    filled = [sum(1 for text in row if text) for row in sheet.rows]
    wide = [at for at, count in enumerate(filled) if count > 1]
    first, last = (wide[0], wide[-1]) if wide else (len(filled), -1)
    width = max((at + 1 for row in sheet.rows for at, text in enumerate(row) if text), default=0)

    def is_paragraph(at: int) -> bool:
        told = max(sheet.rows[at], key=len, default="")
        return filled[at] == 1 and (not first < at < last or len(told) >= _LONG)

    starts = {
        (row, one.left): one
        for one in sheet.merged
        for row in range(one.top, min(one.bottom + 1, len(sheet.rows)))
    }
    for outside, places in groupby(range(len(sheet.rows)), is_paragraph):
        if outside:
            for at in places:
                body.line(next(text for text in sheet.rows[at] if text))
        elif table := [at for at in places if filled[at]]:
            body.table([_row(sheet, at, width, starts) for at in table])
    if sheet.is_cut:
        message = f"a sheet of more than {MAX_ROWS} rows or {MAX_COLUMNS} columns was cut"
        body.notes.append(Note("read", "warning", message))


def _row(
    sheet: Sheet, at: int, width: int, starts: Mapping[tuple[int, int], Merged]
) -> Iterator[tuple[str, int, str]]:
    """Text, columns and part in a vertical merge of each cell of a row."""
    row, column = sheet.rows[at], 0
    while column < width:
        one = starts.get((at, column))
        across = max(1, min(one.right + 1, width) - column) if one else 1
        if one and at > one.top:
            yield "", across, "continue"
        else:
            role = "restart" if one and one.bottom > one.top else ""
            yield row[column] if column < len(row) else "", across, role
        column += across
