"""The text that the patterns look at: character for character the source, with plain signs.

Blanks that stand for stops are commas there, and Chinese numerals that count are digits, so that
a pattern needs to know of one kind of number only. What a figure quotes is the source.
"""

import re
from collections.abc import Sequence

from govdisc_analysis.models import Figure
from govdisc_analysis.numerals import Number
from govdisc_analysis.prose.patterns import says, term

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


def with_digits(text: str, counted: Sequence[Number]) -> str:
    """The text with digits for each Chinese numeral that counts, in as many characters.

    >>> from govdisc_analysis.numerals import find_numbers
    >>> text = "收到申请一百零三件,十件未办结"
    >>> with_digits(text, find_numbers(text))
    '收到申请0103件,1件未办结'
    """
    pieces: list[str] = []
    at = 0
    for number in counted:
        is_word = number.end - number.start == 1 and text[number.start - 1] in term.before_one
        if not number.text[0].isascii() and not is_word:
            pieces += [text[at : number.start], _digits(number)]
            at = number.end
    return "".join([*pieces, text[at:]]) if pieces else text


def _digits(number: Number) -> str:
    """As many digits as the number has characters; its value where they suffice."""
    size = number.end - number.start
    said = str(int(number.value)).zfill(size)
    return said if len(said) == size else "1" * size


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
