"""Which column of its header each value of a grid's row stands in."""

from collections.abc import Sequence

from govdisc_analysis.forms.cells import parse_value
from govdisc_analysis.forms.collect import load_codes
from govdisc_analysis.forms.entries import Entry
from govdisc_analysis.forms.headers import Columns
from govdisc_analysis.forms.labels import Meaning
from govdisc_analysis.forms.strays import has_sum

_WIDTH = 7  # six applicants and the total
Measures = Sequence[tuple[Meaning | None, tuple[int, ...], str]]


def match_applicants(values: Sequence[Entry], columns: Columns) -> list[tuple[str, Entry]]:
    """Applicants of a row's value cells: by the header's columns, else all seven in order."""
    if columns.subtotals:
        values = [e for e in values if not columns.subtotals.issuperset(e.columns)]
    at = {column: entry for entry in reversed(values) for column in entry.columns}
    hits = [(code, at[column]) for code, column in columns.applicants if column in at]
    taken = {id(entry) for _, entry in hits}
    distinct = len(taken) == len(hits)
    free = [e for e in values if e.is_value and id(e) not in taken]
    if columns.undivided >= 0 and len(hits) == 2 and distinct:
        return hits if all(columns.undivided in e.columns for e in free) else []
    if len(hits) == _WIDTH and distinct:
        return hits if not free or _adds_up([entry for _, entry in hits]) else []
    if len(values) == 1 and not columns.applicants and len(values[0].columns) == 1:
        return [("total", values[0])]  # the form without its applicants
    if len(values) < len(columns.applicants):
        return []  # a cell is lost, and what stands behind it has moved
    order = [code for code, _ in columns.applicants]
    official = list(load_codes().applicants)
    if len(order) != _WIDTH:
        order = official
    elif order != official:
        return []  # names that stand over no value of the row tell no order
    seven = _seven(values)
    if seven:
        return list(zip(order, seven, strict=True))
    return hits if distinct and not free and len(values) < _WIDTH else []


def _seven(values: Sequence[Entry]) -> Sequence[Entry]:
    """The seven cells of a row among blank ones; none where several would do.

    Where a row of a text has more cells than columns, the padding may be on either side: then
    its sum must tell.
    """
    fits = [
        values[first : first + _WIDTH]
        for first in range(len(values) - _WIDTH + 1)
        if not any(e.is_value for e in (*values[:first], *values[first + _WIDTH :]))
    ]
    if len(fits) <= 1 or not any(entry.is_value for entry in values):
        return fits[0] if fits else ()
    sums = [row for row in fits if _adds_up(row)]
    return sums[0] if len(sums) == 1 else ()


def _adds_up(row: Sequence[Entry]) -> bool:
    parsed = [parse_value(entry.cell.text) for entry in row]
    return bool(parsed[-1] and parsed[-1].value) and has_sum(parsed)


def match_measures(values: Sequence[Entry], measures: Measures) -> list[tuple[int, Entry]]:
    """The values of a proactive row with the places of their measures in the header.

    In their order where each stands below its own header cell, or where none can: spans of the
    header and of its rows often differ. None where a cell is lost or one too many, since those
    behind it have moved then.
    """
    pairs: list[tuple[int, Entry]] = []
    for place, (_, columns, _) in enumerate(measures):
        hit = next((e for e in values if set(e.columns) & set(columns)), None)
        if hit and all(hit is not used for _, used in pairs):
            pairs.append((place, hit))
    if len(values) != len(measures):
        used = {id(entry) for _, entry in pairs}
        is_over = any(e.is_value and id(e) not in used for e in values)
        is_short = len(values) < sum(measure is not None for measure, _, _ in measures)
        return [] if is_over or is_short else pairs
    below = [
        bool(set(entry.columns) & set(columns))
        for entry, (_, columns, _) in zip(values, measures, strict=True)
    ]
    if all(below) or (all(measure for measure, _, _ in measures) and len(pairs) < len(values)):
        return list(enumerate(values))
    return pairs
