"""Which column each value of a flattened row belongs to."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from govdisc_analysis.forms.cells import Parsed, parse_value
from govdisc_analysis.models import Cell

_SLACK = 1e-6


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of a row in the order of its columns; ``how`` says on what ground."""

    cells: tuple[Cell, ...]
    parsed: tuple[Parsed | None, ...]
    how: str
    values: tuple[Cell, ...] = ()


def explicit_cells(text: str, start: int, stop: int, width: int) -> tuple[Cell, ...] | None:
    """The cells that separators mark, blank ones included; None if they mark none.

    >>> [c.text for c in explicit_cells("A|1||3|", 1, 7, 3) or ()]
    ['1', '', '3']
    """
    piece = text[start:stop]
    if "|" in piece:
        mark = "|"
    elif "\t" in piece:
        mark = "\t"
        line = piece.find("\n", len(piece) - len(piece.lstrip("\n")))
        piece = piece[:line] if line > 0 else piece
    elif "\n" in piece:
        mark = "\n"
    else:
        return None
    cells: list[Cell] = []
    at = start
    for place, part in enumerate(piece.split(mark)):
        if place:
            lead = len(part) - len(part.lstrip())
            bare = part.strip()
            begin = at + (lead if bare else 0)
            cells.append(Cell(bare, begin, begin + len(bare)))
        elif part.strip():
            return None
        at += len(part) + 1
    return _trim(cells, width)


def _trim(cells: list[Cell], width: int) -> tuple[Cell, ...] | None:
    """The row's own cells among padding: the first, or the last, where only one is possible."""
    if len(cells) < width:
        return None
    if any(parse_value(cell.text) is None for cell in cells):
        return None
    fits = [
        tuple(cells[first : first + width])
        for first in range(len(cells) - width + 1)
        if not any(c.text for c in (*cells[:first], *cells[first + width :]))
    ]
    if len(fits) == 1 or (fits and len(cells) == width):
        return fits[0]
    summing = [row for row in fits if _sums([parse_value(c.text) for c in row])]
    if len(summing) == 1:
        return summing[0]
    return fits[0] if fits and fits[0][0].text else None


def _sums(parsed: Sequence[Parsed | None]) -> bool:
    """The last value is printed and is the sum of those before it."""
    values = [p.value if p else None for p in parsed]
    if values[-1] is None:
        return False
    return abs(sum(v or 0.0 for v in values[:-1]) - values[-1]) < _SLACK


def read_row(text: str, start: int, stop: int, values: Sequence[Cell], width: int = 7) -> Row:
    """Lay the values of a row into its columns.

    Fewer values than columns are laid out where separators show the blanks; otherwise only a
    total that its parts confirm is taken, and the other columns stay unreadable.
    """
    if len(values) == width:
        return _row(values, "full")
    marked = explicit_cells(text, start, stop, width)
    if marked and _same_values(marked, values):
        return _row(marked, "cells")
    at = Cell("", start, start)
    if not values:
        return _row([at] * width, "blank")
    if len(values) > width:
        kept = _without_page_number(text, values, width)
        return _row(kept, "page number") if kept else _unreadable(values, width, at)
    return _partial(values, width, at)


def _row(cells: Sequence[Cell], how: str) -> Row:
    return Row(tuple(cells), tuple(parse_value(cell.text) for cell in cells), how)


def _same_values(marked: Sequence[Cell], values: Sequence[Cell]) -> bool:
    return sum(bool(cell.text) for cell in marked) == len(values)


def _unreadable(values: Sequence[Cell], width: int, at: Cell) -> Row:
    whole = Cell("", values[0].start, values[0].start) if values else at
    return Row((whole,) * width, (None,) * width, "unreadable")


def _without_page_number(text: str, values: Sequence[Cell], width: int) -> list[Cell] | None:
    """The row without a number that stands on a line of its own, if just one fits so."""
    fits = []
    for left_out in combinations(range(len(values)), len(values) - width):
        kept = [c for i, c in enumerate(values) if i not in left_out]
        alone = all(_is_alone(text, values[i]) for i in left_out)
        if alone and not all(_is_alone(text, c) for c in kept):
            fits.append(kept)
        if len(values) - width > 1:
            break
    summing = [kept for kept in fits if _sums([parse_value(c.text) for c in kept])]
    return summing[0] if len(summing) == 1 else None


def _is_alone(text: str, cell: Cell) -> bool:
    before = text[max(0, cell.start - 40) : cell.start].rpartition("\n")[2]
    after = text[cell.end : cell.end + 40].partition("\n")[0]
    return not re.sub(r"[\s|]", "", before + after)


def _partial(values: Sequence[Cell], width: int, at: Cell) -> Row:
    parsed = [parse_value(cell.text) for cell in values]
    cells: list[Cell] = [Cell("", values[0].start, values[0].start)] * (width - 1)
    parts: list[Parsed | None] = [None] * (width - 1)
    if len(values) >= 2 and _sums(parsed):
        return Row((*cells, values[-1]), (*parts, parsed[-1]), "partial", tuple(values))
    return _unreadable(values, width, at)
