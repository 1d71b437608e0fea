"""Rows of drawn tables whose words are broken over several lines, each written on one line.

Between two full rules stands one row, however many lines its labels take::

    +----------+------+
    | 1.政     | 4    |
    | 府公报数 |      |
    +----------+------+
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from govdisc_analysis.offsets import OffsetMap

_RULE = re.compile(r"^ *\+(?:[-=:]{2,}\+){2,} *$", re.M)
_PIECE = re.compile(r"[^|\n]*")
_FENCE = ":::"  # pandoc's mark of a block within a cell
_LETTER = re.compile(r"[^\W\d_]")
_MOST_LINES = 12

_Span = tuple[int, int]
_Part = tuple[str, int]
"""Words of the new text, and where they stand in the old one (-1: nowhere so)."""


def is_drawn(text: str) -> bool:
    """Whether a full rule of a drawn table stands in it."""
    return "--+--" in text and _RULE.search(text) is not None


def join_drawn(text: str) -> tuple[str, OffsetMap]:
    r"""The text with such rows on a line each, and the way back.

    A row with a number on several lines stays as it is.

    >>> rule = "+----+----+---+\n"
    >>> print(join_drawn(f"{rule}| 1. | 件 | 4 |\n| 政 |    |   |\n{rule}")[0])
    +----+----+---+
    | 1.政 | 件 | 4 |
    +----+----+---+
    <BLANKLINE>
    """
    parts: list[_Part] = []
    last = 0
    for above, below in pairwise(_RULE.finditer(text)):
        start, end = above.end() + 1, below.start()
        row = _joined(text, start, end, above[0].count("+") - 1)
        if row:
            parts += [(text[last:start], last), *row]
            last = end
    parts.append((text[last:], last))
    return _written(parts, len(text))


def _written(parts: Sequence[_Part], size: int) -> tuple[str, OffsetMap]:
    news: list[int] = []
    olds: list[int] = []
    lengths: list[int] = []
    at = 0
    for words, start in parts:
        if words and start >= 0:
            news.append(at)
            olds.append(start)
            lengths.append(len(words))
        at += len(words)
    offsets = OffsetMap(tuple(news), tuple(olds), tuple(lengths), at, size)
    return "".join(words for words, _ in parts), offsets


def _joined(text: str, start: int, end: int, width: int) -> list[_Part]:
    """The row between two rules on one line; nothing where it is so already, or can't be."""
    lines = list(_lines(text, start, end))
    if not 1 < len(lines) <= _MOST_LINES or any(len(line) != width for line in lines):
        return []
    columns = [
        [span for span in column if span[0] < span[1]] for column in zip(*lines, strict=True)
    ]
    single = [column[0] for column in columns if len(column) == 1]
    anchor = next((line for line in lines if single and single[-1] in line), None)
    if anchor is None or not all(_may_join(text, column, anchor) for column in columns):
        return []
    parts: list[_Part] = []
    for column in columns:
        parts.append(("| ", -1))
        parts += [(text[a:b], a if (a, b) in anchor else -1) for a, b in column]
        parts.append((" ", -1))
    return [*parts, ("|\n", -1)]


def _may_join(text: str, column: Sequence[_Span], anchor: Sequence[_Span]) -> bool:
    """Words are on several lines; a number is on the line of the others."""
    if len(column) == 1:
        return column[0] in anchor or _LETTER.search(text, *column[0]) is not None
    return not column or any(_LETTER.search(text, *span) for span in column)


def _lines(text: str, start: int, end: int) -> Iterator[list[_Span]]:
    """The cells of each line, without the blanks around them."""
    for line in text[start:end].split("\n")[:-1]:
        bare = line.strip()
        if not (bare.startswith("|") and bare.endswith("|") and len(bare) > 1):
            yield []
        else:
            at = start + line.index("|") + 1
            until = start + line.rindex("|")
            yield [_bare(text, *m.span()) for m in _PIECE.finditer(text, at, until) if _is_cell(m)]
        start += len(line) + 1


def _is_cell(found: re.Match[str]) -> bool:
    return found.start() == found.pos or found.string[found.start() - 1] == "|"


def _bare(text: str, start: int, end: int) -> _Span:
    part = text[start:end]
    bare = part.strip()
    if bare.startswith(_FENCE):
        return start, start
    first = start + (len(part) - len(part.lstrip()) if bare else 0)
    return first, first + len(bare)
