"""Arithmetic that the prose itself states: sums, differences, growth rates, shares.

Each number is given the part that the words around it say it plays (codebook/arithmetic.toml):
base, change, growth, share, part of a list, or a figure of its own. A claim is recomputed from
the numbers that it names; rounding is judged by the decimals that the text used. Where a number
that would be needed is not said, there is no claim and no finding.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from govdisc_analysis.checks.changes import changes
from govdisc_analysis.checks.form import severity_of
from govdisc_analysis.checks.sums import sums
from govdisc_analysis.checks.terms import Claim, read_terms
from govdisc_analysis.models import Figure, Finding
from govdisc_analysis.numerals import Number, find_numbers, with_digits

CHECK = "narrative.arithmetic"
_COUNTED = frozenset(("count", "percent", "money"))
_SEVERAL = re.compile(r"\d[^\d]+\d")  # in words alone (一件、两件) nothing is claimed


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
    plain = with_digits(text, known)
    for low, high, inside in _paragraphs(text, known):
        if any(start < high and low < end for start, end in exclude):
            continue
        if not _SEVERAL.search(plain, low, high):
            continue
        terms = read_terms(plain, inside, low, high)
        for claim in [*changes(terms), *sums(terms)]:
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


def _finding(claim: Claim, text: str, offset: int, names: Mapping[int, str]) -> Finding:
    quote = text[claim.first.number.full_start : claim.last.number.full_end].strip()
    quote = quote if len(quote) <= 80 else f"{quote[:50]}…{quote[-28:]}"
    subject = names.get(offset + claim.about.number.start, quote)
    result: Literal["passed", "failed"] = "passed" if claim.fits else "failed"
    words = f"{quote}: said {claim.said:g}, its own numbers give {claim.value:g}"
    if claim.only_direction:
        words = f"{quote}: its own numbers change by {claim.value:g}, the other way"
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
