"""Text in which numbers in Chinese words are digits, for patterns that look for digits."""

from collections.abc import Sequence

from govdisc_analysis.codebook import load_patterns
from govdisc_analysis.numerals.record import Number
from govdisc_analysis.numerals.words import load_words

_LOOK_BACK = 26
_ONE = "一"


def is_denied(text: str, number: Number) -> bool:
    """未收到一件申请, 一件不漏: one of which the words say that there was none, or of each.

    >>> from govdisc_analysis.numerals import find_numbers
    >>> text = "未收到1件申请,未办结1件"
    >>> [is_denied(text, number) for number in find_numbers(text)]
    [True, False]
    """
    if number.value != 1 or number.end - number.start > 1 or number.approximate:
        return False
    patterns = load_words().patterns
    before = patterns["denied_before"].search
    if before(text, max(0, number.start - _LOOK_BACK), number.start):
        return True
    return patterns["denied_behind"].match(text, number.end) is not None


def with_digits(text: str, counted: Sequence[Number]) -> str:
    """The text with digits for each Chinese numeral that counts, in as many characters.

    One that is denied stands there in words, as most write it.

    >>> from govdisc_analysis.numerals import find_numbers
    >>> text = "收到申请一百零三件,十件未办结"
    >>> with_digits(text, find_numbers(text))
    '收到申请0103件,1件未办结'
    """
    pieces: list[str] = []
    at = 0
    for number in counted:
        if is_denied(text, number):
            pieces += [text[at : number.start], _ONE]
            at = number.end
        elif not number.text[0].isascii() and not _is_word(text, number):
            pieces += [text[at : number.start], _digits(number)]
            at = number.end
    return "".join([*pieces, text[at:]]) if pieces else text


def _is_word(text: str, number: Number) -> bool:
    """无一件, 三个目录: a short number that is part of a word, or of words that report nothing."""
    if number.end - number.start > 1:
        return False
    said = load_patterns("numerals.toml")
    return number.unit[:1] in said["small_units"] or text[number.start - 1] in said["before_one"]


def _digits(number: Number) -> str:
    """As many digits as the number has characters; its value where they suffice."""
    size = number.end - number.start
    said = str(int(number.value)).zfill(size)
    return said if len(said) == size else "1" * size
