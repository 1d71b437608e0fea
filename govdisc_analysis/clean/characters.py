"""Steps on single characters: accents, invisible marks, widths."""

import re
import unicodedata
from functools import cache
from itertools import islice

from govdisc_analysis.clean.step import NOTHING, StepResult, info
from govdisc_analysis.codebook import load_patterns
from govdisc_analysis.escapes import find_escapes
from govdisc_analysis.offsets import Edit

_ACCENTED = re.compile("[a-zA-Zü][\u0300-\u036f]+")
_ACCENT = re.compile("[\u0300-\u036f]")  # one set of characters is quick to seek
# zero-width and soft marks, directions, variants of a character (with the frame of a key around
# it), byte order marks, and ends of lines that are no line feeds, shown ones too
_LINE_ENDS = "\r\x0b\x85\u2028\u2029¶↵⏎"
_UNSEEN = re.compile(
    rf"[\u200b-\u200f\u202a-\u202e\u2060-\u206f\u20e3\ufe00-\ufe0f\ufeff\ufffc\u00ad{_LINE_ENDS}]+"
)


def undo_escapes(text: str) -> StepResult:
    """Characters that a page or sheet shows by their names, because they were escaped twice.

    >>> undo_escapes("公开&amp;nbsp;").edits, undo_escapes("公开&nbsp;3条").edits
    ([(2, 7, '&')], [(2, 8, '\\xa0')])
    """
    edits = find_escapes(text)
    if not edits:
        return NOTHING
    return StepResult(edits=edits, notes=[info(f"{len(edits)} escapes undone")])


def compose_accents(text: str) -> StepResult:
    """Join letters with their combining accents (a + ̀ becomes à), as pinyin notes need."""
    if not _ACCENT.search(text):
        return NOTHING
    edits = [
        (m.start(), m.end(), unicodedata.normalize("NFC", m[0])) for m in _ACCENTED.finditer(text)
    ]
    return StepResult(edits=edits) if edits else NOTHING


def drop_invisible(text: str) -> StepResult:
    """Drop characters that print nothing; what ends a line elsewhere becomes a line feed.

    >>> drop_invisible("公\\u200b开\\r\\u200b\\n3\\r4").edits
    [(1, 2, ''), (3, 5, ''), (7, 8, '\\n')]
    >>> drop_invisible("3\\ufe0f\\u20e3条¶").edits
    [(1, 3, ''), (4, 5, '\\n')]
    """
    edits: list[Edit] = []
    for found in _UNSEEN.finditer(text):
        start, end = found.span()
        is_at_end = text[end : end + 1] == "\n" or text[start - 1 : start] == "\n"
        ends = 0 if is_at_end else sum(found[0].count(mark) for mark in _LINE_ENDS)
        edits.append((start, end, "\n" * ends))
    return StepResult(edits=edits) if edits else NOTHING


# marks of headings, lists and bold words, breaks and escapes of Markdown, as converted pages have
_BULLETS = "•●◆■▪►➢"
_MARKS = re.compile(
    r"^[ ]{0,3}#{1,6}[ \t]+|\*\*(?=\S)|(?<=\S)\*\*|\\(?=[.()_+-])"
    rf"|^[ ]*(?:[{_BULLETS}][ ]*(?=[\u4e00-\u9fff(“《0-9])"
    r"|[*+-][ ]+(?=[\u4e00-\u9fff(“《]|20\d\d年))"
    r"|(?P<br>[ ]*(?:<br\s*/?>[ ]*)+)",
    re.MULTILINE | re.IGNORECASE,
)

_SIGNS_OF_MARKS = ("#", "<", "\\", "*", "- ", "+ ", *_BULLETS)


def drop_markdown(text: str) -> StepResult:
    """Drop the marks of headings, lists and bold words, Markdown's escapes and breaks in cells.

    The words stay. A number whose point is escaped would be a value of the row above.

    >>> drop_markdown("# 一、概述\\n|重复<br>申请|2\\\\.").edits
    [(0, 2, ''), (10, 14, ''), (18, 19, '')]
    >>> drop_markdown("• 2018年3月5日\\n  * 公开信息5条\\n- 3 -").edits
    [(0, 2, ''), (12, 16, '')]
    """
    if not any(sign in text for sign in _SIGNS_OF_MARKS):
        return NOTHING
    edits = [(*m.span(), _break(text, *m.span("br"))) for m in _MARKS.finditer(text)]
    return StepResult(edits=edits) if edits else NOTHING


def _break(text: str, start: int, end: int) -> str:
    """What stands for a mark: nothing, but for a break between digits or letters, or in no cell."""
    if start < 0:
        return ""
    line = text[text.rfind("\n", 0, start) + 1 : start]
    if "|" not in line and "\t" not in line:
        return "\n"
    return " " if (text[start - 1 : start] + text[end : end + 1]).isascii() else ""


@cache
def _number_marks() -> dict[str, re.Pattern[str]]:
    """What frames a number or tells a note: by signs of which one is there at least."""
    rule = load_patterns("cleaning.toml")["number_marks"]
    signs = {"_[": "filled", "①¹": "circled", "(": "bracketed"}
    return {sign: re.compile(rule[name]) for sign, name in signs.items()}


def drop_number_marks(text: str) -> StepResult:
    """Drop what frames a number that was filled in, and the numbers of notes behind words.

    >>> drop_number_marks("收到__5__件[1],国办发[2008]3号, t_5_1.html").edits
    ((2, 4, ''), (5, 7, ''), (8, 11, ''))
    >>> drop_number_marks("收到(5)件,答复3(件)①。").edits
    ((2, 3, ''), (4, 5, ''), (10, 11, ''), (12, 13, ''), (13, 14, ''))
    """
    places: list[tuple[int, int]] = []
    for signs, pattern in _number_marks().items():
        if not any(sign in text for sign in signs):
            continue
        for found in pattern.finditer(text):
            start, end = found.span()
            is_pair = text[start] == "("  # what it holds stays
            places += [(start, start + 1), (end - 1, end)] if is_pair else [(start, end)]
    return StepResult(edits=tuple((*place, "") for place in sorted(places)))


# 共?1340条?,发布信息?764篇?: question marks around a number and its measure word
_LOST = re.compile(r"(?<=[\u4e00-\u9fff)])\?[0-9][0-9.,]{0,9}[\u4e00-\u9fff]{0,3}(\?)")
_LOST_TIMES = 2


def drop_lost_blanks(text: str) -> StepResult:
    """Drop question marks that a lost character left around numbers, where it is done repeatedly.

    >>> drop_lost_blanks("发布信息?1340条?,解读?5份?。").edits
    [(4, 5, ''), (10, 11, ''), (14, 15, ''), (17, 18, '')]
    """
    if text.count("?") < 2 * _LOST_TIMES:
        return NOTHING
    found = list(_LOST.finditer(text))
    if len(found) < _LOST_TIMES:
        return NOTHING
    edits = [(at, at + 1, "") for m in found for at in (m.start(), m.start(1))]
    return StepResult(edits=edits, notes=[info(f"{len(edits)} marks around numbers dropped")])


@cache
def _widths() -> dict[str, str]:
    """Full-width forms, bold digits, odd spaces and radical look-alikes, each to a plain one.

    Circled, bracketed and superscript digits are left alone: folding 12① to 121 would create a
    digit that nobody wrote. A tab is left too, it separates cells.
    """
    table = {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    table |= {chr(0x1D7CE + at): str(at % 10) for at in range(50)}  # in five typefaces
    spaces = [0x0B, 0x0C, 0x00A0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000]
    table |= dict.fromkeys(map(chr, spaces), " ")
    table |= {"﹐": ",", "﹕": ":", "﹔": ";", "∶": ":", "﹙": "(", "﹚": ")"}
    for code in [*range(0x2E80, 0x2EF4), *range(0x2F00, 0x2FD6)]:
        plain = unicodedata.normalize("NFKC", chr(code))
        if len(plain) == 1 and plain != chr(code):
            table[chr(code)] = plain
    radicals = load_patterns("cleaning.toml")["radicals"]
    return table | dict(zip(radicals["odd"], radicals["plain"], strict=True))


@cache
def _odd() -> re.Pattern[str]:
    return re.compile(f"[{re.escape(''.join(_widths()))}]")


def fold_widths(text: str) -> StepResult:
    """Full-width letters, digits and marks to plain ones; character for character.

    >>> fold_widths("（１２，３４５件）①").text
    '(12,345件)①'
    >>> fold_widths("公开𝟏𝟐条").text
    '公开12条'
    """
    table = _widths()
    for odd in set(_odd().findall(text)):
        text = text.replace(odd, table[odd])
    return StepResult(text=text)


# 公开信息12条.收到申请3件. and no heading (一.概述), no file (附件.doc)
_PERIOD = re.compile(
    r"\.(?<=[\u4e00-\u9fff”》%]\.)(?<![一二三四五六七八九十]\.)(?=[\u4e00-\u9fff“《(0-9\s]|\Z)"
)


def fold_periods(text: str) -> StepResult:
    """The period of a typewriter behind Chinese words to that of Chinese print.

    >>> fold_periods("一.概述\\n公开12.5万条.附件.doc").text
    '一.概述\\n公开12.5万条。附件.doc'
    """
    return StepResult(text=_PERIOD.sub("。", text)) if "." in text else NOTHING


# Han characters and their marks with one space between each two, as some converters write them.
# What can be a cell of its own is left out: 无 无 无 are three cells.
_HAN = "[\u4e00-\u9fff,。、;:()“”《》]"
_ALONE = "[无零〇一空件条项个次]"
_SPACED = re.compile(rf"(?<! ){_HAN}(?: {_HAN}){{7,}}")
_GAP = re.compile(rf"(?<={_HAN})(?<!{_ALONE}) (?={_HAN})(?!{_ALONE})")
_MAYBE_SPACED = re.compile(r"(?: [^ 0-9\n]){7}")  # begins with a plain character: quick to seek
_SPACED_RUNS = 5
_SPACES = _SPACED_RUNS * 7  # as many as the runs have at least


def join_spaced_characters(text: str) -> StepResult:
    """Drop the spaces between single characters, in a document that is written so throughout.

    >>> line = "收 到 和 处 理 政 府 信 息   3   无 无\\n"
    >>> len(join_spaced_characters(line * 5).edits), len(join_spaced_characters(line).edits)
    (40, 0)
    """
    if text.count(" ") < _SPACES or not _MAYBE_SPACED.search(text):
        return NOTHING
    runs = islice(_SPACED.finditer(text), _SPACED_RUNS)
    if sum(1 for _ in runs) < _SPACED_RUNS:
        return NOTHING
    edits = [(m.start(), m.end(), "") for m in _GAP.finditer(text)]
    return StepResult(edits=edits, notes=[info(f"{len(edits)} spaces within words dropped")])
