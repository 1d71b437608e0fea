"""Intervals keep their promise on synthetic panels, and the textbook defaults still break it."""

import re
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from click.testing import Result
from typer.testing import CliRunner

from govdisc_analysis import stats
from govdisc_analysis.calibration import measure as measuring
from govdisc_analysis.calibration.case import Case
from govdisc_analysis.calibration.measure import (
    CASES,
    _times,
    calibrate,
    document,
    failures,
    partial_of,
    write_calibration,
)
from govdisc_analysis.calibration.outcome import measure
from govdisc_analysis.calibration.page import shape_words
from govdisc_analysis.calibration.panels import Shape, draw_panel, shape_of, true_share
from govdisc_analysis.calibration.plan import budgets, panels
from govdisc_analysis.calibration.shapes import shape_like
from govdisc_analysis.cli import app
from govdisc_analysis.codebook import load_csv
from govdisc_analysis.codes import known_words
from govdisc_analysis.stats.coverage import label_of, label_words

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


def test_defaults_that_do_no_harm_on_a_shape_of_ones_own_are_told_and_not_failed(
    table: pd.DataFrame,
) -> None:
    mended = table[table["case"] == "estimate_rate, agency"].assign(textbook=True)
    own = mended[mended["coverage"].notna()].assign(agency_years=355)
    assert failures(own) == []
    page = document(own, Shape(355, 1))
    assert "these defaults hold the truth about as often: estimate_rate, agency" in page
    bad = table[table["case"] == "pooled Wilson"].assign(agency_years=355)
    assert "Every one of these defaults fails" in document(bad, Shape(355, 1))


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


def test_the_page_in_chinese_names_every_case(table: pd.DataFrame) -> None:
    page = document(table, None, "zh")
    assert page.count("| 合并计算的Wilson区间 |") == 2
    assert page.count("| 占比，机关平均（`estimate_rate`） |") == 2
    assert all(known_words(f"case:{case.name}", "zh") for case in CASES)
    own = document(table.assign(agency_years=355), Shape(355, 1), "zh")
    assert "355个机关的355份报告" in own
    broken = table[table["case"] == "pooled Wilson"].assign(textbook=False)
    wrong = [line for line in document(broken, None, "zh").splitlines() if "且未注明" in line]
    assert len(wrong) == len(failures(broken))
    stopped = broken.head(1).assign(refused="stopped at panel 3: ValueError: no column 'x'")
    assert "在第3个面板处中止：ValueError" in document(stopped, None, "zh")


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
    assert not shape.is_lasting_read
    assert "was not read (12 years" in shape_words(shape, "en")
    outcomes.assign(count=50).to_csv(tmp_path / "outcomes.csv", index=False)
    assert shape_like(tmp_path).year_sd == 0


@pytest.mark.parametrize("lasting", [False, True])
def test_how_long_shocks_last_is_read_from_many_years(tmp_path: Path, lasting: bool) -> None:
    """Sixty agencies over sixteen years: shocks that change sign, or pass away slowly."""
    slow = np.sin(np.arange(16) * 0.8) if lasting else (-1.0) ** np.arange(16)
    rows = [(f"r{a}-{t}", f"a{a}", f"c{a // 4}", 2009 + t) for a in range(60) for t in range(16)]
    reports = pd.DataFrame(rows, columns=["report_id", "agency", "county", "year"])
    reports.to_csv(tmp_path / "reports.csv", index=False)
    counts = np.random.default_rng(5).poisson(50 * np.tile(np.exp(0.3 * slow), 60))
    outcomes = reports[["report_id"]].assign(outcome="received", count=counts)
    outcomes.to_csv(tmp_path / "outcomes.csv", index=False)
    shape = shape_like(tmp_path)
    assert shape.is_lasting_read
    assert (shape.year_ar > 0.25) == lasting
    assert "read from the residuals of 16 years" in shape_words(shape, "en")


def test_panels_of_a_size_of_its_own() -> None:
    plan = {30: 200, 200: 100, 2000: 60}
    sizes = ((30, 5), (200, 250), (2000, 2000), (2000, 6000))
    found = [_times("estimate_rate, agency", near, size, plan, "") for near, size in sizes]
    assert found == [200, 100, 60, 20]


def test_the_plan_is_data_and_every_case_is_timed() -> None:
    """So that the number of panels is the same on every machine and day."""
    timed = {(row["case"], int(row["agency_years"])) for row in load_csv("calibration_times.csv")}
    assert timed == {(case.name, size) for case in CASES for size in (30, 200, 2000)}
    full = budgets("full")
    least = {size: min(panels(case.name, size, full[size]) for case in CASES) for size in full}
    assert least[30] >= 100 and least[200] >= 100 and least[2000] >= 60
    assert panels("estimate_rate, agency", 200, full[200]) >= 1000
    assert panels("estimate_rate, agency", 2000, full[2000]) >= 400


def test_any_number_of_jobs_gives_the_same_table_in_the_same_order() -> None:
    names = ["estimate_rate, agency", "recurrence, new", "pooled Wilson"]
    seen: list[tuple[int, int]] = []
    one, two = (
        calibrate(
            cases=names,
            replicates={30: 6, 200: 4},
            jobs=jobs,
            progress=lambda done, total: seen.append((done, total)),
        ).drop(columns="milliseconds")
        for jobs in (1, 2)
    )
    pd.testing.assert_frame_equal(one, two)
    assert one["case"].tolist() == ["estimate_rate, agency", "recurrence, new", "pooled Wilson"] * 2
    assert [done for done, total in seen if done == total] == [seen[-1][1]] * 2


def broken(d: pd.DataFrame) -> stats.Estimate:
    raise ValueError("column 'x', row 3: many is not a number")


def test_a_failing_case_is_told_and_the_others_go_on() -> None:
    case = Case("a broken one", broken, lambda shape: 0.0)
    row = measure(case, shape_of(30), 30, 5, 1)
    assert row.refused == (
        "stopped at panel 1: ValueError: column 'x', row 3: many is not a number"
    )
    assert failures(pd.DataFrame([vars(row)])) == [f"a broken one at 30: {row.refused}"]


def test_an_interrupted_run_keeps_its_rows_and_the_old_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "page.md"
    out.write_text("as it was", encoding="utf-8")
    chosen = tuple(case for case in CASES if case.name in ("pooled Wilson", "chi-square"))
    monkeypatch.setattr(measuring, "CASES", chosen)
    ended = []

    def stop(done: int, total: int) -> None:
        ended.append(done)
        if done == 0:
            ended.clear()
        if len(ended) == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_calibration(out, quick=True, jobs=1, progress=stop)
    assert out.read_text(encoding="utf-8") == "as it was"
    assert len(pd.read_csv(partial_of(out))) == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["page.md", "page.partial.csv"]
    table = write_calibration(out, quick=True, jobs=1)
    assert len(table) == 6
    assert "| pooled Wilson | 200 | 200 |" in out.read_text(encoding="utf-8")
    chinese = out.with_stem("page_zh").read_text(encoding="utf-8")
    assert "| 合并计算的Wilson区间 | 200 | 200 |" in chinese
    assert not partial_of(out).exists()


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["calibrate", *arguments])


def test_the_command_writes_the_page_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen = tuple(case for case in CASES if case.name == "pooled Wilson")
    monkeypatch.setattr(measuring, "CASES", chosen)
    done = run("--quick", "--jobs", "1", "--out", str(tmp_path / "page.md"))
    assert done.exit_code == 0, done.output
    assert "3 cases measured in" in done.output
    page = (tmp_path / "page.md").read_text(encoding="utf-8")
    assert "All cases hold" in page and "| pooled Wilson | 2000 | 60 |" in page


def test_the_command_exits_1_where_a_case_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(measuring, "CASES", (Case("a broken one", broken, lambda shape: 0.0),))
    done = run("--quick", "--jobs", "1", "--out", str(tmp_path / "page.md"))
    assert done.exit_code == 1
    assert "govdisc: a broken one at 30: stopped at panel 1: ValueError: column 'x'" in done.output
    assert "a broken one at 200: stopped" in (tmp_path / "page.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("error", "said"),
    [(KeyboardInterrupt(), "stopped"), (BrokenProcessPool(), "a worker process died")],
)
def test_the_command_says_what_is_left_of_a_run_that_ended(
    error: BaseException, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ends(*arguments: object) -> None:
        raise error

    monkeypatch.setattr(measuring, "write_calibration", ends)
    done = run("--out", str(tmp_path / "page.md"))
    assert done.exit_code == 130
    assert f"govdisc: {said}" in done.output
    assert "page.partial.csv" in done.output.replace("\n", "")


def test_bad_options_of_the_command_are_told(tmp_path: Path) -> None:
    assert run("--jobs", "-1").exit_code == 2
    assert run("--out", str(tmp_path)).exit_code == 2
    done = run("--like", str(tmp_path), "--out", str(tmp_path / "page.md"))
    assert done.exit_code == 2
    assert "no reports.csv" in done.output.replace("\n", " ")


@pytest.mark.parametrize(
    ("coverage", "rejected", "n", "wrong"),
    [
        (0.95, 0.05, 400, 0),
        (0.90, 0.05, 400, 0),  # 2.5 errors of 0.93 at 400 panels reach 0.898
        (0.89, 0.05, 400, 1),
        (0.90, 0.10, 2000, 2),
        (0.99, 0.05, 400, 0),
        (1.00, 0.05, 400, 1),
        (0.99, 0.01, 2000, 2),
        (0.80, 0.05, 15, 0),
    ],
)
def test_the_gate_allows_chance_and_no_more(
    coverage: float, rejected: float, n: int, wrong: int
) -> None:
    row = {
        "case": "estimate_rate, agency", "textbook": False, "agency_years": 200,
        "computed": n, "refused": "none", "coverage": coverage, "rejected": rejected,
        "coverage_se": 0.01, "each": False, "promised": 0.05,
    }  # fmt: skip
    assert len(failures(pd.DataFrame([row]))) == wrong


def test_a_labelled_case_fails_where_its_label_is_too_kind() -> None:
    row = {
        "case": "estimate_volume, total", "textbook": False, "agency_years": 200,
        "computed": 400, "refused": "none", "coverage": 0.62, "rejected": np.nan,
        "coverage_se": 0.02, "each": False, "promised": 0.05,
    }  # fmt: skip
    assert failures(pd.DataFrame([row])) == []
    assert "its label says" in failures(pd.DataFrame([row | {"coverage": 0.4}]))[0]
    assert failures(pd.DataFrame([row | {"agency_years": 77}])) == []
    assert len(failures(pd.DataFrame([row | {"agency_years": 2000}]))) == 1


def test_power_that_is_promised_is_kept() -> None:
    row = {
        "case": "x", "textbook": False, "agency_years": 200, "computed": 1000, "refused": "none",
        "coverage": 0.95, "rejected": 0.84, "coverage_se": 0.01, "each": False, "promised": 0.8,
    }  # fmt: skip
    assert failures(pd.DataFrame([row])) == []
    assert "rejects 0.880" in failures(pd.DataFrame([row | {"rejected": 0.88}]))[0]


def _of_what_is_nominal(key: str) -> str:
    """The words without the level of the interval or test."""
    return label_words(key)[0].replace("of 95%", "").replace("a 5%", "")


def test_labels_are_of_cases_that_there_are_and_say_their_numbers() -> None:
    names = {case.name for case in CASES}
    keys = {row["key"] for row in load_csv("coverage_labels.csv")}
    for row in load_csv("measured_coverage.csv"):
        assert row["case"] in names and row["key"] in keys
        label = label_of(row["case"], int(row["agency_years"]))
        assert label is not None and label.panels >= 50
        found = re.findall(r"(\d+)(?: to (\d+))?%", _of_what_is_nominal(row["key"]))[0]
        low, high = (float(x or found[0]) for x in found)
        assert low - 0.5 <= 100 * label.coverage <= high + 0.5
    assert keys == {row["key"] for row in load_csv("measured_coverage.csv")}


def test_every_estimator_is_measured() -> None:
    measured = " ".join(case.name for case in CASES).replace("code agreement", "agreement")
    told = {"Estimate", "EstimateSet", "refusal_messages", "outcome_readings"}
    assert {name for name in stats.__all__ if name not in measured} == told


def test_folder_without_reports_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"no reports\.csv"):
        shape_like(tmp_path)
