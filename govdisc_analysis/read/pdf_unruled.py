"""Tables without ruling lines: where they stand, and their columns."""

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from govdisc_analysis.read.pdf_lines import Line, Run, build_line
from govdisc_analysis.read.pdf_marks import begins_item, is_number, is_whole_label, pattern, squeeze
from govdisc_analysis.read.pdf_ruled import Box, Table
from govdisc_analysis.read.pdf_unruled_cells import (
    find_rows,
    heading_boxes,
    parent_boxes,
)
from govdisc_analysis.read.pdf_unruled_labels import begins_label
from govdisc_analysis.read.pdf_unruled_names import below_names, body_boxes, middles
from govdisc_analysis.read.pdf_unruled_wrapped import join_values

FINE_GAP = 0.9  # gap (in sizes) that parts two cells of one line
DIGIT_GAP = 0.1  # the same, between two digits: those of one number touch
TIGHT, NAME_GAP = 0.15, 0.35  # gaps within a column's name, and between those of two
WIDE_GAP = 2.2
MAX_STEP = 110.0  # points between two lines with values
MAX_LABEL_STEP = 40.0  # the same between two labels of rows without values
MIN_ANCHORS = 3
LONGEST_NAME = 8  # letters of a column's name that stands left of its values
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


def _numbers(line: Line) -> list[Run]:
    """The values at a line's end."""
    found: list[Run] = []
    for run in reversed(line.runs):
        if not is_number(run.text):
            break
        found.insert(0, run)
    before = line.runs[: len(line.runs) - len(found)]
    if found and len(before) > 1 and len(before[-1].text) <= 2 and not begins_item(before[-1].text):
        found.insert(0, before[-1])  # the column of units
    return found


def _is_anchor(line: Line) -> bool:
    """Whether a line is a table row beyond doubt: values, or short words far apart."""
    gaps = [(b.x0 - a.x1) / line.size for a, b in pairwise(line.runs)]
    if not gaps or (max(gaps) < WIDE_GAP and not _has_unit(line)):
        return False
    return bool(_numbers(line)) or all(len(run.text) <= SHORT for run in line.runs)


def _has_unit(line: Line) -> bool:
    """Whether a line ends in a unit and a value, though its long label leaves no wide gap."""
    *before, unit, value = ("", *(run.text for run in line.runs))
    is_unit = len(unit) <= 2 and not is_number(unit)
    return is_unit and is_number(value) and bool(before[1:]) and begins_item(before[1])


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
        most = max(len(_numbers(lines[i])) for i in group)
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
    size = 1.15 * max(lines[upper].size, lines[lower].size)
    return all(_may_belong(lines[i], edge, size) for i in range(upper + 1, lower))


def _value_edge(lines: Sequence[Line], anchors: Sequence[int]) -> float:
    """Left end of the first value column, as these rows show it."""
    values = [found[0].x0 for i in anchors if (found := _numbers(lines[i]))]
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
    size, edge = max(lines[i].size for i in group), _value_edge(lines, group)
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


def _columns(rows: Sequence[Sequence[Run]], size: float) -> list[tuple[float, float]]:
    """Extents of the value columns: values cluster by left end, middle or right end."""
    runs = [run for row in rows for run in row]
    best: list[list[Run]] = []
    least = (0, 0)
    for share in (0.5, 1.0, 0.0):
        clusters: list[list[Run]] = []
        at = 0.0
        for run in sorted(runs, key=lambda r: r.x0 + share * (r.x1 - r.x0)):
            place = run.x0 + share * (run.x1 - run.x0)
            if clusters and place - at <= 0.9 * size:
                clusters[-1].append(run)
            else:
                clusters.append([run])
            at = place
        clashes = sum(
            len({id(r) for r in c} & {id(r) for r in row}) > 1 for c in clusters for row in rows
        )
        if not best or (clashes, len(clusters)) < least:
            best, least = clusters, (clashes, len(clusters))
    spans = [(min(r.x0 for r in c), max(r.x1 for r in c)) for c in best]
    if any(a[1] > b[0] for a, b in pairwise(spans)):
        spans = [(median(r.x0 for r in c), median(r.x1 for r in c)) for c in best]
    return spans


def _names(lines: Sequence[Line], left: float) -> list[list[Run]]:
    """The names of the columns, line by line: what stands above the first values."""
    names: list[list[Run]] = []
    for line in lines:
        if _numbers(line):
            break
        runs = [run for run in _part_names(line).runs if _may_name(run, left)]
        names.append([r for r in runs if not pattern("spanning_heading").match(squeeze(r.text))])
    return [r for r in names if len(r) > 1 or (r and is_whole_label(r[0].text))]


def _may_name(run: Run, left: float) -> bool:
    """Whether a run can name a column of values that begin at ``left`` or at the column's end."""
    return (run.x0 + run.x1) / 2 >= left or (len(run.text) <= LONGEST_NAME and run.x1 >= left)


def _part_names(line: Line) -> Line:
    """The line with narrow columns' names parted: their letters touch, they themselves don't."""
    gaps = [(b.x0 - a.x1) / line.size for a, b in pairwise(line.glyphs)]
    if any(TIGHT < gap < NAME_GAP for gap in gaps):
        return line
    return build_line(line.glyphs, NAME_GAP, DIGIT_GAP)


def _with_blank(
    columns: list[tuple[float, float]],
    values: Sequence[Sequence[Run]],
    names: Sequence[Sequence[Run]],
    size: float,
) -> list[tuple[float, float]]:
    """The columns with those that have a name but no value, where each value is below a name."""
    if not names:
        return columns
    named = _columns(names, size)
    both = _columns([*values, *names], size)
    are_apart = all(a[1] <= b[0] for a, b in pairwise(both))
    if are_apart and len(both) == len(named) > len(columns):
        return both
    return (len(named) > len(columns) and below_names(columns, named, values)) or columns


def _edges(columns: Sequence[tuple[float, float]], left: float, right: float) -> list[float]:
    """Borders between the columns: halfway from one to the next."""
    gaps = [(a[1] + b[0]) / 2 for a, b in pairwise(columns)]
    half = min(
        ((b[0] + b[1] - a[0] - a[1]) / 4 for a, b in pairwise(columns)),
        default=columns[0][0] - left,
    )
    middle = sum(columns[0]) / 2
    first = max(left + 1.0, min(columns[0][0] - 1.0, middle - half))
    return [first, *gaps, max(right, columns[-1][1]) + 1.0]


def _build(
    lines: Sequence[Line], number: int, left: float, right: float, going_on: Sequence[float]
) -> Table | None:
    lines = join_values(lines)
    anchors = [line for line in lines if _is_anchor(line)]
    valued = [_numbers(line) for line in anchors if _numbers(line)]
    size = median(line.size for line in anchors)
    columns = _columns(valued or [line.runs[1:] for line in anchors], size)
    if valued:
        has_labels = any(len(_numbers(line)) < len(line.runs) for line in anchors if _numbers(line))
        names = _names(lines, columns[0][0] - size if has_labels else 0.0)
        columns = _with_blank(columns, valued, names, size)
    if not columns:
        return None
    edges = _edges(columns, left, right)
    if valued and _fits(columns, going_on):
        edges = list(going_on)
    top = next((i for i, line in enumerate(lines) if _numbers(line)), len(lines))
    top = _first_label(lines, top, max(edges[0], columns[0][0]))
    boxes = heading_boxes(lines[:top], left, edges)
    height = max((b.bottom for b in boxes), default=0)
    rows, parents = find_rows(lines[top:], edges)
    boxes += body_boxes(rows, height, left, edges, middles(lines, edges))
    if parents or (len(edges) > 5 and len(rows) >= MIN_ANCHORS):
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
