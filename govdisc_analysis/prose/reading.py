"""What one number says by its own words, or takes over from the number before it."""

from collections.abc import Sequence
from dataclasses import replace

from govdisc_analysis.numerals import Number
from govdisc_analysis.prose.around import REACH, Setting, Surroundings, look
from govdisc_analysis.prose.candidate import Candidate
from govdisc_analysis.prose.decide import read_cue
from govdisc_analysis.prose.loose import is_of_many
from govdisc_analysis.prose.making import STOCKS, accepted, refused
from govdisc_analysis.prose.parts import (
    asked_behind,
    called_behind,
    done_behind,
    is_of_joined_results,
    is_second_of_two,
)
from govdisc_analysis.prose.patterns import says, term, terms
from govdisc_analysis.prose.sentences import Cue, Sentence
from govdisc_analysis.prose.topics import is_all_open
from govdisc_analysis.prose.uncounted import is_cell, is_forwarded_part, is_uncounted
from govdisc_analysis.prose.veto import veto
from govdisc_analysis.prose.zeros import CASES, THINGS

MANY = frozenset(
    """mailbox_messages hotline_cases requests_received public_responses
    policy_interpretations normative_documents_made normative_documents_disclosed""".split()  # noqa: SIM905
)
"""Indicators whose number may stand for other things as well."""
_CASES = frozenset(CASES)
_BARE = frozenset(("new", "delta_to", "own", "publish", "receive", "part"))
"""Kinds of words that name no thing."""
_STAFF_TAUGHT = frozenset(("staff",))
_YEAR_ONLY = frozenset(("running_total", "other_year", "per_unit", "comparison"))


def read(
    setting: Setting,
    sentence: Sentence,
    number: Number,
    around: Surroundings,
    last: str,
    following: int,
) -> tuple[list[Candidate], int]:
    """What the number says, and the end of the words that it uses up.

    ``last`` is what the number before counts, behind a question mark where it was refused for its
    year only; ``following`` is where the next number begins.
    """
    told = (setting, sentence, number, around)
    if is_cell(setting, number):
        return [refused(sentence, number, "table_cell")], 0
    if is_forwarded_part(setting.text, number):
        return [refused(sentence, number, "several_things")], 0
    if is_uncounted(setting, number, around):
        return [refused(sentence, number, "no_indicator")], 0
    cases = [] if _CASES.isdisjoint(around.clause) else _chain(setting, around)
    if cases and (joint := _joint(setting, cases, number)):
        return [accepted(*told, i, "joint") for i in joint], 0
    found = called_behind(*told) or read_cue(*told)
    if found is None or found[0].refuse == "comparison":
        return [_carried(*told, last, following)], 0
    rule, cue = found
    if rule.indicator in MANY and is_of_many(*told, rule.indicator):
        return [refused(sentence, number, "several_things")], 0
    if is_of_joined_results(setting, around, number, cue):
        return [refused(sentence, number, "several_things")], 0
    if rule.indicator == "fees_charged" and says.spent.search(
        setting.text, sentence.start, number.start
    ):
        return [refused(sentence, number, "no_indicator")], 0
    if rule.indicator == "staff_total" and is_second_of_two(setting, around, number):
        return [refused(sentence, number, "no_indicator")], 0
    if last[:1] == "?" and cue.kind in ("publish", "new") and not rule.refuse:
        return [accepted(*told, last[1:], "carried_over")], 0
    if cue.kind == "made_info" and is_all_open(setting, number):
        return [accepted(*told, "proactive_total", "all_made_open")], cue.end
    if rule.refuse == "business_volume" and asked_behind(setting, number):
        return [accepted(*told, "requests_received", "asked_behind")], 0
    if rule.refuse:
        return [refused(sentence, number, rule.refuse)], cue.end
    if cases and len({c.kind for c in cases}) > 1:
        return [refused(sentence, number, "several_things")], 0
    return [accepted(*told, rule.indicator, rule.name)], cue.end


def hidden(candidate: Candidate) -> str:
    """The indicator of a number refused for its year only, so that the next can take it over."""
    if not candidate.rule or candidate.reason not in _YEAR_ONLY:
        return ""
    return "?" + candidate.rule


def _is_left_over(
    setting: Setting, sentence: Sentence, number: Number, around: Surroundings, following: int
) -> bool:
    """剩余1件因申请日期在12月下旬,转入2013年答复."""
    if around.left or number.unit not in term.units_of_cases:
        return False
    if says.refers_back.search(setting.text, number.full_start - 2, number.full_start):
        return False  # 其中7件不属于本机关(这7件已划转)
    is_put_off = any(
        c.kind == "carried" and number.end <= c.start < following
        and not _counts_next(setting, sentence, c, following)
        for c in sentence.cues
    )  # fmt: skip
    if not is_put_off and not says.put_off_behind.match(setting.text, number.full_end):
        return False
    kinds = {c.kind for c in sentence.cues if c.start < number.start}
    return around.subject == "request" or "close" in kinds or "answer" in kinds


def _counts_next(setting: Setting, sentence: Sentence, cue: Cue, following: int) -> bool:
    """总计3件,结转下年度0件: what is carried over is the next number."""
    between = setting.text[cue.end : following]
    return following < sentence.end and "," not in between and ";" not in between


def _carried(
    setting: Setting, sentence: Sentence, number: Number, around: Surroundings, last: str,
    following: int,
) -> Candidate:  # fmt: skip
    """今年新增272条, 增加到1887条: the thing is that of the number before."""
    told = (setting, sentence, number, around)
    text = setting.text[around.left_start : number.full_start]
    if last.lstrip("?") in STOCKS and says.newly_added.search(text):
        return refused(sentence, number, "comparison")
    if last and _links(text, last) and all(c.kind in _BARE for c in around.left):
        return accepted(*told, last.lstrip("?"), "carried_over")
    if last[:1] == "?" and text in terms.joints:  # 2011年、2012年分别为4410条、5128条
        by_year = refused(sentence, number, "other_year")
        by_year.rule = last[1:]
        return by_year
    if reached := _after_change(setting, sentence, number, following):
        return reached
    if done := done_behind(*told, following):
        return accepted(*told, done, "done_behind")
    if number.kind == "money" and says.charged_for_cases.search(
        setting.text, sentence.start, number.full_start
    ):
        return accepted(*told, "fees_charged", "charged_for_cases")
    if asked_behind(setting, number):
        return accepted(*told, "requests_received", "asked_behind")
    if _is_left_over(*told, following):
        return accepted(*told, "requests_carried_over", "left_over")
    is_sent = (
        term.sent in text or term.attending in setting.text[number.full_end : number.full_end + 2]
    )
    if is_sent and term.person in number.unit:
        return refused(sentence, number, "no_indicator")
    is_of_course = around.subject == "training" and number.unit.startswith(term.person)
    is_of_course = is_of_course and "attend" not in around.clause  # 派员参加市里培训2次8人
    if is_of_course and {c.kind for c in around.left} <= _STAFF_TAUGHT:
        return accepted(*told, "trained_persons", "persons_trained")
    return refused(sentence, number, veto(*told) or "no_indicator")


def _after_change(
    setting: Setting, sentence: Sentence, number: Number, following: int
) -> Candidate | None:
    """受理申请同比增长36.4%,达到150件: read as if it stood where the change does."""
    start = max(sentence.start, number.full_start - REACH)
    change = says.change_before.search(setting.text, start, number.full_start)
    if change is None:
        return None
    moved = replace(number, start=change.start(), full_start=change.start())
    around = look(setting, sentence, moved, sentence.start, following)
    found = read_cue(setting, sentence, moved, around)
    if found is None or found[0].refuse:
        return None
    made = accepted(setting, sentence, moved, around, found[0].indicator, found[0].name)
    return replace(made, number=number, start=number.start, end=number.end)


def _links(text: str, last: str) -> bool:
    """Whether the words before the number go on with the thing of the number before."""
    if text.lstrip(",").startswith(term.reaching) or says.new_or_changed.search(text):
        return True  # 各设1名信息员,共18名
    return last[:1] == "?" and says.sum_of_all.fullmatch(text.strip(",、")) is not None


def _joint(setting: Setting, cases: Sequence[Cue], number: Number) -> list[str]:
    """行政复议、行政诉讼0件 is a zero of each; 各1件 is one of each."""
    if len(cases) < 2:
        return []
    said = setting.text[cases[-1].end : number.full_start]
    if number.value == 0 or any(w in said for w in terms.of_each):
        return list(dict.fromkeys(THINGS[c.kind] for c in cases))
    return []


def _chain(setting: Setting, around: Surroundings) -> list[Cue]:
    """The things joined by 、 or 和 right before the number."""
    chain: list[Cue] = []
    for cue in reversed(around.left):
        if cue.kind not in _CASES:
            if chain:
                break
            continue
        if chain and not says.joined_cases.fullmatch(setting.text[cue.end : chain[0].start]):
            break
        chain.insert(0, cue)
    return chain
