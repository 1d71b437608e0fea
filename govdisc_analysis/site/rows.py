"""Rows of a table as the pages take them: plain values, by report."""

from typing import Any

import pandas as pd


def plain_rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows as plain values: None for what is missing, ISO dates.

    >>> plain_rows(pd.DataFrame({"year": [2019, None], "agency": ["甲局", None]}))
    [{'year': 2019.0, 'agency': '甲局'}, {'year': None, 'agency': None}]
    """
    names = list(frame.columns)
    columns = [_plain_values(frame[name]) for name in names]
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def _plain_values(values: "pd.Series[Any]") -> list[Any]:
    """A column's values; each distinct one is made once, which is most of the time."""
    if pd.api.types.is_datetime64_any_dtype(values):
        values = values.dt.strftime("%Y-%m-%d")
    at, distinct = pd.factorize(values)
    made = [*distinct.astype(object), None]  # -1 stands for what is missing
    return [made[i] for i in at]


def by_report(frame: pd.DataFrame) -> dict[str, list[dict[str, Any]]]:
    """Rows of a table by report."""
    found: dict[str, list[dict[str, Any]]] = {}
    for row in plain_rows(frame):
        found.setdefault(row["report_id"], []).append(row)
    return found
