"""Rows of grids that were read before: which cell goes to which key, whatever its number.

How a row is read follows from its labels, from which of its cells are values, and from what the
rows above have said, not from the numbers. Reports share their forms, so that nine rows in ten
were seen before; their cells are taken as they were then.
"""

from typing import NamedTuple

from govdisc_analysis.forms.cells import parse_value
from govdisc_analysis.forms.collect import Found, Table, make_found
from govdisc_analysis.forms.entries import Entry, Line, Sign
from govdisc_analysis.forms.headers import Columns

_MOST = 20_000
_MOST_VALUES = 7  # a row of more may be laid out by its sum


class Situation(NamedTuple):
    """All that the reading of a row depends on."""

    sign: Sign
    table: str
    parent: str
    group: str
    columns: Columns  # compared as an object: each header has one for all reports


class Claim(NamedTuple):
    """One cell of a row that a label claims; ``place`` is its place among the row's cells."""

    place: int
    table: Table
    key: tuple[str, ...]
    label: str
    unit: str
    template: str
    asked: tuple[str, ...]


class Known(NamedTuple):
    """What a row claims, and what the context is behind it."""

    claims: tuple[Claim, ...]
    table: str
    parent: str
    group: str


_known: dict[Situation, Known] = {}


def may_be_known(line: Line) -> bool:
    """Whether a row is of the kind that is remembered: it has values, but no more than a form's."""
    return 0 < line.values <= _MOST_VALUES


def recall(situation: Situation) -> Known | None:
    """How a row was read before in the same situation."""
    return _known.get(situation)


def remember(before: Situation, entries: list[Entry], found: list[Found], after: Situation) -> None:
    """Keep how a row was read; ``after`` is the situation behind it."""
    places = {id(entry.cell): place for place, entry in enumerate(entries)}
    claims = [
        Claim(places[id(f.cell)], f.table, f.key, f.label, f.unit, f.template, f.asked)
        for f in found
    ]
    if len(_known) >= _MOST:
        _known.clear()
    _known[before] = Known(tuple(claims), after.table, after.parent, after.group)


def take(known: Known, entries: list[Entry]) -> list[Found] | None:
    """The cells of a row that is known; None if one of them calls for a remark."""
    found = []
    for place, table, key, label, unit, template, asked in known.claims:
        cell = entries[place].cell
        parsed = parse_value(cell.text, *asked)
        if parsed and parsed.remark:
            return None
        found.append(make_found(table, key, parsed, cell, label, unit, template, asked))
    return found
