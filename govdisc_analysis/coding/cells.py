"""Text that is safe in a spreadsheet: nothing runs as a formula, nothing breaks the file."""

import re

_RUNS = re.compile(r"^\s*[=+\-@＝＋－＠]|^[\t\r]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_QUOTE = "'"
LONGEST = 32_000
"""Characters that a cell may hold."""


def clean(text: str) -> str:
    """Text without control characters, cut to what a cell holds.

    >>> clean("a" + chr(0) + "b")
    'ab'
    """
    return _CONTROL.sub("", text)[:LONGEST]


def runs(text: str) -> bool:
    """Whether a spreadsheet would take the text for a formula.

    >>> runs("=1+1"), runs("-3"), runs("a=1")
    (True, True, False)
    """
    return bool(_RUNS.search(text))


def quoted(text: str) -> str:
    """Text for a CSV cell: an apostrophe before what would run.

    >>> quoted("@SUM(A1)"), quoted("公开")
    ("'@SUM(A1)", '公开')
    """
    text = clean(text)
    return _QUOTE + text if runs(text) else text


def unquoted(text: str) -> str:
    """The text of a CSV or XLSX cell as it was before ``quoted``.

    >>> unquoted("'@SUM(A1)"), unquoted("'a'")
    ('@SUM(A1)', "'a'")
    """
    return text[1:] if text.startswith(_QUOTE) and runs(text[1:]) else text
