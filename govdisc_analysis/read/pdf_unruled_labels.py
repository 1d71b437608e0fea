"""Labels of a table without ruling lines put together from their pieces, where the form knows them.

Three columns of labels stand side by side: a word of the outermost can lie on the line of an item
that is none of its own. Pieces that make up a label of the form belong to each other, wherever
the pieces around them belong.
"""

from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from govdisc_analysis.read.pdf_lines import Line, Run, join_wrapped
from govdisc_analysis.read.pdf_marks import known_labels, squeeze

PIECE_GAP = 0.25  # sizes beyond a line's usual gap: two columns of labels may lie so near
LINE_STEP = 2.2  # sizes from a label's line to its next, at most
LONGEST_UNIT = 2  # letters: what stands right of a label and is no label
TELLING = 6  # letters of a label that is broken over lines
NEAR = 0.8  # sizes that a row's values may lie above or below the lines of its label
SAME_MARKS = str.maketrans({"、": ".", "．": ".", "（": "(", "）": ")", "“": '"', "”": '"'})


class Piece(NamedTuple):
    """A stretch of one line's labels without a gap."""

    line: int
    y: float
    size: float
    run: Run


class Whole(NamedTuple):
    """A label of the form with the heights of its first and last line."""

    top: float
    bottom: float
    size: float
    run: Run


@cache
def _beginnings() -> frozenset[str]:
    labels = [_plain(label) for label in known_labels()]
    return frozenset(label[:end] for label in labels for end in range(1, len(label) + 1))


@cache
def _labels() -> frozenset[str]:
    return frozenset(_plain(label) for label in known_labels())


def _plain(text: str) -> str:
    return squeeze(text).translate(SAME_MARKS)


def begins_label(text: str) -> bool:
    """Whether a text is the beginning of a label of the form, and long enough to tell."""
    plain = _plain(text)
    return len(plain) >= TELLING and plain in _beginnings()


def whole_labels(lines: Sequence[Line], edge: float) -> tuple[list[Whole], dict[int, list[Run]]]:
    """Labels of the form left of ``edge``, and what is left on the lines that hold their pieces."""
    pieces = [piece for i, line in enumerate(lines) for piece in _pieces(i, line, edge)]
    used: set[Piece] = set()
    found: list[Whole] = []
    for piece in pieces:
        chain = _chain(piece, pieces, used)
        if chain and not _is_parent(chain, pieces):
            used |= set(chain)
            text = join_wrapped(p.run.text for p in chain)
            ends = min(p.run.x0 for p in chain), max(p.run.x1 for p in chain)
            found.append(Whole(chain[0].y, chain[-1].y, piece.size, Run(text, *ends)))
    rest: dict[int, list[Run]] = {piece.line: [] for piece in used}
    for piece in pieces:
        if piece.line in rest and piece not in used:
            rest[piece.line].append(piece.run)
    return found, rest


def _pieces(number: int, line: Line, edge: float) -> list[Piece]:
    glyphs = [g for g in line.glyphs if (g.x0 + g.x1) / 2 < edge]
    gaps = [(b.x0 - a.x1) / line.size for a, b in pairwise(glyphs)]
    limit = PIECE_GAP + max(0.0, median(gaps)) if gaps else PIECE_GAP
    starts = [0, *(i for i, gap in enumerate(gaps, 1) if gap >= limit), len(glyphs)]
    parts = [glyphs[a:b] for a, b in pairwise(starts) if a < b]
    return [
        Piece(
            number,
            part[0].y,  # the line's is that of its first letter
            line.size,
            Run("".join(g.text for g in part), part[0].x0, part[-1].x1),
        )
        for part in parts
    ]


def _chain(first: Piece, pieces: Sequence[Piece], used: set[Piece]) -> list[Piece]:
    """The pieces, from one on downwards, that make up a label; none where they make up none."""
    chain, text, whole = [first], _plain(first.run.text), 0
    while text in _beginnings() and chain[-1] not in used:
        if text in _labels():
            whole = len(chain)
        below = [
            p for p in pieces if _is_below(chain, p) and text + _plain(p.run.text) in _beginnings()
        ]
        if not below:
            break
        chain.append(min(below, key=lambda p: p.y))
        text += _plain(chain[-1].run.text)
    return chain[:whole]


def _is_below(chain: Sequence[Piece], piece: Piece) -> bool:
    """Whether a piece stands on the next line, below what is there."""
    step = piece.y - chain[-1].y
    if not 0.5 * piece.size < step <= LINE_STEP * piece.size:
        return False
    return any(p.run.x0 < piece.run.x1 and piece.run.x0 < p.run.x1 for p in chain)


def _is_parent(chain: Sequence[Piece], pieces: Sequence[Piece]) -> bool:
    """Whether other labels stand right of a label: it heads them and has no values of its own."""
    size, right = chain[0].size, max(p.run.x1 for p in chain)
    top, bottom = chain[0].y - 0.5 * size, chain[-1].y + LINE_STEP * size
    return any(
        top <= p.y <= bottom and p.run.x0 > right - 0.3 * size and len(p.run.text) > LONGEST_UNIT
        for p in pieces
    )


def label_of(y: float, labels: Sequence[Whole]) -> Whole | None:
    """The label beside values at a height; None where none is."""
    near = [w for w in labels if w.top - NEAR * w.size <= y <= w.bottom + NEAR * w.size]
    return min(near, key=lambda w: abs((w.top + w.bottom) / 2 - y), default=None)
