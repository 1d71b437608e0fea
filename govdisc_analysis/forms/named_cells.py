"""Tables whose cells say the name of their column before the value, as pages for small screens do:
自然人：12.
"""

from collections.abc import Sequence

from govdisc_analysis.forms.labels import look_up
from govdisc_analysis.models import Cell

Row = Sequence[Cell | None]

_KINDS = frozenset(("applicant", "result", "measure", "stat_head"))
_COLONS = ("：", ":")
_LONGEST = 24
_LEAST = 3


def without_names(rows: Sequence[Row]) -> Sequence[Row]:
    """The rows, their cells without the names of columns; as they are where the last row has none.

    >>> row = [Cell(text, 0, 5) for text in ("总数", "自然人:4", "其他:4", "总计:4")]
    >>> [cell.text for cell in without_names([row])[0]]
    ['总数', '4', '4', '4']
    """
    if not rows or sum(_value_at(cell) > 0 for cell in rows[-1]) < _LEAST:
        return rows
    bare: dict[int, Cell] = {}
    return [[cell and _bare(cell, bare) for cell in row] for row in rows]


def _value_at(cell: Cell | None) -> int:
    """Where the value begins behind the name of a column and a colon; 0 where no such name is."""
    text = cell.text if cell is not None else ""
    at = max(text.find(colon, 0, _LONGEST) for colon in _COLONS) if text else -1
    if at < 1 or not any(meaning.kind in _KINDS for meaning in look_up(text[:at])):
        return 0
    return at + 1


def _bare(cell: Cell, bare: dict[int, Cell]) -> Cell:
    """The cell without the name; one and the same for each place that it covers."""
    if id(cell) not in bare:
        text = cell.text[at:].lstrip() if (at := _value_at(cell)) else cell.text
        bare[id(cell)] = Cell(text, cell.start + len(cell.text) - len(text), cell.end)
    return bare[id(cell)]
