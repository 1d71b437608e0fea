"""Plain cells of web pages, one word each: whole rows of them without a look at each tag.

Nearly all cells of a form are plain, so that one pattern that takes a cell from end to end saves
most of the work on a page.
"""

from typing import NamedTuple

from govdisc_analysis.read import markup
from govdisc_analysis.read.html_page import MAX_CELLS, Page, Table, close_cell, open_row, spans
from govdisc_analysis.read.writer import PlainCells, Row


class _Lead(NamedTuple):
    """What leads to a cell's word: the end of a row, the cell's tag, tags that dress the word.

    ``inner`` is where the cell's tag ends.
    """

    down: int
    across: int
    inner: int
    opens_row: bool


def add_plain_cells(page: Page, attributes: str, at: int) -> int:
    """Read a cell whose tag ends at ``at``, and those behind it, as long as they are plain.

    Returns:
        The place behind the last; 0 where the first is not plain.
    """
    found = markup.PLAIN_CELL.match(page.source, at)
    if found is None:
        return 0
    (_, end), (first, last) = found.regs
    may_hide = bool(page.hiding)
    if may_hide and page.hiding_place(at) < first:
        return 0
    if not page.open_tables:
        return 0 if may_hide else _add_loose(page, first, last, end)
    if page.cells >= MAX_CELLS - 1:
        return 0
    close_cell(page)
    table = page.open_tables[-1]
    cells = _begin(page, table.row if table.row is not None else open_row(table))
    cells.places.append((*_place(first, last, at, may_hide), *spans(attributes)))
    page.cells += 1
    page.length += last - first
    return end if page.keep_lines else _go_on(page, table, cells, end)


def _add_loose(page: Page, first: int, last: int, end: int) -> int:
    """A cell outside of tables: a line of its own."""
    page.ops.append("\n")
    if first < last:
        page.ops.append((first, last))
    return end


def _begin(page: Page, row: Row) -> PlainCells:
    cells = PlainCells(row, not row.cells)
    row.cells.append(cells)
    page.ops.append(cells)
    return cells


def _place(first: int, last: int, inner: int, may_hide: bool) -> tuple[int, int]:
    """Where the word stands; a blank cell of a page that hides things stands behind its tag."""
    return (inner, inner) if may_hide and first == last else (first, last)


def _go_on(page: Page, table: Table, cells: PlainCells, at: int) -> int:
    """The plain cells that follow, over the ends of rows."""
    source, match = page.source, markup.NEXT_CELL.match
    leads: dict[str, _Lead] = {}  # the cells of one table have few kinds of tags
    may_hide, hiding_place = bool(page.hiding), page.hiding_place(at)
    room, length = MAX_CELLS - 1 - page.cells, 0
    while room and (found := match(source, at)):
        (_, end), (first, last) = found.regs
        if hiding_place < first:
            break
        text = source[at:first]
        lead = leads.get(text)
        if lead is None:
            lead = leads[text] = _read_lead(text)
        if lead.opens_row:
            cells = _begin(page, open_row(table))
        if first == last:
            first = last = _place(first, last, at + lead.inner, may_hide)[0]
        cells.places.append((first, last, lead.down, lead.across))
        length += last - first
        room -= 1
        at = end
    page.cells = MAX_CELLS - 1 - room
    page.length += length
    return at


def _read_lead(text: str) -> _Lead:
    tag = markup.CELL_TAG.search(text)
    assert tag is not None  # the pattern of a plain cell has one
    return _Lead(*spans(tag[1]), tag.end(), "</tr" in text)
