"""The words of time, plan and body of a sentence."""

import re
from typing import NamedTuple

from govdisc_analysis.prose.around import Setting
from govdisc_analysis.prose.patterns import says, term, terms
from govdisc_analysis.prose.sentences import Sentence

_BEFORE_SINCE = re.compile(r"[^,。;\n]*$")


class Mark(NamedTuple):
    """A word of time, plan or body at ``start:end``."""

    start: int
    end: int
    kind: str


def marks_of(setting: Setting, sentence: Sentence) -> list[Mark]:
    """The words of time, plan and body in the sentence, in order."""
    if sentence.marks is None:
        words, start, end = setting.lex.mark_kinds, sentence.start, sentence.end
        marks = [
            Mark(m.start(), m.end(), kind)
            for m in setting.lex.marks.finditer(setting.text, start, end)
            for kind in words[m[0]]
        ]
        marks += _years(setting, start, end)
        if setting.has_since:
            marks += _since(setting, start, end)
        marks.sort()
        sentence.marks = marks
    return sentence.marks


def within(marks: list[Mark], kind: str, start: int, end: int) -> list[Mark]:
    """The marks of one kind that lie within ``start:end``."""
    return [m for m in marks if m.kind == kind and start <= m.start and m.end <= end]


def _since(setting: Setting, start: int, end: int) -> list[Mark]:
    """自《条例》实施以来 opens a running total, 今年以来 does not."""
    text, marks = setting.text, []
    for since in says.since.finditer(text, start, end):
        match = _BEFORE_SINCE.search(text, max(start, since.start() - 24), since.end())
        if match is None:
            continue
        own = (
            setting.lex.time["own"].search(match[0])
            or (setting.year and str(setting.year) in match[0])
            or says.came_that_year.search(f"{setting.year}{match[0]}")
        )
        marks.append(Mark(match.end() - 1, match.end(), "own" if own else "since"))
    return marks


def _end_of_years(text: str, at: int) -> int:
    """Where words end that name a time of more than a year from ``at`` on; 0 without such words.

    自2009年9月至2010年8月 is a school's own year.
    """
    span = says.from_year.match(text, at - 1) or says.between_years.match(text, at)
    if span is None:
        return 0
    years = int(span["last_year"] or 0) - int(span["year"])
    if years == 1 and not span.groupdict().get("named", True):
        return 0  # 2009-2010年 may be a school's year as well
    if span["month"] and span["last_year"]:
        months = 12 * years + int(span["last_month"] or 12) - int(span["month"])
        return 0 if months <= _LONGEST_PERIOD else span.end()
    return span.end()


_LONGEST_PERIOD = 13
"""Months between the first and the last of a period that is told as a year."""


def _years(setting: Setting, start: int, end: int) -> list[Mark]:
    """Years written in digits: own, other, or the start or end of a running total.

    自2008年至2012年底,累计公开1180条,受理申请9件: all of it was counted from 2008 on.
    """
    marks: list[Mark] = []
    behind = start
    for match in says.year_named.finditer(setting.text, start, end):
        year = int(match[1])
        tail = setting.text[match.end() : match.end() + 24]
        head = setting.text[max(start, match.start() - 4) : match.start()]
        if match.start() < behind:
            continue  # the other end of 自2008年至2012年底
        if year != setting.year and (past := _end_of_years(setting.text, match.start())):
            marks.append(Mark(match.start(), match.end(), "since"))
            behind = past
            continue
        if any(w in tail.split(",")[0] for w in terms.since_then):
            kind = "own" if year == setting.year else "since"
        elif (
            (head.endswith(term.up_to) and tail.startswith(term.end))
            or any(w in head for w in terms.as_of)
            or term.as_of in setting.text[start : match.start()][-6:]
        ):
            kind = "until"
        elif setting.year is None or year == setting.year:
            kind = "own"
        else:
            kind = "other"
        marks.append(Mark(match.start(), match.end(), kind))
    return marks
