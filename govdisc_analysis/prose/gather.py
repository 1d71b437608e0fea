"""All candidates of a sentence, with what one number takes over from another."""

import re
from collections.abc import Sequence

from govdisc_analysis.numerals import Number
from govdisc_analysis.prose.amend import amended
from govdisc_analysis.prose.candidate import Candidate
from govdisc_analysis.prose.decide import Setting, Surroundings, look, read_cue
from govdisc_analysis.prose.implied import all_of_them, channel_of_audience, respectively
from govdisc_analysis.prose.loose import (
    LOOSE,
    is_legal_work,
    is_loose,
    is_nothing,
    is_of_many,
    is_of_some_media,
)
from govdisc_analysis.prose.parts import (
    asked_behind,
    called_behind,
    done_behind,
    is_issue_of_articles,
    is_listed_part,
    is_one_channel,
    is_second_of_two,
    runs_on,
    sum_of_list,
    without_lists,
)
from govdisc_analysis.prose.patterns import says, term, terms
from govdisc_analysis.prose.sentences import Cue, Sentence
from govdisc_analysis.prose.topics import about_topics, beside_the_site, is_all_open
from govdisc_analysis.prose.veto import is_running, marks_of, veto
from govdisc_analysis.prose.zeros import CASES, THINGS

ANY_BODY = frozenset(
    """reading_points meetings trainings trained_persons press_conferences proposals_handled
    staff_total staff_full_time staff_part_time""".split()  # noqa: SIM905
)
"""Indicators that may count what is done in the bodies below (各科室兼职人员23名)."""
STOCKS = frozenset(
    "staff_total staff_full_time staff_part_time reading_points agencies_dedicated".split()  # noqa: SIM905
)
"""What stands since an earlier year and still is this year's figure."""
MANY = frozenset(
    """mailbox_messages hotline_cases requests_received public_responses
    policy_interpretations""".split()  # noqa: SIM905
)
"""Indicators whose number may stand for other things as well."""
DOUBTED = frozenset(
    """proactive_total proactive_oi_site reviews reviews_upheld reviews_corrected reviews_other
    litigations litigations_upheld litigations_corrected litigations_other""".split()  # noqa: SIM905
)
"""Indicators that :func:`_against` can take back."""


def candidates_of(
    setting: Setting,
    sentence: Sentence,
    numbers: Sequence[Number],
    before: Sequence[Candidate] = (),
) -> list[Candidate]:
    """What each number of the sentence says, in order; ``before``: all that was said before it."""
    found: list[Candidate] = []
    last = _running_before(setting, sentence, numbers, before)
    shared: list[str] = []
    claimed = sentence.start
    channel = ""
    for i, number in enumerate(numbers):
        previous = max(claimed, numbers[i - 1].full_end) if i else sentence.start
        if i and number.kind == "money" and number.full_start - numbers[i - 1].full_end < 2:
            previous = numbers[i - 2].full_end if i > 1 else sentence.start  # 处理费2件120元
        following = numbers[i + 1].full_start if i + 1 < len(numbers) else sentence.end
        around = look(setting, sentence, number, previous, following)
        if not shared and "respectively" in around.clause:
            shared = respectively(setting, sentence, around, numbers[i:])
        if shared:
            made = [_candidate(setting, sentence, number, around, shared.pop(0), "respectively")]
        else:
            made, claimed = _read(setting, sentence, number, around, last, following)
        if (
            i > 1
            and setting.text[number.full_start - 1] in term.sum_ends
            and (whole := sum_of_list(setting, numbers[: i + 1], found))
        ):
            if whole.startswith("proactive_") and not is_one_channel(setting, numbers[: i + 1]):
                whole = "proactive_total"  # 网站431条、微博126条,共计557条
            made = [_candidate(setting, sentence, number, around, whole, "sum_of_list")]
        if made[0].indicator in DOUBTED and (
            reason := _against(setting, sentence, number, around, made[0], found)
        ):
            made = [_refused(setting, sentence, number, around, reason)]
        if channel and made[0].indicator == "proactive_total":
            made[0].indicator = channel
        if made[0].indicator == "proactive_other_channel" and says.medium_as_topic.search(
            setting.text, around.clause_start, number.full_start
        ):
            made[0].indicator = "proactive_total"
        if made[0].indicator in LOOSE and is_loose(setting, sentence, number, made[0], found):
            made = [_refused(setting, sentence, number, around, "part_of_listed_topic")]
        if made[0].indicator in ("", "proactive_total"):
            made = _named_anew(setting, sentence, number, around, made, found)
        if made[0].indicator and len(made) == 1:
            made = amended(setting, sentence, number, made[0], found)
        channel = channel_of_audience(setting, around) or channel
        found += made
        last = made[0].indicator or _hidden(made[0])
        for candidate in made:
            if candidate.indicator in setting.lex.all_of:
                found += all_of_them(setting, sentence, candidate, numbers[i:])
    return without_lists(setting.text, found)


def _running_before(
    setting: Setting, sentence: Sentence, numbers: Sequence[Number], before: Sequence[Candidate]
) -> str:
    """累计公开173条。2010年新增49条: what the running total of the sentence before counts."""
    if not before or not numbers:
        return ""
    if not says.new_after_running.search(setting.text[sentence.start : numbers[0].full_start]):
        return ""
    last = next((c.sentence for c in reversed(before) if c.number), -1)
    for said in before:
        name = said.indicator or said.rule
        if said.sentence == last and name.startswith("proactive_"):
            is_running = said.reason == "running_total" or not said.strength
            return "?" + name if is_running and sentence.start - said.end < _NEXT else ""
    return ""


_NEXT = 100
"""How far behind a running total the sentence may begin that gives the year's own part."""


def _against(
    setting: Setting,
    sentence: Sentence,
    number: Number,
    around: Surroundings,
    made: Candidate,
    found: Sequence[Candidate],
) -> str:
    """Why the number is none of its indicator, as the words and numbers around it tell."""
    if is_legal_work(setting, sentence, made):
        return "business_volume"
    is_total = made.indicator == "proactive_total"
    if is_total and runs_on(setting, made, found):
        return "running_total"
    if _may_be_part(made, found) and is_listed_part(setting, sentence, number, found):
        return "part_of_listed_topic"
    return "several_things" if is_total and is_of_some_media(setting, around, number) else ""


def _named_anew(
    setting: Setting,
    sentence: Sentence,
    number: Number,
    around: Surroundings,
    made: list[Candidate],
    found: Sequence[Candidate],
) -> list[Candidate]:
    """The number under the name that its list or its way gives it, where it has none."""
    told = (setting, sentence, number, around)
    if made[0].reason == "several_things":
        return made  # 微博、微信公开各类信息117条
    if not made[0].indicator and (named := about_topics(setting, sentence, number, found)):
        made = [_candidate(*told, named, "about_topics")]
    if made[0].indicator in ("", "proactive_total") and (
        named := beside_the_site(setting, sentence, number, made[0].indicator)
    ):
        made = [_candidate(*told, named, "beside_the_site")]
    return made


def _may_be_part(made: Candidate, found: Sequence[Candidate]) -> bool:
    """网站发布114条,其中信息公开目录41条: the catalogue is a part of the site."""
    if made.indicator == "proactive_oi_site":
        return any(c.indicator == "proactive_website" for c in found)
    return made.indicator == "proactive_total"


_CASES = frozenset(CASES)


def _hidden(candidate: Candidate) -> str:
    """The indicator of a number refused for its year only, so that the next can take it over."""
    if not candidate.rule or candidate.reason not in (
        "running_total",
        "other_year",
        "per_unit",
        "comparison",
    ):
        return ""
    return "?" + candidate.rule


def _read(
    setting: Setting,
    sentence: Sentence,
    number: Number,
    around: Surroundings,
    last: str,
    following: int,
) -> tuple[list[Candidate], int]:
    """What the number says, and the end of the words that it uses up."""
    told = (setting, sentence, number, around)
    if _is_cell(setting.text, number):
        return [_refused(*told, "table_cell")], 0
    if (
        number.text == term.one
        and setting.text[number.start - 1 : number.start] in terms.none_or_has
    ):
        return [_refused(*told, "no_indicator")], 0  # 无一例行政复议
    if number.unit == term.issue and is_issue_of_articles(setting, number):
        return [_refused(*told, "no_indicator")], 0  # 公众号发布44期、刊发稿件116篇
    if number.unit == term.piece and setting.lex.time["structure"].match(
        setting.text, number.unit_end
    ):
        return [_refused(*told, "no_indicator")], 0  # 五个部分, 14个乡镇
    if is_nothing(setting.text, number) or _is_in_name(setting.text, number):
        return [_refused(*told, "no_indicator")], 0
    if _is_of_columns(around, number):
        return [_refused(*told, "no_indicator")], 0
    cases = [] if _CASES.isdisjoint(around.clause) else _chain(setting, around)
    if cases and (joint := _joint(setting, cases, number)):
        return [_candidate(*told, i, "joint") for i in joint], 0
    read = called_behind(*told) or read_cue(*told)
    if read is None or read[0].refuse == "comparison":
        return [_carried(*told, last, following)], 0
    rule, cue = read
    if rule.indicator in MANY and is_of_many(setting, around, number, rule.indicator):
        return [_refused(*told, "several_things")], 0
    if rule.indicator == "staff_total" and is_second_of_two(setting, around, number):
        return [_refused(*told, "no_indicator")], 0
    if last.startswith("?") and cue.kind in ("publish", "new") and not rule.refuse:
        return [_candidate(*told, last[1:], "carried_over")], 0
    if cue.kind == "made_info" and is_all_open(setting, number):
        return [_candidate(*told, "proactive_total", "all_made_open")], cue.end
    if rule.refuse:
        return [_refused(*told, rule.refuse)], cue.end
    if cases and len({c.kind for c in cases}) > 1:
        return [_refused(*told, "several_things")], 0
    return [_candidate(*told, rule.indicator, rule.name)], cue.end


_NAME = re.compile(r"[“\"《][^“”\"《》,。;\n]{1,14}$")


def _is_in_name(text: str, number: Number) -> bool:
    """解读“惠企三十条”: the number ends a name in quotation marks, or it opens one."""
    end = max(number.full_end, number.unit_end)
    if not number.unit and says.names_with.match(text, end):
        return True  # 365便民服务中心
    is_last = text[end : end + 1] in ("”", '"', "》")
    return is_last and _NAME.search(text, max(0, number.start - 16), number.start) is not None


def _is_of_columns(around: Surroundings, number: Number) -> bool:
    """开设了全国会议、世界水日等68个专题: the noun right behind is a column of the site."""
    behind = around.right[:1]
    is_next = bool(behind) and behind[0].start == number.unit_end
    if is_next and behind[0].kind == "topic_doc":  # 在采购网站公开四项采购项目
        return number.unit == term.item
    return is_next and behind[0].kind == "audience" and number.unit in term.piece


def _is_left_over(
    setting: Setting, sentence: Sentence, number: Number, around: Surroundings, following: int
) -> bool:
    """剩余1件因申请日期在12月下旬,转入2013年答复."""
    ahead = {c.kind for c in sentence.cues if number.end <= c.start < following}
    kinds = {c.kind for c in sentence.cues if c.start < number.start}
    if says.refers_back.search(setting.text, number.full_start - 2, number.full_start):
        return False  # 其中7件不属于本机关(这7件已划转)
    asked = around.subject == "request" or kinds & {"close", "answer"}
    return bool(
        asked and "carried" in ahead and not around.left and number.unit in term.units_of_cases
    )


def _carried(
    setting: Setting, sentence: Sentence, number: Number, around: Surroundings, last: str,
    following: int,
) -> Candidate:  # fmt: skip
    """今年新增272条, 增加到1887条: the thing is that of the number before."""
    bare = {c.kind for c in around.left} <= {"new", "delta_to", "own", "publish", "receive", "part"}
    text = setting.text[around.left_start : number.full_start]
    links: object = text.lstrip(",").startswith(term.reaching) or says.new_or_changed.search(text)
    if last[:1] == "?" and says.sum_of_all.fullmatch(text.strip(",、")):  # 各设1名信息员,共18名
        links = True
    if last and bare and links:
        return _candidate(setting, sentence, number, around, last.lstrip("?"), "carried_over")
    if last[:1] == "?" and text in terms.joints:  # 2011年、2012年分别为4410条、5128条
        hidden = _refused(setting, sentence, number, around, "other_year")
        hidden.rule = last[1:]
        return hidden
    if done := done_behind(setting, sentence, number, around, following):
        return _candidate(setting, sentence, number, around, done, "done_behind")
    if asked_behind(setting, number):
        return _candidate(setting, sentence, number, around, "requests_received", "asked_behind")
    if _is_left_over(setting, sentence, number, around, following):
        return _candidate(setting, sentence, number, around, "requests_carried_over", "left_over")
    is_sent = (
        term.sent in text or term.attending in setting.text[number.full_end : number.full_end + 2]
    )
    if is_sent and term.person in number.unit:
        return _refused(setting, sentence, number, around, "no_indicator")
    if number.unit.startswith(term.person) and around.subject == "training" and not around.left:
        return _candidate(setting, sentence, number, around, "trained_persons", "persons_trained")
    reason = veto(setting, sentence, number, around) or "no_indicator"
    return _refused(setting, sentence, number, around, reason)


def _candidate(
    setting: Setting,
    sentence: Sentence,
    number: Number,
    around: Surroundings,
    indicator: str,
    rule: str,
) -> Candidate:
    reason = veto(setting, sentence, number, around)
    if reason == "other_body" and indicator in ANY_BODY:  # 召开全县政府信息公开工作会议1次
        reason = ""
    if reason == "running_total" and indicator in STOCKS:  # 《条例》施行以来,配备专职人员2人
        reason = ""
    quote = _quote(setting, number, around)
    if reason == "running_total" and number.value == 0:  # none so far, so none this year
        reason = ""
    if reason:  # the rule's place keeps the indicator for the number behind
        return Candidate("", reason, indicator, number, number.start, number.end, number.text,
                         quote, 0, sentence.start)  # fmt: skip
    strength = 0
    if not (marks_of(setting, sentence) and is_running(setting, sentence, number, around)):
        strength = _strength(setting, around, number, rule)
    return Candidate(indicator, "", rule, number, number.start, number.end, number.text, quote,
                     strength, sentence.start)  # fmt: skip


def _refused(
    setting: Setting, sentence: Sentence, number: Number, around: Surroundings, reason: str
) -> Candidate:
    return Candidate("", reason, "", number, number.start, number.end, number.text, "", 0,
                     sentence.start)  # fmt: skip


def _quote(setting: Setting, number: Number, around: Surroundings) -> str:
    start = min(around.clause_start, around.left[0].start) if around.left else around.clause_start
    start = max(start, around.left_start)
    end = max(number.full_end, around.right[-1].end) if around.right else number.full_end
    return setting.text[start:end].strip(" 、,;:\n\t　")


def _strength(setting: Setting, around: Surroundings, number: Number, rule: str) -> int:
    words = setting.text[around.clause_start : number.full_start]
    if rule == "sum_of_list":
        return 3
    if rule in ("meetings__meeting_other", "press_conferences__press_event"):
        return 0
    if says.part_of_year.search(words):
        return 0
    if rule.startswith("requests_received__new") or rule.endswith("__about_oi"):
        return 2
    if rule.startswith("proactive_website"):
        span = (around.left_start, number.full_start)
        sites = (
            (says.own_site, says.site_of_author)
            if number.unit in term.units_of_articles
            else (says.own_site,)
        )
        return 1 + sum(bool(site.search(setting.text, *span)) for site in sites)
    if rule.startswith("requests_online") and term.mail in words[-8:]:
        return 0  # 电子邮箱申请1件、网上申请76件
    if says.total_before.search(words):
        return 3
    return 1 + (rule.startswith("proactive_total") and any(w in words for w in terms.strong))


def _is_cell(text: str, number: Number) -> bool:
    """A number that stands alone on its line, or between the marks of a table."""
    if text[number.start - 1 : number.start] not in " \n\t|　" and "\t" not in text:
        return "|" in text and _is_in_row(text, number)
    return _is_in_row(text, number)


PROSE = 40
"""Characters before a number in one cell, with a full stop, from which on the cell is prose."""


def _is_in_row(text: str, number: Number) -> bool:
    start = text.rfind("\n", 0, number.start) + 1
    end = text.find("\n", number.end)
    line = text[start : end if end >= 0 else len(text)]
    at = number.start - start
    opened = max(line.rfind(mark, 0, at) for mark in "\t|") + 1
    if "。" in line[opened:at] and at - opened > PROSE:
        return False  # a whole chapter stands in one cell
    return "\t" in line or "|" in line or line.strip() == number.text


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
