"""Wholes and parts: sums of a list, items behind 其中, and the verb behind a number."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

from govdisc_analysis.numerals import Number
from govdisc_analysis.prose.around import Setting, Surroundings
from govdisc_analysis.prose.candidate import Candidate
from govdisc_analysis.prose.decide import fits
from govdisc_analysis.prose.lexicon import Rule
from govdisc_analysis.prose.patterns import says, term
from govdisc_analysis.prose.sentences import Cue, Sentence


def sum_of_list(setting: Setting, numbers: Sequence[Number], found: Sequence[Candidate]) -> str:
    """文字解读18篇、图文解读12篇、视频解读3个,共33篇: what the first of the parts counts."""
    number = numbers[-1]
    if len(numbers) < 3 or not says.sum_follows.search(
        setting.text[numbers[-2].full_end : number.full_start]
    ):
        return ""
    total = number.value
    for part in reversed(numbers[:-1]):
        total -= part.value
        if total <= 0:
            names = [c.indicator for c in found if c.start == part.start]
            if total or part is numbers[-2] or not names or _is_of_results(names[0], found, part):
                return ""
            if any(c.reason == "other_year" and c.start > part.start for c in found):
                return ""  # 收到申请58件,上年结转3件,共计61件
            is_called = says.calls.search(setting.text, part.start, number.start)
            if names[0] == "mailbox_messages" and is_called:
                return ""  # 信箱收到来信20件,电话咨询122件,共142件
            published = says.unit_of_articles.search(number.unit) and says.published_before.search(
                setting.text, max(0, part.start - 20), part.start
            )
            whole = "proactive_total" if published else ""
            if published and term.interpreting in published[0]:
                whole = "policy_interpretations"
            if names[0] in _WHOLES and term.among in setting.text[part.start - 12 : part.start]:
                return ""  # 收到申请125件,其中网上88件、信函37件,合计125件: told before
            return _WHOLES.get(names[0], names[0]) or whole
    return ""


def _is_of_results(name: str, found: Sequence[Candidate], first: Number) -> bool:
    """同意公开8件、不予公开1件,共9件: what results add up to is none of them, nor told to be.

    Nor are things of two sorts either of them (复议维持3件、诉讼维持1件,共4件; 公开320条,申请12件,
    共332条).
    """
    others = {c.indicator for c in found if c.indicator and c.start > first.start} - {name}
    kinds = {other.partition("_")[0] for other in (name, *others)}
    if name.startswith(_SUITS):
        return len(kinds) > 1 or any(other.startswith(name + "_") for other in others)
    return name not in _WHOLES and any(other.startswith(_CASES) for other in others)


_SUITS = ("reviews", "litigations")
_CASES = ("requests_", "reviews_", "litigations_")
_WHOLES = {
    "requests_in_person": "requests_received",
    "requests_fax": "requests_received",
    "requests_online": "requests_received",
    "requests_letter": "requests_received",
    "other:requests_from_citizens": "requests_received",
    "reviews_upheld": "reviews",
    "reviews_corrected": "reviews",
    "litigations_upheld": "litigations",
    "litigations_corrected": "litigations",
    "staff_full_time": "staff_total",
    "staff_part_time": "staff_total",
}
"""What parts of different names add up to."""


def one_channel(setting: Setting, numbers: Sequence[Number]) -> str:
    """通过教育信息网发布要闻37条、校园动态80条,总计117条: all of it stands on that site."""
    text = setting.text
    first = text[text.rfind("。", 0, numbers[0].start) + 1 : numbers[0].start]
    others = text[numbers[0].end : numbers[-1].start]
    named = says.on_one_channel.search(first)
    return str(named.lastgroup) if named and not says.other_channels.search(others) else ""


def is_listed_part(
    setting: Setting, sentence: Sentence, number: Number, found: Sequence[Candidate]
) -> bool:
    """网站公开288条,其中指南1条;法定公开信息45条: an item of the list behind 其中."""
    said = setting.text[sentence.start : number.start]
    if (
        says.items_of_parts.search(said)
        or says.news_part_only.search(said)
        or says.topic_among_parts.search(said)
    ):
        return True
    if said.startswith(term.among) and ";" in said and not says.says_whole.search(said):
        return True
    whole = next((c for c in found if c.indicator.startswith("proactive_") and c.number), None)
    if whole is None:
        return _is_of_uncounted_whole(setting, number, found)
    if whole.number is None or whole.number.value <= number.value:
        return False
    if whole.indicator == "proactive_total" and says.parts_begin.match(
        setting.text, whole.number.full_end - len(whole.number.unit)
    ):
        return True
    between = setting.text[whole.end : number.start]
    if says.column_among_parts.search(between):
        return True
    return says.among.search(between) is not None and not says.says_whole.search(between)


def _is_of_uncounted_whole(setting: Setting, number: Number, found: Sequence[Candidate]) -> bool:
    """公开监管信息16063条,其中会机关公开7313条: a part of what no rule takes for all of it."""
    for whole in reversed(found):
        if whole.number is None or not says.parts_begin.match(
            setting.text, whole.number.full_end - len(whole.number.unit)
        ):
            continue
        between = setting.text[whole.number.full_end : number.start]
        is_less = whole.number.value > number.value and whole.reason in _UNCOUNTED
        return is_less and not (says.says_whole.search(between) or says.own_part.search(between))
    return False


_UNCOUNTED = frozenset(("no_indicator", "part_of_listed_topic"))
"""Why a number is refused that nevertheless can be the whole of the parts behind it."""


def is_issue_of_articles(setting: Setting, number: Number) -> bool:
    """公众号发布44期、刊发稿件116篇: what was published are the articles, not the issues."""
    return says.articles_follow.match(setting.text, number.full_end) is not None


def runs_on(setting: Setting, of: Candidate, found: Sequence[Candidate]) -> bool:
    """本年公开92条,其中工作类58条,累计公开831条: the larger total behind runs since earlier."""
    year = next((c for c in found if c.indicator.startswith("proactive_") and c.number), None)
    if of.strength or year is None or year.number is None or of.number is None:
        return False
    between = setting.text[year.end : of.start]
    return year.strength > 0 and of.number.value > year.number.value and term.running in between


def asked_behind(setting: Setting, number: Number) -> bool:
    """有3人次申请政府信息公开: those who asked, counted as persons; 受理公民申请4件,均已答复."""
    if number.unit in term.units_of_requests and says.citizens_asked.search(
        setting.text, max(0, number.start - 12), number.start
    ):
        return says.answered_next.match(setting.text, number.full_end) is not None
    return number.unit[:1] == term.person and bool(
        says.asked_for_information.match(setting.text, number.full_end)
    )


def is_second_of_two(setting: Setting, around: Surroundings, number: Number) -> bool:
    """2名民警和1名合同制工作人员: the second number is not all of the staff."""
    before = setting.text[max(around.clause_start, number.full_start - 12) : number.full_start]
    return says.first_of_two.search(before) is not None


def done_behind(
    setting: Setting, sentence: Sentence, number: Number, around: Surroundings, following: int
) -> str:
    """收到申请13件,12件均在规定时间内答复, 2件为网络申请: what tells stands behind the number."""
    if (
        {c.kind for c in around.left} - {"part"}
        or around.subject != "request"
        or number.unit not in term.units_of_requests
    ):
        return ""
    if way := says.way_of_requests.match(
        setting.text, number.full_end, min(following, sentence.end)
    ):
        return str(way.lastgroup)
    said = setting.text[sentence.start : number.full_start]
    if says.the_rest.search(said) or says.later_part.search(said):
        return ""
    behind = following
    if setting.text[number.full_end : number.full_end + 1] == "(":  # 13封(含2封结转)均已答复
        behind = sentence.end
    done = says.done_with_them.match(setting.text, number.full_end, min(behind, sentence.end))
    if not done:
        return ""
    return "requests_answered" if done["answered"] else "requests_closed"


_SAYS_LITTLE = frozenset(("part", "handle", "answer", "close", "other_bare", "out_other_result"))


def called_behind(
    setting: Setting, sentence: Sentence, number: Number, around: Surroundings
) -> tuple[Rule, Cue] | None:
    """4件为不予公开,1件属于信息不存在: the result is named behind a verb, as 不予公开4件 is."""
    if number.unit not in term.units_of_requests:
        return None
    verb = says.is_called.match(setting.text, number.full_end, sentence.end)
    if verb is None or not {c.kind for c in around.left} <= _SAYS_LITTLE:
        return None
    if around.subject != "request":
        return None
    at = bisect_left(sentence.starts, verb.end())
    cue = sentence.cues[at] if at < len(sentence.cues) else None
    if cue is None or cue.start > verb.end() + 1 or cue.kind not in _RESULTS:
        return None
    rules = setting.lex.rules.get(cue.kind, ())
    rule = next((r for r in rules if fits(setting, sentence, number, around, cue, r)), None)
    return (rule, cue) if rule else None


def is_of_joined_results(setting: Setting, around: Surroundings, number: Number, cue: Cue) -> bool:
    """信息不存在、非本机关信息114件, 信函传真申请3件: one number for what is joined before it."""
    kinds = next((kinds for kinds in (_RESULTS, _ASKED_BY) if cue.kind in kinds), None)
    if not number.value or kinds is None or cue not in around.left:
        return False
    at = around.left.index(cue)
    before = around.left[at - 1] if at else cue
    if before.kind not in kinds or before.kind == cue.kind:
        return False
    if says.of_each.search(setting.text, cue.end, number.full_start):
        return False
    between = setting.text[before.end : cue.start]
    is_one_name = kinds is _ASKED_BY and not between
    return is_one_name or says.joined_results.fullmatch(between) is not None


def say_by_the_way(found: list[Candidate], begin: int, outer: str) -> None:
    """收到申请(含1件重复申请)12件: not the same thing twice."""
    for at in range(len(found) - 1, -1, -1):
        if found[at].start < begin:
            return
        if outer and found[at].indicator == outer:
            found[at] = replace(found[at], indicator="", reason="part_of_listed_topic")


_ASKED_BY = frozenset(("via_person", "via_fax", "via_letter", "via_online"))
_RESULTS = frozenset(
    """out_public out_disclosed out_partial out_refused secret trade privacy security not_government
    other_law not_own not_existing amend other_way out_not_processed out_unavailable""".split()  # noqa: SIM905
)
