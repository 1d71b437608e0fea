"""Sentences of codebook/sentences.csv, filled in; English words agree with their numbers."""

from functools import cache
from string import Formatter
from typing import Any

from govdisc_analysis.codebook import load_csv


class _Agreeing(Formatter):
    """Formats `{n:report|reports}` by the number, everything else as usual."""

    def format_field(self, value: Any, format_spec: str) -> str:
        one, bar, many = format_spec.partition("|")
        if not bar:
            return str(super().format_field(value, format_spec))
        return one if value == 1 else many


def fill(text: str, *values: object, **slots: object) -> str:
    """The text with its slots filled.

    >>> fill("{n} {n:report|reports}", n=1), fill("{n} {n:report|reports}", n=0)
    ('1 report', '0 reports')
    """
    return _Agreeing().vformat(text, values, slots)


def sentence(key: str, language: str, *values: object, **slots: object) -> str:
    """The sentence of a key.

    >>> sentence("corpus.unread", "en", unread=1)[:30]
    '1 document could not be read; '
    """
    return fill(_texts()[key][language], *values, **slots)


@cache
def _texts() -> dict[str, dict[str, str]]:
    return {row["key"]: row for row in load_csv("sentences.csv")}
