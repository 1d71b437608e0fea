"""A table of contents: headings that come again, with the numbers of their pages."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from typing import NamedTuple

from govdisc_analysis.clean.step import NOTHING, StepResult, info
from govdisc_analysis.codebook import load_patterns
from govdisc_analysis.models import Note
from govdisc_analysis.offsets import Edit

_FEWEST = 3
"""Entries that a table of contents has at least."""
_LONGEST = 300
"""Characters of the longest entry, leaders and all."""
_KNOWN = 10
"""Characters of a heading by which it is known again."""
_BLANK = re.compile(r"[\s*#]+")


class _Entry(NamedTuple):
    start: int
    end: int
    heading: str
    page: int | None
    is_led: bool


@cache
def _rules() -> dict[str, re.Pattern[str]]:
    rule = load_patterns("cleaning.toml")["contents"]
    return {name: re.compile(rule[name]) for name in ("caption", "led", "entry", "gap")}


@cache
def _leaders() -> tuple[str, ...]:
    return tuple(load_patterns("cleaning.toml")["contents"]["leaders"])


def cut_contents(text: str) -> StepResult:
    """Cut tables of contents, so that a page number is no figure and a heading stands once.

    Their pages never go back. They stand under a caption (目录) and have leaders (....3), or most
    of their headings come again below.

    >>> text = "目录\\n一、概述....1\\n二、公开 2\\n三、申请 4\\n一、概述\\n二、公开\\n三、申请\\n4"
    >>> [text[start:end] for start, end, _ in cut_contents(text).edits]
    ['目录\\n一、概述....1\\n二、公开 2\\n三、申请 4\\n']
    """
    rules = _rules()
    begins = [(found.start("from"), found.end()) for found in rules["caption"].finditer(text)]
    is_led = any(leader in text for leader in _leaders())  # at no cost, where there is none
    for found in rules["led"].finditer(text) if is_led else ():
        start = text.rfind("\n", 0, found.start()) + 1
        begins.append((start, start))
    if not begins:
        return NOTHING
    edits: list[Edit] = []
    notes: list[Note] = []
    heads = Counter(entry.heading for entry in _lines(text, 0, to_end=True))
    for start, first in sorted(begins):
        if edits and start < edits[-1][1]:
            continue
        if entries := _contents(text, first, heads, is_called=first > start):
            end = min(entries[-1].end + 1, len(text))
            edits.append((start, end, ""))
            notes.append(info(f"contents of {len(entries)} entries cut", start, end))
    return StepResult(edits=edits, notes=notes) if edits else NOTHING


def _contents(text: str, first: int, heads: Mapping[str, int], *, is_called: bool) -> list[_Entry]:
    """The entries that begin at a place; none if they are no table of contents.

    ``heads``: how often each heading begins a line of the text.
    """
    entries: list[_Entry] = []
    seen: set[str] = set()
    half = False
    last = 0
    for entry in _lines(text, first):
        if entry.page is None and not last:  # headings alone
            is_one = is_called and entry.heading not in seen and heads[entry.heading] > 1
        else:
            is_one = (entry.is_led or is_called) and (entry.page or -1) >= last
        if is_one:
            entries.append(entry)
            seen.add(entry.heading)
            last, half = entry.page or last, False
        elif half or entry.page is not None:
            break
        else:
            half = True  # perhaps the first line of a long entry
    led = sum(entry.is_led for entry in entries) if is_called else 0
    known = sum(heads[entry.heading] > 1 for entry in entries)
    is_sure = max(led, known) * 2 >= len(entries)
    return entries if len(entries) >= _FEWEST and is_sure else []


def _lines(text: str, at: int, *, to_end: bool = False) -> Iterator[_Entry]:
    """The lines from a place on, up to one that is no entry; or all."""
    entry, gap = _rules()["entry"], _rules()["gap"]
    while at < len(text):
        end = text.find("\n", at)
        end = end if end >= 0 else len(text)
        line = text[at : min(end, at + _LONGEST)]
        if not gap.fullmatch(line):
            found = entry.match(line)
            if not found and not to_end:
                return
            heading = _BLANK.sub("", found["heading"] if found else line)[:_KNOWN]
            page = int(found["page"]) if found and found["page"] else None
            yield _Entry(at, end, heading, page, bool(found and found["leader"]))
        at = end + 1
