"""Rows of the request table that lost their blanks, laid out by the form's own sums."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations

from govdisc_analysis.forms.cells import parse_value
from govdisc_analysis.forms.collect import Found
from govdisc_analysis.forms.implied import SLACK, identities
from govdisc_analysis.forms.rows import Row
from govdisc_analysis.models import Cell

Line = tuple[tuple[Found, ...], Row | None]
Layout = tuple[int, ...]


def place_columns(lines: Sequence[Line]) -> list[tuple[Found, ...]]:
    """The rows' cells, with the columns of partial rows where just one layout fits.

    A row's values stand in the order of its columns, so that a layout is a choice of columns.
    It fits if no column exceeds what the total row leaves for it.
    """
    placed = [found for found, _ in lines]
    for body in _bodies(lines):
        _place_body(lines, body, placed)
    return placed


def _bodies(lines: Sequence[Line]) -> Iterator[dict[str, int]]:
    """Line numbers of the items of each body's request table."""
    body: dict[str, int] = {}
    for number, (found, _) in enumerate(lines):
        if found[0].table != "requests":
            continue
        item = found[0].key[0]
        if item in body:
            yield body
            body = {}
        body[item] = number
    if body:
        yield body


def _place_body(
    lines: Sequence[Line], body: dict[str, int], placed: list[tuple[Found, ...]]
) -> None:
    total = next(r.left[0][0] for r in identities("requests") if r.right[0][0] == "disclosed")
    if total not in body:
        return
    outcomes = {r.right[i][0] for r in identities("requests") if r.left[0][0] == total
                for i in range(len(r.right))} - {total}  # fmt: skip
    limits = [cell.value for cell in placed[body[total]][:6]]
    if any(value is None for value in limits):
        return
    left = [value or 0.0 for value in limits]
    for item in outcomes & body.keys():
        for column, cell in enumerate(placed[body[item]][:6]):
            left[column] -= cell.value or 0.0
    open_rows = [body[i] for i in body if i in outcomes and _is_open(lines[body[i]][1])]
    changed = True
    while changed and open_rows:
        changed = False
        for number in list(open_rows):
            row = lines[number][1]
            layout = _only_layout(row.values, left) if row else None
            if row is None or layout is None:
                continue
            placed[number] = _lay_out(placed[number], row.values, layout)
            for column, value in zip(layout, row.values, strict=False):
                left[column] -= _value(value)
            open_rows.remove(number)
            changed = True


def _is_open(row: Row | None) -> bool:
    return row is not None and row.how == "partial"


def _value(cell: Cell) -> float:
    parsed = parse_value(cell.text)
    return (parsed.value if parsed else None) or 0.0


def _only_layout(values: Sequence[Cell], left: Sequence[float]) -> Layout | None:
    """The one choice of columns for all values but the last, which is the total."""
    numbers = [_value(cell) for cell in values[:-1]]
    fits = [
        layout
        for layout in combinations(range(6), len(numbers))
        if all(n <= left[c] + SLACK for n, c in zip(numbers, layout, strict=True))
    ]
    return fits[0] if len(fits) == 1 else None


def _lay_out(found: tuple[Found, ...], values: Sequence[Cell], layout: Layout) -> tuple[Found, ...]:
    cells = list(found)
    by_column = dict(zip(layout, values, strict=False))
    for column in range(6):
        cell = by_column.get(column)
        parsed = parse_value(cell.text) if cell else None
        if cell and parsed:
            cells[column] = replace(cells[column], value=parsed.value, state=parsed.state,
                                    text=cell.text, start=cell.start, end=cell.end)  # fmt: skip
        else:
            cells[column] = replace(cells[column], state="blank")
    return tuple(cells)
