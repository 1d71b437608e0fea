"""Checks over several reports: one agency's years, and a territory against its parts."""

import pandas as pd

from govdisc_analysis.checks.form import rules, severity_of

_COLUMNS = [
    *("report_id", "check", "subject", "left", "right", "difference", "result", "passed"),
    *("severity", "fault", "message"),
]


def check_years(
    reports: pd.DataFrame, requests: pd.DataFrame, proactive: pd.DataFrame
) -> pd.DataFrame:
    """Compare what one year hands on with what the next year of the same agency begins with.

    Only consecutive years of one ``agency_id`` are compared; where an agency has two reports of
    one year, neither is used. A finding belongs to the later report.

    Returns:
        Rows of the checks table.
    """
    pairs = _year_pairs(reports)
    if pairs.empty:
        return pd.DataFrame(columns=_COLUMNS)
    return pd.concat(
        [_carried(pairs, requests), _in_force(pairs, proactive), _items(pairs, proactive)],
        ignore_index=True,
    )


def _year_pairs(reports: pd.DataFrame) -> pd.DataFrame:
    """report_id of the earlier and the later report of consecutive years."""
    known = reports.loc[
        reports["agency_id"].notna() & reports["year"].notna(), ["report_id", "agency_id", "year"]
    ].drop_duplicates("report_id")
    known = known.loc[~known.duplicated(["agency_id", "year"], keep=False)]
    later = known.assign(year=known["year"] - 1)
    return known.merge(later, on=["agency_id", "year"], suffixes=("_before", "_after"))


def _carried(pairs: pd.DataFrame, requests: pd.DataFrame) -> pd.DataFrame:
    keys = ["report_id", "applicant", "count"]
    out = requests.loc[requests["item"] == "carried_out", keys]
    into = requests.loc[requests["item"] == "carried_in", keys]
    both = _join(pairs, out, into, ["applicant"])
    return _rows("years.carried", both, both["applicant"], both["count_before"], both["count"])


def _in_force(pairs: pd.DataFrame, proactive: pd.DataFrame) -> pd.DataFrame:
    wide = _measures(proactive, ["made", "repealed", "in_force"])
    both = _join(pairs, wide, wide, ["subject"])
    left = both["in_force_before"] + both["made"] - both["repealed"]
    return _rows("years.in_force", both, both["subject"], left, both["in_force"])


def _items(pairs: pd.DataFrame, proactive: pd.DataFrame) -> pd.DataFrame:
    wide = _measures(proactive, ["previous_items", "change"])
    both = _join(pairs, wide, wide, ["subject"])
    left = both["previous_items_before"] + both["change_before"]
    return _rows("years.items", both, both["subject"], left, both["previous_items"])


def _measures(proactive: pd.DataFrame, measures: list[str]) -> pd.DataFrame:
    """One row a report and subject, one column a measure."""
    rows = proactive.loc[proactive["measure"].isin(measures)]
    wide = rows.pivot_table(
        index=["report_id", "subject"], columns="measure", values="value", aggfunc="first"
    )
    return wide.reindex(columns=measures).reset_index()


def _join(
    pairs: pd.DataFrame, before: pd.DataFrame, after: pd.DataFrame, on: list[str]
) -> pd.DataFrame:
    """Later rows of each pair, with the earlier ones beside them as ``..._before``."""
    earlier = before.rename(columns=lambda name: name if name in on else f"{name}_before")
    later = after.rename(columns={"report_id": "report_id_after"})
    return pairs.merge(later, on="report_id_after").merge(earlier, on=["report_id_before", *on])


def _rows(
    check: str,
    both: pd.DataFrame,
    subject: "pd.Series[str]",
    left: "pd.Series[float]",
    right: "pd.Series[float]",
) -> pd.DataFrame:
    left, right = left.astype("Float64"), right.astype("Float64")
    difference = left - right
    passed = (difference.abs() < 1e-6).astype("boolean")
    result = passed.map({True: "passed", False: "failed"}).fillna("not_evaluable")
    text = rules()[check]["message"]
    message = [
        text.format(subject=s, left=a, right=b) if r == "failed" else ""
        for s, a, b, r in zip(subject, left, right, result, strict=True)
    ]
    return pd.DataFrame(
        {
            "report_id": both["report_id_after"].to_numpy(),
            "check": check,
            "subject": subject.to_numpy(),
            "left": left.to_numpy(),
            "right": right.to_numpy(),
            "difference": difference.to_numpy(),
            "result": result.to_numpy(),
            "passed": passed.array,
            "severity": severity_of(check),
            "fault": ["source" if r == "failed" else "" for r in result],
            "message": message,
        },
        columns=_COLUMNS,
    )


_PARENT = {"province": "prefecture", "prefecture": "county", "county": "township"}
_PLACE = {"province": "province", "prefecture": "city", "county": "county"}


def check_children(reports: pd.DataFrame, requests: pd.DataFrame) -> pd.DataFrame:
    """A territory's new requests are at least the sum over the parts that are in the corpus.

    Checked only where the parent's report says that it covers its territory and both are
    governments of the same year. The parts in a corpus are seldom all parts, so only a sum that
    exceeds the territory's figure fails; a smaller sum is not evaluable.
    """
    new = requests.loc[
        (requests["item"] == "new_received") & (requests["applicant"] == "total"),
        ["report_id", "count"],
    ]
    known = reports.drop_duplicates("report_id").merge(new, on="report_id")
    known = known.loc[known["agency_type"] == "government"]
    rows = []
    for level, below in _PARENT.items():
        place = _PLACE[level]
        keys = ["year", "province", place] if place != "province" else ["year", "province"]
        parents = known.loc[(known["admin_level"] == level) & (known["scope"] == "territory")]
        parts = known.loc[known["admin_level"] == below]
        sums = parts.groupby(keys, as_index=False)["count"].sum()
        both = parents.merge(sums, on=keys, suffixes=("", "_parts"))
        rows.append(
            _rows(
                "children.sum",
                both.rename(columns={"report_id": "report_id_after"}),
                pd.Series("new_received", index=both.index),
                both["count_parts"],
                both["count"],
            )
        )
    found = pd.concat(rows, ignore_index=True)
    smaller = (found["difference"] < 0).fillna(False)
    found.loc[smaller, ["result", "message"]] = ["not_evaluable", "parts may be missing"]
    found.loc[smaller, "passed"] = pd.NA
    found.loc[smaller, "fault"] = ""
    return found
