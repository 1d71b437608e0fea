"""Values: Chinese numerals, amounts with their markers and units, and what counts nothing."""

import math
import re

from govdisc_analysis.numerals.record import Kind, Number
from govdisc_analysis.numerals.words import Words, load_words


def chinese_value(text: str) -> float:
    """Value of a Chinese numeral, or of Arabic digits with Chinese powers.

    >>> chinese_value("一百二十"), chinese_value("十二"), chinese_value("二〇一七")
    (120.0, 12.0, 2017.0)
    >>> chinese_value("1.2万"), chinese_value("2万3千"), chinese_value("百")
    (12000.0, 23000.0, 100.0)
    """
    words = load_words()
    total = section = 0.0
    digits = ""
    for char in text:
        power = words.powers.get(char)
        if power is None:
            digits += str(words.digits.get(char, char))
        elif power < 10_000:
            section += (float(digits) if digits else 1.0) * power
            digits = ""
        else:
            section += float(digits) if digits else (0.0 if section else 1.0)
            total, section, digits = (total + section) * power, 0.0, ""
    return round(total + section + (float(digits) if digits else 0.0), 6)


def plain_count(words: Words, text: str, start: int, end: int) -> Number | None:
    """The count at ``start:end``, where digits and a measure word stand without any marker.

    None where more has to be looked at.
    """
    unit = words.unit.match(text, end)
    if unit is None:
        return None
    stop = unit.end()
    if text[stop : stop + 1] in words.after_starts or text[start - 1 : start] in words.before_ends:
        return None
    said = text[start:end]
    value = float(said)
    return Number(start, end, said, value, value, value, False, "", unit[0], end, stop, "count",
                  start, stop)  # fmt: skip


def amount(words: Words, text: str, start: int, end: int) -> Number:
    """The count or sum of money at ``start:end``, with its marker and its unit."""
    said, rules = text[start:end], words.said
    inner = ""
    if said.isdecimal():
        value = float(said)
    else:
        inner = next((w for w in rules["within"] if w in said), "")
        value = chinese_value(words.patterns["not_counted"].sub("", said))
    marker, place, full_start, full_end = inner, "after", start, end
    if not inner and (match := _marker_behind(words, text, end)):
        marker, full_end = match[1], match.end()
    if marker in rules["before_large"] and words.powers.get(text[full_end : full_end + 1], 0) > 10:
        value, full_end = value * words.powers[text[full_end]], full_end + 1  # "18余万条"
    match = words.unit.match(text, full_end + (text[full_end : full_end + 1] in " \n"))
    unit, unit_start, unit_end = "", full_end, full_end
    if match:
        unit, unit_start, unit_end = match[0], match.start(), match.end()
        full_end = unit_end
    match = None if marker else _marker_behind(words, text, full_end)
    if match and match[1] not in rules["near_only"]:
        marker, full_end = match[1], match.end()
    if match := _marker_before(words, text, start, said):
        full_start = match.start()
        if not marker or marker in rules["far_behind"]:
            marker, place = match[0].rstrip(rules["particles"]), "before"
    lower, upper = _interval(words, marker, place, value)
    if marker in rules["for_a_digit"] and place == "before":  # "数十件" has no N of its own
        value = lower
    thousands: str = rules["ten_thousand"]
    if unit in rules["money"] and (said.endswith(thousands) or text[unit_start - 1] == thousands):
        unit, scale = rules["in_ten_thousands"], 10_000.0
        value, lower, upper = value / scale, lower / scale, upper / scale
    kind: Kind = "money" if unit.endswith(rules["money"][0]) else "count"
    return Number(
        start, end, said, value, lower, upper, bool(marker), marker, unit, unit_start, unit_end,
        kind, full_start, full_end,
    )  # fmt: skip


def _marker_behind(words: Words, text: str, end: int) -> re.Match[str] | None:
    return words.after.match(text, end) if text[end : end + 1] in words.after_starts else None


def _marker_before(words: Words, text: str, start: int, said: str) -> re.Match[str] | None:
    """The word of approximation in front of a number; part of another word is none (附近5件)."""
    if text[start - 1 : start] not in words.before_ends:
        return None
    match = words.before.search(text, max(0, start - 4), start)
    if match is None:
        return None
    word, at = match[0].rstrip(words.said["particles"]), match.start()
    if word in words.said["before_powers"]:  # 次数4次 has none
        return match if said[0] in words.powers else None
    led = words.said["powerless"].get(word, "")
    return None if at and text[at - 1] in led else match


def _interval(words: Words, marker: str, place: str, value: float) -> tuple[float, float]:
    if not marker:
        return value, value
    lower, upper = words.bounds[marker, place]
    return lower.of(value), upper.of(value)


_SHARE = re.compile(r"[\d,.]*\d")
_DATE = re.compile(r"(?:19|20)\d\d|\d+")
_DIGITS = re.compile(r"\d+")


def percentage(words: Words, text: str, start: int, end: int) -> Number:
    """A share; ``end`` lies behind its sign."""
    digits = _SHARE.match(text, start, end)
    number = amount(words, text, start, digits.end() if digits else end)
    number.kind, number.unit = "percent", "%"
    number.unit_start, number.unit_end, number.full_end = number.end, end, end
    return number


def list_mark(text: str, start: int, end: int) -> Number:
    """A Chinese numeral that counts nothing, but says which item of a list it opens."""
    nan = math.nan
    return Number(start, end, text[start:end], nan, nan, nan, False, "", "", end, end, "ordinal",
                  start, end)  # fmt: skip


def uncounted(kind: Kind, text: str, start: int, end: int) -> Number:
    """A number that counts nothing; its value is that of its first digits (a date's year)."""
    said, value = text[start:end], math.nan
    if said[:1].isdigit() and (digits := (_DATE if kind == "date" else _DIGITS).match(said)):
        value = float(digits[0])
    return Number(start, end, said, value, value, value, False, "", "", end, end, kind, start, end)
