"""Tables that run over page ends, made one again."""

from collections.abc import Sequence
from dataclasses import replace

from govdisc_analysis.models import Cell
from govdisc_analysis.read.pdf_lines import join_wrapped
from govdisc_analysis.read.pdf_marks import begins_item, is_number, is_whole_label
from govdisc_analysis.read.pdf_ruled import Box, Table

SLACK = 5.0  # points by which column edges of two pages may differ
Pair = tuple[Box, Box]


def join_tables(first: Table, second: Table) -> Table | None:
    """The two as one table, or None where their column edges do not agree."""
    edges = column_edges(first.boxes)
    moved = _aligned(second, first, edges)
    if moved is None:
        return None
    again = _repeated_rows(first.boxes, moved, min(first.rows, second.rows - 1))
    shift = first.rows - again
    top = [replace(b, top=b.top + shift, bottom=b.bottom + shift) for b in moved if b.top >= again]
    pairs = _pairs(first, top)
    is_faced = len(pairs) == sum(b.top == first.rows for b in top)
    is_split = is_faced and _is_split_row(pairs)
    joined = pairs if is_split else [p for p in pairs if _is_one_parent(p, pairs)]
    boxes = _stack(first, top, joined, int(is_split))
    return replace(
        first,
        rows=first.rows + second.rows - again - int(is_split),
        boxes=tuple(boxes),
        last_page=second.last_page,
    )


def _repeated_rows(first: Sequence[Box], second: Sequence[Box], most: int) -> int:
    """How many rows the second table repeats from the first's top: headings printed again."""
    for rows in range(most, 0, -1):
        upper, lower = (
            sorted((b.top, round(b.x0), b.bottom, b.text) for b in boxes if b.top < rows)
            for boxes in (first, second)
        )
        if [(t, b, x) for t, _, b, x in upper] != [(t, b, x) for t, _, b, x in lower]:
            continue
        if all(bottom <= rows for _, _, bottom, _ in upper) and not any(
            text[:1].isdigit() and is_number(text) for *_, text in upper
        ):
            return rows
    return 0


def column_edges(boxes: Sequence[Box], near: float = 1.5) -> list[float]:
    """Places where some cell begins or ends, those nearer than ``near`` as one."""
    edges: list[float] = []
    for x in sorted({x for b in boxes for x in (b.x0, b.x1)}):
        if not edges or x - edges[-1] > near:
            edges.append(x)
    return edges


def spread(cell: Cell, box: Box, edges: Sequence[float], grid: list[list[Cell | None]]) -> None:
    """Put a cell in every position that its box covers."""
    for r in range(box.top, min(box.bottom, len(grid))):
        for c in range(len(edges) - 1):
            if box.x0 - 2 < edges[c] and edges[c + 1] < box.x1 + 2 and grid[r][c] is None:
                grid[r][c] = cell


def _aligned(second: Table, first: Table, edges: Sequence[float]) -> list[Box] | None:
    """Boxes of the second table moved onto the first's edges; None if they are another table."""
    width, own = first.x1 - first.x0, second.x1 - second.x0
    if abs(width - own) > max(2 * SLACK, 0.04 * width):
        return None
    scale = width / own
    new: dict[float, float] = {}
    met = set()
    own_edges = column_edges(second.boxes)
    for x in {x for b in second.boxes for x in (b.x0, b.x1)}:
        place = first.x0 + (x - second.x0) * scale
        nearest = min(edges, key=lambda e: abs(e - place))
        new[x] = nearest if abs(nearest - place) <= SLACK else place
        if new[x] == nearest:
            met.add(nearest)
    if len(met) < 0.75 * min(len(edges), len(own_edges)):
        return None
    return [replace(b, x0=new[b.x0], x1=new[b.x1]) for b in second.boxes]


def _pairs(first: Table, second: Sequence[Box]) -> list[Pair]:
    """Cells that face each other over the page end in the very same columns."""
    above = {(b.x0, b.x1): b for b in first.boxes if b.bottom == first.rows}
    below = [b for b in second if b.top == first.rows]
    found = []
    for box in below:
        for (x0, x1), other in above.items():
            if abs(x0 - box.x0) < 1.5 and abs(x1 - box.x1) < 1.5:
                found.append((other, box))
    return sorted(found, key=lambda pair: pair[0].x0)


def _labels(pairs: Sequence[Pair]) -> list[Pair]:
    """The pairs that hold words, not values."""
    return [p for p in pairs if not (is_number(p[0].text) and is_number(p[1].text))]


def _is_split_row(pairs: Sequence[Pair]) -> bool:
    """Whether the page end cuts through one row: values on one side only, label carried on."""
    labels = _labels(pairs)
    if not labels or any(begins_item(b.text) or _are_two(a, b) for a, b in labels):
        return False
    values = [p for p in pairs if p not in labels]
    upper, lower = any(a.text for a, _ in values), any(b.text for _, b in values)
    if upper == lower:
        return False
    return any(a.text for a, _ in labels) or upper


def _are_two(above: Box, below: Box) -> bool:
    """Whether two texts that face each other over the page end are each whole by itself."""
    if not above.text or not below.text:
        return False
    return above.text == below.text or is_whole_label(above.text) or is_whole_label(below.text)


def _is_one_parent(pair: Pair, pairs: Sequence[Pair]) -> bool:
    """Whether a cell left of the rows' own labels goes on behind the page end."""
    above, below = pair
    if all(is_number(b.text) for _, b in pairs):  # a row of values: section four has no labels
        return not above.text and not below.text
    if not _labels(pairs) or above.x1 > _labels_left(pairs) + 1.5:
        return False
    if is_number(above.text) and is_number(below.text):
        return not above.text and not below.text
    if not below.text or not above.text:
        return True
    return not begins_item(below.text) and not is_whole_label(above.text)


def _labels_left(pairs: Sequence[Pair]) -> float:
    """Left end of the rows' own labels; what ends before it is a parent heading.

    The labels' column is the widest that holds words (a column of units is narrow).
    """
    worded = [p for p in pairs if not is_number(p[1].text)] or list(pairs)
    own = [p for p in worded if p[1].bottom - p[1].top == 1] or worded
    return max(own, key=lambda p: p[0].x1 - p[0].x0)[0].x0


def _stack(first: Table, second: Sequence[Box], joined: Sequence[Pair], lift: int) -> list[Box]:
    """Boxes of both tables, the joined pairs as one box; ``lift`` rows overlap."""
    heads = {id(a): b for a, b in joined}
    tails = {id(b) for _, b in joined}
    boxes = []
    for box in first.boxes:
        tail = heads.get(id(box))
        if tail is not None:
            text = join_wrapped((box.text, tail.text))
            box = replace(box, bottom=tail.bottom - lift, text=text)
        boxes.append(box)
    for box in second:
        if id(box) not in tails:
            boxes.append(replace(box, top=box.top - lift, bottom=box.bottom - lift))
    return boxes
