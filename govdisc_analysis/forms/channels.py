"""Rows of section four that lost their blanks, laid out by the sum of each channel."""

from collections.abc import Iterator, Sequence
from itertools import combinations

_STEP = 5  # four results and their sum
_SLACK = 1e-6

Slots = tuple[int, ...]
"""Which value stands in each of five columns; -1 where none does."""


def place_channels(values: Sequence[float], width: int) -> list[int | None]:
    """Which value each column holds in all ways to lay the values out that keep the sums.

    Args:
        values: what is printed, in its order, zeros and marks as 0.
        width: number of columns, five a channel.

    Returns:
        The place of the value; -1 for a column that holds zero or nothing beside a sum that is
        printed; None where that is not certain.

    >>> place_channels([0, 0, 0, 0, 1, 0, 0, 1, 2], 10)
    [None, None, None, None, None, 4, -1, -1, 7, 8]
    """
    count = width // _STEP
    ahead: list[set[int]] = [{0}]  # how many values the channels so far can take
    for _ in range(count):
        ahead.append({end for at in ahead[-1] for end, _ in _ways(values, at)})
    alive = {len(values)} & ahead[-1]
    placed: list[int | None] = []
    for channel in range(count - 1, -1, -1):
        ways = [
            (at, slots) for at in ahead[channel] for end, slots in _ways(values, at) if end in alive
        ]
        alive = {at for at, _ in ways}
        placed = _common(values, [slots for _, slots in ways]) + placed
    return placed


def _ways(values: Sequence[float], at: int) -> Iterator[tuple[int, Slots]]:
    """How one channel can hold the values from a place on, and where they end."""
    for count in range(min(_STEP, len(values) - at) + 1):
        for columns in combinations(range(_STEP), count):
            taken = dict(zip(columns, range(at, at + count), strict=True))
            slots = tuple(taken.get(column, -1) for column in range(_STEP))
            *parts, total = [values[place] if place >= 0 else 0.0 for place in slots]
            if abs(sum(parts) - total) < _SLACK:
                yield at + count, slots


def _common(values: Sequence[float], ways: Sequence[Slots]) -> list[int | None]:
    """What all ways have in common."""
    found: list[int | None] = []
    for column in zip(*ways, strict=True):
        held = {place if place >= 0 and values[place] else -1 for place in column}
        found.append(held.pop() if len(held) == 1 else None)
    found = found or [None] * _STEP
    has_sum = found[-1] is not None and found[-1] >= 0
    return [None if place == -1 and not has_sum else place for place in found]
