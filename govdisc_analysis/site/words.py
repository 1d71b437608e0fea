"""The site's own words in both languages (labels.csv), and the names of codes, as HTML."""

import csv
import re
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from markupsafe import Markup, escape

from govdisc_analysis.analysis.wording import fill
from govdisc_analysis.codebook import load_csv
from govdisc_analysis.codes import known_words, subject_name
from govdisc_analysis.labels import label
from govdisc_analysis.messages import in_language

_STRONG = re.compile(r"\*\*(.+?)\*\*")
Pair = tuple[str, str]
"""The same words in Chinese and in English."""


@cache
def site_labels() -> dict[str, Pair]:
    """Words of the site by key, as (zh, en)."""
    text = (files("govdisc_analysis") / "site" / "labels.csv").read_text(encoding="utf-8")
    return {row["key"]: (row["zh"], row["en"]) for row in csv.DictReader(text.splitlines())}


def pair(key: str, **values: Any) -> Pair:
    """Words of a key in both languages, with values filled in.

    Raises:
        KeyError: labels.csv has no such key.
    """
    zh, en = site_labels()[key]
    return (fill(zh, **values), fill(en, **values)) if values else (zh, en)


def pairs(key: str, **values: Pair) -> Pair:
    """As ``pair``, with values that differ between the languages."""
    zh, en = ({name: both[i] for name, both in values.items()} for i in (0, 1))
    return pair(key, **zh)[0], pair(key, **en)[1]


@lru_cache(maxsize=4096)
def both(words: Pair) -> Markup:
    """Both languages side by side; the style sheet shows the one that the reader chose.

    >>> both(("数据", "Data"))
    Markup('<span class="zh" lang="zh-Hans">数据</span><span class="en" lang="en">Data</span>')
    """
    zh, en = words
    if zh == en:
        return escape(zh)
    return Markup(
        '<span class="zh" lang="zh-Hans">{}</span><span class="en" lang="en">{}</span>'
    ).format(zh, en)


def prose(words: Pair) -> Markup:
    """Both languages of a passage; ``**words**`` are emphasised, all else is plain text.

    >>> prose(("**a** <b>", "**a** <b>"))
    Markup('<strong>a</strong> &lt;b&gt;')
    """
    zh, en = (Markup(_STRONG.sub(r"<strong>\1</strong>", str(escape(w)))) for w in words)
    return both((zh, en))


def say(key: str, **values: Any) -> Markup:
    """A key of labels.csv as HTML in both languages."""
    return both(pair(key, **values))


def code_pair(code: object, kind: str = "") -> Pair:
    """Name of a code in both languages."""
    text = "" if code is None else str(code)
    if not text:
        return "", ""
    return _code_pair(text, kind)


@cache
def _code_pair(text: str, kind: str) -> Pair:
    if kind == "item":
        return _item(text)
    if kind == "subject":
        return _proactive("subject", text)
    if kind == "measure":
        return _proactive("measure", text)
    if kind == "check_subject":
        return subject_name(text, "zh"), subject_name(text, "en")
    if kind == "message":
        return in_language(text, "zh"), text
    for key in (f"{kind}:{text}", text):
        if key in site_labels():
            return site_labels()[key]
    if known := known_words(f"{kind}:{text}", "zh"):
        return known, known_words(f"{kind}:{text}", "en")
    return label(text, "zh", kind), label(text, "en", kind)


def name(code: object, kind: str = "") -> Markup:
    """Name of a code as HTML in both languages."""
    return both(code_pair(code, kind))


def _item(code: str) -> Pair:
    for row in load_csv("request_items.csv"):
        if row["item"] == code:
            return row["label_2021"] or row["label_2019"], code.replace("_", " ").replace(".", ": ")
    return code, code


def _proactive(column: str, code: str) -> Pair:
    for row in load_csv("proactive_items.csv"):
        if row[column] == code:
            return row[f"label_{column}"], code.replace("_", " ")
    return code, code.replace("_", " ")


def plain(value: float | None) -> str:
    """A number as a reader wants it; empty for a missing one.

    >>> plain(12345.0), plain(0.5), plain(None)
    ('12,345', '0.5', '')
    """
    if value is None:
        return ""
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.6g}"
