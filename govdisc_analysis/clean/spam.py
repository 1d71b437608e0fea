"""Advertising that was spliced into a page of a hacked site."""

import re
from functools import cache

from govdisc_analysis.clean.step import StepResult, warning
from govdisc_analysis.codebook import load_toml
from govdisc_analysis.offsets import Edit


@cache
def _strong() -> dict[str, re.Pattern[str]]:
    """Pattern of the strong words by the plain string that each of them contains."""
    table = load_toml("cleaning.toml")["spam"]["strong"]
    return {key: re.compile("|".join(words), re.IGNORECASE) for key, words in table.items()}


@cache
def _run() -> re.Pattern[str]:
    """A run that begins at a strong word and goes on over strong and weak words and joints."""
    rule = load_toml("cleaning.toml")["spam"]
    strong = "|".join(word for words in rule["strong"].values() for word in words)
    words = f"(?:{strong}|{'|'.join(rule['weak'])})"
    return re.compile(f"(?:{strong})(?:{rule['joints']}{words})*", re.IGNORECASE)


def cut_spam(text: str) -> StepResult:
    """Cut runs of known advertising words; each cut is noted with its place and its words.

    What stood there before the spam is lost; the note lets a reader look at the place.
    """
    lowered = text.lower()
    starts = sorted(
        {
            match.start()
            for key, words in _strong().items()
            if key in lowered
            for match in words.finditer(text)
        }
    )
    edits: list[Edit] = []
    for start in starts:
        if edits and start < edits[-1][1]:
            continue
        if run := _run().match(text, start):
            edits.append((start, run.end(), ""))
    notes = [warning(f"spam cut: {text[start:end]}", start, end) for start, end, _ in edits]
    return StepResult(edits=edits, notes=notes)
