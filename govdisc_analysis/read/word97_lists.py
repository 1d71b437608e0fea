"""Automatic numbering of old binary Word files: 一、, (一), 1. stand in tables, not in the text."""

import struct
from collections.abc import Iterator

from govdisc_analysis.read.numbering import Level, Numbering

_LISTS, _USES = 0x2E2, 0x2EA
_LIST_BYTES, _USE_BYTES, _LEVEL_BYTES = 28, 16, 28
_SIMPLE = 0x01
_MOST = 5000
_FORMS = {
    0: "decimal", 1: "upperRoman", 2: "lowerRoman", 3: "upperLetter", 4: "lowerLetter",
    10: "ideographDigital", 11: "japaneseCounting", 14: "decimalFullWidth",
    18: "decimalEnclosedCircle", 19: "decimalFullWidth2", 23: "bullet",
    28: "decimalEnclosedCircleChinese", 30: "ideographTraditional", 33: "taiwaneseCounting",
    34: "ideographLegalTraditional", 35: "taiwaneseCountingThousand", 37: "chineseCounting",
    38: "chineseLegalSimplified", 39: "chineseCountingThousand", 255: "none",
}  # fmt: skip
"""The names that newer Word files give to the same ways of counting."""


def read_lists(main: bytes, table: bytes) -> Numbering:
    """Lists by the number under which paragraphs name them; none where they are damaged."""
    try:
        plans = dict(_plans(table, *struct.unpack_from("<II", main, _LISTS)))
        start, size = struct.unpack_from("<II", main, _USES)
        if not size:
            return Numbering()
        (count,) = struct.unpack_from("<I", table, start)
        lists = {}
        for use in range(min(count, _MOST)):
            (name,) = struct.unpack_from("<i", table, start + 4 + _USE_BYTES * use)
            if name in plans:
                lists[str(use + 1)] = str(name), plans[name]
    except (struct.error, IndexError, UnicodeDecodeError):
        return Numbering()
    return Numbering(lists)


def _plans(table: bytes, start: int, size: int) -> Iterator[tuple[int, dict[int, Level]]]:
    """Name and levels of each list; the levels of all lists follow the lists."""
    if not size:
        return
    (count,) = struct.unpack_from("<H", table, start)
    at = start + size
    for number in range(min(count, _MOST)):
        head = start + 2 + _LIST_BYTES * number
        (name,) = struct.unpack_from("<i", table, head)
        levels = {}
        for depth in range(1 if table[head + 26] & _SIMPLE else 9):
            levels[depth], at = _level(table, at)
        yield name, levels


def _level(table: bytes, at: int) -> tuple[Level, int]:
    """A level, and where the next one begins."""
    first, form = struct.unpack_from("<iB", table, at)
    characters, paragraphs = table[at + 24], table[at + 25]
    at += _LEVEL_BYTES + characters + paragraphs
    (length,) = struct.unpack_from("<H", table, at)
    signs = table[at + 2 : at + 2 + 2 * length].decode("utf-16-le")
    text = "".join(f"%{ord(sign) + 1}" if ord(sign) < 9 else sign for sign in signs)
    return Level(_FORMS.get(form, "decimal"), text, first), at + 2 + 2 * length
