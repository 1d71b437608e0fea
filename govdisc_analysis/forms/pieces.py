"""A plain text cut at its runs of plain numbers, so that what stands between is read only once.

Forms print the same labels, and a label's number, remark and words don't depend on the numbers
around it. The pieces between the runs come again from report to report; what was found in one is
kept. Where a piece may not be read by itself, the text is read as a whole.
"""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import pairwise
from typing import NamedTuple

from govdisc_analysis.forms.labels import core, load_index
from govdisc_analysis.forms.tokens import FAR, Token, cut_label, cut_labels, make_token
from govdisc_analysis.forms.words import Word, find_words
from govdisc_analysis.models import Cell

_GAPS = " \n\t|"
# Numbers between blanks or bars; a mark behind the last would make it the number of a heading.
_PLAIN = rf"\d++(?:\.\d++)?(?=[{_GAPS}])"
_RUN = re.compile(rf"(?<=[{_GAPS}]){_PLAIN}(?>(?:[{_GAPS}]++{_PLAIN})*)(?!\s*+[.、)])")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_TAIL, _END = 2, 30
_LONG = 300  # longer pieces are prose, which does not come again


class _Piece(NamedTuple):
    """The labels of one piece, placed from its beginning on.

    ``tokens`` are those of all labels but the last, which takes the numbers behind the piece.
    """

    tokens: tuple[Token, ...] = ()
    last: Word | None = None
    first: int = 0  # where the first label begins
    is_last_after_prose: bool = False
    leads: bool = False  # nothing stands before the first label
    trails: bool = False  # nothing stands behind the last one
    tail: str = ""  # the last characters that count in a label
    is_open: bool = False  # a remark may go on behind the piece


def tokenize(text: str) -> Iterator[Token]:
    """The labels of a text in their order, each with its values: what cut_labels gives.

    >>> [(t.meanings[0].code, [v.text for v in t.values]) for t in tokenize(
    ...     "一、本年新收政府信息公开申请数量 8 2 0 1 0 0 11 (一)予以公开 3 ")]
    [('new_received', ['8', '2', '0', '1', '0', '0', '11']), ('disclosed', ['3'])]
    """
    pieces: list[tuple[int, _Piece, int]] = []
    at = 0
    for start, end in [run.span() for run in _RUN.finditer(text)]:
        piece = _read(text[at:start])
        if piece.is_open or piece.tail.endswith(_before_digits().get(text[start], ())):
            return cut_labels(text)
        pieces.append((at, piece, start))
        at = end
    pieces.append((at, _read(text[at:]), len(text)))
    return _join(text, pieces)


def _join(text: str, pieces: list[tuple[int, _Piece, int]]) -> Iterator[Token]:
    """The tokens of all pieces, the last label of each with the numbers behind it."""
    word: Word | None = None  # the last label so far
    is_plain, is_after_prose, run = False, True, 0
    for at, piece, end in pieces:
        if piece.last is None:
            is_plain = False  # words stand between the label's numbers
            continue
        start = at + piece.first
        if word and is_plain and piece.leads and start <= word.end + FAR:
            numbers = _NUMBER.finditer(text, run, at)
            values = [Cell(number[0], *number.span()) for number in numbers]
            yield make_token(word, values, start, is_after_prose)
            is_after_prose = False
        elif word:
            following = Word("", start, start, ())
            tokens, is_after_prose = cut_label(text, word, following, is_after_prose)
            yield from tokens
        for token in piece.tokens:
            yield _moved(token, at, is_after_prose or token.is_after_prose)
            is_after_prose = False
        is_after_prose = is_after_prose or piece.is_last_after_prose
        last = piece.last
        word = Word(last.text, at + last.start, at + last.end, last.meanings)
        is_plain, run = piece.trails, end
    if word:
        yield from cut_label(text, word, None, is_after_prose)[0]


def _moved(token: Token, by: int, is_after_prose: bool) -> Token:
    text, start, end, meanings, values, stop, _ = token
    moved = tuple([Cell(cell.text, cell.start + by, cell.end + by) for cell in values])
    return Token(text, start + by, end + by, meanings, moved, stop + by, is_after_prose)


def _read(piece: str) -> _Piece:
    return _read_short(piece) if len(piece) <= _LONG else _read_any(piece)


@lru_cache(maxsize=20_000)
def _read_short(piece: str) -> _Piece:
    return _read_any(piece)


def _read_any(piece: str) -> _Piece:
    words = list(find_words(piece))
    tail, is_open = core(piece[-_END:])[-_TAIL:], _is_open(piece)
    if not words:
        return _Piece(tail=tail, is_open=is_open)
    tokens: list[Token] = []
    is_after_prose = False  # what stands before the piece tells of its first label
    for word, following in pairwise(words):
        more, is_after_prose = cut_label(piece, word, following, is_after_prose)
        tokens += more
    first, last = words[0].start, words[-1]
    leads, trails = not piece[:first].strip(_GAPS), not piece[last.end :].strip(_GAPS)
    return _Piece(tuple(tokens), last, first, is_after_prose, leads, trails, tail, is_open)


def _is_open(piece: str) -> bool:
    """Whether a remark on one line goes on behind the piece."""
    remark = piece[piece.rfind("(") :] if "(" in piece else ")"
    return ")" not in remark and set(remark).isdisjoint("\n|\t")


@cache
def _before_digits() -> dict[str, tuple[str, ...]]:
    """For each digit within some labels, what stands before it there: 计1条, 属于3类."""
    before: dict[str, set[str]] = {}
    for key in load_index().meanings:
        for place, character in enumerate(key):
            if character.isdigit():
                before.setdefault(character, set()).add(key[max(0, place - _TAIL) : place])
    return {digit: tuple(found) for digit, found in before.items()}
