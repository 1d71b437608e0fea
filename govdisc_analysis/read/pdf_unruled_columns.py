"""The columns of values of a table without ruling lines."""

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from govdisc_analysis.read.pdf_lines import Line, Run, build_line
from govdisc_analysis.read.pdf_marks import is_number, is_whole_label, pattern, squeeze, units
from govdisc_analysis.read.pdf_page import is_wide
from govdisc_analysis.read.pdf_unruled_names import Place, below_names

DIGIT_SIZE = 0.75  # height of digits by that of words
DIGIT_GAP = 0.1  # gap (in sizes) that parts two numbers: digits of one touch
TIGHT, NAME_GAP = 0.15, 0.35  # gaps within a column's name, and between those of two
LONGEST_NAME = 8  # letters of a column's name that stands left of its values


def values_of(line: Line) -> list[Run]:
    """The values at a line's end."""
    found: list[Run] = []
    for run in reversed(line.runs):
        if not is_number(run.text):
            break
        found.insert(0, run)
    before = line.runs[: len(line.runs) - len(found)]
    if found and len(before) > 1 and before[-1].text in units():
        found.insert(0, before[-1])  # the column of units
    return found


def full_size(line: Line) -> float:
    """The size of words set like a line, which may hold digits alone."""
    return line.size if any(is_wide(g.text) for g in line.glyphs) else line.size / DIGIT_SIZE


def value_columns(rows: Sequence[Sequence[Run]], size: float) -> list[Place]:
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


def column_borders(columns: Sequence[Place], left: float, right: float) -> list[float]:
    """Borders between the columns: halfway from one to the next."""
    gaps = [(a[1] + b[0]) / 2 for a, b in pairwise(columns)]
    half = min(
        ((b[0] + b[1] - a[0] - a[1]) / 4 for a, b in pairwise(columns)),
        default=columns[0][0] - left,
    )
    middle = sum(columns[0]) / 2
    first = max(left + 1.0, min(columns[0][0] - 1.0, middle - half))
    return [first, *gaps, max(right, columns[-1][1]) + 1.0]


def with_blank(
    columns: list[Place],
    values: Sequence[Sequence[Run]],
    names: Sequence[Sequence[Run]],
    size: float,
) -> list[Place]:
    """The columns with those that have a name but no value, where each value is below a name."""
    if not names:
        return columns
    named = value_columns(names, size)
    both = value_columns([*values, *names], size)
    are_apart = all(a[1] <= b[0] for a, b in pairwise(both))
    if are_apart and len(both) == len(named) > len(columns):
        return both
    return (len(named) > len(columns) and below_names(columns, named, values)) or columns


def names_above(lines: Sequence[Line], left: float) -> list[list[Run]]:
    """The names of the columns, line by line: what stands above the first values."""
    names: list[list[Run]] = []
    for line in lines:
        if values_of(line):
            break
        runs = [run for run in _part_names(line).runs if _may_name(run, left)]
        names.append([r for r in runs if not pattern("spanning_heading").match(squeeze(r.text))])
    return [r for r in names if len(r) > 1 or (r and is_whole_label(r[0].text))]


def _may_name(run: Run, left: float) -> bool:
    """Whether a run can name a column of values that begin at ``left`` or at the column's end."""
    if len(run.text) < 2:  # letters of a stretched name
        return False
    return (run.x0 + run.x1) / 2 >= left or (len(run.text) <= LONGEST_NAME and run.x1 >= left)


def _part_names(line: Line) -> Line:
    """The line with narrow columns' names parted: their letters touch, they themselves don't."""
    gaps = [(b.x0 - a.x1) / line.size for a, b in pairwise(line.glyphs)]
    if any(TIGHT < gap < NAME_GAP for gap in gaps):
        return line
    return build_line(line.glyphs, NAME_GAP, DIGIT_GAP)
