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


def read_entries(row: Sequence[Cell | None]) -> list[Entry]:
    """The distinct cells of a row."""
    places: dict[int, tuple[Cell, list[int]]] = {}
    for column, cell in enumerate(row):
        if cell is not None:
            places.setdefault(id(cell), (cell, []))[1].append(column)
    return [Entry(cell, tuple(columns), *_judge(cell.text)) for cell, columns in places.values()]


@lru_cache(maxsize=20_000)
def _judge(text: str) -> tuple[tuple[Meaning, ...], bool, bool]:
    """What a cell's text can mean, whether it is a value, whether it is blank."""
    meanings = look_up(text)
    parsed = None if meanings or len(text) > 40 else parse_value(text)
    if parsed is None:
        return meanings, False, False
    return meanings, parsed.state != "blank", parsed.state == "blank"
