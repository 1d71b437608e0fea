"""Harmonised outcomes: the crosswalk by hand, and the break where a series changes its form."""

import pandas as pd

from govdisc_analysis.codebook import load_csv
from govdisc_analysis.outcomes import flag_breaks, harmonise_outcomes
from govdisc_analysis.schema import make_frame


def form(**counts):
    items = [r["item"] for r in load_csv("request_items.csv")]
    skipped = "other" if "other.other" in counts else "other."
    names = [i for i in items if not (i.startswith(skipped) and i not in counts)]
    return [{"item": i, "applicant": "total", "count": counts.get(i, 0)} for i in names]


def by_outcome(rows):
    return {r["outcome"]: (r["count"], r["lower"], r["upper"], r["basis"]) for r in rows}


def said(**values):
    return [
        {"indicator": k, "value": v, "lower": v, "upper": v, "origin": "table"}
        for k, v in values.items()
    ]


def test_rows_of_the_form_are_summed_under_their_headings():
    cells = form(**{"refused.state_secret": 1, "refused.internal_affairs": 2, "other": 4})
    rows = by_outcome(harmonise_outcomes("r", cells, []))
    assert rows["refused"] == (3, 3, 3, "form")
    assert rows["other"] == (4, 4, 4, "form")
    assert rows["received"] == (0, 0, 0, "form")


def test_three_other_rows_of_2021():
    cells = form(**{"other.other": 1, "other.fee_unpaid": 2, "other.correction_overdue": 0})
    assert by_outcome(harmonise_outcomes("r", cells, []))["other"][0] == 3


def test_a_missing_part_leaves_a_lower_bound_only():
    cells = form(**{"refused.state_secret": 5})
    cells = [c for c in cells if c["item"] != "refused.internal_affairs"]
    assert by_outcome(harmonise_outcomes("r", cells, []))["refused"] == (None, 5, None, "form")


def test_what_the_sum_proves_to_be_zero_is_no_gap():
    cells = form(**{"refused.state_secret": 1, "disclosed": 2, "processed_total": 3})
    for row in cells:
        row["count"] = row["count"] or None  # dashes
    rows = by_outcome(harmonise_outcomes("r", cells, []))
    assert rows["refused"] == (1, 1, 1, "form")
    assert rows["other"][0] == 0
    assert rows["carried_out"][0] is None


def test_the_table_of_2014_by_the_crosswalk():
    rows = by_outcome(
        harmonise_outcomes(
            "r",
            [],
            said(
                requests_received=9,
                requests_already_public=2,
                requests_disclosed=3,
                requests_not_own_agency=1,
                requests_not_existing=1,
            ),
        )
    )
    assert rows["disclosed"] == (5, 5, 5, "stat2014")
    assert rows["unavailable"][0] == 2
    assert rows["received"][0] == 9
    assert "refused" not in rows  # silence is no zero


def test_prose_keeps_its_interval():
    figure = {"indicator": "requests_received", "value": 60, "lower": 60, "upper": 69}
    (row,) = harmonise_outcomes("r", [], [{**figure, "origin": "narrative"}])
    assert (row["count"], row["lower"], row["upper"], row["basis"]) == (60, 60, 69, "narrative")


def test_a_change_of_form_is_a_break():
    reports = make_frame(
        "reports",
        [
            {"report_id": r, "agency_id": a, "year": y, "template": t}
            for r, a, y, t in [
                ("r3", "a", 2021, "form2021"),
                ("r1", "a", 2019, "form2019"),
                ("r2", "a", 2020, "form2019"),
                ("r4", None, 2021, "form2021"),
            ]
        ],
    )
    outcomes = make_frame(
        "outcomes",
        [
            {"report_id": r, "outcome": "received", "basis": "form"}
            for r in ("r1", "r2", "r3", "r4")
        ],
    )
    flagged = flag_breaks(outcomes, reports).set_index("report_id")["is_break"]
    assert pd.isna(flagged["r1"])
    assert not flagged["r2"]
    assert flagged["r3"]
    assert pd.isna(flagged["r4"])
