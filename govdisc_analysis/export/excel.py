"""Excel: every table on its sheet, the codebook beside it, nothing run and nothing lost."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd

from govdisc_analysis.codes import name_of
from govdisc_analysis.export.target import Exported, Job
from govdisc_analysis.export.words import (
    CODEBOOKS,
    FORMULA,
    about_table,
    column_title,
    say,
    table_title,
    visible,
)
from govdisc_analysis.schema import Column, columns_of, table_names
from govdisc_analysis.version import __version__

MOST_ROWS = 1_048_576
MOST_CHARACTERS = 32_767
_PART = 32_000
_SHORT = 40  # texts up to here are looked at once, since codes and names come back
_SAMPLE = 200
_NARROW, _WIDE = 8, 60
_EPOCH = pd.Timestamp("1899-12-30")
_MADE = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)  # else two exports would differ
LONG = "long_text"
NAMED = {
    "reports": ("agency_type", "admin_level"),
    "indicators": ("indicator",),
    "requests": ("item", "applicant"),
    "proactive": ("subject", "measure"),
    "redress": ("channel", "result"),
    "outcomes": ("outcome",),
    "problem_categories": ("category",),
    "checks": ("check",),
}
"""Columns of codes that a column of names follows; the other codes explain themselves."""

Value = tuple[str, Any]
"""What to write: a kind (text, number, date, boolean, none) and the value."""


@dataclass
class _Book:
    """The workbook under way, its formats, and what has to be told."""

    book: Any
    language: str
    most_rows: int
    formats: dict[str, Any] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    long: list[tuple[str, int, str, int, str]] = field(default_factory=list)
    controls: int = 0
    harmless: set[str] = field(default_factory=set)

    def note(self, key: str, **values: Any) -> None:
        self.notes.append(say("xlsx", key, self.language, **values))


def write_excel(job: Job, place: Path, *, most_rows: int = MOST_ROWS) -> Exported:
    """Write a workbook row by row; memory does not grow with the rows."""
    from xlsxwriter import Workbook

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(str(place), options) as book:
        book.set_properties(
            {"title": say("about", "title", job.language), "created": _MADE, "author": "govdisc"}
        )
        here = _Book(book, job.language, most_rows, _formats(book))
        about = book.add_worksheet("about")
        for table in job.each():
            _write_table(here, table, job.tables[table])
        for name, make in CODEBOOKS.items():
            frame = make()
            _write_sheet(here, name, list(frame.columns), _plain_rows(frame), _widths_of(frame))
        _write_long(here)
        if here.controls:
            here.note("controls", cells=here.controls)
        _write_about(here, about, job)
    return Exported((place,), tuple(here.notes))


def _formats(book: Any) -> dict[str, Any]:
    top = {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "bg_color": "#E8EEF4"}
    return {
        "head": book.add_format(top),
        "date": book.add_format({"num_format": "yyyy-mm-dd"}),
        "quoted": book.add_format({"quote_prefix": True}),
        "big": book.add_format({"bold": True, "font_size": 14}),
        "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
    }


def _write_table(here: _Book, table: str, frame: pd.DataFrame) -> None:
    """One table, on as many sheets as it needs."""
    heads, kinds, widths, columns = [], [], [], []
    for column in columns_of(table):
        values = frame[column.name].astype(object).where(frame[column.name].notna(), None).tolist()
        title = column_title(column, here.language)
        heads.append(f"{title}\n{column.name}")
        kinds.append(column.type)
        widths.append(_width(column.name, title, values))
        columns.append(values)
        if column.name in NAMED.get(table, ()):
            names = _names(table, column, values, here.language)
            heads.append(f"{title}\n{column.name}_label")
            kinds.append("string")
            widths.append(_width(column.name, title, names))
            columns.append(names)
    rows = zip(*columns, strict=True) if columns else iter(())
    room = here.most_rows - 1
    sheets = max(1, -(-len(frame) // room))
    for number in range(sheets):
        part = (row for _, row in zip(range(min(room, len(frame) - number * room)), rows))  # noqa: B905
        typed = (list(zip(kinds, row, strict=True)) for row in part)
        name = table if number == 0 else f"{table}_{number + 1}"
        _write_sheet(here, name, heads, typed, widths, table, number * room)
    if sheets > 1:
        here.note("split", table=table, rows=len(frame), sheets=sheets)


def _names(table: str, column: Column, values: Sequence[Any], language: str) -> list[str | None]:
    known: dict[Any, str | None] = {None: None}
    for value in values:
        if value not in known:
            known[value] = name_of(table, column.name, value, language)
    return [known[value] for value in values]


def _plain_rows(frame: pd.DataFrame) -> Iterator[list[Value]]:
    for row in frame.itertuples(index=False):
        yield [("string", value if isinstance(value, str) and value else None) for value in row]


def _write_sheet(
    here: _Book,
    name: str,
    heads: Sequence[str],
    rows: Iterator[list[Value]],
    widths: Sequence[int],
    table: str = "",
    before: int = 0,
) -> None:
    """A sheet with its headings frozen, filters, and widths that fit."""
    sheet = here.book.add_worksheet(name)
    for place, width in enumerate(widths):
        sheet.set_column(place, place, width)
    sheet.freeze_panes(1, 1)
    sheet.set_row(0, 32)
    for place, head in enumerate(heads):
        sheet.write_string(0, place, head, here.formats["head"])
    last = 0
    for last, row in enumerate(rows, start=1):
        for place, (kind, value) in enumerate(row):
            if value is not None:
                where = (table or name, before + last, heads[place].rpartition("\n")[2])
                _WRITE[kind](here, sheet, (last, place), value, where)
    sheet.autofilter(0, 0, max(last, 1), max(len(heads) - 1, 0))


Where = tuple[str, int, str]
"""Table, row (from 1, headings not counted) and column of a cell."""


def _text(here: _Book, sheet: Any, at: tuple[int, int], value: str, where: Where) -> None:
    if value in here.harmless:
        sheet.write_string(*at, value)
        return
    shown = visible(value)
    here.controls += shown != value
    if shown == value and len(value) <= _SHORT and not FORMULA.match(value):
        here.harmless.add(value)
    if _units(shown) > MOST_CHARACTERS:
        here.note("cut", table=where[0], row=where[1], column=where[2], length=len(shown))
        parts = [shown[i : i + _PART // 2] for i in range(0, len(shown), _PART // 2)]
        here.long += [(*where, number, part) for number, part in enumerate(parts, start=1)]
        shown = f"{parts[0]} … [{LONG}]"
    sheet.write_string(*at, shown, here.formats["quoted"] if FORMULA.match(shown) else None)


def _units(text: str) -> int:
    """Characters as Excel counts them."""
    return len(text) if len(text) * 2 <= MOST_CHARACTERS else len(text.encode("utf-16-le")) // 2


def _number(here: _Book, sheet: Any, at: tuple[int, int], value: float, where: Where) -> None:
    sheet.write_number(*at, value)


def _boolean(here: _Book, sheet: Any, at: tuple[int, int], value: bool, where: Where) -> None:
    sheet.write_boolean(*at, value)


def _date(here: _Book, sheet: Any, at: tuple[int, int], value: pd.Timestamp, where: Where) -> None:
    sheet.write_number(*at, (value - _EPOCH).days, here.formats["date"])


_WRITE: dict[str, Callable[[_Book, Any, tuple[int, int], Any, Where], None]] = {
    "string": _text,
    "integer": _number,
    "number": _number,
    "boolean": _boolean,
    "date": _date,
}


def _write_long(here: _Book) -> None:
    """Texts that no cell can hold, in parts that follow each other."""
    if here.long:
        heads = ["table", "row", "column", "part", "text"]
        kinds = ["string", "integer", "string", "integer", "string"]
        rows = (list(zip(kinds, row, strict=True)) for row in here.long)
        _write_sheet(here, LONG, heads, rows, [16, 8, 16, 8, _WIDE])


def _write_about(here: _Book, sheet: Any, job: Job) -> None:
    """The first sheet: what this is, what each sheet holds, what differs from the tables."""
    tongue = job.language
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 10)
    sheet.set_column(2, 2, 100)
    sheet.write_string(0, 0, say("about", "title", tongue), here.formats["big"])
    made = say("about", "made", tongue, version=__version__)
    lines = [made, say("about", "missing", tongue)]
    lines += [say("xlsx", key, tongue) for key in ("headers", "formulas")]
    lines += here.notes
    for row, line in enumerate(lines, start=1):
        sheet.write_string(row, 0, line)
    for row, table in enumerate(table_names(), start=len(lines) + 2):
        sheet.write_url(row, 0, f"internal:'{table}'!A1", string=table)
        sheet.write_number(row, 1, len(job.tables[table]))
        text = f"{table_title(table, tongue)}: {about_table(table, tongue)}"
        sheet.write_string(row, 2, text, here.formats["wrap"])


def _widths_of(frame: pd.DataFrame) -> list[int]:
    return [_width(str(name), str(name), frame[name].tolist()) for name in frame.columns]


def _width(name: str, title: str, values: Sequence[Any]) -> int:
    """Width in characters: what most of a sample needs, within bounds."""
    step = max(1, len(values) // _SAMPLE)
    sample = sorted(_wide(str(v)) for v in values[::step] if v is not None)
    typical = sample[int(len(sample) * 0.9)] if sample else 0
    return min(max(typical, _wide(title) + 3, len(name) + 3, _NARROW), _WIDE)


def _wide(text: str) -> int:
    """Columns that a text needs: a Han character is as wide as two letters."""
    return sum(2 if ord(c) > 0x2E7F else 1 for c in text[:_WIDE])
