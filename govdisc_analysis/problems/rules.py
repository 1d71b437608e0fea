"""The wordings of problems, from ``codebook/problems/*.toml``.

A pattern is compiled when it is first asked for: most reports need a part of them only.
"""

import re
from collections.abc import Mapping
from functools import cache, cached_property
from typing import Any

from govdisc_analysis.codebook import load_patterns


class Cue:
    """Words that point to one category, and words that take the cue back."""

    def __init__(self, category: str, pattern: str, veto: str):
        self.category, self._pattern, self._veto = category, pattern, veto

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The words that point to the category."""
        return re.compile(self._pattern)

    @cached_property
    def veto(self) -> re.Pattern[str] | None:
        """The words that take the cue back."""
        return re.compile(self._veto) if self._veto else None


class Wordings:
    """One pattern for each role that words play around a problem."""

    lack: re.Pattern[str]
    generic: re.Pattern[str]
    remedy: re.Pattern[str]
    topic_title: re.Pattern[str]
    imperative: re.Pattern[str]
    order: re.Pattern[str]
    ending: re.Pattern[str]
    cause: re.Pattern[str]
    consequence: re.Pattern[str]
    consequence_end: re.Pattern[str]
    explains: re.Pattern[str]
    mended: re.Pattern[str]
    some: re.Pattern[str]
    instance: re.Pattern[str]
    praise: re.Pattern[str]
    announce: re.Pattern[str]
    lead: re.Pattern[str]
    label: re.Pattern[str]
    again: re.Pattern[str]
    none: re.Pattern[str]
    tail: re.Pattern[str]
    list_ahead: re.Pattern[str]
    target: re.Pattern[str]
    confession: re.Pattern[str]
    confession_veto: re.Pattern[str]
    contents: re.Pattern[str]
    frame: re.Pattern[str]
    aim: re.Pattern[str]
    framed: re.Pattern[str]
    side: re.Pattern[str]
    noun: re.Pattern[str]
    plain: re.Pattern[str]
    plan: re.Pattern[str]
    joint: re.Pattern[str]
    because: re.Pattern[str]
    led_by_cause: re.Pattern[str]
    verb_of_lack: re.Pattern[str]
    missing: re.Pattern[str]
    nothing: re.Pattern[str]
    negated: re.Pattern[str]
    but: re.Pattern[str]
    aspects: re.Pattern[str]
    lack_and: re.Pattern[str]
    listed: re.Pattern[str]
    contrast: re.Pattern[str]
    besides: re.Pattern[str]
    turn: re.Pattern[str]
    there: re.Pattern[str]
    is_problem: re.Pattern[str]
    points_on: re.Pattern[str]
    towards: re.Pattern[str]
    form_itself: re.Pattern[str]
    falls_short: re.Pattern[str]

    def __init__(self, patterns: Mapping[str, str]):
        self._patterns = patterns

    def __getattr__(self, name: str) -> Any:
        """A pattern that was not asked for before."""
        if name not in self._patterns:
            raise AttributeError(name)
        compiled = re.compile(self._patterns[name])
        setattr(self, name, compiled)
        return compiled


@cache
def load_wordings() -> Wordings:
    """Read ``statements.toml``."""
    data = load_patterns("problems/statements.toml")
    lack = data["lack"]
    return Wordings(
        {name: row["pattern"] for name, row in data.items()}
        | {
            "confession_veto": data["confession"]["veto"],
            "contents": data["confession"]["contents"],
            "plan": data["plain"]["plan"],
            "lack": f"(?=[{lack['starts']}])(?:{lack['pattern']})",
        }
    )


@cache
def load_cues() -> tuple[Cue, ...]:
    """Read the cues of ``categories.toml``."""
    return _read_cues("cue")


@cache
def load_topics() -> tuple[Cue, ...]:
    """Read the topics of ``categories.toml``."""
    return _read_cues("topic")


def _read_cues(name: str) -> tuple[Cue, ...]:
    rows = load_patterns("problems/categories.toml")[name]
    return tuple(Cue(row["category"], row["pattern"], row.get("veto", "")) for row in rows)
