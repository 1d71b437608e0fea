"""Why a number that has an indicator is still not this report's figure of this year."""

import re
from typing import NamedTuple

from govdisc_analysis.numerals import Number
from govdisc_analysis.prose.around import Setting, Surroundings
from govdisc_analysis.prose.patterns import says, term, terms
from govdisc_analysis.prose.sentences import Sentence

_BEFORE_SINCE = re.compile(r"[^,。;\n]*$")
_TIMES = frozenset(("own", "other", "since", "until"))


class Mark(NamedTuple):
    """A word of time, plan or body at ``start:end``."""

    start: int
    end: int
    kind: str


def veto(setting: Setting, sentence: Sentence, number: Number, around: Surroundings) -> str:
    """The reason of refusal, or an empty string."""
    reason = _each(setting, number, around) or _compared(setting, number, around)
    if reason:
        return reason
    marks = [m for m in marks_of(setting, sentence) if m.end <= number.full_start]
    if not marks:
        return ""
    return (
        _time(setting, marks, number, around)
        or _planned(marks, around)
        or _body(setting, marks, number, around)
    )


def is_running(setting: Setting, sentence: Sentence, number: Number, around: Surroundings) -> bool:
    """累计公开320条, where no word tells that the year's own total is meant."""
    marks = marks_of(setting, sentence)
    span = (around.clause_start, number.full_start)
    if not _within(marks, "running", *span) or _within(marks, "own", *span):
        return False
    return says.year_named.search(setting.text, *span) is None


def marks_of(setting: Setting, sentence: Sentence) -> list[Mark]:
    """The words of time, plan and body in the sentence, in order."""
    if sentence.marks is None:
        text, words, span = setting.text, setting.lex.mark_kinds, (sentence.start, sentence.end)
        sentence.marks = sorted(
            [
                *(Mark(*m.span(), kind) for m in setting.lex.marks.finditer(text, *span)
                  for kind in words[m[0]]),
                *_years(setting, *span),
                *_since(setting, *span),
            ]
        )  # fmt: skip
    return sentence.marks


def _within(marks: list[Mark], kind: str, start: int, end: int) -> list[Mark]:
    return [m for m in marks if m.kind == kind and start <= m.start and m.end <= end]


def _each(setting: Setting, number: Number, around: Surroundings) -> str:
    """18个处室各设1名兼职人员: the number is that of each one."""
    said = setting.text[around.clause_start : number.full_start]
    if term.each not in said and term.every not in said:
        return ""
    is_each = says.each_has.search(said) or (number.value == 1 and says.each_names_one.search(said))
    return "per_unit" if is_each else ""


def _compared(setting: Setting, number: Number, around: Surroundings) -> str:
    text = setting.text
    if setting.lex.time["becomes"].match(text, number.full_end):
        return "other_year"
    is_change = around.left and around.left[-1].kind == "delta"
    if is_change and text[number.full_start - 1] not in term.changed_to:
        return "comparison"
    return ""


def _time(setting: Setting, marks: list[Mark], number: Number, around: Surroundings) -> str:
    """The last word of time before the number, within the sentence, decides."""
    last = next((m for m in reversed(marks) if m.kind in _TIMES), None)
    is_own = last is not None and last.kind == "own" and last.start >= around.clause_start
    if not is_own and _is_followed_by_own(setting, marks, number, around):
        return "running_total"
    if last is None:
        return ""
    if last.kind == "since":
        return "running_total"
    if last.kind == "until":
        return "running_total" if _within(marks, "running", last.end, number.full_start) else ""
    if last.kind == "other":
        return _other_year(setting, around, last.start, last.end, number)
    return ""


def _is_followed_by_own(
    setting: Setting, marks: list[Mark], number: Number, around: Surroundings
) -> bool:
    """累计公开15件,本年新公开2件: the total runs, since the year's own figure comes next."""
    text = setting.text
    running = _within(marks, "running", around.clause_start, number.full_start)
    if not running or _within(marks, "own", around.clause_start, running[0].start):
        return False
    behind = text[number.full_end : number.full_end + 10]
    return bool(says.own_year_next.match(behind)) and any(
        c.isdigit() for c in text[number.full_end + 6 : number.full_end + 30]
    )


def _other_year(
    setting: Setting, around: Surroundings, start: int, end: int, number: Number
) -> str:
    """A mark of another year holds within its own clause, up to the next number."""
    text = setting.text
    if start < around.left_start and not _opens_list(text, end, around.left_start):
        return ""
    if any(c.kind == "carried" and c.start < start for c in around.left):
        return ""
    before = text[max(0, start - 1) : start]
    if before in term.than and term.more in text[end : number.full_start]:
        return "comparison"
    return "other_year"


def _opens_list(text: str, end: int, left_start: int) -> bool:
    """2016年,公开信息20条: the year opens the sentence, nothing is counted before the figure."""
    return not says.counted_no_day.search(text, end, left_start)


def _since(setting: Setting, start: int, end: int) -> list[Mark]:
    """自《条例》实施以来 opens a running total, 今年以来 does not."""
    text, marks = setting.text, []
    for since in says.since.finditer(text, start, end):
        match = _BEFORE_SINCE.search(text, max(start, since.start() - 24), since.end())
        if match is None:
            continue
        own = setting.lex.time["own"].search(match[0]) or (
            setting.year and str(setting.year) in match[0]
        )
        marks.append(Mark(match.end() - 1, match.end(), "own" if own else "since"))
    return marks


def _years(setting: Setting, start: int, end: int) -> list[Mark]:
    """Years written in digits: own, other, or the start or end of a running total."""
    marks: list[Mark] = []
    for match in says.year_named.finditer(setting.text, start, end):
        year = int(match[1])
        tail = setting.text[match.end() : match.end() + 24]
        head = setting.text[max(start, match.start() - 4) : match.start()]
        if any(w in tail.split(",")[0] for w in terms.since_then):
            kind = "own" if year == setting.year else "since"
        elif (
            (head.endswith(term.up_to) and tail.startswith(term.end))
            or any(w in head for w in terms.as_of)
            or term.as_of in setting.text[start : match.start()][-6:]
        ):
            kind = "until"
        elif setting.year is None or year == setting.year:
            kind = "own"
        else:
            kind = "other"
        marks.append(Mark(match.start(), match.end(), kind))
    return marks


def _planned(marks: list[Mark], around: Surroundings) -> str:
    if any(m.kind == "rate" and m.start >= around.left_start for m in marks):
        return "no_indicator"
    plan = next((m for m in marks if m.kind == "plan"), None)
    if plan is None or any(m.kind == "own" and m.start >= plan.end for m in marks):
        return ""
    return "" if "carried" in around.clause else "plan"


def _body(setting: Setting, marks: list[Mark], number: Number, around: Surroundings) -> str:
    text = setting.text
    kinds = {
        m.kind for m in marks  # 局机关及所属单位: a body joined to the author's own is no other's
        if m.start >= around.clause_start and text[m.start - 1 : m.start] not in terms.joined_to_own
    }  # fmt: skip
    if "bodies" in kinds:
        said = setting.text[around.clause_start : number.full_start]
        if not setting.is_territory or term.among in said:
            return "other_body"
    if "territory" in kinds and not setting.may_be_territory:
        return "other_body"
    return ""
