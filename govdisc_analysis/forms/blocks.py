"""Rows of a table whose values are printed block by block, each block column after column.

Where a block begins and ends is not told: the form's sums must tell, and they must tell the columns
of a block from each other too, since programs that go by columns don't always go from left to
right.
"""

from collections.abc import Sequence
from functools import cache
from itertools import combinations
from typing import NamedTuple

from govdisc_analysis.forms.collect import load_codes
from govdisc_analysis.forms.implied import SLACK, identities

_WIDTH = 7
_MOST_WAYS = 150


class Block(NamedTuple):
    """Rows whose columns are printed one behind the other; a single row is printed across."""

    first: int
    size: int
    width: int = _WIDTH

    def places(self, row: int) -> range:
        """Where the values of one of its rows stand among all values."""
        start = self.first * self.width
        return range(start + row - self.first, start + self.size * self.width, self.size)


Way = tuple[Block, ...]


def find_ways(values: Sequence[float], count: int) -> list[Way]:
    """The ways to cut values into blocks whose rows add up, those that say the same only once.

    >>> find_ways([3, 1, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 5, 1], 2)
    [(Block(first=0, size=2, width=7),)]
    """
    reached: list[dict[tuple[float, ...], Way]] = [{(): ()}, *({} for _ in range(count))]
    for first in range(count):
        if len(reached[first]) > _MOST_WAYS:
            return []
        for size in range(1, count - first + 1):
            block = Block(first, size)
            said = _rows(block, values)
            for before, way in reached[first].items() if said else ():
                known = reached[first + size].get(before + said, ())
                if len(way) >= len(known):  # the smallest blocks that say it
                    reached[first + size][before + said] = (*way, block)
    return list(reached[count].values()) if count else []


def _rows(block: Block, values: Sequence[float]) -> tuple[float, ...]:
    """The values of a block row by row; none where one does not add up."""
    said: list[float] = []
    for row in range(block.first, block.first + block.size):
        *parts, total = [values[place] for place in block.places(row)]
        if abs(sum(parts) - total) > SLACK:
            return ()
        said += [*parts, total]
    return tuple(said)


def keys_of(items: Sequence[str], way: Way) -> list[tuple[tuple[str, str], int]]:
    """The key of each cell, and the place of its value."""
    return [
        ((items[row], applicant), place)
        for block in way
        for row in range(block.first, block.first + block.size)
        for applicant, place in zip(load_codes().applicants, block.places(row), strict=True)
    ]


@cache
def _signs() -> dict[str, tuple[int, ...]]:
    """With which sign each row stands in the sums down the table."""
    total = load_codes().applicants[-1]
    rules = [r for r in identities("requests") if {key[1] for key in r.left + r.right} == {total}]
    return {
        item: tuple(((item, total) in r.left) - ((item, total) in r.right) for r in rules)
        for item in load_codes().items
    }


def _sums(items: Sequence[str], way: Way, values: Sequence[float]) -> list[tuple[float, ...]]:
    """What some blocks add to the sums down the table, column by column."""
    sums = [(0.0,) * len(_signs()[items[0]])] * _WIDTH
    for block in way:
        for row in range(block.first, block.first + block.size):
            signs = _signs()[items[row]]
            for column, place in enumerate(block.places(row)):
                value = values[place]
                sums[column] = tuple(
                    said + sign * value for said, sign in zip(sums[column], signs, strict=True)
                )
    return sums


def holds(items: Sequence[str], way: Way, values: Sequence[float]) -> bool:
    """The sums down the table hold in every column."""
    return all(abs(said) <= SLACK for column in _sums(items, way, values) for said in column)


def is_pinned(way: Way, items: Sequence[str], values: Sequence[float]) -> bool:
    """No two columns of a block, or of all, could be exchanged without breaking a sum."""
    tall = tuple(block for block in way if block.size > 1)
    of_all = _sums(items, tall, values)
    for block in tall:
        rows = range(block.first, block.first + block.size)
        columns = zip(
            *([values[place] for place in block.places(row)] for row in rows), strict=True
        )
        own = list(zip(columns, _sums(items, (block,), values), of_all, strict=True))[:-1]
        for one, other in combinations(own, 2):
            if one[0] != other[0] and (one[1] == other[1] or one[2] == other[2]):
                return False
    return True


def free_keys(items: Sequence[str], way: Way, values: Sequence[float]) -> set[tuple[str, str]]:
    """The cells of such blocks that hold something else where applicants' columns are exchanged.

    The last column is the sum of the others in any case.
    """
    free: set[tuple[str, str]] = set()
    for block in way:
        for row in range(block.first, block.first + block.size) if block.size > 1 else ():
            parts = [values[place] for place in block.places(row)][:-1]
            if len(set(parts)) > 1:
                free |= {(items[row], applicant) for applicant in load_codes().applicants[:-1]}
    return free
