"""Marks of enumeration: 一、 (二) 3. ④ 五是, their styles and numbers."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from govdisc_analysis.codebook import load_patterns

TEN = 10


@dataclass(frozen=True, slots=True)
class Marks:
    """Patterns and numbers of ``codebook/problems/marks.toml``."""

    marks: tuple[tuple[int, re.Pattern[str]], ...]
    numbers: Mapping[str, int]
    may_mark: re.Pattern[str]
    after_stop: re.Pattern[str]
    after: re.Pattern[str]
    first_item: str
    page: re.Pattern[str]
    figure: re.Pattern[str]
    bare: re.Pattern[str]
    caption: re.Pattern[str]


@cache
def load_marks() -> Marks:
    """Read the file once."""
    data = load_patterns("problems/marks.toml")
    around = {name: row["pattern"] for name, row in data["around"].items()}
    return Marks(
        marks=tuple((row["rank"], re.compile(row["pattern"])) for row in data["mark"]),
        numbers=data["numbers"],
        may_mark=re.compile(around["may_mark"]),
        after_stop=re.compile(around["after_stop"]),
        after=re.compile(f"{around['after_stop']}|{around['list_inside']}"),
        first_item=around["first_item"],
        page=re.compile(around["page"]),
        figure=re.compile(around["figure"]),
        bare=re.compile(around["bare"]),
        caption=re.compile(around["caption"]),
    )


def number_of(line: str) -> int:
    """Number of the mark of enumeration that a line begins with; 0 without one.

    >>> number_of("二是更新不及时"), number_of("更新不及时")
    (2, 0)
    """
    return mark_at(line, 0)[1]


def mark_at(text: str, at: int) -> tuple[int, int, int]:
    """Style, number and end of the mark at a place; (0, 0, place) without one."""
    rules = load_marks()
    if rules.may_mark.match(text, at):
        for rank, pattern in rules.marks:
            found = pattern.match(text, at)
            if found:
                return rank, _value(found.group(1), rules.numbers), found.end()
    return 0, 0, at


def _value(mark: str, numbers: Mapping[str, int]) -> int:
    """Number of a mark: 三 is 3, 十二 is 12, ② is 2.

    >>> [_value(mark, load_marks().numbers) for mark in ("三", "十二", "②", "11")]
    [3, 12, 2, 11]
    """
    if mark in numbers:
        return numbers[mark]
    if mark.isdecimal():
        return int(mark)
    tens, ones = numbers.get(mark[:1], 0), numbers.get(mark[1:], 0)
    return tens + ones if tens == TEN else 0
