"""Numbers that are broken over two lines in a table without ruling lines, made whole.

In a row whose cells stand in the middle of its height, a number too long for its column begins
half a line above the others and ends half a line below them. No two rows lie so near.
"""

from collections.abc import Sequence

from govdisc_analysis.read.pdf_lines import Line, Run
from govdisc_analysis.read.pdf_marks import is_number
from govdisc_analysis.read.pdf_unruled_columns import full_size

NEAR = 0.88  # sizes from a line with values to the next, at most


def join_values(lines: Sequence[Line]) -> list[Line]:
    """The lines; of three that are one row, the numbers' pieces in the middle one."""
    valued = [i for i, line in enumerate(lines) if _digits(line)]
    joined = [[line] for line in lines]
    for above, middle, below in zip(valued, valued[1:], valued[2:], strict=False):
        whole = _wholes(lines[above], lines[middle], lines[below])
        if whole:
            runs = tuple(sorted((*lines[middle].runs, *whole), key=lambda run: run.x0))
            joined[above], joined[below] = _words(lines[above]), _words(lines[below])
            joined[middle] = [lines[middle]._replace(runs=runs)]
    return [line for group in joined for line in group]


def _wholes(above: Line, middle: Line, below: Line) -> list[Run]:
    """The numbers that two lines make up around a third; none where they make up none."""
    near = NEAR * min(full_size(line) for line in (above, middle, below))
    if not (0 < middle.y - above.y <= near and 0 < below.y - middle.y <= near):
        return []
    heads, tails = _digits(above), _digits(below)
    if not heads or len(heads) != len(tails):
        return []
    others = [run for run in middle.runs if is_number(run.text)]
    whole = []
    for head, tail in zip(heads, tails, strict=True):
        run = Run(head.text + tail.text, min(head.x0, tail.x0), max(head.x1, tail.x1))
        if not _are_over(head, tail) or any(_are_over(run, other) for other in others):
            return []
        whole.append(run)
    return whole if others else []


def _digits(line: Line) -> list[Run]:
    return [run for run in line.runs if run.text[0].isdigit() and is_number(run.text)]


def _are_over(a: Run, b: Run) -> bool:
    return a.x0 < b.x1 and b.x0 < a.x1


def _words(line: Line) -> list[Line]:
    """The line without its numbers; nothing where nothing is left."""
    runs = tuple(run for run in line.runs if not is_number(run.text))
    if not runs:
        return []
    glyphs = tuple(g for g in line.glyphs if any(r.x0 <= g.x0 and g.x1 <= r.x1 for r in runs))
    return [Line(runs, line.y, line.size, glyphs)]
