"""What is drawn on a PDF page: rules, pictures, outlines of letters, and letters no font has."""

import ctypes
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium_c

MAX_OBJECTS = 20_000  # page objects looked at; drawings (maps, charts) can have millions
MAX_DEPTH = 5  # forms within forms
THIN = 3.2  # a filled box no thicker than this is drawn as a line (points)
MIN_LENGTH = 3.0
NO_EXTENT = 0.01  # points
LETTER = (4.0, 30.0)  # heights (points) of what can be a letter or a number
MIN_CORNERS = 6  # of an outline of a letter; a box has five points

Affine = tuple[float, float, float, float, float, float]
Turn = Callable[[float, float], tuple[float, float]]
IDENTITY: Affine = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


class Rule(NamedTuple):
    """A horizontal line at height ``at`` from ``lo`` to ``hi``, or a vertical one."""

    at: float
    lo: float
    hi: float


class Drawn(NamedTuple):
    """Lines across and down, the number of pictures and paths, the places of lost letters.

    ``marks`` are the middles of outlines and pictures as large as a number.
    """

    across: list[Rule]
    down: list[Rule]
    images: int
    paths: int
    lost: list[tuple[float, float]]
    marks: list[tuple[float, float]]


def _matrix(item: Any) -> Affine:
    found = pdfium_c.FS_MATRIX()
    if not pdfium_c.FPDFPageObj_GetMatrix(item, found):
        return IDENTITY
    return (found.a, found.b, found.c, found.d, found.e, found.f)


def _chain(inner: Affine, outer: Affine) -> Affine:
    a, b, c, d, e, f = inner
    p, q, r, s, t, u = outer
    return (
        a * p + b * r,
        a * q + b * s,
        c * p + d * r,
        c * q + d * s,
        e * p + f * r + t,
        e * q + f * s + u,
    )


def _walk(page: Any) -> Iterator[tuple[Any, int, Affine]]:
    """(object, type, matrix of the forms around it) of every object, forms opened."""
    todo = [(pdfium_c.FPDFPage_GetObject, page, pdfium_c.FPDFPage_CountObjects(page), IDENTITY, 0)]
    while todo:
        get, parent, count, matrix, depth = todo.pop()
        for i in range(count):
            item = get(parent, i)
            kind = pdfium_c.FPDFPageObj_GetType(item)
            yield item, kind, matrix
            if kind == pdfium_c.FPDF_PAGEOBJ_FORM and depth < MAX_DEPTH:
                inner = _chain(_matrix(item), matrix)
                count_in = pdfium_c.FPDFFormObj_CountObjects(item)
                todo.append((pdfium_c.FPDFFormObj_GetObject, item, count_in, inner, depth + 1))


def read_drawn(page: Any, turn: Turn) -> Drawn:
    """What is drawn on a page; a path beyond ``MAX_OBJECTS`` ends the reading."""
    across: list[Rule] = []
    down: list[Rule] = []
    lost: list[tuple[float, float]] = []
    marks: list[tuple[float, float]] = []
    images = paths = 0
    for item, kind, matrix in _walk(page):
        if kind == pdfium_c.FPDF_PAGEOBJ_IMAGE:
            images += 1
            marks += _if_letter(_picture_points(_chain(_matrix(item), matrix), turn))
        if kind == pdfium_c.FPDF_PAGEOBJ_TEXT and _is_lost(item):
            place = _chain(_matrix(item), matrix)
            lost.append((place[4], place[5]))
        if kind != pdfium_c.FPDF_PAGEOBJ_PATH:
            continue
        paths += 1
        if paths >= MAX_OBJECTS:
            break
        edges, outlines = _path_edges(item, _chain(_matrix(item), matrix), turn)
        for points in outlines:
            marks += _if_letter(points)
        for x0, y0, x1, y1 in edges:
            if y1 - y0 <= THIN and x1 - x0 >= max(MIN_LENGTH, y1 - y0):
                across.append(Rule((y0 + y1) / 2, x0, x1))
            elif x1 - x0 <= THIN and y1 - y0 >= MIN_LENGTH:
                down.append(Rule((x0 + x1) / 2, y0, y1))
    return Drawn(across, down, images, paths, lost, marks)


def _is_lost(item: Any) -> bool:
    """Whether a text has no extent since its font is not in the file, nor a like one at hand.

    The engine leaves such a text out: one letter alone, or a blank.
    """
    if pdfium_c.FPDFFont_GetIsEmbedded(pdfium_c.FPDFTextObj_GetFont(item)):
        return False
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    if not pdfium_c.FPDFPageObj_GetBounds(item, left, bottom, right, top):
        return False
    return max(right.value - left.value, top.value - bottom.value) < NO_EXTENT


Edge = tuple[float, float, float, float]


def _picture_points(matrix: Affine, turn: Turn) -> list[tuple[float, float]]:
    """Two corners of a picture that face each other."""
    a, b, c, d, e, f = matrix
    return [turn(e, f), turn(e + a + c, f + b + d)]


def _if_letter(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """The middle of an outline as high as a letter; nothing of another."""
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    if not LETTER[0] <= max(ys) - min(ys) <= LETTER[1]:
        return []
    return [((min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2)]


def _path_edges(
    item: Any, matrix: Affine, turn: Turn
) -> tuple[list[Edge], list[list[tuple[float, float]]]]:
    """Boxes (x0, y0, x1, y1) of the straight edges that a path draws, and its filled outlines."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium_c.FPDFPath_GetDrawMode(item, fill, stroke)
    if not fill.value and not stroke.value:
        return [], []  # a clip, not a drawing
    edges: list[Edge] = []
    outlines: list[list[tuple[float, float]]] = []
    for points in _subpaths(item, matrix, turn):
        xs, ys = [p[0] for p in points], [p[1] for p in points]
        box = (min(xs), min(ys), max(xs), max(ys))
        if fill.value and len(points) >= MIN_CORNERS:
            outlines.append(points)
        if min(box[2] - box[0], box[3] - box[1]) <= THIN:
            edges.append(box)
        elif stroke.value:
            edges += [
                (min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]), max(a[1], b[1]))
                for a, b in pairwise(points)
            ]
    return edges, outlines


def _subpaths(item: Any, matrix: Affine, turn: Turn) -> list[list[tuple[float, float]]]:
    a, b, c, d, e, f = matrix
    x, y = ctypes.c_float(), ctypes.c_float()
    parts: list[list[tuple[float, float]]] = []
    for i in range(min(pdfium_c.FPDFPath_CountSegments(item), 4000)):
        segment = pdfium_c.FPDFPath_GetPathSegment(item, i)
        pdfium_c.FPDFPathSegment_GetPoint(segment, x, y)
        px, py = x.value, y.value
        point = turn(px * a + py * c + e, px * b + py * d + f)
        if pdfium_c.FPDFPathSegment_GetType(segment) == pdfium_c.FPDF_SEGMENT_MOVETO or not parts:
            parts.append([])
        parts[-1].append(point)
        if pdfium_c.FPDFPathSegment_GetClose(segment):
            parts[-1].append(parts[-1][0])
    return parts
