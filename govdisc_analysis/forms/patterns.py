"""The patterns and words of codebook/forms/patterns.toml, by the names they have there.

>>> says.of_which.match("其中:") is not None, term.falling
(True, '-减↓')
"""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from govdisc_analysis.codebook import Named, filled, load_csv, load_toml
from govdisc_analysis.numerals.words import load_words as load_numerals


def load_patterns() -> Mapping[str, Mapping[str, Any]]:
    """The patterns as they stand in the file: name to ``pattern``, ``hits``, ``misses``."""
    rules: Mapping[str, Mapping[str, Any]] = load_toml("forms/patterns.toml")["pattern"]
    return rules


def load_words() -> Mapping[str, Mapping[str, Any]]:
    """The words as they stand in the file: ``term`` and ``terms``."""
    data = load_toml("forms/patterns.toml")
    return {kind: data[kind] for kind in ("term", "terms")}


@cache
def load_parts() -> Mapping[str, str]:
    """What a pattern may name as «part»: those of the file, and those of other tables."""
    marks = dict.fromkeys(row["mark"] for row in load_csv("forms/blank_marks.csv"))
    signs = {c for mark in marks for c in mark if not c.isalnum()}
    known = load_numerals()
    return {
        **load_toml("forms/patterns.toml")["parts"],
        "unit": _longest_first(row["word"] for row in load_csv("forms/units.csv")),
        "blank_word": _longest_first(mark for mark in marks if mark.isalpha()),
        "blank_sign": re.escape("".join(sorted(signs))),
        "counting": "".join([*known.digits, *known.powers]),
    }


def _longest_first(words: Iterable[str]) -> str:
    return "|".join(sorted(dict.fromkeys(words), key=len, reverse=True))


def _compile(rule: Mapping[str, Any]) -> re.Pattern[str]:
    return re.compile(filled(str(rule["pattern"]), load_parts()))


says = Named(load_patterns, _compile)
"""Patterns of what stands in and around cells and labels."""
term: Named[str] = Named(lambda: load_words()["term"], str)
"""Words asked for one by one; in a row of single characters, any of them."""
terms: Named[tuple[str, ...]] = Named(lambda: load_words()["terms"], tuple)
"""Words of which one is asked for."""
