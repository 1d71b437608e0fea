"""Read the figures that a report's sentences state, and say why every other number is none.

The grammar is data (codebook/prose/*.toml); :mod:`.decide` runs it on one
number, :mod:`.zeros` finds zeros said in words, and :func:`read_figures` keeps one figure for
each indicator.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from govdisc_analysis.models import Figure, Refusal, Section
from govdisc_analysis.numerals import Number, find_numbers, is_denied, with_digits
from govdisc_analysis.prose.around import Setting
from govdisc_analysis.prose.candidate import Candidate
from govdisc_analysis.prose.choose import choose, closing_sentence
from govdisc_analysis.prose.gather import candidates_of
from govdisc_analysis.prose.patterns import term
from govdisc_analysis.prose.plain import as_printed, with_quotes, with_stops
from govdisc_analysis.prose.sentences import Passage, split_sentences
from govdisc_analysis.prose.settle import (
    one_site,
    only_way,
    own_field,
    without_less,
    without_parts,
    without_plans,
    year_end_total,
)
from govdisc_analysis.prose.years import year_by_year
from govdisc_analysis.prose.zeros import find_zeros

__all__ = ["Prose", "read_figures"]

REASONS = {
    "percent": "percent",
    "date": "date",
    "duration": "duration",
    "time": "time",
    "ordinal": "list_number",
    "document": "document_number",
    "phone": "phone",
    "postal": "postal",
    "id": "identifier",
    "service": "service",
}
"""Reason of refusal for each kind of number that counts nothing."""


@dataclass(frozen=True, slots=True)
class Prose:
    """What the sentences of a report say; ``numbers`` are all that were found, in order."""

    figures: tuple[Figure, ...]
    refusals: tuple[Refusal, ...]
    numbers: tuple[Number, ...] = ()


def read_figures(
    text: str,
    *,
    sections: Sequence[Section] = (),
    year: int | None = None,
    exclude: Sequence[tuple[int, int]] = (),
) -> Prose:
    """Figures and refused numbers of a report's prose.

    Args:
        text: cleaned text.
        sections: the report's sections, for the figures' ``section``.
        year: reporting year; None takes the year that the text names most.
        exclude: stretches that are forms or page furniture; their numbers are left alone.

    >>> prose = read_figures("累计公开2870条,今年新增272条。收到申请,均已答复。", year=2020)
    >>> [(f.indicator, f.value) for f in prose.figures], [r.reason for r in prose.refusals]
    ([('proactive_total', 272.0)], ['running_total'])
    """
    printed, text = text, with_quotes(with_stops(text))
    numbers = find_numbers(text, exclude)
    counted = [n for n in numbers if n.kind not in REASONS]
    said, text = text, with_digits(text, counted)
    denied = [n for n in counted if is_denied(said, n)]
    if denied:
        starts = {n.start for n in denied}
        counted = [n for n in counted if n.start not in starts]
    setting = Setting.of_report(text, year or _main_year(numbers, text))
    found = year_by_year(text, setting.year, _candidates(setting, counted, exclude))
    found = without_plans(text, sections, setting.year, found)
    found = one_site(text, without_less(text, without_parts(text, found)))
    found = year_end_total(text, setting.year, own_field(text, only_way(found)))
    found += closing_sentence(text, found)
    figures, refusals = choose(found, sections)
    refusals += [_refusal(n, text) for n in numbers if n.kind in REASONS]
    refusals += [Refusal(n.start, n.end, n.text, "no_indicator") for n in denied]
    return Prose(
        tuple(as_printed(figures, text, printed)),
        tuple(sorted(refusals, key=lambda r: r.start)),
        tuple(numbers),
    )


def _candidates(
    setting: Setting, counted: Sequence[Number], exclude: Sequence[tuple[int, int]]
) -> list[Candidate]:
    """What the sentences say that hold a number that counts, or a zero in words."""
    passage = Passage(setting.lex, setting.text)
    starts = [n.start for n in counted]
    wanted = sorted(starts + [at for at in passage.zeros if not _is_inside(at, exclude)])
    found: list[Candidate] = []
    first = 0
    for sentence in split_sentences(passage, wanted):
        last = bisect_left(starts, sentence.end, first)
        if last > first:
            found += candidates_of(setting, sentence, counted[first:last], found)
            first = last
        if sentence.has_zero and not _is_inside(sentence.start, exclude):
            found += [Candidate.of_zero(z, setting.text) for z in find_zeros(setting, sentence)]
    return found


def _is_inside(position: int, stretches: Sequence[tuple[int, int]]) -> bool:
    return any(start <= position < end for start, end in stretches)


def _main_year(numbers: Sequence[Number], text: str) -> int | None:
    years = Counter(
        int(text[n.start : n.start + 4])
        for n in numbers
        if n.kind == "date" and re.match(r"20\d\d", text[n.start : n.start + 4])
    )
    return years.most_common(1)[0][0] if years else None


def _refusal(number: Number, text: str) -> Refusal:
    """A number that counts nothing, refused for its kind."""
    if number.kind == "ordinal" and number.start and text[number.start - 1] == term.ordinal:
        return Refusal(number.start, number.end, number.text, "article_of_law")
    return Refusal(number.start, number.end, number.text, REASONS[number.kind])
