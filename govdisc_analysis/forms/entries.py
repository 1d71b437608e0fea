"""Cells of a grid's row with what their texts can mean."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache, wraps
from itertools import pairwise
from typing import Any, TypeVar, overload

from govdisc_analysis.forms.cells import parse_value
from govdisc_analysis.forms.labels import Meaning, look_up_cell
from govdisc_analysis.models import Cell

T = TypeVar("T")
_LEAST_PAIRS = 3
_VALUE = "0"


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


Entries = Sequence[Entry]
Sign = tuple[tuple[str | None, ...], tuple[int, ...]]
"""What a row shows, its values all alike; and which of its places merged cells share."""
Kind = tuple[int, tuple[int, ...], tuple[Meaning, ...], bool, bool]
"""Place of a cell in its row, and its columns, meanings, is_value and is_blank."""


@dataclass(slots=True, eq=False)
class Shape:
    """What the cells of rows with one sign can mean.

    ``facts`` and ``readings`` keep what was found out about such a row: reports share their
    forms, so that nine rows in ten were seen before.
    """

    kinds: tuple[Kind, ...]
    values: tuple[int, ...]  # their places
    facts: dict[object, Any] = field(default_factory=dict)
    readings: dict[object, Any] = field(default_factory=dict)


class Line(Sequence[Entry]):
    """The entries of a grid's row, made when they are asked for."""

    __slots__ = ("_entries", "row", "shape")

    def __init__(self, row: Sequence[Cell | None], shape: Shape) -> None:
        self.row, self.shape = row, shape
        self._entries: list[Entry] | None = None

    def _made(self) -> list[Entry]:
        if self._entries is None:
            self._entries = [
                Entry(cell, columns, meanings, is_value, is_blank)
                for at, columns, meanings, is_value, is_blank in self.shape.kinds
                if (cell := self.row[at]) is not None
            ]
        return self._entries

    def __len__(self) -> int:
        return len(self.shape.kinds)

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._made())

    @overload
    def __getitem__(self, at: int) -> Entry: ...
    @overload
    def __getitem__(self, at: slice) -> list[Entry]: ...
    def __getitem__(self, at: int | slice) -> Entry | list[Entry]:
        return self._made()[at]


def by_shape(judge: Callable[[Sequence[Entry]], T]) -> Callable[[Sequence[Entry]], T]:
    """A judgement that its labels and kinds of cells decide, made once for all such rows."""

    @wraps(judge)
    def once(entries: Sequence[Entry]) -> T:
        if not isinstance(entries, Line):
            return judge(entries)
        facts = entries.shape.facts
        if judge not in facts:
            facts[judge] = judge(entries)
        made: T = facts[judge]
        return made

    return once


@by_shape
def has_value(entries: Sequence[Entry]) -> bool:
    """Whether a number or a mark in place of one stands in the row."""
    return any(entry.is_value for entry in entries)


def values_of(entries: Sequence[Entry]) -> list[Cell]:
    """The cells of a row that are values."""
    if isinstance(entries, Line):
        return [entries.row[at] for at in entries.shape.values]  # type: ignore[misc]
    return [entry.cell for entry in entries if entry.is_value]


def split_halves(rows: Sequence[Sequence[Entry]]) -> list[Sequence[Sequence[Entry]]]:
    """The two halves of a table whose rows stand side by side in pairs, else the table itself."""
    starts = Counter(column for entries in rows for column in _starts(entries))
    column, number = starts.most_common(1)[0] if starts else (0, 0)
    if number < _LEAST_PAIRS:
        return [rows]
    left = [[e for e in entries if e.columns[0] < column] for entries in rows]
    right = [[_shift(e, column) for e in entries if e.columns[-1] >= column] for entries in rows]
    return [left, right]


@by_shape
def _starts(entries: Sequence[Entry]) -> list[int]:
    """Columns in which an item stands behind a value."""
    return [
        entry.columns[0]
        for before, entry in pairwise(entries)
        if before.is_value and (entry.find("request") or entry.find("indicator"))
    ]


def _shift(entry: Entry, by: int) -> Entry:
    columns = tuple(column - by for column in entry.columns if column >= by)
    return replace(entry, columns=columns)


def read_entries(row: Sequence[Cell | None]) -> Line:
    """The distinct cells of a row."""
    merged = () if len(set(map(id, row))) == len(row) else _merged(row)
    return Line(row, _shape((tuple([c and _sign(c.text) for c in row]), merged)))


def _merged(row: Sequence[Cell | None]) -> tuple[int, ...]:
    """For each place of a row the first one that holds the same cell."""
    first: dict[int, int] = {}
    return tuple([first.setdefault(id(cell), place) for place, cell in enumerate(row)])


@lru_cache(maxsize=20_000)
def _sign(text: str) -> str:
    """A cell's text; one and the same for all values."""
    return _VALUE if _judge(text)[1] else text


@lru_cache(maxsize=20_000)
def _shape(sign: Sign) -> Shape:
    texts, merged = sign
    columns: dict[int, list[int]] = {}
    for place, text in enumerate(texts):
        if text is not None:
            columns.setdefault(merged[place] if merged else place, []).append(place)
    kinds = [(at, tuple(all_), *_judge(texts[at] or "")) for at, all_ in columns.items()]
    return Shape(tuple(kinds), tuple(at for at, _, _, is_value, _ in kinds if is_value))


@lru_cache(maxsize=20_000)
def _judge(text: str) -> tuple[tuple[Meaning, ...], bool, bool]:
    """What a cell's text can mean, whether it is a value, whether it is blank."""
    meanings = look_up_cell(text)
    parsed = None if meanings or len(text) > 40 else parse_value(text)
    if parsed is None:
        return meanings, False, False
    return meanings, parsed.state != "blank", parsed.state == "blank"
