"""Old binary Word files (.doc, .wps): paragraphs and tables.

Offsets lead to the linear text only: such a file has no linear source.
"""

import re
import struct
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from govdisc_analysis.models import Document
from govdisc_analysis.read.word97 import Properties, Word97, read_word97
from govdisc_analysis.read.word_body import Body, cell_text

MEDIA_TYPE = "application/msword"
_PARAGRAPH = re.compile("[^\r\a\f]*[\r\a\f]|[^\r\a\f]+")
_FIELD_CODE = re.compile("\x13[^\x13-\x15]*[\x14\x15]?")
_SIGNS: Mapping[int, str | None] = {
    **dict.fromkeys(range(32)), 0x09: "\t", 0x0B: "\n", 0x0E: "\n", 0x1E: "-",
}  # fmt: skip
_IN_TABLE, _ROW_END, _INNER_CELL, _INNER_ROW, _DEPTH = 0x2416, 0x2417, 0x244B, 0x244C, 0x6649
_DEFINITION = 0xD608
_LIST, _LIST_DEPTH = 0x460B, 0x260A
_CELL_BYTES = 20
_GOES_ON, _MERGED = 0x20, 0x60
_NEAR = 60  # twentieths of a point between edges that are one
_MAX_DEPTH = 10

Columns = Sequence[tuple[int, int, str]]
"""Left and right edge of each cell of a row, and its part in a vertical merge."""


@dataclass(slots=True)
class _Table:
    """A table under construction; the text of a cell is a list of lines and of tables inside."""

    rows: list[tuple[list[list["str | _Table"]], Columns]] = field(default_factory=list)
    cells: list[list["str | _Table"]] = field(default_factory=list)
    blocks: list["str | _Table"] = field(default_factory=list)


def read_doc(data: bytes, name: str) -> Document:
    """Read an old binary Word file (.doc) or one of WPS (.wps).

    Raises:
        Unreadable: it is damaged, locked, empty, older than Word 97 or no Word file.
    """
    word = read_word97(data)
    body = Body()
    _write(body, _blocks(word))
    return body.document(data, name, MEDIA_TYPE, {})


def _blocks(word: Word97) -> "list[str | _Table]":
    """Lines and tables of the main text."""
    open_ones = [_Table()]
    for found in _PARAGRAPH.finditer(word.text):
        properties = word.paragraph(found.end() - 1)
        mark = found[0][-1]
        depth = _depth(properties, mark)
        while len(open_ones) - 1 > depth:
            _close(open_ones)
        while len(open_ones) - 1 < depth:
            open_ones.append(_Table())
        table = open_ones[-1]
        is_row_end = bool(_flag(properties, _ROW_END) or _flag(properties, _INNER_ROW))
        if not is_row_end:
            text = _label(word, properties, _text(found[0]))
            table.blocks += [line for line in text.split("\n") if line.strip()]
        if is_row_end:
            table.rows.append((table.cells, _columns(properties)))
            table.cells, table.blocks = [], []
        elif depth and (mark == "\a" or _flag(properties, _INNER_CELL)):
            table.cells.append(table.blocks)
            table.blocks = []
    while len(open_ones) > 1:
        _close(open_ones)
    return open_ones[0].blocks


def _depth(properties: Properties, mark: str) -> int:
    if not (_flag(properties, _IN_TABLE) or mark == "\a"):
        return 0
    return min(max(1, int.from_bytes(properties.get(_DEPTH, b""), "little")), _MAX_DEPTH)


def _flag(properties: Properties, code: int) -> bool:
    return properties.get(code, b"\0") != b"\0"


def _close(open_ones: list[_Table]) -> None:
    """A table ends: it is a block of what stands around it; without a row its lines are."""
    table = open_ones.pop()
    around = open_ones[-1].blocks
    if table.rows:
        around.append(table)
    for cell in (*table.cells, table.blocks):
        around += cell


def _text(paragraph: str) -> str:
    """What a person sees: results of fields, no pictures, no marks."""
    text = _FIELD_CODE.sub("", paragraph).translate(_SIGNS)
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _label(word: Word97, properties: Properties, text: str) -> str:
    """The text with the number that Word counts for it; a blank paragraph has none."""
    use = properties.get(_LIST)
    if use is None or not text.strip():
        return text
    depth = int.from_bytes(properties.get(_LIST_DEPTH, b""), "little")
    number = abs(int.from_bytes(use, "little", signed=True))
    label = word.numbering.count(str(number), depth)
    return label + text.lstrip() if label else text


def _columns(properties: Properties) -> Columns:
    """Edges and merges as the end of a row defines them; empty where it does not."""
    plan = properties.get(_DEFINITION, b"")
    count = plan[0] if plan else 0
    if len(plan) < 1 + 2 * (count + 1):
        return ()
    edges = struct.unpack_from(f"<{count + 1}h", plan, 1)
    flags = plan[1 + 2 * (count + 1) :]
    roles = [
        _role(flags[place : place + 1]) for place in range(0, _CELL_BYTES * count, _CELL_BYTES)
    ]
    return [(left, right, role) for (left, right), role in zip(pairwise(edges), roles, strict=True)]


def _role(flags: bytes) -> str:
    """Part of a cell in a vertical merge."""
    merged = int.from_bytes(flags, "little") & _MERGED
    return "continue" if merged == _GOES_ON else "restart" if merged == _MERGED else ""


def _write(body: Body, blocks: "Iterable[str | _Table]") -> None:
    for block in blocks:
        if isinstance(block, str):
            body.line(block.strip())
        elif _only_lays_out(block):
            for cells, _ in block.rows:
                for cell in cells:
                    _write(body, cell)
        else:
            body.table(_rows(block))


def _only_lays_out(table: _Table) -> bool:
    """A table around a larger one, or of one column; a small one inside a form is a cell's text."""
    inner = max((len(one.rows) for one in _inside(table)), default=0)
    is_around = inner and len(table.rows) <= max(inner, 2)
    return bool(is_around) or all(len(cells) < 2 for cells, _ in table.rows)


def _inside(table: _Table) -> Iterator[_Table]:
    for cells, _ in table.rows:
        for cell in cells:
            for block in cell:
                if isinstance(block, _Table):
                    yield block
                    yield from _inside(block)


def _rows(table: _Table) -> list[list[tuple[str, int, str]]]:
    """Text, columns and role of each cell; the columns of the table are all edges of its rows."""
    edges = _edges(edge for _, columns in table.rows for cell in columns for edge in cell[:2])
    rows = []
    for cells, columns in table.rows:
        texts = [cell_text(_lines(cell)) for cell in cells]
        if len(columns) < len(texts):
            rows.append([(text, 1, "") for text in texts])
            continue
        places = [
            (bisect_left(edges, left), bisect_left(edges, right)) for left, right, _ in columns
        ]
        row = [("", places[0][0], "gap")] if places and places[0][0] else []
        for text, (left, right), (_, _, role) in zip(texts, places, columns, strict=False):
            row.append(("" if role == "continue" else text, max(1, right - left), role))
        rows.append(row)
    return rows


def _edges(found: Iterable[int]) -> list[int]:
    """Edges in order, those that lie near each other as one: the last of them.

    >>> _edges([0, 1200, 1210, 2400, 0])
    [0, 1210, 2400]
    """
    edges: list[int] = []
    for edge in sorted(set(found)):
        if edges and edge - edges[-1] <= _NEAR:
            edges[-1] = edge
        else:
            edges.append(edge)
    return edges


def _lines(cell: "Iterable[str | _Table]") -> Iterator[str]:
    for block in cell:
        if isinstance(block, str):
            yield block.replace("\t", " ")
        else:
            for cells, _ in block.rows:
                yield " ".join(cell_text(_lines(inner)) for inner in cells)
