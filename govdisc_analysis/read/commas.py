"""Tables of a sheet saved as text with commas."""

import re
from collections.abc import Iterator
from itertools import chain, groupby

_RECORD = re.compile(r'(?:"[^"]*"|[^"\r\n])+')
_FIELD = re.compile(r'(?:"[^"]*"|[^",]+)*')
_LEAST = 3  # commas of a row
_LEAST_ROWS = 6
_LEAST_RUN = 3

_Span = tuple[int, int]


def comma_rows(text: str) -> Iterator[tuple[_Span, list[_Span]]]:
    """The rows of stretches in which all lines have as many commas as one another.

    >>> [len(cells) for _, cells in comma_rows('一,"1,024",,3\\n' * 6)]
    [4, 4, 4, 4, 4, 4]
    """
    rows = [(found.span(), _fields(text, *found.span())) for found in _RECORD.finditer(text)]
    tables = [
        run
        for width, same in groupby(rows, lambda row: len(row[1]))
        if width > _LEAST and len(run := list(same)) >= _LEAST_RUN
    ]
    if sum(map(len, tables)) >= _LEAST_ROWS:
        yield from chain.from_iterable(tables)


def may_hold_commas(text: str) -> bool:
    """A cheap look: prose has few such commas, since its own are wide."""
    return text.count(",") >= _LEAST * _LEAST_ROWS


def _fields(text: str, start: int, end: int) -> list[_Span]:
    cells: list[_Span] = []
    while start <= end:
        found = _FIELD.match(text, start, end)
        until = found.end() if found else start
        is_quoted = text[start:until].startswith('"') and text[start:until].endswith('"')
        cells.append((start + 1, until - 1) if is_quoted and until - start > 1 else (start, until))
        start = until + 1
    return cells
