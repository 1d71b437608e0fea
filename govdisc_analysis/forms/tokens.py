"""Cutting a plain text into labels, each with the values printed behind it."""

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from govdisc_analysis.forms.labels import Meaning, core, load_index, strip_numbering
from govdisc_analysis.forms.patterns import says
from govdisc_analysis.forms.words import Word, find_words, is_word
from govdisc_analysis.models import Cell

_GLUED_NUMBER = re.compile(r"(\d)\s*[.、]\s*$")
FAR = 400
_FAR_DRAWN = 1600  # lines are drawn between the rows
_LONG_WORD = 24
_MANY_WORDS = 10
_PLAIN = re.compile(r"[\s|]*+(?>(?:\d++(?:\.\d++)?[ \n\t|]\s*+[\s|]*+)*)")
_DIGITS = re.compile(r"\d+(?:\.\d+)?")
_CLOSING = frozenset(" \n\t|")


class Token(NamedTuple):
    """A label (or an unknown word in its place) and the value cells up to the next word.

    ``end`` is where the label ends, ``stop`` where its values may end; ``is_after_prose`` says
    that sentences stand between the last token and this one.
    """

    text: str
    start: int
    end: int
    meanings: tuple[Meaning, ...]
    values: tuple[Cell, ...]
    stop: int
    is_after_prose: bool

    def find(self, kind: str) -> Meaning | None:
        """The meaning in one role, None if the text has no such meaning."""
        for meaning in self.meanings:
            if meaning.kind == kind:
                return meaning
        return None


def cut_labels(text: str) -> Iterator[Token]:
    """The labels of a text in their order, each with its values.

    >>> [(t.meanings[0].code, [v.text for v in t.values]) for t in cut_labels(
    ...     "一、本年新收政府信息公\\n开申请数量 8 2 0 1 0 0 11 (一)予以公开|3|—|")]
    [('new_received', ['8', '2', '0', '1', '0', '0', '11']), ('disclosed', ['3', '—'])]
    """
    words = list(find_words(text))
    is_after_prose = True
    for place, word in enumerate(words):
        following = words[place + 1] if place + 1 < len(words) else None
        tokens, is_after_prose = cut_label(text, word, following, is_after_prose)
        yield from tokens


def cut_label(
    text: str, word: Word, following: Word | None, is_after_prose: bool
) -> tuple[list[Token], bool]:
    """The token of a label and those of unknown words behind it; whether prose follows them."""
    far = word.end + (_FAR_DRAWN if _is_drawn(text[word.end : word.end + FAR]) else FAR)
    until = _value_end(text, word.end, following) if following else min(len(text), far)
    sentence = text.find("。", word.end, until)
    until = min(sentence if sentence >= 0 else until, far)
    is_before_prose = sentence >= 0 or (following is not None and following.start > far)
    if _PLAIN.fullmatch(text, word.end, until):  # most rows hold nothing but plain numbers
        numbers = _DIGITS.finditer(text, word.end, until)
        found = [Cell(n[0], *n.span()) for n in numbers]
        return [make_token(word, found, until, is_after_prose)], is_before_prose
    return list(_close(text, word, until, is_after_prose)), is_before_prose


def _is_drawn(part: str) -> bool:
    """Lines or blanks that set a table's columns fill most of it."""
    return "──" in part or (part.count(" ") > FAR // 2 and len(part) == FAR)


def _close(text: str, word: Word, until: int, is_after_prose: bool) -> Iterator[Token]:
    """The token of a word, and tokens of the unknown words before the next one."""
    values: list[Cell] = []
    now = word
    unknown = 0
    for item in says.gap.finditer(text, word.end, until):
        kind = item.lastgroup
        start, end = item.span()
        if kind in ("word", "date"):
            if kind == "word" and _is_filler(item[0]):
                continue
            if not values and _continues(now.text, item[0]):
                now = Word(text[now.start : end], now.start, end, now.meanings)
                continue
            numbering = says.number_before.search(text, now.end, start)
            stop = numbering.start() if numbering else start
            yield make_token(now, values, max(stop, now.end), is_after_prose)
            unknown = unknown + 1 if not values else 0
            if end - start > _LONG_WORD or unknown > _MANY_WORDS:
                return
            is_after_prose, values = False, []
            now = Word(item[0], start, end, ())
        elif kind != "page":
            is_whole = end == until and not text[end - 1].isdigit()  # a unit, then the next label
            if is_whole or not _is_numbering(text, start, end, kind):
                values.append(Cell(item[0], start, end))
    yield make_token(now, values, until, is_after_prose)


def make_token(word: Word, values: Sequence[Cell], stop: int, is_after_prose: bool) -> Token:
    """The token of a word with its values."""
    return Token(
        word.text, word.start, word.end, word.meanings, tuple(values), stop, is_after_prose
    )


def _value_end(text: str, start: int, following: Word) -> int:
    """Where the values before the next label end: its printed number is no value."""
    until = following.start
    first = max(start, until - 4)
    if not text[first:until].rstrip().endswith((".", "、")):
        return until
    glued = _GLUED_NUMBER.search(text, first, until)
    return glued.start(1) if glued else until


@cache
def label_beginnings() -> frozenset[str]:
    """What labels begin with, five characters and more."""
    keys = load_index().meanings
    return frozenset(key[:length] for key in keys for length in range(5, len(key) + 1))


@lru_cache(maxsize=10_000)
def _continues(label: str, word: str) -> bool:
    """The word goes on with a label that was matched by its first part only."""
    return core(strip_numbering(label)) + word in label_beginnings()


def _is_filler(word: str) -> bool:
    """Units, numerals and single letters of a heading that is written downwards."""
    return len(word) == 1 or (len(word) < 4 and says.filler.fullmatch(word) is not None)


def _is_numbering(text: str, start: int, end: int, kind: str | None) -> bool:
    """The number numbers a heading, or is part of a date or another word."""
    behind = text[end : end + 3]
    if kind == "glued" and (behind[:1] != "." or not text[end - 1].isdigit()):
        return False  # right behind a label
    if kind not in ("number", "glued") or not behind or behind[0] in _CLOSING:
        return False
    if start and text[start - 1] == "(" and behind[0] == ")":
        return True
    if says.heading_behind.match(behind):
        return True
    return is_word(behind[0]) and not says.value_behind.match(behind)
