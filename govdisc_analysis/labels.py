"""Display names of columns and codes, in Chinese and English (codebook/labels.csv)."""

import csv
from collections.abc import Iterable
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any

import pandas as pd

LANGUAGES = ("zh", "en")
_CODEBOOKS = (
    *("agency_types.csv", "problem_categories.csv", "applicants.csv", "indicators.csv"),
    "checks.csv",
)
_CODE_COLUMNS = (
    *("admin_level", "agency_type", "template", "origin", "status", "indicator", "category"),
    *("result", "fault", "severity", "group", "term", "channel", "outcome", "method"),
)
Labels = dict[str, tuple[str, str]]


def label(code: object, language: str, kind: str = "") -> str:
    """The name to show for a code or a column; an unknown one in plain words.

    >>> label("township", "zh"), label("disclosed", "en", "outcome"), label("tax", "zh")
    ('乡级', 'granted in full', '税务')
    >>> label("some_new_code", "en")
    'some new code'
    """
    check_language(language)
    text = str(code)
    for table, key in ((_labels(), f"{kind}:{text}"), (_labels(), text), (_codes(), text)):
        if key in table:
            return table[key][LANGUAGES.index(language)]
    return text.removeprefix("other:").replace("_", " ")


def name_columns(frame: pd.DataFrame, language: str, kind: str = "") -> pd.DataFrame:
    """A copy for reading: columns and codes under their names, nothing empty, no long tails."""
    shown = {
        name: [_shown(v, str(name), language, kind) for v in frame[name]] for name in frame.columns
    }
    named = pd.DataFrame(shown, index=range(len(frame)))
    return named.set_axis([label(name, language, kind) for name in frame.columns], axis=1)


def number(value: float) -> str:
    """A number as a reader wants it: whole where it is whole, else three digits.

    >>> number(650.0), number(12345.6), number(0.4321), number(9.77)
    ('650', '12,346', '0.432', '9.77')
    """
    if float(value).is_integer() or abs(value) >= 1000:
        return f"{value:,.0f}"
    return f"{value:.3g}"


def check_language(language: str) -> None:
    """Error for a language without labels."""
    if language not in LANGUAGES:
        raise ValueError(f"language {language!r}: choose from {', '.join(LANGUAGES)}")


def _shown(value: Any, column: str, language: str, kind: str) -> str:
    if isinstance(value, bool):
        return label("word:yes" if value else "word:no", language)
    if isinstance(value, str):
        return label(value, language, kind) if column in _CODE_COLUMNS else value
    if pd.isna(value):
        return "–"
    if isinstance(value, datetime):
        return value.date().isoformat()
    return str(int(value)) if column == "year" else number(float(value))


@cache
def _labels() -> Labels:
    return {row["key"]: (row["zh"], row["en"]) for row in _rows("labels.csv")}


@cache
def _codes() -> Labels:
    """Names from the codebooks and the column labels of the schema, first come first served."""
    found: Labels = {}
    for name in _CODEBOOKS:
        for row in _rows(name):
            code = next(iter(row.values()))
            zh = row.get("label_zh") or row.get("label") or row.get("stat2014_label") or code
            found.setdefault(code, (zh, code.replace("_", " ")))
    for row in _rows("schema.csv"):
        found.setdefault(row["column"], (row["label_zh"], row["column"].replace("_", " ")))
    return found


def _rows(name: str) -> Iterable[dict[str, str]]:
    place = files("govdisc_analysis") / "codebook" / name
    return list(csv.DictReader(place.read_text(encoding="utf-8").splitlines()))
