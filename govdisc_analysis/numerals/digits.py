"""Text in which numbers in Chinese words are digits, for patterns that look for digits."""

from collections.abc import Sequence

from govdisc_analysis.codebook import load_patterns
from govdisc_analysis.numerals.record import Number


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
        if not number.text[0].isascii() and not _is_word(text, number):
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
