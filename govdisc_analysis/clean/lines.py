"""Lines of prose that a page or a copy broke in the middle."""

import re
from functools import cache
from itertools import pairwise

from govdisc_analysis.clean.step import NOTHING, StepResult, info
from govdisc_analysis.codebook import load_patterns
from govdisc_analysis.offsets import Edit
from govdisc_analysis.wrapping import is_title_cut

# What may go on behind a break: a mark, or a number with a word before and behind it (a number
# behind a number is a cell). A row of cells between commas may begin with one. What a comma ends
# goes on. The pattern begins with the break itself, which is quick to seek.
_BREAK = re.compile(
    r"\n(?:(?<=[\u4e00-\u9fff ]\n)[ ]*(?=([0-9])[0-9,.]*[ ]*\n?[ ]*[\u4e00-\u9fff%])"
    r"|[ ]*(?!,(?:[-—/0-9.]*+,){2})(?=[,。、;!?》”)])"
    r"|(?<=[,、 ]\n)[ ]*(?=[\u4e00-\u9fff“《(0-9]))"
)
# A blank between a number and the words before or behind it: no item's number, and no cell's.
_BLANK = re.compile(
    r" (?:(?<=[\u4e00-\u9fff》”)] ) *+(?![0-9]{1,2}[.、)][^0-9])"
    r"(?=[0-9]++(?>(?:[.,][0-9]++)*)%?+ *+[^0-9 \n])"
    r"|(?<=[0-9%] ) *+(?=[\u4e00-\u9fff]))"
)
_CELLS = re.compile(r"[0-9] +[0-9]|[|\t]|[0-9] +[^,。;、 年月日]+ +[0-9]+ +(?![^,。;、 ]*[,。;、])")


@cache
def _spaced() -> re.Pattern[str]:
    """A number with a blank before or behind it, and its measure word."""
    return re.compile(load_patterns("cleaning.toml")["spaced_number"]["pattern"])


_PROSE = "。,;"


@cache
def _rules() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """A line that can only go on the one before; a number alone between two halves of prose; a
    number of two halves."""
    rule = load_patterns("cleaning.toml")["broken_lines"]
    return re.compile(rule["goes_on"]), re.compile(rule["number"]), re.compile(rule["within"])


def join_broken_lines(text: str) -> StepResult:
    """Join prose that was broken around a number or before a closing mark.

    Cells of flattened tables stand on lines of their own too; they are left alone, since neither
    a closing mark nor a measure word with a mark behind it begins a cell.

    >>> join_broken_lines("本区主动公开政府信息\\n5928\\n条,全文电子化").edits
    [(10, 11, ''), (15, 16, '')]
    >>> join_broken_lines("尚未审结,总计\\n,0,0,,2").edits
    ()
    """
    if "\n" not in text:
        return NOTHING
    goes_on, number, within = _rules()
    places = set()
    for found in _BREAK.finditer(text):
        start = found.start()
        while start and text[start - 1] == " ":
            start -= 1
        if found[1] and not "\u4e00" <= text[start - 1 : start] <= "\u9fff":
            continue  # a number behind a number: cells
        match = goes_on.match(text, start)
        if match and (match.lastgroup != "open" or _is_prose_to(text, start)):
            places.add(match.span(match.lastgroup or 0))
        if match := number.match(text, start):
            places |= {match.span("before"), match.span("after")}
    places |= {found.span() for found in within.finditer(text) if _is_cut_prose(text, found)}
    places |= _within_title(text)
    if not places:
        return NOTHING
    edits: list[Edit] = [(start, end, "") for start, end in sorted(places)]
    return StepResult(edits=edits, notes=[info(f"{len(edits)} broken lines joined")])


def _is_cut_prose(text: str, found: re.Match[str]) -> bool:
    """Whether the lines around a break within a number are prose: 其中20, 10年新增1456条。"""
    start, end = found.span()
    before = text[text.rfind("\n", 0, start) + 1 : start]
    stop = text.find("\n", end)
    behind = text[end : stop if stop >= 0 else len(text)]
    is_long = len(before) >= _FULL and _STOP.search(before) is not None
    return is_long and not _CELLS.search(before) and _STOP.search(behind) is not None


_FULL = 20
"""Characters of a line that was cut at the width of a page."""
_STOP = re.compile("[,。;、]")


def _is_prose_to(text: str, end: int) -> bool:
    """Whether a line that ends in a comma is prose: a cell is short, and counts no 条."""
    is_counted = text[end - 3 : end - 2].isdecimal() and not text[end - 2].isascii()
    return is_counted or end - text.rfind("\n", 0, end) > _SHORT


_SHORT = 10
"""Characters of a line that may be the name of a row."""
_TITLE_LINES = 12
"""Lines among which a title stands."""


def _within_title(text: str) -> set[tuple[int, int]]:
    """Place of the line break within a title that was too long for one line."""
    at = 0
    lines = text.split("\n", _TITLE_LINES + 1)[:-1]
    for line, following in pairwise(lines):
        at += len(line) + 1
        if is_title_cut(line, following):
            start = at - 1 - (len(line) - len(line.rstrip()))
            return {(start, at + len(following) - len(following.lstrip()))}
    return set()


def _is_prose(line: str) -> bool:
    return any(mark in line for mark in _PROSE) and "|" not in line and "\t" not in line


@cache
def _digits_apart() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    rule = load_patterns("cleaning.toml")["spaced_digits"]
    return re.compile(rule["year"]), re.compile(rule["year_apart"]), re.compile(rule["digits"])


def join_spaced_digits(text: str) -> StepResult:
    """Drop the blanks within a year, and within numbers where those of a year stand apart each.

    >>> join_spaced_digits("自20 19年起公开2 5条").edits
    ((3, 4, ''),)
    >>> join_spaced_digits("2 0 1 9 年公开2 5条").edits[-1]
    (12, 13, '')
    """
    year, year_apart, digits = _digits_apart()
    spans = [found.span() for found in year.finditer(text)]
    if spans and year_apart.search(text):
        spans += [found.span() for found in digits.finditer(text)]
    places = [at for span in sorted(spans) for at in range(*span) if text[at] == " "]
    return StepResult(edits=tuple((at, at + 1, "") for at in places)) if places else NOTHING


def join_spaced_numbers(text: str) -> StepResult:
    """Drop the blanks between numbers and words in a line of prose.

    In a line that may hold cells as well, only those around a number and its measure word.

    >>> join_spaced_numbers("全年主动公开政府信息 223 条,其中网站公开 120 条。").edits[0]
    (10, 11, '')
    >>> join_spaced_numbers("拨打 12345 热线。").edits, join_spaced_numbers("许可 10 0,").edits
    (((2, 3, ''), (8, 9, '')), ())
    """
    places: set[tuple[int, int]] = set()
    line_end, is_prose = -1, False
    for found in _BLANK.finditer(text):
        if found.start() > line_end:
            line_start = text.rfind("\n", 0, found.start()) + 1
            line_end = text.find("\n", found.end())
            line_end = line_end if line_end >= 0 else len(text)
            line = text[line_start:line_end]
            is_prose = _is_prose(line)
            if is_prose and _CELLS.search(line):
                places |= _at_measures(text, line_start, line_end)
                is_prose = False
        if is_prose:
            places.add(found.span())
    edits: list[Edit] = [(start, end, "") for start, end in sorted(places)]
    return StepResult(edits=tuple(edits)) if edits else NOTHING


def _at_measures(text: str, start: int, end: int) -> set[tuple[int, int]]:
    """Places of the blanks around numbers that have measure words."""
    spans = (
        found.span(name)
        for found in _spaced().finditer(text, start, end)
        for name in ("before", "after", "before_only")
    )
    return {(first, last) for first, last in spans if 0 <= first < last}


# 情况1.公开信息120条2.微信30条; begins with the point, which is quick to seek
_MARK = re.compile(r"\.(?<=[0-9]\.)(?<![0-9]{3}\.)(?=[\u4e00-\u9fff])")
_NUMBER = re.compile(r"(?<=[\u4e00-\u9fff])[0-9]{1,2}\Z")
_FIRST = 2  # the first item may begin a line


def part_items(text: str) -> StepResult:
    """Begin a line at each numbered item that follows words without a stop or a line between.

    Each must follow the one before it, from the first on: else the number counts what is named
    before it, perhaps with the item's own number right behind (公开数件16.申请信息不存在).

    >>> part_items("情况1.公开信息120条2.微信30条").edits
    ((2, 2, '\\n'), (12, 12, '\\n'))
    >>> part_items("收到申请3.办结2.转办1.").edits, part_items("办结16.其中17.告知").edits
    ((), ())
    """
    heads = _heading_breaks(text)
    marks = [
        (int(number[0]), number.start())
        for found in _MARK.finditer(text)
        if (number := _NUMBER.search(text, max(0, found.start() - 3), found.start()))
    ]
    places: set[int] = set()
    for (value, place), (following, next_place) in pairwise(marks):
        if following == value + 1 and (place in places or value <= _FIRST):
            places |= {place, next_place}
    breaks = heads | {(place, place) for place in places}
    return StepResult(edits=tuple((start, end, "\n") for start, end in sorted(breaks)))


@cache
def _headings() -> re.Pattern[str]:
    return re.compile(load_patterns("cleaning.toml")["headings_in_line"]["pattern"])


_WHOLE = 500
"""Characters of a line that holds a whole text."""
_HEADINGS = 3
"""Headings that such a line holds at least, their breaks counted."""
_MARKS = {
    mark: re.compile(rf"[ \u3000\xa0]*{re.escape(mark)}[ {mark}\u3000\xa0]*") for mark in "\t|"
}
_LEAST_MARKS, _LEAST_STOPS = 5, 3


def break_long_lines(text: str) -> StepResult:
    """Begin a line at each tab or bar of a line that holds a whole text, as data sets keep it.

    A line whose marks are not most of the text's is a row of a table.

    >>> line = "一、概述\\t公开。\\t二、申请\\t无。\\t三、问题\\t" + "人少。" * 200
    >>> break_long_lines(line).edits[1], break_long_lines(line.replace("\\t", " | ")).edits[1]
    ((8, 9, '\\n'), (10, 13, '\\n'))
    >>> break_long_lines("规章\\t0\\t0\\t3\\t收费\\t0。").edits
    ()
    """
    edits: list[Edit] = []
    for mark, pattern in _MARKS.items() if len(text) >= _WHOLE else ():
        count = text.count(mark)
        if count < _LEAST_MARKS:
            continue
        start = 0
        for line in text.split("\n"):
            is_whole = len(line) >= _WHOLE and line.count("。") >= _LEAST_STOPS
            if is_whole and line.count(mark) >= max(_LEAST_MARKS, count // 2 + 1):
                spans = (found.span() for found in pattern.finditer(line))
                edits += [(start + left, start + right, "\n") for left, right in spans]
            start += len(line) + 1
    if not edits:
        return NOTHING
    return StepResult(edits=_apart(edits), notes=[info(f"{len(edits)} lines begun at marks")])


def _apart(edits: list[Edit]) -> list[Edit]:
    """The edits in their order, without those that begin within another."""
    kept: list[Edit] = []
    for edit in sorted(edits):
        if not kept or edit[0] >= kept[-1][1]:
            kept.append(edit)
    return kept


def _heading_breaks(text: str) -> set[tuple[int, int]]:
    """Blanks at the headings of a text that lost its line breaks; rows of cells stay as they are.

    >>> line = "一、概述 我局公开信息。 二、申请情况 收到三件。 三、问题 人少。" + "已办结。" * 120
    >>> sorted(_heading_breaks(line))
    [(4, 5), (12, 13), (19, 20), (25, 26), (30, 31)]
    """
    breaks: set[tuple[int, int]] = set()
    start = 0
    for line in text.split("\n") if len(text) >= _WHOLE else ():
        if len(line) >= _WHOLE and " " in line:
            left, right = _cells_in(line)
            found = [
                each.span("behind" if each["heading"] else 0)
                for each in _headings().finditer(line)
                if each.end() <= left or each.start() >= right
            ]
            if len(found) >= _HEADINGS:
                breaks |= {(start + left, start + right) for left, right in found}
        start += len(line) + 1
    return breaks


def _cells_in(line: str) -> tuple[int, int]:
    """From the first to the last cells of a form that stands in a line; its end without any."""
    places = [found.span() for found in _CELLS.finditer(line)]
    return (places[0][0], places[-1][1]) if places else (len(line), len(line))
