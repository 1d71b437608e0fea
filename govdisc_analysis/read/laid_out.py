"""Plain texts whose tables stand in columns by blanks alone.

Programs that take text out of a PDF or a page and keep its layout (pdftotext -layout) write them.
Each character is placed by its number in its line; then tables are found as on printed pages
without ruling lines, and written row by row as theirs are.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from govdisc_analysis.models import Cell, Grid
from govdisc_analysis.offsets import OffsetMap
from govdisc_analysis.read.pdf_flow import PageLines, drop_furniture
from govdisc_analysis.read.pdf_join import column_edges, join_tables, spread
from govdisc_analysis.read.pdf_lines import Line, build_line
from govdisc_analysis.read.pdf_marks import is_number, squeeze
from govdisc_analysis.read.pdf_page import Glyph
from govdisc_analysis.read.pdf_ruled import Box, Table
from govdisc_analysis.read.pdf_unruled import FINE_GAP, find_unruled
from govdisc_analysis.read.pdf_unruled_columns import DIGIT_GAP

_WIDTH = 10.0
_STEP = 12.0
_SIZE = 9.0  # a gap of two blanks is wide
_PAGE_END = "\f"
_MANY = 4  # value columns
_LEAST_STEP = 3.0 * _WIDTH
_LETTER = re.compile(r"\S")

_Piece = tuple[str, float, int]
"""Words of one line without their blanks, where their middle is, and their place in the text."""


@dataclass(frozen=True, slots=True)
class _Placed(Box):
    """A cell that knows where in the text it begins (-1: unknown)."""

    start: int = -1


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A table, and the part of the text that it was found in."""

    table: Table
    start: int
    end: int


@dataclass(slots=True)
class _Writer:
    """The new text, its pieces that were taken over, and its grids."""

    text: str
    parts: list[str] = field(default_factory=list)
    pieces: list[tuple[int, int, int]] = field(default_factory=list)
    grids: list[Grid] = field(default_factory=list)
    at: int = 0
    last: int = 0

    def add(self, shown: str, start: int = -1) -> None:
        """Write words; those that stand so in the old text, in its order, can be traced."""
        if shown and start >= self.last and self.text.startswith(shown, start):
            self.pieces.append((self.at, start, len(shown)))
            self.last = start + len(shown)
        self.parts.append(shown)
        self.at += len(shown)

    def add_table(self, table: Table) -> None:
        """Write a table's rows, their cells parted by tabs."""
        begin = self.at
        edges = column_edges(table.boxes)
        rows: list[list[Cell | None]] = [[None] * (len(edges) - 1) for _ in range(table.rows)]
        boxes = sorted(table.boxes, key=lambda box: (box.top, box.x0))
        for place, box in enumerate(boxes):
            if place:
                self.add("\t" if box.top == boxes[place - 1].top else "\n")
            spread(Cell(box.text, self.at, self.at + len(box.text)), box, edges, rows)
            self.add(box.text, box.start if isinstance(box, _Placed) else -1)
        self.grids.append(Grid(tuple(map(tuple, rows)), begin, self.at))


def lay_out(text: str) -> tuple[str, OffsetMap, tuple[Grid, ...]]:
    """The text with its tables written row by row, the way back, and the tables."""
    out = _Writer(text)
    at = 0
    for stretch in _joined(list(_stretches(text))):
        out.add(text[at : stretch.start], at)
        out.add_table(stretch.table)
        at = stretch.end
    out.add(text[at:], at)
    news, olds, lengths = zip(*out.pieces, strict=True) if out.pieces else ((), (), ())
    return "".join(out.parts), OffsetMap(news, olds, lengths, out.at, len(text)), tuple(out.grids)


def _stretches(text: str) -> Iterator[tuple[_Stretch, bool, bool]]:
    """The tables of each page; whether other lines stand above it and below it on its page."""
    pages = list(_pages(text))
    kept, _ = drop_furniture([PageLines(len(at) * _STEP, lines) for lines, at in pages])
    left = min((line.x0 for lines in kept for line in lines), default=0.0)
    for number, ((_, starts), lines) in enumerate(zip(pages, kept, strict=True)):
        right = max((line.x1 for line in lines), default=0.0)
        for table in find_unruled(lines, number, left, right)[0]:
            if not _is_clear(table):
                continue
            own = [line for line in lines if table.y0 <= line.y <= table.y1]
            start = starts[own[0].y]
            end = starts[own[-1].y] + round(own[-1].x1 / _WIDTH)
            stretch = _Stretch(_place(table, own, starts), start, end)
            yield stretch, own[0] is not lines[0], own[-1] is not lines[-1]


def _is_clear(table: Table) -> bool:
    """Whether columns stand apart, and no number stands where the labels do.

    Some programs move what is printed small by a character or two: then nobody can tell columns
    so near from each other.
    """
    edges = table.value_edges
    if any(box.text and box.x1 <= edges[0] and is_number(box.text) for box in table.boxes):
        return False
    steps = [b - a for a, b in pairwise(edges)]
    return len(steps) < _MANY or min(steps) >= _LEAST_STEP


def _pages(text: str) -> Iterator[tuple[list[Line], dict[float, int]]]:
    """The lines of each page, and where in the text the line at each height begins."""
    at = 0
    for page in text.split(_PAGE_END):
        lines: list[Line] = []
        starts: dict[float, int] = {}
        for row, shown in enumerate(page.split("\n")):
            y = row * _STEP
            starts[y] = at
            letters = [(found[0], found.start() * _WIDTH) for found in _LETTER.finditer(shown)]
            if letters:
                lines.append(build_line([Glyph(c, x, x + _WIDTH, y, _SIZE) for c, x in letters]))
            at += len(shown) + 1
        yield lines, starts


def _place(table: Table, lines: Sequence[Line], starts: dict[float, int]) -> Table:
    """The table, each cell with the place of its words."""
    pieces: list[_Piece] = [
        (squeeze(run.text), (run.x0 + run.x1) / 2, starts[line.y] + round(run.x0 / _WIDTH))
        for line in lines
        for run in build_line(line.glyphs, FINE_GAP, DIGIT_GAP).runs
    ]
    boxes = [
        _Placed(box.x0, box.x1, box.top, box.bottom, box.text, _take(box, pieces))
        for box in sorted(table.boxes, key=lambda box: (box.top, box.x0))
    ]
    return replace(table, boxes=tuple(boxes))


def _take(box: Box, pieces: list[_Piece]) -> int:
    """Where a cell's words begin; the pieces that it is made of are used up."""
    rest = squeeze(box.text)
    taken: list[_Piece] = []
    for piece in pieces:
        is_below = bool(taken) or box.x1 < 0 or box.x0 <= piece[1] <= box.x1
        if rest and is_below and rest.startswith(piece[0]):
            taken.append(piece)
            rest = rest[len(piece[0]) :]
    if rest or not taken:
        return -1
    for piece in taken:
        pieces.remove(piece)
    return taken[0][2]


def _joined(found: Sequence[tuple[_Stretch, bool, bool]]) -> Iterator[_Stretch]:
    """Tables that go on behind a page end are made whole."""
    waiting: _Stretch | None = None
    for stretch, has_above, has_below in found:
        if waiting and not has_above and (whole := _join(waiting, stretch)):
            stretch = whole
        elif waiting:
            yield waiting
        waiting = stretch
        if has_below:
            yield stretch
            waiting = None
    if waiting:
        yield waiting


def _join(first: _Stretch, second: _Stretch) -> _Stretch | None:
    """Both as one, the columns of the second brought to the places of the first's."""
    upper, lower = first.table, second.table
    if len(upper.value_edges) != len(lower.value_edges):
        return None
    places = dict(zip(lower.value_edges, upper.value_edges, strict=True))
    boxes = [
        replace(box, x0=places.get(box.x0, box.x0), x1=places.get(box.x1, box.x1))
        for box in lower.boxes
    ]
    moved = replace(lower, x0=upper.x0, x1=upper.x1, boxes=tuple(boxes))
    table = join_tables(upper, moved)
    return _Stretch(table, first.start, second.end) if table else None
