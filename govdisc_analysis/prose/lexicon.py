"""The cue words and the rules of codebook/prose, loaded once."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import product
from typing import Any

from ahocorasick_rs import AhoCorasick, MatchKind

MARKS = ("own", "other", "since", "running", "rate", "plan", "plan_named", "bodies", "territory")
"""Words of cues.toml that can veto a number."""
NO_NOUN = frozenset(",;。!?\n:、()《")
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
    """Cue words with their classes, words of time and zero, and the rules by cue class.

    ``cues`` finds the words, ``classes[i]`` is the class of its word number i.
    """

    cues: AhoCorasick
    classes: tuple[str, ...]
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


def expand(pattern: str) -> list[str]:
    """All words that a brace pattern stands for.

    >>> expand("{a,b,}c"), expand("{x{y,}z,}w")
    (['ac', 'bc', 'c'], ['xyzw', 'xzw', 'w'])
    """
    opened = pattern.find("{")
    if opened < 0:
        return [pattern]
    depth, parts, last = 0, [], opened + 1
    for i in range(opened, len(pattern)):
        depth += {"{": 1, "}": -1}.get(pattern[i], 0)
        if (pattern[i] == "," and depth == 1) or depth == 0:
            parts.append(pattern[last:i])
            last = i + 1
        if depth == 0:
            break
    heads = [word for part in parts for word in expand(part)]
    return [pattern[:opened] + h + tail for h, tail in product(heads, expand(pattern[last:]))]


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


def _classes(cues: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """The class of each cue word; of a word that stands twice, the first."""
    classes: dict[str, str] = {}
    for name, patterns in cues.items():
        for word in _words(patterns):
            classes.setdefault(word, name)
    return classes


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
    classes = _classes(cues["cues"])
    rules = tuple(_rules(table, cues["cues"]))
    marks: dict[str, tuple[str, ...]] = {}
    for kind in MARKS:
        for word in _words(cues["time"][kind]):
            marks[word] = (*marks.get(word, ()), kind)
    zero = cues["zero"]
    return Lexicon(
        AhoCorasick(list(classes), matchkind=MatchKind.LeftmostLongest),
        tuple(classes.values()),
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
