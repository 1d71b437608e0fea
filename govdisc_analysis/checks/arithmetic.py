"""Arithmetic that the prose itself states: sums, differences, growth rates, shares.

Each number is given the part that the words around it say it plays (codebook/arithmetic.toml):
base, change, growth, share, part of a list, or a figure of its own. A claim is recomputed from
the numbers that it names; rounding is judged by the decimals that the text used. Where a number
that would be needed is not said, there is no claim and no finding.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from govdisc_analysis.checks.form import severity_of
from govdisc_analysis.codebook import load_toml
from govdisc_analysis.models import Figure, Finding
from govdisc_analysis.numerals import Number, find_numbers

CHECK = "narrative.arithmetic"
_COUNTED = frozenset(("count", "percent", "money"))
Interval = tuple[float, float]
_SEVERAL = re.compile(r"\d[^\d]+\d")  # in words alone (一件、两件) nothing is claimed


@dataclass(frozen=True, slots=True)
class Term:
    """A number with the part that it plays. ``before`` is what stands between it and the last."""

    number: Number
    role: str
    sign: int
    before: str
    opens: bool
    is_total: bool = False

    @property
    def interval(self) -> Interval:
        """Least and greatest value that the words allow."""
        return (self.number.lower, self.number.upper)


@dataclass(frozen=True, slots=True)
class Claim:
    """What the prose says of a figure, and what its own numbers give."""

    about: Term
    first: Term
    last: Term
    value: float
    said: float
    fits: bool


@cache
def _rules() -> dict[str, dict[str, re.Pattern[str]]]:
    rules = load_toml("arithmetic.toml")
    keys = ("before", "after", "opens", "handled", "received")
    return {
        name: {key: re.compile(rule[key]) for key in keys if key in rule}
        for name, rule in rules.items()
        if name != "partition"
    }


@cache
def _partition() -> tuple[re.Pattern[str], dict[str, list[re.Pattern[str]]], dict[str, Any]]:
    rule = load_toml("arithmetic.toml")["partition"]
    sets = {kind: [re.compile(names) for names in rule[kind]] for kind in ("complete", "exclusive")}
    return re.compile(rule["rest"]), sets, rule


def check_arithmetic(
    text: str,
    exclude: Sequence[tuple[int, int]] = (),
    figures: Sequence[Figure] = (),
    numbers: Sequence[Number] | None = None,
) -> list[Finding]:
    """Recompute what the prose says of its own numbers.

    Args:
        text: the cleaned text.
        exclude: stretches to leave out (forms, page furniture).
        figures: the indicators read from the text; a claim about one is named after it.
        numbers: the text's numbers, where they are known already.

    Returns:
        A finding for each claim whose numbers all stand in the text, in order. Its subject is the
        indicator that the claim is about, or else the quote.
    """
    names = {figure.start: figure.indicator for figure in figures}
    findings = []
    if numbers is None:
        numbers = find_numbers(text, sorted(exclude))
    known = [n for n in numbers if n.kind in _COUNTED]
    for low, high, inside in _paragraphs(text, known):
        if any(start < high and low < end for start, end in exclude):
            continue
        if not _SEVERAL.search(text, low, high):
            continue
        terms = _terms(text, inside, low, high)
        for claim in [*_changes(terms), *_sums(terms)]:
            findings.append(_finding(claim, text, 0, names))
    return list(dict.fromkeys(findings))


def _paragraphs(text: str, known: Sequence[Number]) -> Iterator[tuple[int, int, list[Number]]]:
    """The lines that hold several numbers, with their numbers: a claim takes two at least."""
    at = 0
    while at + 1 < len(known):
        low = text.rfind("\n", 0, known[at].start) + 1
        high = text.find("\n", known[at].start)
        high = high if high >= 0 else len(text)
        first = at
        while at < len(known) and known[at].start < high:
            at += 1
        if at - first > 1:
            yield low, high, list(known[first:at])


def _terms(text: str, numbers: Sequence[Number], end: int, limit: int) -> list[Term]:
    """The countable numbers of the paragraph from ``end`` to ``limit``, each with its part."""
    terms = []
    for number in numbers:
        before = text[end : number.full_start]
        terms.append(
            _term(number, before, text[number.full_end : min(number.full_end + 12, limit)])
        )
        end = number.full_end
    return terms


def _term(number: Number, before: str, after: str) -> Term:
    rules = _rules()
    opens = bool(rules["parts"]["opens"].search(before))
    names = ("growth", "share", "rate") if number.kind == "percent" else ("into", "delta")
    for name in names:
        if match := rules[name]["before"].search(before):
            down = "down" in match.re.groupindex and match["down"]
            return Term(number, name, -1 if down else 1, before, opens)
    if number.kind == "percent":
        return Term(number, "percent", 1, before, opens)
    if rules["base"]["before"].search(before) and rules["base"]["after"].search(after):
        return Term(number, "base", 1, before, opens)
    is_total = bool(rules["total"]["before"].search(before))
    return Term(number, "figure", 1, before, opens, is_total)


def _changes(terms: Sequence[Term]) -> Iterator[Claim]:
    """Differences and growth rates, and shares of a whole."""
    figure = base = delta = None
    for i, term in enumerate(terms):
        if term.role != "percent" and "。" in term.before:
            base = delta = None
        if term.role == "figure":
            figure, base, delta = term, None, None
        elif term.role == "base":
            base, delta = term, None
        elif term.role == "into":
            figure = term
        elif term.role == "delta":
            delta = term
            if figure and base and _same_unit(figure, base, delta):
                yield _difference(figure, base, delta)
        elif term.role == "growth" and figure:
            yield from _growth(figure, base, delta, term)
        elif term.role in {"share", "rate"}:
            yield from _share(terms[:i], term)


def _same_unit(*terms: Term) -> bool:
    return len({term.number.unit for term in terms if term.number.unit}) <= 1


def _difference(figure: Term, base: Term, delta: Term) -> Claim:
    least = figure.number.lower - base.number.upper
    most = figure.number.upper - base.number.lower
    said = sorted(delta.sign * value for value in delta.interval)
    value = figure.number.value - base.number.value
    fits = least <= said[1] and said[0] <= most
    first = min(figure, base, key=_start)
    return Claim(figure, first, delta, value, delta.sign * delta.number.value, fits)


def _start(term: Term) -> int:
    return term.number.start


def _growth(figure: Term, base: Term | None, delta: Term | None, rate: Term) -> Iterator[Claim]:
    """A growth rate against its base, which is said, or follows from the change."""
    if base and _same_unit(figure, base):
        before: Interval = base.interval
    elif delta and _same_unit(figure, delta):
        changes = sorted(delta.sign * value for value in delta.interval)
        before = (figure.number.lower - changes[1], figure.number.upper - changes[0])
    else:
        return
    if before[0] <= 0:
        return
    said = rate.sign * rate.number.value
    least = 100 * (figure.number.lower / before[1] - 1)
    most = 100 * (figure.number.upper / before[0] - 1)
    first = min(figure, base or figure, key=_start)
    yield Claim(figure, first, rate, *_rounded(least, most, said, rate))


def _rounded(least: float, most: float, said: float, rate: Term) -> tuple[float, float, bool]:
    """The recomputed percentage, the one said, and whether rounding explains the difference."""
    decimals = len(rate.number.text.partition(".")[2])
    half = 0.5 * 10**-decimals + 1e-9
    slack_low = said - (rate.number.upper - rate.number.lower) - half
    slack_high = said + (rate.number.upper - rate.number.lower) + half
    fits = least <= slack_high and slack_low <= most
    return round((least + most) / 2, max(2, decimals)), said, fits


def _share(earlier: Sequence[Term], rate: Term) -> Iterator[Claim]:
    """A share of the whole that stands earlier in the same sentence."""
    counts: list[Term] = []
    for term in reversed(earlier):
        if term.role in {"figure", "into"}:
            counts.append(term)
        if "。" in term.before:
            break
    if not counts or (rate.before and "。" in rate.before):
        return
    part = counts[0]
    wholes = [c for c in counts[1:] if _same_unit(c, part) and c.number.upper >= part.number.lower]
    if not wholes or (rate.role == "rate" and not _is_handled_of_received(counts)):
        return
    results = [_ratio(part, whole, rate) for whole in wholes if whole.number.lower > 0]
    fitting = [r for r in results if r[2]]
    if results:
        best = fitting[0] if fitting else results[-1]
        yield Claim(part, part, rate, *best)


def _is_handled_of_received(counts: Sequence[Term]) -> bool:
    """Whether the two counts before a rate are what came in and what was dealt with."""
    rule = _rules()["rate"]
    return (
        len(counts) == 2
        and bool(rule["handled"].search(counts[0].before))
        and bool(rule["received"].search(counts[1].before))
    )


def _ratio(part: Term, whole: Term, rate: Term) -> tuple[float, float, bool]:
    least = 100 * part.number.lower / whole.number.upper
    most = 100 * part.number.upper / whole.number.lower
    return _rounded(least, most, rate.number.value, rate)


def _sums(terms: Sequence[Term]) -> Iterator[Claim]:
    """Lists of parts against the whole that they belong to."""
    figures = [t for t in terms if t.role in {"figure", "into"}]
    claimed: set[int] = set()
    for i, term in enumerate(figures):
        parts = _list_from(figures, i) if term.opens else []
        if len(parts) > 1:
            wholes = [w for w in _wholes(figures, i) if _same_unit(w, *parts)]
            for claim in _sum(wholes, parts):
                claimed |= {term.number.start for term in (claim.about, *parts)}
                yield claim
    for i, term in enumerate(figures):
        if term.number.start not in claimed:
            yield from _total_behind(figures, i) if term.is_total else _parts_behind(figures, i)


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
    """A total that is said behind its parts."""
    whole = figures[i]
    parts: list[Term] = []
    for term, after in zip(reversed(figures[:i]), reversed(figures[1 : i + 1]), strict=True):
        if "。" in after.before or term.number.unit != whole.number.unit:
            break
        parts.insert(0, term)
        if len(parts) > 1 and _adds_up(whole, parts):
            yield Claim(whole, term, whole, whole.number.value, whole.number.value, True)
            return


def _adds_up(whole: Term, parts: Sequence[Term]) -> bool:
    """Exact numbers only: an interval would fit too easily."""
    numbers = [term.number for term in (whole, *parts)]
    is_exact = not any(number.approximate for number in numbers)
    return is_exact and whole.number.value == sum(number.value for number in numbers[1:]) > 0


def _wholes(figures: Sequence[Term], first: int) -> list[Term]:
    """Figures that a list may break down, the nearest first.

    Those of the list's own sentence; where the list opens a sentence, those of the one before.
    """
    wholes = []
    stops = 1 + ("。" in figures[first].before)
    for term, after in zip(
        reversed(figures[:first]), reversed(figures[1 : first + 1]), strict=True
    ):
        stops -= "。" in after.before
        if stops <= 0:
            break
        wholes.append(term)
    return wholes


def _list_from(figures: Sequence[Term], first: int) -> list[Term]:
    """Parts from here to the end of the sentence, or to the next list within it."""
    parts = [figures[first]]
    for term in figures[first + 1 :]:
        if "。" in term.before or term.opens or term.number.unit != parts[0].number.unit:
            break
        parts.append(term)
    return parts


def _sum(wholes: Sequence[Term], parts: Sequence[Term]) -> Iterator[Claim]:
    least = sum(part.number.lower for part in parts)
    most = sum(part.number.upper for part in parts)
    value = sum(part.number.value for part in parts)
    fitting = [w for w in wholes if least <= w.number.upper and w.number.lower <= most]
    # without a whole that fits, only a list that follows its whole directly is held against it
    follows = bool(wholes) and _follows(wholes[0], parts)
    if fitting or (follows and _must_add_up(wholes[0], parts, value)):
        whole = fitting[0] if fitting else wholes[0]
        yield Claim(whole, whole, parts[-1], value, whole.number.value, bool(fitting))


def _follows(whole: Term, parts: Sequence[Term]) -> bool:
    """Whether the words say that the list breaks down the figure before it.

    Across a full stop the figure before may be another one's part: it must be able to hold each
    part, and the list must name three at least.
    """
    if not _rules()["parts"]["opens"].match(parts[0].before.lstrip(",;。 ")):
        return False
    largest = max(part.number.value for part in parts)
    return "。" not in parts[0].before or (len(parts) > 2 and whole.number.value >= largest)


def _must_add_up(whole: Term, parts: Sequence[Term], value: float) -> bool:
    """Whether the list claims to be complete; a list of examples claims nothing."""
    rest, sets, rule = _partition()
    if any("等" in part.before for part in parts[1:]):
        return False
    names = [part.before for part in parts]
    near = abs(value - whole.number.value) <= rule["near"] * whole.number.value
    return (
        bool(rest.search(names[-1]))
        or _of_one_set(names, sets["complete"])
        or (value > whole.number.value and _of_one_set(names, sets["exclusive"]))
        or (near and len(parts) >= rule["near_parts"])
    )


def _of_one_set(names: Sequence[str], sets: Sequence[re.Pattern[str]]) -> bool:
    return any(all(one.search(name) for name in names) for one in sets)


def _finding(claim: Claim, text: str, offset: int, names: Mapping[int, str]) -> Finding:
    quote = text[claim.first.number.full_start : claim.last.number.full_end].strip()
    quote = quote if len(quote) <= 80 else f"{quote[:50]}…{quote[-28:]}"
    subject = names.get(offset + claim.about.number.start, quote)
    result: Literal["passed", "failed"] = "passed" if claim.fits else "failed"
    words = f"{quote}: said {claim.said:g}, its own numbers give {claim.value:g}"
    message, fault = ("", "") if claim.fits else (words, "source")
    return Finding(
        CHECK,
        subject,
        claim.value,
        claim.said,
        result,
        severity_of(CHECK),
        fault,  # type: ignore[arg-type]
        message,
    )
