"""Rows of grids that were read before: which cell goes to which key, whatever its number.

How a row is read follows from its labels, from which of its cells are values, and from what the
rows above have said, not from the numbers. The cells of a row whose like was seen before are
taken as they were then.
"""

from collections.abc import Sequence
from typing import NamedTuple, cast

from govdisc_analysis.forms.cells import parse_value
from govdisc_analysis.forms.collect import Found, Table, make_found
from govdisc_analysis.forms.entries import Line
from govdisc_analysis.forms.headers import Columns
from govdisc_analysis.models import Cell

_MOST = 100
_MOST_VALUES = 7  # a row of more may be laid out by its sum

Situation = tuple[str, str, str, Columns]
"""Table, heading and group that the rows above have named, and the columns of their header.

Columns are compared as objects: each header has one for all reports.
"""


class Claim(NamedTuple):
    """One cell of a row that a label claims; ``place`` is the cell's place in its row."""

    place: int
    table: Table
    key: tuple[str, ...]
    label: str
    unit: str
    template: str
    asked: tuple[str, ...]


class Known(NamedTuple):
    """What a row claims, and the situation behind it."""

    claims: tuple[Claim, ...]
    after: Situation


def may_be_known(line: Line) -> bool:
    """Whether a row is of the kind that is remembered: it has values, but no more than a form's."""
    shape = line.shape
    if not shape.values:
        return False
    return len(shape.values) <= _MOST_VALUES and sum(not k[2] for k in shape.kinds) <= _MOST_VALUES


def recall(line: Line, before: Situation) -> Known | None:
    """How a row of this shape was read in the same situation."""
    return line.shape.readings.get(before)


def remember(line: Line, before: Situation, found: Sequence[Found], after: Situation) -> None:
    """Keep how a row was read."""
    places = {id(cell): place for place, cell in reversed(list(enumerate(line.row)))}
    claims = [
        Claim(places[id(f.cell)], f.table, f.key, f.label, f.unit, f.template, f.asked)
        for f in found
    ]
    readings = line.shape.readings
    if len(readings) >= _MOST:
        readings.clear()
    readings[before] = Known(tuple(claims), after)


def take(known: Known, line: Line) -> list[Found] | None:
    """The cells of a row that is known; None if one of them calls for a remark."""
    found = []
    row = cast(Sequence[Cell], line.row)  # a row with this sign has cells in these places
    for place, table, key, label, unit, template, asked in known.claims:
        cell = row[place]
        parsed = parse_value(cell.text, *asked)
        if parsed and parsed.remark:
            return None
        found.append(make_found(table, key, parsed, cell, label, unit, template, asked))
    return found
