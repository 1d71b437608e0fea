"""What the items of a chapter on problems say of each other, each looked at once."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from govdisc_analysis.problems.sayings import Span

_LINES = 3
"""Lines that make a list without marks."""


@dataclass(slots=True)
class Item:
    """Sentences that speak of one mark and its number (rank 0: of no mark)."""

    rank: int
    part: int
    block: int
    kind: str
    number: int = 0
    pieces: list[Span] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Outline:
    """By the items' places: what names a problem, and what stands above and below."""

    states: Sequence[bool]
    """Does the item itself name a problem?"""
    named: frozenset[tuple[int, int]]
    """Part and rank of the items that do."""
    lists_of_lines: frozenset[int]
    """Parts of three or more lines, each one sentence without mark that names a problem."""
    ahead: Sequence[int | None]
    """The last sentence without mark before the item, in its part."""
    listed_below: Sequence[int | None]
    """The next item with a mark, in its part."""
    states_below: Sequence[bool]
    """Does an item with a mark name a problem behind it, in its part?"""


def read_outline(items: Sequence[Item], states: Sequence[bool]) -> Outline:
    """Walk over the items once in each direction.

    Args:
        items: the items, in the order of the text.
        states: whether each itself names a problem.
    """
    stating = [item for item, is_one in zip(items, states, strict=True) if is_one]
    lines = Counter(item.part for item in stating)
    others = {item.part for item in stating if item.rank or len(item.pieces) != 1}
    return Outline(
        states,
        frozenset((item.part, item.rank) for item in stating),
        frozenset(part for part, count in lines.items() if count >= _LINES) - others,
        _nearest(items, [bool(item.pieces) and not item.rank for item in items]),
        _nearest(items, [bool(item.pieces and item.rank) for item in items], backward=True),
        [
            place is not None
            for place in _nearest(
                items,
                [bool(item.rank) and one for item, one in zip(items, states, strict=True)],
                backward=True,
            )
        ],
    )


def _nearest(
    items: Sequence[Item], wanted: Sequence[bool], *, backward: bool = False
) -> list[int | None]:
    """For each item the nearest wanted one of its part before it, or behind it (``backward``)."""
    found: list[int | None] = [None] * len(items)
    last: int | None = None
    for at in reversed(range(len(items))) if backward else range(len(items)):
        found[at] = last if last is not None and items[last].part == items[at].part else None
        last = at if wanted[at] else last
    return found
