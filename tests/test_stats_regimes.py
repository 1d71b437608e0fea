"""Narrow and broad readings, and both denominators, over the forms."""

import pandas as pd
import pytest

from govdisc_analysis.codebook import load_csv
from govdisc_analysis.stats import outcome_readings, trend_rate

STAT2014 = {
    "requests_answered": 20, "requests_already_public": 3, "requests_disclosed": 8,
    "requests_partially_disclosed": 1, "requests_refused": 4,
    "requests_refused_not_government_information": 1, "requests_not_own_agency": 2,
    "requests_not_existing": 1, "requests_amend": 1, "requests_other_channel": 0,
}  # fmt: skip


def stat2014(**changes: float) -> pd.DataFrame:
    counts = {**STAT2014, **changes}
    return pd.DataFrame(
        {"report_id": "r", "indicator": list(counts), "value": list(counts.values()),
         "origin": "table"}
    )  # fmt: skip


def test_old_table_gives_a_narrow_and_a_broad_reading() -> None:
    row = outcome_readings(pd.DataFrame(), stat2014()).iloc[0]
    assert (row["disclosed_narrow"], row["disclosed_broad"]) == (8, 12)
    assert (row["refused_narrow"], row["refused_broad"]) == (3, 7)
    assert (row["processed"], row["resolvable"]) == (20, 19)


def test_a_needed_row_that_is_missing_leaves_no_zero() -> None:
    table = stat2014()
    row = outcome_readings(pd.DataFrame(), table[table["indicator"] != "requests_disclosed"])
    assert row["disclosed_narrow"].isna().all()
    assert (row["processed"] == 20).all()


def test_a_blank_addition_is_no_zero_either() -> None:
    items = {"disclosed": 6, "partially_disclosed": None, "refused.state_secret": 1,
             "refused.third_party_rights": None, "unavailable.not_held": 1,
             "not_processed.petition": 0, "other.other": 1, "processed_total": 10}  # fmt: skip
    form = pd.DataFrame(
        {"report_id": "r", "applicant": "total", "item": list(items), "count": list(items.values())}
    )
    row = outcome_readings(form, pd.DataFrame()).iloc[0]
    assert (row["disclosed_narrow"], row["processed"], row["resolvable"]) == (6, 10, 9)
    assert row[["disclosed_broad", "refused_narrow", "refused_broad"]].isna().all()
    row = outcome_readings(pd.DataFrame(), stat2014().query("indicator != 'requests_amend'"))
    assert row["resolvable"].isna().all()
    assert (row["disclosed_broad"] == 12).all()


def test_readings_of_many_reports_stay_apart() -> None:
    both = [stat2014().assign(report_id="a"), stat2014(requests_disclosed=9).assign(report_id="b")]
    rows = outcome_readings(pd.DataFrame(), pd.concat(both, ignore_index=True))
    assert rows.set_index("report_id")["disclosed_narrow"].to_dict() == {"a": 8, "b": 9}


def test_narrow_never_exceeds_broad_in_the_rules() -> None:
    rules = load_csv("outcome_readings.csv")
    for basis in ("form", "stat2014"):
        for name in ("disclosed", "refused"):
            parts = {
                reading: {r["source"] for r in rules
                          if (r["basis"], r["reading"]) == (basis, f"{name}_{reading}")
                          and r["sign"] == "1"}
                for reading in ("narrow", "broad")
            }  # fmt: skip
            assert parts["narrow"] <= parts["broad"]


def test_every_source_is_a_known_code() -> None:
    items = [row["item"] for row in load_csv("request_items.csv")]
    indicators = {row["indicator"] for row in load_csv("indicators.csv")}
    for rule in load_csv("outcome_readings.csv"):
        stem = rule["source"].rstrip("*")
        known = indicators if rule["basis"] == "stat2014" else items
        assert any(code.startswith(stem) for code in known), rule


def test_trend_over_forms_uses_both_readings() -> None:
    rows = []
    for agency in range(10):
        for year in (2017, 2018, 2019, 2020):
            narrow = 30 + 5 * (year - 2017) + agency % 3
            rows.append((agency, year, narrow, narrow + 5, 100, "new" if year > 2018 else "old"))
    data = pd.DataFrame(rows, columns=["a", "t", "narrow", "broad", "n", "form"])
    row = trend_rate(
        data, events="narrow", trials="n", year="t", cluster="a", regime="form",
        events_broad="broad",
    )  # fmt: skip
    assert row.estimate == pytest.approx(0.05)
    assert "not separable" in row.reason_en
