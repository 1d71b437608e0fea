"""Tables as programs print a frame of data: rows numbered from 0, cells parted by blanks."""

import re
from collections.abc import Iterator

_FIRST = "\n0  "
_LINE = re.compile(r"[^\n]+")
_CELL = re.compile(r"\S+(?: \S+)*")
_NOTHING = ("NaN", "None")
_LEAST_ROWS = 2

_Span = tuple[int, int]
Row = tuple[_Span, list[_Span]]


def may_hold_frames(text: str) -> bool:
    """A cheap look for a first row."""
    return _FIRST in text


def frame_rows(text: str) -> Iterator[Row]:
    r"""The rows without their numbers, behind the names of the columns where these have any.

    >>> text = "      0    1\n0  规章    3\n1  许可  NaN\n"
    >>> [[text[a:b] for a, b in cells] for _, cells in frame_rows(text)]
    [['', '规章', '3'], ['', '许可', '']]
    """
    rows: list[Row] = []
    above: Row = ((0, 0), [])
    for found in _LINE.finditer(text):
        line, cells = found.span(), [cell.span() for cell in _CELL.finditer(text, *found.span())]
        is_numbered = bool(cells) and cells[0][0] == line[0]
        number = text[slice(*cells[0])] if is_numbered else ""
        if not (rows and number == str(len(rows) - 1) and len(cells) == len(rows[-1][1])):
            yield from _frame(text, rows)
            is_first = number == "0" and len(above[1]) == len(cells) - 1 > 0
            rows = [(above[0], [(above[0][0], above[0][0]), *above[1]])] if is_first else []
        if rows:
            number_of_row = (line[0], line[0])  # nothing, where the row begins
            rows.append((line, [number_of_row, *(_filled(text, cell) for cell in cells[1:])]))
        above = (line, cells)
    yield from _frame(text, rows)


def _frame(text: str, rows: list[Row]) -> Iterator[Row]:
    """The rows, if they are enough; columns that have no names are numbered from 0, too."""
    if len(rows) > _LEAST_ROWS:
        names = [text[slice(*cell)] for cell in rows[0][1][1:]]
        yield from rows[names == [str(number) for number in range(len(names))] :]


def _filled(text: str, cell: _Span) -> _Span:
    return (cell[0], cell[0]) if text[slice(*cell)] in _NOTHING else cell
