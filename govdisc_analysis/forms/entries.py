"""Cells of a grid's row with what their texts can mean."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from govdisc_analysis.forms.cells import parse_value
from govdisc_analysis.forms.labels import Meaning, look_up
from govdisc_analysis.models import Cell

_LEAST_PAIRS = 3


@dataclass(slots=True)  # not frozen: one is made for each cell
class Entry:
    """A distinct cell of a row with the columns that it covers and what its text can mean."""

    cell: Cell
    columns: tuple[int, ...]
    meanings: tuple[Meaning, ...]
    is_value: bool
    is_blank: bool

    def find(self, kind: str) -> Meaning | None:
        """The meaning in one role, None if the text has no such meaning."""
        for meaning in self.meanings:
            if meaning.kind == kind:
                return meaning
        return None


def split_halves(rows: list[list[Entry]]) -> list[list[list[Entry]]]:
    """The two halves of a table whose rows stand side by side in pairs, else the table itself."""
    starts = Counter(
        entry.columns[0]
        for entries in rows
        for before, entry in pairwise(entries)
        if before.is_value and (entry.find("request") or entry.find("indicator"))
    )
    column, number = starts.most_common(1)[0] if starts else (0, 0)
    if number < _LEAST_PAIRS:
        return [rows]
    left = [[e for e in entries if e.columns[0] < column] for entries in rows]
    right = [[_shift(e, column) for e in entries if e.columns[-1] >= column] for entries in rows]
    return [left, right]


def _shift(entry: Entry, by: int) -> Entry:
    columns = tuple(column - by for column in entry.columns if column >= by)
    return replace(entry, columns=columns)


Sign = tuple[tuple[str | None, ...], tuple[int, ...]]
"""What a row shows, its values all alike; and which of its places merged cells share."""
_VALUE = "0"
_Shape = tuple[int, tuple[int, ...], tuple[Meaning, ...], bool, bool]


class Line(list[Entry]):
    """A row's entries as they stand in the grid, with the row's sign.

    ``values`` counts the cells that are no label, blank and strange ones included, if one at
    least is a value.
    """

    sign: Sign
    values: int


def read_entries(row: Sequence[Cell | None]) -> Line:
    """The distinct cells of a row."""
    merged = () if len(set(map(id, row))) == len(row) else _merged(row)
    sign = tuple([None if cell is None else _sign(cell.text) for cell in row]), merged
    shapes, values = _shapes(sign)
    line = Line([Entry(row[at], *rest) for at, *rest in shapes])  # type: ignore[arg-type]
    line.sign, line.values = sign, values
    return line


def _merged(row: Sequence[Cell | None]) -> tuple[int, ...]:
    """For each place of a row the first one that holds the same cell."""
    first: dict[int, int] = {}
    return tuple([first.setdefault(id(cell), place) for place, cell in enumerate(row)])


@lru_cache(maxsize=20_000)
def _sign(text: str) -> str:
    """A cell's text; one and the same for all values."""
    return _VALUE if _judge(text)[1] else text


@lru_cache(maxsize=20_000)
def _shapes(sign: Sign) -> tuple[tuple[_Shape, ...], int]:
    """Place, columns, meanings and kind of each distinct cell, and how many are no labels."""
    texts, merged = sign
    columns: dict[int, list[int]] = {}
    for place, text in enumerate(texts):
        if text is not None:
            columns.setdefault(merged[place] if merged else place, []).append(place)
    shapes = [(at, tuple(all_), *_judge(texts[at] or "")) for at, all_ in columns.items()]
    has_value = any(is_value for *_, is_value, _ in shapes)
    return tuple(shapes), has_value * sum(not meanings for _, _, meanings, *_ in shapes)


@lru_cache(maxsize=20_000)
def _judge(text: str) -> tuple[tuple[Meaning, ...], bool, bool]:
    """What a cell's text can mean, whether it is a value, whether it is blank."""
    meanings = look_up(text)
    parsed = None if meanings or len(text) > 40 else parse_value(text)
    if parsed is None:
        return meanings, False, False
    return meanings, parsed.state != "blank", parsed.state == "blank"
