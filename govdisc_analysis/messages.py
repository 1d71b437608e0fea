"""What checks, the log and refused files say, in Chinese (codebook/messages.csv).

The tables keep every message in English, the language of their other codes. Whoever shows one to
a reader of Chinese asks here; each row of the list is a message with slots, and the same in
Chinese. A slot's name tells what stands in it: ``code`` a code or several, ``cells`` a list of
cells, ``readings`` meanings of a figure with their values, ``case`` a case of the calibration,
``check`` a check, ``column`` a column, ``n`` and ``m`` numbers.
"""

import re
from collections.abc import Callable, Mapping
from functools import cache, lru_cache

import pandas as pd

from govdisc_analysis.codebook import load_csv
from govdisc_analysis.codes import known_words, name_of, subject_name
from govdisc_analysis.labels import label

_JOINT = "; "
_SLOT = re.compile(r"\{(\w+)\}")
_NUMBER = r"-?[\d.,]+(?:e[+-]?\d+)?%?"
_NUMBERS = {"n", "m"}


def in_language(message: str, language: str) -> str:
    """A message as the tables hold it, in a language, zh or en.

    What no row of the list covers stays as it is.

    >>> in_language("the agency is not told; 2 cells of its forms are unreadable", "zh")
    '未载明机关；表格中2个单元格无法读取'
    >>> in_language("requests_received: the prose says 6, the form 5", "zh")
    '收到申请数：正文称6，表格为5'
    """
    return _in_chinese(message) if language == "zh" and message else message


def say_checks(frame: pd.DataFrame, language: str) -> pd.DataFrame:
    """A copy of rows of checks or reports with checks, subjects and messages in words."""
    ways = {
        "check": lambda code: name_of("checks", "check", code, language),
        "subject": lambda key: subject_name(key, language),
        "message": lambda message: in_language(message, language),
    }
    said = {
        name: frame[name].map(way, na_action="ignore")
        for name, way in ways.items()
        if name in frame
    }
    return frame.assign(**said)


@lru_cache(maxsize=4096)
def _in_chinese(message: str) -> str:
    """Each stretch between joints for itself; the longest that the list has comes first."""
    parts = message.split(_JOINT)
    said, at = [], 0
    while at < len(parts):
        ends = range(len(parts), at, -1)
        tried = ((end, _translated(_JOINT.join(parts[at:end]))) for end in ends)
        at, words = next(((end, words) for end, words in tried if words), (at + 1, parts[at]))
        said.append(words)
    return "；".join(said)


def _translated(message: str) -> str:
    for pattern, chinese in _messages():
        if found := pattern.fullmatch(message):
            return chinese.format(**{name: _slot(name, v) for name, v in found.groupdict().items()})
    return ""


@cache
def _messages() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((_pattern(row["en"]), row["zh"]) for row in load_csv("messages.csv"))


def _pattern(english: str) -> re.Pattern[str]:
    """The message with its slots as groups."""
    pieces = _SLOT.split(english)  # text, name, text, name, …, text
    for i in range(0, len(pieces), 2):
        pieces[i] = re.escape(pieces[i])
    for i in range(1, len(pieces), 2):
        pieces[i] = f"(?P<{pieces[i]}>{_NUMBER if pieces[i] in _NUMBERS else '.+?'})"
    return re.compile("".join(pieces), re.DOTALL)


def _slot(name: str, value: str) -> str:
    fill = _FILLS.get(name.rstrip("2"))
    return fill(value) if fill else value


def _cell(key: str) -> str:
    return subject_name(key, "zh")


def _cells(listed: str) -> str:
    return "、".join(map(_cell, listed.split(", ")))


def _reading(key: str) -> str:
    return known_words(f"reading:{key}", "zh") or subject_name(key, "zh")


def _readings(listed: str) -> str:
    pairs = (option.rpartition(" = ") for option in listed.split(", "))
    return "；".join(f"{_reading(name)}＝{value}" for name, _, value in pairs)


def _case(name: str) -> str:
    return known_words(f"case:{name}", "zh") or name


def _check(name: str) -> str:
    return name_of("checks", "check", name, "zh")


def _table(name: str) -> str:
    return known_words(f"form:{name}", "zh") or name


def _column(name: str) -> str:
    return label(name, "zh")


_FILLS: Mapping[str, Callable[[str], str]] = {
    "check": _check,
    "code": _cell,
    "column": _column,
    "cells": _cells,
    "reading": _reading,
    "readings": _readings,
    "table": _table,
    "case": _case,
}
