"""A running total that can only be this year's, since the report gives no other figure."""

from collections.abc import Sequence
from dataclasses import replace

from govdisc_analysis.prose.candidate import Candidate
from govdisc_analysis.prose.patterns import says

_FAR = 260
"""How far behind a running total the year's own part may be told."""
_LEAD = 60
"""How far before a running total its last day may be told."""


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
        return [*found[:at], own, *found[at + 1 :]]
    return list(found)


def _may_be_years(text: str, year: int, total: Candidate) -> bool:
    """Whether a refused running total was told up to the end of ``year`` and from no other."""
    if total.reason != "running_total" or not total.rule.startswith("proactive_"):
        return False
    begin = max(text.rfind("。", 0, total.start), text.rfind("\n", 0, total.start)) + 1
    lead = text[max(begin, total.start - _LEAD) : total.start]
    until = says.until_year_end.search(lead)
    if until is None or int(until[1]) != year or says.from_earlier.search(lead):
        return False
    return says.own_part_told.search(text, total.end, total.end + _FAR) is None
