"""Finds the cue words of a text: the longest word at a place wins, the first place comes first."""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import product

from ahocorasick_rs import AhoCorasick, MatchKind

Found = tuple[int, int, int]
"""A cue word: number of its class in :attr:`CueFinder.classes`, start and end."""
Vast = tuple[int, re.Pattern[str]]
"""Number of the class of a vast pattern, and the pattern."""
MOST = 550
"""A pattern that stands for more words than this is searched as a pattern."""
_GROUP = re.compile(r"\{([^{}]*)\}")


def expand(pattern: str) -> list[str]:
    """All words that a brace pattern stands for.

    >>> expand("{a,b,}c"), expand("{x{y,}z,}w")
    (['ac', 'bc', 'c'], ['xyzw', 'xzw', 'w'])
    """
    opened = pattern.find("{")
    if opened < 0:
        return [pattern]
    depth, parts, last = 0, [], opened + 1
    for i in range(opened, len(pattern)):
        depth += {"{": 1, "}": -1}.get(pattern[i], 0)
        if (pattern[i] == "," and depth == 1) or depth == 0:
            parts.append(pattern[last:i])
            last = i + 1
        if depth == 0:
            break
    heads = [word for part in parts for word in expand(part)]
    return [pattern[:opened] + h + tail for h, tail in product(heads, expand(pattern[last:]))]


def is_vast(pattern: str) -> bool:
    """Whether a brace pattern stands for so many words that listing them is slow."""
    words: int = math.prod(group.count(",") + 1 for group in _GROUP.findall(pattern))
    return words > MOST


def as_regex(pattern: str) -> str:
    """A brace pattern, without braces in braces, as a regular expression.

    >>> as_regex("{a,abc,}d")
    '(?:abc|a|)d'
    """
    return _GROUP.sub(
        lambda m: f"(?:{'|'.join(sorted(m[1].split(','), key=len, reverse=True))})", pattern
    )


def by_heads(pattern: str) -> list[str]:
    """One pattern for each beginning: a search for fixed characters takes a tenth of the time.

    >>> by_heads("{a,b}{c,}d"), by_heads("{a,}d")
    (['a{c,}d', 'b{c,}d'], ['{a,}d'])
    """
    opened, closed, rest = pattern.partition("}")
    heads = opened[1:].split(",")
    if not (pattern.startswith("{") and closed and all(heads)):
        return [pattern]
    return [head + rest for head in heads]


def classes_of(cues: Mapping[str, Iterable[str]]) -> dict[str, str]:
    """The class of each cue word that is listed; of a word that stands twice, the first."""
    classes: dict[str, str] = {}
    for name, patterns in cues.items():
        for pattern in patterns:
            if not is_vast(pattern):
                for word in expand(pattern):
                    classes.setdefault(word, name)
    return classes


class CueFinder:
    """All cue words, in one automaton but for the vast patterns.

    Building the automaton takes time by the word, and few texts hold a word of a vast pattern.
    """

    def __init__(self, cues: Mapping[str, Sequence[str]]):
        classes = classes_of(cues)
        vast = [
            (name, one)
            for name, patterns in cues.items()
            for pattern in patterns
            if is_vast(pattern)
            for one in by_heads(pattern)
        ]
        self.classes = (*classes.values(), *(name for name, _ in vast))
        self._longest = max(map(len, classes), default=0)
        self._listed = AhoCorasick(list(classes), matchkind=MatchKind.LeftmostLongest)
        self._vast = [
            (number, re.compile(as_regex(pattern)))
            for number, (_, pattern) in enumerate(vast, start=len(classes))
        ]

    def vast_in(self, text: str) -> list[Vast]:
        """The vast patterns that ``text`` has a word of."""
        return [vast for vast in self._vast if vast[1].search(text)]

    def find(self, text: str, vast: Sequence[Vast] | None = None) -> list[Found]:
        """The cue words of ``text``, in order, none overlapping.

        ``vast``: the only vast patterns that can have a word in it, where that is known.
        """
        found: list[Found] = self._listed.find_matches_as_indexes(text)
        vast = self._vast if vast is None else vast
        ahead = [(m, n) for n, pattern in vast if (m := pattern.search(text))]
        return self._merged(text, found, ahead) if ahead else found

    def _merged(
        self, text: str, found: list[Found], ahead: list[tuple[re.Match[str], int]]
    ) -> list[Found]:
        """The words of both kinds; what overlaps an earlier or longer word drops out.

        ``ahead`` is the next word of each vast pattern.
        """
        taken: list[Found] = []
        rest = found[::-1]
        while ahead:
            match, number = min(ahead, key=lambda one: (one[0].start(), -one[0].end()))
            start, end = match.span()
            while rest and (rest[-1][1] < start or (rest[-1][1] == start and rest[-1][2] >= end)):
                taken.append(rest.pop())
            if not taken or taken[-1][2] <= start:
                taken.append((number, start, end))
                self._pass(text, rest, end)
            at = taken[-1][2]
            ahead = [
                (m, n)
                for known, n in ahead
                if (m := known if known.start() >= at else known.re.search(text, at))
            ]
        return taken + rest[::-1]

    def _pass(self, text: str, rest: list[Found], at: int) -> None:
        """Drop the words of ``rest`` (last first) that begin before ``at``, add those they hid."""
        hidden: list[Found] = []
        seen = 3 * self._longest
        while True:
            last = at
            while rest and rest[-1][1] < at:
                last = rest.pop()[2]
            if last <= at:
                break
            window = text[at : at + seen + self._longest]
            again = self._listed.find_matches_as_indexes(window)
            hidden += [(word, at + s, at + e) for word, s, e in again if s <= seen]
            at = max(at + seen + 1, hidden[-1][2] if hidden else 0)
        rest.extend(reversed(hidden))
