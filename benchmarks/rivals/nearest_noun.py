"""Numbers, Arabic or Chinese, each given to the nearest noun of its sentence.

What a user writes with `cn2an` or `jionlp` for the numerals and a list of nouns. These packages
are not installed here: the conversion of Chinese numerals is a plain one of our own that takes
the same numerals.
"""

import csv
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

_UNITS = "万元|人次|元|条|件|次|篇|个|人|项|期|场|份|宗|起"
_ARABIC = r"\d[\d,，]*(?:\.\d+)?\s*[万千百]?"
_CHINESE = "[零〇一二三四五六七八九十百千万两]+"
_NUMBER = re.compile(rf"({_ARABIC}|{_CHINESE})\s*(?:余|多|左右)?\s*(?:{_UNITS})")
_SENTENCE = re.compile(r"[^。；;\n]+")
_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_POWERS = {"十": 10, "百": 100, "千": 1000, "万": 10_000}
_FARTHEST = 20


def read(text: str) -> dict[str, float]:
    """The first number of each indicator.

    >>> read("全年主动公开政府信息1,200条。收到申请三件，培训两次。")
    {'proactive_total': 1200.0, 'requests_received': 3.0, 'trainings': 2.0}
    """
    found: dict[str, float] = {}
    for sentence in _SENTENCE.findall(text):
        for indicator, value in _of_sentence(sentence):
            found.setdefault(indicator, value)
    return found


def _of_sentence(sentence: str) -> Iterator[tuple[str, float]]:
    nouns = [
        (match.start(), match.end(), indicator)
        for noun, indicator in _nouns().items()
        for match in re.finditer(re.escape(noun), sentence)
    ]
    for number in _NUMBER.finditer(sentence):
        near = [
            (_gap(start, end, number), start - end, indicator) for start, end, indicator in nouns
        ]
        if near and min(near)[0] <= _FARTHEST:
            yield min(near)[2], to_value(number[1])


def _gap(start: int, end: int, number: "re.Match[str]") -> int:
    """Characters between a noun and a number; a noun behind the number counts twice as far."""
    return number.start() - end if end <= number.start() else 2 * abs(start - number.end()) + 1


def to_value(text: str) -> float:
    """Value of a numeral.

    >>> to_value("1.8万"), to_value("三百零五"), to_value("十二"), to_value("2,016")
    (18000.0, 305.0, 12.0, 2016.0)
    """
    text = text.replace(",", "").replace("，", "").strip()
    if text[0].isdigit():
        power = {"万": 1e4, "千": 1e3, "百": 1e2}.get(text[-1], 1.0)
        return float(text.rstrip("万千百 ")) * power
    total = section = digit = 0
    for sign in text:
        if sign in _DIGITS:
            digit = _DIGITS[sign]
        elif sign == "万":
            total, section, digit = (total + section + digit) * 10_000, 0, 0
        else:
            section += (digit or 1) * _POWERS[sign]
            digit = 0
    return float(total + section + digit)


@cache
def _nouns() -> Mapping[str, str]:
    path = Path(__file__).with_name("nearest_noun.csv")
    with path.open(encoding="utf-8") as lines:
        return {
            noun: row["indicator"]
            for row in csv.DictReader(lines)
            for noun in row["nouns"].split("|")
        }
