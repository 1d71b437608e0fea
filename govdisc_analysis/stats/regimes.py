"""Counts that can be compared over forms: a narrow and a broad reading, two denominators.

The forms of 2014, 2019 and 2021 do not count the same things. Each old row fits a set of new
ones, so a harmonised rate is a pair, and a trend over a change of form is claimed only where
both readings point the same way (`trend_rate` with `events_broad`).
"""

from fnmatch import fnmatchcase
from functools import cache

import numpy as np
import pandas as pd

from govdisc_analysis.codebook import load_csv

READINGS = (
    "disclosed_narrow", "disclosed_broad", "refused_narrow", "refused_broad", "processed",
    "resolvable",
)  # fmt: skip
KEYS = ("report_id", "basis")


def outcome_readings(requests: pd.DataFrame, indicators: pd.DataFrame) -> pd.DataFrame:
    """One row for each report with a request table: both readings, both denominators.

    A reading is empty where any of its rows is missing or blank: a blank is not zero.
    `resolvable` is what was processed less what was not handled as a request; the United
    Kingdom, which publishes both denominators too, also leaves out what is not held. Not for
    figures said in prose, which name no complete set of outcomes.

    Args:
        requests: table `requests`; its `total` column is used (form2019, form2021).
        indicators: table `indicators`; rows of origin `table` are used (stat2014).

    Example:
        >>> requests = pd.DataFrame({"report_id": ["r"] * 5, "applicant": ["total"] * 5,
        ...     "item": ["disclosed", "partially_disclosed", "not_processed.petition",
        ...              "other.other", "processed_total"], "count": [6, 2, 0, 1, 10]})
        >>> row = outcome_readings(requests, pd.DataFrame()).iloc[0]
        >>> [int(row[n]) for n in READINGS if n[:7] != "refused"]
        [6, 8, 10, 9]
    """
    said = pd.concat([_from_form(requests), _from_table(indicators)], ignore_index=True)
    said["count"] = said["count"].astype("float64")
    keys = said[list(KEYS)].drop_duplicates().sort_values(list(KEYS), kind="stable")
    rows = pd.MultiIndex.from_frame(keys)
    found = {name: pd.Series(np.nan, index=rows, dtype="float64") for name in READINGS}
    for (basis, name), rules in _rules().items():
        part = said[said["basis"] == basis]
        terms = [sign * _total(part, source) for source, sign in rules]
        at = rows[rows.get_level_values("basis") == basis]
        found[name].loc[at] = sum(term.reindex(at) for term in terms)
    return pd.DataFrame(found, index=rows).reset_index()


def _from_form(requests: pd.DataFrame) -> pd.DataFrame:
    if requests.empty:
        return pd.DataFrame(columns=[*KEYS, "source", "count"])
    total = requests[requests["applicant"] == "total"]
    return pd.DataFrame(
        {"report_id": total["report_id"], "basis": "form", "source": total["item"],
         "count": pd.to_numeric(total["count"])}
    )  # fmt: skip


def _from_table(indicators: pd.DataFrame) -> pd.DataFrame:
    if indicators.empty:
        return pd.DataFrame(columns=[*KEYS, "source", "count"])
    table = indicators[indicators["origin"] == "table"]
    table = table.drop_duplicates(["report_id", "indicator"])
    return pd.DataFrame(
        {"report_id": table["report_id"], "basis": "stat2014", "source": table["indicator"],
         "count": pd.to_numeric(table["value"])}
    )  # fmt: skip


@cache
def _rules() -> dict[tuple[str, str], tuple[tuple[str, int], ...]]:
    """The signed sources of each reading, by basis."""
    rules: dict[tuple[str, str], tuple[tuple[str, int], ...]] = {}
    for row in load_csv("outcome_readings.csv"):
        key = (row["basis"], row["reading"])
        rules[key] = (*rules.get(key, ()), (row["source"], int(row["sign"])))
    return rules


def _total(said: pd.DataFrame, source: str) -> "pd.Series[float]":
    """Sum of the rows that a source stands for; empty where one of them is blank."""
    names = [name for name in said["source"].unique() if fnmatchcase(name, source)]
    part = said[said["source"].isin(names)].groupby(list(KEYS))["count"]
    return part.sum().where(part.count() == part.size())
