"""How wide text is printed, and what a printer moves to the next line whole."""

import re
import unicodedata
from functools import cache

from govdisc_analysis.codebook import load_patterns

_WHOLE = re.compile(
    "(?:[0-9][0-9,.]*[0-9%]?|[A-Za-z]+|[\u4e00-\u9fff](?=[”’》)\uff09]))[”’》)\uff09]*[,\uff0c。、;\uff1b]?"
)


def columns(text: str) -> int:
    """Columns that a text takes: two for a Han character or a wide mark.

    >>> columns("公开12件,"), columns("abc")
    (9, 3)
    """
    if text.isascii():
        return len(text)
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def columns_of_first(text: str) -> int:
    """Columns that a line's first number or word takes with the marks behind it; else 0.

    >>> columns_of_first("12,455件"), columns_of_first("箱》12件"), columns_of_first("公开12件")
    (6, 4, 0)
    """
    whole = _WHOLE.match(text)
    return columns(whole[0]) if whole else 0


@cache
def _title() -> tuple[re.Pattern[str], re.Pattern[str]]:
    rule = load_patterns("cleaning.toml")["title_cut"]
    return re.compile(rule["begun"]), re.compile(rule["ended"])


def is_title_cut(line: str, following: str) -> bool:
    """True for the two lines of a title that was too long for one.

    >>> is_title_cut("清河县2016年政府信息公开工", "作情况的报告")
    True
    """
    begun, ended = _title()
    return ended.match(following.strip()) is not None and begun.search(line.rstrip()) is not None
