"""Where a character of a changed text came from.

Every step that changes a text does it through :func:`apply_edits`, which returns the new text
together with an :class:`OffsetMap`. Maps chain, so that a span of the cleaned text can be shown
in the source's own characters, however many steps lie between.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

Edit = tuple[int, int, str]
"""Replace ``text[start:end]`` by a string: ``(start, end, replacement)``."""


@dataclass(frozen=True, slots=True)
class OffsetMap:
    """Piecewise map between a new text and the old text that it was made from.

    The pieces are equal-length runs: ``new[new_starts[i]:new_starts[i] + lengths[i]]`` came from
    ``old[old_starts[i]:old_starts[i] + lengths[i]]``. What lies between two pieces was replaced
    or dropped as a whole.
    """

    new_starts: Sequence[int]
    old_starts: Sequence[int]
    lengths: Sequence[int]
    new_length: int
    old_length: int

    def to_old(self, start: int, end: int) -> tuple[int, int]:
        """Span of the old text that the new text's ``start:end`` came from."""
        if end <= start:
            point = self._point(self.new_starts, self.old_starts, start, self.old_length, False)
            return point, point
        first = self._point(self.new_starts, self.old_starts, start, self.old_length, False)
        last = self._point(self.new_starts, self.old_starts, end - 1, self.old_length, True)
        return first, max(first, last)

    def to_new(self, start: int, end: int) -> tuple[int, int]:
        """Span of the new text that the old text's ``start:end`` became (empty if dropped)."""
        first = self._point(self.old_starts, self.new_starts, start, self.new_length, False)
        if end <= start:
            return first, first
        last = self._point(self.old_starts, self.new_starts, end - 1, self.new_length, True)
        return first, max(first, last)

    def shift(self, start: int, end: int) -> int | None:
        """How far the old text's ``start:end`` moved as one; None where it may have changed."""
        i = bisect_right(self.old_starts, start) - 1
        if i < 0 or end >= self.old_starts[i] + self.lengths[i]:
            return None
        return self.new_starts[i] - self.old_starts[i]

    def _point(
        self,
        from_starts: Sequence[int],
        to_starts: Sequence[int],
        offset: int,
        to_length: int,
        is_last: bool,
    ) -> int:
        """Image of one character: its start, or with ``is_last`` the place just behind it."""
        i = bisect_right(from_starts, offset) - 1
        if i >= 0 and offset < from_starts[i] + self.lengths[i]:
            return to_starts[i] + offset - from_starts[i] + int(is_last)
        # inside a replaced stretch: its left edge for a start, its right edge for an end
        if is_last:
            return to_starts[i + 1] if i + 1 < len(to_starts) else to_length
        return to_starts[i] + self.lengths[i] if i >= 0 else 0


def apply_edits(text: str, edits: Iterable[Edit]) -> tuple[str, OffsetMap]:
    """Apply sorted, non-overlapping edits.

    Args:
        text: the old text.
        edits: ``(start, end, replacement)``, sorted by start, not overlapping.

    Returns:
        The new text and the map between the two.

    Raises:
        ValueError: edits overlap, are unsorted or lie outside the text.

    >>> new, offsets = apply_edits("報(bào)告7件", [(1, 6, "")])
    >>> new, offsets.to_old(2, 3)
    ('報告7件', (7, 8))
    """
    parts: list[str] = []
    new_starts: list[int] = []
    old_starts: list[int] = []
    lengths: list[int] = []
    at = made = 0
    for start, end, replacement in edits:
        if start < at or end < start or end > len(text):
            raise ValueError(f"edit {start}:{end} overlaps or lies outside a text of {len(text)}")
        if start > at:
            parts.append(text[at:start])
            new_starts.append(made)
            old_starts.append(at)
            lengths.append(start - at)
            made += start - at
        if replacement:
            parts.append(replacement)
            if len(replacement) == end - start:  # character for character
                new_starts.append(made)
                old_starts.append(start)
                lengths.append(end - start)
            made += len(replacement)
        at = end
    if at < len(text):
        parts.append(text[at:])
        new_starts.append(made)
        old_starts.append(at)
        lengths.append(len(text) - at)
        made += len(text) - at
    return "".join(parts), OffsetMap(new_starts, old_starts, lengths, made, len(text))


@dataclass(frozen=True, slots=True)
class OffsetChain:
    """Several maps in a row, from the newest text back to the oldest."""

    maps: tuple[OffsetMap, ...] = ()

    def then(self, newer: OffsetMap) -> "OffsetChain":
        """The chain with one more, newer step in front."""
        return OffsetChain((newer, *self.maps))

    def to_old(self, start: int, end: int) -> tuple[int, int]:
        """Span of the oldest text behind the newest text's ``start:end``."""
        for step in self.maps:
            start, end = step.to_old(start, end)
        return start, end

    def to_new(self, start: int, end: int) -> tuple[int, int]:
        """Span of the newest text that the oldest text's ``start:end`` became."""
        for step in reversed(self.maps):
            start, end = step.to_new(start, end)
        return start, end

    def shift(self, start: int, end: int) -> int | None:
        """How far the oldest text's ``start:end`` moved as one; None where it may have changed."""
        moved = 0
        for step in reversed(self.maps):
            more = step.shift(start + moved, end + moved)
            if more is None:
                return None
            moved += more
        return moved
