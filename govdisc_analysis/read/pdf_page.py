"""One PDF page as glyphs and ruling lines, upright, with y growing downwards."""

import ctypes
import math
import unicodedata
from functools import lru_cache
from typing import Any, NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from govdisc_analysis.read.pdf_clip import frame_end
from govdisc_analysis.read.pdf_drawn import MAX_OBJECTS, Rule, Turn, read_drawn

MAX_GLYPHS = 60_000
QUARTER = math.pi / 2  # of a turn, as an angle
ASKEW = (0.002, 0.1)  # angles by which a whole page may lie askew
BLANK = 32  # the code of a blank; those that the engine adds have no angle
DIGITS = frozenset("0123456789")
LARGE = 24.0  # a letter's box beyond this is doubted (fonts for vertical writing)


class Glyph(NamedTuple):
    """One character: horizontal extent, baseline and size in points."""

    text: str
    x0: float
    x1: float
    y: float
    size: float


Hidden = tuple[Glyph, float]
"""A letter that is cut off by a frame around its text, and how far the frame goes."""


class Page(NamedTuple):
    """What is printed on one page.

    ``images`` counts pictures, ``unmapped`` letters without a meaning, ``slanted`` letters of
    slanted text (watermarks), which are left out. ``lost`` are the places (in page space) of
    letters that are printed, but that the font put in place of theirs doesn't have; ``marks`` are
    the middles of outlines and pictures as large as a number; ``hidden`` are letters cut off.
    """

    width: float
    height: float
    glyphs: list[Glyph]
    across: list[Rule]
    down: list[Rule]
    images: int
    unmapped: int
    slanted: int
    is_capped: bool
    turn: Turn
    lost: list[tuple[float, float]]
    marks: list[tuple[float, float]]
    hidden: list[Hidden]


def read_page(page: pdfium.PdfPage, only_seen: bool = False) -> Page:
    """Glyphs and ruling lines of a page, turned upright.

    Args:
        page: the page.
        only_seen: keep apart what is printed beyond its frame, where nobody sees it.
    """
    text_page = page.get_textpage()
    hidden: list[Hidden] = []
    try:
        raw = text_page.raw  # a bare pointer: what wraps it costs more than most calls
        count = min(text_page.count_chars(), MAX_GLYPHS)
        turns, askew = _text_turns(raw, count)
        left, bottom, right, top = page.get_bbox()
        width, height = right - left, top - bottom
        turn = _straight(_turner(turns, left, bottom, width, height), askew)
        glyphs, unmapped, slanted = _read_glyphs(raw, count, turn, hidden if only_seen else None)
        is_capped = text_page.count_chars() > MAX_GLYPHS
    finally:
        text_page.close()
    drawn = read_drawn(page.raw, turn)
    if turns % 2:
        width, height = height, width
    return Page(
        width,
        height,
        glyphs,
        drawn.across,
        drawn.down,
        drawn.images,
        unmapped,
        slanted,
        is_capped or drawn.paths >= MAX_OBJECTS,
        turn,
        drawn.lost,
        drawn.marks,
        hidden,
    )


def _turner(turns: int, left: float, bottom: float, width: float, height: float) -> Turn:
    """Function from page space (y up) to upright space (y down) after quarter turns clockwise."""
    if turns == 1:
        return lambda x, y: (y - bottom, x - left)
    if turns == 2:
        return lambda x, y: (left + width - x, y - bottom)
    if turns == 3:
        return lambda x, y: (bottom + height - y, left + width - x)
    return lambda x, y: (x - left, bottom + height - y)


def _straight(turn: Turn, askew: float) -> Turn:
    """The function with a page that lies askew by an angle (clockwise) set straight."""
    if not ASKEW[0] < abs(askew) < ASKEW[1]:
        return turn
    cos, sin = math.cos(askew), math.sin(askew)

    def straight(x: float, y: float) -> tuple[float, float]:
        x, y = turn(x, y)
        return x * cos + y * sin, y * cos - x * sin

    return straight


def _text_turns(text_page: Any, count: int) -> tuple[int, float]:
    """Quarter turns clockwise that make most of the text upright, and the angle that is left.

    The letters decide, not the page's own rotation: a page can be turned for the viewer while
    its letters lie, or the other way round.
    """
    votes = [0, 0, 0, 0]
    left: list[float] = []
    for i in range(0, count, max(1, count // 60)):
        angle = pdfium_c.FPDFText_GetCharAngle(text_page, i)
        if angle >= 0 and pdfium_c.FPDFText_GetUnicode(text_page, i) > BLANK:
            votes[-round(angle / QUARTER) % 4] += 1
            left.append(angle - round(angle / QUARTER) * QUARTER)
    left.sort()
    return votes.index(max(votes)), left[len(left) // 2] if left else 0.0


@lru_cache(maxsize=8192)
def fold_char(code: int) -> str:
    """The character to emit for a code point; "" for what is only layout, U+FFFD if unknown.

    Kangxi radicals and compatibility ideographs are what many fonts map plain words to; digits
    in circles and full-width forms stay as they are.

    >>> fold_char(0x2F00), fold_char(0x2460), fold_char(0xAD), fold_char(0xE000)
    ('一', '①', '', '\\ufffd')
    """
    if code in (0, 0xFFFD) or 0xE000 <= code <= 0xF8FF or 0xD800 <= code < 0xE000:
        return "\ufffd"
    if code == 2:  # pdfium's mark for a hyphen at a line end
        return "-"
    if code > 0x10FFFF:
        return "\ufffd"
    char = chr(code)
    if char.isspace() or unicodedata.category(char) in ("Cc", "Cf"):
        return ""
    if (
        0x2E80 <= code <= 0x2FDF
        or 0xF900 <= code <= 0xFB06
        or 0xFE10 <= code <= 0xFE44
        or 0x2F800 <= code <= 0x2FA1F
    ):
        return unicodedata.normalize("NFKC", char)
    return char


def _read_glyphs(
    text_page: Any, count: int, turn: Turn, hidden: list[Hidden] | None
) -> tuple[list[Glyph], int, int]:
    get_code = pdfium_c.FPDFText_GetUnicode
    get_box = pdfium_c.FPDFText_GetLooseCharBox
    get_origin = pdfium_c.FPDFText_GetCharOrigin
    box = pdfium_c.FS_RECTF()
    at_x, at_y = ctypes.c_double(), ctypes.c_double()
    box_ref, x_ref, y_ref = ctypes.byref(box), ctypes.byref(at_x), ctypes.byref(at_y)
    glyphs: list[Glyph] = []
    unmapped = slanted = 0
    get_angle = pdfium_c.FPDFText_GetCharAngle
    high = 0
    for i in range(count):
        code = get_code(text_page, i)
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if 0xDC00 <= code < 0xE000 and high:
            code = 0x10000 + ((high - 0xD800) << 10) + code - 0xDC00
        high = 0
        char = fold_char(code)
        if not char or not get_box(text_page, i, box_ref):
            continue
        if 0.1 < get_angle(text_page, i) % QUARTER < QUARTER - 0.1:
            slanted += 1
            continue
        get_origin(text_page, i, x_ref, y_ref)
        ax, ay = turn(box.left, box.top)
        bx, by = turn(box.right, box.bottom)
        _, y = turn(at_x.value, at_y.value)
        x0, x1 = (ax, bx) if ax <= bx else (bx, ax)
        tall, wide = abs(by - ay), x1 - x0
        if tall > LARGE or wide > LARGE or wide <= 0:
            x0, x1, tall = _tight_box(text_page, i, turn, (x0, x1, tall))
            wide = x1 - x0
        # a wide letter's advance is its size; a box's height depends on the font's whim
        size = wide if is_wide(char) and wide > 1 else max(tall * 0.8, 1.0)
        unmapped += char == "\ufffd"
        glyph = Glyph(char, x0, x1, y, size)
        if hidden is not None and (end := frame_end(text_page, i, box)):
            hidden.append((glyph, turn(*end)[0]))
            continue
        if glyphs and char in DIGITS and _is_raised(glyphs[-1], glyph):
            glyphs[-1] = _with_mark(glyphs[-1], glyph)
        else:
            glyphs.append(glyph)
    return glyphs, unmapped, slanted


def _is_raised(before: Glyph, digit: Glyph) -> bool:
    """Whether a digit is small, above the line and right behind a letter: the mark of a note."""
    lift = (before.y - digit.y) / before.size
    gap = (digit.x0 - before.x1) / before.size
    is_like = digit.size < (0.72 if is_wide(before.text) else 0.9) * before.size
    is_full = before.text[-1] == "]" and before.text[-3:-2] != "["  # two digits already
    return is_like and not is_full and 0.15 < lift < 0.6 and -0.1 < gap < 0.13


def _with_mark(before: Glyph, digit: Glyph) -> Glyph:
    """The letter with the mark in brackets: behind 12 it makes no 121."""
    start = before.text[:-1] if before.text[-1] == "]" else before.text + "["
    return before._replace(text=f"{start}{digit.text}]", x1=digit.x1)


def _tight_box(
    text_page: Any, i: int, turn: Turn, loose: tuple[float, float, float]
) -> tuple[float, float, float]:
    """(x0, x1, height) of the ink where the font's own box is far larger, else as given."""
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    pdfium_c.FPDFText_GetCharBox(text_page, i, left, right, bottom, top)
    ax, ay = turn(left.value, top.value)
    bx, by = turn(right.value, bottom.value)
    tall = abs(by - ay)
    if loose[2] < 3 * max(tall, abs(bx - ax)) and loose[1] > loose[0]:
        return loose
    return min(ax, bx), max(ax, bx), tall


@lru_cache(maxsize=8192)
def is_wide(char: str) -> bool:
    """Whether a character takes a full square, as Chinese letters and marks do."""
    return unicodedata.east_asian_width(char[0]) in "WF"
