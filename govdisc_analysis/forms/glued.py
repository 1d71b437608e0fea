"""Rows whose cells were written without anything between them: 8000109 for 8 0 0 0 1 0 9.

Their sums tell where one number ends and the next begins, often in one way only.
"""

from collections.abc import Sequence
from itertools import pairwise

from govdisc_analysis.models import Cell

_MOST_MORE = 8  # digits beyond one a cell
_MOST_WAYS = 200
_ROW = 7  # six applicants and their sum


def split_glued(cell: Cell, width: int) -> list[tuple[Cell, ...]]:
    """All ways to cut a row's digits into ``width`` cells, of which the last holds the sum.

    No number begins with 0 but 0 itself; nothing where the ways are too many. Every cell takes a
    digit: where the text prints nothing for a blank cell, a way may be none of the row's.

    >>> [[c.text for c in way] for way in split_glued(Cell("8000109", 0, 7), 7)]
    [['8', '0', '0', '0', '1', '0', '9']]
    >>> len(split_glued(Cell("120001013", 0, 9), 7)), split_glued(Cell("1234567", 0, 7), 7)
    (2, [])
    """
    text = cell.text
    if not width <= len(text) <= width + _MOST_MORE or not text.isdecimal():
        return []
    ways: list[tuple[int, ...]] = []
    _cut(text, (0,), width, ways)
    if len(ways) > _MOST_WAYS:
        return []
    return [
        tuple(Cell(text[a:b], cell.start + a, cell.start + b) for a, b in pairwise(way))
        for way in ways
    ]


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


def _cut(text: str, way: tuple[int, ...], left: int, ways: list[tuple[int, ...]]) -> None:
    """Go on from the last cut; ``left`` cells are to come."""
    at = way[-1]
    if not left:
        if _ends_in_sum(text, way):
            ways.append(way)
        return
    room = len(text) - at - left + 1  # each later cell takes a character
    ends = range(at + 1, at + 1 + (1 if text[at] == "0" else room))
    for end in ends if left > 1 else ends[room - 1 :]:
        _cut(text, (*way, end), left - 1, ways)
        if len(ways) > _MOST_WAYS:
            return


def _ends_in_sum(text: str, cuts: Sequence[int]) -> bool:
    *parts, total = [int(text[a:b]) for a, b in pairwise(cuts)]
    return sum(parts) == total
