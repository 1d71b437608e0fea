"""Printed lines to paragraphs: page numbers and running heads out, wrapped lines joined."""

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from govdisc_analysis.read.pdf_lines import Line, join_wrapped
from govdisc_analysis.read.pdf_marks import begins_item, pattern
from govdisc_analysis.wrapping import columns_of_first, is_title_cut

HEAD = 0.085  # running heads stand in this share of the page height
FOOT = 0.92
NUMBER_FOOT = 0.86  # official layout prints the page number high above the edge
_NUMBERED = 3
"""One page in so many has its number at least: a report of several parts counts each anew."""
_NARROW = 0.4
"""No line of prose that was cut at the page's width is narrower, of what the document uses."""
_WIDE = 0.6
"""Lines that reach beyond this share of what the document uses may be full."""
_FEW = 0.15
"""The share of distances that are within a paragraph, at least."""
_APART = 1.3
"""Lines that are farther apart than so many times that are of two paragraphs."""
_DIGITS = re.compile("[0-9]+")


class PageLines(NamedTuple):
    """The lines of one page that lie outside its tables."""

    height: float
    lines: list[Line]


def drop_furniture(pages: Sequence[PageLines]) -> tuple[list[list[Line]], list[str]]:
    """Lines of each page without page numbers and repeated heads and feet, and what was cut."""
    repeated = _repeated(pages)
    first_numbers = _number_offsets(pages, repeated)
    kept: list[list[Line]] = []
    cut: list[str] = []
    for i, page in enumerate(pages):
        keep = []
        ends = _ends(page, repeated)
        for line in page.lines:
            text = line.text.strip()
            steps = first_numbers if any(line is end for end in ends) else frozenset[int]()
            is_number = _is_page_number(line, page.height, i, steps)
            if is_number or (_in_margin(line, page.height) and _key(text) in repeated):
                cut.append(text)
            else:
                keep.append(line)
        kept.append(keep)
    return kept, cut


def _key(text: str) -> str:
    return _DIGITS.sub("0", "".join(text.split()))


def _in_margin(line: Line, height: float) -> bool:
    return line.y < HEAD * height or line.y > FOOT * height


def _repeated(pages: Sequence[PageLines]) -> set[str]:
    """Margin lines (numbers alike) that stand on at least half of the pages, and on two.

    Numbers alone are none: what counts the pages goes by its steps, and values do not.
    """
    seen = Counter(
        key
        for page in pages
        for key in {_key(line.text) for line in page.lines if _in_margin(line, page.height)}
    )
    return {key for key, n in seen.items() if n >= max(2, len(pages) / 2) and not key.isdigit()}


def _printed_number(line: Line) -> tuple[str, str] | None:
    """(whole text, its number) of a line that could be a page number."""
    text = line.text.strip()
    found = pattern("page_number").match(text)
    return (text, found["number"]) if found else None


def _number_offsets(pages: Sequence[PageLines], repeated: Collection[str]) -> set[int]:
    """By how much bare numbers in the margins differ from the page's place, if it is steady.

    Only what begins or ends a page counts. Values of a list that do so differ by the same on a few
    pages only.
    """
    seen: Counter[int] = Counter()
    for i, page in enumerate(pages):
        for line in _ends(page, repeated):
            found = _printed_number(line)
            if found and found[1].isdigit() and int(found[1]) and _is_outer(line, page.height):
                seen[int(found[1]) - i] += 1
    least = max(2, len(pages) / _NUMBERED)
    return {offset for offset, n in seen.items() if n >= least or (len(pages) == 1 and offset == 1)}


def _ends(page: PageLines, repeated: Collection[str]) -> list[Line]:
    """The first and the last line of a page, heads and feet aside."""
    own = [line for line in page.lines if _key(line.text) not in repeated]
    own.sort(key=lambda line: line.y)
    return own if len(own) < 2 else [own[0], own[-1]]


def _is_outer(line: Line, height: float) -> bool:
    return line.y < HEAD * height or line.y > NUMBER_FOOT * height


def _is_page_number(line: Line, height: float, i: int, offsets: Collection[int]) -> bool:
    found = _printed_number(line)
    if found is None or not _is_outer(line, height):
        return False
    text, number = found
    if text != number:  # dressed: - 3 -, page 3 of 6
        return True
    return number.isdigit() and int(number) - i in offsets


def right_edges(pages: Sequence[Sequence[Line]]) -> list[float]:
    """For each page the place where full lines end: that of the document, or its own.

    A page whose lines all end far from there is laid out by itself; one of values alone has no
    full line.
    """
    lines = [line for page in pages for line in page]
    left = min((line.x0 for line in lines), default=0.0)
    right = max((line.x1 for line in lines), default=0.0)
    wide = [line.x1 for line in lines if line.x1 > left + _WIDE * (right - left)]
    usual = _reached(wide)
    edges = []
    for page in pages:
        last = max(page, key=lambda line: line.x1, default=None)
        own = _reached([line.x1 for line in page])
        if last and last.x1 >= usual - last.size:
            edges.append(max(own, usual))
        else:
            edges.append(own if own > left + _NARROW * (right - left) else right)
    return edges


def _reached(ends: Sequence[float]) -> float:
    """The place that most long lines reach."""
    return sorted(ends)[int(0.8 * (len(ends) - 1))] if ends else 0.0


def build_paragraphs(lines: Sequence[Line], left: float, right: float) -> list[str]:
    """Paragraphs from visual lines; ``left`` and ``right`` are the edges of the text body."""
    if not lines:
        return []
    pitches = _pitches(lines)
    parts: list[list[str]] = [[lines[0].text]]
    for above, line in pairwise(lines):
        if _goes_on(above, line, left, right, pitches):
            parts[-1].append(line.text)
        else:
            parts.append([line.text])
    return [join_wrapped(part) for part in parts]


def _pitches(lines: Sequence[Line]) -> dict[int, float]:
    """The distance of two lines of one paragraph, by their size; more than that parts paragraphs.

    It is the least that is usual: where most paragraphs are one line, most distances are those
    of paragraphs.
    """
    steps: dict[int, list[float]] = {}
    for above, line in pairwise(lines):
        if line.y > above.y and abs(above.size - line.size) < 1:
            steps.setdefault(round(line.size), []).append(line.y - above.y)
    found = {}
    for size, own in steps.items():
        own.sort()
        least, usual = own[int(_FEW * (len(own) - 1))], own[len(own) // 2]
        found[size] = min(_APART * least, 1.6 * usual)
    return found


def _goes_on(
    above: Line, line: Line, left: float, right: float, pitches: Mapping[int, float]
) -> bool:
    """Whether a line carries on the paragraph of the line above it."""
    size = max(above.size, line.size)
    if is_title_cut(above.text, line.text):
        return True
    lacks = max(2.2, 0.5 * columns_of_first(line.text) + 1.5)  # a number stays whole
    if above.x1 < right - lacks * size or abs(above.size - line.size) > 0.2 * size:
        return False
    if len(above.runs) > 2 or len(line.runs) > 2:
        return False
    if line.x0 > left + 1.1 * size:  # an indent begins a paragraph
        return False
    most = pitches.get(round(line.size), 0.0)
    if line.y > above.y and line.y - above.y > max(most, 1.2 * size):
        return False
    return not (pattern("sentence_end").search(above.text) and begins_item(line.text))
