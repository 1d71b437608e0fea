"""How a number is written in a report, and what a reader makes of it."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any

from govdisc_analysis.simulate.library import toml

_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


def _said() -> dict[str, Any]:
    said: dict[str, Any] = toml("printed")["numbers"]
    return said


@dataclass(frozen=True, slots=True)
class NumberStyle:
    """Habits of one document: thousands mark, full-width digits, stray spaces."""

    thousands: str = ""
    wide: bool = False
    spaced: bool = False


@dataclass(frozen=True, slots=True)
class Phrase:
    """A number as printed, with the interval that the conventions give it."""

    text: str
    value: float
    lower: float
    upper: float
    approximate: bool


def plain(number: float) -> str:
    """Digits as a form prints them; at most six decimals, none where not needed."""
    return str(int(number)) if number == int(number) else f"{number:.6f}".rstrip("0")


def in_style(number: float, style: NumberStyle, rng: Random) -> str:
    """Digits with the document's thousands mark, width and stray spaces.

    >>> from random import Random
    >>> in_style(12345, NumberStyle(thousands="，"), Random(1))
    '12，345'
    """
    text = plain(number)
    whole, dot, decimals = text.partition(".")
    sign, whole = ("-", whole[1:]) if whole.startswith("-") else ("", whole)
    if style.thousands and len(whole) > 3:
        groups: list[str] = []
        while whole:
            whole, group = whole[:-3], whole[-3:]
            groups.insert(0, group)
        whole = style.thousands.join(groups)
    elif style.spaced and len(whole) > 2:
        place = rng.randint(1, len(whole) - 1)
        whole = f"{whole[:place]} {whole[place:]}"
    text = sign + whole + dot + decimals
    return text.translate(_WIDE) if style.wide else text


def in_chinese(number: int) -> str:
    """A number below 10,000 in Chinese numerals.

    >>> in_chinese(120), in_chinese(10), in_chinese(305), in_chinese(2)
    ('一百二十', '十', '三百零五', '两')
    """
    said = _said()
    digits, powers = said["digits"], said["powers"]
    if number == 2:
        return str(said["two"])
    parts: list[str] = []
    gap = False
    for power, digit in enumerate(reversed(str(number))):
        if digit == "0":
            gap = gap or bool(parts)
            continue
        zero = digits[0] if gap and parts else ""
        gap = False
        parts.insert(0, digits[int(digit)] + powers[power] + zero)
    text = "".join(parts) or digits[0]
    return text[1:] if 10 <= number < 20 else text


def _step(number: int) -> int:
    """The unit of the last digit that is not zero: 650 has 10, 1600 has 100."""
    step = 1
    while number % (step * 10) == 0:
        step *= 10
    return step


def _rounded(number: int) -> int:
    size: int = 10 ** (len(str(number)) - 1)
    fine = max(10, size // 10)
    return max(size, number // fine * fine)


def _at_least(number: int, text: str) -> Phrase:
    return Phrase(text, number, number, number + _step(number) - 1, True)


def _more(number: int, style: NumberStyle, rng: Random) -> Phrase:
    near = _rounded(number)
    shown = in_style(near, style, rng)
    form = rng.choice(_said()["more"])
    return _at_least(near, form.format(shown))


def _nearly(number: int, style: NumberStyle, rng: Random) -> Phrase:
    near = _rounded(number) + _step(_rounded(number))
    text = rng.choice(_said()["nearly"]).format(in_style(near, style, rng))
    return Phrase(text, near, 0.9 * near, near, True)


def _below(number: int, style: NumberStyle, rng: Random) -> Phrase:
    near = _rounded(number) + _step(_rounded(number))
    return Phrase(
        _said()["below"].format(in_style(near, style, rng)), near, 0.9 * near, near - 1, True
    )


def _about(number: int, style: NumberStyle, rng: Random) -> Phrase:
    near = _rounded(number)
    shown = in_style(near, style, rng)
    text = rng.choice(_said()["about"]).format(shown)
    return Phrase(text, near, 0.9 * near, 1.1 * near, True)


def _ten_thousands(number: int, style: NumberStyle, rng: Random) -> Phrase:
    near = number // 10000
    shown = in_style(near, style, rng)
    return Phrase(
        _said()["ten_thousands"].format(shown), near * 1e4, near * 1e4, (near + 1) * 1e4 - 1, True
    )


_APPROXIMATE: tuple[Callable[[int, NumberStyle, Random], Phrase], ...] = (
    _more,
    _more,
    _more,
    _nearly,
    _below,
    _about,
)


def approximate_phrase(number: int, style: NumberStyle, rng: Random) -> Phrase:
    """An approximate number near ``number`` (at least 20)."""
    if 20000 <= number < 90000 and number % 10000 and rng.random() < 0.5:
        return _ten_thousands(number, style, rng)
    phrase = rng.choice(_APPROXIMATE)(number, style, rng)
    # Nobody says "nearly 30" of 21.
    fits = phrase.lower <= number <= phrase.upper
    return phrase if fits else _more(number, style, rng)


def exact_phrase(number: float, style: NumberStyle, rng: Random, chinese: bool = False) -> Phrase:
    """A number as it is; in Chinese numerals where asked for and customary."""
    if chinese and number == int(number) and 0 < number < 1000:
        text = in_chinese(int(number))
    else:
        text = in_style(number, style, rng)
    return Phrase(text, number, number, number, False)
