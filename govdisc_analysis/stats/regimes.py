"""Counts that can be compared over forms: a narrow and a broad reading, two denominators.

The forms of 2014, 2019 and 2021 do not count the same things. Each old row fits a set of new
ones, so a harmonised rate is a pair, and a trend over a change of form is claimed only where
both readings point the same way (`trend_rate` with `events_broad`).
"""

from fnmatch import fnmatchcase

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

    A row that the report does not state counts nothing where it is an addition, and leaves the
    reading empty where the reading cannot do without it. `resolvable` is what was processed
    less what was not handled as a request (the United Kingdom publishes both denominators). Not
    for figures said in prose, which name no complete set of outcomes.

    Args:
        requests: table `requests`; its `total` column is used (form2019, form2021).
        indicators: table `indicators`; rows of origin `table` are used (stat2014).

    Example:
        >>> requests = pd.DataFrame({"report_id": ["r"] * 4, "applicant": ["total"] * 4,
        ...     "item": ["disclosed", "partially_disclosed", "other.other", "processed_total"],
        ...     "count": [6, 2, 1, 10]})
        >>> row = outcome_readings(requests, pd.DataFrame()).iloc[0]
        >>> [int(row[n]) for n in READINGS if n[:7] != "refused"]
        [6, 8, 10, 9]
    """
    said = pd.concat([_from_form(requests), _from_table(indicators)], ignore_index=True)
    rows = []
    for (report, basis), part in said.groupby(list(KEYS), sort=True):
        counts = dict(zip(part["source"], part["count"], strict=True))
        rows.append({"report_id": report, "basis": basis} | _read(counts, str(basis)))
    return pd.DataFrame(rows, columns=[*KEYS, *READINGS])


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


def _read(counts: dict[str, float], basis: str) -> dict[str, float]:
    """Each reading as a signed sum of what the report states; NaN where a needed row is missing."""
    out = {}
    for name in READINGS:
        total = 0.0
        for rule in load_csv("outcome_readings.csv"):
            if (rule["basis"], rule["reading"]) != (basis, name):
                continue
            found = [v for k, v in counts.items() if fnmatchcase(k, rule["source"])]
            known = [v for v in found if not np.isnan(v)]
            if not known and rule["required"] == "yes":
                total = float("nan")
            total += int(rule["sign"]) * sum(known)
        out[name] = total
    return out
