"""Existing problems that a report admits, one record each, with categories and cues."""

from collections.abc import Sequence

from govdisc_analysis.headings import PLAN_KINDS
from govdisc_analysis.models import Problem, Section
from govdisc_analysis.problems.coding import code_problem, code_statement
from govdisc_analysis.problems.marks import number_of
from govdisc_analysis.problems.pieces import Piece, cut_block, read_pieces
from govdisc_analysis.problems.rules import load_wordings
from govdisc_analysis.problems.sayings import lacks, plan_starts
from govdisc_analysis.problems.statements import read_statements, read_targets

_SILENT = frozenset({"title", "signature", "furniture", "attachment"})

__all__ = ["read_problems"]


def read_problems(text: str, sections: Sequence[Section]) -> tuple[Problem, ...]:
    """Distinct existing problems in the order of the text; plans and remedies are left out.

    Args:
        text: the cleaned text.
        sections: its sections, from ``find_sections``.

    Returns:
        One record a problem; ``text`` is exactly ``text[start:end]``. Without a chapter on
        problems, a sentence elsewhere that admits one is taken.
    """
    pieces = read_pieces(text, sections)
    if pieces and _says_none(text, pieces):
        return ()
    spans = read_statements(text, pieces) if pieces else []
    if not spans and not pieces:
        spans = read_statements(text, _named_by_titles(text, sections))
    if not spans:
        spans = read_statements(text, _confessions(text, sections)) or read_targets(text, sections)
    return tuple(
        Problem(text[start:end], start, end, code_problem(text[start:end])) for start, end in spans
    )


def _says_none(text: str, pieces: Sequence[Piece]) -> bool:
    """The chapter is there to say that there is nothing to tell."""
    first, *later = (text[piece.start : piece.end] for piece in pieces)
    said = first[: plan_starts(first)].rstrip(",，")
    is_none = said and load_wordings().none.match(said)
    return bool(is_none) and not any(lacks(told) and plan_starts(told) is None for told in later)


def _named_by_titles(text: str, sections: Sequence[Section]) -> list[Piece]:
    """Sections right before the remedies whose titles say what lacks: their chapter's is lost."""
    remedies = next((at for at, s in enumerate(sections) if s.kind == "remedies"), 0)
    first = remedies
    while first and _names_a_lack(sections[first - 1]):
        first -= 1
    out: list[Piece] = []
    for block, section in enumerate(sections[first:remedies], start=1):
        out += cut_block(text, section.start, section.end, block, 1, "problems")
    return out


def _names_a_lack(section: Section) -> bool:
    words = load_wordings()
    is_topic = words.topic_title.match(section.title) or words.imperative.match(section.title)
    return section.kind not in PLAN_KINDS and not is_topic and lacks(section.title)


def _confessions(text: str, sections: Sequence[Section]) -> list[Piece]:
    """Sentences of other chapters that admit a problem, with the rest of their paragraph.

    Where the sentence announces a list (主要表现在：), or begins one, the items in the lines below
    belong to it.
    """
    out: list[Piece] = []
    part = 0
    expected = 0
    for section in sections:
        if section.kind in _SILENT:
            continue
        start = section.start
        for line in text[section.start : section.end].split("\n"):
            bare = line.strip()
            is_item = 0 < number_of(bare) == expected
            begin = 0 if is_item else _admits(line, section.title) if len(line) > 8 else None
            if begin is not None:
                part += not is_item
                end = start + len(line)
                pieces = cut_block(text, start + begin, end, len(out) + 1, part, "body")
                out.extend(pieces)
                last = pieces[-1].number if pieces else 0
                expected = 1 if bare[-1] in ":：" else last + 1 if last else 0
            elif bare:
                expected = 0
            start += len(line) + 1
    return out


def _admits(line: str, title: str) -> int | None:
    """Where in a line the first sentence begins that admits a problem; None if none does."""
    words = load_wordings()
    if words.contents.search(line) or (title and len(line) < len(title) + 8):
        return None
    found = words.confession.search(line)
    # a few words before the match belong to it: 取得的成效|和存在的问题 admits nothing
    if found and not words.confession_veto.search(line, max(found.start() - 4, 0), found.end()):
        return line.rfind("。", 0, found.start()) + 1
    for found in words.plain.finditer(line):
        begin = line.rfind("。", 0, found.start()) + 1
        stop = line.find("。", found.end())
        sentence = line[begin : stop if stop >= 0 else len(line)]
        if not words.plan.search(line, found.end()):
            return None
        if code_statement(sentence) and not words.confession_veto.search(sentence):
            return begin
    return None
