"""Sentences of the chapter on problems, with the marks of enumeration that open them."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from govdisc_analysis.headings import PROBLEM_KINDS, kind_of
from govdisc_analysis.models import Section
from govdisc_analysis.problems.cells import read_lines
from govdisc_analysis.problems.marks import load_marks, mark_at
from govdisc_analysis.problems.rules import load_wordings
from govdisc_analysis.problems.sayings import lacks

_STOPS = re.compile(r"[。!！？?；;]")
_NO_ITEMS = frozenset({"overview", "remedies", "other", "attachment", "title"})
_OPENS = re.compile(r"[\n。;；:：]\s*")
_YEAR = re.compile(r"20\d\d")
_COMMA = re.compile("[,，;；。]")
_LABEL = re.compile(r".{2,12}[:：]\s*(?:\n|$)")
_ROW_RANK = 4
_DIGIT_RANK = 3


class Piece(NamedTuple):
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
        last = 0
        for start, end, row in _blocks(text, spans):
            block += 1
            cut = cut_block(text, start, end, block, part, kind)
            if row and cut and not cut[0].rank:
                cut[0] = cut[0]._replace(rank=_ROW_RANK, number=row)
            elif cut:
                cut[0] = _with_bare_mark(text, cut[0], last)
                last = cut[0].number if cut[0].rank == _DIGIT_RANK else last
            out.extend(cut)
    return out


def _with_bare_mark(text: str, piece: Piece, last: int) -> Piece:
    """1、… 2由于…: the number that comes next in the list is a mark without its stop, too."""
    found = load_marks().bare.match(text, piece.start) if last and not piece.rank else None
    if not found or int(found.group(1)) != last + 1:
        return piece
    return piece._replace(start=found.end(), rank=_DIGIT_RANK, number=last + 1)


def _parts(text: str, sections: Sequence[Section]) -> Iterator[tuple[str, list[tuple[int, int]]]]:
    """Runs of sections about problems; a chapter or sub-heading of its own opens a new run.

    Where headings name years (2020年存在的问题), only the last year's problems exist.
    """
    run: list[tuple[int, int]] = []
    run_kind = ""
    level = chapter = item = 0
    is_past = False
    about = [section.title for section in sections if section.kind in PROBLEM_KINDS]
    latest = max((title[:4] for title in about if _YEAR.match(title)), default="")
    for section in sections:
        if section.kind in ("furniture", "signature"):
            continue
        heading = section.kind in PROBLEM_KINDS and _is_container(section)
        if heading:
            is_past = bool(_YEAR.match(section.title)) and section.title[:4] < latest
        is_problem = section.kind in PROBLEM_KINDS and not is_past
        heading = heading and is_problem
        rank, number, _ = mark_at(text, section.start) if heading or run else (0, 0, 0)
        if heading:
            level, chapter, item = rank, number or -1, 0
        elif run and rank == (level or 1) < 3 and number == item + 1 != chapter + 1:
            is_problem = section.kind not in _NO_ITEMS  # 六、存在的问题 / 一、认识不足 / 二、…
            item = number
        elif run and section.kind == "remedies" and not rank:
            is_problem = _goes_on(text, run, section)
        if run and (not is_problem or heading):
            yield run_kind, run
            run = []
        if is_problem:
            start = _behind_title(text, section) if heading else section.start
            run_kind = section.kind
            caption = load_marks().caption.search(text, start, section.end)
            run.append((start, caption.start() if caption else section.end))
    if run:
        yield run_kind, run


def _goes_on(text: str, run: Sequence[tuple[int, int]], section: Section) -> bool:
    """Does the list of problems go on behind the remedy of one of them (改进情况: ... 二是 ...)?"""
    last = {rank: number for span in run for rank, number in _marks_in(text, *span)}
    behind = text.find(section.title, section.start, section.end) + len(section.title)
    marks = _marks_in(text, max(behind, section.start), section.end)
    rank, number = next((mark for mark in marks if mark[0] in last), (0, 0))
    return rank > 0 and number == last[rank] + 1 > 1


def _marks_in(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Style and number of the marks that open a line or stand behind a stop."""
    places = [start, *(found.end() for found in _OPENS.finditer(text, start, end))]
    for place in places:
        rank, number, _ = mark_at(text, place)
        if rank:
            yield rank, number


def _is_container(section: Section) -> bool:
    """Is the heading a name for problems in general, not itself a problem?"""
    is_mark = mark_at(section.title, 0)[2] == len(section.title)  # 问题一
    return not is_mark and kind_of(section.title) in PROBLEM_KINDS


def _behind_title(text: str, section: Section) -> int:
    """Where the section's first sentence begins; 主要问题是队伍不稳 is a title that is one."""
    at = text.find(section.title, section.start, section.end)
    if at < 0:
        return section.start
    announced = load_wordings().announce.match(section.title)
    is_told = announced is not None and lacks(section.title[announced.end() :])
    return at + (announced.end() if announced and is_told else len(section.title))


def _blocks(text: str, spans: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int, int]]:
    """Paragraphs: lines, but those that were only wrapped are joined again.

    The third value is the row where the paragraph is the cell of a table, else 0.
    """
    lines = [line for start, end in spans for line in read_lines(text, start, end)]
    widest = max((end - start for start, end, _ in lines), default=0)
    held: tuple[int, int, int] | None = None
    for start, end, row in lines:
        if held and not row and _is_wrapped(text, held[:2], start, widest):
            held = (held[0], end, 0)
            continue
        if held:
            yield held
        held = (start, end, row)
    if held:
        yield held


def _is_wrapped(text: str, held: tuple[int, int], start: int, widest: int) -> bool:
    """Did the line before end only because the page was full, or as the title of an item?"""
    if text[held[1] - 1] in "。；;：:！!" or "|" in text[held[1] : start]:
        return False
    last = text.rfind("\n", held[0], held[1]) + 1
    tail = load_wordings().lack.finditer(text, max(held[0], held[1] - 8), held[1])
    is_title = "。" not in text[max(held[0], last) : held[1]]
    if is_title and any(found.end() == held[1] for found in tail):
        return False
    if mark_at(text, start)[0] or _LABEL.match(text, start):
        return False
    width = held[1] - max(held[0], last)
    is_prose = _COMMA.search(text, max(held[0], last), held[1]) is not None
    return width >= 20 and (is_prose or width >= 0.75 * widest)


def cut_block(text: str, start: int, end: int, block: int, part: int, kind: str) -> list[Piece]:
    """Sentences of one paragraph."""
    cuts = {start}
    cuts |= {found.end() for found in _STOPS.finditer(text, start, end)}
    rules = load_marks()
    has_list = text.find(rules.first_item, start, end) >= 0
    after = rules.after if has_list else rules.after_stop
    for found in after.finditer(text, start, end):
        at = found.end()
        while at < end and text[at] in " \u3000\n":
            at += 1
        rank = mark_at(text, at)[0]
        if rank > 1 or (rank == 1 and found.group() not in ",，"):
            cuts.add(at)
    edges = [*sorted(cut for cut in cuts if cut < end), end]
    out: list[Piece] = []
    for left, right in pairwise(edges):
        while left < right and text[left] in " \t\u3000\n\xa0*:：。.,，、-—":
            left += 1
        rank, number, behind = mark_at(text, left)
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
