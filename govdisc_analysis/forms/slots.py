"""Cells that a flattened table marks by its lines or separators, blank ones included.

One row alone seldom tells whether an empty line is a cell or a gap. All rows of a table together
do: where each of them has the same number of slots, the slots are its cells.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal, NamedTuple

from govdisc_analysis.forms.cells import Parsed, parse_value
from govdisc_analysis.forms.packed import are_packed, cut_packed
from govdisc_analysis.forms.rows import Row, read_row
from govdisc_analysis.forms.strays import has_sum
from govdisc_analysis.models import Cell

Style = Literal["bar_line", "line", "tab", "bar", "gap", "comma", "space_line"]
STYLES: tuple[Style, ...] = ("bar_line", "space_line", "tab", "bar", "line", "gap", "comma")
_LOOSE: tuple[Style, ...] = ("tab", "gap", "line")  # slots may be lost, or follow, at a row's end
_LEAST_ROWS = 3
_FRAME = re.compile(r"[\s\"“”‘’'()<>《》\[\]、,.:;|]*")  # what may stand between label and cells
_TAIL = re.compile(r"[\s\"“‘'(<《\[|]*")
_NO = Parsed(None, "blank")
_Slots = tuple[Cell, ...]


class Place(NamedTuple):
    """Where the values of one row stand, and how many columns the row has."""

    table: str
    width: int
    start: int
    stop: int
    values: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Window:
    """Which of a row's ``count`` slots are its columns: every ``step``-th from ``first`` on."""

    style: Style
    count: int
    first: int
    step: int


@dataclass(slots=True)
class RowReader:
    """Reads rows of one text; remembers where they stand, so that all can be compared."""

    text: str
    windows: dict[tuple[str, int], Window] = field(default_factory=dict)
    places: list[Place] = field(default_factory=list)
    has_doubt: bool = False
    is_packed: bool = False
    crowded: frozenset[str] = frozenset()

    def read(
        self, table: str, start: int, stop: int, values: Sequence[Cell], width: int = 7
    ) -> Row:
        """The cells of a row in the order of its columns."""
        place = Place(table, width, start, stop, tuple(values))
        window = self.windows.get((table, width)) if self.windows else None
        if table in self.crowded:
            return read_row(self.text, start, stop, values, width, is_marked=False)
        if window and len(values) != width:
            cells = _window_cells(self.text, place, window)
            commas = sum(cell.text.count(",") for cell in values) * (window.style == "comma")
            if cells and sum(bool(cell.text) for cell in cells) == len(values) + commas:
                return Row(cells, tuple(parse_value(cell.text) for cell in cells), "cells")
        if self.is_packed and (packed := self._read_packed(place)):
            return packed
        row = read_row(self.text, start, stop, values, width, is_marked=not window)
        self.places.append(place)
        self.has_doubt = self.has_doubt or row.how not in ("full", "blank")
        return row

    def settle(self) -> bool:
        """Find out how the tables mark their cells; whether it is worth to read them again."""
        if self.has_doubt and not self.windows:
            self.crowded = frozenset(p.table for p in self.places if _is_crowded(self.text, p))
            self.windows = find_windows(self.text, self.places)
            pieces = [self.text[p.start : p.stop] for p in self.places if p.table == "requests"]
            self.is_packed = not self.windows and are_packed(pieces)
            return bool(self.windows or self.crowded) or self.is_packed
        return False

    def _read_packed(self, place: Place) -> Row | None:
        """The row's cells where one way leads to them; all ways for a row that its table holds."""
        ways = cut_packed(self.text[place.start : place.stop], place.start, place.width)
        if len(ways) == 1:
            return Row(ways[0], tuple(parse_value(cell.text) for cell in ways[0]), "cells")
        if ways and place.table == "requests":
            first = ways[0][0].start
            cells = (Cell("", first, first),) * place.width
            return Row(cells, (None,) * place.width, "packed", sum(ways, ()))
        return None


def _is_crowded(text: str, place: Place) -> bool:
    """Two values stand between bars: the bars don't tell the columns, nor those of other rows."""
    values = place.values
    if len(values) < 2 or "|" not in text[values[0].start : values[-1].end]:
        return False
    between = (text[one.end : other.start] for one, other in pairwise(values))
    return any("|" not in gap and "\n" not in gap for gap in between)


def find_windows(text: str, places: Iterable[Place]) -> dict[tuple[str, int], Window]:
    """How each table marks its cells, for the tables whose rows agree on it."""
    tables: dict[tuple[str, int], list[Place]] = defaultdict(list)
    for place in places:
        tables[place.table, place.width].append(place)
    found: dict[tuple[str, int], Window] = {}
    for key, rows in tables.items():
        window = next(filter(None, (_find_window(text, rows, style) for style in STYLES)), None)
        if window:
            found[key] = window
    even = dict.fromkeys(w.style for w in found.values() if w.style != "line" or w.step == 1)
    for key, rows in tables.items():
        for style in ("bar_line", *even) if key not in found else ():
            slots = _split_all(text, rows, style)
            if (
                slots
                and all(_bare_length(row, key[1], style) == key[1] for row in slots)
                and not (style == "line" and any(map(_are_spaced, slots)))
            ):
                found[key] = Window(style, key[1], 0, 1)
                break
        spaced = next((w for w in found.values() if w.style == "line" and w.step > 1), None)
        if spaced and key not in found and (window := _same_lines(text, rows, spaced)):
            found[key] = window
    return found


def _same_lines(text: str, rows: Sequence[Place], told: Window) -> Window | None:
    """Cells between empty lines as in a table whose sums tell of them; no line is lost."""
    width = rows[0].width
    slots = _split_all(text, rows, "line")
    window = Window("line", told.first + told.step * (width - 1) + 1, told.first, told.step)
    are_whole = len(slots) == len(rows) and min(map(len, slots)) >= window.count
    return window if are_whole and all(_holds(window, width, row) for row in slots) else None


def _are_spaced(row: _Slots) -> bool:
    """Every other line is empty: it parts cells, and is none."""
    is_long = len(row) > _LEAST_ROWS
    return is_long and all(c.text for c in row[::2]) and not any(c.text for c in row[1::2])


def _bare_length(row: _Slots, width: int, style: Style) -> int:
    """Slots of a row; behind the last row of a table, an empty line may follow."""
    extra = row[width:]
    if style == "line" and len(extra) <= 1 and not any(cell.text for cell in extra):
        return min(len(row), width)
    return len(row)


def _split_all(text: str, rows: Sequence[Place], style: Style) -> list[_Slots]:
    split = (split_slots(text, row.start, row.stop, style) for row in rows)
    return [slots for slots in split if slots]


def _find_window(text: str, rows: Sequence[Place], style: Style) -> Window | None:
    width = rows[0].width
    slots = _split_all(text, rows, style)
    if style == "space_line" and not any(not c.text for row in slots for c in row):
        return None  # lines alone don't tell of blank cells
    filled = sum(bool(row.values) for row in rows)
    if len(slots) < _LEAST_ROWS or len(slots) * 5 < filled * 4:
        return None
    lengths = Counter(len(row) for row in slots)
    count, number = lengths.most_common(1)[0]
    if style in _LOOSE:  # blanks at a line's end are easily lost
        count = max(lengths)
        number = sum(lengths.values())
    if count < width or number < _LEAST_ROWS or number * 5 < len(slots) * 4:
        return None
    same = [row for row in slots if len(row) == count or style in _LOOSE]
    fits = [w for w in _windows(style, count, width) if all(_holds(w, width, row) for row in same)]
    if style in _LOOSE:  # only sums tell lost blanks from blanks at a line's end
        fits = [w for w in fits if _mostly_adds_up(w, width, same)]
    if len(fits) > 1:
        fits = [w for w in fits if any(_adds_up(w, width, row) for row in same)]
    return fits[0] if len(fits) == 1 else None


def _windows(style: Style, count: int, width: int) -> Iterable[Window]:
    for step in (1, 2):
        for first in range(count - step * (width - 1)):
            yield Window(style, count, first, step)


def _columns(window: Window, width: int) -> range:
    return range(window.first, window.first + window.step * width, window.step)


def _holds(window: Window, width: int, row: _Slots) -> bool:
    columns = _columns(window, width)
    return all(place in columns for place, cell in enumerate(row) if cell.text)


def _adds_up(window: Window, width: int, row: _Slots) -> bool:
    if len(row) <= _columns(window, width)[-1]:
        return False
    values = [parse_value(row[place].text) for place in _columns(window, width)]
    return bool(values[-1] and values[-1].value) and has_sum(values)


def _mostly_adds_up(window: Window, width: int, rows: Sequence[_Slots]) -> bool:
    filled = [row for row in rows if any((parse_value(cell.text) or _NO).value for cell in row)]
    return sum(_adds_up(window, width, row) for row in filled) * 5 >= len(filled) * 4 > 0


def _window_cells(text: str, place: Place, window: Window) -> tuple[Cell, ...] | None:
    slots = split_slots(text, place.start, place.stop, window.style)
    if not slots:
        return None
    if len(slots) > window.count:
        if any(cell.text for cell in slots[window.count :]):
            return None
    elif len(slots) < window.count and window.style not in _LOOSE:
        return None
    end = Cell("", slots[-1].end, slots[-1].end)
    columns = _columns(window, place.width)
    if any(cell.text for at, cell in enumerate(slots) if at not in columns):
        return None
    cells = tuple(slots[at] if at < len(slots) else end for at in columns)
    is_doubtful = len(slots) < window.count and not cells[-1].text  # a lost cell looks so, too
    return None if is_doubtful and any(cell.text for cell in cells) else cells


def split_slots(text: str, start: int, stop: int, style: Style) -> _Slots | None:
    """The slots of a row in one style; None if its text is not of this style.

    >>> [c.text for c in split_slots("A|\\n1|\\n|\\n3| |\\n", 1, 13, "bar_line") or ()]
    ['1', '', '3']
    >>> [c.text for c in split_slots("A 1  3", 1, 6, "gap") or ()]
    ['1', '', '3']
    >>> [c.text for c in split_slots("A\\n1,,3\\n", 1, 7, "comma") or ()]
    ['1', '', '3']
    """
    piece = text[start:stop]
    if style == "space_line":
        return _split_lines(piece, start)
    mark = {"bar": "|", "tab": "\t", "gap": " ", "comma": ","}.get(style, "\n")
    if style == "comma" and piece.startswith("\n"):  # a row of values alone
        piece = mark + piece[1:]
    if style in ("tab", "gap", "comma"):
        piece = piece.partition("\n")[0]
    if mark not in piece:
        return None
    first, *parts = piece.split(mark)
    if not _FRAME.fullmatch(first):
        return None
    is_open = style in ("line", "bar") or (style == "bar_line" and "|" not in parts[-1])
    if is_open and _TAIL.fullmatch(parts[-1]):  # what stands before the next label
        parts = parts[:-1]
    return _as_cells(parts, start + len(first) + 1, style)


def _split_lines(piece: str, at: int) -> _Slots | None:
    """Lines of one cell each; a blank cell has a space, which no empty line between cells has."""
    first, *parts = piece.split("\n")
    if parts and not parts[-1].strip():
        parts.pop()  # the next label stands on that line
    if not parts or not _FRAME.fullmatch(first):
        return None
    cells: list[Cell] = []
    at += len(first) + 1
    for part in parts:
        bare = part.strip()
        if bare and parse_value(bare) is None:
            return None
        begin = at + (part.index(bare) if bare else 0)
        if part:
            cells.append(Cell(bare, begin, begin + len(bare)))
        at += len(part) + 1
    return tuple(cells) or None


def _as_cells(parts: Sequence[str], at: int, style: Style) -> _Slots | None:
    cells: list[Cell] = []
    for part in parts:
        bare = part.strip(" \t\n\u3000|" if style == "bar_line" else " \t\n\u3000")
        begin = at + (part.index(bare) if bare else 0)
        at += len(part) + 1
        if style == "bar_line" and "|" not in part:
            if bare:
                return None
            continue
        if bare and parse_value(bare) is None:
            return None
        cells.append(Cell(bare, begin, begin + len(bare)))
    return tuple(cells) or None
