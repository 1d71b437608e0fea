"""Ruled tables of one page: lines to boxes, missing borders to merged cells."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from govdisc_analysis.read.pdf_drawn import Rule
from govdisc_analysis.read.pdf_lines import cell_text
from govdisc_analysis.read.pdf_page import Glyph, Page

NEAR = 2.6  # lines nearer than this (points) are one
TOUCH = 4.0  # lines that end nearer than this to another meet it
MAX_LINES = 400  # of one table, each way: more is a drawing
MIN_STROKE, MAX_STROKE = 4.0, 15.0  # points: an upright line so long within a cell is a drawn digit
DRAWN = "\ufffd"  # what a cell holds whose number is a drawing or a picture


@dataclass(frozen=True, slots=True)
class Box:
    """One cell of a printed table: rows ``top:bottom`` (numbers), points ``x0:x1``."""

    x0: float
    x1: float
    top: int
    bottom: int
    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """A printed table. ``y0:y1`` is its place on the page ``page`` (the first, when joined)."""

    page: int
    x0: float
    x1: float
    y0: float
    y1: float
    rows: int
    boxes: tuple[Box, ...]
    last_page: int = -1
    value_edges: tuple[float, ...] = ()  # borders of the value columns, of unruled tables


def find_ruled(page: Page, number: int) -> tuple[list[Table], list[Glyph]]:
    """Tables of a page from its ruling lines, and the glyphs that lie in none."""
    tables: list[Table] = []
    rest = page.glyphs
    marks = page.marks + [
        (d.at, (d.lo + d.hi) / 2) for d in page.down if MIN_STROKE < d.hi - d.lo <= MAX_STROKE
    ]
    for across, down in _groups(_merge(page.across), _merge(page.down)):
        table, rest = _build(across, down, rest, number, marks)
        if table is not None:
            tables.append(table)
    return sorted(tables, key=lambda t: t.y0), rest


def _merge(rules: Iterable[Rule]) -> list[Rule]:
    """Pieces of one line joined, double lines made one."""
    merged: list[Rule] = []
    for band in _bands(sorted(rules)):
        at = sum(r.at for r in band) / len(band)
        pieces = sorted((r.lo, r.hi) for r in band)
        lo, hi = pieces[0]
        for next_lo, next_hi in pieces[1:]:
            if next_lo > hi + TOUCH:
                merged.append(Rule(at, lo, hi))
                lo, hi = next_lo, next_hi
            hi = max(hi, next_hi)
        merged.append(Rule(at, lo, hi))
    return merged


def _bands(rules: Sequence[Rule]) -> list[list[Rule]]:
    bands: list[list[Rule]] = []
    for rule in rules:
        if bands and rule.at - bands[-1][0].at <= NEAR:
            bands[-1].append(rule)
        else:
            bands.append([rule])
    return bands


def _groups(across: list[Rule], down: list[Rule]) -> list[tuple[list[Rule], list[Rule]]]:
    """Lines that meet each other, directly or through others: one group a table."""
    parent = list(range(len(across) + len(down)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    for i, a in enumerate(across[: 4 * MAX_LINES]):
        for j, d in enumerate(down[: 4 * MAX_LINES]):
            if a.lo - TOUCH <= d.at <= a.hi + TOUCH and d.lo - TOUCH <= a.at <= d.hi + TOUCH:
                parent[root(i)] = root(len(across) + j)
    found: dict[int, tuple[list[Rule], list[Rule]]] = defaultdict(lambda: ([], []))
    for i, a in enumerate(across):
        found[root(i)][0].append(a)
    for j, d in enumerate(down):
        found[root(len(across) + j)][1].append(d)
    return [group for group in found.values() if group[0] and group[1]]


def _edges(places: Iterable[float]) -> list[float]:
    """Distinct places, those nearer than NEAR taken as one."""
    edges: list[list[float]] = []
    for place in sorted(places):
        if edges and place - edges[-1][0] <= NEAR:
            edges[-1].append(place)
        else:
            edges.append([place])
    return [sum(group) / len(group) for group in edges]


def _build(
    across: list[Rule],
    down: list[Rule],
    glyphs: list[Glyph],
    number: int,
    marks: Sequence[tuple[float, float]],
) -> tuple[Table | None, list[Glyph]]:
    """One table from its lines; a side left open (at a page end) closes at the outermost."""
    xs = _edges([d.at for d in down] + [e for a in across for e in (a.lo, a.hi)])
    ys = _edges([a.at for a in across] + [e for d in down for e in (d.lo, d.hi)])
    if not (2 <= len(xs) <= MAX_LINES and 2 <= len(ys) <= MAX_LINES):
        return None, glyphs
    xs, ys = _drop_stubs(xs, down), _drop_stubs(ys, across)
    if len(xs) < 3 and len(ys) < 3:  # a frame around text
        return None, glyphs
    placed, rest = _place(glyphs, xs, ys)
    boxes = tuple(
        Box(xs[c0], xs[c1], r0, r1, cell_text(_inside(placed, r0, r1, c0, c1)))
        for r0, r1, c0, c1 in _rectangles(xs, ys, across, down)
    )
    boxes = _with_drawn(boxes, ys, marks)
    if not any(box.text for box in boxes):
        return None, glyphs
    table = Table(number, xs[0], xs[-1], ys[0], ys[-1], len(ys) - 1, boxes, number)
    return drop_empty_rows(table), rest


def _drop_stubs(edges: list[float], rules: list[Rule]) -> list[float]:
    """Edges, less the inner ones that no line draws (they come from ends that overshoot)."""
    kept = [
        e
        for i, e in enumerate(edges)
        if i in (0, len(edges) - 1) or any(abs(r.at - e) <= NEAR for r in rules)
    ]
    if len(kept) > 2 and kept[1] - kept[0] <= TOUCH:
        kept.pop(0)
    if len(kept) > 2 and kept[-1] - kept[-2] <= TOUCH:
        kept.pop()
    return kept


def _place(
    glyphs: list[Glyph], xs: list[float], ys: list[float]
) -> tuple[dict[tuple[int, int], list[Glyph]], list[Glyph]]:
    """Glyphs by the grid square that their middle lies in, and those outside."""
    placed: dict[tuple[int, int], list[Glyph]] = defaultdict(list)
    rest: list[Glyph] = []
    for glyph in glyphs:
        x, y = (glyph.x0 + glyph.x1) / 2, glyph.y - 0.35 * glyph.size
        if ys[0] <= y <= ys[-1] and xs[0] - TOUCH <= x <= xs[-1] + TOUCH:
            row = min(max(bisect_right(ys, y) - 1, 0), len(ys) - 2)
            column = min(max(bisect_right(xs, x) - 1, 0), len(xs) - 2)
            placed[row, column].append(glyph)
        else:
            rest.append(glyph)
    return placed, rest


def _inside(
    placed: dict[tuple[int, int], list[Glyph]], r0: int, r1: int, c0: int, c1: int
) -> list[Glyph]:
    return [g for r in range(r0, r1) for c in range(c0, c1) for g in placed.get((r, c), ())]


def _with_drawn(
    boxes: tuple[Box, ...], ys: Sequence[float], marks: Sequence[tuple[float, float]]
) -> tuple[Box, ...]:
    """The cells; those without letters in which something is drawn are not blank."""
    inside = [(x, y) for x, y in marks if ys[0] < y < ys[-1]]
    if not inside:
        return boxes
    return tuple(
        replace(box, text=DRAWN)
        if not box.text
        and any(
            box.x0 + NEAR < x < box.x1 - NEAR and ys[box.top] < y < ys[box.bottom]
            for x, y in inside
        )
        else box
        for box in boxes
    )


def _is_drawn(rules: Sequence[Rule], at: float, lo: float, hi: float) -> bool:
    """Whether lines at ``at`` cover more than half of ``lo:hi``."""
    covered = sum(max(0.0, min(r.hi, hi) - max(r.lo, lo)) for r in rules if abs(r.at - at) <= NEAR)
    return covered > 0.5 * (hi - lo)


def _rectangles(
    xs: list[float], ys: list[float], across: list[Rule], down: list[Rule]
) -> list[tuple[int, int, int, int]]:
    """Cells as (row, row behind, column, column behind): squares joined over missing borders."""
    columns, rows = range(len(xs) - 1), range(len(ys) - 1)
    wall = {(r, c) for c in columns for r in rows if _is_drawn(down, xs[c + 1], ys[r], ys[r + 1])}
    floor = {
        (r, c) for c in columns for r in rows if _is_drawn(across, ys[r + 1], xs[c], xs[c + 1])
    }
    used: set[tuple[int, int]] = set()
    cells: list[tuple[int, int, int, int]] = []
    for r in rows:
        for c in columns:
            if (r, c) in used:
                continue
            right = c + 1
            while right < len(xs) - 1 and (r, right - 1) not in wall and (r, right) not in used:
                right += 1
            bottom = r + 1
            while bottom < len(ys) - 1 and _is_open(bottom, c, right, floor, wall):
                bottom += 1
            used |= {(i, j) for i in range(r, bottom) for j in range(c, right)}
            cells.append((r, bottom, c, right))
    return cells


def _is_open(
    row: int, left: int, right: int, floor: set[tuple[int, int]], wall: set[tuple[int, int]]
) -> bool:
    """Whether a row continues the cell above it: no floor between, no wall within."""
    return not any((row - 1, j) in floor for j in range(left, right)) and not any(
        (row, j) in wall for j in range(left, right - 1)
    )


def drop_empty_rows(table: Table) -> Table:
    """The table without rows in which no cell of its own begins (they arise from stray lines)."""
    starts = sorted({box.top for box in table.boxes})
    new = {row: i for i, row in enumerate(starts)}
    ends = {row: bisect_right(starts, row - 1) for row in range(table.rows + 1)}
    boxes = tuple(
        replace(b, top=new[b.top], bottom=max(ends[b.bottom], new[b.top] + 1)) for b in table.boxes
    )
    return replace(table, rows=len(starts), boxes=boxes)
