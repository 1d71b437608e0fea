"""The words, patterns and conventions of codebook/numerals.toml and approximate.csv."""

import re
import string
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from govdisc_analysis.codebook import filled, load_csv, load_patterns


class Bound(NamedTuple):
    """One side of a convention: ``factor * N + offset``, or one less than the next unit."""

    factor: float
    offset: float
    is_next: bool

    def of(self, value: float) -> float:
        """The bound for ``value``; whole numbers stay whole."""
        if self.is_next:
            return value + last_unit(value) - 1
        bound = self.factor * value + self.offset
        return float(round(bound)) if value == int(value) else bound


def last_unit(value: float) -> float:
    """Place value of the last digit that is not zero.

    >>> last_unit(650), last_unit(180000), last_unit(6)
    (10, 10000, 1)
    """
    unit, rest = 1, int(value)
    while rest and rest % 10 == 0:
        unit, rest = unit * 10, rest // 10
    return unit


@dataclass(frozen=True, slots=True)
class Words:
    """The data files, compiled once. What the words do is said in numerals.toml."""

    digits: Mapping[str, int]
    powers: Mapping[str, int]
    bounds: Mapping[tuple[str, str], tuple[Bound, Bound]]
    before: re.Pattern[str]
    before_ends: frozenset[str]
    after: re.Pattern[str]
    after_starts: frozenset[str]
    unit: re.Pattern[str]
    plain_units: frozenset[str]
    glued_left: frozenset[str]
    idiom: re.Pattern[str]
    services: frozenset[str]
    short_numbers: tuple[str, ...]
    said: Mapping[str, Any]
    digits_are: re.Pattern[str]
    patterns: Mapping[str, re.Pattern[str]]


def _bound(text: str) -> Bound:
    if text == "next-1":
        return Bound(1.0, 0.0, True)
    match = re.fullmatch(r"([\d.]*)N([+-]\d+)?", text)
    if match is None:
        raise ValueError(f"approximate.csv: {text!r} is neither 'next-1' nor like '0.9N' or 'N-1'")
    return Bound(float(match[1] or 1), float(match[2] or 0), False)


def _any(words: Iterable[str]) -> str:
    return "|".join(re.escape(w) for w in sorted(set(words), key=lambda w: (-len(w), w)))


@cache
def load_words() -> Words:
    """The data files, compiled."""
    said = load_patterns("numerals.toml")
    rows = load_csv("approximate.csv")
    before = [r["marker"] for r in rows if r["place"] == "before"]
    after = [r["marker"] for r in rows if r["place"] == "after"]
    counted = said["units_after_chinese"]
    parts = said["parts"] | {
        "follows": re.escape(counted + said["also_after_chinese"]),
        "units_after_chinese": counted,
        **{k: _any(said[k]) for k in ("phone_words", "postal_words", "identifier_words")},
    }
    kinds = [f"(?P<{kind}>{filled(p, parts)})" for kind, p in said["digits_are"].items()]
    return Words(
        {c: i for i, c in enumerate(said["digits"])} | said["other_digits"],
        said["powers"],
        {(r["marker"], r["place"]): (_bound(r["lower"]), _bound(r["upper"])) for r in rows},
        re.compile(rf"(?:{_any(before)})[{said['particles']}]?$"),
        frozenset(w[-1] for w in before) | set(said["particles"]),
        re.compile(rf"\s?({_any(after)})(?!于)"),
        frozenset(w[0] for w in after) | {" ", "\n"},
        re.compile(rf"{_any(said['units_long'])}|[{said['units']}]"),
        frozenset(counted) - set(said["plain_not"]),
        frozenset(said["glued_left"] + string.ascii_letters),
        re.compile(_any(said["idioms"])),
        frozenset(said["services"]),
        tuple(said["short_numbers"]),
        said,
        re.compile("|".join(kinds)),
        {name: re.compile(filled(p, parts)) for name, p in said["patterns"].items()},
    )
