"""Numbers that count nothing for their place or their name, whatever the words around them say."""

import re

from govdisc_analysis.numerals import Number
from govdisc_analysis.prose.around import Setting, Surroundings
from govdisc_analysis.prose.parts import is_issue_of_articles
from govdisc_analysis.prose.patterns import says, term, terms

PROSE = 40
"""Characters before a number in one cell, with a full stop, from which on the cell is prose."""
_NAME = re.compile(r"[“\"《][^“”\"《》,。;\n]{1,14}$")
_OPENING = frozenset(("“", '"'))
_CLOSING = frozenset(("”", '"', "》"))


def is_cell(setting: Setting, number: Number) -> bool:
    """A number alone on its line, between the marks of a table, or beside another of its row."""
    text = setting.text
    if _is_beside_another(text, number) or _is_code_of_row(text, number):
        return True
    if text[number.start - 1 : number.start] not in " \n\t|　" and not setting.has_cells:
        return False
    start = text.rfind("\n", 0, number.start) + 1
    end = text.find("\n", number.end)
    line = text[start : end if end >= 0 else len(text)]
    at = number.start - start
    opened = max(line.rfind(mark, 0, at) for mark in "\t|") + 1
    if "。" in line[opened:at] and at - opened > PROSE:
        return False  # a whole chapter stands in one cell
    return "\t" in line or "|" in line or line.strip() == number.text


def _is_beside_another(text: str, number: Number) -> bool:
    """申请总数 件 88 23: nothing but blanks between two numbers that have the same unit or none."""
    start, end = number.start, number.full_end
    if not number.unit and text[end : end + 1] == "\n" and says.cell_below.match(text, end):
        return True
    if text[end : end + 1] in _BLANKS and (behind := says.cell_behind.match(text, end)):
        return (behind[1] or "") == number.unit[:1]
    if text[start - 1 : start] not in _BLANKS:
        return False
    before = says.cell_before.search(text, max(0, start - _CELL), start)
    return before is not None and before[1] == number.unit[:1]


def _is_code_of_row(text: str, number: Number) -> bool:
    """1505 政策解读 8 2.45%: the first of a row without lines names it."""
    if number.unit or text[number.start - 1 : number.start] not in ("", "\n"):
        return False
    return says.row_behind_code.match(text, number.end) is not None


_BLANKS = frozenset(" \t\u3000")
_CELL = 24
"""Characters of a number, its unit and the blanks behind it."""


def is_uncounted(setting: Setting, number: Number, around: Surroundings) -> bool:
    """Whether the unit, the mark behind or the word before shows the number to count nothing."""
    text, unit = setting.text, number.unit
    if not unit and says.labels_without_units.match(text, number.full_end):
        return True  # 新闻520镇内文件55政策解读60
    if not unit and _is_foreign(text, number):
        return True  # received 56 requests
    if not unit and text.startswith(terms.sorts, number.end):
        return True  # 公开信息10大类412条
    if number.text == term.one and text[number.start - 1 : number.start] in terms.none_or_has:
        return True  # 无一例行政复议
    if unit and unit in term.before_pieces and says.articles_joined.match(text, number.full_end):
        return True  # 公众号发布247次457条, 公开政府信息16项65条
    if unit == term.issue and is_issue_of_articles(setting, number):
        return True  # 公众号发布44期、刊发稿件116篇
    if unit and unit in term.bodies and setting.lex.time["structure"].match(text, number.unit_end):
        return True  # 五个部分, 14个乡镇
    if setting.has_postcode and is_postcode(text, number):
        return True
    return _is_in_name(text, number) or _is_of_columns(around, number)


def _is_foreign(text: str, number: Number) -> bool:
    """Latin words on both sides."""
    before, behind = text[number.start - 2 : number.start], text[number.end : number.end + 2]
    is_spaced = before[1:] == " " and behind[:1] == " "
    return (
        is_spaced
        and before.isascii()
        and before[:1].isalpha()
        and behind[1:].isascii()
        and behind[1:].isalpha()
    )


def is_forwarded_part(text: str, number: Number) -> bool:
    """公众号发布原创信息102条,转发信息205条: each is a part of what the account published."""
    start = max(0, number.start - _ORIGINAL)
    if text.find(term.original, start, number.start) < 0:
        return False
    behind = number.full_end - len(number.unit)
    is_first = says.original_and_forwarded.match(text, behind) is not None
    return is_first or says.forwarded_behind.search(text[start : number.start]) is not None


_ORIGINAL = 40
"""How far before a number the original ones may be told."""


def is_postcode(text: str, number: Number) -> bool:
    """邮编:67800: the number of an address."""
    return says.postcode_before.search(text, max(0, number.start - 8), number.start) is not None


def _is_in_name(text: str, number: Number) -> bool:
    """解读“惠企三十条”: the number ends a name in quotation marks, or it opens one."""
    end = max(number.full_end, number.unit_end)
    if not number.unit and says.names_with.match(text, end):
        return True  # 365便民服务中心
    if text[number.start - 1 : number.start] in _OPENING and says.rest_of_name.match(text, end):
        return True  # 做到“三个满意”
    if text[end : end + 1] not in _CLOSING:
        return False
    return _NAME.search(text, max(0, number.start - 16), number.start) is not None


def _is_of_columns(around: Surroundings, number: Number) -> bool:
    """开设了全国会议、世界水日等68个专题: the noun right behind is a column of the site."""
    if not around.right or around.right[0].start != number.unit_end:
        return False
    kind = around.right[0].kind
    if kind == "topic_doc":  # 在采购网站公开四项采购项目
        return number.unit == term.item
    return kind == "audience" and number.unit in term.piece
