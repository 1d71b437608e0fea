"""What words nearby show a number to be, other than what its own words seem to say."""

from collections.abc import Sequence

from govdisc_analysis.numerals import Number
from govdisc_analysis.prose.around import Setting, Surroundings
from govdisc_analysis.prose.candidate import Candidate
from govdisc_analysis.prose.parts import is_listed_part
from govdisc_analysis.prose.patterns import says, term, terms
from govdisc_analysis.prose.sentences import Sentence


def is_of_documents(setting: Setting, sentence: Sentence, number: Number) -> bool:
    """其中主动公开信息158条,依申请公开信息54条: how papers are marked, no requests."""
    said = setting.text[sentence.start : number.start]
    lead = says.opens_parts.match(said) and setting.text[max(0, sentence.start - 60) : number.start]
    if says.of_made_papers.search(lead or said):
        return True
    return number.unit == term.article and bool(
        says.marked_on_request.search(said)
        or says.exempt_beside.match(setting.text, number.full_end - 1)
    )


def _is_amid_topics(setting: Setting, number: Number) -> bool:
    """领导信息8条,公开信息12条,部门动态30条: one topic of the list."""
    text = setting.text
    before = says.topic_before.search(text, max(0, number.start - 14), number.start)
    return before is not None and says.topic_behind.match(text, number.full_end - 1) is not None


def _is_of_a_field(setting: Setting, sentence: Sentence, number: Number, made: Candidate) -> bool:
    """围绕教育领域公开信息12条, 公开机构职能3条、公开相关信息5条: not all the information."""
    lead = setting.text[max(sentence.start, number.start - 48) : number.start]
    if says.not_disclosed.search(lead) or says.of_one_topic.search(lead):
        return True
    if says.handed_on.search(lead) or (
        made.rule == "proactive_total__bare_info" and says.brought_up_to_date.search(lead)
    ):
        return True
    if made.rule == "proactive_total__publish" and not says.all_that_was_opened.search(lead):
        return True
    if term.column in lead and says.by_one_column.search(lead):
        return True
    item = says.in_an_item.search(setting.text, sentence.start, number.start)
    if item is not None and not says.says_whole.search(item[0]):
        return True
    if "类" in lead and says.of_one_class.search(lead):
        return True
    if says.of_field.search(lead) and says.in_the_field.search(lead):
        return True
    is_rest = says.related.search(lead, max(0, len(lead) - 4))
    return is_rest is not None and says.last_of_topics.search(lead) is not None


def _is_late_in_list(setting: Setting, number: Number, found: Sequence[Candidate]) -> bool:
    """网站发布信息104条,政务信息16条,政策法规信息2条: one of a list that names no whole."""
    before = found[-1] if found else None
    if before is None or before.number is None:
        return False
    return says.next_in_list.fullmatch(setting.text, before.end, number.start) is not None


def _is_first_of_platforms(setting: Setting, sentence: Sentence, number: Number) -> bool:
    """在市级平台公开信息98条,在省级平台公开信息36条: the first of several platforms."""
    if not says.on_a_platform.search(setting.text, sentence.start, number.start):
        return False
    return says.on_another_platform.match(setting.text, number.full_end - 1) is not None


def _is_in_answers(setting: Setting, sentence: Sentence, number: Number) -> bool:
    """依申请公开方面,收到申请3件,公开信息8条: what the applicants got."""
    return says.part_of_answers.search(setting.text[sentence.start : number.start]) is not None


def is_on_account(setting: Setting, number: Number) -> bool:
    """“某某发布”2025年发布119篇: an account whose platform nobody names."""
    return (
        says.quoted_account.search(setting.text, max(0, number.start - 40), number.start)
        is not None
    )


def is_update(number: Number, text: str, found: Sequence[Candidate]) -> bool:
    """网站发布信息55条,更新信息5条: what is brought up to date is nothing new."""
    is_more = any(c.indicator.startswith("proactive_") for c in found)
    return is_more and text[max(0, number.start - 5) : number.start] in terms.updates


LOOSE = frozenset(
    """proactive_total proactive_website proactive_other_channel public_responses
    requests_received requests_refused proposals_handled mailbox_messages
    fees_charged""".split()  # noqa: SIM905
)
"""Indicators that words nearby can show to be something else."""


def _is_topic_of_disclosed(setting: Setting, number: Number, found: Sequence[Candidate]) -> bool:
    """主动公开信息36条,包括人事信息8件,代表建议10件: papers on the site, whatever their unit."""
    before = found[-1] if found else None
    if before is None or before.number is None or before.reason not in _TOPICS:
        return False
    whole = next((c for c in found if c.indicator.startswith("proactive_") and c.number), None)
    if whole is None or whole.number is None or whole.number.value <= number.value:
        return False
    if not says.next_topic.fullmatch(setting.text, before.end, number.start):
        return False
    opens = whole.number.full_end - len(whole.number.unit)
    return says.parts_begin.match(setting.text, opens) is not None


_TOPICS = ("part_of_listed_topic", "no_indicator")


def _is_counted_alike(number: Number, found: Sequence[Candidate]) -> bool:
    """Whether the measure word is that of papers on a site, or of what the sentence counts first.

    主动公开信息600个,其中回应关切62个: without it too, where no number has one. 件 are cases too.
    """
    if number.unit == term.article:
        return True
    whole = next((c.number for c in found if c.indicator.startswith("proactive_")), None)
    return whole is not None and whole.unit == number.unit != term.case_unit


def is_loose(
    setting: Setting,
    sentence: Sentence,
    number: Number,
    made: Candidate,
    found: Sequence[Candidate],
) -> bool:
    """Whether the words nearby say that the number is not what its own words seem to say."""
    if made.rule == "requests_received__citizens" and says.organisations_follow.match(
        setting.text, number.full_end - 1
    ):
        return True
    if made.indicator == "requests_received" and says.for_another.search(
        setting.text, sentence.start, number.start
    ):
        return True
    if made.indicator in ("requests_received", "requests_refused"):
        return is_of_documents(setting, sentence, number) or (
            says.of_one_applicant.search(setting.text, sentence.start, number.start) is not None
        )
    if made.indicator == "fees_charged":
        said = setting.text[sentence.start : number.full_start]
        return bool(says.fees_of_business.search(said) or says.fees_not_taken.search(said))
    if made.indicator == "mailbox_messages":
        said = setting.text[sentence.start : number.start]
        if (
            _is_counted_alike(number, found)
            and is_listed_part(setting, sentence, number, found)
            and not says.received_in_item.search(said)
        ):
            return True
        return bool(
            says.ways_to_consult.search(said)
            or says.way_to_ask.search(said)
            or says.letters_and_calls.search(said)
        )
    if made.indicator == "proposals_handled":
        said = setting.text[sentence.start : number.start]
        if (
            says.published_answers.search(said)
            or says.results_published.search(said)
            or says.collected_beside.search(said)
        ):
            return True
        if number.unit == term.article and (
            says.told_of_proposals.search(said) or says.one_of_published.search(said)
        ):
            return True
    if made.rule == "proposals_handled__proposal" and _is_topic_of_disclosed(
        setting, number, found
    ):
        return True
    if made.indicator in ("public_responses", "proposals_handled"):
        return _is_counted_alike(number, found) and (
            is_listed_part(setting, sentence, number, found)
            or says.third_item.search(setting.text, sentence.start, number.start) is not None
        )
    if made.indicator == "proactive_other_channel":
        if number.unit == term.times:
            return True  # 公开栏专题公开56次
        said = setting.text[sentence.start : number.start]
        if says.columns_of_site.search(said) or (
            term.among in said and says.column_behind.match(setting.text, number.full_end - 1)
        ):
            return True
        return (
            says.news_in_press.search(setting.text, max(0, number.start - 30), number.start)
            is not None
        )
    if made.indicator == "proactive_total" and (
        _is_of_a_field(setting, sentence, number, made)
        or _is_late_in_list(setting, number, found)
        or _is_first_of_platforms(setting, sentence, number)
        or says.not_published.search(setting.text, max(0, number.start - 32), number.start)
    ):
        return True
    if number.unit == term.item and says.noun_of_items.match(setting.text, number.full_end):
        return True
    if _is_amid_topics(setting, number) or _is_in_answers(setting, sentence, number):
        return True
    if says.first_of_quarters.search(setting.text, sentence.start, number.start) and (
        says.next_quarter.match(setting.text, number.full_end - 1)
        or says.later_quarter.search(setting.text, sentence.start, number.start)
    ):
        return True
    if says.classes_side_by_side.search(
        setting.text, max(0, number.start - 12), number.full_end + 16
    ):
        return True
    if made.indicator == "proactive_website":
        lead = setting.text[max(sentence.start, number.full_start - 16) : number.full_start]
        if term.inner in lead and says.on_intranet.search(lead):
            return True
        if says.sites_of_units.search(lead):
            return True
        if says.news_behind.match(setting.text, number.full_end - 1):
            return True
        if says.by_named_column.search(setting.text, sentence.start, number.start):
            return True
        if made.rule == "proactive_website__website" and says.kind_published.search(lead):
            return True  # 公开政府信息15条,在县政府网站发布工作动态38条
        if says.kind_published.search(lead) and says.another_kind.match(
            setting.text, number.full_end - 1
        ):
            return True
        return (
            says.catalogue_in_list.search(setting.text, sentence.start, number.full_start)
            is not None
        )
    return is_on_account(setting, number) or is_update(number, setting.text, found)


def is_legal_work(setting: Setting, sentence: Sentence, made: Candidate) -> bool:
    """受理行政复议申请56件,综合纠错率29%: what a legal office does for the government."""
    if made.indicator.startswith("proactive"):
        return False
    said = setting.text[sentence.start : sentence.end]
    if term.disclosed in said:
        behind = setting.text[made.end : sentence.end].partition(";")[0]
        is_some = says.some_of_disclosure.match(behind) is not None
        if is_some and term.disclosed not in setting.text[sentence.start : made.start]:
            return True
        return says.unrelated_cases.match(behind) is not None
    is_told_there = not {"review", "litigation"}.isdisjoint(sentence.heading.kinds)
    return bool(
        says.legal_work.search(said) or (not is_told_there and says.cases_of_office.search(said))
    )


def _is_of_a_kind(setting: Setting, sentence: Sentence, number: Number, said: str) -> bool:
    """发布文字解读24件、图文解读22件: kinds of them side by side, and no sum."""
    return bool(
        says.filmed_interpretation.search(said)
        or says.in_second_of_bracket.search(setting.text, sentence.start, number.start)
        or says.kind_before.search(setting.text, sentence.start, number.start)
        or (
            says.kind_of_interpretation.search(said)
            and says.next_kind_of_interpretation.match(setting.text, number.full_end - 1)
        )
    )


_CASES = frozenset(("hotline", "mailbox", "letters", "bare_letters"))


def is_of_many(
    setting: Setting, sentence: Sentence, number: Number, around: Surroundings, indicator: str
) -> bool:
    """办理市长热线、网上信访、局长信箱来信41件: one number for all of them."""
    kinds = {c.kind for c in around.left}
    if indicator in ("public_responses", "policy_interpretations"):
        said = setting.text[around.clause_start : number.start]
        if indicator == "policy_interpretations" and _is_of_a_kind(setting, sentence, number, said):
            return True
        return bool(
            says.sum_of_names.search(said)
            or says.appeals_by_all.search(said)
            or says.with_interpretations.search(said)
            or says.how_interpreted.search(said)
            or says.way_of_interpreting.match(setting.text, number.full_end - 1)
            or (
                indicator == "policy_interpretations"
                and says.other_noun_behind.search(
                    setting.text, max(sentence.start, number.start - 48), number.start
                )
            )
        )
    if indicator.startswith("normative_documents"):
        return (
            says.kinds_of_documents.search(setting.text[around.clause_start : number.start])
            is not None
        )
    if indicator == "requests_received":
        others = [c for c in around.left if c.kind in _CASES]
        between = setting.text[others[-1].end : number.start] if others else ""
        return "、" in between and term.and_so_on in between
    return {"hotline", "mailbox"} <= kinds
