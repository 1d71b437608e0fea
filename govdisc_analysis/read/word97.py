"""What the streams of an old binary Word file (.doc, .wps) hold, by [MS-DOC] of Microsoft.

A file of Word 97 to 2003 is a small file system. One stream holds the characters in pieces, a
table stream says in which order, and pages of 512 bytes say which properties paragraphs and
characters have.
"""

import struct
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from itertools import pairwise
from typing import NamedTuple

import olefile

from govdisc_analysis.models import Unreadable
from govdisc_analysis.read.numbering import Numbering
from govdisc_analysis.read.word97_lists import read_lists

_LOCKED = "EncryptedPackage".encode("utf-16-le")
_MAGIC, _OLDEST = 0xA5EC, 0xC1
_ENCRYPTED, _IN_TABLE_1 = 0x0100, 0x0200
_TEXT_LENGTH, _CHARACTERS, _PARAGRAPHS, _PIECES = 0x4C, 0xFA, 0x102, 0x1A2
_COMPRESSED = 0x40000000
_PAGE = 512
_MOST_CHARACTERS = 5_000_000
_SIZES = (1, 1, 2, 4, 2, 2, 0, 3)
"""Bytes of a property's value, by the three highest bits of its code; 0: the first byte says."""
_TABLE_DEFINITION, _ELSEWHERE = 0xD608, 0x6646
_HIDDEN = (0x083C, 0x0800)
"""Characters that are hidden, or struck out while changes were tracked."""

Properties = Mapping[int, bytes]
"""The value of each property, by its code."""


class Piece(NamedTuple):
    """Characters ``start`` to ``end`` of the text, which lie at ``place`` in the stream."""

    start: int
    end: int
    place: int
    width: int


class Run(NamedTuple):
    """A stretch of the stream with its properties."""

    start: int
    end: int
    properties: Properties


@dataclass(frozen=True, slots=True)
class Word97:
    """Main text, one character a position, and what holds for its paragraphs.

    Hidden characters are NUL; ``paragraphs`` are sorted by their places in the stream.
    """

    text: str
    pieces: Sequence[Piece]
    paragraphs: Sequence[Run]
    numbering: Numbering = field(default_factory=Numbering)

    def paragraph(self, position: int) -> Properties:
        """Properties of the paragraph that a character of the text belongs to."""
        piece = self.pieces[bisect_right(self.pieces, position, key=lambda one: one.start) - 1]
        place = piece.place + (position - piece.start) * piece.width
        found = bisect_right(self.paragraphs, place, key=lambda one: one.start) - 1
        run = self.paragraphs[found] if found >= 0 else Run(0, 0, {})
        return run.properties if run.start <= place < run.end else {}


def read_word97(data: bytes) -> Word97:
    """The text of a binary Word file with its properties.

    Raises:
        Unreadable: it is no Word file, locked, damaged or older than Word 97.
    """
    if _LOCKED in data:  # what a newer Word file becomes under a password
        raise Unreadable("an Office file locked by a password")
    try:
        with olefile.OleFileIO(BytesIO(data)) as streams:
            if not streams.exists("WordDocument"):
                raise Unreadable("an old binary Office file other than Word: unsupported type")
            main = _stream(streams, "WordDocument")
            _refuse(main)
            table = _stream(streams, "1Table" if _number(main, 10, 2) & _IN_TABLE_1 else "0Table")
            return _read(main, table, _stream(streams, "Data"))
    except (OSError, struct.error, IndexError, ValueError):
        raise Unreadable("a damaged or truncated Office file") from None


def _stream(streams: olefile.OleFileIO, name: str) -> bytes:
    content: bytes = streams.openstream(name).read() if streams.exists(name) else b""
    return content


def _refuse(main: bytes) -> None:
    if _number(main, 0, 2) != _MAGIC or _number(main, 2, 2) < _OLDEST:
        raise Unreadable("a Word file older than Word 97; save it as .docx")
    if _number(main, 10, 2) & _ENCRYPTED:
        raise Unreadable("a Word file locked by a password")


def _read(main: bytes, table: bytes, data: bytes) -> Word97:
    pieces = list(_pieces(main, table))
    characters = [one for piece in pieces for one in _characters(main, piece)]
    by_place = sorted(pieces, key=_place)
    for run in _runs(main, table, _CHARACTERS, _of_characters):
        if any(run.properties.get(code) == b"\1" for code in _HIDDEN):
            _hide(characters, by_place, run)
    paragraphs = [
        run._replace(properties=_whole(run.properties, data))
        for run in _runs(main, table, _PARAGRAPHS, _of_paragraph)
    ]
    text = "".join(characters[: _number(main, _TEXT_LENGTH, 4)])
    paragraphs.sort(key=lambda run: run.start)
    return Word97(text, pieces, paragraphs, read_lists(main, table))


def _number(data: bytes, place: int, size: int) -> int:
    part = data[place : place + size]
    if len(part) < size:
        raise struct.error
    return int.from_bytes(part, "little")


def _part(main: bytes, table: bytes, entry: int) -> bytes:
    """A part of the table stream, named by its entry in the head of the file."""
    start, size = _number(main, entry, 4), _number(main, entry + 4, 4)
    return table[start : start + size]


def _pieces(main: bytes, table: bytes) -> Iterator[Piece]:
    part = _part(main, table, _PIECES)
    while part[:1] == b"\x01":  # properties of what was saved in haste
        part = part[3 + _number(part, 1, 2) :]
    plan = part[5 : 5 + _number(part, 1, 4)]
    count = (len(plan) - 4) // 12
    if part[:1] != b"\x02" or count < 1:
        raise ValueError
    bounds = struct.unpack_from(f"<{count + 1}I", plan)
    if list(bounds) != sorted(bounds) or bounds[-1] > _MOST_CHARACTERS:
        raise ValueError
    for number, (start, end) in enumerate(pairwise(bounds)):
        place = _number(plan, 4 * (count + 1) + 8 * number + 2, 4)
        if place & _COMPRESSED:
            yield Piece(start, end, (place & ~_COMPRESSED) // 2, 1)
        else:
            yield Piece(start, end, place, 2)


def _characters(main: bytes, piece: Piece) -> str:
    size = (piece.end - piece.start) * piece.width
    raw = main[piece.place : piece.place + size]
    if len(raw) < size:
        raise ValueError
    if piece.width == 1:
        return raw.decode("cp1252", errors="replace")
    return "".join(map(chr, struct.unpack(f"<{size // 2}H", raw)))  # halves of pairs, one each


def _hide(characters: list[str], pieces: Sequence[Piece], run: Run) -> None:
    """What a run covers becomes NUL; the pieces are sorted by their places."""
    for piece in pieces[max(0, bisect_right(pieces, run.start, key=_place) - 1) :]:
        if piece.place >= run.end:
            break
        first = piece.start + max(0, (run.start - piece.place) // piece.width)
        last = min(piece.end, piece.start + (run.end - piece.place) // piece.width)
        for position in range(first, last):
            if characters[position] not in "\r\a":  # ends of paragraphs and cells stay
                characters[position] = "\0"


def _place(piece: Piece) -> int:
    return piece.place


def _runs(
    main: bytes, table: bytes, entry: int, encoded: Callable[[bytes, int, int], bytes]
) -> Iterator[Run]:
    """The runs on the pages that the table stream names."""
    plan = _part(main, table, entry)
    first = 4 * ((len(plan) - 4) // 8 + 1)
    count = min(max(0, (len(plan) - 4) // 8), len(main) // _PAGE)
    for (number,) in struct.iter_unpack("<I", plan[first : first + 4 * count]):
        place = (number & 0x3FFFFF) * _PAGE
        page = main[place : place + _PAGE]
        runs = page[_PAGE - 1]
        for run, bounds in enumerate(pairwise(struct.unpack_from(f"<{runs + 1}I", page))):
            yield Run(*bounds, dict(_properties(encoded(page, runs, run))))


def _of_paragraph(page: bytes, runs: int, run: int) -> bytes:
    """Encoded properties of a paragraph, behind the number of its style."""
    at = 2 * page[4 * (runs + 1) + 13 * run]
    if not at:
        return b""
    if page[at]:
        return page[at + 3 : at + 2 * page[at]]
    return page[at + 4 : at + 2 + 2 * page[at + 1]]


def _of_characters(page: bytes, runs: int, run: int) -> bytes:
    at = 2 * page[4 * (runs + 1) + run]
    return page[at + 1 : at + 1 + page[at]] if at else b""


def _properties(encoded: bytes) -> Iterator[tuple[int, bytes]]:
    """Code and value of each property, one behind the other."""
    at = 0
    while at + 2 < len(encoded):
        code = int.from_bytes(encoded[at : at + 2], "little")
        at += 2
        size = _SIZES[code >> 13]
        if code == _TABLE_DEFINITION:
            size = max(0, int.from_bytes(encoded[at : at + 2], "little") - 1)
            at += 2
        elif not size:
            size = encoded[at]
            at += 1
        yield code, encoded[at : at + size]
        at += size


def _whole(properties: Properties, data: bytes) -> Properties:
    """With those that were too long for their page and lie in a stream of their own."""
    place = properties.get(_ELSEWHERE)
    if place is None:
        return properties
    start = int.from_bytes(place, "little")
    size = int.from_bytes(data[start : start + 2], "little")
    return {**properties, **dict(_properties(data[start + 2 : start + 2 + size]))}
