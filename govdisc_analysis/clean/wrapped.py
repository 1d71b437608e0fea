"""Paragraphs whose lines were cut at the width of a page."""

import re
from collections.abc import Sequence
from functools import cache

from govdisc_analysis.clean.step import NOTHING, StepResult, info
from govdisc_analysis.codebook import load_patterns
from govdisc_analysis.offsets import Edit
from govdisc_analysis.wrapping import columns, columns_of_first

MOST = 60
"""Characters of a line; a longer one was cut nowhere."""
MOST_UNEVEN = 110
"""Characters of a line of a text whose lines were cut at no one width."""
_UNEVEN = 90
"""Width of the lines that were."""
_UNEVEN_TIMES = 3
"""How many of them there are at least."""
LEAST = 28
"""Width of a full line (a Han character is two wide); shorter ones are cells and labels."""
_SLACK = 4
"""What a full line may lack, where a mark didn't fit on it."""
_TIMES = {LEAST: 5, 50: 2, 70: 1}
"""How many full lines are cut at least, by their width: labels and titles are not so wide."""
_STICK_OUT = 3
"""The widest lines of which one is full."""
_PROSE_SHARE = 0.4
"""How many of the full lines have a mark of prose in them; labels and cells have none."""
_OPEN_SHARE = 0.6
_OPEN_SHARE_WIDE = 0.25
"""How many of the full lines end in the middle of a sentence, and how many if they are wide."""
_INDENTED = 3
_INDENTED_SHARE = 0.8
"""How many of the lines behind a short one begin with blanks where paragraphs do."""

_NARROW = 20
"""Width of a line beside a picture; shorter ones are cells and labels."""

_STOP = re.compile("[,\uff0c。、;\uff1b]")
_INNER = re.compile("[,\uff0c。;\uff1b].")
_CELLS = re.compile(r"\t|(?: \S{1,4}){4}|[^0-9] [0-9]+\s*$")
_WORDS = re.compile("[\u4e00-\u9fff]")


@cache
def _rules() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """How a line begins that is no rest of the one before; how a line ends that is whole."""
    rule = load_patterns("cleaning.toml")["wrapped_lines"]
    return re.compile(rule["begins"]), re.compile(rule["ends"])


def join_wrapped_lines(text: str) -> StepResult:
    """Join the lines of paragraphs in a document that was cut at one width throughout.

    >>> line = "我局认真贯彻落实各项工作部署，按要求全年主动公开政府信"
    >>> len(join_wrapped_lines((line + chr(10)) * 6 + "息20条。").edits)
    6
    """
    lines = text.split("\n")
    longest = max(map(len, lines))
    if len(lines) == 1 or longest > MOST_UNEVEN:
        return NOTHING
    widths = [columns(line.rstrip()) for line in lines]
    full = _full_width(lines, widths) if longest <= MOST else 0
    if not full:
        return _join_uneven(lines, widths)
    begins, ends = _rules()
    edits: list[Edit] = []
    at = 0
    is_indented = _is_indented(lines, widths, full)
    for line, width, following in zip(lines, widths, [*lines[1:], ""], strict=True):
        at += len(line) + 1
        is_cut = _least(full, following) <= width <= full
        is_cut = is_cut and (is_indented or not ends.search(line))
        is_cut = is_cut or (_NARROW <= width < full and _goes_on(line, following))
        is_cells = "\t" in following or _CELLS.search(line) is not None
        if is_cut and following and not is_cells and not begins.match(following):
            edits.append((at - 1 - (len(line) - len(line.rstrip())), at, ""))
    return StepResult(edits=edits, notes=[info(f"{len(edits)} wrapped lines joined")])


def _join_uneven(lines: Sequence[str], widths: Sequence[int]) -> StepResult:
    """Join lines that were cut each at another width: by the bytes of their characters.

    Each is wide, stops in the middle of a sentence, and there are some.

    >>> open_line = "公开信息120条,其中网站公开的有" + "甲" * 35
    >>> lines = [open_line, "  乙三件。", open_line + "丙", "丁。", open_line, "戊", "己"]
    >>> _join_uneven(lines, [100, 8, 102, 4, 100, 2, 2]).edits
    ((52, 55, ''), (113, 114, ''), (169, 170, ''))
    """
    begins = _rules()[0]
    edits: list[Edit] = []
    at = 0
    for line, width, following in zip(lines, widths, [*lines[1:], ""], strict=True):
        at += len(line) + 1
        behind = following.lstrip(" \u3000")
        if width >= _UNEVEN and _goes_on(line, behind) and not begins.match(behind):
            end = at + len(following) - len(behind)
            edits.append((at - 1 - (len(line) - len(line.rstrip())), end, ""))
    if len(edits) < _UNEVEN_TIMES:
        return NOTHING
    return StepResult(edits=tuple(edits), notes=[info(f"{len(edits)} wrapped lines joined")])


def _least(full: int, following: str) -> int:
    """The width of the shortest line that was cut before what follows: a number stays whole.

    >>> _least(40, "公开"), _least(40, "12,455件")
    (36, 30)
    """
    return full - _SLACK - columns_of_first(following)


def _goes_on(line: str, following: str) -> bool:
    """Prose that was cut short beside a picture: it stops in mid-sentence, and words follow.

    >>> _goes_on("现象,加上机构改革全面推", "进,部分单位合并"), _goes_on("依法公开,其他", "12")
    (True, False)
    """
    is_open = _INNER.search(line) is not None and not _rules()[1].search(line)
    return is_open and _WORDS.match(following) is not None


def _full_width(lines: Sequence[str], widths: Sequence[int]) -> int:
    """The width at which the lines were cut; 0 where they were not.

    A title or an address may stick out.
    """
    widest = sorted(widths, reverse=True)[:_STICK_OUT]
    return next((full for full in widest if _is_cut_at(full, lines, widths)), 0)


def _is_cut_at(full: int, lines: Sequence[str], widths: Sequence[int]) -> bool:
    if full < LEAST:
        return False
    begins, ends = _rules()
    pairs = zip(lines, widths, [*lines[1:], ""], strict=True)
    near = [(line, after) for line, width, after in pairs if full - _SLACK <= width <= full]
    if sum(1 for line, _ in near if _STOP.search(line)) < _PROSE_SHARE * len(near):
        return False
    cut = sum(
        1 for line, after in near if after and not ends.search(line) and not begins.match(after)
    )
    times = next(times for width, times in reversed(_TIMES.items()) if full >= width)
    share = _OPEN_SHARE if times == _TIMES[LEAST] else _OPEN_SHARE_WIDE
    return cut >= times and cut >= share * len(near)


def _is_indented(lines: Sequence[str], widths: Sequence[int], full: int) -> bool:
    """True if paragraphs begin with blanks, so that a line without them goes on.

    >>> _is_indented(["  一、概述", "  公开", "  信息", "  受理"], [10, 6, 6, 6], 40)
    True
    """
    behind_short = [
        line
        for line, before in zip(lines[1:], widths, strict=False)
        if line and before < full - _SLACK
    ]
    indented = sum(1 for line in behind_short if line[0].isspace())
    return indented >= _INDENTED and indented >= _INDENTED_SHARE * len(behind_short)
