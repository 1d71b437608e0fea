"""Text and labels that several formats share."""

import re
from typing import Any

import pandas as pd

from govdisc_analysis.codebook import load_csv, load_toml
from govdisc_analysis.codes import code_frame, name_of, words_of
from govdisc_analysis.labels import label
from govdisc_analysis.schema import Column, describe_tables

FORMULA = re.compile(r"[=+\-@\t\r\n]")
"""What a spreadsheet takes for the beginning of a formula, or skips before one."""
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f]")
_NO_CHARACTER = re.compile(r"[\ud800-\udfff\ufffe\uffff]")
_PICTURES = 0x2400  # U+2400 .. U+241F are pictures of the control characters


def say(part: str, key: str, language: str, **values: Any) -> str:
    """Words of codebook/export.toml, filled in."""
    words: str = load_toml("export.toml")[part][key][language]
    return words.strip("\n").format(**values) if values else words.strip("\n")


def visible(text: str) -> str:
    r"""The text with control characters as their pictures; line ends and tabs are kept.

    >>> visible("a\x07b\r\n")
    'a␇b␍\n'
    """
    text = _CONTROLS.sub(lambda found: chr(_PICTURES + ord(found[0])), text)
    return _NO_CHARACTER.sub("\ufffd", text)


def shortened(text: str, most: int) -> str:
    """The text, cut with an ellipsis where it has more than ``most`` characters.

    >>> shortened("abcdef", 4)
    'abc…'
    """
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def table_title(table: str, language: str) -> str:
    """Name of a table."""
    return words_of(f"table_{table}", language)


def about_table(table: str, language: str) -> str:
    """What a table holds, in a sentence."""
    return words_of(f"about:{table}", language)


def column_title(column: Column, language: str) -> str:
    """Name of a column."""
    return column.label_zh if language == "zh" else label(column.name, "en")


def about_column(column: Column, language: str) -> str:
    """Name and description of a column."""
    title = column_title(column, language)
    codes = f" ({'|'.join(column.allowed)})" if column.allowed else ""
    meaning = column.description_zh if language == "zh" else column.description
    return f"{title}: {meaning}{codes}"


def columns_frame() -> pd.DataFrame:
    """The codebook of columns: one row a column, every value a string."""
    frame = describe_tables()
    return frame.assign(
        key=["yes" if k else "" for k in frame["key"]],
        required=["yes" if r else "" for r in frame["required"]],
    )


def indicators_frame() -> pd.DataFrame:
    """The codebook of indicators, with names in both languages."""
    frame = pd.DataFrame(load_csv("indicators.csv"))
    for place, language in enumerate(("zh", "en"), start=1):
        names = [name_of("indicators", "indicator", code, language) for code in frame["indicator"]]
        frame.insert(place, f"label_{language}", names)
    return frame


CODEBOOKS = {
    "codebook": columns_frame,
    "codebook_codes": code_frame,
    "codebook_indicators": indicators_frame,
}
"""Frames that go with every export, by the name that they have there."""
