"""Advertising that was spliced into a page of a hacked site."""

import re
from functools import cache

from ahocorasick_rs import AhoCorasick

from govdisc_analysis.clean.step import NOTHING, StepResult, warning
from govdisc_analysis.codebook import load_toml
from govdisc_analysis.offsets import Edit


@cache
def _strong(key: str) -> re.Pattern[str]:
    """The strong words that contain a plain string."""
    words = load_toml("cleaning.toml")["spam"]["strong"][key]
    return re.compile("|".join(words), re.IGNORECASE)


@cache
def _keys() -> AhoCorasick:
    """One look for all the plain strings; few reports have any."""
    return AhoCorasick(list(load_toml("cleaning.toml")["spam"]["strong"]))


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
    if not _keys().find_matches_as_indexes(lowered):
        return NOTHING
    starts = sorted(
        {
            match.start()
            for key in load_toml("cleaning.toml")["spam"]["strong"]
            if key in lowered
            for match in _strong(key).finditer(text)
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
