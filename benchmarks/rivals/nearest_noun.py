"""Numbers, Arabic or Chinese, read by `cn2an`, each given to the nearest noun of its sentence."""

import csv
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import cn2an

_UNITS = "万元|人次|元|条|件|次|篇|个|人|项|期|场|份|宗|起"
_ARABIC = r"\d[\d,，]*(?:\.\d+)?\s*[万千百]?"
_CHINESE = "[零〇一二三四五六七八九十百千万两]+"
_NUMBER = re.compile(rf"({_ARABIC}|{_CHINESE})\s*(?:余|多|左右)?\s*(?:{_UNITS})")
_SENTENCE = re.compile(r"[^。；;\n]+")
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
        value = to_value(number[1])
        if value is not None and near and min(near)[0] <= _FARTHEST:
            yield min(near)[2], value


def _gap(start: int, end: int, number: "re.Match[str]") -> int:
    """Characters between a noun and a number; a noun behind the number counts twice as far."""
    return number.start() - end if end <= number.start() else 2 * abs(start - number.end()) + 1


def to_value(text: str) -> float | None:
    """Value of a numeral, None where `cn2an` takes it for none.

    >>> to_value("1.8万"), to_value("三百零五"), to_value("十二"), to_value("2,016"), to_value("万")
    (18000.0, 305.0, 12.0, 2016.0, None)
    """
    try:
        return float(cn2an.cn2an(text.replace(",", "").replace("，", "").strip(), "smart"))
    except ValueError:
        return None


@cache
def _nouns() -> Mapping[str, str]:
    path = Path(__file__).with_name("nearest_noun.csv")
    with path.open(encoding="utf-8") as lines:
        return {
            noun: row["indicator"]
            for row in csv.DictReader(lines)
            for noun in row["nouns"].split("|")
        }
