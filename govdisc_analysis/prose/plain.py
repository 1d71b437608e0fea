"""The text that the patterns look at: character for character the source, with plain signs.

Blanks that stand for stops are commas there, and Chinese numerals that count are digits, so that
a pattern needs to know of one kind of number only. What a figure quotes is the source.
"""

import re
from collections.abc import Sequence

from govdisc_analysis.models import Figure
from govdisc_analysis.prose.patterns import says

_QUOTED = re.compile('"([^"\\n]{1,40})"')
# with the stop before it, a run that is too short is not looked at again from each character
_UNSTOPPED = re.compile(r"[,。;\n][^,。;\n]{30,}")


def with_stops(text: str) -> str:
    """The text with a comma for each blank of a line that has blanks for its stops.

    >>> with_stops("我局认真落实各项制度,取得实效")
    '我局认真落实各项制度,取得实效'
    """
    if text.count(" ") < 2 or not says.blank_between_words.search(text):
        return text
    return _UNSTOPPED.sub(
        lambda m: says.blank_between_words.sub(",", m[0]) if m[0].count(" ") > 1 else m[0],
        f"\n{text}",
    )[1:]


def with_quotes(text: str) -> str:
    """The text with curved quotes for straight ones, where each has another in its line.

    >>> with_quotes('"番禺发布"微信9条')
    '“番禺发布”微信9条'
    """
    return _QUOTED.sub("“\\1”", text) if text.count('"') > 1 else text


def as_printed(figures: Sequence[Figure], plain: str, text: str) -> list[Figure]:
    """The figures with quotes of the source in place of those of the plain text."""
    if plain == text:
        return list(figures)
    printed = []
    for figure in figures:
        size = len(figure.quote)
        at = plain.find(figure.quote, max(0, figure.start - size), figure.end + size)
        quote = text[at : at + size] if at >= 0 else text[figure.start : figure.end]
        printed.append(figure._replace(quote=quote))
    return printed
