"""Tables without ruling lines: where they stand, and their columns."""

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from govdisc_analysis.read.pdf_lines import Line, build_line
from govdisc_analysis.read.pdf_marks import (
    begins_item,
    is_number,
    is_whole_label,
    pattern,
    squeeze,
    units,
)
from govdisc_analysis.read.pdf_ruled import Box, Table
from govdisc_analysis.read.pdf_unruled_cells import (
    find_rows,
    heading_boxes,
    parent_boxes,
)
from govdisc_analysis.read.pdf_unruled_columns import (
    DIGIT_GAP,
    column_borders,
    full_size,
    names_above,
    value_columns,
    values_of,
    with_blank,
)
from govdisc_analysis.read.pdf_unruled_labels import begins_label
from govdisc_analysis.read.pdf_unruled_names import body_boxes, middles
from govdisc_analysis.read.pdf_unruled_wrapped import join_values

FINE_GAP = 0.9  # gap (in sizes) that parts two cells of one line
WIDE_GAP = 2.2
MAX_STEP = 110.0  # points between two lines with values
MAX_LABEL_STEP = 40.0  # the same between two labels of rows without values
MIN_ANCHORS = 3
SHORT = 20  # letters of a heading in a table, at most


def find_unruled(
    lines: Sequence[Line],
    number: int,
    left: float,
    right: float,
    going_on: Sequence[float] = (),
) -> tuple[list[Table], list[Line]]:
    """Tables among the lines of a page, and the lines that are in none.

    ``left`` and ``right`` are the edges of the document's print: tables reach from one to the
    other, so that their parts on several pages agree. ``going_on`` holds the value columns'
    borders of a table that ends the page before.
    """
    fine = [build_line(line.glyphs, FINE_GAP, DIGIT_GAP) for line in lines]
    tables: list[Table] = []
    taken: set[int] = set()
    for first, last in _regions(fine):
        old = going_on if first == 0 else ()
        table = _build(fine[first:last], number, left, right, old)
        if table is not None:
            tables.append(table)
            taken |= set(range(first, last))
    return tables, [line for i, line in enumerate(lines) if i not in taken]


def _is_anchor(line: Line) -> bool:
    """Whether a line is a table row beyond doubt: values, or short words far apart."""
    gaps = [(b.x0 - a.x1) / line.size for a, b in pairwise(line.runs)]
    if not gaps or (max(gaps) < WIDE_GAP and not _has_unit(line)):
        return False
    return bool(values_of(line)) or all(len(run.text) <= SHORT for run in line.runs)


def _has_unit(line: Line) -> bool:
    """Whether a line ends in a unit and a value, though its long label leaves no wide gap."""
    *before, unit, value = ("", *(run.text for run in line.runs))
    return unit in units() and is_number(value) and bool(before[1:]) and begins_item(before[1])


def _regions(lines: Sequence[Line]) -> list[tuple[int, int]]:
    """(first, behind last) line of each stretch that is a table."""
    groups: list[list[int]] = []
    for i, line in enumerate(lines):
        if not _is_anchor(line):
            continue
        if groups and _is_connected(lines, groups[-1][-1], i):
            groups[-1].append(i)
        else:
            groups.append([i])
    regions: list[tuple[int, int]] = []
    behind = 0
    for group in groups:
        most = max(len(values_of(lines[i])) for i in group)
        is_known = any(is_whole_label(lines[i].runs[0].text) for i in group)
        if len(group) < MIN_ANCHORS and most < 5 and not is_known:
            continue
        first, last = _extent(lines, group, behind)
        regions.append((first, last))
        behind = last
    return regions


def _is_connected(lines: Sequence[Line], upper: int, lower: int) -> bool:
    edge = _value_edge(lines, (upper, lower))
    if lines[lower].y - lines[upper].y > MAX_STEP:
        between = lines[upper : lower + 1]
        is_near = all(b.y - a.y <= MAX_LABEL_STEP for a, b in pairwise(between))
        if not is_near or any(line.x1 > edge for line in between[1:-1]):
            return False
    size = 1.15 * max(full_size(lines[upper]), full_size(lines[lower]))
    return all(_may_belong(lines[i], edge, size) for i in range(upper + 1, lower))


def _value_edge(lines: Sequence[Line], anchors: Sequence[int]) -> float:
    """Left end of the first value column, as these rows show it."""
    values = [found[0].x0 for i in anchors if (found := values_of(lines[i]))]
    return min(values or [lines[i].runs[1].x0 for i in anchors])


def _may_belong(line: Line, edge: float, size: float) -> bool:
    """Whether a line between two rows can be a part of the table."""
    text = squeeze(line.text)
    if pattern("section_heading").match(text) or line.size > 1.15 * size:
        return False
    return len(text) <= SHORT or all(
        run.x1 <= edge or run.x0 >= edge - 2 * size for run in line.runs
    )


def _extent(lines: Sequence[Line], group: Sequence[int], behind: int) -> tuple[int, int]:
    """The stretch with the headings above and the label's tail below."""
    first, last = group[0], group[-1] + 1
    size, edge = max(full_size(lines[i]) for i in group), _value_edge(lines, group)
    while first > behind and first > group[0] - 12:
        above = lines[first - 1]
        if lines[first].y - above.y > 4 * size or not _may_belong(above, edge, size):
            break
        first -= 1
    while last < len(lines):
        below = lines[last]
        is_label = is_whole_label(below.text) or any(begins_label(r.text) for r in below.runs)
        step = MAX_LABEL_STEP if is_label else 1.9 * size
        if below.y - lines[last - 1].y > step or below.x1 > edge:
            break
        if not _may_belong(below, edge, size):
            break
        if begins_item(below.text) and not is_label:
            break
        last += 1
    return first, last


def _build(
    lines: Sequence[Line], number: int, left: float, right: float, going_on: Sequence[float]
) -> Table | None:
    lines = join_values(lines)
    anchors = [line for line in lines if _is_anchor(line)]
    valued = [values_of(line) for line in anchors if values_of(line)]
    size = median(line.size for line in anchors)
    columns = value_columns(valued or [line.runs[1:] for line in anchors], size)
    if valued:
        has_labels = any(
            len(values_of(line)) < len(line.runs) for line in anchors if values_of(line)
        )
        names = names_above(lines, columns[0][0] - size if has_labels else 0.0)
        columns = with_blank(columns, valued, names, size)
    if not columns:
        return None
    edges = column_borders(columns, left, right)
    if valued and _fits(columns, going_on):
        edges = list(going_on)
    top = next((i for i, line in enumerate(lines) if values_of(line)), len(lines))
    top = _first_label(lines, top, max(edges[0], columns[0][0]))
    boxes = heading_boxes(lines[:top], left, edges)
    height = max((b.bottom for b in boxes), default=0)
    rows, parents = find_rows(lines[top:], edges)
    boxes += body_boxes(rows, height, left, edges, middles(lines, edges))
    is_part = len(rows) >= MIN_ANCHORS or edges == list(going_on)
    if parents or (len(edges) > 5 and is_part):
        boxes += parent_boxes(rows, parents, height, left)
        left -= 20.0
    boxes = _without_empty_side(boxes, edges[0])
    if not boxes:
        return None
    ends = lines[0].y - lines[0].size, lines[-1].y
    total = height + len(rows)
    sides = min(b.x0 for b in boxes), max(b.x1 for b in boxes)
    return Table(number, *sides, *ends, total, tuple(boxes), number, tuple(edges))


def _fits(columns: Sequence[tuple[float, float]], edges: Sequence[float]) -> bool:
    """Whether each column lies within one of the columns that end the page before."""
    return len(edges) > 1 and all(
        any(lo - 3 <= a and b <= hi + 3 for lo, hi in pairwise(edges)) for a, b in columns
    )


def _without_empty_side(boxes: list[Box], edge: float) -> list[Box]:
    """The cells without a label column that holds nothing (tables of values alone)."""
    if any(box.text for box in boxes if box.x0 < edge):
        return boxes
    return [box for box in boxes if box.x0 >= edge]


def _first_label(lines: Sequence[Line], top: int, edge: float) -> int:
    """The first row may begin above its values with its label; rows without values, too."""
    while top > 0 and lines[top - 1].x1 <= edge:
        text = lines[top - 1].text
        if not begins_item(text) and not is_whole_label(text):
            break
        top -= 1
    return top
