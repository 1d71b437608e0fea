"""Words and style of what is shown in a notebook."""

import csv
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from markupsafe import Markup

from govdisc_analysis.labels import LANGUAGES, check_language


def word(key: str, language: str, **values: Any) -> str:
    """Words of a key in a language, filled in.

    >>> word("unit", "zh"), word("level", "en", level=95)
    ('单位', '95% interval')
    """
    check_language(language)
    text = _words()[key][LANGUAGES.index(language)]
    return text.format(**values) if values else text


@cache
def _words() -> Mapping[str, tuple[str, str]]:
    lines = _read("words.csv").splitlines()
    return {row["key"]: (row["zh"], row["en"]) for row in csv.DictReader(lines)}


@cache
def style() -> Markup:
    """The style sheet; everything in it is limited to ``.gd``."""
    return Markup("<style>{}</style>").format(Markup(_read("style.css")))


def _read(name: str) -> str:
    return (files("govdisc_analysis") / "show" / name).read_text(encoding="utf-8")


def plain(value: Any) -> str:
    """A number as a reader wants it; empty for a missing one.

    >>> plain(12345.0), plain(0.5), plain(None)
    ('12,345', '0.5', '')
    """
    if value is None or value != value:
        return ""
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.6g}"


def facts(pairs: "list[tuple[str, str]] | tuple[tuple[str, str], ...]") -> Markup:
    """Name and value pairs as a small table."""
    rows = [Markup("<tr><th>{}</th><td>{}</td></tr>").format(*pair) for pair in pairs if pair[1]]
    return Markup("<table>{}</table>").format(Markup("").join(rows)) if rows else Markup("")


def box(inner: Markup) -> Markup:
    """A framed piece of a notebook's output, with its style."""
    return Markup('{}<div class="gd">{}</div>').format(style(), inner)
