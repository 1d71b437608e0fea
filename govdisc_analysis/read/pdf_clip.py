"""Which letters of a PDF page are seen: text can be cut off by a frame (a clip) around it."""

import ctypes
from typing import Any

import pypdfium2.raw as pdfium_c

MAX_CORNERS = 200  # of one frame


def frame_end(text_page: Any, i: int, box: Any) -> tuple[float, float] | None:
    """The nearest place within the frames of a letter's text; None where the letter is seen."""
    item = pdfium_c.FPDFText_GetTextObject(text_page, i)
    if not item:
        return None
    clip = pdfium_c.FPDFPageObj_GetClipPath(item)
    middle_x, middle_y = (box.left + box.right) / 2, (box.bottom + box.top) / 2
    x, y = middle_x, middle_y
    for frame in range(pdfium_c.FPDFClipPath_CountPaths(clip) if clip else 0):
        xs, ys = _corners(clip, frame)
        if xs:
            x = max(min(xs), min(x, max(xs)))
            y = max(min(ys), min(y, max(ys)))
    return None if (x, y) == (middle_x, middle_y) else (x, y)


def _corners(clip: Any, frame: int) -> tuple[list[float], list[float]]:
    x, y = ctypes.c_float(), ctypes.c_float()
    xs, ys = [], []
    count = pdfium_c.FPDFClipPath_CountPathSegments(clip, frame)
    for i in range(min(count, MAX_CORNERS)):
        segment = pdfium_c.FPDFClipPath_GetPathSegment(clip, frame, i)
        pdfium_c.FPDFPathSegment_GetPoint(segment, x, y)
        xs.append(x.value)
        ys.append(y.value)
    return xs, ys
