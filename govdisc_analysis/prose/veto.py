"""Why a number that has an indicator is still not this report's figure of this year."""

from govdisc_analysis.numerals import Number
from govdisc_analysis.prose.around import Setting, Surroundings, speaks_for
from govdisc_analysis.prose.patterns import says, term, terms
from govdisc_analysis.prose.sentences import Sentence
from govdisc_analysis.prose.times import Mark, marks_of, within

_SAYS_WHEN = frozenset(("own", "other", "since", "until"))
_TIMES = _SAYS_WHEN | {"running"}
_PLANS = frozenset(("plan", "rate"))
_BODIES = frozenset(("bodies", "territory"))
_AIM = 2
"""A word of the year belongs to a word of aiming that ends fewer characters before it."""


def veto(setting: Setting, sentence: Sentence, number: Number, around: Surroundings) -> str:
    """The reason of refusal, or an empty string."""
    reason = _each(setting, number, around) or _compared(setting, number, around)
    if reason:
        return reason
    marks = [m for m in marks_of(setting, sentence) if m.end <= number.full_start]
    if not marks:
        return ""
    kinds = {m.kind for m in marks}  # most sentences name one or two: the other steps are spared
    return (
        ("" if _TIMES.isdisjoint(kinds) else _time(setting, marks, number, around))
        or ("" if _PLANS.isdisjoint(kinds) else _planned(setting, marks, around))
        or ("" if _BODIES.isdisjoint(kinds) else _body(setting, marks, number, around))
    )


def is_running(setting: Setting, sentence: Sentence, number: Number, around: Surroundings) -> bool:
    """累计公开320条, where no word tells that the year's own total is meant."""
    marks = marks_of(setting, sentence)
    if not marks:
        return False
    span = (around.clause_start, number.full_start)
    if not within(marks, "running", *span) or within(marks, "own", *span):
        return False
    return says.year_named.search(setting.text, *span) is None


def _each(setting: Setting, number: Number, around: Surroundings) -> str:
    """18个处室各设1名兼职人员: the number is that of each one."""
    said = setting.text[around.clause_start : number.start]
    if term.some in said and says.some_bodies.search(said):
        return "other_body"  # 有的部门公开信息几百条
    said = setting.text[around.clause_start : number.full_start]
    if any(rank in said for rank in terms.ranks) and says.ranked_bodies.search(said):
        return "other_body"
    if said.endswith(term.every):
        return "per_unit"  # 确保每一项申请依法办理
    if term.each not in said and term.every not in said:
        return ""
    is_each = says.each_has.search(said) or (number.value == 1 and says.each_names_one.search(said))
    return "per_unit" if is_each else ""


def _compared(setting: Setting, number: Number, around: Surroundings) -> str:
    text = setting.text
    if setting.lex.time["becomes"].match(text, number.full_end):
        return "other_year"
    aside = says.year_aside.match(text, number.full_end)
    if aside and (not aside[1] or int(aside[1]) != setting.year):
        return "other_year"  # 550条(2021年),612条(2022年)
    is_change = around.left and around.left[-1].kind == "delta"
    if is_change and text[number.full_start - 1] not in term.changed_to:
        return "comparison"
    return ""


def _time(setting: Setting, marks: list[Mark], number: Number, around: Surroundings) -> str:
    """The last word of time before the number, within the sentence, decides."""
    last = next((m for m in reversed(marks) if m.kind in _SAYS_WHEN), None)
    is_own = last is not None and last.kind == "own" and last.start >= around.clause_start
    if not is_own and _is_followed_by_own(setting, marks, number, around):
        return "running_total"
    if last is None:
        return "running_total" if _runs_since(setting, marks, number, around) else ""
    if last.kind == "since":
        return "running_total"
    if last.kind == "until":
        return "running_total" if within(marks, "running", last.end, number.full_start) else ""
    if last.kind == "other":
        return _other_year(setting, around, last.start, last.end, number)
    return ""


def _is_followed_by_own(
    setting: Setting, marks: list[Mark], number: Number, around: Surroundings
) -> bool:
    """累计公开15件,本年新公开2件: the total runs, since the year's own figure comes next."""
    text = setting.text
    running = within(marks, "running", around.clause_start, number.full_start)
    if not running or within(marks, "own", around.clause_start, running[0].start):
        return False
    behind = text[number.full_end : number.full_end + 10]
    return bool(says.own_year_next.match(behind)) and any(
        c.isdigit() for c in text[number.full_end + 6 : number.full_end + 30]
    )


def _runs_since(setting: Setting, marks: list[Mark], number: Number, around: Surroundings) -> bool:
    """累计发布信息2310条(从开通至今): since when is told behind the number."""
    return (
        setting.has_since
        and bool(within(marks, "running", around.clause_start, number.full_start))
        and says.since_behind.match(setting.text, number.full_end) is not None
    )


def _other_year(
    setting: Setting, around: Surroundings, start: int, end: int, number: Number
) -> str:
    """A mark of another year holds within its own clause, up to the next number."""
    text = setting.text
    if start < around.left_start and not _opens_list(text, end, around.left_start):
        return ""
    if any(c.kind in ("carried", "carried_in") and c.start < start for c in around.left):
        return ""
    if says.moved_on.search(text, max(0, start - 3), start):
        return ""  # 余8件转2023年度办理;行政复议6件
    before = text[max(0, start - 1) : start]
    if text.startswith(term.level, end):
        return ""
    if before in term.than and term.more in text[end : number.full_start]:
        return "comparison"
    return "other_year"


def _opens_list(text: str, end: int, left_start: int) -> bool:
    """2016年,公开信息20条: the year opens the sentence, nothing is counted before the figure."""
    return not says.counted_no_day.search(text, end, left_start)


def _planned(setting: Setting, marks: list[Mark], around: Surroundings) -> str:
    start = around.left_start
    if setting.text.startswith(term.list_mark, start):
        start = around.clause_start  # 每周推送3期、信息15条
    if any(m.kind == "rate" and m.start >= start for m in marks):
        return "no_indicator"
    plans = [
        m for m in marks  # 6件结转下一年度办理;行政复议3件
        if m.kind == "plan" and not says.moved_on.search(setting.text, max(0, m.start - 3), m.start)
    ]  # fmt: skip
    if not plans:
        return ""
    told = [m for m in marks if m.kind == "own" and m.start >= plans[0].end]
    if any(not _is_aimed_at(setting, marks, plans, m) for m in told):
        return ""
    return "" if "carried" in around.clause else "plan"


def _is_aimed_at(setting: Setting, marks: list[Mark], plans: list[Mark], own: Mark) -> bool:
    """力争全年公开1500条, 2010年将加大力度,全年公开300条: a year that is still to come."""
    text = setting.text
    for plan in plans:
        between = text[plan.end : own.start]
        is_near = len(between) < _AIM and "," not in between and plan.end <= own.start
        if is_near and text[plan.start : plan.end] in terms.aims:
            return True
    if text[own.start : own.end] not in terms.of_any_year or setting.year is None:
        return False
    return any(
        m.kind == "other" and says.year_named.match(text, m.start)
        and int(text[m.start : m.start + 4]) > setting.year
        for m in marks
    )  # fmt: skip


def _body(setting: Setting, marks: list[Mark], number: Number, around: Surroundings) -> str:
    text = setting.text
    kinds = {
        m.kind for m in marks  # 局机关及所属单位: a body joined to the author's own is no other's
        if m.start >= around.clause_start and text[m.start - 1 : m.start] not in terms.joined_to_own
        and not text.endswith(terms.about_place, 0, m.start)  # 围绕全区重要政策
    }  # fmt: skip
    if "bodies" in kinds:
        said = setting.text[around.clause_start : number.full_start]
        if not speaks_for(text)[0] or term.among in said:
            return "other_body"
    if "territory" in kinds and not speaks_for(text)[1]:
        return "other_body"
    return ""
