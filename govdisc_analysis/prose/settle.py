"""What only the whole report tells: aims, and running totals that can only be this year's."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from govdisc_analysis.models import Section
from govdisc_analysis.prose.candidate import Candidate
from govdisc_analysis.prose.patterns import says, term

_FAR = 260
"""How far behind a running total the year's own part may be told."""
_LEAD = 60
"""How far before a running total its last day may be told."""


def without_plans(
    text: str, sections: Sequence[Section], year: int | None, found: list[Candidate]
) -> list[Candidate]:
    """Numbers of a chapter of plans are aims, unless their sentence names the report's year.

    The chapters below it are its own, and so is the rest of a paragraph behind the short sentence
    that announces them there.
    """
    spans: list[tuple[int, int]] = []
    level = 0
    for section in sections:
        if level and section.level > level:
            spans[-1] = (spans[-1][0], section.end)
            continue
        level = 0
        if section.kind == "remedies" and says.title_of_plans.search(section.title):
            spans.append((section.start, section.end))
            level = section.level
    for opened in says.plan_announced.finditer(text):
        end = text.find("\n", opened.end())
        spans.append((opened.end(), end if end >= 0 else len(text)))
    if not spans:
        return found
    return [
        replace(c, indicator="", reason="plan")
        if c.indicator and c.number and _is_aim(text, spans, year, c)
        else c
        for c in found
    ]


def _is_aim(
    text: str, spans: Sequence[tuple[int, int]], year: int | None, candidate: Candidate
) -> bool:
    at = candidate.start
    if not any(start <= at < end for start, end in spans):
        return False
    begin = max(text.rfind(stop, 0, at) for stop in "。\n")
    return year is None or f"{year}" not in says.year_as_base.sub("", text[begin + 1 : at])


def year_end_total(text: str, year: int | None, found: Sequence[Candidate]) -> list[Candidate]:
    """截至2013年12月31日,累计公开20条: the year's total where nothing tells a part of it.

    A total since an earlier year says so (历年累计, 《条例》施行以来), or the year's own part comes
    with it (其中今年新增8条); a report of one year that does neither counts that year.
    """
    if year is None or any(c.indicator.startswith("proactive_") for c in found):
        return list(found)
    for at, total in enumerate(found):
        if not _may_be_years(text, year, total):
            continue
        own = replace(total, indicator=total.rule, reason="", rule="year_end_total", strength=0)
        return [*found[:at], own, *(_channel_beside(total, c) for c in found[at + 1 :])]
    return list(found)


def _channel_beside(total: Candidate, candidate: Candidate) -> Candidate:
    """截至12月31日,累计公开280条;网站公开132条: a channel of the total, and as much this year's."""
    is_channel = candidate.rule.startswith("proactive_") and candidate.rule != "proactive_total"
    if (
        not is_channel
        or candidate.reason != "running_total"
        or candidate.sentence != total.sentence
    ):
        return candidate
    return replace(
        candidate, indicator=candidate.rule, reason="", rule="year_end_total", strength=0
    )


def only_way(found: Sequence[Candidate]) -> list[Candidate]:
    """通过电子屏、公告栏等公开渠道发布49条: the total, where the report tells no other figure."""
    told = [c for c in found if c.indicator.startswith("proactive_")]
    if len(told) != 1 or told[0].indicator != "proactive_other_channel":
        return list(found)
    if not says.so_on_ways.search(told[0].quote):
        return list(found)
    return [replace(c, indicator="proactive_total") if c is told[0] else c for c in found]


def own_field(text: str, found: Sequence[Candidate]) -> list[Candidate]:
    """县水务局…网站公开水务信息85条: no topic among others, but all that a water bureau has."""
    if any(c.indicator in ("proactive_total", "proactive_website") for c in found):
        return list(found)
    offices: dict[str, bool] = {}
    for at, candidate in enumerate(found):
        said = says.field_information.search(text, max(0, candidate.start - 40), candidate.start)
        if candidate.reason != "part_of_listed_topic" or not said:
            continue
        field = said["field"]
        if field not in offices:
            named = re.finditer(field, text)
            offices[field] = any(says.field_office.match(text, name.end()) for name in named)
        if not offices[field]:
            continue
        indicator = "proactive_website" if says.on_a_site.search(said[0]) else "proactive_total"
        end = candidate.number.full_end if candidate.number else candidate.end
        quote = text[said.start() : end].strip()
        own = replace(candidate, indicator=indicator, reason="", rule="own_field", quote=quote)
        return [*found[:at], own, *found[at + 1 :]]
    return list(found)


def one_site(text: str, found: Sequence[Candidate]) -> list[Candidate]:
    """省网站公开26条;市网站公开15条: sites side by side, none clearly the author's."""
    sites = [c for c in found if c.indicator == "proactive_website" and c.number and c.number.value]
    if len(sites) < 2:
        return list(found)
    rivals = {
        id(c)  # 网站公开754条。其中,公众号发布1205条、门户网站1014条
        for before, c in pairwise(sites)
        if before.sentence != c.sentence
        and c.sentence - before.end < _LEAD
        and says.opens_parts.match(text, c.sentence)
    }
    for sentence in {c.sentence for c in sites}:
        beside = [c for c in sites if c.sentence == sentence]
        beside = [c for c in beside if term.among not in text[beside[0].end : c.start]]
        own = {id(c): c.strength - bool(says.government_site.search(c.quote)) for c in beside}
        whole, *parts = [c.number.value for c in beside if c.number]
        if len(parts) > 1 and whole == sum(parts):  # 网站300条(县政府网站220条,信息网80条)
            rivals.update(id(c) for c in beside[1:])
            continue
        top = max(own.values())
        first = {c.number.value for c in beside if c.number and own[id(c)] == top}
        taken = max(beside, key=_strength)  # 县政府网站发布200条,部门网站发布300条
        if len(first) > 1 or own[id(taken)] < top:
            rivals.update(own)
    return [
        replace(c, indicator="", reason="several_things") if id(c) in rivals else c for c in found
    ]


def _strength(candidate: Candidate) -> int:
    return candidate.strength


def without_parts(text: str, found: Sequence[Candidate]) -> list[Candidate]:
    """公开信息292条。其中政务信息共计229条: a sentence of parts does not tell another total."""
    kept: list[Candidate] = []
    whole: Candidate | None = None
    for candidate in found:
        name = candidate.indicator or candidate.rule
        if name.startswith("proactive_") and candidate.number:
            is_total = name == "proactive_total"
            if whole is not None and is_total and _is_part_of(text, whole, candidate):
                candidate = replace(candidate, indicator="", reason="part_of_listed_topic")
            elif whole is None or whole.sentence != candidate.sentence:
                whole = candidate
        kept.append(candidate)
    return kept


_WEAK = frozenset(
    ("proactive_total__bare_info", "proactive_total__publish", "proactive_total__net_info")
)
"""Rules that take for all of it what is only said to be published."""


def without_less(text: str, found: Sequence[Candidate]) -> list[Candidate]:
    """网站发布信息79条,重点栏目发布信息65条: what is less than one channel is not the whole,

    nor what is less than a whole that the sentence told before. Nor are the topics of a list
    (公开预算、采购等信息35条) where the report tells more without naming topics.
    """
    kept: list[Candidate] = []
    most = 0.0
    plain = max((c.number.value for c in found if c.number and _is_plain(c)), default=0.0)
    told: dict[int, float] = {}
    beside = _channels_by_sentence(found)
    for candidate in found:
        number, is_total = candidate.number, candidate.indicator == "proactive_total"
        if number and candidate.indicator.startswith("proactive_"):
            whole = max(most, told.get(candidate.sentence, 0.0))
            if candidate.rule in _WEAK:  # 政务平台发布82条,局网站发布263条
                whole = max(whole, beside.get(candidate.sentence, 0.0))
            is_weak = candidate.rule in _WEAK or says.by_a_column.search(candidate.quote)
            is_weak = is_weak or says.opens_an_item.search(text, candidate.sentence, number.start)
            is_less = is_weak and number.value < whole
            if says.topics_before_info.search(candidate.quote):
                is_less = number.value < max(plain, whole)
            if is_total and is_less:
                candidate = replace(candidate, indicator="", reason="part_of_listed_topic")
            elif not is_total:
                most = max(most, number.value)
            elif candidate.strength:
                told[candidate.sentence] = number.value
        kept.append(candidate)
    return kept


def _channels_by_sentence(found: Sequence[Candidate]) -> dict[int, float]:
    """The largest figure of a channel that each sentence gives."""
    most: dict[int, float] = {}
    for candidate in found:
        if candidate.number and candidate.indicator in _CHANNELS:
            value = max(candidate.number.value, most.get(candidate.sentence, 0.0))
            most[candidate.sentence] = value
    return most


_CHANNELS = frozenset(("proactive_website", "proactive_wechat", "proactive_weibo"))


def _is_plain(candidate: Candidate) -> bool:
    """主动公开政府信息410条: all of it, in a sentence that names no topics."""
    return candidate.indicator == "proactive_total" and bool(
        says.all_information.search(candidate.quote)
    )


def _is_part_of(text: str, whole: Candidate, candidate: Candidate) -> bool:
    if whole.number is None or candidate.number is None or candidate.sentence == whole.sentence:
        return False
    is_near = 0 < candidate.sentence - whole.end < _LEAD
    is_less = candidate.number.value < whole.number.value
    return is_near and is_less and says.opens_parts.match(text, candidate.sentence) is not None


def _may_be_years(text: str, year: int, total: Candidate) -> bool:
    """Whether a refused running total was told up to the end of ``year`` and from no other."""
    if total.reason != "running_total" or not total.rule.startswith("proactive_"):
        return False
    begin = max(text.rfind("。", 0, total.start), text.rfind("\n", 0, total.start)) + 1
    lead = text[max(begin, total.start - _LEAD) : total.start]
    until = says.until_year_end.search(lead)
    if until is None or int(until[1]) != year:
        return False
    earlier = says.from_earlier.search(lead)
    if earlier and (not earlier["year"] or int(earlier["year"]) != year):
        return False
    if total.number and says.since_behind.match(text, total.number.full_end):
        return False  # 截至2020年底,网站累计发布10471条,从开通至今
    return says.own_part_told.search(text, total.end, total.end + _FAR) is None
