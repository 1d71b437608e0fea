"""Request outcomes harmonised over the templates, by the crosswalk in codebook/outcomes.csv."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import pandas as pd

from govdisc_analysis.codebook import load_csv

Interval = tuple[float | None, float | None, float | None]
"""(count, lower, upper): as printed, least, greatest; None where the source does not tell."""


@cache
def _crosswalk() -> dict[str, dict[str, list[str]]]:
    """Sources of each outcome, by basis."""
    table: dict[str, dict[str, list[str]]] = {}
    for row in load_csv("outcomes.csv"):
        table.setdefault(row["basis"], {}).setdefault(row["outcome"], []).append(row["source"])
    return table


@cache
def _needs_all(basis: str) -> bool:
    return any(r["parts"] == "all" for r in load_csv("outcomes.csv") if r["basis"] == basis)


@cache
def _items() -> tuple[str, ...]:
    return tuple(row["item"] for row in load_csv("request_items.csv"))


def harmonise_outcomes(
    report_id: str,
    requests: Sequence[Mapping[str, Any]],
    indicators: Sequence[Mapping[str, Any]],
) -> list[dict[str, Any]]:
    """Rows of the outcomes table for one report.

    The request table is used where the report has one, else its statistics table, and prose only
    for outcomes that neither gives.

    Args:
        report_id: the report.
        requests: its rows of the requests table.
        indicators: its rows of the indicators table.

    Returns:
        At most one row an outcome; ``count`` is empty where a part is missing.
    """
    if requests:
        totals = {r["item"]: _exact(r["count"]) for r in requests if r["applicant"] == "total"}
        found = {o: (v, "form") for o, v in _harmonised(_proved(totals), "form").items()}
    else:
        found = {}
        for basis, origin in (("narrative", "narrative"), ("stat2014", "table")):
            said = _first_of_each(indicators, origin)
            found |= {o: (v, basis) for o, v in _harmonised(said, basis).items()}
    order = _crosswalk()["form"]
    return [
        {
            "report_id": report_id,
            "outcome": outcome,
            "count": found[outcome][0][0],
            "lower": found[outcome][0][1],
            "upper": found[outcome][0][2],
            "basis": found[outcome][1],
        }
        for outcome in order
        if outcome in found
    ]


def _proved(totals: Mapping[str, Interval]) -> Mapping[str, Interval]:
    """The totals with a zero for each outcome without a number, where the others are the whole.

    A dash is silence in the form's own table; here the form's sum speaks for it.
    """
    inner = {item: totals[item][0] for item in _outcome_items() & totals.keys()}
    whole = totals.get("processed_total", _exact(None))[0]
    known = [count for count in inner.values() if count is not None]
    if not known or sum(known) != whole:
        return totals
    return {**totals, **{item: _exact(0.0) for item, count in inner.items() if count is None}}


@cache
def _outcome_items() -> frozenset[str]:
    rows = load_csv("request_items.csv")
    return frozenset(row["item"] for row in rows if row["kind"] == "outcome")


def _exact(count: float | None) -> Interval:
    return (count, count, count)


def _first_of_each(rows: Sequence[Mapping[str, Any]], origin: str) -> dict[str, Interval]:
    said: dict[str, Interval] = {}
    for row in rows:
        if row["origin"] == origin or (origin == "narrative" and row["origin"] == "hand_coded"):
            said.setdefault(row["indicator"], (row["value"], row["lower"], row["upper"]))
    return said


def _harmonised(values: Mapping[str, Interval], basis: str) -> dict[str, Interval]:
    found: dict[str, Interval] = {}
    for outcome, sources in _crosswalk()[basis].items():
        names = [name for source in sources for name in _expand(source, values)]
        present = [values[name] for name in names if name in values]
        is_whole = len(present) == len(names) or not _needs_all(basis)
        if present:
            found[outcome] = _sum(present, is_whole)
    return found


def _expand(source: str, values: Mapping[str, Interval]) -> list[str]:
    """Names that a source stands for: itself, or the rows under a heading."""
    if not source.endswith("*"):
        return [source]
    stem = source[:-1].rstrip(".")
    if stem in values:  # the heading is itself a row, as in the form of 2019
        return [stem]
    return [item for item in _items() if item.startswith(f"{stem}.")]


def _sum(parts: Sequence[Interval], is_whole: bool) -> Interval:
    """Sum of parts; a missing part leaves only the lower bound."""
    lower = sum(low for _, low, _ in parts if low is not None)
    counts = [count for count, _, _ in parts]
    if not is_whole or any(count is None for count in counts):
        known = [count for count in counts if count is not None]
        return (None, lower, None) if known else (None, None, None)
    uppers = [high for _, _, high in parts]
    upper = (
        None if any(high is None for high in uppers) else sum(h for h in uppers if h is not None)
    )
    return (sum(count for count in counts if count is not None), lower, upper)


def flag_breaks(outcomes: pd.DataFrame, reports: pd.DataFrame) -> pd.DataFrame:
    """Add each report's template, and whether its agency's series breaks there.

    The forms do not count the same things: a series breaks where the report of the same
    ``agency_id`` before this one has another template, or the same outcome another basis.

    Args:
        outcomes: rows of the outcomes table.
        reports: rows of the reports table.

    Returns:
        The outcomes with ``template`` and ``is_break``; empty where no earlier report is known.
    """
    columns = ["report_id", "agency_id", "year", "template"]
    known = reports[columns].drop_duplicates("report_id")
    rows = outcomes.drop(columns=["template", "is_break"]).merge(known, on="report_id", how="left")
    series = rows.sort_values("year", kind="stable").groupby(["agency_id", "outcome"])
    before = series[["template", "basis"]].shift().reindex(rows.index)
    changed = (before["template"] != rows["template"]) | (before["basis"] != rows["basis"])
    is_known = before["basis"].notna() & rows["agency_id"].notna()
    rows["is_break"] = changed.astype("boolean").where(is_known)
    return rows[outcomes.columns]
