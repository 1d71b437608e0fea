"""What the words behind a number, or the numbers before it, make of the indicator it was given."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import NamedTuple

from govdisc_analysis.numerals import Number
from govdisc_analysis.prose.around import Setting
from govdisc_analysis.prose.candidate import Candidate
from govdisc_analysis.prose.patterns import says, term
from govdisc_analysis.prose.sentences import Sentence


class Case(NamedTuple):
    """A number that was given an indicator, what stands around it, and the candidates before."""

    setting: Setting
    sentence: Sentence
    number: Number
    made: Candidate
    found: Sequence[Candidate]


def amended(
    setting: Setting,
    sentence: Sentence,
    number: Number,
    made: Candidate,
    found: Sequence[Candidate],
) -> list[Candidate]:
    """The candidate with the indicators that it has in the end; one without is refused."""
    amend = _AMEND.get(made.indicator)
    if amend is None:
        return [made]
    names = amend(Case(setting, sentence, number, made, found))
    if names == (made.indicator,):
        return [made]
    if not names:
        reason = "business_volume" if made.indicator in _CASES else "no_indicator"
        return [replace(made, indicator="", reason=reason)]
    return [replace(made, indicator=name) for name in names]


_CASES = ("reviews", "litigations")
_Told = tuple[str, ...]


def _staff(case: Case) -> _Told:
    """明确1名工作人员作为专职信息公开员, 专职与兼职人员各一人: one kind, or as many of each."""
    text = case.setting.text
    if term.times in case.number.unit:  # 派出工作人员3人次
        return ()
    if says.each_of_two_kinds.search(
        text, max(case.sentence.start, case.number.start - 20), case.number.start
    ):
        return ("staff_full_time", "staff_part_time")
    if says.staff_besides.search(text, case.sentence.start, case.number.start):
        return ()
    is_of_house = says.some_of_the_staff.match(text, case.number.full_end - 1)
    if is_of_house and term.disclosed not in text[case.sentence.start : case.number.start]:
        return ()
    serves = says.serves_as.match(
        text, case.number.full_end - len(case.number.unit), case.sentence.end
    )
    return (str(serves.lastgroup),) if serves and case.number.unit else (case.made.indicator,)


def _trained(case: Case) -> _Told:
    """参加市政府组织的培训1次,1人参加: another agency's course."""
    text, at = case.setting.text, case.number.start
    guest = says.attended_training.search(text, case.sentence.start, at)
    if guest is None:
        return (case.made.indicator,)
    # 参加市政府组织的培训,举办培训班3次: its own courses follow
    is_own = case.made.indicator == "trainings" and says.own_course.search(text, guest.end(), at)
    return (case.made.indicator,) if is_own else ()


def _is_carried(case: Case) -> bool:
    """另有72件申请按照《条例》顺延到下年度答复."""
    end = case.sentence.end
    at = case.number.full_end
    return bool(
        says.then_carried.match(case.setting.text, at, end)
        or says.put_off_behind.match(case.setting.text, at, end)
    )


_CARRIED = ("requests_carried_over",)


def _done(case: Case) -> _Told:
    """答复805件(另有72件申请顺延到下年度): the words in brackets tell of others."""
    if _is_carried(case):
        return _CARRIED
    lead = case.setting.text[max(case.sentence.start, case.number.start - 24) : case.number.start]
    if says.answers_in_column.search(lead):
        return ()
    if later := says.put_off_to.search(lead):
        is_now = later["year"] and int(later["year"]) == case.setting.year
        return () if is_now else _CARRIED
    if says.received_and_done.search(lead):  # 受理和办结6件
        return ("requests_received", case.made.indicator)
    if says.closed_by_answer.search(lead):
        return ("requests_closed", "requests_answered")
    return (case.made.indicator,)


def _over(case: Case) -> _Told:
    """2022年结转至2023年2件, in the report of 2023: what came over."""
    if says.letters_since.search(case.setting.text, case.sentence.start, case.number.start):
        return ()  # 收到群众来信359件,其中答复351件,正在处理8件
    lead = case.setting.text[max(case.sentence.start, case.number.start - 32) : case.number.start]
    into = says.carried_into.search(lead)
    return () if into and int(into[1]) == case.setting.year else (case.made.indicator,)


def _received(case: Case) -> _Told:
    """新收到申请12件,办理11件: those that were dealt with, of those received just before."""
    lead = case.setting.text[max(case.sentence.start, case.number.start - 24) : case.number.start]
    if says.one_of_the_ways.search(lead):
        return ()
    if way := says.came_by.search(lead):
        at = case.number.full_end - len(case.number.unit)
        is_part = _received_before(case) or bool(says.another_way.match(case.setting.text, at))
        return (str(way.lastgroup),) if is_part else (case.made.indicator,)
    if _is_carried(case) or says.carried_requests.search(lead):
        return _CARRIED
    if case.made.rule != "requests_received__handle" or not says.dealt_with.search(
        case.setting.text, max(case.sentence.start, case.number.start - 12), case.number.start
    ):
        return (case.made.indicator,)
    before = next((c for c in reversed(case.found) if c.number and not _came_over(case, c)), None)
    if before is None or before.indicator != "requests_received" or before.number is None:
        return (case.made.indicator,)
    is_part = before.number.value >= case.number.value
    return ("requests_closed",) if is_part else (case.made.indicator,)


def _came_over(case: Case, told: Candidate) -> bool:
    """收到申请164件,结转上年2件;办理85件: the few of last year between."""
    return told.reason == "other_year" and any(
        c.kind in ("carried", "carried_in") and told.start - _LAST_YEAR < c.start < told.start
        for c in case.sentence.cues
    )


_LAST_YEAR = 8
"""More characters than 结转上年 has."""
_ASKED_BY = ("requests_online", "requests_letter", "requests_fax", "requests_in_person")


def _received_before(case: Case) -> bool:
    """Whether a greater number of requests, or another way, was told in the same sentence."""
    if case.found and case.found[-1].indicator in _ASKED_BY:
        return True
    return any(
        c.indicator == "requests_received" and c.number and c.number.value > case.number.value
        for c in case.found
    )


def _way(case: Case) -> _Told:
    """依申请公开0件,网上公开了21件: more than were received, so it is none of the requests."""
    if says.asks_something_else.match(
        case.setting.text, case.number.full_end - len(case.number.unit)
    ):
        return ()
    lead = case.setting.text[max(case.sentence.start, case.number.start - 60) : case.number.start]
    if says.letters_handled.search(lead):
        return ()
    if case.made.rule.endswith("__request") and says.by_such_ways.search(lead):
        return ("requests_received",)  # 通过平台、邮寄等途径申请公开信息16件
    if not any(c.indicator for c in case.found) and says.all_by_one_way.search(
        case.setting.text, max(case.sentence.start, case.number.start - 24), case.sentence.end
    ):
        return ("requests_received", case.made.indicator)
    whole = [c.number.value for c in case.found if c.indicator == "requests_received" and c.number]
    if not case.found and (says.the_first_received.search(lead) or says.all_that_way.search(lead)):
        return ("requests_received", case.made.indicator)
    if not whole or max(whole) >= case.number.value:
        return (case.made.indicator,)
    return ("proactive_website",) if case.made.rule == "requests_online__website" else ()


def _total(case: Case) -> _Told:
    """在“中国·合肥”公开政府信息221条: a site by its name is a channel where there are others."""
    lead = case.setting.text[max(case.sentence.start, case.number.start - 40) : case.number.start]
    if says.of_account.search(
        case.setting.text, max(case.sentence.start, case.number.start - 60), case.number.start
    ):
        return ("proactive_wechat",)
    if named := says.account_by_name.search(lead):
        return (str(named.lastgroup),)
    if says.in_the_press.search(lead):
        return ("proactive_other_channel",)
    if term.column in lead and says.by_site_column.search(lead):
        return ("proactive_website",)
    is_place = says.on_named_place.search(lead)
    return ("proactive_oi_site",) if is_place else (case.made.indicator,)


def _result(case: Case) -> _Told:
    """13件属于信息不存在、非本机关掌握等情形: of neither alone."""
    at = case.number.full_end - len(case.number.unit)
    is_of_two = says.two_results_behind.match(case.setting.text, at, case.sentence.end)
    return () if is_of_two else (case.made.indicator,)


def _cases(case: Case) -> _Told:
    """行政复议36件,其中涉及政府信息公开的3件: the first is the number of all cases."""
    at = case.number.full_end - len(case.number.unit)
    is_of_all = says.disclosure_among.match(case.setting.text, at, case.sentence.end)
    return () if is_of_all else (case.made.indicator,)


def _norms(case: Case) -> _Told:
    """公开文件100件,其中规范性文件16件: they were disclosed, as the papers that they are of."""
    lead = case.setting.text[max(case.sentence.start, case.number.start - 40) : case.number.start]
    if says.work_on_norms.search(lead) or says.all_that_is_open.search(lead):
        return ()
    if case.made.rule in _BESIDE_NORMS and not _are_norms_before(case):
        return ()  # 制定规范性文件6件,会议纪要12件,公开5件
    said = case.setting.text[case.sentence.start : case.number.start]
    if case.number.unit == term.article and term.among in said and said[-1] != term.number_of:
        return ()  # 公开信息1945条,其中规范性文件7条、通知公告240条: one topic of the site
    is_public = says.published_papers.search(lead.removesuffix(term.norms))
    if case.made.rule == "normative_made_published":
        is_public = is_public or says.published_of_made.search(lead)
    return ("normative_documents_disclosed",) if is_public else (case.made.indicator,)


_BESIDE_NORMS = frozenset(("normative_beside__proactive", "normative_beside__publish"))
"""Rules that ask for documents in the clause before."""


def _are_norms_before(case: Case) -> bool:
    """Whether the number just before is that of documents made, and no smaller."""
    last = case.found[-1] if case.found else None
    if last is None or last.number is None or last.indicator != "normative_documents_made":
        return False
    return last.number.value >= case.number.value


def _letters(case: Case) -> _Told:
    """网上咨询165人次: persons that were advised, and no letters."""
    lead = case.setting.text[max(case.sentence.start, case.number.start - 12) : case.number.start]
    if says.requests_summed.match(case.setting.text, case.number.full_end):
        return ("requests_letter",)
    is_asked = any(c.indicator.startswith("requests_") for c in case.found)
    if is_asked and says.way_before_letters.search(lead):
        return ("requests_letter",)
    lead = lead[-8:]
    is_advice = term.person in case.number.unit and term.advice in lead
    return () if is_advice else (case.made.indicator,)


def _responses(case: Case) -> _Told:
    """政务新媒体等回应社会关切26次: by more ways than the accounts."""
    lead = case.setting.text[max(case.sentence.start, case.number.start - 60) : case.number.start]
    by_more = says.answered_by_more.search(lead)
    return ("public_responses",) if by_more else (case.made.indicator,)


def _meetings(case: Case) -> _Told:
    """常务会议24期和专题会议32期全部公开: sittings of the government, not about disclosure."""
    lead = case.setting.text[max(case.sentence.start, case.number.start - 30) : case.number.start]
    return () if says.beside_sittings.search(lead) else (case.made.indicator,)


_AMEND: dict[str, Callable[[Case], _Told]] = {
    "staff_total": _staff,
    "staff_part_time": _staff,
    "trainings": _trained,
    "trained_persons": _trained,
    "requests_received": _received,
    "requests_answered": _done,
    "requests_closed": _done,
    "requests_carried_over": _over,
    **dict.fromkeys(_ASKED_BY, _way),
    **dict.fromkeys(
        ("requests_not_existing", "requests_not_own_agency", "requests_already_public"), _result
    ),
    "proactive_total": _total,
    "normative_documents_made": _norms,
    "normative_documents_disclosed": _norms,
    "social_media_responses": _responses,
    "mailbox_messages": _letters,
    "meetings": _meetings,
    **dict.fromkeys(_CASES, _cases),
}
