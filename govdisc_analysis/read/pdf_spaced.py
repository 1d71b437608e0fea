"""Numbers set with space between their digits, closed up where the words say so.

Letter spacing puts the same distance between all neighbours, words and digits alike. So a gap
between two digits that most spaced words on the page show as well parts no numbers.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import pairwise

from govdisc_analysis.read.pdf_page import Glyph, is_wide

IN_NUMBER = frozenset("0123456789.,-")
GAPS = 0.1, 1.0  # of the size: between these a gap can be letter spacing
SAME = 0.2  # points by which gaps that are meant to be equal differ
LEAST_PAIRS = 20  # of words on the page with such a gap
LEAST_SHARE = 0.3  # of all spaced pairs: stretched labels have a gap each
LEAST_PEAK = 0.7  # of those with nearly such a gap


def close_up(glyphs: list[Glyph]) -> list[Glyph]:
    """The glyphs, digits that only letter spacing parts made to touch.

    Args:
        glyphs: of one page, in the order in which they are drawn.
    """
    found = [
        i
        for i, (a, b) in enumerate(pairwise(glyphs))
        if a.text in IN_NUMBER and b.text in IN_NUMBER and _is_spaced(a, b)
    ]
    if not found:
        return glyphs
    words = sorted(
        b.x0 - a.x1
        for a, b in pairwise(glyphs)
        if is_wide(a.text) and is_wide(b.text) and _is_spaced(a, b)
    )
    closed = list(glyphs)
    for i in found:
        if _is_usual(glyphs[i + 1].x0 - glyphs[i].x1, words):
            closed[i] = glyphs[i]._replace(x1=glyphs[i + 1].x0)
    return closed


def _is_spaced(a: Glyph, b: Glyph) -> bool:
    """Whether two letters stand apart on one line, though less than a letter's width."""
    return abs(a.y - b.y) < 0.1 * a.size and GAPS[0] <= (b.x0 - a.x1) / a.size <= GAPS[1]


def _is_usual(gap: float, gaps: Sequence[float]) -> bool:
    """Whether many sorted gaps are as wide: much of them all, or far more than nearly so."""
    same = _count(gaps, gap, SAME)
    if same < LEAST_PAIRS:
        return False
    peak, around = _count(gaps, gap, SAME / 2), _count(gaps, gap, 1.5 * SAME)
    return same >= LEAST_SHARE * len(gaps) or peak >= LEAST_PEAK * around


def _count(gaps: Sequence[float], gap: float, off: float) -> int:
    return bisect_right(gaps, gap + off) - bisect_left(gaps, gap - off)
