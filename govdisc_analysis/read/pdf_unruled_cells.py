"""Cells of a table without ruling lines, once its columns are known.

A row is a printed line that carries values. A label's wrapped lines lie above and below it; each
goes to the nearest row, but never over the beginning of another item.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from statistics import median

from govdisc_analysis.read.pdf_lines import Line, Run, join_wrapped
from govdisc_analysis.read.pdf_marks import (
    begins_item,
    is_whole_label,
    pattern,
    squeeze,
)
from govdisc_analysis.read.pdf_ruled import Box
from govdisc_analysis.read.pdf_unruled_labels import label_of, whole_labels

_MANY = 5  # borders of value columns: of a table whose items stand beside their parents


@dataclass(slots=True)
class Row:
    """One row under construction; ``labels`` are (y, run) pairs."""

    y: float
    values: list[Run]
    labels: list[tuple[float, Run]] = field(default_factory=list)
    is_heading: bool = False
    is_known: bool = False  # its label is whole: one of the form

    def label(self) -> str:
        """The row's own label, its lines joined."""
        return join_wrapped(run.text for _, run in sorted(self.labels, key=lambda p: p[0]))


def column_of(middle: float, edges: Sequence[float]) -> int:
    """The column in which a place lies; the outermost where it lies in none."""
    return max(0, min(sum(middle >= e for e in edges) - 1, len(edges) - 2))


def heading_boxes(lines: Sequence[Line], left: float, edges: Sequence[float]) -> list[Box]:
    """Heading rows: those over several columns each by itself, wrapped column names joined."""
    over: list[list[Run]] = []
    names: dict[int, list[str]] = {}
    for line in lines:
        wide = [r for r in _headings(line) if pattern("spanning_heading").match(squeeze(r.text))]
        if wide:
            over.append(wide)
        elif len(line.runs) == len(edges) and _begins_left(line, edges[0]):  # a name each
            for column, run in enumerate(line.runs, -1):
                names.setdefault(column, []).append(run.text)
            continue
        for glyph in line.glyphs:  # names of narrow columns nearly touch: part them by column
            middle = (glyph.x0 + glyph.x1) / 2
            if not any(r.x0 <= middle <= r.x1 for r in wide):
                column = -1 if middle < edges[0] else column_of(middle, edges)
                names.setdefault(column, []).append(glyph.text)
    boxes: list[Box] = []
    for r, runs in enumerate(over):
        if len(runs) == 1 and _is_over_all(runs[0], left, edges):
            boxes.append(Box(left - 1.0, edges[-1], r, r + 1, runs[0].text))
        else:
            boxes.append(Box(left - 1.0, edges[0], r, r + 1, ""))
            boxes += _narrowed(_span(runs, r, edges), boxes, edges)
    if names:
        r = len(over)
        boxes.append(Box(left - 1.0, edges[0], r, r + 1, "".join(names.get(-1, ()))))
        boxes += [
            Box(edges[c], edges[c + 1], r, r + 1, "".join(names.get(c, ())))
            for c in range(len(edges) - 1)
        ]
    return boxes


def _begins_left(line: Line, edge: float) -> bool:
    """Whether the first run only of a line is left of the values."""
    return sum((run.x0 + run.x1) / 2 < edge for run in line.runs) == 1


def _headings(line: Line) -> Sequence[Run]:
    """The runs of a line; one alone where the line is one heading with blanks in it."""
    is_one = pattern("spanning_heading").match(squeeze(line.text))
    return [Run(squeeze(line.text), line.x0, line.x1)] if is_one else line.runs


def _narrowed(boxes: list[Box], above: Sequence[Box], edges: Sequence[float]) -> list[Box]:
    """A heading just as wide as the one above it can't be: one column less on each side."""
    extents = {(box.x0, box.x1) for box in above}
    return [
        replace(box, x0=edges[edges.index(box.x0) + 1], x1=edges[edges.index(box.x1) - 1])
        if (box.x0, box.x1) in extents and len([e for e in edges if box.x0 <= e <= box.x1]) > 3
        else box
        for box in boxes
    ]


def _is_over_all(run: Run, left: float, edges: Sequence[float]) -> bool:
    """Whether a heading stands in the middle of the table rather than of its value columns."""
    middle = (run.x0 + run.x1) / 2
    return abs(middle - (left + edges[-1]) / 2) < abs(middle - (edges[0] + edges[-1]) / 2)


def _span(runs: Sequence[Run], row: int, edges: Sequence[float]) -> list[Box]:
    """Headings that stand in the middle of the columns that they name."""
    middles = [(run.x0 + run.x1) / 2 for run in runs]
    boxes: list[Box] = []
    at = edges[0]
    for i, (run, middle) in enumerate(zip(runs, middles, strict=True)):
        limit = edges[-1] if i + 1 == len(runs) else (middle + middles[i + 1]) / 2
        half = min(middle - at, limit - middle)
        lo = min(edges[:-1], key=lambda e: abs(e - (middle - half)))
        hi = min((e for e in edges if e > lo), key=lambda e: abs(e - (middle + half)))
        boxes.append(Box(max(lo, at), hi, row, row + 1, run.text))
        at = hi
    return [box for box in boxes if box.x1 > box.x0]


def find_rows(
    lines: Sequence[Line], edges: Sequence[float]
) -> tuple[list[Row], list[tuple[float, Run]]]:
    """Rows in order, and the pieces of parent headings left of the rows' own labels."""
    rows: list[Row] = []
    loose: list[tuple[float, Run]] = []
    parents: list[tuple[float, Run]] = []
    label_left = _label_left(lines)
    known, rest = whole_labels(lines, edges[0])
    for number, line in enumerate(lines):
        if pattern("spanning_heading").match(squeeze(line.text)):
            rows.append(Row(line.y, [], [(line.y, _headings(line)[0])], is_heading=True))
            continue
        labels = rest.get(number)
        if labels is None:
            labels = [
                part
                for run in line.runs
                if (run.x0 + run.x1) / 2 < edges[0]
                for part in _parted(run, line, label_left)
            ]
        values = [run for run in line.runs if (run.x0 + run.x1) / 2 >= edges[0]]
        own = label_of(line.glyphs[-1].y, known) if values else None
        if own is not None:
            known.remove(own)
            rows.append(Row(line.y, values, [(own.top, own.run)], is_known=True))
            loose += [(line.y, run) for run in labels]
        elif values:
            rows.append(Row(line.y, values, [(line.y, run) for run in labels[-1:]]))
            parents += [(line.y, run) for run in labels[:-1]]
        else:
            loose += [(line.y, run) for run in labels]
    rows += [Row((w.top + w.bottom) / 2, [], [(w.top, w.run)], is_known=True) for w in known]
    rows.sort(key=lambda row: row.y)
    starts = [run.x0 for row in rows for _, run in row.labels]
    own_left = median(starts) if starts else 0.0
    if label_left is not None and len(edges) > _MANY:
        own_left = label_left  # a parent's tail stands on many a row's line, its label on none
    parents += _attach(rows, loose, own_left)
    return rows, parents


def _label_left(lines: Sequence[Line]) -> float | None:
    """Where most items begin, if they are set flush left."""
    starts = Counter(
        round(run.x0) for line in lines for run in line.runs if begins_item(run.text)
    ).most_common(1)
    return float(starts[0][0]) if starts and starts[0][1] >= 4 else None


def _parted(run: Run, line: Line, label_left: float | None) -> list[Run]:
    """A run cut where an item begins that stands right behind its parent heading."""
    if label_left is None or run.x0 > label_left - 4 or run.x1 < label_left:
        return [run]
    glyphs = [g for g in line.glyphs if run.x0 <= g.x0 and g.x1 <= run.x1]
    own = [g for g in glyphs if g.x0 > label_left - 1.5]
    text = "".join(g.text for g in own)
    if not own or abs(own[0].x0 - label_left) > 1.5 or not begins_item(text):
        return [run]
    before = [g for g in glyphs if g.x0 <= label_left - 1.5]
    head = Run("".join(g.text for g in before), run.x0, before[-1].x1)
    return [head, Run(text, own[0].x0, run.x1)]


def _attach(
    rows: list[Row], loose: Sequence[tuple[float, Run]], own_left: float
) -> list[tuple[float, Run]]:
    """Give label lines without values to their row; returns those that are parents' pieces."""
    parents: list[tuple[float, Run]] = []
    for row in rows:  # a parent's tail can stand on the very line of a row's values
        pieces = [p for p in row.labels if p[1].x1 < own_left and len(p[1].text) <= 6]
        if row.is_heading or row.is_known or not pieces:
            continue
        text = pieces[0][1].text
        if not begins_item(text) and not is_whole_label(text):
            parents += pieces
            row.labels.clear()
    items = [y for y, run in loose if run.x1 >= own_left and begins_item(run.text)]
    for y, run in loose:
        if run.x1 < own_left:
            parents.append((y, run))
            continue
        row_for = _row_for([row for row in rows if not row.is_heading], y, run.text, items)
        if row_for is None:  # an item that has no values
            rows.append(Row(y, [], [(y, run)]))
            rows.sort(key=lambda row: row.y)
        elif row_for.is_known:
            parents.append((y, run))
        else:
            row_for.labels.append((y, run))
    return parents


def _row_for(rows: Sequence[Row], y: float, text: str, items: Sequence[float]) -> Row | None:
    """The row that a label line belongs to: the nearest, not across another item's beginning.

    ``items`` are the heights of the lines without values that begin an item.
    """
    below = next((row for row in rows if row.y > y), None)
    above = next((row for row in reversed(rows) if row.y <= y), None)
    if begins_item(text):
        if below is None or begins_item(below.label()) or any(y < at < below.y for at in items):
            return None
        return below
    if above is None or below is None:
        return above or below
    if begins_item(below.label()) and not any(ly < below.y for ly, _ in below.labels):
        return above
    if not begins_item(above.label()):
        return below if below.y - y <= y - above.y else above
    return below if below.y - y < y - above.y else above


def parent_boxes(
    rows: Sequence[Row], parents: Sequence[tuple[float, Run]], height: int, left: float
) -> list[Box]:
    """The column of parent headings: each beside the row of its height."""
    made: list[list[tuple[float, Run]]] = []
    for y, run in sorted(parents, key=lambda p: p[0]):
        whole = next((m for m in reversed(made) if _is_below(m[-1], (y, run))), None)
        if whole is not None and not begins_item(run.text):
            whole.append((y, run))
        else:
            made.append([(y, run)])
    groups = _groups(rows)
    texts: dict[int, list[str]] = {}
    for pieces in made:
        y = sum(p[0] for p in pieces) / len(pieces)
        nearest = min(range(len(rows)), key=lambda i: abs(rows[i].y - y))
        text = join_wrapped(run.text for _, run in pieces)
        texts.setdefault(next(a for a, b in groups if a <= nearest < b), []).append(text)
    boxes = [Box(left - 21.0, left - 1.0, 0, height, "")] if height else []
    return boxes + [
        Box(left - 21.0, left - 1.0, height + a, height + b, join_wrapped(texts.get(a, ())))
        for a, b in groups
    ]


def _is_below(upper: tuple[float, Run], lower: tuple[float, Run]) -> bool:
    """Whether a piece carries on the piece above it: near, and in the same narrow column."""
    (y, above), (y_low, below) = upper, lower
    return y_low - y <= 30.0 and above.x0 < below.x1 and below.x0 < above.x1


def _groups(rows: Sequence[Row]) -> list[tuple[int, int]]:
    """Rows that share a parent: (first, behind last); items 1, 2, 3 up to the next 1."""
    groups: list[tuple[int, int]] = []
    was_item = False
    for i, row in enumerate(rows):
        label = row.label()
        is_item = label[:1].isdigit() and begins_item(label)
        if groups and is_item and was_item and not label.startswith("1"):
            groups[-1] = (groups[-1][0], i + 1)
        else:
            groups.append((i, i + 1))
        was_item = is_item
    return groups
