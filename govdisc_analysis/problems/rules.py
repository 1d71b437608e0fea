"""The wordings of problems, compiled from ``codebook/problems/*.toml``."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class Cue:
    """Words that point to one category, and words that take the cue back."""

    category: str
    pattern: re.Pattern[str]
    veto: re.Pattern[str] | None


@dataclass(frozen=True, slots=True)
class Wordings:
    """One pattern for each role that words play around a problem."""

    lack: re.Pattern[str]
    generic: re.Pattern[str]
    remedy: re.Pattern[str]
    imperative: re.Pattern[str]
    order: re.Pattern[str]
    ending: re.Pattern[str]
    cause: re.Pattern[str]
    consequence: re.Pattern[str]
    consequence_end: re.Pattern[str]
    explains: re.Pattern[str]
    mended: re.Pattern[str]
    some: re.Pattern[str]
    praise: re.Pattern[str]
    announce: re.Pattern[str]
    lead: re.Pattern[str]
    label: re.Pattern[str]
    none: re.Pattern[str]
    tail: re.Pattern[str]
    list_ahead: re.Pattern[str]
    target: re.Pattern[str]
    confession: re.Pattern[str]
    confession_veto: re.Pattern[str]
    contents: re.Pattern[str]
    frame: re.Pattern[str]
    noun: re.Pattern[str]
    plain: re.Pattern[str]
    plan: re.Pattern[str]


def _load(name: str) -> dict[str, Any]:
    path = files("govdisc_analysis") / "codebook" / "problems" / name
    return tomllib.loads(path.read_text(encoding="utf-8"))


@cache
def load_wordings() -> Wordings:
    """Read ``statements.toml``."""
    data = _load("statements.toml")
    patterns = {name: re.compile(row["pattern"]) for name, row in data.items()}
    patterns["confession_veto"] = re.compile(data["confession"]["veto"])
    lack = data["lack"]
    patterns["lack"] = re.compile(f"(?=[{lack['starts']}])(?:{lack['pattern']})")
    patterns["plan"] = re.compile(data["plain"]["plan"])
    patterns["contents"] = re.compile(data["confession"]["contents"])
    return Wordings(**patterns)


@cache
def load_cues() -> tuple[Cue, ...]:
    """Read ``categories.toml``."""
    return tuple(
        Cue(
            row["category"],
            re.compile(row["pattern"]),
            re.compile(row["veto"]) if "veto" in row else None,
        )
        for row in _load("categories.toml")["cue"]
    )
