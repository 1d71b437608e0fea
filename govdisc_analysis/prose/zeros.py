"""Zeros said in words: 未发生行政复议, 没有收到申请, 复议和诉讼均为零."""

from collections.abc import Iterator
from typing import NamedTuple

from govdisc_analysis.prose.around import Setting
from govdisc_analysis.prose.patterns import says, term, terms
from govdisc_analysis.prose.sentences import CLAUSE_ENDS, Cue, Sentence

CASES = {"review": "reviews", "litigation": "litigations", "complaint": "complaints"}
THINGS = {
    **CASES,
    "request": "requests_received",
    "apply": "requests_received",
    "fee": "fees_charged",
    "out_refused": "requests_refused",
    "closed_extended": "requests_closed_extended",
    "via_person": "requests_in_person",
    "via_fax": "requests_fax",
    "via_online": "requests_online",
    "via_letter": "requests_letter",
    "normative": "normative_documents_made",
    "carried": "requests_carried_over",
    "press": "press_conferences",
    "interview": "online_interviews",
    "training": "trainings",
    "proposal": "proposals_handled",
}
_ASKED = frozenset({"request", "apply"})
_OF_DISCLOSURE = frozenset(("oi", "about_oi", "request", "review", "litigation"))
_MARKS = frozenset(("requests_received", "requests_refused"))
"""What can as well be how papers are marked (制作信息33条,其中主动公开33条,无依申请公开)."""
EVENTS = frozenset({"press", "interview", "training"})
"""What a negation can say zero of."""
REACH = 44
"""How far behind a negation its thing may stand."""


class Zero(NamedTuple):
    """A zero: the deciding words and the clause."""

    indicator: str
    start: int
    end: int
    quote_start: int
    quote_end: int
    rule: str


def find_zeros(setting: Setting, sentence: Sentence) -> Iterator[Zero]:
    """The zeros that a sentence states in words."""
    for start, end in sentence.negations:
        if _is_negation(setting.text, start, end):
            yield from _from_negation(setting, sentence, start, end)
    for start, end in sentence.states:
        yield from _from_state(setting, sentence, start, end)


def _is_negation(text: str, start: int, end: int) -> bool:
    """无 stands for many things; only 无 before a thing, or alone, is a zero."""
    if text.endswith(terms.almost, 0, start):
        return False  # 不予公开的基本没有: few, not none
    if says.outcome_not_there.match(text, start - 2):
        return False
    if text[start:end] != term.none:
        return True
    before = text[max(0, start - 1) : start]
    return not says.completes_none.match(text[end : end + 1]) and before != term.has


def _from_negation(setting: Setting, sentence: Sentence, start: int, end: int) -> Iterator[Zero]:
    text = setting.text
    clause = sentence.clause_at(start)
    stop = _reach(text, end, sentence.end)
    word = text[start:end]
    after = [c for c in sentence.cues if start <= c.start and c.end <= stop]
    before = [c for c in sentence.cues if clause <= c.start < start]
    if any(ch.isdigit() for ch in text[end:stop]):
        return
    if _is_vetoed(setting, clause, stop) and not says.asks_beside.search(text, end, stop):
        return
    things = _of_each_verb(after, word, text, end, stop)
    if says.costs_of_cases.search(text, end, stop):  # 未产生与诉讼有关的费用支出
        things = []
    if says.case_lost.search(text, end, stop):
        things = [c for c in things if c.kind not in CASES]
    things = _received_and_cause(after, things, word, text, end) or things
    if not things and word.endswith(terms.received):
        things = [Cue(*m.span(), "apply") for m in says.asks_for_other.finditer(text, end, stop)][
            :1
        ]
    if (
        not things
        and _says_nothing_more(text, end, stop)
        and not says.spent_before.search(text, clause, start)
    ):
        things = _things(before, word, "") or _things(_nearby(sentence, clause), word, "")
        if any(c.kind in _ASKED for c in things):  # 通过电话、传真受理申请,目前尚无
            things = [c for c in things if not c.kind.startswith("via_")]
        things = things[-4:]
    for cue in things:
        if cue.kind == "complaint" and not _is_about_disclosure(
            sentence, things, text, clause, stop
        ):
            continue
        indicator = THINGS[cue.kind]
        if cue.kind in CASES and says.cases_of_business.search(text, clause, start):
            continue
        if indicator == "requests_refused" and (
            says.papers_marked.search(text, cue.end, stop)
            or says.should_be_open.search(text, end, cue.end)
            or says.kept_information.match(text, cue.end)
        ):
            continue
        if cue.kind == "normative" and says.counted_just_before.search(text, clause - 4, start):
            continue
        if indicator in _MARKS and says.of_made_papers.search(text[sentence.start : cue.end]):
            continue
        yield Zero(indicator, start, end, min(clause, cue.start) if cue.start >= clause else clause,
                   max(end, cue.end), "zero_in_words")  # fmt: skip


def _from_state(setting: Setting, sentence: Sentence, start: int, end: int) -> Iterator[Zero]:
    text = setting.text
    clause = sentence.clause_at(start)
    is_word = text[end - 1] == term.none and says.completes_none.match(text, end)  # 4件为无法提供
    if is_word or _is_vetoed(setting, clause, end):
        return
    cues = [c for c in sentence.cues if clause <= c.start and c.end <= end]
    things = _things(cues, "", text[clause:start])
    for cue in things or _things(_nearby(sentence, clause), "", ""):
        if cue.kind == "complaint" and not _is_about_disclosure(
            sentence, things, text, clause, end
        ):
            continue
        yield Zero(THINGS[cue.kind], start, end, clause, end, "zero_state")


def _reach(text: str, at: int, limit: int) -> int:
    """End of what a negation covers: its clause, and lists that go on behind a 、."""
    end, last = at, min(limit, at + REACH)
    while end < last and (
        text[end] not in CLAUSE_ENDS
        or says.and_sued.match(text, end)
        or says.and_reviewed.match(text, end)
    ):
        end += 1
    return end


def _things(cues: list[Cue], word: str, between: str) -> list[Cue]:
    """The things denied; a request that only is the cause of a case is not one of them."""
    if word.endswith(terms.received) and any(c.kind in _ASKED for c in cues):
        cues = [c for c in cues if c.kind != "out_refused"]  # 未收到不予公开的申请
    is_event = word.endswith(terms.held)
    things = [c for c in cues if c.kind in THINGS and (c.kind in EVENTS) == is_event]
    if not word.endswith(terms.received) or says.of_one_level.search(between):
        # 无建议提案超期未办, 未收到全国人大代表建议
        things = [c for c in things if c.kind != "proposal"]
    cases = [c for c in things if c.kind in CASES]
    if cases and (word.endswith(terms.arose) or _names_cause(between, cases)):
        things = [c for c in things if c.kind in ("fee", *CASES)]
    if word.startswith(terms.took_no_fee):
        things = [c for c in things if c.kind == "fee"]
    elif word.startswith(terms.made_none):
        things = [c for c in things if c.kind == "normative"]
    else:
        things = [c for c in things if c.kind != "normative" or word in terms.plain_no]
        if any(c.kind == "fee" for c in things):
            things = [c for c in things if c.kind in ("fee", *CASES)]
    return list({c.kind: c for c in reversed(things)}.values())[::-1]


def _of_each_verb(after: list[Cue], word: str, text: str, start: int, stop: int) -> list[Cue]:
    """没有出台文件、受理申请、收取费用: each verb of the list is denied with what it governs."""
    verbs = list(says.verb_in_list.finditer(text, start, stop))
    begins, words = [start, *(v.start("verb") for v in verbs)], [word]
    words += [term.negation[1] + v["verb"] for v in verbs]
    things: list[Cue] = []
    for begin, limit, denied in zip(begins, [*begins[1:], stop], words, strict=True):
        part = [c for c in after if begin <= c.end and c.end <= limit]
        part = [c for c in part if c.start >= begin or denied == word]
        if denied.startswith(terms.made_none):  # 未制发、废止、修改规范性文件
            part = [c._replace(kind="normative") if says.paper_of_norms.search(text, c.start, c.end)
                    else c for c in part]  # fmt: skip
        if says.refused_requests.match(text, begin, limit):  # 没有不予公开的申请
            part = [c for c in part if c.kind not in _ASKED or denied.endswith(terms.received)]
        if says.by_such_ways.search(text, begin, limit):  # 通过传真、信函等形式的申请
            part = [c for c in part if not c.kind.startswith("via_")]
        things += [c for c in _things(part, denied, text[begin:limit]) if c not in things]
    return things


def _received_and_cause(
    after: list[Cue], things: list[Cue], word: str, text: str, end: int
) -> list[Cue]:
    """没有收到公开申请和因公开申请的行政复议: a request before the cause is denied too."""
    cause = text.find(term.cause, end)
    asked = [c for c in after if c.kind in ("request", "apply") and c.end <= cause]
    if not asked or not word.endswith(terms.received):
        return []
    return [asked[0], *(c for c in things if c.kind in CASES)]


def _names_cause(between: str, cases: list[Cue]) -> bool:
    return bool(cases) and any(w in between for w in terms.causes)


def _says_nothing_more(text: str, end: int, stop: int) -> bool:
    return len(text[end:stop].strip("。;,、 \n")) <= 6


def _nearby(sentence: Sentence, clause: int) -> list[Cue]:
    """Cues of the clauses before, or else of the heading."""
    earlier = [c for c in sentence.cues if c.start < clause]
    return earlier or list(sentence.before.cues) or list(sentence.heading.cues)


def _is_vetoed(setting: Setting, start: int, end: int) -> bool:
    lex, text = setting.lex, setting.text
    if lex.time["other"].search(text, start, end) or lex.time["plan"].search(text, start, end):
        return True
    return lex.time["no_zero"].search(text, start, end) is not None


def _is_about_disclosure(
    sentence: Sentence, things: list[Cue], text: str, clause: int, stop: int
) -> bool:
    if any(w in text[clause:stop] for w in terms.of_customers):
        return False
    if any(c.kind in ("review", "litigation") for c in things):
        return True
    return not _OF_DISCLOSURE.isdisjoint(sentence.kinds_around())
