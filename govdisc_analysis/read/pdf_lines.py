"""Glyphs to lines, lines to words: the spaces of a printed line are judged by its gaps."""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from govdisc_analysis.read.pdf_page import Glyph, is_wide

SAME_LINE = 0.42  # baselines nearer than this share of the size are one line
LEAST_STEP = 0.2  # of the size: baselines nearer than this are not told apart
TAB_GAP = 2.2  # gaps from here on (in sizes) part columns, not words
_WORD = re.compile(r"[A-Za-z]")


class Line(NamedTuple):
    """One visual line; ``runs`` are its stretches parted by wide gaps."""

    runs: tuple["Run", ...]
    y: float
    size: float
    glyphs: tuple[Glyph, ...] = ()

    @property
    def x0(self) -> float:
        """Left end."""
        return self.runs[0].x0

    @property
    def x1(self) -> float:
        """Right end."""
        return self.runs[-1].x1

    @property
    def text(self) -> str:
        """The runs, parted by tabs."""
        return "\t".join(run.text for run in self.runs)


class Run(NamedTuple):
    """Words without a wide gap between them."""

    text: str
    x0: float
    x1: float


def split_lines(glyphs: Iterable[Glyph]) -> list[list[Glyph]]:
    """Glyphs grouped by baseline, top to bottom, each line from left to right."""
    lines: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda g: g.y):
        if lines:
            last = lines[-1][0]
            if glyph.y - last.y <= SAME_LINE * max(glyph.size, last.size):
                lines[-1].append(glyph)
                continue
            lines.append([*_take_tail(lines[-1], glyph), glyph])
            continue
        lines.append([glyph])
    return [_drop_doubles(sorted(line, key=lambda g: (g.x0, g.x1))) for line in lines]


def _take_tail(line: list[Glyph], glyph: Glyph) -> list[Glyph]:
    """Take from a line the glyphs that are nearer to the next than to those above them."""
    step, cut = max(
        ((b.y - a.y, place) for place, (a, b) in enumerate(pairwise(line), 1)), default=(0.0, 0)
    )
    if step <= 3 * (glyph.y - line[-1].y) or step <= LEAST_STEP * glyph.size:
        return []
    tail = line[cut:]
    del line[cut:]
    return tail


def _drop_doubles(line: list[Glyph]) -> list[Glyph]:
    """The line without letters printed twice at one place to look bold."""
    kept: list[Glyph] = []
    for glyph in line:
        near = kept[-3:]
        if any(
            g.text == glyph.text and abs(g.x0 - glyph.x0) < 0.2 * min(g.size, glyph.size)
            for g in near
        ):
            continue
        kept.append(glyph)
    return kept


def build_line(
    glyphs: Sequence[Glyph], tab_gap: float = TAB_GAP, digit_gap: float = TAB_GAP
) -> Line:
    """One visual line from its glyphs, sorted from left to right; gaps are in sizes."""
    sizes = sorted(g.size for g in glyphs if is_wide(g.text)) or sorted(g.size for g in glyphs)
    size = sizes[len(sizes) // 2]
    runs: list[Run] = []
    parts: list[str] = []
    start = glyphs[0].x0
    last: Glyph | None = None
    for glyph in glyphs:
        if last is not None:
            gap = (glyph.x0 - last.x1) / size
            if gap >= tab_gap or (gap >= digit_gap and _is_digits(last, glyph)):
                runs.append(Run("".join(parts), start, last.x1))
                parts, start = [], glyph.x0
            elif _is_space(last.text, glyph.text, gap):
                parts.append(" ")
        parts.append(glyph.text)
        last = glyph
    if last is not None:
        runs.append(Run("".join(parts), start, last.x1))
    return Line(tuple(runs), glyphs[0].y, size, tuple(glyphs))


def _is_digits(left: Glyph, right: Glyph) -> bool:
    return left.text.isdigit() and right.text.isdigit()


def _is_space(left: str, right: str, gap: float) -> bool:
    """Whether a gap (in sizes) is a space. Chinese lines are stretched without meaning it.

    >>> _is_space("总", "计", 0.9), _is_space("1", "2", 0.1), _is_space("1", "2", 0.5)
    (False, False, True)
    """
    if is_wide(left) or is_wide(right):
        return gap >= 1.4
    if left.isdigit() and right.isdigit():
        return gap >= 0.3
    return gap >= 0.16


def join_wrapped(lines: Iterable[str]) -> str:
    """Lines of one paragraph or cell made one, with a space only between Latin words.

    >>> join_wrapped(["没有现成信", "息需要 API", "key"]), join_wrapped(["39857", "58"])
    ('没有现成信息需要 API key', '3985758')
    """
    text = ""
    for line in lines:
        if text and line and _WORD.match(text[-1]) and _WORD.match(line[0]):
            text += " "
        text += line
    return text


def cell_text(glyphs: Iterable[Glyph]) -> str:
    """Text of one table cell: line breaks inside a cell mean nothing."""
    return join_wrapped(
        build_line(line, tab_gap=1e9, digit_gap=1e9).text.strip() for line in split_lines(glyphs)
    ).strip()
