"""Lists of parts that the prose sets against their whole, added up."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from govdisc_analysis.checks.terms import FARTHEST, Claim, Term, load_rules, same_unit
from govdisc_analysis.codebook import load_patterns

_NAMED = re.compile(r"[^\s,;、。:(]")


@cache
def _partition() -> tuple[re.Pattern[str], dict[str, list[re.Pattern[str]]], dict[str, Any]]:
    rule = load_patterns("arithmetic.toml")["partition"]
    sets = {kind: [re.compile(names) for names in rule[kind]] for kind in ("complete", "exclusive")}
    return re.compile(rule["rest"]), sets, rule


@cache
def _examples() -> re.Pattern[str]:
    """The word that ends a list of examples."""
    return re.compile(load_patterns("arithmetic.toml")["partition"]["examples"])


def sums(terms: Sequence[Term]) -> Iterator[Claim]:
    """Lists of parts against the whole that they belong to."""
    figures = [t for t in terms if t.role in {"figure", "into"}]
    claimed: set[int] = set()
    listed: set[int] = set()
    for i, term in enumerate(figures):
        parts = _list_from(figures, i) if term.opens else []
        if len(parts) > 1:
            wholes = [w for w in _wholes(figures, i) if same_unit(w, *parts)]
            behind = figures[i + len(parts) :][:1]
            ends = [w for w in behind if w.is_sum and same_unit(w, *parts)]
            is_cut = any("。" not in w.before for w in behind)
            is_apart = "。" in term.before and bool(wholes) and wholes[0].number.start in listed
            told = _sum(wholes, parts, is_cut=is_cut, is_apart=is_apart)
            for claim in [*_said_sum(ends, parts), *told]:
                claimed |= {term.number.start for term in (claim.about, *parts)}
                yield claim
        listed |= {part.number.start for part in parts}
    for i, term in enumerate(figures):
        if term.number.start not in claimed:
            yield from _total_behind(figures, i) if term.is_total else _parts_behind(figures, i)


def _said_sum(ends: Sequence[Term], parts: Sequence[Term]) -> Iterator[Claim]:
    """The sum that a list of parts itself ends with."""
    least, value, most = (
        sum(getattr(part.number, side) for part in parts) for side in ("lower", "value", "upper")
    )
    for whole in ends:
        fits = least <= whole.number.upper and whole.number.lower <= most
        yield Claim(whole, parts[0], whole, value, whole.number.value, fits)


def _parts_behind(figures: Sequence[Term], i: int) -> Iterator[Claim]:
    """Figures behind a whole that add up to it, though no word says that they are its parts."""
    whole = figures[i]
    for first in (i + 1, i + 2):
        parts: list[Term] = []
        stops = sum("。" in term.before for term in figures[i + 1 : first])
        for term in figures[first : first + 12]:
            stops += "。" in term.before
            if stops > 1 or (parts and "。" in term.before):
                break
            if term.number.unit != whole.number.unit:
                break
            parts.append(term)
        if len(parts) > 1 and _adds_up(whole, parts):
            yield Claim(whole, whole, parts[-1], whole.number.value, whole.number.value, True)
            return


def _total_behind(figures: Sequence[Term], i: int) -> Iterator[Claim]:
    """A total that is said behind its parts; one that says of what it is the sum must fit."""
    whole = figures[i]
    parts: list[Term] = []
    near = figures[max(0, i - FARTHEST) : i + 1]
    for term, after in zip(reversed(near[:-1]), reversed(near[1:]), strict=True):
        if "。" in after.before or term.number.unit != whole.number.unit:
            break
        parts.insert(0, term)
        if len(parts) > 1 and _adds_up(whole, parts):
            yield Claim(whole, term, whole, whole.number.value, whole.number.value, True)
            return
    value = sum(part.number.value for part in parts)
    if _is_their_sum(whole, parts):
        yield Claim(whole, parts[0], whole, value, whole.number.value, False)


def _is_their_sum(whole: Term, parts: Sequence[Term]) -> bool:
    """Whether the words leave no doubt that a total is that of the numbers before it."""
    if any(term.number.approximate or term.opens or term.is_total for term in parts):
        return False
    _, sets, rule = _partition()
    names = [part.before for part in parts]
    is_set = len(parts) > 1 and _of_one_set(names, sets["complete"])
    is_list = whole.is_sum and len(parts) >= rule["near_parts"]
    return not whole.number.approximate and (is_list or ((whole.is_sum or whole.is_all) and is_set))


def _adds_up(whole: Term, parts: Sequence[Term]) -> bool:
    """Exact numbers only: an interval would fit too easily."""
    numbers = [term.number for term in (whole, *parts)]
    is_exact = not any(number.approximate for number in numbers)
    return is_exact and whole.number.value == sum(number.value for number in numbers[1:]) > 0


def _wholes(figures: Sequence[Term], first: int) -> list[Term]:
    """Figures that a list may break down, the nearest first.

    Those of the list's own sentence; where a list opens the sentence, those of the one before.
    """
    wholes = []
    near = figures[max(0, first - FARTHEST) : first + 1]
    for term, after in zip(reversed(near[:-1]), reversed(near[1:]), strict=True):
        if "。" in after.before and not after.opens:
            break
        wholes.append(term)
    return wholes


def _list_from(figures: Sequence[Term], first: int) -> list[Term]:
    """Parts from here to the end of the sentence, or to the next list within it."""
    parts = [figures[first]]
    for term in figures[first + 1 :]:
        is_closed = ")" in term.before.partition("(")[0]
        if "。" in term.before or is_closed or term.opens or term.is_sum:
            break
        if not _NAMED.search(term.before):  # 微信628条;6条信息得到录用
            break
        if term.number.unit != parts[0].number.unit:
            break
        parts.append(term)
    return parts


def _sum(
    wholes: Sequence[Term], parts: Sequence[Term], *, is_cut: bool, is_apart: bool
) -> Iterator[Claim]:
    """The list against a whole that it adds up to, or against the one that it must break down.

    A list that stands apart opens a sentence behind a part of another list (by letter 8. By
    outcome: ...): what it breaks down is the whole of both, not that part.
    """
    least = sum(part.number.lower for part in parts)
    most = sum(part.number.upper for part in parts)
    value = sum(part.number.value for part in parts)
    fitting = [w for w in wholes if least <= w.number.upper and w.number.lower <= most]
    if not fitting and least <= sum(w.number.value for w in wholes[:2]) <= most:
        return  # 复议3件、诉讼3件,其中复议维持3件、诉讼维持3件: the parts of both
    # without a whole that fits, only a list that follows its whole directly is held against it
    follows = bool(wholes) and not is_apart and _follows(wholes[0], parts)
    if fitting or (follows and _must_add_up(wholes[0], parts, value, is_cut=is_cut)):
        whole = fitting[0] if fitting else wholes[0]
        yield Claim(whole, whole, parts[-1], value, whole.number.value, bool(fitting))


def _follows(whole: Term, parts: Sequence[Term]) -> bool:
    """Whether the words say that the list breaks down the figure before it.

    Across a full stop the figure before may be another one's part: it must be able to hold each
    part, and the list must name three at least.
    """
    if not load_rules()["parts"]["opens"].match(parts[0].before.lstrip(",;。 ")):
        return False
    largest = max(part.number.value for part in parts)
    return "。" not in parts[0].before or (len(parts) > 2 and whole.number.value >= largest)


def _must_add_up(whole: Term, parts: Sequence[Term], value: float, *, is_cut: bool) -> bool:
    """Whether the list claims to be complete; a list of examples claims nothing.

    Nor does one that is ``is_cut`` by other things, unless its names say so.
    """
    rest, sets, rule = _partition()
    if any(_examples().search(part.before) for part in parts[1:]):
        return False
    names = [part.before for part in parts]
    if _of_one_set([whole.before, names[0]], sets["exclusive"]):
        return False  # 维持10件,纠正2件,其他1件: the first is one of the list
    near = abs(value - whole.number.value) <= rule["near"] * whole.number.value
    return (
        bool(rest.search(names[-1]))
        or _of_one_set(names, sets["complete"])
        or (value > whole.number.value and _of_one_set(names, sets["exclusive"]))
        or (near and not is_cut and len(parts) >= rule["near_parts"])
    )


def _of_one_set(names: Sequence[str], sets: Sequence[re.Pattern[str]]) -> bool:
    return any(all(one.search(name) for name in names) for one in sets)
