"""What the names of the columns say about a table without ruling lines.

Names stand in the middle of their columns, whichever side the values are set to. A row of names
with one for each column says where the middles are; a later row with fewer names says which
columns are one from there on.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import pairwise

from govdisc_analysis.read.pdf_lines import Line, Run
from govdisc_analysis.read.pdf_marks import is_number, is_whole_label
from govdisc_analysis.read.pdf_ruled import Box
from govdisc_analysis.read.pdf_unruled_cells import Row, column_of

LONGEST_UNIT = 2  # letters
MANY = 5  # columns: with fewer no sum tells whether a value stands in the right one

Place = tuple[float, float]
Span = tuple[int, int]


def middles(lines: Sequence[Line], edges: Sequence[float]) -> list[float]:
    """The middles of the columns, where a line names each; else nothing."""
    for line in lines:
        names = [run for run in line.runs if (run.x0 + run.x1) / 2 >= edges[0]]
        if len(names) == len(edges) - 1 and _are_names(names):
            return [(run.x0 + run.x1) / 2 for run in names]
    return []


def _are_names(runs: Sequence[Run]) -> bool:
    return bool(runs) and all(is_whole_label(run.text) for run in runs)


def body_boxes(
    rows: Sequence[Row],
    height: int,
    left: float,
    edges: Sequence[float],
    places: Sequence[float],
) -> list[Box]:
    """Cells of the rows. Below a heading with fewer names than columns, values span these.

    ``places`` are the middles of the columns, where they are known.
    """
    boxes: list[Box] = []
    each = [(c, c + 1) for c in range(len(edges) - 1)]
    spans = each
    for at, row in enumerate(rows, height):
        if row.is_heading:
            boxes.append(Box(left - 1.0, edges[-1], at, at + 1, row.label()))
            spans = each
            continue
        texts: dict[int, list[str]] = {}
        if row.values and not any(is_number(run.text) for run in row.values):
            spans = _spans(row.values, places, len(each)) or each
            if len(spans) == len(row.values) and _are_names(row.values):
                texts = {span[0]: [run.text] for span, run in zip(spans, row.values, strict=True)}
        boxes.append(Box(left - 1.0, edges[0], at, at + 1, row.label()))
        if not texts:
            for run in row.values:
                place = column_of((run.x0 + run.x1) / 2, edges)
                texts.setdefault(place, []).append(run.text)
        is_clear = all(sum(a <= c < b for c in texts) <= 1 for a, b in spans)
        for a, b in spans if is_clear else each:
            text = " ".join(t for c in range(a, b) for t in texts.get(c, ()))
            boxes.append(Box(edges[a], edges[b], at, at + 1, text))
    return boxes


def _spans(names: Sequence[Run], places: Sequence[float], columns: int) -> list[Span]:
    """(first, behind last) column of each of a row's names; nothing where that is not known.

    A name is over the columns whose middles are nearer to its own than to the others'.
    """
    if len(names) == 1:
        return [(0, columns)] if len(names[0].text) > LONGEST_UNIT else []
    if not places or not _are_names(names):
        return []
    own = [(run.x0 + run.x1) / 2 for run in names]
    nearest = [min(range(len(own)), key=lambda i: abs(own[i] - place)) for place in places]
    if sorted(set(nearest)) != list(range(len(own))) or nearest != sorted(nearest):
        return []
    return [(bisect_left(nearest, i), bisect_right(nearest, i)) for i in range(len(own))]


def below_names(
    columns: Sequence[Place], named: Sequence[Place], values: Sequence[Sequence[Run]]
) -> list[Place]:
    """The columns that have names, where each column of values has a name of its own."""
    places = [sum(span) / 2 for span in named]
    if len(named) < MANY:
        return []
    borders = [(a + b) / 2 for a, b in pairwise(places)]
    ends = 2 * places[0] - borders[0], 2 * places[-1] - borders[-1]
    for row in [[Run("0", *span) for span in columns], *values]:
        middles = [(run.x0 + run.x1) / 2 for run in row if is_number(run.text)]
        if any(not ends[0] <= middle <= ends[1] for middle in middles):
            return []
        if len({bisect_left(borders, middle) for middle in middles}) < len(middles):
            return []
    return [(place, place) for place in places]
