"""Columns that stand beside the form's own: item numbers and codes, last year's counts."""

from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache

from govdisc_analysis.forms.entries import Entry, by_shape
from govdisc_analysis.forms.labels import core, look_up
from govdisc_analysis.forms.patterns import says, terms

_APPLICANTS = ("applicant_head", "applicant_group")
_NOW, _BEFORE = 1, 0
_HEADER = 200
"""Characters before a row within which the names of its columns stand."""


def columns_aside(entries: Sequence[Entry], report_year: int | None = None) -> frozenset[int]:
    """Columns that a header row gives to item numbers or, beside this year, to an earlier one.

    Args:
        entries: the header row.
        report_year: the year of the report, if it is known: none but that one is this year's.
    """
    aside: set[int] = set()
    years: dict[int, list[Entry]] = {}
    for entry in entries:
        if entry.find("serial_head"):
            aside.update(entry.columns)
        year = _period(entry.cell.text)
        if year is not None:
            years.setdefault(year, []).append(entry)
    own = _own_year(years, report_year) if len(years) > 1 else max(years, default=0)
    for year, found in years.items():
        if year != own:
            aside.update(column for entry in found for column in entry.columns)
    if _has_applicants(entries):
        aside.update(column for e in entries if _is_remark(e) for column in e.columns)
    elif any(entry.find("stat_head") for entry in entries):
        aside.update(_beside([entry for entry in entries if not entry.find("stat_head")]))
    return frozenset(aside)


def _own_year(years: Collection[int], report_year: int | None) -> int:
    """The latest of the years; the report's, where they are years of the calendar."""
    latest = max(years)
    return report_year if report_year and latest > _NOW else latest


@by_shape
def _has_applicants(entries: Sequence[Entry]) -> bool:
    return any(entry.find(kind) for entry in entries for kind in _APPLICANTS)


def _is_remark(entry: Entry) -> bool:
    """The head of a column of remarks or of units, beside those of the applicants."""
    head = entry.find("stat_head")
    return core(entry.cell.text) in terms.remarks or (head is not None and head.code == "unit")


def _beside(entries: Sequence[Entry]) -> Iterator[int]:
    """Columns of changes and of remarks, and of the parts of a sum that is printed."""
    sums = [entry for entry in entries if core(entry.cell.text) in terms.sums]
    for entry in entries:
        is_part = len(sums) == 1 and entry is not sums[0]
        if is_part or core(entry.cell.text) in (*terms.beside, *terms.remarks):
            yield from entry.columns


def latest_period(text: str, at: int, report_year: int | None = None) -> tuple[int, int]:
    """Of the periods that a header above a row names the place of this year's, and how many.

    It is the latest, or that of the report's year; -1 if that one is not among them.

    >>> head = "单位 2014年 2015年 "
    >>> [latest_period(head, len(head), year) for year in (None, 2014, 2016)]
    [(1, 2), (0, 2), (-1, 2)]
    >>> latest_period("申请数 件 3 5", 4)
    (0, 0)
    """
    words = says.year_with_blank.sub("", text[max(0, at - _HEADER) : at]).split()
    while words and _period(words[-1]) is None:
        words.pop()
    years: list[int] = []
    while words and (year := _period(words.pop())) is not None:
        years.insert(0, year)
    if not len(set(years)) == len(years) > 1:
        return 0, 0
    own = _own_year(years, report_year)
    return years.index(own) if own in years else -1, len(years)


@lru_cache(maxsize=10_000)
def _period(text: str) -> int | None:
    """The year that a header cell names; this year and the last one stand in their order."""
    said = says.year_alone.fullmatch(text)
    if said:
        return int(said[1])
    for meaning in look_up(text):
        if meaning.kind == "period_head":
            return _NOW if meaning.code == "this" else _BEFORE
    return None


def without(entries: Sequence[Entry], aside: frozenset[int]) -> list[Entry]:
    """The entries that do not stand in the columns aside; a wide one keeps its other columns."""
    kept = []
    for entry in entries:
        if aside.isdisjoint(entry.columns):
            kept.append(entry)
            continue
        columns = tuple(column for column in entry.columns if column not in aside)
        if columns:
            kept.append(Entry(entry.cell, columns, entry.meanings, entry.is_value, entry.is_blank))
    return kept
