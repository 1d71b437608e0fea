"""Letters that the engine leaves out, read with a slower one.

A file may name a Chinese font without holding it. Where no such font is at hand, the engine puts
another in its place, and a letter that this one doesn't have is left out where it stands alone in
its text: a cell with one full-width digit would look blank.
"""

import io
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from govdisc_analysis.read.pdf_page import Glyph, Page, fold_char

NEAR = 1.0  # points between the places that both engines tell
MAX_CHARS = 60_000
MAX_PAGES = 30  # of those with lost letters; what is on more stays lost
FAULTS = (ArithmeticError, AssertionError, AttributeError, LookupError, OSError, RecursionError,
          TypeError, ValueError)  # fmt: skip


def add_lost(data: bytes, pages: Sequence[Page], numbers: Sequence[int]) -> int:
    """Put the lost letters of the pages among their glyphs; returns how many stay lost.

    Args:
        data: the file.
        pages: pages as read; their lists of glyphs grow.
        numbers: the pages' places in the file.
    """
    left = 0
    todo = {n: page for n, page in zip(numbers, pages, strict=True) if page.lost}
    if not todo:
        return 0
    import pdfplumber  # here: it takes long to import, and few files need it
    from pdfminer.psexceptions import PSException
    from pdfplumber.utils.exceptions import PdfminerException

    try:
        with pdfplumber.open(io.BytesIO(data)) as pdf:
            for number, page in list(todo.items())[:MAX_PAGES]:
                sheet = pdf.pages[number]
                left += _add(page, [] if sheet.rotation else sheet.chars[:MAX_CHARS])
                sheet.close()
            left += sum(len(page.lost) for page in list(todo.values())[MAX_PAGES:])
    except (
        *FAULTS,
        PSException,
        PdfminerException,
    ):  # what a damaged file makes of the slower engine: its letters stay lost
        return left + sum(len(page.lost) for page in todo.values())
    return left


def _add(page: Page, chars: Sequence[Any]) -> int:
    """Add what stands at the places of lost letters; returns how many places stay unexplained."""
    at: dict[tuple[int, int], list[Any]] = defaultdict(list)
    for char in chars:
        place = char["matrix"][4:6]
        at[round(place[0]), round(place[1])].append(char)
    left = 0
    for x, y in page.lost:
        found = next((c for c in _around(at, x, y) if _is_at(c, x, y)), None)
        if found is None:
            left += 1
            continue
        text = fold_char(ord(found["text"][0]))
        if text:  # else a blank
            page.glyphs.append(_glyph(text, found, page))
    return left


def _around(at: dict[tuple[int, int], list[Any]], x: float, y: float) -> list[Any]:
    near = [(round(x) + i, round(y) + j) for i in (-1, 0, 1) for j in (-1, 0, 1)]
    return [char for place in near for char in at.get(place, ())]


def _is_at(char: Any, x: float, y: float) -> bool:
    _, _, _, _, at_x, at_y = char["matrix"]
    return bool(abs(at_x - x) <= NEAR and abs(at_y - y) <= NEAR)


def _glyph(text: str, char: Any, page: Page) -> Glyph:
    a, b, _, _, x, y = char["matrix"]
    length = (a * a + b * b) ** 0.5 or 1.0
    wide = char["adv"] if char["adv"] > 1 else char["size"]
    x0, upright_y = page.turn(x, y)
    x1, _ = page.turn(x + wide * a / length, y + wide * b / length)
    return Glyph(text, min(x0, x1), max(x0, x1), upright_y, char["size"])
