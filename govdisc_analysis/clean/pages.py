"""Ends of pages in text that a program took from a printed file."""

import re
from functools import cache
from itertools import pairwise

from govdisc_analysis.clean.step import NOTHING, StepResult, info
from govdisc_analysis.codebook import load_patterns
from govdisc_analysis.offsets import Edit
from govdisc_analysis.wrapping import columns

_PAGE = "\f"
_FAR = 80
"""How far before the end of a page its number stands, blanks included."""
_PROSE = 24
"""Columns of a line that is no cell."""


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """A line that only a page number fills; one that a number alone fills."""
    rule = load_patterns("cleaning.toml")["page_ends"]
    return re.compile(rule["dressed"]), re.compile(rule["bare"])


def join_pages(text: str) -> StepResult:
    """Take out page numbers and the blank lines at the ends of pages.

    A bare number is one only if it counts the pages all along.

    >>> join_pages("我局全年通过网站主动公开信息\\n\\n- 1 -\\n\\n\\f12条。\\n").edits
    [(14, 24, '\\n')]
    """
    if _PAGE not in text:
        return NOTHING
    dressed, bare = _patterns()
    breaks = [m.start() for m in re.finditer(_PAGE, text)]
    numbers = [bare.search(text, max(0, at - _FAR), at) for at in breaks]
    counts = [int(n["number"]) if n else 0 for n in numbers]
    is_counted = len(counts) > 1 and all(b == a + 1 for a, b in pairwise(counts))
    edits: list[Edit] = []
    begin = 0
    for at, number in zip(breaks, numbers, strict=True):
        found = dressed.search(text, max(begin, at - _FAR), at) or (number if is_counted else None)
        start, end = found.start() if found else at, at + 1
        while start > begin and text[start - 1].isspace():
            start -= 1
        begin = end
        while text[end : end + 1] == "\n":
            end += 1
        last = text[max(start - _FAR, 0) : start].rpartition("\n")[2]
        if columns(last) < _PROSE or "\t" in last or "|" in last:
            continue  # a cell: the blank lines behind it may be cells too
        edits.append((start, end, "\n" if start and end < len(text) else ""))
    return StepResult(edits=edits, notes=[info(f"{len(edits)} ends of pages taken out")])


_CAPTION = "Page "


@cache
def _captions() -> re.Pattern[str]:
    return re.compile(load_patterns("cleaning.toml")["page_captions"]["pattern"], re.MULTILINE)


def drop_page_captions(text: str) -> StepResult:
    """Drop what a book for turning pages prints around each of them: Page 8 - title, P. 8, 7 8 9.

    >>> drop_page_captions("Page 8 - 某局2022年年报\\nP. 8\\n四、复议\\n   7   8   9   10\\n").edits
    [(0, 9, ''), (19, 24, ''), (29, 47, '')]
    """
    if not text.startswith(_CAPTION) and f"\n{_CAPTION}" not in text:
        return NOTHING
    edits: list[Edit] = [(*found.span(), "") for found in _captions().finditer(text)]
    return StepResult(edits=edits, notes=[info(f"{len(edits)} captions of pages dropped")])
