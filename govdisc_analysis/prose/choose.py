"""One figure for each indicator out of all that the sentences say."""

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import replace

from govdisc_analysis.models import Figure, Refusal, Section
from govdisc_analysis.prose.candidate import Candidate
from govdisc_analysis.prose.lists import TOLD_APART
from govdisc_analysis.prose.patterns import says, term


def choose(
    found: Sequence[Candidate], sections: Sequence[Section]
) -> tuple[list[Figure], list[Refusal]]:
    """One figure for each indicator: the strongest statement, the first of equals."""
    best: dict[str, Candidate] = {}
    found = _uncontradicted(_settle_site(found))
    for candidate in found:
        if not candidate.indicator:
            continue
        held = best.get(candidate.indicator)
        if held is None or candidate.strength > held.strength or _is_fee_beside(candidate, held):
            best[candidate.indicator] = candidate
    best.update(_wholes_behind(found))
    _call_closed(best)
    starts = [section.start for section in sections]
    figures: list[Figure] = []
    taken: set[int] = set()
    kept = {id(candidate): name for name, candidate in best.items()}
    for candidate in found:
        name = kept.get(id(candidate)) or _part_of(candidate, best)
        if name:
            section = _section_at(sections, starts, candidate.start)
            figures.append(candidate.figure(name, section))
            if candidate.is_printed:
                taken.add(candidate.start)
    refusals: list[Refusal] = []
    for candidate in found:
        if candidate.is_printed and candidate.start not in taken:
            refusals.append(candidate.refusal(best))
            taken.add(candidate.start)
    return sorted(figures, key=lambda f: (f.start, f.indicator)), refusals


_WAYS = frozenset("requests_letter requests_online requests_in_person requests_fax".split())  # noqa: SIM905


def _uncontradicted(found: Sequence[Candidate]) -> Sequence[Candidate]:
    """收到申请信函1件。无网络或其他形式的申请: no zero of all that was received."""
    if not any(c.indicator in _WAYS and c.number and c.number.value for c in found):
        return found
    return [c for c in found if c.number or c.indicator != "requests_received"]


def _wholes_behind(found: Sequence[Candidate]) -> dict[str, Candidate]:
    """市级机关收到230件,区县收到370件。全市共收到600件: what all before it adds up to."""
    wholes: dict[str, Candidate] = {}
    before: dict[str, list[float]] = {}
    for candidate in found:
        if not candidate.number or not candidate.number.value or not candidate.indicator:
            continue
        name, value = candidate.indicator, candidate.number.value
        parts = before.setdefault(name, [])
        if name in wholes:
            continue
        if len(parts) > 1 and value == sum(parts) and candidate.is_printed:
            wholes[name] = candidate
        parts.append(value)
    return wholes


def _is_fee_beside(candidate: Candidate, held: Candidate) -> bool:
    """收取检索费0元、复制费11元: what was taken, beside a kind of fee that was not."""
    if held.indicator != "fees_charged" or held.number is None or candidate.number is None:
        return False
    return not held.number.value and candidate.number.value > 0


def _call_closed(best: dict[str, Candidate]) -> None:
    """按期办结12件 is the number closed where the report gives no other."""
    on_time = best.get("requests_closed_on_time")
    if on_time and not best.keys() & {"requests_closed", "requests_closed_extended"}:
        best["requests_closed"] = best.pop("requests_closed_on_time")


def _is_of_all(text: str, passed: str, match: re.Match[str], whole: float) -> bool:
    """Whether the sentence speaks of all the requests received before it."""
    if _is_behind_parts(passed, whole):
        return True
    if match["all"] == term.already:
        return (
            whole == 1 and "\n" not in passed and says.the_one_is_about.search(passed) is not None
        )
    if says.opens_on_contents.search(passed) is not None:
        return True
    opening = says.opens_about_requests.search(text, max(0, match.start() - 56), match.start())
    return opening is not None and ("\n" not in passed or opening["those"] is not None)


def _is_behind_parts(between: str, whole: float) -> bool:
    """收到5件。其中信函4件,网络1件,已全部答复: the parts that come between are all of them."""
    if not says.parts_before_all.fullmatch(between):
        return False
    return sum(float(n) for n in re.findall(r"\d+", between)) == whole


_NEAR = 300
"""How far behind the number received a sentence may say what became of all of them."""
_WHOLE = 80
"""More characters than such words have."""


def closing_sentence(text: str, found: Sequence[Candidate]) -> list[Candidate]:
    """收到申请95件,其中当面12件。全部按期办结: a sentence of its own about all the requests."""
    said = {c.indicator for c in found}
    received = [c for c in found if c.indicator == "requests_received" and c.number]
    made: list[Candidate] = []
    if not received or {"requests_answered", "requests_closed"} <= said:
        return []
    for match in says.all_answered.finditer(
        text, received[0].end, received[-1].end + _NEAR + _WHOLE
    ):
        before = [c for c in received if 0 < match.start() - c.end < _NEAR]
        name = "requests_answered" if match["answered"] else "requests_closed"
        if not before or name in said:
            continue
        whole = max(before, key=lambda c: c.number.value if c.number else 0.0)  # before its parts
        if not (number := whole.number) or not number.value:
            continue
        passed = text[before[-1].end : match.start()]
        if not says.of_all_requests.search(passed) and (
            says.other_things.search(passed) or not _is_of_all(text, passed, match, number.value)
        ):
            continue
        start, end = match.span("all")
        number = replace(number, start=start, end=end, text=match["all"])
        made.append(replace(before[-1], indicator=name, rule="closing_sentence", number=number,
                            start=start, end=end, text=match["all"], is_printed=False,
                            quote=text[start : match.end()], strength=0))  # fmt: skip
    return made


_BESIDE = frozenset(
    """proactive_total proactive_weibo proactive_wechat proactive_gazette
    proactive_other_channel""".split()  # noqa: SIM905
)


def _is_same(found: Sequence[Candidate]) -> bool:
    """门户网站发布851篇,其中信息公开平台851篇: all that the site published."""
    values = {c.indicator: c.number.value for c in reversed(found) if c.number}
    site = values.get("proactive_website")
    return site is not None and site == values.get("proactive_oi_site")


def _is_less(found: Sequence[Candidate], one: str, other: str) -> bool:
    """公开网公开88条,局网站公开310条: the smaller can't be all that was disclosed."""
    values = {c.indicator: c.number.value for c in reversed(found) if c.number}
    return one in values and other in values and values[one] < values[other]


def _is_beside(found: Sequence[Candidate]) -> bool:
    """通过“三务公开”平台公开154条;通过政府网公开23条: one channel beside others, and not all."""
    site = {c.sentence for c in found if c.indicator == "proactive_oi_site" and c.number}
    other = [c.indicator for c in found if c.sentence in site and c.number]
    return "proactive_website" in other


def _settle_site(found: Sequence[Candidate]) -> list[Candidate]:
    """在公开网站公开650条 is one channel beside others, and else all that was disclosed."""
    given = {c.indicator for c in found}
    if "proactive_oi_site" not in given:
        return list(found)
    if any(_holds_channels(found, c) for c in found if c.indicator == "proactive_oi_site"):
        return [_renamed(c, "proactive_total") for c in found]
    is_channel = given & _BESIDE and "proactive_website" not in given
    is_channel = is_channel or "proactive_total" in given or _is_same(found)
    is_channel = is_channel or _is_less(found, "proactive_oi_site", "proactive_website")
    if not is_channel and _is_beside(found):
        return [
            replace(c, indicator="", reason="several_things")
            if c.indicator == "proactive_oi_site"
            else c
            for c in found
        ]
    name = "proactive_website" if is_channel else "proactive_total"
    return [_renamed(c, name) for c in found]


def _renamed(candidate: Candidate, name: str) -> Candidate:
    is_site = candidate.indicator == "proactive_oi_site"
    return replace(candidate, indicator=name) if is_site else candidate


def _holds_channels(found: Sequence[Candidate], whole: Candidate) -> bool:
    """公开平台共公开677条,其中网站387条、微信290条: channels that add up to it are its parts."""
    parts = [
        (c.indicator, c.number.value)
        for c in found
        if c.number and c.sentence == whole.sentence and c.start > whole.start
    ]
    is_sum = whole.number is not None and sum(v for _, v in parts) == whole.number.value
    return len(parts) > 1 and is_sum and any(name in _BESIDE for name, _ in parts)


def _part_of(candidate: Candidate, best: Mapping[str, Candidate]) -> str:
    """The indicator of a part that is a row of its own."""
    if candidate.indicator not in TOLD_APART or not candidate.is_printed:
        return ""
    held = best.get(candidate.indicator)
    is_beside = held and (candidate.rule, candidate.sentence) == (held.rule, held.sentence)
    return candidate.indicator if is_beside else ""


def _section_at(sections: Sequence[Section], starts: Sequence[int], position: int) -> str:
    """Kind of the section there; sections stand one behind the other."""
    at = bisect_right(starts, position) - 1
    return sections[at].kind if at >= 0 and position < sections[at].end else ""
