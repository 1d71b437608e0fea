"""Sums along a row, and what stands among its values but is none of them: page numbers, marks."""

from collections.abc import Sequence

from govdisc_analysis.forms.cells import Parsed, parse_value
from govdisc_analysis.models import Cell

SLACK = 1e-6
ONE_SUM = 7
"""Wider rows have several totals."""


def has_sum(parsed: Sequence[Parsed | None]) -> bool:
    """The last value is printed and is the sum of those before it; no values have none."""
    total = parsed[-1].value if parsed and parsed[-1] else None
    if total is None:
        return False
    return abs(sum([p.value or 0.0 for p in parsed[:-1] if p]) - total) < SLACK


def adds_up(parsed: Sequence[Parsed | None]) -> bool:
    """The last value is the sum, and not zero."""
    total = parsed[-1]
    return bool(total and total.value) and has_sum(parsed)


def is_stray_mark(text: str, values: Sequence[Cell]) -> bool:
    """A mark on a line of its own (a backslash that breaks a line) behind a row on one line."""
    last = values[-1]
    if not last.text or last.text[-1].isdigit() or "\n" not in text[values[-2].end : last.start]:
        return False
    return "\n" not in text[values[0].end : values[-2].start] and _is_alone(text, last)


def ends_in_page_number(values: Sequence[Cell], parsed: Sequence[Parsed | None]) -> bool:
    """The row lost a blank and took a page number in: only without the last it adds up."""
    if len(values) != ONE_SUM or has_sum(parsed):
        return False
    is_framed = values[-1].text == values[-3].text and parsed[-1] and parsed[-1].state == "dash"
    tails = (1, 3) if is_framed else (1,)  # 5, or - 5 -
    return any(adds_up(parsed[:-tail]) for tail in tails)


def without_page_number(text: str, values: Sequence[Cell], width: int) -> list[Cell] | None:
    """The row without one number that is none of its own, if its total tells which.

    That number follows the row, or stands alone on a line; zeros alone tell nothing of a line.
    """
    if len(values) != width + 1:
        return None
    fits: dict[tuple[float | None, ...], list[Cell]] = {}
    for place, cell in enumerate(values):
        kept = [*values[:place], *values[place + 1 :]]
        parsed = [parse_value(c.text) for c in kept]
        is_apart = place == width or (_is_alone(text, cell) and adds_up(parsed))
        if cell.text.isdigit() and is_apart and has_sum(parsed):
            fits[tuple(p.value if p else None for p in parsed)] = kept
    return next(iter(fits.values())) if len(fits) == 1 else None


def _is_alone(text: str, cell: Cell) -> bool:
    before = text[max(0, cell.start - 40) : cell.start].rpartition("\n")[2]
    return not (before + text[cell.end : cell.end + 40].partition("\n")[0]).strip(" \t|")
