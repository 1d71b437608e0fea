"""Sentences of the chapter on problems, with the marks of enumeration that open them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from govdisc_analysis.headings import PROBLEM_KINDS, kind_of
from govdisc_analysis.models import Section
from govdisc_analysis.problems.rules import load_wordings

DIGITS = "一二三四五六七八九十"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩"
_WORDS = {
    **{"首先": 1, "其次": 2, "再次": 3, "最后": 9},
    **{"一方面": 1, "另一方面": 2, "一个": 1, "另一个": 2},
}
_MARKERS = (
    (1, re.compile(rf"([{DIGITS}]{{1,2}})\s*[、．.]")),
    (2, re.compile(rf"[(（]\s*([{DIGITS}]{{1,2}})\s*[)）][、.．]?")),
    (3, re.compile(r"(\d{1,2})\s*(?:[、．]|[.,，](?!\d)|[)）])")),
    (4, re.compile(r"[(（]\s*(\d{1,2})\s*[)）]")),
    (4, re.compile(rf"(?:存在的?)?(?:问题|不足)([{DIGITS}\d])[:：、]?")),
    (5, re.compile(rf"([{_CIRCLED}])")),
    (6, re.compile(rf"([{DIGITS}])(?:是(?!否)|则|为(?!了))[,，:：]?")),
    (6, re.compile(rf"(?:第|其)([{DIGITS}])(?:是|[,，、:：])")),
    (6, re.compile("(一个|另一个)是[,，:：]?")),
    (6, re.compile("(首先|其次|再次|最后|一方面|另一方面)(?:是)?[,，、:：]?")),
)
_MAY_MARK = re.compile(rf"[{DIGITS}{_CIRCLED}\d(（第其首再最另问存不]")
_AFTER_STOP = re.compile(
    rf"[。!！？?；;:：,，](?=\s*[{DIGITS}{_CIRCLED}\d(（第其首再最另])|[ \u3000](?=[{DIGITS}]是)"
)
_AFTER = re.compile(rf"{_AFTER_STOP.pattern}|(?<!\d)(?=一是[^。]{{4,80}}二是)")
_STOPS = re.compile(r"[。!！？?；;]")
_PAGE = re.compile(r"[-—–\s\d第页共/]+")
_SPACE = " \t\u3000\xa0\r|*#>●•◆■▪★☆◇□"


@dataclass(frozen=True, slots=True)
class Piece:
    """A sentence, or the part of one behind a mark; ``start:end`` leaves the mark out.

    ``rank`` is the style of the mark (0: none, 1 highest, 6 within a sentence), ``number`` its
    place in the list, ``block`` the paragraph, ``part`` the run of sections that it stands in.
    """

    start: int
    end: int
    rank: int
    number: int
    block: int
    part: int
    kind: str
    opens: bool
    colon: bool


def read_pieces(text: str, sections: Sequence[Section]) -> list[Piece]:
    """All sentences under headings of problems, the headings themselves left out."""
    out: list[Piece] = []
    block = 0
    for part, (kind, spans) in enumerate(_parts(text, sections), start=1):
        for start, end in _blocks(text, spans):
            block += 1
            out.extend(cut_block(text, start, end, block, part, kind))
    return out


def _parts(text: str, sections: Sequence[Section]) -> Iterator[tuple[str, list[tuple[int, int]]]]:
    """Runs of sections about problems; a chapter or sub-heading of its own opens a new run."""
    run: list[tuple[int, int]] = []
    run_kind = ""
    for section in sections:
        if section.kind in ("furniture", "signature"):
            continue
        is_problem = section.kind in PROBLEM_KINDS
        heading = is_problem and _is_container(section)
        if run and (not is_problem or heading):
            yield run_kind, run
            run = []
        if is_problem:
            start = _behind_title(text, section) if heading else section.start
            run_kind = section.kind
            run.append((start, section.end))
    if run:
        yield run_kind, run


def _is_container(section: Section) -> bool:
    """Is the heading a name for problems in general, not itself a problem?"""
    return bool(section.title) and kind_of(section.title) in PROBLEM_KINDS


def _behind_title(text: str, section: Section) -> int:
    at = text.find(section.title, section.start, section.end)
    return at + len(section.title) if at >= 0 else section.start


def _blocks(text: str, spans: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Paragraphs: lines, but those that were only wrapped are joined again."""
    lines = [line for start, end in spans for line in _lines(text, start, end)]
    widest = max((end - start for start, end in lines), default=0)
    held: tuple[int, int] | None = None
    for start, end in lines:
        if held and _is_wrapped(text, held, start, widest):
            held = (held[0], end)
            continue
        if held:
            yield held
        held = (start, end)
    if held:
        yield held


def _lines(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    at = start
    for line in text[start:end].split("\n"):
        body = line.strip(_SPACE)
        if body and not _PAGE.fullmatch(body):
            left = at + line.index(body)
            yield left, left + len(body)
        at += len(line) + 1


def _is_wrapped(text: str, held: tuple[int, int], start: int, widest: int) -> bool:
    """Did the line before end only because the page was full, or as the title of an item?"""
    if text[held[1] - 1] in "。；;：:！!":
        return False
    tail = load_wordings().lack.finditer(text, max(held[0], held[1] - 8), held[1])
    if any(found.end() == held[1] for found in tail):
        return False
    if _mark_at(text, start)[0]:
        return False
    last = text.rfind("\n", held[0], held[1]) + 1
    width = held[1] - max(held[0], last)
    return width >= 20 and width >= 0.75 * widest


def cut_block(text: str, start: int, end: int, block: int, part: int, kind: str) -> list[Piece]:
    """Sentences of one paragraph."""
    cuts = {start}
    cuts |= {found.end() for found in _STOPS.finditer(text, start, end)}
    after = _AFTER if text.find("一是", start, end) >= 0 else _AFTER_STOP
    for found in after.finditer(text, start, end):
        at = found.end()
        while at < end and text[at] in " \u3000\n":
            at += 1
        rank = _mark_at(text, at)[0]
        if rank > 1 or (rank == 1 and found.group() not in ",，"):
            cuts.add(at)
    edges = [*sorted(cut for cut in cuts if cut < end), end]
    out: list[Piece] = []
    for left, right in pairwise(edges):
        while left < right and text[left] in " \t\u3000\n\xa0*:：。.,，、":
            left += 1
        rank, number, behind = _mark_at(text, left)
        stop = right
        while stop > behind and text[stop - 1] in "。;；!！ \n\u3000，,、:：":
            stop -= 1
        if stop <= behind:
            continue
        while text[behind] in " \u3000":
            behind += 1
        colon = text[stop : stop + 1] in (":", "：")
        out.append(Piece(behind, stop, rank, number, block, part, kind, not out, colon))
    return out


def _mark_at(text: str, at: int) -> tuple[int, int, int]:
    """Style, number and end of the mark at a place; (0, 0, place) without one."""
    if _MAY_MARK.match(text, at):
        for rank, pattern in _MARKERS:
            found = pattern.match(text, at)
            if found:
                return rank, _value(found.group(1)), found.end()
    return 0, 0, at


def _value(mark: str) -> int:
    if mark in _WORDS:
        return _WORDS[mark]
    if mark.isdigit() and mark not in _CIRCLED:
        return int(mark)
    if mark in _CIRCLED:
        return _CIRCLED.index(mark) + 1
    if len(mark) == 2 and mark[0] == "十":
        return 11 + DIGITS.index(mark[1])
    return DIGITS.index(mark) + 1 if mark in DIGITS else 0
