"""What a statement of a problem is about: categories with the words that decided them."""

import re
from collections.abc import Iterator

from govdisc_analysis.problems.rules import Cue, load_cues, load_wordings

_SEPARATOR = re.compile(r"[,，。;；:：!！\n]")
_BESIDE = 14
"""Characters between a topic and its lack up to which the cue quotes both."""

Coded = tuple[tuple[str, str], ...]


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
    before = ""
    for clause, is_result in _clauses(statement):
        if is_result:
            results.append(clause)
            continue
        if not words.lack.search(clause):
            before = clause
            continue
        coded = code_clause(clause)
        if not coded and before:
            coded = code_clause(before + "," + clause)
        before = ""
        for category, cue in coded:
            found.setdefault(category, cue)
    if not found:
        for clause in (statement, *results):
            for category, cue in code_clause(clause):
                found.setdefault(category, cue)
            if found:
                break
    return tuple(found.items())


def code_clause(clause: str) -> list[tuple[str, str]]:
    """Categories that the words of one clause point to."""
    out = []
    for cue in load_cues():
        hit = cue.pattern.search(clause)
        if hit and not (cue.veto and cue.veto.search(clause)):
            out.append((cue.category, _quote(clause, hit, cue)))
    return out


def _quote(clause: str, hit: re.Match[str], cue: Cue) -> str:
    """The topic, with the lack where it stands close behind."""
    lack = load_wordings().lack.search(clause, hit.start())
    if lack and lack.start() <= hit.end() + _BESIDE:
        return clause[hit.start() : max(lack.end(), hit.end())]
    return hit.group()


def _clauses(statement: str) -> Iterator[tuple[str, bool]]:
    """Clauses, each with: does it only tell what came of the lack?"""
    words = load_wordings()
    inside = [found.span() for found in words.lack.finditer(statement)]
    at = 0
    result = False
    for stop in [*_SEPARATOR.finditer(statement), None]:
        end = stop.start() if stop else len(statement)
        if stop and any(left < end < right - 1 for left, right in inside):
            continue
        clause = statement[at:end].strip()
        at = end + 1
        if not clause:
            continue
        result = result or bool(words.consequence.match(clause))
        cut = words.consequence.search(clause)
        if cut and not result and words.lack.search(clause, 0, cut.start()):
            yield clause[: cut.start()], False
            yield clause[cut.start() :], True
        else:
            yield clause, result or bool(words.consequence_end.search(clause))
        if stop and stop.group() in "。;；!！\n":
            result = False
