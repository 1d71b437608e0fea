"""Rows of cells with spans, made rectangular."""

from collections.abc import Iterable, Sequence

from govdisc_analysis.models import Cell

MAX_ROWS = 5000
PROSE_BREAKS, PROSE_LENGTH = 5, 200
"""Line ends and characters of a cell beyond which it holds prose: its table only lays it out."""
MAX_COLUMNS = 200
MAX_POSITIONS = 200_000

Spanned = tuple[Cell, int, int]
"""A cell, the rows that it covers (0: all that are left) and the columns that it covers."""
Rows = tuple[tuple[Cell | None, ...], ...]


def expand(rows: Sequence[Sequence[Spanned]]) -> tuple[Rows, bool]:
    """Dense rows of a table, and whether something was cut to keep it bounded.

    Columns and rows that exist only because a span is too large are dropped.

    >>> a, b, c = Cell("a", 0, 1), Cell("b", 2, 3), Cell("c", 4, 5)
    >>> rows, cut = expand([[(a, 2, 1), (b, 1, 1)], [(c, 1, 3)]])
    >>> [[cell.text for cell in row if cell] for row in rows], cut
    ([['a', 'b'], ['a', 'c']], False)
    """
    lines, cut = _place(rows)
    width = max(map(len, lines), default=0)
    dense = [line + [None] * (width - len(line)) for line in lines]
    return tuple(map(tuple, _without_phantoms(dense, width))), cut


def _place(rows: Sequence[Sequence[Spanned]]) -> tuple[list[list[Cell | None]], bool]:
    """The cells of each row at their columns; None where none is, and nothing behind the last."""
    height = min(len(rows), MAX_ROWS)
    lines: list[list[Cell | None]] = [[] for _ in range(height)]
    cut = len(rows) > MAX_ROWS
    budget = MAX_POSITIONS
    for r, row in enumerate(rows[:height]):
        line, column, last = lines[r], 0, _last_spanning(row)
        for place, (cell, down, across) in enumerate(row):
            while column < len(line) and line[column] is not None:
                column += 1
            left = len(row) - place
            if place > last and column == len(line) and left <= min(MAX_COLUMNS - column, budget):
                line += [single for single, _, _ in row[place:]]  # most cells
                budget -= left
                break
            if down == across == 1 and column < MAX_COLUMNS and budget:
                if column == len(line):
                    line.append(cell)
                else:
                    line[column] = cell
                column += 1
                budget -= 1
                continue
            across = min(max(across, 1), MAX_COLUMNS - column)
            down = height - r if down <= 0 else min(down, height - r)
            if across <= 0 or budget < down * across:
                cut = True
                break
            budget -= down * across
            for below in lines[r : r + down]:
                below += [None] * (column + across - len(below))
                for c in range(column, column + across):
                    below[c] = below[c] or cell
            column += across
    return lines, cut


def _last_spanning(row: Sequence[Spanned]) -> int:
    """Place of the last cell that covers more than one row or column; -1 where none does."""
    for place in range(len(row) - 1, -1, -1):
        if not row[place][1] == row[place][2] == 1:
            return place
    return -1


def _without_phantoms(dense: list[list[Cell | None]], width: int) -> Iterable[list[Cell | None]]:
    """Drop columns and rows in which no cell begins."""
    keep = [
        c
        for c in range(width)
        if any(row[c] is not None and (c == 0 or row[c] is not row[c - 1]) for row in dense)
    ]
    above: list[Cell | None] = [None] * len(keep)
    for full in dense:
        row = full if len(keep) == width else [full[c] for c in keep]
        if any(
            cell is not None and cell is not over for cell, over in zip(row, above, strict=True)
        ):
            yield row
        above = row
