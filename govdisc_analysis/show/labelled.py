"""Frames for reading: columns and codes under their names; numbers stay numbers."""

from typing import Any

import pandas as pd

from govdisc_analysis.codes import codes_of, name_of
from govdisc_analysis.labels import check_language
from govdisc_analysis.labels import label as label_of
from govdisc_analysis.schema import columns_of, table_names


def label(frame: pd.DataFrame, lang: str = "zh") -> pd.DataFrame:
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
    made = frame.copy()
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
