"""Sheets of a workbook that were printed on several pages side by side, made whole again.

What hangs over from a column before is printed on the next page as well, left of the paper: the
same words at the same height on both pages tell how far apart the pages lie on the sheet.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from govdisc_analysis.read.pdf_drawn import Rule
from govdisc_analysis.read.pdf_lines import Line, build_line, split_lines
from govdisc_analysis.read.pdf_page import Glyph, Page

OFF_PAPER = -2.0  # points
NEAR = 1.5  # points between places of the same words as two pages tell them
LEAST_SHARE = 0.25  # of the paper's width: pages lie no nearer
LEAST_WORDS = 3  # letters of words by which pages are told to be one sheet
STEP = 0.001  # points between letters drawn in: only their order counts
MAX_PARTS = 60  # pages with words off their paper: more is something else


def join_sheets(pages: list[Page], seen: list[Page]) -> list[Page]:
    """The pages, those that lie side by side on one sheet as one wide page.

    Args:
        pages: with the words that hang over, by which the places are told.
        seen: the same pages with only what is seen.
    """
    parts = [i for i, page in enumerate(pages) if hangs_over(page)]
    if not parts or len(parts) > MAX_PARTS:
        return seen
    whole: dict[int, Page] = {}
    shown: dict[int, Page] = {}
    for i, page in enumerate(pages):
        found = [(base, _shift(whole[base], page)) for base in whole] if i in parts else []
        sure = [
            (base, shift)
            for base, shift in found
            if shift >= LEAST_SHARE * page.width and not _collide(shown[base], seen[i], shift)
        ]
        if len(sure) == 1:
            base, shift = sure[0]
            whole[base] = _beside(whole[base], page, shift)
            shown[base] = _beside(shown[base], seen[i], shift)
        else:
            whole[i], shown[i] = page, seen[i]
    return [_with_tails(page) for page in shown.values()]


def hangs_over(page: Page) -> bool:
    """Whether words begin left of the paper."""
    return min((glyph.x0 for glyph in page.glyphs), default=0.0) < OFF_PAPER


def _with_tails(page: Page) -> Page:
    """The page with what its frames cut off drawn in at their right ends.

    A label too long for its column is cut off where the next cell holds something: its words are
    the label's all the same. What another page shows at its place is no tail.
    """
    seen = _places(page.glyphs)
    glyphs = list(page.glyphs)
    for i, (glyph, end) in enumerate(page.hidden):
        if glyph.x0 > end - glyph.size and not _is_among(glyph, seen):
            at = end - STEP * (len(page.hidden) - i)
            glyphs.append(glyph._replace(x0=at, x1=at))
    return page._replace(glyphs=glyphs, hidden=[])


def _shift(base: Page, page: Page) -> float:
    """How far right of the base's a page lies on the sheet; 0 where that is not sure."""
    if abs(base.height - page.height) > NEAR:
        return 0.0
    shifts = list(_shifts(_lines(base), _lines(page)))
    if not shifts or max(shifts) - min(shifts) > NEAR:
        return 0.0
    return sorted(shifts)[len(shifts) // 2]


def _lines(page: Page) -> list[Line]:
    return [build_line(glyphs) for glyphs in split_lines(page.glyphs)]


def _shifts(base: Sequence[Line], lines: Sequence[Line]) -> Iterator[float]:
    """Per words that begin off the paper: how far from them the base has the same words."""
    for line in lines:
        for run in line.runs:
            if run.x0 >= OFF_PAPER or len(run.text) < LEAST_WORDS:
                continue
            yield from {
                round(other.x0 - run.x0, 1)
                for above in base
                if abs(above.y - line.y) <= NEAR
                for other in above.runs
                if _are_same(other.text, run.text) and other.x0 > run.x0
            }


def _are_same(text: str, other: str) -> bool:
    least = min(len(text), len(other))
    return least >= LEAST_WORDS and text[:least] == other[:least]


def _collide(base: Page, page: Page, shift: float) -> bool:
    """Whether letters of both would lie one upon the other, though they differ."""
    taken: dict[int, list[Glyph]] = defaultdict(list)
    for glyph in base.glyphs:
        taken[round(glyph.y / 4)].append(glyph)
    for glyph in page.glyphs:
        middle = (glyph.x0 + glyph.x1) / 2 + shift
        row = round(glyph.y / 4)
        near = [
            other
            for at in (row - 1, row, row + 1)
            for other in taken.get(at, ())
            if abs(other.y - glyph.y) < 2 and other.x0 < middle < other.x1
        ]
        if near and all(other.text != glyph.text for other in near):
            return True
    return False


def _beside(base: Page, page: Page, shift: float) -> Page:
    """One page of both; what is printed on both stands there once."""
    seen = _places(base.glyphs)
    moved = [g._replace(x0=g.x0 + shift, x1=g.x1 + shift) for g in page.glyphs]
    return base._replace(
        width=max(base.width, page.width + shift),
        glyphs=base.glyphs + [g for g in moved if not _is_among(g, seen)],
        across=base.across + [Rule(r.at, r.lo + shift, r.hi + shift) for r in page.across],
        down=base.down + [Rule(r.at + shift, r.lo, r.hi) for r in page.down],
        hidden=base.hidden
        + [(g._replace(x0=g.x0 + shift, x1=g.x1 + shift), end + shift) for g, end in page.hidden],
        marks=base.marks + [(x + shift, y) for x, y in page.marks],
        images=base.images + page.images,
        unmapped=base.unmapped + page.unmapped,
        slanted=base.slanted + page.slanted,
        is_capped=base.is_capped or page.is_capped,
    )


def _places(glyphs: Sequence[Glyph]) -> set[tuple[str, int, int]]:
    return {(g.text, round(g.x0), round(g.y)) for g in glyphs}


def _is_among(glyph: Glyph, places: set[tuple[str, int, int]]) -> bool:
    x, y = round(glyph.x0), round(glyph.y)
    near = [(i, j) for i in (x - 1, x, x + 1) for j in (y - 1, y, y + 1)]
    return any((glyph.text, i, j) in places for i, j in near)
