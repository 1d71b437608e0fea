"""The readers' knowledge of files and pages, from codebook/read.toml."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from govdisc_analysis.codebook import load_toml


@dataclass(frozen=True, slots=True)
class FurnitureRules:
    """Words of class and id attributes, and how much prose each kind may hold."""

    kinds: dict[str, str]
    sentence_end: str
    sentences: dict[str, int]


@cache
def _table() -> dict[str, Any]:
    return load_toml("read.toml")


@cache
def charset_aliases() -> dict[str, str]:
    """Declared charset name, lower case, to the name of the encoding that is meant."""
    return {alias: name for name, known in _table()["charset"].items() for alias in known}


@cache
def form_words() -> tuple[str, ...]:
    """Words of which each form has one."""
    return tuple(_table()["pictures"]["form_words"])


@cache
def common_characters() -> frozenset[str]:
    """Frequent characters of public administration, Simplified and Traditional."""
    return frozenset(_table()["common"]["characters"]) - {"\n"}


@cache
def furniture_rules() -> FurnitureRules:
    """Which elements of a page are furniture, judged by their class or id."""
    table = _table()["furniture"]
    kinds = ("navigation", "footer", "head", "metadata")
    return FurnitureRules(
        {word: kind for kind in kinds for word in table[kind]},
        table["sentence_end"],
        {kind: table[f"{kind}_sentences"] for kind in kinds},
    )


@cache
def silent_members() -> frozenset[str]:
    """Names inside a zip that are left out without a word."""
    return frozenset(_table()["zip"]["silent"])


@cache
def numbering_digits() -> dict[str, Any]:
    """Digits and units of automatic numbering in Word."""
    numbering: dict[str, Any] = _table()["numbering"]
    return numbering
