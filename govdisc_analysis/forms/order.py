"""Request tables that print the total before the applicants, where no header told it."""

from collections.abc import Sequence

from govdisc_analysis.forms.collect import Found, load_codes
from govdisc_analysis.forms.implied import SLACK
from govdisc_analysis.forms.merge import Instance
from govdisc_analysis.models import Note

_LEAST_ROWS = 2  # rows whose sums hold in one order only
_PAIR = 2


def order_total(body: Instance) -> tuple[Instance, list[Note]]:
    """The table with its columns in the order that all its sums hold in.

    A row of numbers that lost its header is read in the form's order. Where each row that tells
    begins with the sum of all the others, and none ends in it, the total is the first column. A row
    with one number twice (5 0 0 0 0 0 5) holds in both orders and tells nothing, nor do two equal
    numbers before a blank total, which may be parts.
    """
    applicants = load_codes().applicants
    firsts = 0
    for item in dict.fromkeys(key[0] for key in body):
        row = [cell for name in applicants if (cell := body.get((item, name)))]
        values = _values(row)
        if not any(values) or _is_sum(values[-1], values[:-1]):
            continue
        if not _is_sum(values[0], values[1:]):
            return body, []
        firsts += row[-1].state != "blank" or sum(map(bool, values)) > _PAIR
    if firsts < _LEAST_ROWS:
        return body, []
    names = dict(zip(applicants, (applicants[-1], *applicants[:-1]), strict=True))
    ordered: dict[tuple[str, ...], Found] = {}
    for (item, name), cell in body.items():
        key = (item, names[name])
        ordered[key] = cell._replace(key=key)
    start = min(cell.start for cell in body.values())
    end = max(cell.end for cell in body.values())
    message = (
        "the first column was read as the total: all sums hold so, and none in the form's order"
    )
    return ordered, [Note("forms", "info", message, start, end)]


def _values(row: Sequence[Found]) -> list[float]:
    """The numbers of a whole row, blank cells as zeros; none where a cell is open."""
    if len(row) < len(load_codes().applicants) or any(c.state == "unreadable" for c in row):
        return []
    return [cell.value or 0.0 for cell in row]


def _is_sum(total: float, parts: Sequence[float]) -> bool:
    return abs(total - sum(parts)) < SLACK
