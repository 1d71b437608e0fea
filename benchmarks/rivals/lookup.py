"""Rows of tables to cells by looking their labels up: what every table rival does next."""

from collections.abc import Iterator, Sequence

from benchmarks.cells import Cells, Key, money
from benchmarks.rivals.numbers import is_blank, to_number
from benchmarks.rivals.official import (
    APPLICANTS,
    match,
    proactive_keys,
    redress_keys,
    request_labels,
    squeeze,
    stat_labels,
    units,
)

_STAT_WIDTH = 4

Row = Sequence[object]
Table = Sequence[Row]


def cells_of(tables: Sequence[Table]) -> Cells:
    """The cells of the official forms in some tables, found by label."""
    rows = [row for table in tables for row in trim(table)]
    found: list[tuple[Key, float | None]] = [
        *_requests(rows),
        *_proactive(rows),
        *_redress(rows),
        *_stat(rows),
    ]
    cells: Cells = {}
    for key, value in found:
        if value is not None:
            cells.setdefault(key, money(value, units().get(key, "")))
    return cells


def trim(table: Table) -> list[Row]:
    """The table without the empty columns on its right.

    >>> trim([["a", 1, None], ["b", 2, ""]])
    [['a', 1], ['b', 2]]
    """
    width = max((at for row in table for at, c in enumerate(row, 1) if not is_blank(c)), default=0)
    return [list(row)[:width] for row in table]


def _requests(rows: Sequence[Row]) -> Iterator[tuple[Key, float | None]]:
    """The last seven cells of each row whose last label is one of the request table."""
    labels = {**request_labels("2019"), **request_labels("2021")}
    for row in rows:
        names = [str(cell) for cell in row[:-7] if not is_blank(cell)]
        label = match(names[-1], labels) if names else None
        if label is not None:
            for applicant, cell in zip(APPLICANTS, row[-7:], strict=True):
                yield ("requests", labels[label], applicant), to_number(cell)


def _proactive(rows: Sequence[Row]) -> Iterator[tuple[Key, float | None]]:
    """Cells below a heading of measures, in rows that begin with a subject."""
    heads: list[str] = []
    keys = {
        (subject, measure): key
        for template in ("form2019", "form2021")
        for subject, measure, key in proactive_keys(template)
    }
    for row in rows:
        texts = ["" if is_blank(cell) else squeeze(str(cell)) for cell in row]
        if any(measure in texts for _, measure in keys):
            heads = texts
            continue
        for head, cell in zip(heads[1:], row[1:], strict=False):
            key = keys.get((texts[0], head))
            if key:
                yield key, to_number(cell)


def _redress(rows: Sequence[Row]) -> Iterator[tuple[Key, float | None]]:
    """The first row of fifteen numbers."""
    keys = redress_keys()
    for row in rows:
        values = [to_number(cell) for cell in row[-len(keys) :]]
        blanks = [is_blank(cell) for cell in row[-len(keys) :]]
        known = [value is not None or blank for value, blank in zip(values, blanks, strict=True)]
        if len(values) == len(keys) and all(known) and any(v is not None for v in values):
            yield from zip(keys, values, strict=True)
            return


def _stat(rows: Sequence[Row]) -> Iterator[tuple[Key, float | None]]:
    """The last cell of each labelled row; a label that comes twice goes by its turn."""
    open_keys: dict[str, list[Key]] = {}
    for label, key in stat_labels():
        open_keys.setdefault(label, []).append(key)
    for row in rows:
        shown = match(str(row[0]), open_keys) if 1 < len(row) <= _STAT_WIDTH else None
        if shown is not None and open_keys[shown]:
            yield open_keys[shown].pop(0), to_number(row[-1])
