"""Another report in the same document: of another year, or of another agency."""

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from govdisc_analysis.clean.step import NOTHING, StepResult, error
from govdisc_analysis.codebook import load_csv, load_patterns

_SENTENCES = 3
"""Sentences that a report has at least: what has fewer is a link to one."""

_YEAR = re.compile(r"\d{4}")
_NAME = re.compile(r"\s*[\u4e00-\u9fff()（）]{3,30}\s*")


class _Title(NamedTuple):
    start: int
    end: int
    who: str
    year: str


@cache
def _rules() -> tuple[re.Pattern[str], re.Pattern[str]]:
    rule = load_patterns("cleaning.toml")["report_title"]
    return re.compile(rule["ending"]), re.compile(rule["title"])


@cache
def _digits() -> dict[int, str]:
    return {ord(row["character"]): row["digit"] for row in load_csv("date_digits.csv")}


def cut_other_reports(text: str) -> StepResult:
    """Cut what follows the first report, where the title of another one begins a text of its own.

    The figures of two years or agencies in one document would be read as those of one.

    >>> body = "\\n公开3条。收到4件。答复4件。\\n"
    >>> text = f"2015年政府信息公开年度报告{body}2016年政府信息公开年度报告{body}"
    >>> [text[start:start + 5] for start, _, _ in cut_other_reports(text).edits]
    ['2016年']
    """
    titles = list(_titles(text))
    first: _Title | None = None
    for at, title in enumerate(titles):
        if first is None or text.count("。", first.end, title.start) < _SENTENCES:
            first = title
        elif _differ(first, title):
            end = titles[at + 1].start if at + 1 < len(titles) else len(text)
            if text.count("。", title.end, end) >= _SENTENCES and _speaks(text, title.end, end):
                said = text[title.start : title.end].strip()
                note = error(f"another report begins: not read: {said}", title.start, title.end)
                start = _author_above(text, title)
                return StepResult(edits=[(start, len(text), "")], notes=[note])
    return NOTHING


def _speaks(text: str, start: int, end: int) -> bool:
    """Is it about disclosure, and no words of the page's foot below a link?"""
    return text.find(load_patterns("cleaning.toml")["report_title"]["sign"], start, end) >= 0


def _titles(text: str) -> Iterator[_Title]:
    """Lines that are the title of a report, with the agency before the year, if it is named."""
    ending, title = _rules()
    for hit in ending.finditer(text):
        start = text.rfind("\n", 0, hit.start()) + 1
        if found := title.fullmatch(text, start, hit.end("word")):
            year = (found["year"] or found["last"]).translate(_digits())
            yield _Title(start, hit.end("word"), found["who"].strip(), year)


def _author_above(text: str, title: _Title) -> int:
    """Where the name begins that stands on a line of its own above a title that has none."""
    lines = text[: title.start].rstrip("\n").rpartition("\n")
    is_name = not title.who and _NAME.fullmatch(lines[2]) is not None
    return len(lines[0] + lines[1]) if is_name else title.start


def _differ(first: _Title, second: _Title) -> bool:
    """Another year; or two agencies, neither of which is named within the other."""
    if not set(_YEAR.findall(first.year)) & set(_YEAR.findall(second.year)):
        return True
    return bool(first.who and second.who) and not (
        first.who in second.who or second.who in first.who
    )
