"""Tables whose cells were written with nothing between them, where a blank one is a blank.

So a browser's page becomes text: a cell left blank holds a space that does not break, and "10  102"
is 1, 0, two blank cells, 1, 0 and 2. The rows of the requests' table tell whether a text is of this
kind: each must make exactly its seven cells, with the last as the sum of the others.
"""

from collections.abc import Iterator, Sequence

from govdisc_analysis.forms.cells import parse_value
from govdisc_analysis.models import Cell

_WIDTH, _STEP = 7, 5
_LEAST_ROWS = 12
_MOST_MORE = 10  # characters beyond one a cell
_MOST_WAYS = 200
_CLOSING = ')”"'
_MARKS = frozenset(" —")
_Way = tuple[Cell, ...]


def are_packed(pieces: Sequence[str]) -> bool:
    """Every row of a requests' table makes its cells so; one in ten may not add up.

    A group's label can stand among them with nothing behind it.

    >>> are_packed(["10  102", "0000 00", "       "] * 4), are_packed(["1 0 0 0 1 0 2"] * 12)
    (True, False)
    """
    if len(pieces) < _LEAST_ROWS:
        return False
    failed = 0
    rows = [piece for piece in pieces if piece]
    if len(rows) + 1 < len(pieces):
        return False
    for piece in rows:
        if not cut_packed(piece, 0, _WIDTH):
            bare = _bare(piece)[0]
            if len(bare) < _WIDTH or not _is_packed(bare):
                return False
            failed += 1
    return failed * 10 <= len(pieces)


def cut_packed(piece: str, at: int, width: int) -> list[_Way]:
    """All ways to cut what stands behind a label into just so many cells whose sums hold.

    Rows of five and more cells hold sums, one for every seven or five of them.

    >>> [[c.text for c in way] for way in cut_packed(")10  102", 9, 7)]
    [['1', '0', '', '', '1', '0', '2']]
    >>> len(cut_packed("101017", 0, 3)), [c.text for c in cut_packed("0 0", 0, 3)[0]]
    (5, ['0', '', '0'])
    """
    bare, lead = _bare(piece)
    if not width <= len(bare) <= width + _MOST_MORE or not _is_packed(bare):
        return []
    step = width if width == _WIDTH else _STEP
    ways: list[_Way] = []
    for way in _cut(bare, at + lead, width, step, ()):
        ways.append(way)
        if len(ways) > _MOST_WAYS:
            return []
    return ways


def _bare(piece: str) -> tuple[str, int]:
    """What stands on the line behind a label and its bracket, and how far it is moved."""
    bare = piece.lstrip(_CLOSING)
    return bare.partition("\n")[0], len(piece) - len(bare)


def _is_packed(bare: str) -> bool:
    return all(sign in _MARKS or ("0" <= sign <= "9") for sign in bare)


def _cut(text: str, at: int, left: int, step: int, cells: _Way) -> Iterator[_Way]:
    """Go on behind the cells so far; ``left`` cells are to come."""
    if cells and len(cells) % step == 0 and not _holds(cells[-step:]):
        return
    if not left or not text:
        if not left and not text:
            yield cells
        return
    for length in range(1, len(text) - left + 2):
        part = text[:length]
        if length > 1 and (text[0] in "0 —" or not part.isdecimal()):
            return
        cell = Cell(part, at, at + length) if part != " " else Cell("", at, at)
        yield from _cut(text[length:], at + length, left - 1, step, (*cells, cell))


def _holds(cells: _Way) -> bool:
    """The last is the sum; a blank one where no number stands before it."""
    *parts, total = [(said.value or 0.0) if (said := parse_value(c.text)) else 0.0 for c in cells]
    return sum(parts) == total
