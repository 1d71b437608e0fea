"""Random letters that a forum puts between the lines, so that a copy of them is spoiled."""

import re
from functools import cache

from govdisc_analysis.clean.step import NOTHING, StepResult, info
from govdisc_analysis.codebook import load_patterns
from govdisc_analysis.offsets import Edit

_VARIED = 3
"""Different marks, and different letters, that such a run has at least; a table row has fewer."""
_SIGN = re.compile(" [?-~][!-;] [?-~]")
"""In every run, and found at no cost where there is none."""
_PAIR = re.compile(r"([!-;]?) ([?-~])")
_NUMBER = 12
"""Digits that a number has at most."""
_DIGITS = re.compile(r"\d+\Z")


@cache
def _rule() -> tuple[re.Pattern[str], re.Pattern[str], int]:
    """A run of such letters, what no other text has in it, and the fewest runs that tell."""
    rule = load_patterns("cleaning.toml")["jammers"]
    return re.compile(rule["run"]), re.compile(rule["odd"]), rule["at_least"]


def cut_jammers(text: str) -> StepResult:
    """Cut the runs; a number that one follows without a gap goes with it, its end is not known.

    >>> cut_jammers('条例\\n9 E* T% r/ i: o+ d5 l\\n全年公开3 ^+ K" F1 ], A条').edits
    [(3, 24, ''), (29, 44, '')]
    """
    if not _SIGN.search(text):
        return NOTHING
    run, odd, at_least = _rule()
    runs = [found for found in run.finditer(text) if _is_varied(found.group())]
    if sum(odd.search(found.group()) is not None for found in runs) < at_least:
        return NOTHING
    edits: list[Edit] = []
    for found in runs:
        start, end = found.span()
        if text[start].isdigit() and (
            number := _DIGITS.search(text, max(0, start - _NUMBER), start)
        ):
            start = number.start()
        edits.append((start, end, ""))
    return StepResult(edits=edits, notes=[info(f"{len(edits)} runs of random letters cut")])


def _is_varied(run: str) -> bool:
    marks, letters = zip(*_PAIR.findall(run), strict=True)
    return len(set(marks)) >= _VARIED and len(set(letters)) >= _VARIED
