"""What an agency's problem statements have in common with those of the year before."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from markupsafe import Markup, escape

_ALIKE = 0.6
"""Share of characters in common from which two statements are taken for one that was rewritten."""
_GLUE = 2  # shorter stretches in common are chance, not text that was kept
_SAME = 0.995
_NOISE = re.compile(r"[\W\d_]+")  # as reuse.py: marks and digits are no wording


@dataclass(frozen=True, slots=True)
class Change:
    """A statement beside the year before: kept, changed, new or gone.

    `pieces` are (kind, words), kind one of kept, added, cut.
    """

    kind: str
    place: int
    likeness: float
    pieces: tuple[tuple[str, str], ...]


def compare(before: Sequence[str], after: Sequence[str]) -> list[Change]:
    """Statements of a year in their order, then those of the year before that are gone.

    >>> [c.kind for c in compare(["公开内容不全面", "人员不足"], ["公开内容不够全面", "平台老旧"])]
    ['changed', 'new', 'gone']
    """
    partner = dict(_pairs(before, after))
    found = [
        _change(before[partner[i][0]], text, i, partner[i][1])
        if i in partner
        else Change("new", i, 0.0, (("kept", text),))
        for i, text in enumerate(after)
    ]
    used = {i for i, _ in partner.values()}
    gone = [
        Change("gone", i, 0.0, (("cut", text),)) for i, text in enumerate(before) if i not in used
    ]
    return [*found, *gone]


def _pairs(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[int, tuple[int, float]]]:
    """The most similar pairs first, every statement once."""
    old, new = [_NOISE.sub("", t) for t in before], [_NOISE.sub("", t) for t in after]
    scored = [(_likeness(a, b), -j, -i) for i, a in enumerate(old) for j, b in enumerate(new)]
    used_old: set[int] = set()
    used_new: set[int] = set()
    for likeness, j, i in sorted(scored, reverse=True):
        if likeness >= _ALIKE and -i not in used_old and -j not in used_new:
            used_old.add(-i)
            used_new.add(-j)
            yield -j, (-i, likeness)


def _change(old: str, new: str, place: int, likeness: float) -> Change:
    if likeness >= _SAME:
        return Change("same", place, 1.0, (("kept", new),))
    return Change("changed", place, likeness, tuple(difference(old, new)))


def difference(old: str, new: str) -> list[tuple[str, str]]:
    """The new text with what was added and what was cut, in the order of reading.

    >>> difference("公开内容不全面", "公开内容不够全面")
    [('kept', '公开内容不'), ('added', '够'), ('kept', '全面')]
    """
    cut, added = "", ""
    pieces: list[tuple[str, str]] = []
    codes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    for at, (kind, a, b, c, d) in enumerate(codes):
        if kind == "equal" and (d - c >= _GLUE or at in (0, len(codes) - 1)):
            pieces += _named(cut, added)
            pieces.append(("kept", new[c:d]))
            cut, added = "", ""
        else:
            cut, added = cut + old[a:b], added + new[c:d]
    return [*pieces, *_named(cut, added)]


def _named(cut: str, added: str) -> list[tuple[str, str]]:
    return [(kind, words) for kind, words in (("cut", cut), ("added", added)) if words]


def _likeness(old: str, new: str) -> float:
    return SequenceMatcher(None, old, new, autojunk=False).ratio()


def pieces_html(change: Change) -> Markup:
    """A statement's words with what was added and cut, for eyes and for screen readers."""
    tags = {"added": "ins", "cut": "del"}
    parts = [
        f"<{tags[kind]}>{escape(words)}</{tags[kind]}>" if kind in tags else str(escape(words))
        for kind, words in change.pieces
    ]
    return Markup("".join(parts))
