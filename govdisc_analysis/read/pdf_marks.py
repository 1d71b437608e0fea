"""Patterns and known labels that help to put printed pages back in order."""

import re
from functools import cache

from govdisc_analysis.codebook import load_csv, load_patterns

LABEL_FILES = ("request_items.csv", "proactive_items.csv", "redress_items.csv", "indicators.csv")


@cache
def pattern(name: str) -> re.Pattern[str]:
    """The compiled pattern ``name`` of codebook/pdf.toml."""
    return re.compile(load_patterns("pdf.toml")[name]["pattern"])


@cache
def known_labels() -> frozenset[str]:
    """Whole labels of the official forms, without white space."""
    labels: set[str] = set()
    for name in LABEL_FILES:
        for row in load_csv(name):
            labels |= {squeeze(v) for k, v in row.items() if k and k.startswith("label") and v}
    return frozenset(labels)


def squeeze(text: str) -> str:
    """Text without white space."""
    return "".join(text.split())


def is_number(text: str) -> bool:
    """Whether a cell holds a value (or nothing) rather than words."""
    return bool(pattern("number").match(text))


def begins_item(text: str) -> bool:
    """Whether a text begins with a number or letter of a list, as row labels do."""
    return bool(pattern("numbering").match(text))


@cache
def units() -> frozenset[str]:
    """Words that can stand in a column of units."""
    said = load_patterns("numerals.toml")
    words = {row["word"] for row in load_csv("forms/units.csv")}
    return frozenset(words | set(said["units_long"]) | set(said["units"]))


def is_whole_label(text: str) -> bool:
    """Whether a text is, in full, a label of an official form."""
    return squeeze(text) in known_labels()
