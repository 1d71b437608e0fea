"""The lines of a chapter, and the cells where a line is the row of a table."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from govdisc_analysis.headings import PROBLEM_KINDS, kind_of
from govdisc_analysis.problems.marks import load_marks

_CELL_EDGE = re.compile(r"\||(?<![.、．)）])\t")
_HEAD = 24
"""Characters of the longest name of a column."""
_SPACE = " \t\u3000\xa0\r|*#>●•·◆■▪★☆◇□▲△►▶※"


def read_lines(text: str, start: int, end: int) -> Iterator[tuple[int, int, int]]:
    """Lines, and the cells of a table; below a cell that names problems, its column only."""
    at = start
    column, row = -1, 0
    page = load_marks().page
    for line in text[start:end].split("\n"):
        cells = _cells(line)
        if len(cells) < 2:
            column = column if not line or line.isspace() else -1
        elif (head := _names_problems(line, cells)) >= 0:
            column, row, cells = head, 0, []
        elif _counts(line, cells):
            cells = []
        elif column >= 0:
            row += 1
            cells = cells[column : column + 1]
        for left, right in cells:
            body = line[left:right].strip(_SPACE)
            if body and not page.fullmatch(body):
                left = line.index(body, left)
                yield at + left, at + left + len(body), row if column >= 0 else 0
        at += len(line) + 1


def _cells(line: str) -> list[tuple[int, int]]:
    """Spans of the cells of a line; most lines are one."""
    if "|" not in line and "\t" not in line:
        return [(0, len(line))]
    edges = [-1, *(found.start() for found in _CELL_EDGE.finditer(line)), len(line)]
    if line.lstrip().startswith("|"):
        edges.pop(0)  # | cell | cell |
    return [(left + 1, right) for left, right in pairwise(edges)]


def _names_problems(line: str, cells: Sequence[tuple[int, int]]) -> int:
    """Which cell is the head of a column of problems; -1 if none is."""
    heads = (line[left:right].strip(_SPACE) for left, right in cells)
    kinds = (kind_of(head) if len(head) <= _HEAD else "" for head in heads)
    return next((i for i, kind in enumerate(kinds) if kind in PROBLEM_KINDS), -1)


def _counts(line: str, cells: Sequence[tuple[int, int]]) -> bool:
    """Is it a row of the statistics that a report ends with: a label, a unit, a number?"""
    figure = load_marks().figure
    return any(figure.fullmatch(line[left:right].strip(_SPACE)) for left, right in cells[1:])
