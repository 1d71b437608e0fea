"""Tables in a shape of their own, brought into the form's: turned ones, and stacked rows."""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from govdisc_analysis.forms.cells import parse_value
from govdisc_analysis.forms.entries import Entry, by_shape, read_entries
from govdisc_analysis.forms.labels import look_up
from govdisc_analysis.forms.named_cells import without_names
from govdisc_analysis.forms.patterns import says
from govdisc_analysis.forms.torn_rows import join_torn_rows
from govdisc_analysis.models import Cell, Grid

_HEADER_ROWS = 3
_LEAST_ITEMS = 6
_LEAST_STACKS = 3
_PAIR = 2
_PART = re.compile(r"\S+")
_ROW_KINDS = frozenset(("request", "indicator"))

Row = Sequence[Cell | None]


def rows_of(grid: Grid) -> list[Sequence[Entry]]:
    """The entries of each row of a form: rows and columns exchanged where the items stand above
    or the measures on the left, and one row for each item where several are stacked in one.
    """
    cells = without_names(grid.rows)
    rows: list[Sequence[Entry]] = [read_entries(row) for row in cells]
    cells, gone = join_torn_rows(cells, rows)
    if gone:
        rows = [read_entries(row) for row in cells]
    over = [place for place in range(len(rows) - 1) if _is_over_values(rows[place : place + 3])]
    if not over and any(_names_items(entries) for entries in rows[:_HEADER_ROWS]):
        return [read_entries(column) for column in zip(*cells, strict=True)]
    turned = _turn_proactive(cells, rows)
    if turned:
        return turned
    stacked = [] if over else [place for place, row in enumerate(rows) if _may_stack(row)]
    for place in reversed(over):
        rows[place : place + 2] = _turned(zip(*cells[place : place + 2], strict=True))
    for place in reversed(stacked):
        rows[place : place + 1] = [read_entries(row) for row in _unstack(cells[place])]
    return rows


@by_shape
def _names_items(entries: Sequence[Entry]) -> bool:
    """A row of many item labels and no number: the applicants or agencies stand below."""
    if len(entries) < _LEAST_ITEMS or any(entry.is_value for entry in entries):
        return False
    items = {m.code for e in entries for m in e.meanings if m.kind in _ROW_KINDS}
    return len(items) >= _LEAST_ITEMS


def _is_over_values(rows: Sequence[Sequence[Entry]]) -> bool:
    """A row of item labels of 2014 with their values right below it, and no other values then."""
    if not _are_items(rows[0]) or not all(e.is_value or e.is_blank for e in rows[1]):
        return False
    return len(rows[0]) == len(rows[1]) and not any(e.is_value for row in rows[2:] for e in row)


@by_shape
def _are_items(entries: Sequence[Entry]) -> bool:
    return len(entries) >= _PAIR and all(entry.find("indicator") for entry in entries)


def _turned(columns: Iterable[Row]) -> list[Sequence[Entry]]:
    """Rows of what were columns, one for those that merged cells cover."""
    distinct = {tuple(map(id, column)): column for column in columns}
    return [read_entries(column) for column in distinct.values()]


def _turn_proactive(
    rows: Sequence[Row], entries: Sequence[Sequence[Entry]]
) -> list[Sequence[Entry]]:
    """A proactive table whose subjects stand above and measures on the left, article by article."""
    if not any(_is_measure_row(row) for row in entries):
        return []
    starts = [place for place, row in enumerate(entries) if _is_article(row)]
    starts = [0, *(place for place in starts if place), len(rows)]
    turned: list[Sequence[Entry]] = []
    for start, end in pairwise(starts):
        if not any(_is_measure_row(row) for row in entries[start:end]):
            return []
        turned += [read_entries(column) for column in zip(*rows[start:end], strict=True)]
    return turned


@by_shape
def _is_measure_row(entries: Sequence[Entry]) -> bool:
    """A measure on the left, values right of it."""
    if len(entries) < _PAIR or not entries[0].find("measure"):
        return False
    return all(e.is_value or e.is_blank for e in entries[1:]) and any(e.is_value for e in entries)


@by_shape
def _is_article(entries: Sequence[Entry]) -> bool:
    return len(entries) == 1 and entries[0].find("article") is not None


@by_shape
def _may_stack(entries: Sequence[Entry]) -> bool:
    stacks = 0
    for entry in entries:
        text = entry.cell.text
        if not entry.is_value and " " in text and parse_value(text.partition(" ")[0]):
            stacks += 1
    return stacks >= _LEAST_STACKS


def _unstack(row: Row) -> list[Row]:
    """One row for each of the items stacked in a row's cells; the row itself if unsure."""
    distinct = {id(cell): cell for cell in row if cell is not None}
    stacks = {key: parts for key, cell in distinct.items() if (parts := _values(cell))}
    count = len(next(iter(stacks.values()), ()))
    if len(stacks) < _LEAST_STACKS or any(len(parts) != count for parts in stacks.values()):
        return [row]
    for key, cell in distinct.items():
        items = _items(cell)
        if len(items) == count:
            stacks[key] = items
            return [
                [stacks[id(c)][place] if id(c) in stacks else c for c in row]
                for place in range(count)
            ]
    return [row]


def _values(cell: Cell) -> list[Cell]:
    """The values of a cell that holds several and nothing else."""
    parts = [_part(cell, found) for found in _PART.finditer(cell.text)]
    return parts if len(parts) > 1 and all(parse_value(part.text) for part in parts) else []


def _items(cell: Cell) -> list[Cell]:
    """The items of a cell that holds several labels and nothing else."""
    starts = [0, *(found.start() for found in says.next_item.finditer(cell.text)), len(cell.text)]
    parts = [
        Cell(cell.text[a:b].strip(), cell.start + a, cell.start + b) for a, b in pairwise(starts)
    ]
    known = all(any(m.kind in _ROW_KINDS for m in look_up(part.text)) for part in parts)
    return parts if known else []


def _part(cell: Cell, found: re.Match[str]) -> Cell:
    return Cell(found[0], cell.start + found.start(), cell.start + found.end())
