"""Several numbers of one name side by side: ways of publishing, mailboxes, proposals, cases."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from govdisc_analysis.prose.candidate import Candidate
from govdisc_analysis.prose.patterns import says, term


def _without_media(text: str, found: list[Candidate]) -> list[Candidate]:
    """在客户端公开26条;在日报公开5条: several other ways, and none of them all of the others.

    Nor is one platform of others, be it the only one (抖音发布短视频210条).
    """
    same = [c for c in found if c.indicator == "proactive_other_channel" and c.number]
    if inner := _in_bracket(text, same):  # 媒体发布420条(其中省级媒体142篇,市级媒体137篇)
        found = [replace(c, indicator="", reason=_PART) if c in inner else c for c in found]
        same = [c for c in same if c not in inner]
    rest = [c for c in same if not says.all_other_ways.search(c.quote)]
    if rest == same and len(same) < 2:
        rest = [c for c in same if _is_one_of_ways(text, c) and not _completes(found)]
    return [replace(c, indicator="", reason="several_things") if c in rest else c for c in found]


def _completes(found: Sequence[Candidate]) -> bool:
    """公开2425条,其中网站1818条,微信182条,省电子政务网425条: nothing is left for another way."""
    told = {c.indicator: c.number.value for c in found if c.number and c.number.value}
    parts = [value for name, value in told.items() if name in _WAYS]
    return len(parts) > 1 and sum(parts) == told.get("proactive_total")


_WAYS = frozenset(
    f"proactive_{way}" for way in ["gazette", "website", "weibo", "wechat", "other_channel"]
)


def _is_one_of_ways(text: str, told: Candidate) -> bool:
    return (
        told.rule.endswith("__other_channel")
        or says.on_one_platform.search(text, told.sentence, told.start) is not None
    )


def _in_bracket(text: str, same: Sequence[Candidate]) -> Sequence[Candidate]:
    """Those in a bracket right behind the first, which are parts of it."""
    if len(same) < 2 or same[0].number is None:
        return ()
    opened = same[0].number.full_end
    if text[opened : opened + 1] != "(":
        return ()
    close = text.find(")", opened)
    return [c for c in same[1:] if c.start < close]


_PART = "part_of_listed_topic"


def _without_carried_in(found: list[Candidate]) -> list[Candidate]:
    """办理申请4件(其中当年收到3件,上年结转1件): the greater number holds last year's as well."""
    lost = [
        whole
        for whole, *parts in zip(found, found[1:], found[2:], strict=False)
        if whole.indicator == _RECEIVED
        and _add_up(whole, parts)
        and sorted(c.indicator or c.reason for c in parts) == ["other_year", _RECEIVED]
    ]
    if not lost:
        return found
    return [replace(c, indicator="", reason="several_things") if c in lost else c for c in found]


def _whole_staff(text: str, found: list[Candidate]) -> list[Candidate]:
    """专职人员15名(专职3名,兼职12名): the first number is that of all the staff."""
    wholes = [
        whole
        for whole, *parts in zip(found, found[1:], found[2:], strict=False)
        if whole.indicator in _KINDS_OF_STAFF
        and any(w in text[whole.end : parts[0].start] for w in (term.among, "("))
        and _add_up(whole, parts)
        and {c.indicator for c in parts} == _KINDS_OF_STAFF
    ]
    if not wholes:
        return found
    return [replace(c, indicator="staff_total") if c in wholes else c for c in found]


def _add_up(whole: Candidate, parts: Sequence[Candidate]) -> bool:
    numbers = [c.number.value for c in (whole, *parts) if c.number]
    return len(numbers) == len(parts) + 1 and numbers[0] == sum(numbers[1:])


_PARTS = 2
"""The fewest parts of a whole."""
_RECEIVED = "requests_received"
_KINDS_OF_STAFF = frozenset(("staff_full_time", "staff_part_time"))


def without_lists(text: str, found: list[Candidate]) -> list[Candidate]:
    """群众信箱13件、局长信箱18件: parts of a whole that nobody gives are no figures.

    Nor are they behind a whole that is their sum (共承办31件,其中建议13件、提案18件).
    """
    if len(found) > _PARTS:
        found = _whole_staff(text, _without_carried_in(found))
    found = _without_media(text, found)
    for name in _LISTED_KINDS:
        same = [c for c in found if c.indicator == name and c.number and c.number.value]
        first, *parts = [c.number.value for c in same if c.number] or [0.0]
        is_whole = len(parts) > 1 and first == sum(parts)
        if parts and name in TOLD_APART:
            is_whole = is_whole or term.among in text[same[0].end : same[1].start]
            is_whole = is_whole or len(_in_bracket(text, same)) == len(parts)
        if is_whole:
            lost, reason = same[1:], _PART
        elif len(same) > 1 and name not in TOLD_APART and _is_list(text, name, same):
            lost, reason = same, "several_things"
        else:
            continue
        found = [replace(c, indicator="", reason=reason) if c in lost else c for c in found]
    return found


def _is_list(text: str, name: str, same: Sequence[Candidate]) -> bool:
    if name == "litigations" and not any(says.way_to_court.search(c.quote) for c in same):
        return False  # 行政诉讼2件,审结行政诉讼3件
    return all(says.listed_next.fullmatch(text[a.end : b.start]) for a, b in pairwise(same))


TOLD_APART = frozenset({"proposals_handled"})
"""Indicators whose parts are told apart by whom they come from; each part is a row."""
_LISTED_KINDS = (
    "proposals_handled", "mailbox_messages", "fees_charged", "normative_documents_made",
    "trainings", "litigations",
)  # fmt: skip
