"""Find the numbers of a text, say what kind each is, and turn "18万余条" into an interval.

Nothing here knows what a number counts; that is :mod:`govdisc_analysis.prose`.
"""

import csv
import math
import re
import string
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal, NamedTuple

Kind = Literal[
    "count", "money", "percent", "date", "duration", "time", "ordinal", "document", "phone",
    "postal", "id", "service",
]  # fmt: skip

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2}
_POWERS = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}


class Number(NamedTuple):
    """One number. ``text`` is ``source[start:end]``, with marker and unit left out.

    ``full_start:full_end`` takes in the words of approximation and the unit. ``marker`` is the
    word of approximation (of approximate.csv), ``unit`` the measure word behind the number.
    """

    start: int
    end: int
    text: str
    value: float
    lower: float
    upper: float
    approximate: bool
    marker: str
    unit: str
    unit_start: int
    unit_end: int
    kind: Kind
    full_start: int
    full_end: int


class Bound(NamedTuple):
    """One side of a convention: ``factor * N + offset``, or one less than the next unit."""

    factor: float
    offset: float
    is_next: bool

    def of(self, value: float) -> float:
        """The bound for ``value``; whole numbers stay whole."""
        if self.is_next:
            return value + last_unit(value) - 1
        bound = self.factor * value + self.offset
        return float(round(bound)) if value == int(value) else bound


def last_unit(value: float) -> float:
    """Place value of the last digit that is not zero.

    >>> last_unit(650), last_unit(180000), last_unit(6)
    (10, 10000, 1)
    """
    unit, rest = 1, int(value)
    while rest and rest % 10 == 0:
        unit, rest = unit * 10, rest // 10
    return unit


def chinese_value(text: str) -> float:
    """Value of a Chinese numeral, or of Arabic digits with Chinese powers.

    >>> chinese_value("一百二十"), chinese_value("十二"), chinese_value("二〇一七")
    (120.0, 12.0, 2017.0)
    >>> chinese_value("1.2万"), chinese_value("2万3千"), chinese_value("百")
    (12000.0, 23000.0, 100.0)
    """
    total = section = 0.0
    digits = ""
    for char in text:
        power = _POWERS.get(char)
        if power is None:
            digits += str(_DIGITS.get(char, char))
        elif power < 10_000:
            section += (float(digits) if digits else 1.0) * power
            digits = ""
        else:
            section += float(digits) if digits else (0.0 if section else 1.0)
            total, section, digits = (total + section) * power, 0.0, ""
    return round(total + section + (float(digits) if digits else 0.0), 6)


@dataclass(frozen=True, slots=True)
class _Lexicon:
    """The data files, compiled once."""

    bounds: dict[tuple[str, str], tuple[Bound, Bound]]
    before: re.Pattern[str]
    before_ends: frozenset[str]
    after: re.Pattern[str]
    after_starts: frozenset[str]
    plain_units: frozenset[str]
    chinese_starts: frozenset[str]
    unit: re.Pattern[str]
    chinese: re.Pattern[str]
    idiom: re.Pattern[str]
    services: frozenset[str]
    phone: re.Pattern[str]
    postal: re.Pattern[str]
    identifier: re.Pattern[str]


def _bound(text: str) -> Bound:
    if text == "next-1":
        return Bound(1.0, 0.0, True)
    match = re.fullmatch(r"([\d.]*)N([+-]\d+)?", text)
    if match is None:
        raise ValueError(f"approximate.csv: {text!r} is neither 'next-1' nor like '0.9N' or 'N-1'")
    return Bound(float(match[1] or 1), float(match[2] or 0), False)


def _any(words: list[str]) -> str:
    return "|".join(re.escape(w) for w in sorted(set(words), key=lambda w: (-len(w), w)))


@cache
def _lexicon() -> _Lexicon:
    book = files("govdisc_analysis") / "codebook"
    rows = list(csv.DictReader((book / "approximate.csv").read_text("utf-8").splitlines()))
    words = tomllib.loads((book / "numerals.toml").read_text("utf-8"))
    before = [r["marker"] for r in rows if r["place"] == "before"]
    after = [r["marker"] for r in rows if r["place"] == "after"]
    return _Lexicon(
        {(r["marker"], r["place"]): (_bound(r["lower"]), _bound(r["upper"])) for r in rows},
        re.compile(rf"(?:{_any(before)})[了至]?$"),
        frozenset(w[-1] for w in before) | {"了", "至"},
        re.compile(rf"\s?({_any(after)})(?!于)"),
        frozenset(w[0] for w in after) | {" ", "\n"},
        frozenset(words["units_after_chinese"]) - {"期", "元", "个"},
        frozenset(words["units_after_chinese"] + "余多来几万元是、.)年月"),
        re.compile(rf"{_any(words['units_long'])}|[{words['units']}]"),
        re.compile(rf"[余多来几]?[{words['units_after_chinese']}]|[余多]?万?元"),
        re.compile(_any(words["idioms"])),
        frozenset(words["services"]),
        re.compile(rf"(?:{_any(words['phone_words'])})[^\d,。;]{{0,6}}(?:[\d-]+[、/,])?$"),
        re.compile(rf"(?:{_any(words['postal_words'])})[^\d,。;]{{0,3}}$"),
        re.compile(
            rf"(?:{_any(words['identifier_words'])})[^\d,。;一-鿿]{{0,3}}$|[A-Za-z@/._][\w.-]*$"
        ),
    )


_YEAR = r"(?:19|20)\d\d"
_MONTH = r"(?:1[0-2]|0?[1-9])"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])"
_TO = r"\s?(?:[-—~－]{1,2}|至|到)\s?"
_MONTH_DAY = rf"{_MONTH}\s?月(?:份|底|初|中旬|上旬|下旬)?(?:\s?{_DAY}\s?[日号])?"
_FULL_DATE = rf"{_YEAR}\s?年度?(?:\s?{_MONTH_DAY})?"
_AMOUNT = r"\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?"
_ARABIC = re.compile(
    rf"""
    (?P<glued>[1-9]\d{{0,2}}(?={_YEAR}\s?年))
    |(?P<date>{_YEAR}{_TO}{_YEAR}\s?年?度?|{_FULL_DATE}(?:{_TO}(?:{_FULL_DATE}|{_MONTH_DAY}))?
        |{_MONTH_DAY}{_TO}(?:{_FULL_DATE}|{_MONTH_DAY})|{_MONTH}{_TO}{_MONTH_DAY}|{_MONTH_DAY}
        |{_YEAR}(?:1[0-2]|0[1-9])\s?月
        |{_YEAR}(?:1[0-2]|0[1-9])(?:3[01]|[12]\d|0[1-9])(?:日|(?![\d.,件条次万份篇余多]))
        |{_YEAR}(?P<mark>[-./]){_MONTH}(?P=mark){_DAY}(?!\d)|{_YEAR}[-/.]{_MONTH}(?![\d万条件])
        |{_DAY}\s?日(?!内)|{_YEAR}(?=[一-鿿])(?![件条次个份篇人名余多万千项起宗封则期场字家元]))
    |(?P<phone>0\d{{2,3}}[-—]{{1,2}}\d{{7,8}}(?:-\d+)?|\(0\d{{2,3}}\)\d{{7,8}}|1[3-9]\d{{9}}(?!\d)
        |\d{{3,4}}-\d{{7,8}}|400-?\d{{3}}-?\d{{4}})
    |(?P<time>\d{{1,2}}:\d\d(?::\d\d)?|\d{{1,2}}时\d{{1,2}}分|\d{{1,2}}[点时](?![击位间]))
    |(?P<percent>(?:{_AMOUNT})\s?(?:%|‰|个?百分点))
    |(?P<duration>\d+(?:\.\d+)?\s?(?:多|余|几)?个?
        (?:工作日|小时|分钟|季度|月|年|天|周|日|岁|秒))
    |(?P<ordinal>\d{{1,3}}\s?[.、](?!\d)|\d{{1,2}}(?=\)))
    |(?P<id>\d{{12,}}|\d+[号楼室栋幢]|\d+(?=@))
    |(?P<amount>(?:{_AMOUNT})(?:\s?[余多]?[十百千万亿]+(?:\d+[百千])?)?)
    """,
    re.VERBOSE,
)
_DOCUMENT = re.compile(rf"[〔\[(【［]\s?{_YEAR}\s?[〕\])】］]\s?第?\s?\d+\s?号?(?:[-、]\d+号)?")
_RUN = re.compile(r"\d+|[〇○零一二两三四五六七八九十百千万亿数几]+")
_CHINESE_DATE = re.compile(
    r"[一二][〇○零九][〇○零一二三四五六七八九]{2}年(?:[一二三四五六七八九十]{1,2}月)?"
    r"(?:[一二三四五六七八九十]{1,3}日)?|[一二三四五六七八九十]{1,2}月(?:份|[一二三四五六七八九十]{1,3}日)?"
)
_SPLIT = re.compile(r"\d[ \n]\d")
_BROKEN = re.compile(r"(?<=[一-鿿:])(\d+)[ \n](\d+)(?=[件条次份篇余多万千年%人名])")
_ITEM_ENDS = frozenset("\n。;::;,.、 　\t)")


def _amount(lex: _Lexicon, text: str, start: int, end: int) -> Number:
    """The count or sum of money at ``start:end``, with its marker and its unit."""
    said = text[start:end]
    inner = ""
    if said.isdecimal():
        value = float(said)
    else:
        inner = "余" if "余" in said else "多" if "多" in said else ""
        value = chinese_value(re.sub(r"[余多,\s]", "", said))
    marker, place, full_start, full_end = inner, "after", start, end
    is_marked = text[end : end + 1] in lex.after_starts
    if not inner and is_marked and (match := lex.after.match(text, end)):
        marker, full_end = match[1], match.end()
    if marker in ("余", "多", "几") and full_end < len(text) and text[full_end] in "万千百亿":
        power = text[full_end]  # "18余万条"
        value, full_end = value * _POWERS[power], full_end + 1
    unit_match = lex.unit.match(text, full_end + (text[full_end : full_end + 1] in " \n"))
    unit, unit_start, unit_end = "", full_end, full_end
    if unit_match:
        unit, unit_start, unit_end = unit_match[0], unit_match.start(), unit_match.end()
        full_end = unit_end
    is_marked = text[full_end : full_end + 1] in lex.after_starts
    if (
        not marker
        and is_marked
        and (match := lex.after.match(text, full_end))
        and match[1] not in ("来", "几")
    ):
        marker, full_end = match[1], match.end()
    is_marked = text[start - 1 : start] in lex.before_ends
    if (
        is_marked
        and (match := lex.before.search(text, max(0, start - 4), start))
        and _is_marker(text, match, said)
    ):
        full_start = match.start()
        if not marker or marker in ("左右", "上下"):
            marker, place = match[0].rstrip("了至"), "before"
    lower, upper = _interval(lex, marker, place, value)
    if marker in ("数", "几") and place == "before":  # "数十件" has no N of its own
        value = lower
    if unit in ("元", "万元", "亿元") and (said.endswith("万") or text[unit_start - 1] == "万"):
        unit, scale = "万元", 10_000.0
        value, lower, upper = value / scale, lower / scale, upper / scale
    kind: Kind = "money" if unit.endswith("元") else "count"
    return Number(
        start, end, said, value, lower, upper, bool(marker), marker, unit, unit_start, unit_end,
        kind, full_start, full_end,
    )  # fmt: skip


_POWERLESS = {"近": "最附临亲将", "约": "节预合契签", "上": "以", "超": "赶"}
"""A character in front of a marker that makes it part of another word (附近, 预约)."""


def _is_marker(text: str, match: re.Match[str], said: str) -> bool:
    """数, 几 and 上 are markers in front of 十, 百 and 千 only (次数4次 has none)."""
    word = match[0].rstrip("了至")
    if word in ("数", "几", "上"):
        return said[0] in _POWERS
    return text[max(0, match.start() - 1) : match.start()] not in _POWERLESS.get(word, "") or (
        match.start() == 0
    )


def _interval(lex: _Lexicon, marker: str, place: str, value: float) -> tuple[float, float]:
    if not marker:
        return value, value
    lower, upper = lex.bounds[marker, place]
    return lower.of(value), upper.of(value)


def _percent(lex: _Lexicon, text: str, start: int, end: int) -> Number:
    """A share; ``end`` lies behind its sign."""
    digits = re.match(r"[\d,.]*\d", text[start:end])
    number = _amount(lex, text, start, start + digits.end() if digits else end)
    return number._replace(
        kind="percent", unit="%", unit_start=number.end, unit_end=end, full_end=end
    )


def _plain(kind: Kind, text: str, start: int, end: int) -> Number:
    """A number that counts nothing; its value is that of its first digits (a date's year)."""
    digits = re.match(r"(?:19|20)\d\d|\d+" if kind == "date" else r"\d+", text[start:end])
    value = float(digits[0]) if digits else math.nan
    said = text[start:end]
    return Number(start, end, said, value, value, value, False, "", "", end, end, kind, start, end)


def _at_item_start(text: str, start: int) -> bool:
    return start == 0 or text[start - 1] in _ITEM_ENDS


_GLUED_LEFT = frozenset(" 第〔[(【［.,-/—~－至到@_" + string.ascii_letters)
"""What stands before digits that may be no plain number."""


def _arabic(lex: _Lexicon, text: str, start: int, run_end: int) -> Number:
    """What the digits at ``start`` are."""
    left = text[start - 1] if start else "\n"
    if text[run_end : run_end + 1] in lex.plain_units and left not in _GLUED_LEFT:
        return _amount(lex, text, start, run_end)  # by far the most: 12件
    if left in "〔[(【［" and (match := _DOCUMENT.match(text, start - 1)):
        return _plain("document", text, start, match.end())
    if left in ("第", "届") or (left == " " and text[start - 2 : start - 1] == "第"):
        return _plain("ordinal", text, start, run_end)
    match = _ARABIC.match(text, start)
    assert match is not None  # the pattern takes every digit
    kind, end = match.lastgroup, match.end()
    if kind == "mark":
        kind = "date"
    if kind == "date" and left.isdigit() and "年" not in match[0]:
        kind = "id"
    before = text[max(0, start - 16) : start]
    if (
        text[start:run_end] in lex.services
        and not lex.unit.match(text, run_end)
        and not lex.after.match(text, run_end)
    ):
        return _plain("service", text, start, run_end)
    if kind == "ordinal" and (left == "@" or left in string.ascii_letters):
        return _plain("id", text, start, run_end)  # 163. of name@163.com
    if kind in ("amount", "id", "phone", "date"):
        if run_end - start == 6 and lex.postal.search(before):
            return _plain("postal", text, start, run_end)
        if kind != "date" and end - start > 6 and lex.phone.search(before):
            return _plain("phone", text, start, end)
        if left.isascii() and not left.isspace() and lex.identifier.search(before):
            return _plain("id", text, start, max(end, run_end))
    if kind == "glued":
        return _plain("ordinal", text, start, end)
    if kind == "ordinal":
        if _at_item_start(text, start):
            return _plain("ordinal", text, start, end)
        return _amount(lex, text, start, run_end)
    if kind == "percent":
        return _percent(lex, text, start, end)
    if kind != "amount":
        return _plain(kind, text, start, end)  # type: ignore[arg-type]
    if end - start <= 2 and _starts_line(text, start) and _is_bare(lex, text, end):
        return _plain("ordinal", text, start, end)  # "4完成各项工作", the item's mark lost
    return _amount(lex, text, start, end)


def _starts_line(text: str, start: int) -> bool:
    return not text[text.rfind("\n", 0, start) + 1 : start].strip()


def _is_bare(lex: _Lexicon, text: str, end: int) -> bool:
    following = text[end : end + 1]
    return "一" <= following <= "鿿" and not lex.unit.match(text, end) and following not in "余多"


def _chinese(lex: _Lexicon, text: str, start: int, end: int) -> Number | None:
    """What the Chinese numeral at ``start:end`` is; None where it is part of a word."""
    left, right = text[start - 1 : start], text[end : end + 1]
    if right not in lex.chinese_starts and left not in "第之" and text[start] not in "一二":
        return None  # part of a word
    if left in ("第", "届"):
        return _plain("ordinal", text, start, end)
    if right == "是" and _at_item_start(text, start):
        return _plain("ordinal", text, start, end)
    if text[max(0, start - 2) : start] == "分之":
        return _amount(lex, text, start, end)._replace(kind="percent", unit="%")
    if (left in "((" and right in "))") or (right in "、." and _starts_line(text, start)):
        return _plain("ordinal", text, start, end)
    if match := _CHINESE_DATE.match(text, start):
        return _plain("date", text, start, match.end())
    return _chinese_amount(lex, text, start, end)


def _chinese_amount(lex: _Lexicon, text: str, start: int, end: int) -> Number | None:
    said = text[start:end]
    if said[-1] in "数几" and len(said) > 1:  # "十几件"
        end, said = end - 1, said[:-1]
    if not lex.chinese.match(text, end) or lex.idiom.match(text, start):
        return None
    if start and lex.idiom.match(text, start - 1):
        return None
    if said in ("数", "几") or (
        said in ("万", "亿", "千") and not lex.before.search(text, max(0, start - 2), start)
    ):
        return None
    if said[0] in "数几":  # "数十件": the marker stands inside the run
        return _amount(lex, text, start + 1, end)
    return _amount(lex, text, start, end)


def find_numbers(text: str) -> list[Number]:
    """All numbers of ``text``, in order, none overlapping.

    >>> [(n.text, n.lower, n.upper, n.unit) for n in find_numbers("公开18万余条,其中两件")]
    [('18万', 180000.0, 189999.0, '条'), ('两', 2.0, 2.0, '件')]
    >>> [n.kind for n in find_numbers("国办函〔2020〕109号,2017年12月,86.60%,第二十条")]
    ['document', 'date', 'percent', 'ordinal']
    """
    return list(_numbers(text))


def _numbers(text: str) -> Iterator[Number]:
    lex = _lexicon()
    broken = {}
    if "\n" in text and _SPLIT.search(text):
        broken = {m.start(): m.end() for m in _BROKEN.finditer(text)}
    at = 0
    while run := _RUN.search(text, at):
        start, end = run.span()
        number: Number | None
        if text[start] not in "0123456789":
            number = _chinese(lex, text, start, end)
        elif start in broken:
            number = _amount(lex, text, start, broken[start])
        else:
            number = _arabic(lex, text, start, end)
        at = max(number.end, number.unit_end) if number else end
        if number:
            yield number
