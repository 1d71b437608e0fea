"""Rows whose cells were written without anything between them: 8000109 for 8 0 0 0 1 0 9.

Their sums tell where one number ends and the next begins, often in one way only.
"""

from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise
from typing import NamedTuple

from govdisc_analysis.models import Cell

_MOST_DIGITS = 15
_MOST_WAYS = 400
_ROW = 7  # six applicants and their sum


class Ways(NamedTuple):
    """The ways to cut a row's digits that need no blank, and those that do; None if too many."""

    whole: list[tuple[Cell, ...]]
    short: list[tuple[Cell, ...]] | None


def split_glued(cell: Cell, width: int) -> Ways:
    """All ways to cut a row's digits into at most ``width`` cells, of which the last holds the sum.

    No number begins with 0 but 0 itself. The text may print
    nothing for a blank cell: ways of fewer cells are laid out over the columns in each order, and
    nobody knows which of their cells without a number are zeros.

    >>> [[c.text for c in way] for way in split_glued(Cell("8000109", 0, 7), 7).whole]
    [['8', '0', '0', '0', '1', '0', '9']]
    >>> len(split_glued(Cell("120001013", 0, 9), 7).whole), split_glued(Cell("1234567", 0, 7), 7)
    (2, Ways(whole=[], short=[]))
    >>> [[c.text for c in way] for way in split_glued(Cell("55", 0, 2), 3).short]
    [['5', '', '5'], ['', '5', '5']]
    """
    text = cell.text
    if len(text) > _MOST_DIGITS or not text.isdecimal():
        return Ways([], None)
    whole: list[tuple[Cell, ...]] = []
    short: list[tuple[Cell, ...]] | None = []
    for cuts in _all_cuts(text, width):
        parts = [Cell(text[a:b], cell.start + a, cell.start + b) for a, b in pairwise(cuts)]
        if len(parts) == width:
            whole.append(tuple(parts))
        elif short is not None:
            short += _lay_out(parts, width)
            if len(short) > _MOST_WAYS:
                short = None
    return Ways(whole, short) if len(whole) <= _MOST_WAYS else Ways([], None)


def list_ways(cell: Cell, width: int, is_near: bool) -> tuple[str, tuple[Cell, ...]]:
    """What kind of ways there are, and their cells, one way behind the other.

    "short" if none needs all columns, "many" if only those are given; a single number that stands
    not near its label is not cut into fewer.
    """
    whole, short = split_glued(cell, width)
    if not is_near:
        short = None
    how = ("many" if short is None else "glued") if whole else "short"
    return how, sum([*whole, *(short or ())], ())


def is_whole(way: Sequence[Cell]) -> bool:
    """Every cell of the way is printed."""
    return all(cell.text for cell in way)


def split_zeros(cell: Cell, width: int) -> tuple[Cell, ...]:
    """The cells of a row without sums, where zeros before its last number leave one way only.

    >>> [c.text for c in split_zeros(Cell("0026", 0, 4), 3)], split_zeros(Cell("7712", 0, 4), 3)
    (['0', '0', '26'], ())
    """
    text, start, end = cell
    zeros = width - 1
    if not text.isdecimal() or text[:zeros] != "0" * zeros or not text[zeros:]:
        return ()
    if text[zeros:].startswith("0") and text[zeros:] != "0":
        return ()
    first = tuple(Cell("0", start + at, start + at + 1) for at in range(zeros))
    return (*first, Cell(text[zeros:], start + zeros, end))


def split_digits(cell: Cell, width: int, step: int) -> tuple[Cell, ...]:
    """One digit a cell, where there are just as many and each ``step`` of them end in their sum.

    >>> len(split_digits(Cell("1001200000", 0, 10), 10, 5)), split_digits(Cell("19", 0, 2), 2, 2)
    (10, ())
    """
    text = cell.text
    if len(text) != width or not text.isdecimal():
        return ()
    if not all(_ends_in_sum(text, range(at, at + step + 1)) for at in range(0, width, step)):
        return ()
    return tuple(Cell(digit, cell.start + at, cell.start + at + 1) for at, digit in enumerate(text))


def join_torn(text: str, values: Sequence[Cell]) -> list[tuple[Cell, ...]]:
    """All rows of seven that end in their sum once one number, torn by a narrow column, is whole.

    >>> text = "9 0 0 0 2 0 1\\n1"
    >>> values = [Cell(text[at], at, at + 1) for at in range(0, 15, 2)]
    >>> [[c.text for c in row] for row in join_torn(text, values)]
    [['9', '0', '0', '0', '2', '0', '11']]
    """
    if len(values) != _ROW + 1 or not all(cell.text.isdecimal() for cell in values):
        return []
    rows = []
    for place, (one, other) in enumerate(pairwise(values)):
        if one.text == "0" or text[one.end : other.start].strip(" ") != "\n":
            continue
        whole = Cell(one.text + other.text, one.start, other.end)
        row = (*values[:place], whole, *values[place + 2 :])
        if sum(int(cell.text) for cell in row[:-1]) == int(row[-1].text):
            rows.append(row)
    return rows


def _all_cuts(text: str, width: int) -> Iterator[tuple[int, ...]]:
    """Where numbers begin and end, for each way that ends in the sum of what stands before."""
    for last in range(1, len(text)):
        total = text[last:]
        if total[0] != "0" or total == "0":
            yield from _cut(text, (0,), last, width - 1, int(total))


def _cut(
    text: str, way: tuple[int, ...], last: int, most: int, rest: int
) -> Iterator[tuple[int, ...]]:
    """Go on from the last cut; at most so many cells add up to the rest."""
    at = way[-1]
    if at == last:
        if not rest:
            yield (*way, len(text))
        return
    if not most:
        return
    for end in range(at + 1, at + 2 if text[at] == "0" else last + 1):
        number = int(text[at:end])
        if number > rest:
            return
        yield from _cut(text, (*way, end), last, most - 1, rest - number)


def _lay_out(parts: Sequence[Cell], width: int) -> list[tuple[Cell, ...]]:
    """The columns that the numbers of a row can have, without those of its zeros."""
    *numbers, total = parts
    ways: dict[tuple[int, ...], None] = {}
    for layout in combinations(range(width - 1), len(numbers)):
        pairs = zip(layout, numbers, strict=True)
        ways[tuple([column for column, cell in pairs if cell.text != "0"])] = None
    filled = [cell for cell in numbers if cell.text != "0"]
    none = Cell("", total.start, total.start)
    found = []
    for columns in ways:
        at = dict(zip(columns, filled, strict=True))
        found.append((*(at.get(column, none) for column in range(width - 1)), total))
    return found


def _ends_in_sum(text: str, cuts: Sequence[int]) -> bool:
    *parts, total = [int(text[a:b]) for a, b in pairwise(cuts)]
    return sum(parts) == total
