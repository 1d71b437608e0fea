"""The state of the first pass over a web page, and what its tags do to it."""

import html
import re
from bisect import bisect_left
from dataclasses import dataclass, field

from govdisc_analysis.models import Cell, Grid, Note
from govdisc_analysis.read import markup
from govdisc_analysis.read.grids import PROSE_BREAKS, PROSE_LENGTH, Spanned, expand
from govdisc_analysis.read.writer import Extent, Op, PlainCells, Row

MAX_CELLS = 100_000
_SPACE = re.compile(r"\s+")
_LINE = re.compile(r"[^\r\n]+|[\r\n]+")


@dataclass(slots=True)
class Table:
    """A table while it is read."""

    rows: list[Row] = field(default_factory=list)
    row: Row | None = None
    cell: Extent | None = None
    nests: bool = False


@dataclass(slots=True)
class Page:
    """State of the first pass.

    ``is_large`` says that it has a large table. ``hiding`` are the places where something may be
    hidden, ``hidden_classes`` those that a style sheet hides, ``tabs`` the hidden elements that
    hold parts of the report, as soon as they were sought, ``ends`` where such elements end.
    """

    source: str
    keep_lines: bool = False
    is_large: bool = False
    ops: list[Op] = field(default_factory=list)
    open_tables: list[Table] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    marks: list[Extent] = field(default_factory=list)
    meta: dict[str, str] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)
    shown: int = -1
    length: int = 0
    breaks: int = 0
    cells: int = 0
    hiding: list[int] = field(default_factory=list)
    hidden_classes: markup.HiddenClasses = field(default_factory=dict)
    tabs: set[int | str] | None = None
    ends: dict[int, int] = field(default_factory=dict)

    def hiding_place(self, at: int) -> int:
        """The first place from ``at`` on where something may be hidden; past the end if none."""
        place = bisect_left(self.hiding, at)
        return self.hiding[place] if place < len(self.hiding) else len(self.source)


def add_text(page: Page, start: int, end: int) -> None:
    """Text between two tags; the indent of the source is none."""
    shown = page.source[start:end]
    if shown.isspace():
        if page.ops and not isinstance(page.ops[-1], tuple) and not page.keep_lines:
            return  # indent of the source
    else:
        page.length += len(shown.strip())
    if not page.keep_lines or page.open_tables:
        page.ops.append((start, end))
        return
    for line in _LINE.finditer(page.source, start, end):
        page.ops.append("\n" if line[0][0] in "\r\n" else line.span())


def add_field(page: Page, attributes: str, start: int) -> None:
    """The value of a text field that stands in a cell: pages made by a form's own editor."""
    if not page.open_tables or page.open_tables[-1].cell is None:
        return
    found = markup.FIELD_VALUE.search(attributes)
    if found and found.lastindex and not markup.NO_TEXT_FIELD.search(attributes):
        first, last = found.span(found.lastindex)
        if first < last:
            add_text(page, start + first, start + last)


def add_meta(page: Page, key: str, value: str) -> None:
    """What the page says of itself; the first of several counts."""
    text = _SPACE.sub(" ", html.unescape(value)).strip()
    if text:
        page.meta.setdefault(key, text)


def open_table(page: Page) -> None:
    """A table begins; the cell that holds it, and that cell's row, are layout."""
    if page.open_tables:
        outer = page.open_tables[-1]
        if outer.cell is None:
            close_table(page)  # as browsers do: a table in a table but in no cell ends it
        else:
            outer.nests = outer.cell.nests = True
            if outer.row is not None:
                outer.row.layout = True
    table = Table()
    page.open_tables.append(table)
    page.tables.append(table)
    page.ops.append("\n")


def close_table(page: Page) -> None:
    """The innermost table ends; one of single cells was layout."""
    if not page.open_tables:
        return
    close_row(page)
    table = page.open_tables.pop()
    if all(row.count < 2 for row in table.rows):
        for row in table.rows:
            row.layout = True
    page.ops.append("\n")


def open_row(table: Table) -> Row:
    """A new row of a table, which is the one at hand from now on."""
    table.row = Row()
    table.rows.append(table.row)
    return table.row


def close_row(page: Page) -> None:
    """The row at hand ends, and with it its cell."""
    if page.open_tables:
        close_cell(page)
        page.open_tables[-1].row = None
        page.ops.append("\n")


def open_cell(page: Page, attributes: str, at: int) -> None:
    """A cell whose tag ends at ``at`` begins; outside of tables it is a line."""
    if not page.open_tables or page.cells >= MAX_CELLS:
        page.ops.append("\n")
        return
    close_cell(page)
    table = page.open_tables[-1]
    row = table.row if table.row is not None else open_row(table)
    down, across = spans(attributes)
    cell = Extent("", row, not row.cells, down, across, at, page.length, page.breaks)
    row.cells.append(cell)
    table.cell = cell
    page.cells += 1
    if page.cells == MAX_CELLS:
        page.notes.append(Note("read", "warning", f"only {MAX_CELLS} table cells are read"))
    page.ops.append(cell)


def spans(attributes: str) -> tuple[int, int]:
    """The rows and columns that a cell's tag says it covers."""
    down = across = 1
    if "span" in attributes or "SPAN" in attributes or "Span" in attributes:
        for found in markup.SPAN.finditer(attributes):
            if found[1] in "rowROWRow":
                down = int(found[2])
            else:
                across = int(found[2])
    return down, across


def close_cell(page: Page) -> None:
    """The cell at hand ends; one of many paragraphs shows that its row is layout."""
    table = page.open_tables[-1] if page.open_tables else None
    if table is None or table.cell is None:
        return
    cell = table.cell
    table.cell = None
    if (
        page.breaks - cell.breaks_before >= PROSE_BREAKS
        and page.length - cell.length_before > PROSE_LENGTH
        and cell.row is not None
    ):
        cell.row.layout = True
    page.ops.append(cell)


def data_grids(page: Page, text: str) -> list[Grid]:
    """Data tables; a layout table is none, its inner tables are."""
    grids: list[Grid] = []
    for table in page.tables:
        rows = [_written_cells(row, text) for row in table.rows]
        if table.nests and sum(sum(bool(c[0].text) for c in row) >= 2 for row in rows) < 2:
            continue
        dense, cut = expand(rows)
        if not dense or len(dense[0]) < 2:
            continue
        cells = [cell for row in rows for cell, _, _ in row]
        grids.append(Grid(dense, cells[0].start, max(cell.end for cell in cells)))
        if cut:
            page.notes.append(Note("read", "warning", "a table was cut: too many cells"))
    return grids


def _written_cells(row: Row, text: str) -> list[Spanned]:
    cells: list[Spanned] = []
    for op in row.cells:
        if isinstance(op, PlainCells):
            cells += op.made
        elif not op.nests:
            cells.append(_spanned(op, text))
    return cells


def _spanned(cell: Extent, text: str) -> Spanned:
    start, end = cell.start, max(cell.start, cell.end)
    shown = text[start:end]
    if "\n" in shown:
        shown = _SPACE.sub(" ", shown).strip()
    return Cell(shown, start, end), cell.down, cell.across
