"""Sums that the printed forms must satisfy; which are broken, which blanks they prove zero."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from govdisc_analysis.simulate.history import (
    ANSWER_PARTS,
    APPLICANTS,
    CLOSED_PARTS,
    MODE_PARTS,
    REFUSAL_PARTS,
    STAFF_PARTS,
    case_parts,
)
from govdisc_analysis.simulate.model import Fact, Key, Planted, Value

_RESULTS = ("upheld", "corrected", "other", "pending")
# The sums of the 2014 table: check, whole, parts; the last field says whether a blank part may be
# proved zero by it (the contract names those two sums only).
_STAT_SUMS = (
    ("stat2014.requests_received_sum", "requests_received", MODE_PARTS, True),
    ("stat2014.refused_sum", "requests_refused", REFUSAL_PARTS, True),
    ("stat2014.closed_sum", "requests_closed", CLOSED_PARTS, False),
    ("stat2014.answered_sum", "requests_answered", ANSWER_PARTS, False),
    ("stat2014.reviews_sum", "reviews", case_parts("reviews"), False),
    ("stat2014.litigations_sum", "litigations", case_parts("litigations"), False),
    ("stat2014.staff_sum", "staff_total", STAFF_PARTS, False),
)
Place = tuple[str, Key]


@dataclass(frozen=True, slots=True)
class Identity:
    """The cells of ``left`` sum to the cells of ``right``."""

    check: str
    subject: str
    left: tuple[Place, ...]
    right: tuple[Place, ...]
    proves: bool = True


def _request_identities(items: Sequence[str]) -> Iterator[Identity]:
    fixed = ("new_received", "carried_in", "processed_total", "carried_out")
    outcomes = [item for item in items if item not in fixed]

    def at(item: str, applicant: str) -> Place:
        return ("requests", (item, applicant))

    for applicant in (*APPLICANTS, "total"):
        yield Identity(
            "requests.balance",
            applicant,
            (at("new_received", applicant), at("carried_in", applicant)),
            (at("processed_total", applicant), at("carried_out", applicant)),
        )
        parts = tuple(at(item, applicant) for item in outcomes)
        whole = (at("processed_total", applicant),)
        yield Identity("requests.outcome_sum", applicant, parts, whole)
    for item in items:
        parts = tuple(at(item, applicant) for applicant in APPLICANTS)
        yield Identity("requests.applicant_sum", item, parts, (at(item, "total"),))


def _redress_identities(channels: Iterable[str]) -> Iterator[Identity]:
    for channel in channels:
        parts = tuple(("redress", (channel, result)) for result in _RESULTS)
        yield Identity("redress.result_sum", channel, parts, (("redress", (channel, "total")),))


def _stat_identities() -> Iterator[Identity]:
    for check, whole, parts, proves in _STAT_SUMS:
        left: tuple[Place, ...] = tuple(("stat2014", (part,)) for part in parts)
        yield Identity(check, whole, left, (("stat2014", (whole,)),), proves)


def identities(values: Sequence[Value]) -> list[Identity]:
    """The identities that the forms printed here allow."""
    items = list(dict.fromkeys(value.key[0] for value in values if value.table == "requests"))
    channels = dict.fromkeys(value.key[0] for value in values if value.table == "redress")
    found = list(_request_identities(items)) if items else []
    found += _redress_identities(channels)
    if any(value.table == "stat2014" for value in values):
        found += _stat_identities()
    return found


def broken(values: Sequence[Value]) -> list[Planted]:
    """The identities that the printed numbers contradict; missing sides are no contradiction."""
    known: dict[Place, float | None] = {(v.table, v.key): v.number for v in values}
    failures = []
    for identity in identities(values):
        sides = [[known.get(place) for place in side] for side in (identity.left, identity.right)]
        if any(number is None for side in sides for number in side):
            continue
        left, right = (sum(number or 0 for number in side) for side in sides)
        if left != right:
            failures.append(Planted(identity.check, identity.subject))
    return failures


# What a figure of the prose must equal: the cells of a form whose sum it is.
_IN_FORM: dict[str, tuple[Place, ...]] = {
    "requests_received": (("requests", ("new_received", "total")),),
    "requests_closed": (("requests", ("processed_total", "total")),),
    "requests_carried_over": (("requests", ("carried_out", "total")),),
    "reviews": (("redress", ("reconsideration", "total")),),
    "litigations": (
        ("redress", ("litigation_direct", "total")),
        ("redress", ("litigation_after_reconsideration", "total")),
    ),
}


def contradicted(values: Sequence[Value], facts: Iterable[Fact]) -> list[Planted]:
    """The figures of the prose that the printed table or form denies."""
    known: dict[Place, float | None] = {(v.table, v.key): v.number for v in values}
    denied: dict[str, Planted] = {}
    for fact in facts:
        for places in (_IN_FORM.get(fact.indicator, ()), (("stat2014", (fact.indicator,)),)):
            numbers = [known.get(place) for place in places]
            if not numbers or any(number is None for number in numbers):
                continue
            if not fact.lower <= sum(number or 0 for number in numbers) <= fact.upper:
                name = fact.indicator
                denied[name] = Planted("narrative.requests_vs_form", name)
    return list(denied.values())


def prove_zeros(values: Sequence[Value]) -> list[Value]:
    """The same cells; those blanks that the identities prove to be zero are marked so."""
    known: dict[Place, float | None] = {(v.table, v.key): v.number for v in values}
    rules = [rule for rule in identities(values) if rule.proves]
    grown = True
    while grown:
        grown = False
        for rule in rules:
            for place in _proved(rule, known):
                known[place] = 0.0
                grown = True
    return [_marked(value, known[value.table, value.key]) for value in values]


def _proved(rule: Identity, known: dict[Place, float | None]) -> list[Place]:
    """Open cells of ``rule`` that can only be zero: all on one side, and the rest balances."""
    open_left = [place for place in rule.left if known.get(place) is None]
    open_right = [place for place in rule.right if known.get(place) is None]
    if bool(open_left) == bool(open_right):
        return []
    left = sum(known.get(place) or 0 for place in rule.left)
    right = sum(known.get(place) or 0 for place in rule.right)
    return [place for place in open_left + open_right if place in known] if left == right else []


def _marked(value: Value, number: float | None) -> Value:
    if value.state != "blank" or number is None:
        return value
    return replace(value, state="implied_zero", number=0.0)
