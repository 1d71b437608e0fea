"""The cue words and the rules of codebook/prose, loaded once."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from govdisc_analysis.prose.finder import CueFinder, expand

MARKS = (
    "own",
    "other",
    "since",
    "running",
    "rate",
    "plan",
    "plan_named",
    "bodies",
    "no_body",
    "territory",
)
"""Words of cues.toml that can veto a number."""
NO_NOUN = frozenset(",;。!?\n:、()《—–-")
"""Where one of these stands, the noun behind a number ends, as it does at a stop word."""
TIMES = ("own", "other", "becomes", "plan", "structure", "no_zero")
"""Words of cues.toml that are looked for on their own."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of rules.toml; what the fields mean is said at the head of that file."""

    name: str
    cue: str
    indicator: str
    refuse: str
    subject: frozenset[str]
    not_subject: frozenset[str]
    needs: frozenset[str]
    without: frozenset[str]
    units: str
    tight: bool
    about: str
    money: bool
    behind: bool
    must_unit: str
    hits: tuple[str, ...]
    misses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Cue words with their classes, words of time and zero, and the rules by cue class."""

    cues: CueFinder
    time: Mapping[str, re.Pattern[str]]
    marks: re.Pattern[str]
    mark_kinds: Mapping[str, tuple[str, ...]]
    negation: re.Pattern[str]
    state: re.Pattern[str]
    filler: re.Pattern[str]
    noun_ends: re.Pattern[str]
    rules: Mapping[str, tuple[Rule, ...]]
    all_rules: tuple[Rule, ...]
    listed: Mapping[str, str]
    all_of: Mapping[str, Mapping[str, str]]


def trie_pattern(words: Iterable[str]) -> str:
    """A regular expression that matches the longest of ``words``, written as a tree of prefixes.

    >>> trie_pattern(["ab", "abc", "b"])
    '(?:ab(?:c)?|b)'
    """
    tree: dict[str, Any] = {}
    for word in words:
        node = tree
        for char in word:
            node = node.setdefault(char, {})
        node[""] = {}
    return _write(tree)


def _write(node: dict[str, Any]) -> str:
    branches = [re.escape(c) + _write(child) for c, child in sorted(node.items()) if c]
    if not branches:
        return ""
    if len(branches) == 1 and "" not in node:
        return branches[0]
    return f"(?:{'|'.join(branches)})" + ("?" if "" in node else "")


def _rule(row: dict[str, Any]) -> Rule:
    subject = row.get("subject", [])
    return Rule(
        row["name"],
        row["cue"],
        row.get("indicator", ""),
        row.get("refuse", ""),
        frozenset(s for s in subject if s[:1] != "-"),
        frozenset(s[1:] for s in subject if s[:1] == "-"),
        frozenset(row.get("needs", ())),
        frozenset(row.get("without", ())),
        row.get("units", ""),
        row.get("tight", False),
        row.get("about", ""),
        row.get("money", False),
        row.get("behind", False),
        row.get("must_unit", ""),
        tuple(h for h in row.get("hits", ()) if h),
        tuple(m for m in row.get("misses", ()) if m),
    )


def _default_units(indicator: str, table: Mapping[str, str]) -> str:
    fits = [prefix for prefix in table if indicator.startswith(prefix)]
    return table[max(fits, key=len)] if fits else ""


def _words(patterns: Iterable[str]) -> list[str]:
    return [word for pattern in patterns for word in expand(pattern)]


def _any_of(patterns: Iterable[str]) -> re.Pattern[str]:
    return re.compile(trie_pattern(_words(patterns)))


def _rules(table: Mapping[str, Any], cues: Mapping[str, object]) -> Iterator[Rule]:
    for row in table["rule"]:
        unknown = {row["cue"], *row.get("needs", ()), *row.get("without", ())} - set(cues)
        if unknown:
            raise ValueError(f"rules.toml: {row['name']}: no cue class {sorted(unknown)}")
        row.setdefault("units", _default_units(row.get("indicator", ""), table["units"]))
        yield _rule(row)


@cache
def lexicon() -> Lexicon:
    """The data of codebook/prose.

    Raises:
        ValueError: a rule names a cue class that cues.toml does not have.
    """
    book = files("govdisc_analysis") / "codebook" / "prose"
    cues = tomllib.loads((book / "cues.toml").read_text("utf-8"))
    table = tomllib.loads((book / "rules.toml").read_text("utf-8"))
    rules = tuple(_rules(table, cues["cues"]))
    marks: dict[str, tuple[str, ...]] = {}
    for kind in MARKS:
        for word in _words(cues["time"][kind]):
            marks[word] = (*marks.get(word, ()), kind)
    zero = cues["zero"]
    return Lexicon(
        CueFinder(cues["cues"]),
        {kind: _any_of(cues["time"][kind]) for kind in TIMES},
        re.compile(trie_pattern(marks)),
        marks,
        _any_of(zero["negations"]),
        _any_of(zero["states"]),
        _any_of(zero["fillers"]),
        re.compile(trie_pattern([*NO_NOUN, *_words(cues["time"]["stop"])])),
        {cue: tuple(r for r in rules if r.cue == cue) for cue in {r.cue for r in rules}},
        rules,
        table["listed"],
        table["all_of"],
    )
