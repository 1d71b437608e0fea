"""Candidates are made here: after the vetoes, with a quote, and how strong the statement is."""

from govdisc_analysis.numerals import Number
from govdisc_analysis.prose.around import Setting, Surroundings
from govdisc_analysis.prose.candidate import Candidate
from govdisc_analysis.prose.patterns import says, term, terms
from govdisc_analysis.prose.sentences import Sentence
from govdisc_analysis.prose.veto import is_running, veto

ANY_BODY = frozenset(
    """reading_points meetings trainings trained_persons press_conferences proposals_handled
    staff_total staff_full_time staff_part_time""".split()  # noqa: SIM905
)
"""Indicators that may count what is done in the bodies below (各科室兼职人员23名)."""
STOCKS = frozenset(
    "staff_total staff_full_time staff_part_time reading_points agencies_dedicated".split()  # noqa: SIM905
)
"""What stands since an earlier year and still is this year's figure."""
_OFTEN_LISTED = ("policy_interpretations", "normative_documents_disclosed")
"""Beginnings of rules for what lists of published things often name a part of."""
_WEAK_RULES = frozenset(
    (
        "meetings__meeting_other",
        "press_conferences__press_event",
        "documents_interpreted",
        "funds__spent",
    )
)


def accepted(
    setting: Setting,
    sentence: Sentence,
    number: Number,
    around: Surroundings,
    indicator: str,
    rule: str,
) -> Candidate:
    """The number as a figure of ``indicator``, unless its time or its body speaks against it."""
    reason = veto(setting, sentence, number, around)
    if reason and (
        _is_pardoned(reason, indicator, number) or _stands_now(setting, sentence, number, indicator)
    ):
        reason = ""
    quote = _quote(setting, number, around)
    if reason:  # the rule's place keeps the indicator for the number behind
        return Candidate("", reason, indicator, number, number.start, number.end, number.text,
                         quote, 0, sentence.start)  # fmt: skip
    strength = 0
    if not is_running(setting, sentence, number, around):
        strength = _strength(setting, around, number, rule)
    return Candidate(indicator, "", rule, number, number.start, number.end, number.text, quote,
                     strength, sentence.start)  # fmt: skip


def refused(sentence: Sentence, number: Number, reason: str) -> Candidate:
    """The number as none of the report's figures."""
    return Candidate("", reason, "", number, number.start, number.end, number.text, "", 0,
                     sentence.start)  # fmt: skip


def _is_pardoned(reason: str, indicator: str, number: Number) -> bool:
    """Whether the reason of a veto is none for this indicator."""
    if reason == "other_body":
        return indicator in ANY_BODY  # 召开全县政府信息公开工作会议1次
    # 《条例》施行以来,配备专职人员2人; none so far, so none this year
    return reason == "running_total" and (indicator in STOCKS or number.value == 0)


def _stands_now(setting: Setting, sentence: Sentence, number: Number, indicator: str) -> bool:
    """自2004年起开展工作,目前已配备6名全职人员: what there is now, whenever it began."""
    return (
        indicator in STOCKS
        and says.by_now.search(setting.text, sentence.start, number.start) is not None
    )


def _quote(setting: Setting, number: Number, around: Surroundings) -> str:
    start = min(around.clause_start, around.left[0].start) if around.left else around.clause_start
    start = max(start, around.left_start)
    end = max(number.full_end, around.right[-1].end) if around.right else number.full_end
    return setting.text[start:end].strip(" 、,;:\n\t　")


def _strength(setting: Setting, around: Surroundings, number: Number, rule: str) -> int:
    words = setting.text[around.clause_start : number.full_start]
    if rule == "sum_of_list":
        return 3
    if rule.startswith(_OFTEN_LISTED) and term.among in words:
        return 0  # 其中会议视频及图文解读109条: what stands on its own is the better
    if rule.startswith("policy_interpretations") and says.drawn_interpretation.search(words):
        return 0
    if rule in _WEAK_RULES or says.part_of_year.search(words):
        return 0
    if rule == "proactive_total__bare_info" and says.related.search(words[-5:]):
        return 0  # 公开预算和招标公告,共发布相关信息29条: of what stands before
    if rule.startswith("requests_received__new") or rule.endswith("__about_oi"):
        return 2
    if rule.startswith("proactive_website"):
        return 1 + _own_site(setting, around, number)
    if rule.startswith("reading_points") and term.corner in words:
        return 0  # 政务公开专区1处,查阅点23个
    if rule.startswith("requests_online") and term.mail in words[-8:]:
        return 0  # 电子邮箱申请1件、网上申请76件
    if says.total_before.search(words):
        return 3
    if not rule.startswith("proactive_total"):
        return 1
    # 主动公开政府信息2122条 tells more of all than 全年共发布信息166条
    return 1 + any(w in words for w in terms.strong) + 2 * (term.by_itself in words)


def _own_site(setting: Setting, around: Surroundings, number: Number) -> int:
    """How clearly the words say that the site is the author's own."""
    span = (around.left_start, number.full_start)
    sites = (
        (says.own_site, says.site_of_author)
        if number.unit in term.units_of_articles
        else (says.own_site,)
    )
    return sum(bool(site.search(setting.text, *span)) for site in sites)
