"""Problems in sentences without marks of enumeration: which clauses are a problem of their own."""

import re
from collections.abc import Sequence
from functools import lru_cache

from govdisc_analysis.headings import PROBLEM_KINDS
from govdisc_analysis.problems.coding import code_statement, contrasts
from govdisc_analysis.problems.rules import load_wordings
from govdisc_analysis.problems.sayings import STOP, Span, is_generic, lacks, lead_length, trim

_APART = frozenset("；;\n")
_FORM = {"form_and_channel_variety"}
_TITLE = 14
"""Characters of a first sentence that is but the title of its paragraph."""
_LOOKED_BACK = 400
"""Characters of a statement that decide whether the next clause goes with it."""
_LONGER = 4
"""By how much the sentences below such a title are longer."""


def free_statements(text: str, pieces: Sequence[Span], kind: str = "") -> list[Span]:
    """Problems in sentences without marks: clause by clause, explanations joined again.

    Args:
        text: the cleaned text.
        pieces: the sentences.
        kind: of their chapter; on problems, what goes on a list of semicolons is one, too.
    """
    if has_title(text, pieces):
        start = pieces[0][0] + lead_length(text[slice(*pieces[0])])
        return [trim(text, start, pieces[-1][1])]
    out: list[Span] = []
    words = load_wordings()
    side_by_side = _semicolon_list(text, pieces)
    is_list = kind in PROBLEM_KINDS and bool(side_by_side)
    of_some = False
    for left, right in pieces:
        sentence = text[left:right]
        if not lacks(sentence):
            if out and is_list and _between_semicolons(text, left, right):
                out.append(trim(text, left, right))
            continue
        because = words.because.search(sentence, 0, 6)
        left += lead_length(sentence)
        explains = because or words.explains.match(text, left)
        apart = bool(out) and not _APART.isdisjoint(text[out[-1][1] : left])
        vague = bool(out) and is_generic(text[slice(*out[-1])])
        was_of_some, of_some = of_some, words.some.match(text, left) is not None
        if was_of_some and of_some and _on_others(text[slice(*out[-1])], text[left:right]):
            apart = True
        is_own = apart or vague or words.led_by_cause.match(text, left)
        if out and explains and not is_own:
            out[-1] = (out[-1][0], right)
            continue
        cut = _split_clauses(text, left, right)
        kind = "side" if right in side_by_side else "list" if len(cut) > 2 else ""
        for span in (trim(text, *part) for part in cut):
            span = (span[0] + lead_length(text[slice(*span)]), span[1])
            if out and not apart and _goes_with(text, out[-1], span, kind):
                out[-1] = (out[-1][0], span[1])
            else:
                out.append(span)
            apart = False
    return out


def _on_others(before: str, sentence: str) -> bool:
    """有的单位意识不强。有的单位没有专人: sentences on some, each about a matter of its own."""
    first, second = ({matter for matter, _ in code_statement(told)} for told in (before, sentence))
    return bool(first and second) and first.isdisjoint(second)


def has_title(text: str, pieces: Sequence[Span], stops: str = "。\n") -> bool:
    """A short first sentence or line that names the problem, which longer ones then explain."""
    if len(pieces) < 2 or text[pieces[0][1]] not in stops:
        return False
    first = text[slice(*pieces[0])]
    is_title = len(first) <= _TITLE and not STOP.search(first) and lacks(first)
    return is_title and all(right - left >= len(first) + _LONGER for left, right in pieces[1:])


def _semicolon_list(text: str, pieces: Sequence[Span]) -> frozenset[int]:
    """Ends of the sentences that semicolons set side by side: their commas part no problems."""
    ends = []
    for left, right in pieces:
        if _between_semicolons(text, left, right) and lacks(text[left:right]):
            ends.append(right)
    return frozenset(ends if len(ends) > 1 else ())


def _between_semicolons(text: str, left: int, right: int) -> bool:
    return not _APART.isdisjoint(text[:left].rstrip()[-1:] + text[right : right + 1])


def _goes_with(text: str, before: Span, span: Span, kind: str) -> bool:
    """Two neighbours on the same matter, or one without a matter of its own, are one problem.

    In a list of three or more (``list``) each clause stands for itself; between semicolons
    (``side``) a comma parts only what is plainly about something else.
    """
    begin = max(before[0], before[1] - _LOOKED_BACK)
    clauses = text[begin : before[1]], text[slice(*span)]
    both = text[begin : span[1]]
    first, second, joined = (
        {category for category, _ in code_statement(told)} for told in (*clauses, both)
    )
    words = load_wordings()
    if second == _FORM and joined == first and not words.form_itself.match(clauses[1]):
        second = first  # 解读深度不够,图表化产品偏少
    if is_generic(clauses[0]) or is_generic(clauses[1]):
        return False
    if words.some.match(clauses[0]) and words.towards.match(clauses[1]):
        return True  # 部分处室认识不足,对公开范围把握不准
    alone = _stands_alone(clauses[0]) and _stands_alone(clauses[1])
    if kind == "side":
        return not (alone and first and second and first.isdisjoint(second))
    between = text[before[1] : span[0]]
    if not first:
        return between in (",", "，") and not alone
    if not second:
        is_apart = kind == "list" and len(clauses[1]) > 6 and _stands_alone(clauses[1])
        return between != "、" and not alone and not is_apart
    return second <= first and not (kind == "list" and alone)


@lru_cache(maxsize=8192)
def _stands_alone(clause: str) -> bool:
    """A clause with a subject of its own that ends with its lack, or that misses something."""
    words = load_wordings()
    ends = [found.span() for found in words.lack.finditer(clause)]
    if not ends or words.cause.match(clause) or words.explains.match(clause):
        return False
    begin, end = ends[-1]
    if words.verb_of_lack.match(clause, begin):  # 领导未审批: the verb and its object stand behind
        is_missed = words.missing.match(clause, begin) is not None
        return len(clause) > 4 and (begin >= 2 or is_missed)
    return len(clause) - end <= 6 and (ends[0][0] >= 4 or len(clause) >= 8)


def _split_clauses(text: str, start: int, end: int) -> list[Span]:
    """Cut a sentence at the separators between which both sides name a lack."""
    sentence = text[start:end]
    inside = contrasts(sentence)
    stops = [
        found
        for found in load_wordings().joint.finditer(sentence)
        if not any(left < found.start() < right - 1 for left, right in inside)
    ]
    out: list[Span] = []
    begin = 0
    for i, stop in enumerate(stops):
        after = stops[i + 1].start() if i + 1 < len(stops) else len(sentence)
        if _ends_here(sentence, begin, stop, after):
            out.append((start + begin, start + stop.start()))
            begin = stop.end()
    out.append((start + begin, end))
    return out


def _ends_here(sentence: str, begin: int, stop: re.Match[str], after: int) -> bool:
    words = load_wordings()
    own = sentence[max(begin, stop.start() - _LOOKED_BACK) : stop.start()]
    following = sentence[stop.end() : after]
    if not words.lack.search(own):
        return False
    clause = STOP.split(own)[-1]
    is_cause = words.cause.match(words.but.sub("", clause))
    if is_cause or words.consequence.match(following):
        return False
    if words.explains.match(following) and not words.some.match(following):
        return False
    if words.instance.match(following) and not words.some.match(own):
        return False
    if stop.group() in ",，":
        rest = sentence[stop.end() : stop.end() + _LOOKED_BACK]
        following = STOP.split(rest, maxsplit=1)[0]
        starts = words.lack.match(following) and not words.missing.match(following)
        continues = words.nothing.match(following)
        is_chain = continues and words.nothing.match(clause)  # 没有机构,没有人员
        has_subject = len(following) > 3 and bool(is_chain or not (starts or continues))
        return has_subject and bool(words.lack.search(rest))
    ends = [found.end() for found in words.lack.finditer(clause)]
    closed = bool(ends) and len(clause) - ends[-1] <= 6
    return (
        closed
        and len(following) > 4
        and bool(words.lack.search(following))
        and not words.negated.match(following)
    )
