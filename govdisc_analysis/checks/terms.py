"""The numbers of a line, each with the part that the words around it say it plays."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from govdisc_analysis.codebook import load_patterns
from govdisc_analysis.numerals import Number

Interval = tuple[float, float]
FARTHEST = 60
"""Numbers before a part among which its whole is looked for."""


class Term(NamedTuple):
    """A number with the part that it plays.

    ``sign`` says which way it goes, if it tells a change; ``before`` is what stands between it and
    the number before.
    """

    number: Number
    role: str
    sign: int
    before: str
    opens: bool
    is_total: bool = False
    is_sum: bool = False  # and says so with nothing but a word for sum, so that its parts are known
    is_all: bool = False  # with the word for all alone, which may sum up what stands before it

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
    only_direction: bool = False  # of a change: how large it was is not said


@cache
def load_rules() -> dict[str, dict[str, re.Pattern[str]]]:
    """The patterns of arithmetic.toml, compiled."""
    rules = load_patterns("arithmetic.toml")
    keys = ("before", "after", "opens", "handled", "received")
    return {
        name: {key: re.compile(rule[key]) for key in keys if key in rule}
        for name, rule in rules.items()
        if name != "partition"
    }


def read_terms(text: str, numbers: Sequence[Number], end: int, limit: int) -> list[Term]:
    """The countable numbers of the paragraph from ``end`` to ``limit``, each with its part."""
    terms = []
    for number in numbers:
        before = text[end : number.full_start]
        after = text[number.full_end : min(number.full_end + 12, limit)]
        if " " in before or after[:1] == " ":  # 同比 2021 年 9 件减少 2 件
            before, after = before.replace(" ", ""), after.replace(" ", "")
        terms.append(_term(number, before, after))
        end = number.full_end
    return terms


@cache
def _counts_ending_in(last: str) -> tuple[str, ...]:
    """The parts of a count whose words can end in a character."""
    rules = load_patterns("arithmetic.toml")
    return tuple(name for name in ("into", "delta") if last and last in rules[name]["ends"])


_TAIL = 32
"""More characters than any words have that stand right before a count and say what it is."""


def _term(number: Number, before: str, after: str) -> Term:
    rules = load_rules()
    opens = bool(rules["parts"]["opens"].search(before))
    is_percent = number.kind == "percent"
    # the words before a count end right at it: what stands farther ahead need not be searched
    tail = 0 if is_percent else max(0, len(before) - _TAIL)
    for name in ("growth", "share", "rate") if is_percent else _counts_ending_in(before[-1:]):
        if match := rules[name]["before"].search(before, tail):
            return Term(number, name, _sign(match), before, opens)
    if is_percent:
        return Term(number, "percent", 0, before, opens)
    if before[:1] == "(" and rules["bracket"]["before"].match(before):
        return Term(number, "base", 0, before, opens)
    for name in ("base", "past"):
        if rules[name]["after"].match(after) and rules[name]["before"].search(before, tail):
            return Term(number, name, 0, before, opens)
    is_total = bool(rules["total"]["before"].search(before, tail))
    is_sum = is_total and bool(rules["sum"]["before"].search(before, tail))
    is_all = bool(rules["all"]["before"].match(before))
    return Term(number, "figure", 0, before, opens, is_total or is_all, is_sum, is_all)


def _sign(match: re.Match[str]) -> int:
    """1 for words of growth, -1 for words of decline, 0 for words of neither."""
    said = match.groupdict()
    return 1 if said.get("up") else -1 if said.get("down") else 0


def same_unit(*terms: Term) -> bool:
    """Whether all that have a measure word have the same."""
    return len({term.number.unit for term in terms if term.number.unit}) <= 1
