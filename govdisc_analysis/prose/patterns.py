"""The patterns and words of codebook/prose/{patterns,words}.toml, by the names they have there.

``says.sum_of_all`` is a compiled pattern, ``terms.strong`` some words and ``term.among`` one word,
or characters of which one is asked for. Each is made when it is first asked for.

>>> says.postcode_before.search("邮编:") is not None, term.negation
(True, '不未')
"""

import re
from collections.abc import Mapping
from typing import Any

from govdisc_analysis import codebook
from govdisc_analysis.codebook import Named


def load_patterns() -> Mapping[str, Mapping[str, Any]]:
    """The file of patterns as it stands: name to ``pattern``, ``hits``, ``misses``."""
    rules: Mapping[str, Mapping[str, Any]] = codebook.load_patterns("prose/patterns.toml")
    return rules


def load_words() -> Mapping[str, Mapping[str, Any]]:
    """The file of words as it stands: ``term`` and ``terms``."""
    words: Mapping[str, Mapping[str, Any]] = codebook.load_toml("prose/words.toml")
    return words


def _compile(rule: Mapping[str, Any]) -> re.Pattern[str]:
    return re.compile(str(rule["pattern"]))


says = Named(load_patterns, _compile)
"""Patterns: what the words before, behind or around a number tell."""
term: Named[str] = Named(lambda: load_words()["term"], str)
"""Words asked for one by one; in a row of single characters, any of them."""
terms: Named[tuple[str, ...]] = Named(lambda: load_words()["terms"], tuple)
"""Words of which one is asked for."""
