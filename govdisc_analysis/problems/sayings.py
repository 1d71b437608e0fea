"""What one sentence about problems says: a lack, a plan, or only that there are problems."""

import re
from functools import lru_cache

from govdisc_analysis.problems.coding import code_statement
from govdisc_analysis.problems.rules import load_wordings

Span = tuple[int, int]
_CLAUSE_START = re.compile(r"[,，:：、]\s*")
STOP = re.compile("[,，:：]")


@lru_cache(maxsize=8192)
def lacks(clause: str) -> bool:
    """Does the clause say that something lacks (and not that a lack shall end)?

    >>> lacks("公开不及时"), lacks("解决公开不及时的问题"), lacks("加强培训")
    (True, False, False)
    """
    words = load_wordings()
    found = words.lack.search(clause)
    if not found:
        return False
    ending = words.ending.search(clause)
    return not (ending and ending.start() < found.start())


@lru_cache(maxsize=8192)
def plan_starts(sentence: str) -> int | None:
    """Where in a sentence the plans begin; None if nowhere.

    >>> plan_starts("更新不及时,下一步将加强管理"), plan_starts("更新不及时")
    (6, None)
    """
    words = load_wordings()
    praise = words.praise.match(sentence)
    skipped = praise.end() if praise else 0
    starts = [skipped, *(found.end() for found in _CLAUSE_START.finditer(sentence, skipped))]
    for at in starts:
        if _only_frames(sentence, at):
            continue
        if words.remedy.match(sentence, at):
            return at
        order = words.order if at else words.imperative
        if not order.match(sentence, at) or (at and sentence[at - 1] == "、"):
            continue
        if at == skipped and words.generic.search(sentence):
            continue
        if not lacks(STOP.split(sentence[at:], maxsplit=1)[0]):
            return at
    return None


def _only_frames(sentence: str, at: int) -> bool:
    """针对热点的解读仍需加强: the word opens a plan elsewhere, but here a finding follows."""
    words = load_wordings()
    if not words.frame.match(sentence, at):
        return False
    last = STOP.split(sentence[at:])[-1]
    if again := words.frame.match(last):
        last = last[again.end() :]
    is_plan = words.remedy.match(last) or words.order.match(last) or words.aim.match(last)
    return lacks(last) and not is_plan


@lru_cache(maxsize=8192)
def is_generic(sentence: str) -> bool:
    """Does it say only that there are problems, without saying which?"""
    return bool(load_wordings().generic.search(sentence)) and not code_statement(sentence)


def is_order(sentence: str) -> bool:
    """Does it begin like an order to oneself?"""
    return bool(load_wordings().imperative.match(sentence))


@lru_cache(maxsize=8192)
def lead_length(sentence: str) -> int:
    """Length of praise and introduction before the problem itself."""
    words = load_wordings()
    praise = words.praise.match(sentence)
    at = praise.end() if praise and words.lack.search(sentence, praise.end()) else 0
    colon = sentence.find(":", at)
    ahead = STOP.split(sentence[at:colon])[-1] if colon > at else ""
    said = words.announce.match(sentence, at)
    if ahead and is_generic(ahead) and words.lack.search(sentence, colon):
        at = colon + 1
    elif said and words.lack.search(sentence, said.end()) and _only_announces(said.group()):
        at = said.end()
    for pattern in (words.praise, words.label, words.lead, words.label):
        found = pattern.match(sentence, at)
        if found and words.lack.search(sentence, found.end()):
            at = found.end()
    return at


def _only_announces(said: str) -> bool:
    """Does it say that there are problems, or that all is weak, without naming one?"""
    words = load_wordings()
    if is_generic(said) or said[-1] in ",，":
        return is_generic(said)
    bare = words.noun.sub("", said)
    if bare != said and not words.lack.search(bare):
        return True
    return words.points_on.search(said) is not None and not code_statement(said)


def trim(text: str, start: int, end: int) -> Span:
    """The statement without the words that end a list of problems (等问题)."""
    tail = load_wordings().tail.search(text, start, end)
    stop = tail.start() if tail and tail.start() > start else end
    if stop < end and not load_wordings().lack.search(text, start, stop):
        stop = end
    while start < stop and text[start] in " \u3000\n\t,，、":
        start += 1
    return start, stop
