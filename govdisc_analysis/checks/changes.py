"""Differences, growth rates and shares that the prose states, recomputed."""

from collections.abc import Iterator, Sequence

from govdisc_analysis.checks.terms import FARTHEST, Claim, Interval, Term, load_rules, same_unit
from govdisc_analysis.codebook import load_patterns

_MOST_WHOLES = 8
"""Counts that a list breaks down, one within the other, which a share behind it may be of."""


def changes(terms: Sequence[Term]) -> Iterator[Claim]:
    """Differences and growth rates, and shares of a whole."""
    figure = base = delta = whole = None
    times = load_patterns("arithmetic.toml")["times"]["unit"]
    for i, term in enumerate(terms):
        if term.role != "percent" and "。" in term.before:
            base = delta = None
        if term.number.unit == times:
            yield from _times(terms, i, figure, base)
        elif term.role == "figure":
            whole = figure if term.opens else whole if "。" not in term.before else None
            figure, base, delta = term, None, None
        elif term.role == "base":
            base, delta = term, None
        elif term.role == "past":
            figure = base = delta = whole = None
        elif term.role == "into":
            if figure and base and base.number.end <= figure.number.start:
                base = delta = None  # 由5件减少到2件,其中网上增加到3件: the base was another's
            figure = term
            if base and term.sign and same_unit(term, base):
                yield _direction(term, base)
        elif term.role == "delta":
            delta = term
            first = base or _base_behind(terms[i + 1 : i + 2])  # 减少14条(2021年为75条)
            told = [
                one for one in (figure, whole) if one and first and same_unit(one, first, delta)
            ]
            claims = [_difference(one, first, delta) for one in told if first]
            yield from [claim for claim in claims if claim.fits][:1] or claims[:1]
        elif term.role == "growth" and figure:
            before = _base_behind(terms[i + 1 : i + 2]) or base
            subjects = [one for one in (figure, whole) if one]
            claims = [c for one in subjects for c in _growth(one, before, delta, term)]
            yield from [claim for claim in claims if claim.fits][:1] or claims[:1]
        elif term.role in {"share", "rate"}:
            yield from _share(terms, i)
        elif term.role == "percent" and i > 1:
            yield from _share_of(terms[i - 2], terms[i - 1], term)


def _base_behind(following: Sequence[Term]) -> Term | None:
    """The base that a bracket tells behind a rate: 增长8%(上年1936条)."""
    return next((t for t in following if t.role == "base" and t.before.startswith("(")), None)


def _difference(figure: Term, base: Term, delta: Term) -> Claim:
    least = figure.number.lower - base.number.upper
    most = figure.number.upper - base.number.lower
    said = sorted(delta.sign * value for value in delta.interval)
    value = figure.number.value - base.number.value
    fits = least <= said[1] and said[0] <= most
    first = min(figure, base, key=_start)
    return Claim(figure, first, delta, value, delta.sign * delta.number.value, fits)


def _times(
    terms: Sequence[Term], at: int, figure: Term | None, base: Term | None
) -> Iterator[Claim]:
    """比上年的4件增加了2倍, 是上年(4件)的3倍: by how much, or how many times its base."""
    times, more = terms[at], 1
    rule = load_rules()["times"]
    if times.sign < 0:
        return  # 减少2倍 has no meaning that all share
    if times.role != "delta":
        if at < 2 or not rule["after"].match(times.before):
            return
        figure, base, more = terms[at - 2], terms[at - 1], 0
        base = base if rule["before"].search(base.before) else None
    if not (figure and base and same_unit(figure, base)) or base.number.lower <= 0:
        return
    half = 0.5 * 10 ** -len(times.number.text.partition(".")[2]) + 1e-9
    least = figure.number.lower / base.number.upper - more
    most = figure.number.upper / base.number.lower - more
    fits = least <= times.number.upper + half and times.number.lower - half <= most
    value = figure.number.value / base.number.value - more
    yield Claim(figure, min(figure, base, key=_start), times, value, times.number.value, fits)


def _direction(figure: Term, base: Term) -> Claim:
    """What is said to grow to a figure, or to fall to it, is not to do the opposite."""
    change = figure.number.value - base.number.value
    least, most = figure.number.lower - base.number.upper, figure.number.upper - base.number.lower
    fits = most >= 0 if figure.sign > 0 else least <= 0
    first = min(figure, base, key=_start)
    return Claim(figure, first, figure, change, change if fits else 0.0, fits, True)


def _start(term: Term) -> int:
    return term.number.start


def _growth(figure: Term, base: Term | None, delta: Term | None, rate: Term) -> Iterator[Claim]:
    """A growth rate against its base, which is said, or follows from the change."""
    if base and same_unit(figure, base):
        before: Interval = base.interval
    elif delta and same_unit(figure, delta):
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


def _share(terms: Sequence[Term], at: int) -> Iterator[Claim]:
    """A share of the whole that stands earlier in the same sentence.

    What has a share of its own, or stands in one list with this part, is a part beside it, and its
    whole only if that fits. A share may also be that of what a list before it breaks down.
    """
    rate = terms[at]
    counts = list(_counts_before(terms, at))
    if not counts or rate.before[:1] == ")" or "。" in rate.before:
        return
    if rate.role == "rate" and not _is_handled_of_received([terms[i] for i in counts]):
        return
    opener = next((i for i in counts if terms[i].opens), counts[0])
    part = terms[counts[0]]
    able = _as_large(terms, counts)
    fitting, failing = [], []
    for part_at in (counts[0], *[i for i in counts if i < opener][:_MOST_WHOLES]):
        for i in (i for i in able if i < part_at and _may_hold(terms[i], terms[part_at])):
            result = _ratio(terms[part_at], terms[i], rate)
            if result[2]:
                fitting.append(result)
            elif part_at == counts[0] and (i < opener or part_at == opener):
                failing += [] if terms[i + 1].role == "share" else [result]
    if fitting or failing:
        yield Claim(part, part, rate, *(fitting or failing[-1:])[0])


def _share_of(part: Term, whole: Term, rate: Term) -> Iterator[Claim]:
    """公开890条,占应公开总数900条的98.9%: the share of a whole that is said behind its part."""
    rule = load_rules()["whole"]
    is_said = rule["before"].search(whole.before) and rule["after"].match(rate.before)
    if is_said and part.role in {"figure", "into"} and _may_hold(whole, part):
        yield Claim(part, part, rate, *_ratio(part, whole, rate))


def _may_hold(whole: Term, part: Term) -> bool:
    is_as_large = whole.number.upper >= part.number.lower and whole.number.lower > 0
    return is_as_large and same_unit(whole, part)


def _as_large(terms: Sequence[Term], counts: Sequence[int]) -> list[int]:
    """Those of the ``counts``, nearest first, that can hold each one behind them with a share.

    收到9件,其中本级4件。当面6件,占67%;传真3件,占33%: shares of 9, since 4 can't hold the 6.
    """
    largest: dict[str, float] = {}
    able = []
    for i in counts:
        number = terms[i].number
        if number.upper >= largest.get(number.unit, 0.0):
            able.append(i)
        if terms[i + 1].role == "share":
            largest[number.unit] = max(largest.get(number.unit, 0.0), number.lower)
    return able


def _counts_before(terms: Sequence[Term], at: int) -> Iterator[int]:
    """Places of the counts before a share: of its sentence, and of what this breaks down."""
    stops = 0
    for i in range(at - 1, max(-1, at - 1 - FARTHEST), -1):
        if terms[i].role in {"figure", "into"}:
            yield i
        if "。" in terms[i].before:
            stops += 1
            if stops > 1 or not terms[i].opens:
                return


def _is_handled_of_received(counts: Sequence[Term]) -> bool:
    """Whether the two counts before a rate are what came in and what was dealt with."""
    rule = load_rules()["rate"]
    return (
        len(counts) == 2
        and bool(rule["handled"].search(counts[0].before))
        and bool(rule["received"].search(counts[1].before))
    )


def _ratio(part: Term, whole: Term, rate: Term) -> tuple[float, float, bool]:
    least = 100 * part.number.lower / whole.number.upper
    most = 100 * part.number.upper / whole.number.lower
    return _rounded(least, most, rate.number.value, rate)
