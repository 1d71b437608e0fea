"""What a statement of a problem is about: categories with the words that decided them."""

import re
from collections.abc import Iterator
from functools import lru_cache

from govdisc_analysis.problems.rules import load_cues, load_topics, load_wordings

_SEPARATOR = re.compile(r"[,，。;；:：!！\n]")
_BESIDE = 14
"""Characters between a topic and its lack up to which the cue quotes both."""

_NEARER = 3
"""Characters by which the widest topic must stand nearer to the lack than another."""

_RULING = frozenset({"interpretation_quality", "request_handling"})
_FRAMED = frozenset({"public_participation_and_response"})
_RULED = frozenset(
    {"depth_of_content", "timeliness", "form_and_channel_variety", "standardisation_and_format"}
)
"""Qualities of what the statement already named: the form of an interpretation is no channel."""

Coded = tuple[tuple[str, str], ...]


@lru_cache(maxsize=8192)
def code_problem(statement: str) -> Coded:
    """Categories of a problem: by its cues; without any, by the topic next to what it lacks.

    >>> code_problem("未经领导审批"), code_problem("与公众期望还有差距")
    ((('institutions_and_coordination', '审批'),), ())
    """
    return code_statement(statement) or _nearest_topic(statement)


def _nearest_topic(statement: str) -> Coded:
    """The last topic before the lack, or what it says is missing (未经领导审批).

    Where two end at one place, the codebook's first counts. Its last one, what is disclosed, must
    stand nearer, because nearly all statements name it.
    """
    words = load_wordings()
    if words.generic.search(statement):
        return ()
    topics = load_topics()
    for start, end, is_result in _clauses(statement):
        clause = statement[start:end]
        lacks = list(words.lack.finditer(clause))
        if is_result or not lacks:
            continue
        is_verb = words.verb_of_lack.match(clause, lacks[-1].start())
        stop = len(clause) if is_verb else lacks[-1].end()
        hits = [
            (hit.end() - _NEARER * (row is topics[-1]), hit, row.category)
            for row in topics
            for hit in row.pattern.finditer(clause, 0, stop)
        ]
        if hits:
            _, hit, category = max(hits, key=lambda found: found[0])
            return ((category, _quote(clause, hit)),)
    return ()


@lru_cache(maxsize=8192)
def code_statement(statement: str) -> Coded:
    """Categories of one statement, in the order of the codebook's cues.

    The clauses that say that something lacks decide. What came of the lack (导致…, 时有发生)
    decides nothing unless nothing else does; a statement without a cue stays without category.

    >>> [category for category, _ in code_statement("政策解读形式单一,导致群众不了解")]
    ['interpretation_quality']
    >>> code_statement("与公众期望还有差距")
    ()
    """
    words = load_wordings()
    found: dict[str, str] = {}
    results: list[str] = []
    before = -1
    for start, end, is_result in _sides(statement):
        clause = statement[start:end]
        if is_result:
            results.append(clause)
        elif not words.lack.search(clause):
            before = start
        else:
            coded = code_clause(clause)
            if before >= 0 and not (coded and _rules_nothing(statement[before:start], coded)):
                coded = code_clause(statement[before:end])
            before = -1
            ruled = not _RULING.isdisjoint(found)
            for category, cue in (*coded, *_code_listed(clause)):
                if not (ruled and category in _RULED):
                    found.setdefault(category, cue)
    for whole in () if found else (statement, *results):
        found = found or dict(code_clause(whole))
    for part in (
        () if found else load_wordings().listed.split(statement)
    ):  # 业务能力、责任意识有待提高
        found.update((c, cue) for c, cue in code_clause(part) if c not in found)
    return tuple(found.items())


def _code_listed(clause: str) -> Iterator[tuple[str, str]]:
    """Each matter of 在公开的深度、更新的频率等方面还不足 counts."""
    for part in load_wordings().listed.split(clause) if load_wordings().side.search(clause) else ():
        yield from code_clause(part)


def _rules_nothing(ahead: str, coded: Coded) -> bool:
    """政策解读方面:形式单一 is about interpretation; other clauses ahead change nothing."""
    framed = load_wordings().framed.search(ahead)
    ruled = framed or all(category in _RULED for category, _ in coded)
    ruling = _RULING | _FRAMED if framed else _RULING
    return not (ruled and any(category in ruling for category, _ in code_clause(ahead)))


@lru_cache(maxsize=8192)
def code_clause(clause: str) -> Coded:
    """Categories that the words of one clause point to."""
    out = []
    for cue in load_cues():
        hit = cue.pattern.search(clause)
        if hit and not (cue.veto and cue.veto.search(clause)):
            out.append((cue.category, _quote(clause, hit)))
    return tuple(out)


def contrasts(statement: str) -> list[tuple[int, int]]:
    """Spans of the form 重…,轻…, whose comma separates nothing."""
    return [found.span() for found in load_wordings().contrast.finditer(statement)]


def _quote(clause: str, hit: re.Match[str]) -> str:
    """The topic, with the lack where it stands close behind or just before (不够|及时)."""
    lack = load_wordings().lack.search(clause, hit.start())
    if lack and lack.start() <= hit.end() + _BESIDE:
        return clause[hit.start() : max(lack.end(), hit.end())]
    near = load_wordings().lack.finditer(clause, max(0, hit.start() - 4), hit.start())
    start = next((found.start() for found in near if found.end() == hit.start()), hit.start())
    return clause[start : hit.end()]


def _sides(statement: str) -> Iterator[tuple[int, int, bool]]:
    """The clauses, cut where a 、 parts two lacks (内容不全面、更新不及时)."""
    lack, lack_and = load_wordings().lack, load_wordings().lack_and
    for start, end, is_result in _clauses(statement):
        at = start
        for stop in lack_and.finditer(statement, start, end) if not is_result else ():
            cut = stop.start() + 1
            ends = [m.end() for m in lack.finditer(statement, at, cut - 1)]
            if ends and cut - 1 - ends[-1] <= 4 and lack.search(statement, cut + 2, end):
                yield at, cut - 1, False
                at = cut
        yield at, end, is_result


def _clauses(statement: str) -> Iterator[tuple[int, int, bool]]:
    """Spans of the clauses, each with: does it only tell what came of the lack?"""
    words = load_wordings()
    inside = contrasts(statement)
    at = 0
    result = False
    for stop in [*_SEPARATOR.finditer(statement), None]:
        end = stop.start() if stop else len(statement)
        if stop and any(left < end < right - 1 for left, right in inside):
            continue
        start, at = at, end + 1
        if start < end:
            cut = words.consequence.search(statement, start, end)
            result = result or bool(cut and cut.start() == start)
            if cut and not result and words.lack.search(statement, start, cut.start()):
                yield start, cut.start(), False
                yield cut.start(), end, True
            else:
                ended = words.consequence_end.search(statement, start, end)
                yield start, end, result or bool(ended)
        if stop and stop.group() in "。;；!！\n":
            result = False
