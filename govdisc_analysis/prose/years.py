"""A total told year by year: 总数520条(2011年280条,2012年240条) gives this year's 240."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from govdisc_analysis.prose.candidate import Candidate
from govdisc_analysis.prose.patterns import says, term, terms

_FAR = 160
"""How far behind the total the list of its years may go on."""


def year_by_year(text: str, year: int | None, found: list[Candidate]) -> list[Candidate]:
    """The candidates, with the year's own figure in place of the total over the years."""
    found = _new_this_year(text, year, found)
    if year is None or not any(c.reason == "other_year" for c in found):
        return found
    for i, own in enumerate(found):
        if own.number is None or own.indicator not in ("", "proactive_total"):
            continue
        if _year_before(text, own) != year or not (others := _earlier(text, found[:i], year)):
            continue
        total = _total(text, own, others, found[: i - len(others)])
        if total is None and not says.total_named.search(text, *_lead(text, others)):
            continue
        quote = own.quote or text[text.rfind("20", 0, own.start) : own.end]
        changed = {id(own): replace(own, indicator="proactive_total", reason="", quote=quote,
                                    rule="year_by_year", strength=3)}  # fmt: skip
        if total is not None:
            changed[id(total)] = replace(total, indicator="", reason="running_total")
        found = [changed.get(id(c), c) for c in found]
    return found


def _new_this_year(text: str, year: int | None, found: list[Candidate]) -> list[Candidate]:
    """共公开615条,今年新增94条: the larger total goes back to earlier years."""
    for before, new in pairwise(found):
        if not before.indicator.startswith("proactive_") or not new.number or not before.number:
            continue
        if before.sentence != new.sentence or new.number.value >= before.number.value:
            continue
        if new.indicator not in ("", before.indicator, "proactive_total"):
            continue
        is_new = says.new_this_year.search(text, before.end, new.start)
        if is_new is None or not _is_part_of_all(text, year, before, is_new):
            continue
        if new.indicator in ("", before.indicator) or _is_of_it(text, before, is_new):
            quote = new.quote or is_new[0].lstrip(",;、(") + new.text
            own = replace(new, indicator=before.indicator, reason="", rule="new_this_year",
                          quote=quote, strength=3)  # fmt: skip
            total = replace(before, indicator="", reason="running_total")
            found = [own if c is new else total if c is before else c for c in found]
    return found


def _is_part_of_all(text: str, year: int | None, whole: Candidate, part: re.Match[str]) -> bool:
    """Whether the part is told of the report's year, and the whole is not."""
    if part["year"] and int(part["year"]) != year:
        return False
    if part["new"]:
        return True
    lead = says.said_of_year.finditer(text, max(whole.sentence, 0), whole.start)
    return not any(not one["year"] or int(one["year"]) == year for one in lead)


def _is_of_it(text: str, whole: Candidate, part: re.Match[str]) -> bool:
    """Whether what names no channel is of the one before; 微博500条,今年公开信息300条 is not."""
    if term.information not in part[0] or term.among in part[0]:
        return True
    lead = text[max(whole.sentence, 0) : whole.start]
    return any(word in lead for word in terms.so_far)


def _year_before(text: str, candidate: Candidate) -> int | None:
    match = says.year_then_total.search(text, max(0, candidate.start - 18), candidate.start)
    return int(match[1]) if match else None


def _earlier(text: str, found: Sequence[Candidate], year: int) -> list[Candidate]:
    """The figures of the years before, right before the year's own."""
    others: list[Candidate] = []
    for candidate in reversed(found):
        if candidate.number is None or not candidate.is_printed:
            continue
        named = _year_before(text, candidate)
        if candidate.reason != "other_year" and (named is None or named == year):
            break
        others.insert(0, candidate)
    return others


def _total(
    text: str, own: Candidate, others: Sequence[Candidate], before: Sequence[Candidate]
) -> Candidate | None:
    """The total that the years sum to; 2008年至2011年 may stand for several of them.

    A total up to now may be of earlier years as well.
    """
    numbers = [c.number.value for c in others if c.number]
    value = own.number.value if own.number else 0.0
    sums = {value + sum(numbers), value + numbers[0]}
    for total in reversed(before):
        if own.start - total.end > _FAR:
            break
        if total.indicator != "proactive_total" or not total.number:
            continue
        said = text[max(total.sentence, 0) : total.start]
        is_more = total.number.value > min(sums) and any(word in said for word in terms.so_far)
        if total.number.value in sums or is_more:
            return total
    return None


def _lead(text: str, others: Sequence[Candidate]) -> tuple[int, int]:
    """The words before the first year of the list."""
    first = text.rfind("20", 0, others[0].start)
    return max(0, first - 24), first
