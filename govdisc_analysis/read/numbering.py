"""Automatic numbering of Word paragraphs: 一、, (一), 1. stand in no text, only in the styles."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from govdisc_analysis.read.knowledge import numbering_digits

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STYLE = re.compile(rb"<\w+:style\s")
_STYLE_ID = re.compile(rb":styleId=[\"']([^\"']*)")
_NUM_ID = re.compile(rb":numId\s+\w+:val=[\"'](\d+)")
_DEPTH = re.compile(rb":ilvl\s+\w+:val=[\"'](\d{1,2})")
_ROMAN = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list: how it counts, how it is printed, where it starts."""

    form: str
    text: str
    start: int


@dataclass(slots=True)
class Numbering:
    """Lists of a document and how far each has counted."""

    lists: Mapping[str, tuple[str, Mapping[int, Level]]] = field(default_factory=dict)
    styles: Mapping[str, tuple[str, int]] = field(default_factory=dict)
    counts: dict[str, dict[int, int]] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)

    def label(self, properties: Any) -> str:
        """Label of the next paragraph with these properties (w:pPr), or ""."""
        place = self._place(properties)
        return self.count(*place) if place is not None else ""

    def count(self, list_id: str, depth: int) -> str:
        """Label of the next paragraph of a list at a depth, or ""."""
        if list_id not in self.lists:
            return ""
        abstract, levels = self.lists[list_id]
        level = levels.get(depth)
        if level is None:
            return ""
        counts = self.counts.setdefault(abstract, {})
        counts[depth] = counts.get(depth, level.start - 1) + 1
        for deeper in [key for key in counts if key > depth]:
            del counts[deeper]
        if level.form in ("bullet", "none"):
            return ""
        return self._print(level, levels, counts)

    def _place(self, properties: Any) -> tuple[str, int] | None:
        if properties is None:
            return None
        own = properties.find(f"{W}numPr")
        style = properties.find(f"{W}pStyle")
        inherited = self.styles.get(style.get(f"{W}val", "")) if style is not None else None
        if own is None:
            return inherited
        list_id = _value(own, "numId") or (inherited[0] if inherited else "")
        depth = _value(own, "ilvl") or (str(inherited[1]) if inherited else "0")
        return (list_id, int(depth)) if depth.isdecimal() else None

    @staticmethod
    def _print(level: Level, levels: Mapping[int, Level], counts: Mapping[int, int]) -> str:
        label = level.text
        for depth, other in levels.items():
            mark = f"%{depth + 1}"
            if mark in label:
                form = level.form if depth == max(levels) else other.form
                label = label.replace(mark, count_as(counts.get(depth, other.start), form))
        return label


def read_numbering(numbering: Any | None, styles: Mapping[str, tuple[str, int]]) -> Numbering:
    """Lists of numbering.xml, with the paragraph styles that use them."""
    if numbering is None:
        return Numbering()
    abstracts = {
        each.get(f"{W}abstractNumId", ""): _levels(each)
        for each in numbering.iterchildren(f"{W}abstractNum")
    }
    lists: dict[str, tuple[str, Mapping[int, Level]]] = {}
    for each in numbering.iterchildren(f"{W}num"):
        list_id, abstract = each.get(f"{W}numId", ""), _value(each, "abstractNumId")
        # a list that restarts its levels counts for itself
        own = list_id if each.find(f"{W}lvlOverride") is not None else f"abstract {abstract}"
        if abstract in abstracts:
            lists[list_id] = (own, abstracts[abstract])
    return Numbering(lists, styles)


def _levels(abstract: Any) -> dict[int, Level]:
    levels: dict[int, Level] = {}
    for each in abstract.iterchildren(f"{W}lvl"):
        depth, start = each.get(f"{W}ilvl", ""), _value(each, "start")
        if depth.isdecimal():
            form = _value(each, "numFmt") or "decimal"
            first = int(start) if start.isdecimal() else 1
            levels[int(depth)] = Level(form, _value(each, "lvlText"), first)
    return levels


def numbered_styles(styles: bytes) -> dict[str, tuple[str, int]]:
    """Paragraph styles that number: style to list and depth.

    The file is large and seldom matters, so it is searched, not parsed.

    >>> numbered_styles(b'<w:style w:styleId="a1"><w:numPr><w:numId w:val="3"/></w:numPr>')
    {'a1': ('3', 0)}
    """
    found: dict[str, tuple[str, int]] = {}
    if b":numPr" not in styles:
        return found
    for chunk in _STYLE.split(styles)[1:]:
        at = chunk.find(b":numPr")
        name, list_id = _STYLE_ID.search(chunk), _NUM_ID.search(chunk, max(at, 0))
        if at >= 0 and name and list_id:
            depth = _DEPTH.search(chunk, at)
            place = list_id[1].decode(), int(depth[1]) if depth else 0
            found[name[1].decode("utf-8", "replace")] = place
    return found


def _value(parent: Any, name: str) -> str:
    child = parent.find(f"{W}{name}")
    value: str = child.get(f"{W}val", "") if child is not None else ""
    return value


def count_as(number: int, form: str) -> str:
    """A number as a list prints it.

    >>> count_as(12, "chineseCountingThousand"), count_as(3, "decimal"), count_as(4, "lowerRoman")
    ('十二', '3', 'iv')
    """
    digits = numbering_digits()
    if form == "ideographDigital" or "Counting" in form:
        return _chinese(number, digits["chinese"], digits["units"])
    if form in ("chineseLegalSimplified", "ideographLegalTraditional"):
        return _chinese(number, digits["financial"], digits["financial_units"])
    if form.startswith("decimalEnclosedCircle") and 0 < number <= len(digits["circled"]):
        return str(digits["circled"][number - 1])
    if form == "ideographTraditional" and 0 < number <= len(digits["heavenly"]):
        return str(digits["heavenly"][number - 1])
    if form.startswith("decimalFullWidth"):
        return "".join(digits["full_width"][int(digit)] for digit in str(number))
    if form in ("lowerLetter", "upperLetter") and 0 < number <= 26:
        return chr((97 if form == "lowerLetter" else 65) + number - 1)
    if form in ("lowerRoman", "upperRoman") and 0 < number < 40:
        return _roman(number) if form == "lowerRoman" else _roman(number).upper()
    return str(number)


def _chinese(number: int, digits: str, units: list[str]) -> str:
    if not 0 < number < 10_000:
        return str(number)
    made, gap = "", False
    for power in range(3, -1, -1):
        digit = number // 10**power % 10
        if digit:
            made += (digits[0] if gap else "") + digits[digit] + units[power]
            gap = False
        elif made:
            gap = True
    short = digits[1] + units[1]  # ten is said without its one
    return made[1:] if made.startswith(short) else made


def _roman(number: int) -> str:
    made = ""
    for value, letters in _ROMAN:
        made += letters * (number // value)
        number %= value
    return made
