"""Intervals keep their promise on synthetic panels, and the textbook defaults still break it."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from govdisc_analysis import stats
from govdisc_analysis.calibration.measure import CASES, _panels, calibrate, document, failures
from govdisc_analysis.calibration.panels import draw_panel, shape_of, true_share
from govdisc_analysis.calibration.shapes import shape_like

BREAKS = [case.name for case in CASES if "break" in case.name]
OTHERS = [case.name for case in CASES if "break" not in case.name]


@pytest.fixture(scope="module")
def table() -> pd.DataFrame:
    return pd.concat(
        [
            calibrate(cases=OTHERS, replicates={30: 80, 200: 80}, seed=11),
            calibrate(cases=BREAKS, replicates={2000: 100}, seed=11),
        ],
        ignore_index=True,
    )


def test_the_gate_is_clean(table: pd.DataFrame) -> None:
    assert failures(table) == []


def test_pooled_over_all_cases_coverage_is_close_to_the_goal(table: pd.DataFrame) -> None:
    ours = table[~table["textbook"] & table["coverage"].notna()]
    covered = (ours["coverage"] * ours["computed"]).sum() / ours["computed"].sum()
    assert 0.935 < covered < 0.975


def test_tests_of_true_nulls_reject_rarely(table: pd.DataFrame) -> None:
    null = table[~table["textbook"] & table["rejected"].notna()]
    real = ["compare_rates, difference", "minimum_detectable, power 80%"]
    null = null[~null["case"].isin(real)]
    share = (null["rejected"] * null["computed"]).sum() / null["computed"].sum()
    assert 0.02 < share < 0.07


@pytest.mark.parametrize(
    ("name", "ceiling"),
    [
        ("pooled Wilson", 0.5), ("chi-square", 0.6), ("cluster z", 0.85), ("naive Poisson", 0.3),
        ("naive prevalence", 0.8), ("pooled exact Poisson", 0.85),
        ("national Poisson break", 0.4),
    ],
)  # fmt: skip
def test_bad_defaults_still_fail(table: pd.DataFrame, name: str, ceiling: float) -> None:
    found = table[(table["case"] == name) & table["coverage"].notna()]
    assert len(found)
    assert (found["coverage"] < ceiling).all()


def test_a_broken_interval_trips_the_gate(table: pd.DataFrame) -> None:
    broken = table[table["case"] == "pooled Wilson"].assign(textbook=False)
    assert len(failures(broken)) == len(broken)
    mended = table[table["case"] == "estimate_rate, agency"].assign(textbook=True)
    assert all("no longer holds" in line for line in failures(mended))


def test_refusals_are_counted_apart(table: pd.DataFrame) -> None:
    row = table[(table["case"] == "estimate_prevalence") & (table["agency_years"] == 30)].iloc[0]
    assert row["computed"] == 0
    assert pd.isna(row["coverage"])
    assert "R3" in row["refused"]


def test_the_page_says_where_it_comes_from(table: pd.DataFrame) -> None:
    page = document(table)
    assert "Written by `govdisc calibrate`; do not edit" in page
    assert "nan" not in page
    assert page.count("| pooled Wilson |") == 2


def test_same_seed_same_table() -> None:
    runs = [calibrate(cases=["estimate_rate, agency"], replicates={30: 5}, seed=3) for _ in "ab"]
    kept = [run.drop(columns="milliseconds") for run in runs]
    pd.testing.assert_frame_equal(*kept)


def test_unknown_case_is_named() -> None:
    with pytest.raises(ValueError, match="no such cases"):
        calibrate(cases=["estimate_everything"])


def test_truth_is_the_mean_of_many_panels() -> None:
    shape = shape_of(2000)
    rates = []
    for child in np.random.SeedSequence(1).spawn(20):
        data = draw_panel(shape, np.random.default_rng(child))
        totals = data.groupby("agency")[["k", "n"]].sum()
        rates.append((totals["k"] / totals["n"])[totals["n"] > 0].mean())
    assert np.mean(rates) == pytest.approx(true_share(shape), abs=0.01)


def test_shape_of_a_processed_folder(tmp_path: Path) -> None:
    reports = pd.DataFrame(
        [
            (f"r{a}{t}", f"agency {a}", f"county {a // 3}", 2015 + t)
            for a in range(9)
            for t in range(4)
            if a or t
        ],
        columns=["report_id", "agency", "county", "year"],
    )
    reports.to_csv(tmp_path / "reports.csv", index=False)
    outcomes = reports[["report_id"]].assign(outcome="received", count=7)
    outcomes.to_csv(tmp_path / "outcomes.csv", index=False)
    marks = pd.DataFrame({"approximate": ["true", "false", "false", "false"]})
    marks.to_csv(tmp_path / "indicators.csv", index=False)
    shape = shape_like(tmp_path)
    assert (shape.agencies, shape.years, shape.first_year, shape.reports) == (9, 4, 2015, 35)
    assert shape.counties == (0, 0, 0, 1, 1, 1, 2, 2, 2)
    panel = draw_panel(shape, np.random.default_rng(1))
    assert panel.groupby("agency")["year"].min().tolist() == [2016, *[2015] * 8]
    assert shape.approximate == 0.25
    assert set(shape.means) == {7.0}
    table = calibrate(cases=["estimate_rate, agency"], replicates={30: 4}, like=tmp_path)
    assert table["agency_years"].tolist() == [35]


def test_shocks_and_copying_of_a_processed_folder(tmp_path: Path) -> None:
    """Forty agencies over ten years whose totals swing by a fifth; a quarter of texts alike."""
    rng = np.random.default_rng(2)
    swing = np.exp(rng.normal(0, 0.2, 10))
    rows = [(f"r{a}-{t}", f"a{a}", f"c{a // 4}", 2014 + t) for a in range(40) for t in range(10)]
    reports = pd.DataFrame(rows, columns=["report_id", "agency", "county", "year"])
    reports.to_csv(tmp_path / "reports.csv", index=False)
    counts = rng.poisson(50 * np.tile(swing, 40))
    outcomes = reports[["report_id"]].assign(outcome="received", count=counts)
    outcomes.to_csv(tmp_path / "outcomes.csv", index=False)
    problems = pd.DataFrame({"text": list("uvwxyzab"), "cluster": [1, 1, 2, 3, 4, 5, 6, 7]})
    problems.to_csv(tmp_path / "problems.csv", index=False)
    shape = shape_like(tmp_path)
    assert 0.1 < shape.year_sd < 0.35
    assert shape.copied == 0.25
    outcomes.assign(count=50).to_csv(tmp_path / "outcomes.csv", index=False)
    assert shape_like(tmp_path).year_sd == 0


def test_panels_of_a_size_of_its_own() -> None:
    plan = {30: 200, 200: 100, 2000: 60}
    assert [_panels(plan, n) for n in (5, 250, 2000, 6000)] == [200, 100, 60, 20]


def test_every_estimator_is_measured() -> None:
    measured = " ".join(case.name for case in CASES).replace("code agreement", "agreement")
    told = {"Estimate", "EstimateSet", "refusal_messages", "outcome_readings"}
    assert {name for name in stats.__all__ if name not in measured} == told


def test_folder_without_reports_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"no reports\.csv"):
        shape_like(tmp_path)
