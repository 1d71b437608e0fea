"""Cutting a plain text into labels, each with the values printed behind it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from govdisc_analysis.forms.cells import load_marks, unit_pattern
from govdisc_analysis.forms.labels import Meaning, core, guess, load_index, look_up, strip_numbering
from govdisc_analysis.models import Cell

_WORD = "[\u4e00-\u9fffA-Za-z]"
_SEPARATOR = "[\\s|\"“”'‘’、,:;()<>《》\\[\\]/·.-]{0,8}"
_SHORT = 2  # labels this short are read in cells only, but for the few that the forms need
_NUMERALS = "一二三四五六七八九十"
_NUMBERING = re.compile(
    rf"(?:其\s*中\s*[::]?\s*)?(?:(?:\(\s*)?[{_NUMERALS}]{{1,3}}\s*[)、.,]?|(?<![\d.])\(?\d{{1,2}}\s*[.、)]"
    r"|[\u2460-\u2473])\s*$|其\s*中\s*[::]?\s*$"
)
_GLUED_NUMBER = re.compile(r"(\d)\s*[.、]\s*$")
_REMARK = re.compile(rf"\s*\((?![{_NUMERALS}]{{1,2}}\))[^()\n|\t]{{1,60}}\)")
_WHOLE_WORD = re.compile(f"{_WORD}*")
_WORD_END = re.compile(rf"{_WORD}*\Z")
_FAR = 400
_LONG_WORD = 24
_MANY_WORDS = 10
_PLAIN = re.compile(r"[\s|]*+(?:\d++(?:\.\d++)?[ \n\t|]\s*+[\s|]*+)*+")
_DIGITS = re.compile(r"\d+(?:\.\d+)?")
_NUMBERING_ENDS = frozenset(f"{_NUMERALS})、.,:中{''.join(map(chr, range(0x2460, 0x2474)))}")
_CLOSING = frozenset(" \n\t|")
_HEADING_BEHIND = re.compile(rf"[.、)]\s*{_WORD}")
_VALUE_BEHIND = re.compile(rf"[无空零增减{_NUMERALS}]")


_Node = dict[str, Any]  # character: what may follow; the key "" marks a label's end


@dataclass(frozen=True, slots=True)
class Token:
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


@dataclass(slots=True)
class _Word:
    text: str
    start: int
    end: int
    meanings: tuple[Meaning, ...]


@cache
def _labels() -> re.Pattern[str]:
    """One pattern of all labels, longest match first, that allows breaks within a label."""
    index = load_index()
    needed = {"其他", "其它", "总计", "合计", "规章"}
    trie: _Node = {}
    for key, meanings in index.meanings.items():
        if (len(key) <= _SHORT and key not in needed) or key == "" or _is_common(meanings):
            continue
        node: _Node = trie
        for character in key:
            node = node.setdefault(character, {})
        node[""] = {}
    return re.compile(_to_regex(trie))


def _is_common(meanings: tuple[Meaning, ...]) -> bool:
    return all(m.kind == "stat_head" and m.code != "stat2014" for m in meanings)


def _to_regex(node: _Node) -> str:
    ends = "" in node
    branches = []
    for character, below in node.items():
        if character:
            rest = _to_regex(below)
            branches.append(re.escape(character) + (_join(rest) if rest else ""))
    if not branches:
        return ""
    joined = branches[0] if len(branches) == 1 and not ends else f"(?:{'|'.join(branches)})"
    return f"(?:{_SEPARATOR}{joined})?" if ends else joined


def _join(rest: str) -> str:
    return rest if rest.startswith(f"(?:{_SEPARATOR}") else _SEPARATOR + rest


@cache
def _gap() -> re.Pattern[str]:
    marks = "".join(sorted({c for mark in load_marks() for c in mark if not c.isalnum()}))
    words = "|".join(sorted((m for m in load_marks() if m.isalpha()), key=len, reverse=True))
    unit = unit_pattern()
    sign = "(?:[+-]|增加?|新增|减少?)"
    return re.compile(
        r"(?P<page>^[ \t|]*(?:[-—–]+[ \t]*\d{1,3}[ \t]*[-—–]+|第[ \t]*\d+[ \t]*页.*"
        r"|\d{1,3}[ \t]*/[ \t]*\d{1,3})[ \t|]*$)"
        rf"|(?P<date>(?<!\d)\d{{4}}\s?年(?:\s?\d{{1,2}}\s?月(?:\s?\d{{1,2}}\s?日)?)?)"
        rf"|(?P<number>(?<![\w.]){sign}?\d[\d,]*(?:\.\d+)?(?:{unit})?)"
        rf"|(?P<glued>\d[\d,]*(?:\.\d+)?(?:{unit})?)"
        rf"|(?P<mark>(?<![^\s|])(?:{words}|[{re.escape(marks)}]+)(?![^\s|]))"
        rf"|(?P<word>(?:(?!{sign}\d){_WORD})+)|(?P<prose>[。])",
        re.MULTILINE,
    )


def tokenize(text: str) -> Iterator[Token]:
    """The labels of a text in their order, each with its values.

    >>> [(t.meanings[0].code, [v.text for v in t.values]) for t in tokenize(
    ...     "一、本年新收政府信息公\\n开申请数量 8 2 0 1 0 0 11 (一)予以公开|3|—|")]
    [('new_received', ['8', '2', '0', '1', '0', '0', '11']), ('disclosed', ['3', '—'])]
    """
    words = list(_find_words(text))
    is_after_prose = True
    for place, word in enumerate(words):
        following = words[place + 1] if place + 1 < len(words) else None
        yield from _close(text, word, following, is_after_prose)
        until = following.start if following else len(text)
        is_after_prose = until - word.end > _FAR or "。" in text[word.end : until]


def _find_words(text: str) -> Iterator[_Word]:
    at = 0
    for found in _labels().finditer(text):
        if found.start() < at:
            continue
        word = _whole(text, found, at)
        if word:
            at = word.end
            yield word


def _whole(text: str, found: re.Match[str], at: int) -> _Word | None:
    """The match as a whole label: what touches it belongs to it, or it is none."""
    start, end = found.span()
    before = text[max(at, start - 12) : start]
    bare = before.rstrip()
    may_number = bare and (bare[-1] in _NUMBERING_ENDS or bare[-1].isdigit())
    numbering = _NUMBERING.search(before) if may_number else None
    first = start - (len(before) - numbering.start()) if numbering else start
    is_glued = first > at and _is_word(text[first - 1])
    left = _WORD_END.search(text[max(at, first - 30) : first]) if is_glued else None
    glued = len(left[0]) if left else 0
    if glued and (first != start or re.fullmatch(f"(?:{unit_pattern()})", left[0] if left else "")):
        glued = 0
    right = _right(text, end)
    meanings = look_up(found[0])
    if not glued and right == end:
        return _Word(text[first:end], first, _skip_remark(text, end), meanings)
    whole = text[start - glued : right]
    known = look_up(whole)
    if not known and len(whole) < 60:
        kinds = {m.kind for m in meanings} & {"request", "group", "indicator"} or {"request"}
        guesses = [guess(whole, kind) for kind in sorted(kinds)]
        known = tuple(meaning for meaning in guesses if meaning)
    return _Word(whole, start - glued, _skip_remark(text, right), known) if known else None


def _right(text: str, end: int) -> int:
    """Where the word that a label begins ends: at the label's end, if another label follows."""
    if end >= len(text) or not _is_word(text[end]):
        return end
    following = _labels().match(text, end)
    unit = re.match(rf"(?:{unit_pattern()})(?!{_WORD})", text[end : end + 4])
    mark = re.match(rf"[无空零](?!{_WORD})|[{_NUMERALS}]{{1,3}}[、.]|其中", text[end : end + 4])
    if following or unit or mark:
        return end
    whole = _WHOLE_WORD.match(text, end)
    return whole.end() if whole else end


def _is_word(character: str) -> bool:
    return "\u4e00" <= character <= "\u9fff" or (character.isascii() and character.isalpha())


def _skip_remark(text: str, end: int) -> int:
    if text[end : end + 1] not in ("(", " ", "\n", "\t"):
        return end
    remark = _REMARK.match(text, end)
    return remark.end() if remark and not remark[0].strip(" ()").isdigit() else end


def _close(
    text: str, word: _Word, following: _Word | None, is_after_prose: bool
) -> Iterator[Token]:
    """The token of a word, and tokens of the unknown words before the next one."""
    until = _value_end(text, word.end, following)
    sentence = text.find("。", word.end, until)
    until = min(sentence if sentence >= 0 else until, word.end + _FAR)
    plain = _PLAIN.fullmatch(text, word.end, until)
    if plain:  # most rows hold nothing but plain numbers
        found = tuple(Cell(n[0], *n.span()) for n in _DIGITS.finditer(text, word.end, until))
        yield _token(word, found, until, is_after_prose)
        return
    values: list[Cell] = []
    now = word
    unknown = 0
    for item in _gap().finditer(text, word.end, until):
        kind = item.lastgroup
        start, end = item.span()
        if kind in ("word", "date"):
            if kind == "word" and _is_filler(item[0]):
                continue
            if not values and _continues(now.text, item[0]):
                now = _Word(text[now.start : end], now.start, end, now.meanings)
                continue
            numbering = _NUMBERING.search(text, now.end, start)
            stop = numbering.start() if numbering else start
            yield _token(now, values, max(stop, now.end), is_after_prose)
            unknown = unknown + 1 if not values else 0
            if end - start > _LONG_WORD or unknown > _MANY_WORDS:
                return
            is_after_prose, values = False, []
            now = _Word(item[0], start, end, ())
        elif kind != "page" and not (kind == "number" and _is_numbering(text, start, end)):
            values.append(Cell(item[0], start, end))
    yield _token(now, values, until, is_after_prose)


def _token(word: _Word, values: Sequence[Cell], stop: int, is_after_prose: bool) -> Token:
    return Token(
        word.text, word.start, word.end, word.meanings, tuple(values), stop, is_after_prose
    )


def _value_end(text: str, start: int, following: _Word | None) -> int:
    """Where the values before the next label end: its printed number is no value."""
    if following is None:
        return min(len(text), start + _FAR)
    until = following.start
    glued = _GLUED_NUMBER.search(text, max(start, until - 4), until)
    if glued:
        return glued.start(1)
    return until


@cache
def _beginnings() -> frozenset[str]:
    keys = load_index().meanings
    return frozenset(key[:length] for key in keys for length in range(5, len(key) + 1))


def _continues(label: str, word: str) -> bool:
    """The word goes on with a label that was matched by its first part only."""
    return core(strip_numbering(label)) + word in _beginnings()


@cache
def _fillers() -> re.Pattern[str]:
    return re.compile(rf"(?:{unit_pattern()}|单位|[{_NUMERALS}]{{1,3}}|其中)")


def _is_filler(word: str) -> bool:
    """Units, numerals and single letters of a heading that is written downwards."""
    return len(word) == 1 or (len(word) < 4 and _fillers().fullmatch(word) is not None)


def _is_numbering(text: str, start: int, end: int) -> bool:
    """The number numbers a heading, or is part of a date or another word."""
    behind = text[end : end + 3]
    if not behind or behind[0] in _CLOSING:
        return False
    if start and text[start - 1] == "(" and behind[0] == ")":
        return True
    if _HEADING_BEHIND.match(behind):
        return True
    return _is_word(behind[0]) and not _VALUE_BEHIND.match(behind)
