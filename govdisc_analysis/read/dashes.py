"""Tables whose columns a rule of dashes marks, as pandoc writes them: blank cells keep their place.

Rows stand between two rules, or below one, each on a line, with or without empty lines between
them. A rule's dashes are as wide as its columns, where a Chinese character is two wide.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from unicodedata import east_asian_width

_RULE = re.compile(r"^ *-{2,}(?: +-{2,})+ *$", re.M)
_ALL = re.compile(r" *-{4,} *")
_WIDE = "WF"
_MOST_COLUMNS = 40
_SPAN_OPEN, _SPAN_CLOSE = "[", re.compile(r"\]\{[^{}]*\}\s*$")

_Span = tuple[int, int]
Rows = Iterator[tuple[_Span, list[_Span]]]


def is_dashed(text: str) -> bool:
    """Whether a rule of columns stands in it."""
    return "-- -" in text and _RULE.search(text) is not None


def dashed_rows(text: str) -> Rows:
    r"""The rows of all such tables; each with where its line stands.

    A row of several lines is as many rows. A table of which some line crosses its columns is left
    alone.

    >>> text = "  ------ --- ---\n  许可     1   2\n  处罚         4\n  ------ --- ---\n"
    >>> [[text[a:b].strip() for a, b in cells] for _, cells in dashed_rows(text)]
    [['许可', '1', '2'], ['处罚', '', '4']]
    """
    past = 0
    for rule in _RULE.finditer(text):
        if rule.start() < past:
            continue
        starts = [dash.start() for dash in re.finditer("-+", rule[0])]
        lines, past = _body(text, rule)
        if lines and len(starts) <= _MOST_COLUMNS:
            rows = [_cells(text, line, starts) for line in lines]
            if all(rows):
                whole = (rule.start(), past)  # empty lines part no rows
                yield from ((whole, row) for row in rows if row)


def _body(text: str, rule: re.Match[str]) -> tuple[list[_Span], int]:
    """The lines of a table: those up to the rule's own copy, or its header's and those below."""
    indent = len(rule[0]) - len(rule[0].lstrip())
    lines: list[_Span] = []
    at = rule.end() + 1
    while at < len(text):
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        line = text[at:end]
        if _RULE.fullmatch(line) or _ALL.fullmatch(line):
            at = end
            break
        if line[:indent].strip():
            break
        if line:
            lines.append((at, end))
        at = end + 1
    return lines, at


def _cells(text: str, line: _Span, starts: Sequence[int]) -> list[_Span]:
    """The cells of a line; none where its words run over a column's end."""
    places = _places(text[slice(*line)], starts)
    if places is None:
        return []
    at = [line[0] + place for place in places]
    return [_bare(text, start, end) for start, end in pairwise([*at, line[1]])]


def _places(line: str, starts: Sequence[int]) -> list[int] | None:
    """Which character of a line each column begins with."""
    found: list[int] = []
    width, before = 0, " "
    for place, character in enumerate(line):
        if len(found) < len(starts) and width >= starts[len(found)]:
            if width > starts[len(found)] or not before.isspace():
                return None
            found.append(place)
        width += 2 if east_asian_width(character) in _WIDE else 1
        before = character
    return found + [len(line)] * (len(starts) - len(found))


def _bare(text: str, start: int, end: int) -> _Span:
    """A cell's words without the mark of their style."""
    part = text[start:end]
    close = _SPAN_CLOSE.search(part) if part.startswith(_SPAN_OPEN) else None
    return (start + 1, start + close.start()) if close else (start, end)
