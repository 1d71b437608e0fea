"""Tables copied out of a browser: cells of blocks, each on lines of its own between tabs.

Between two cells stand a line with a tab, and empty lines around it where cells are paragraphs;
two empty lines and more part rows. The last cell of a table has what follows right behind it.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

_MARK, _OF_PARAGRAPHS = "\n\t\n", "\n\n\t\n"
_LEAST_MARKS = 6
_ROW_END = re.compile(r"\n *\n *\n[ \n]*")
_PARAGRAPH = re.compile(r"[^\n]+(?:\n[^\n]+)*")
_LINE = re.compile(r"[^\n]*\S[^\n]*")
_NUMBERED = r"[^\d\s]{1,2}[、．.][^\n]{4,}"
_HEADING = re.compile(rf"{_NUMBERED}|[^\n]{{60,}}")
_NEXT_SECTION = re.compile(_NUMBERED)
_NUMBER = re.compile(r"\s*[-+]?[\d.,，]+\s*")
_ONE = 40  # letters of a row that is one cell

_Span = tuple[int, int]
Rows = Iterator[tuple[_Span, list[_Span]]]


def is_pasted(text: str) -> bool:
    """Whether tabs stand on lines of their own, as a browser puts them between such cells."""
    return text.count(_MARK) >= _LEAST_MARKS


def pasted_rows(text: str) -> Rows:
    """The rows of such tables with their cells; each with where its neighbours may begin."""
    ends = [0, *(found.end() for found in _ROW_END.finditer(text)), len(text)]
    blocks = _PARAGRAPH if text.count(_OF_PARAGRAPHS) * 2 >= text.count(_MARK) else _LINE
    for start, end in pairwise(ends):
        for row in _rows(text, start, end, blocks):
            yield (start, end), row


def _rows(text: str, start: int, end: int, blocks: re.Pattern[str]) -> Iterator[list[_Span]]:
    """The rows of a stretch: one, or two tables' that only headings part."""
    cells: list[_Span] = []
    at = start
    for cut in [*(i for i in range(start, end) if text[i] == "\t"), end]:
        paragraphs = [found.span() for found in blocks.finditer(text, at, cut)]
        is_first, is_last = at == start, cut == end
        if not is_first and paragraphs and _NEXT_SECTION.fullmatch(text, *paragraphs[0]):
            paragraphs.insert(0, (at, at))  # the table's last cell is blank
        heading = next((p for p in paragraphs[1:] if _HEADING.fullmatch(text, *p)), None)
        number = len(paragraphs) > 1 and _is_number(text, paragraphs[0])
        number = number and not _is_number(text, paragraphs[1])
        if not is_first and paragraphs[1:] and (number or heading):  # behind the table
            behind = 1 if number else paragraphs.index(heading or paragraphs[1])
            yield [*cells, (paragraphs[0][0], paragraphs[behind - 1][1])]
            cells = [] if is_last else [paragraphs[-1]]
        elif is_first and is_last:  # no tab: a heading over all columns, or no table
            if paragraphs and paragraphs[-1][1] - paragraphs[-1][0] <= _ONE:
                cells = [paragraphs[-1]]
        elif is_first and paragraphs:
            first = heading and paragraphs.index(heading) + 1
            cells = [paragraphs[-1]] if first else [(paragraphs[0][0], paragraphs[-1][1])]
        else:
            cells.append((paragraphs[0][0], paragraphs[-1][1]) if paragraphs else (at, at))
        at = cut + 1
    if cells:
        yield cells


def _is_number(text: str, span: _Span) -> bool:
    return _NUMBER.fullmatch(text, *span) is not None
