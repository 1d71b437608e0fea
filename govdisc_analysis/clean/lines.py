"""Lines of prose that a page or a copy broke in the middle."""

import re
from functools import cache

from govdisc_analysis.clean.step import NOTHING, StepResult, info
from govdisc_analysis.codebook import load_toml
from govdisc_analysis.offsets import Edit

# What may go on behind a break: a mark, or a number if a word stands before it (a number behind a
# number is a cell). The pattern begins with the break itself, which is quick to seek.
_BREAK = re.compile(r"\n(?:(?<=[\u4e00-\u9fff ]\n)[ ]*(?=([0-9]))|[ ]*(?=[,。、;!?》”)]))")


@cache
def _rules() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """A line that can only go on the one before; a number alone between two halves of prose."""
    rule = load_toml("cleaning.toml")["broken_lines"]
    return re.compile(rule["goes_on"]), re.compile(rule["number"])


def join_broken_lines(text: str) -> StepResult:
    """Join prose that was broken around a number or before a closing mark.

    Cells of flattened tables stand on lines of their own too; they are left alone, since neither
    a closing mark nor a measure word with a mark behind it begins a cell.

    >>> join_broken_lines("本区主动公开政府信息\\n5928\\n条,全文电子化").edits
    [(10, 11, ''), (15, 16, '')]
    """
    if "\n" not in text:
        return NOTHING
    goes_on, number = _rules()
    places = set()
    for found in _BREAK.finditer(text):
        start = found.start()
        while start and text[start - 1] == " ":
            start -= 1
        if found[1] and not "\u4e00" <= text[start - 1 : start] <= "\u9fff":
            continue  # a number behind a number: cells
        if match := goes_on.match(text, start):
            places.add(match.span(match.lastgroup or 0))
        if match := number.match(text, start):
            places |= {match.span("before"), match.span("after")}
    if not places:
        return NOTHING
    edits: list[Edit] = [(start, end, "") for start, end in sorted(places)]
    return StepResult(edits=edits, notes=[info(f"{len(edits)} broken lines joined")])
