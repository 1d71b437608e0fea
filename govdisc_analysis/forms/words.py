"""Finding the forms' labels in a plain text, breaks and marks within them allowed."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from govdisc_analysis.forms.labels import Meaning, guess, load_index, look_up
from govdisc_analysis.forms.patterns import load_parts, says, term, terms

_MARKS = "|\"“”'‘’、,:;()<>《》[]/·.-"
_MOST_MARKS = 8  # marks and spaces between two characters of one label
_SHORT = 2  # labels this short are read in cells only, but for the few that the forms need

_Node = dict[str, Any]  # character: what may follow; the key "" marks a label's end


@dataclass(slots=True)
class Word:
    """A label where it stands, with what it can mean; or an unknown word in its place."""

    text: str
    start: int
    end: int
    meanings: tuple[Meaning, ...]


@dataclass(frozen=True, slots=True)
class Labels:
    """All labels that a text is searched for.

    A pattern finds two characters that may begin one, with the word that they stand in. ``tree``
    holds the labels character by character, ``nodes`` the place in it that each whole label leads
    to. One pattern of all the labels would take half a second to compile.
    """

    beginning: re.Pattern[str]
    tree: _Node
    nodes: dict[str, _Node]

    def find(self, text: str) -> Iterator[tuple[int, int]]:
        """Places of labels from left to right, the longest at each place."""
        at = 0
        while found := self.beginning.search(text, at):
            start, end = found.span()
            node = self.nodes.get(found[0])  # most labels are printed without breaks
            end = self.match(text, start) if node is None else self._go_on(text, end, node, end)
            at = end if end >= 0 else start + 1
            if end >= 0:
                yield start, end

    def match(self, text: str, start: int) -> int:
        """Where the longest label that begins at a place ends, -1 where none begins."""
        return self._go_on(text, start, self.tree, -1)

    def _go_on(self, text: str, start: int, node: _Node, end: int) -> int:
        marks = 0
        for at in range(start, len(text)):
            character = text[at]
            below = node.get(character)
            if below is not None:
                node, marks = below, 0
                if "" in node:
                    end = at + 1
            elif marks < _MOST_MARKS and (character in _MARKS or character.isspace()):
                marks += 1
            else:
                break
        return end


@cache
def load_labels() -> Labels:
    """The labels of all forms, made ready once."""
    tree: _Node = {}
    nodes: dict[str, _Node] = {}
    for key, meanings in load_index().meanings.items():
        if (len(key) <= _SHORT and key not in terms.needed_labels) or _is_common(meanings):
            continue
        node = tree
        for character in key:
            node = node.setdefault(character, {})
        node[""] = {}
        nodes[key] = node
    first, second = "".join(tree), "".join({c for below in tree.values() for c in below})
    between = rf"[\s{re.escape(_MARKS)}]{{0,{_MOST_MARKS}}}"
    beginning = f"[{re.escape(first)}](?={between}[{re.escape(second)}]){load_parts()['word']}*"
    return Labels(re.compile(beginning), tree, nodes)


def _is_common(meanings: tuple[Meaning, ...]) -> bool:
    """Words of a cell that are no label outside of one."""
    return all(
        m.kind == "cell_indicator" or (m.kind == "stat_head" and m.code != "stat2014")
        for m in meanings
    )


def find_words(text: str) -> Iterator[Word]:
    """The labels of a text in their order; a label within a longer word is none."""
    at = 0
    for start, end in load_labels().find(text):
        if start >= at and (word := _whole(text, start, end, at)):
            at = word.end
            yield word


def _whole(text: str, start: int, end: int, at: int) -> Word | None:
    """The match as a whole label: what touches it belongs to it, or it is none."""
    first, glued = _left(text, start, at) if start > at else (start, 0)
    right = _right(text, end) if end < len(text) and is_word(text[end]) else end
    meanings = look_up(text[start:end])
    if not glued and first == start and (both := _first_of_two(text, start, meanings)):
        return Word(text[start - both : end], start - both, end, ())
    if not glued and right == end:
        return Word(text[first:end], first, _skip_remark(text, end), meanings)
    whole = text[start - glued : right]
    known = look_up(whole)
    ends_in_number = right > end and text[right : right + 1].isdecimal()  # 备19005116 is no row's
    if not known and len(whole) < 60 and not ends_in_number:
        kinds = {m.kind for m in meanings} & {"request", "group", "indicator"} or {"request"}
        guesses = [guess(whole, kind) for kind in sorted(kinds)]
        known = tuple(meaning for meaning in guesses if meaning)
    return Word(whole, start - glued, _skip_remark(text, right), known) if known else None


def _first_of_two(text: str, start: int, meanings: tuple[Meaning, ...]) -> int:
    """信函、传真申请数: length of what stands before a label whose row counts both; else 0."""
    if text[start - 1 : start] != "、" or not any(m.kind == "indicator" for m in meanings):
        return 0
    before = says.word_end.search(text[max(0, start - 31) : start - 1])
    return len(before[0]) + 1 if before else 0


def _left(text: str, start: int, at: int) -> tuple[int, int]:
    """Where the label's numbering begins, and how many characters are glued to the label."""
    first = start - _numbering(text[max(at, start - 12) : start])
    if first <= at or not is_word(text[first - 1]) or first != start:
        return first, 0
    left = says.word_end.search(text[max(at, first - 30) : first])
    glued = left[0] if left else ""
    return first, 0 if says.any_unit.fullmatch(glued) else len(glued)


@lru_cache(maxsize=10_000)
def _numbering(before: str) -> int:
    """Length of the number that a label's own text follows."""
    bare = before.rstrip()
    if not bare or not (bare[-1] in _numbering_ends() or bare[-1].isdigit()):
        return 0
    found = says.number_before.search(before)
    return len(before) - found.start() if found else 0


def _right(text: str, end: int) -> int:
    """Where the word that a label begins ends: at the label's end, if another label follows."""
    if load_labels().match(text, end) >= 0 or says.goes_behind.match(text[end : end + 4]):
        return end
    whole = says.rest_of_word.match(text, end)
    return whole.end() if whole else end


@cache
def _numbering_ends() -> frozenset[str]:
    """Characters that may end a label's number."""
    circled = "".join(map(chr, range(0x2460, 0x2474)))
    return frozenset(load_parts()["numeral"] + term.numbering_ends + circled)


def is_word(character: str) -> bool:
    """Whether a character is part of a word.

    >>> is_word("件"), is_word("a"), is_word("7"), is_word("、")
    (True, True, False, False)
    """
    return "\u4e00" <= character <= "\u9fff" or (character.isascii() and character.isalpha())


def _skip_remark(text: str, end: int) -> int:
    if text[end : end + 1] not in ("(", " ", "\n", "\t"):
        return end
    remark = says.remark.match(text, end)
    return remark.end() if remark and not remark[0].strip(" ()").isdigit() else end
