"""Characters that a program wrote down by their names: line ends as ``\\n``, blanks as ``&nbsp;``.

Data sets of reports are kept in tables and answers of interfaces; copied out of these, a text still
has the escapes of a program's string, of a page (twice escaped) or of a sheet (``_x000D_``).
"""

import html
import re

from govdisc_analysis.offsets import Edit

_ENTITY = re.compile(r"&(?:#[0-9]{1,6};|#[xX][0-9a-fA-F]{1,5};|[A-Za-z]{2,8}[0-9]{0,2};|nbsp)")
_OF_SHEETS = re.compile(r"_x(00[0-9A-Fa-f]{2}|3000)_")
_OF_STRINGS = re.compile(
    r'\\(?:r\\n|[nrt](?![a-z])|["/]|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})(?![0-9a-fA-F]))'
)
_LEAST = 3
"""Escapes of a program's string that a text has at least: one alone may be a path or a slip."""
_ENDS = "\r\n"


def find_escapes(text: str) -> list[Edit]:
    r"""Edits that put the characters in the place of their names.

    >>> find_escapes("公开&nbsp;3条_x000D_")
    [(2, 8, '\xa0'), (10, 17, '\n')]
    >>> find_escapes("一、概述\\n公开\\u300a公报\\u300b\\n")[:2]
    [(4, 6, '\n'), (8, 14, '《')]
    >>> find_escapes("C:\\new, AT&T;")
    []
    """
    edits: list[Edit] = []
    if ("&" in text and ";" in text) or "&nbsp" in text:
        for found in _ENTITY.finditer(text):
            meant = html.unescape(found[0])
            if meant != found[0]:
                edits.append((*found.span(), _line_end(text, found.end(), meant)))
    if "_x" in text:
        for found in _OF_SHEETS.finditer(text):
            meant = chr(int(found[1], 16))
            edits.append((*found.span(), _line_end(text, found.end(), meant)))
    if text.count("\\") >= _LEAST:
        strings = [(*found.span(), _meant(found)) for found in _OF_STRINGS.finditer(text)]
        edits += strings if len(strings) >= _LEAST else []
    return sorted(edits)


def _meant(escape: re.Match[str]) -> str:
    code = escape[1] or escape[2]
    if code:
        number = int(code, 16)
        return "\ufffd" if 0xD800 <= number < 0xE000 else chr(number)
    sign = escape[0][1]
    return {"n": "\n", "r": "\n", "t": "\t"}.get(sign, sign)


def _line_end(text: str, end: int, meant: str) -> str:
    """One line feed for a line end, and none before a line end that the text has."""
    if meant not in _ENDS:
        return meant
    return "" if text[end : end + 1] in _ENDS and text[end : end + 1] else "\n"
