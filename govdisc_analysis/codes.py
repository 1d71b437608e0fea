"""Every code of every table with its names: the one list that exports and displays label from."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import pandas as pd

from govdisc_analysis.codebook import load_csv
from govdisc_analysis.labels import LANGUAGES, check_language, label
from govdisc_analysis.schema import columns_of, table_names

# codes whose names depend on the table: the kind that the label lists know them under
_KINDS = {
    ("redress", "result"): "redress",
    ("outcomes", "outcome"): "outcome",
    ("problem_categories", "category"): "category",
    ("outcomes", "basis"): "basis",
}
_OPEN = {("indicators", "section"): "section"}
"""Coded columns whose codes stand in the label list only."""
_KEYS = (
    (("requests", "item"), ("requests", "applicant")),
    (("redress", "channel"), ("redress", "result")),
    (("proactive", "subject"), ("proactive", "measure")),
    (("requests", "applicant"),),
    (("indicators", "indicator"),),
)
"""Columns whose codes make the keys of cells, in the keys' order."""
_ARTICLE = "20."
_DEFINITIONS = ("definition", "meaning")


@dataclass(frozen=True, slots=True)
class Code:
    """One code of one column, with its names and what it means."""

    table: str
    column: str
    code: str
    zh: str
    en: str
    definition: str = ""

    def name(self, language: str) -> str:
        """The name in a language, zh or en."""
        return (self.zh, self.en)[LANGUAGES.index(language)]


@cache
def codes_of(table: str, column: str) -> tuple[Code, ...]:
    """Codes of a column in the codebook's order; empty for a column without codes.

    >>> [code.zh for code in codes_of("reports", "admin_level")][:2]
    ['国家级', '省级']
    """
    (found,) = [c for c in columns_of(table) if c.name == column]
    if found.allowed:
        known: dict[str, str] = dict.fromkeys(found.allowed, "")
    elif found.reference.endswith(".csv"):
        rows = load_csv(found.reference)
        known = {row[_key(row, column)]: _definition(row) for row in reversed(rows)}
        known = dict(reversed(known.items()))
    elif kind := _OPEN.get((table, column)):
        start = f"{kind}:"
        known = {k.removeprefix(start): "" for k in _words() if k.startswith(start)}
    else:
        return ()
    return tuple(
        Code(table, column, code, *_names(table, column, code), definition)
        for code, definition in known.items()
    )


def coded_columns(table: str) -> tuple[str, ...]:
    """Columns of a table that hold codes."""
    return tuple(c.name for c in columns_of(table) if codes_of(table, c.name))


@cache
def code_names(table: str, column: str, language: str) -> Mapping[str, str]:
    """Names by code; for a code that is not listed use :func:`name_of`."""
    check_language(language)
    return {code.code: code.name(language) for code in codes_of(table, column)}


def name_of(table: str, column: str, code: str, language: str) -> str:
    """Name of a code; one that no list holds in plain words.

    >>> name_of("requests", "item", "refused.state_secret", "zh")
    '1.属于国家秘密'
    >>> name_of("indicators", "indicator", "other:new_thing", "en")
    'new thing'
    """
    known = code_names(table, column, language).get(code)
    return known or label(code, language, _KINDS.get((table, column), column))


def subject_name(key: str, language: str) -> str:
    """Name of what a check speaks of: an indicator, a cell's codes with strokes between, a quote.

    >>> subject_name("unavailable.not_held", "zh"), subject_name("litigation_direct / other", "zh")
    ('本机关不掌握相关政府信息', '未经复议直接起诉／其他结果')
    >>> subject_name("other/natural_person", "zh"), subject_name("共收到2件", "zh")
    ('其他处理／自然人', '共收到2件')
    """
    parts = [part.strip() for part in key.split("/")]
    article = parts[:1] if parts[0].startswith(_ARTICLE) else []
    codes = parts[len(article) :]
    fitting = (c for c in _KEYS if codes and codes[0] in _names_in(*c[0], language))
    columns = next((c for c in fitting if len(codes) <= len(c)), ())
    named = [
        _names_in(*c, language).get(code, code) for code, c in zip(codes, columns, strict=False)
    ]
    if not named:
        return known_words(f"indicator:{key}", language) or key
    return ("／" if language == "zh" else " / ").join([*article, *named])


@cache
def _names_in(table: str, column: str, language: str) -> Mapping[str, str]:
    """Names of a column's codes, the short ones of a form's rows without their numbering."""
    names = code_names(table, column, language)
    if column != "item":
        return names
    return {code: known_words(f"subject:{code}", language) or name for code, name in names.items()}


def known_words(key: str, language: str) -> str:
    """Words of a key of the label lists, "" where none has it."""
    check_language(language)
    return _words()[key][LANGUAGES.index(language)] if key in _words() else ""


def words_of(key: str, language: str) -> str:
    """Words of a key of the label lists.

    Raises:
        KeyError: no list has it.
    """
    check_language(language)
    return _words()[key][LANGUAGES.index(language)]


def code_frame() -> pd.DataFrame:
    """The codebook of codes: table, column, code, label_zh, label_en, definition."""
    return pd.DataFrame(
        [
            (code.table, code.column, code.code, code.zh, code.en, code.definition)
            for table in table_names()
            for column in columns_of(table)
            for code in codes_of(table, column.name)
        ],
        columns=["table", "column", "code", "label_zh", "label_en", "definition"],
        dtype="str",
    )


def _key(row: Mapping[str, str], column: str) -> str:
    return column if column in row else next(iter(row))


def _definition(row: Mapping[str, str]) -> str:
    return next((row[name] for name in _DEFINITIONS if row.get(name)), "")


def _names(table: str, column: str, code: str) -> tuple[str, str]:
    """Chinese and English name of a code."""
    kind = _KINDS.get((table, column), column)
    listed = {**_printed(table, column)}.get(code, "")
    for key in (f"{table}.{kind}:{code}", f"{kind}:{code}"):
        if key in _words():
            zh, en = _words()[key]
            return listed or zh, en
    zh, en = (label(code, language, kind) for language in LANGUAGES)
    return listed or zh, en.replace(".", ": ")


@cache
def _printed(table: str, column: str) -> Mapping[str, str]:
    """Labels as the official forms print them."""
    if (table, column) == ("requests", "item"):
        rows = load_csv("request_items.csv")
        return {row["item"]: row["label_2021"] or row["label_2019"] for row in rows}
    if table == "proactive" and column in {"subject", "measure"}:
        return {row[column]: row[f"label_{column}"] for row in load_csv("proactive_items.csv")}
    return {}


@cache
def _words() -> Mapping[str, tuple[str, str]]:
    """Names of codes by kind, of the site and of this module's own list."""
    found: dict[str, tuple[str, str]] = {}
    package = files("govdisc_analysis")
    for place in (package / "site" / "labels.csv", package / "codebook" / "code_labels.csv"):
        lines = place.read_text(encoding="utf-8").splitlines()
        found |= {row["key"]: (row["zh"], row["en"]) for row in csv.DictReader(lines)}
    return found
