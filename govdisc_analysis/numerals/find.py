"""The numbers of a text, one after the other, each with its kind."""

import re
import string
from collections.abc import Iterator, Sequence
from dataclasses import replace

from govdisc_analysis.numerals.amounts import (
    amount,
    list_mark,
    percentage,
    plain_count,
    uncounted,
)
from govdisc_analysis.numerals.record import Number
from govdisc_analysis.numerals.words import Words, load_words

_ITEM_ENDS = frozenset("\n。;::;,.、 　\t)")
_BEFORE_MARK, _AFTER_MARK = frozenset(("", "(")), frozenset(("", ")"))
_AFTER_LIST_MARK = frozenset(("", "、", "."))
_OPENS = frozenset("〔[(【［")


def find_numbers(text: str, exclude: Sequence[tuple[int, int]] = ()) -> list[Number]:
    """All numbers of ``text`` outside of ``exclude`` (sorted), in order, none overlapping.

    >>> [(n.text, n.lower, n.upper, n.unit) for n in find_numbers("公开18万余条,其中两件")]
    [('18万', 180000.0, 189999.0, '条'), ('两', 2.0, 2.0, '件')]
    >>> [n.kind for n in find_numbers("国办函〔2020〕109号,2017年12月,86.60%,第二十条")]
    ['document', 'date', 'percent', 'ordinal']
    """
    words = load_words()
    found: list[Number] = []
    for first, last in _gaps(len(text), exclude):
        _within(words, text, first, last, found)
    return found


def _gaps(length: int, exclude: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """What lies between the excluded stretches."""
    at = 0
    for start, end in exclude:
        if start > at:
            yield at, start
        at = max(at, end)
    if at < length:
        yield at, length


def _within(words: Words, text: str, at: int, last: int, found: list[Number]) -> None:
    """Add the numbers that begin at ``at`` or behind it, but before ``last``."""
    broken = words.patterns["broken"]
    for run in words.patterns["run"].finditer(text, at):
        start, end = run.span()
        if start >= last:
            return
        if start < at:  # the number before took in the beginning of this run
            start = at
        while start < end:
            number: Number | None
            if not "0" <= text[start] <= "9":
                number = _chinese(words, text, start, end)
            elif text[end : end + 1] in _BREAKS and (m := broken.match(text, start)):
                number = amount(words, text, start, m.end())
            else:
                number = _arabic(words, text, start, end)
            if number is None:
                break
            found.append(number)
            start = at = number.unit_end


_BREAKS = frozenset(" \n")


def _arabic(words: Words, text: str, start: int, run_end: int) -> Number:
    """What the digits at ``start`` are."""
    left = text[start - 1] if start else "\n"
    if (left in _TAKEN_FOR_DIGITS or text[run_end : run_end + 1] in _TAKEN_FOR_DIGITS) and (
        _is_misread(text, start, run_end)
    ):
        return uncounted("id", text, start, run_end)
    if text[run_end : run_end + 1] in words.plain_units and left not in words.glued_left:
        # by far the most: 12件
        return plain_count(words, text, start, run_end) or amount(words, text, start, run_end)
    if left in _OPENS and (match := words.patterns["document"].match(text, start - 1)):
        return uncounted("document", text, start, match.end())
    ordinal = words.said["ordinal"]
    if left in words.said["ordinal_marks"] or (
        left == " " and text[start - 2 : start - 1] == ordinal
    ):
        return uncounted("ordinal", text, start, run_end)
    match = words.digits_are.match(text, start)
    assert match is not None and match.lastgroup  # the pattern takes every digit
    kind, end = match.lastgroup, match.end()
    if kind == "date" and left.isdigit() and words.said["year_mark"] not in match[0]:
        kind = "id"
    if kind != "percent" and _is_service(words, text, start, run_end):
        return uncounted("service", text, start, run_end)
    if kind in _MAY_BE_NAMES and (name := _name(words, text, start, run_end, kind, end)):
        return name
    if kind == "percent":
        return percentage(words, text, start, end)
    if kind == "ordinal" and left == " " and _is_listed_count(words, text, start, run_end):
        return amount(words, text, start, run_end)
    if kind == "glued" or (kind == "ordinal" and (not start or left in _ITEM_ENDS)):
        return uncounted("ordinal", text, start, end)
    if kind == "ordinal":
        if left == "@" or left in string.ascii_letters:
            return uncounted("id", text, start, run_end)  # 163. of name@163.com
        if left == "(" and (_opens_item(text, start, end) or _goes_on(text, start, run_end)):
            return uncounted("ordinal", text, start, end)
        if end - start <= _SHORT_MARK and _is_in_line(text, start, run_end):
            return uncounted("ordinal", text, start, end)
        return amount(words, text, start, run_end)
    if kind != "amount":
        return uncounted(kind, text, start, end)  # type: ignore[arg-type]
    if end - start <= 2 and _starts_line(text, start) and _is_bare(words, text, end):
        return uncounted("ordinal", text, start, end)  # "4完成各项工作", the item's mark lost
    if end - start <= _LONG_MARK and _starts_line(text, start) and _is_title(words, text, end):
        return uncounted("ordinal", text, start, end)  # "3.1 回应关切34次"
    if end - start <= 2 and _is_caption(words, text, start, end):
        return uncounted("ordinal", text, start, end)  # "表2 依申请公开"
    return amount(words, text, start, end)


_TAKEN_FOR_DIGITS = frozenset("lIOo")
_LETTERS_BEHIND = re.compile("[lIOo]+(?![A-Za-z])")
_LETTERS_BEFORE = re.compile("(?<![A-Za-z])[lIOo]+$")


def _is_misread(text: str, start: int, end: int) -> bool:
    """23O条, l2件: a letter stands where a machine that reads pictures saw no digit."""
    if _LETTERS_BEHIND.match(text, end):
        return True
    return _LETTERS_BEFORE.search(text, max(0, start - _LOOK_BACK), start) is not None


def _is_listed_count(words: Words, text: str, start: int, end: int) -> bool:
    """公开 14、部分公开 2、不予公开 5: counts; 加强领导 1、完善制度 2、… are the marks of items."""
    listed = words.patterns["listed_count"].match(text, start)
    return listed is not None and int(listed["next"]) != int(text[start:end]) + 1


def _opens_item(text: str, start: int, end: int) -> bool:
    """公开:(1)机构职能;(2)领导活动: words follow the bracket, a stop stands before it."""
    following = text[end + 1 : end + 2]
    return "一" <= following <= "鿿" and text[start - 2 : start - 1] in _ITEM_ENDS


_SHORT_MARK = 3
"""Characters of an item's number with its point."""
_NEAR, _FAR = 200, 3000


def _is_in_line(text: str, start: int, end: int) -> bool:
    """公开形式1.门户网站: the item's line break was lost; a count in texts of such periods."""
    if text[end : end + 1] != "." or not "一" <= text[end + 1 : end + 2] <= "鿿":
        return False
    return text.find("。", max(0, start - _NEAR), end + _NEAR) >= 0


def _goes_on(text: str, start: int, end: int) -> bool:
    """舆情回应(2)稳妥做好: words follow, and the number before or behind it stands so, too."""
    if not "一" <= text[end + 1 : end + 2] <= "鿿":
        return False
    number = int(text[start:end])
    before = text.rfind(f"({number - 1})", max(0, start - _FAR), start) >= 0
    return before or text.find(f"({number + 1})", end, end + _FAR) >= 0


_MAY_BE_NAMES = frozenset(("amount", "id", "phone", "date"))
_LOOK_BACK = 16
_SHORT = 5
"""Digits of a short telephone number, as of 96871企业服务平台."""


def _is_service(words: Words, text: str, start: int, end: int) -> bool:
    if text[end : end + 1] == "." and text[end + 1 : end + 2].isdigit():
        return False  # 119.5 of 119.5万元
    is_short = end - start == _SHORT and text.startswith(words.short_numbers, start)
    return (
        (text[start:end] in words.services or (is_short and _names(text[end : end + 1])))
        and not words.unit.match(text, end)
        and not words.after.match(text, end)
    )


def _names(following: str) -> bool:
    """Whether words, or the next name of a list, follow a short number."""
    return "一" <= following <= "鿿" or following == "、"


def _name(words: Words, text: str, start: int, run_end: int, kind: str, end: int) -> Number | None:
    """Digits that name something for what stands before them: a telephone, a place, a site."""
    patterns, back = words.patterns, max(0, start - _LOOK_BACK)
    left = text[start - 1] if start else "\n"
    if run_end - start == 6 and patterns["postal_before"].search(text, back, start):
        return uncounted("postal", text, start, run_end)
    if kind != "date" and end - start > 6 and patterns["phone_before"].search(text, back, start):
        return uncounted("phone", text, start, end)
    is_glued = left.isascii() and not left.isspace()
    if is_glued and patterns["identifier_before"].search(text, back, start):
        return uncounted("id", text, start, max(end, run_end))
    return None


def _starts_line(text: str, start: int) -> bool:
    return not text[text.rfind("\n", 0, start) + 1 : start].strip()


def _is_bare(words: Words, text: str, end: int) -> bool:
    following = text[end : end + 1]
    is_word = "一" <= following <= "鿿" and following not in words.said["within"]
    return is_word and not words.unit.match(text, end)


_LONG_MARK = 5
"""Characters of the mark of a title, as 3.12."""
_TITLE = re.compile(r" (?=[一-鿿])(?:(?<=\.\d )|(?<=\.\d\d )|[一-鿿、()]{2,14}\n)")


def _is_title(words: Words, text: str, end: int) -> bool:
    """Whether a blank and a title, or what a section says, follow: 2.1 收到, and 2 申请 alone."""
    return _TITLE.match(text, end) is not None and not words.unit.match(text, end + 1)


def _is_caption(words: Words, text: str, start: int, end: int) -> bool:
    """The number of a table, a figure or an annex."""
    before = words.patterns["caption_before"].search(text, max(0, start - 4), start)
    return before is not None and not words.unit.match(text, end)


def _chinese(words: Words, text: str, start: int, end: int) -> Number | None:
    """What the Chinese numeral at ``start:end`` is; None where it is part of a word."""
    said = words.said
    left, right = text[start - 1 : start], text[end : end + 1]
    is_bracketed = left in _BEFORE_MARK and right in _AFTER_MARK
    if is_bracketed or (right in _AFTER_LIST_MARK and _starts_line(text, start)):
        return list_mark(text, start, end)  # by far the most: 一、 and (一)
    if left and left in said["ordinal_marks"]:
        return uncounted("ordinal", text, start, end)
    if right == said["list_mark"] and (not start or left in _ITEM_ENDS):
        return uncounted("ordinal", text, start, end)
    if text.endswith(said["share"], 0, start):
        return replace(amount(words, text, start, end), kind="percent", unit="%")
    if match := words.patterns["chinese_date"].match(text, start):
        return uncounted("date", text, start, match.end())
    return _chinese_amount(words, text, start, end)


def _chinese_amount(words: Words, text: str, start: int, end: int) -> Number | None:
    said, digits = text[start:end], words.said["for_a_digit"]
    if said[-1] in digits and len(said) > 1:  # "十几件"
        end, said = end - 1, said[:-1]
    if duration := words.patterns["chinese_duration"].match(text, end):
        return uncounted("duration", text, start, duration.end())
    if not words.patterns["chinese_unit"].match(text, end) or words.idiom.match(text, start):
        return None
    if start and words.idiom.match(text, start - 1):
        return None
    if said in digits:
        return None
    is_bare = said in words.said["never_alone"]
    if is_bare and not words.before.search(text, max(0, start - 2), start):
        return None
    return amount(words, text, start + (said[0] in digits), end)  # "数十件": the marker is inside
