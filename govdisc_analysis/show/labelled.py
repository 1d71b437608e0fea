"""Frames for reading: columns and codes under their names; numbers stay numbers."""

from collections.abc import Callable, Iterator
from typing import Any

import pandas as pd
from markupsafe import Markup

from govdisc_analysis.codes import codes_of, name_of
from govdisc_analysis.labels import check_language
from govdisc_analysis.labels import label as label_of
from govdisc_analysis.schema import columns_of, table_names
from govdisc_analysis.show.words import plain, style


class Labelled(pd.DataFrame):
    """A frame under its names, which a notebook shows with cells as wide as they need."""

    @property
    def _constructor(self) -> "Callable[..., Labelled]":
        return Labelled

    def _repr_html_(self) -> str:
        return str(_table(self))


def show_labels(lang: str | None = "zh") -> None:
    """Show every frame of this notebook under its names from now on; with None no longer.

    The frames stay what they are; only their display changes. Outside a notebook nothing happens.
    """
    from IPython.core.getipython import get_ipython

    shell = get_ipython()
    if shell is None or shell.display_formatter is None:
        return
    html = shell.display_formatter.formatters["text/html"]
    if lang is None:
        html.type_printers.pop(pd.DataFrame, None)
        return
    check_language(lang)
    html.for_type(pd.DataFrame, lambda frame: str(_table(label(frame, lang))))


def _table(frame: pd.DataFrame) -> Markup:
    """The frame as HTML: beginning and end of a long one, missing values as a dash."""
    most = pd.get_option("display.max_rows") or len(frame)
    half = max(most // 2, 1)
    is_long = len(frame) > most
    names = Markup("").join(Markup("<th>{}</th>").format(name) for name in frame.columns)
    top = list(_rows(frame.head(half) if is_long else frame))
    gap = Markup('<tr><th>…</th><td colspan="{}"></td></tr>').format(len(frame.columns))
    rest = [gap, *_rows(frame.tail(half))] if is_long else []
    size = f"{len(frame):,} × {len(frame.columns)}"
    return Markup(
        '{}<div class="gd gd-frame"><table><tr><th></th>{}</tr>{}</table>'
        '<div class="gd-soft">{}</div></div>'
    ).format(style(), names, Markup("").join([*top, *rest]), size)


def _rows(frame: pd.DataFrame) -> Iterator[Markup]:
    for index, row in zip(frame.index, frame.itertuples(index=False, name=None), strict=True):
        cells = Markup("").join(_cell(value) for value in row)
        yield Markup("<tr><th>{}</th>{}</tr>").format(index, cells)


def _cell(value: Any) -> Markup:
    if pd.api.types.is_bool(value):
        value = "✓" if value else "✗"
    if not pd.api.types.is_scalar(value) or isinstance(value, str):
        return Markup("<td><div>{}</div></td>").format(value)
    if pd.isna(value):
        return Markup('<td class="gd-soft"><div>–</div></td>')
    if isinstance(value, pd.Timestamp):
        return Markup("<td><div>{}</div></td>").format(value.date())
    shown = str(value) if isinstance(value, int) else plain(value)
    return Markup('<td class="gd-n"><div>{}</div></td>').format(shown)


def label(frame: pd.DataFrame, lang: str = "zh") -> Labelled:
    """A copy with columns and codes under their Chinese or English names.

    Numbers, dates and missing values stay what they are, so the frame can still be computed with.
    A column that no table has keeps its name, unless the label list knows it.

    Args:
        frame: one of the tables, or a part or selection of one.
        lang: zh or en.

    >>> label(pd.DataFrame({"applicant": ["total"], "count": [3]}))
      申请人  件数
    0  总计   3
    """
    check_language(lang)
    table = _table_of(frame)
    made = Labelled(frame.copy())
    for name in frame.columns:
        codes = _codes(table, str(name), frame[name], lang)
        if codes:
            made[name] = frame[name].map(codes).astype(object).where(frame[name].notna(), None)
    made.columns = pd.Index(_unique([_title(table, str(name), lang) for name in frame.columns]))
    return made


def _table_of(frame: pd.DataFrame) -> str:
    """The table that a frame looks most like; empty where none fits a column."""
    names = set(map(str, frame.columns))
    shared = {
        table: len(names & {c.name for c in columns_of(table)}) / len(names)
        for table in table_names()
        if names
    }
    best = max(shared, key=lambda table: shared[table], default="")
    return best if shared.get(best) else ""


def _codes(table: str, column: str, values: "pd.Series[Any]", lang: str) -> dict[str, str]:
    """Names of the codes that a column holds; empty if it is no column of codes."""
    owners = [table, *(name for name in table_names() if name != table)]
    for owner in owners:
        if owner and column in {c.name for c in columns_of(owner)}:
            known = {code.code for code in codes_of(owner, column)}
            found = [v for v in values.dropna().unique() if isinstance(v, str)]
            if known and (owner == table or set(found) <= known):
                return {code: name_of(owner, column, code, lang) for code in found}
    return {}


def _title(table: str, column: str, lang: str) -> str:
    if lang == "zh" and table:
        for known in columns_of(table):
            if known.name == column:
                return known.label_zh
    return label_of(column, lang)


def _unique(names: list[str]) -> list[str]:
    seen: dict[str, int] = {}
    made = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        made.append(name if seen[name] == 1 else f"{name} {seen[name]}")
    return made
