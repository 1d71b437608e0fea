"""Rows that a page end cut in two: the rest of the label stands in a row of blank cells."""

from collections.abc import Sequence

from govdisc_analysis.forms.entries import Entry, by_shape, has_value
from govdisc_analysis.forms.labels import look_up_cell
from govdisc_analysis.models import Cell

_LEAST_BLANKS = 2
_ROW_KINDS = frozenset(("request", "indicator"))

Row = Sequence[Cell | None]


def join_torn_rows(
    cells: Sequence[Row], rows: Sequence[Sequence[Entry]]
) -> tuple[Sequence[Row], list[int]]:
    """The rows, each such pair as one row, and the places of the rows that went into others.

    A pair is joined only where both parts of the label together are one that a form has, and
    neither is one alone.
    """
    rests = {place for place, row in enumerate(rows) if _is_rest(row)}
    if not rests:
        return cells, []
    parts = [
        place
        for place in range(1, len(rows))
        if (place in rests and _has_strange(rows[place - 1]))
        or (place - 1 in rests and _has_strange(rows[place]))
    ]
    joined, gone = list(cells), []
    for place in parts:
        row = None if place - 1 in gone else _joined(joined[place - 1], joined[place])
        if row:
            joined[place - 1] = row
            gone.append(place)
    return [row for place, row in enumerate(joined) if place not in gone], gone


@by_shape
def _is_rest(entries: Sequence[Entry]) -> bool:
    """Words of nobody's, and blank cells."""
    blanks = sum(entry.is_blank for entry in entries)
    return blanks >= _LEAST_BLANKS and not has_value(entries) and _has_strange(entries)


@by_shape
def _has_strange(entries: Sequence[Entry]) -> bool:
    return any(not (e.meanings or e.is_value or e.is_blank) for e in entries)


def _joined(above: Row, below: Row) -> Row | None:
    """One row of two: the label of both, the other cells of the one that has them."""
    own = [(a, b) for a, b in zip(above, below, strict=True) if a is not b]
    both = {(id(a), id(b)): (a, b) for a, b in own if a and b and a.text and b.text}
    if len(both) != 1 or any(a is None or b is None for a, b in own):
        return None
    ((first, rest),) = both.values()
    label = Cell(first.text + rest.text, first.start, rest.end)
    if any(map(_is_label, (first.text, rest.text))) or not _is_label(label.text):
        return None
    return [
        a if a is b else label if a is first else (a if a and a.text else b)
        for a, b in zip(above, below, strict=True)
    ]


def _is_label(text: str) -> bool:
    return any(meaning.kind in _ROW_KINDS for meaning in look_up_cell(text))
