"""Each analysis gives the answer that can be checked by hand, and refuses where it must."""

import dataclasses
import math
import pickle
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import scipy.stats

from govdisc_analysis import stats
from govdisc_analysis.calibration.panels import Shape, draw_panel, shape_of
from govdisc_analysis.stats import constants, regressions
from govdisc_analysis.stats.changes import Panel
from govdisc_analysis.stats.estimate import Base, Estimate, computed, refused
from govdisc_analysis.stats.frames import Labels
from govdisc_analysis.stats.yearly import Series, usual_correlation

FIELDS = [
    "status",
    "estimate",
    "low",
    "high",
    "level",
    "p_value",
    "estimand",
    "method",
    "n_reports",
    "groups",
    "effective_groups",
    "largest_share",
    "df",
    "dropped",
    "approximate_share",
    "partial_year_share",
    "code",
    "reason_en",
    "reason_zh",
    "help_en",
    "help_zh",
]


@pytest.fixture(scope="module")
def panel() -> pd.DataFrame:
    shape = shape_of(2000, giants=0.0)
    return draw_panel(shape, np.random.default_rng(5))


def agencies(**columns: list[float]) -> pd.DataFrame:
    size = len(next(iter(columns.values())))
    return pd.DataFrame({"a": range(size), **columns})


def test_record_has_the_fields_of_the_contract() -> None:
    names = [f.name for f in dataclasses.fields(Estimate)]
    assert names[: len(FIELDS)] == FIELDS
    row = computed(Base(), 0.5, 0.4, 0.6, "share", "method")
    with pytest.raises(dataclasses.FrozenInstanceError):
        row.estimate = 0.7  # type: ignore[misc]
    assert set(FIELDS) <= set(row.to_frame().columns)


@pytest.mark.parametrize("bad", [(math.nan, 0.1, 0.2), (0.1, 0.1, 0.1), (0.5, 0.1, math.inf)])
def test_what_nobody_may_see_becomes_a_refusal(bad: tuple[float, float, float]) -> None:
    assert computed(Base(), *bad, "share", "method").code == "R6"


def test_every_refusal_speaks_both_languages() -> None:
    messages = stats.refusal_messages()
    assert list(messages) == [f"R{i}" for i in range(1, 12)]
    for code in messages:
        row = refused(Base(), code, "share")
        assert row.reason_en.startswith(f"Not computed ({code})")
        assert row.reason_zh.startswith(f"未计算（{code}）")
        assert row.to_frame().loc[0, "estimate"] == code


def test_package_imports_without_statsmodels() -> None:
    code = (
        "import sys, govdisc_analysis.stats as s; s.Estimate; print('statsmodels' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


@pytest.mark.parametrize(
    ("groups", "giant", "total", "code"),
    [(10, 1, 10, ""), (7, 1, 10, "R3"), (10, 1000, 10, "R4"), (10, 1, 0, "R1"), (9, 1, 1, "R2")],
)
def test_refusals_of_a_rate(groups: int, giant: int, total: int, code: str) -> None:
    n = [total * giant] + [total] * (groups - 1)
    k = [(i % 3 + 4) * x // 10 for i, x in enumerate(n)]
    row = stats.estimate_rate(agencies(k=k, n=n), events="k", trials="n", cluster="a")
    assert row.code == code


def test_dominated_rate_is_answered_for_the_average_agency() -> None:
    data = agencies(k=[400, *([4, 6] * 5)], n=[1000] + [10] * 10)
    ours = stats.estimate_rate(data, events="k", trials="n", cluster="a", weighting="agency")
    assert ours.estimate == pytest.approx((0.4 + 0.5 * 10) / 11)


def test_wide_share_is_refused() -> None:
    data = agencies(k=[0, 10] * 5, n=[10] * 10)
    row = stats.estimate_rate(data, events="k", trials="n", cluster="a")
    assert row.code == "R11"


def test_none_and_all_give_the_exact_bound() -> None:
    row = stats.estimate_rate(
        agencies(k=[0] * 10, n=[10] * 10), events="k", trials="n", cluster="a"
    )
    assert row.code == "R5"
    assert row.details["bound"] == pytest.approx(1 - 0.05 ** (1 / 100))
    assert "at most 0.0295" in row.help_en


def test_difference_has_sign_of_second_less_first() -> None:
    data = agencies(k=[2, 3, 4, 3, 3, 6, 7, 8, 7, 7], n=[10] * 10, g=[0] * 5 + [1] * 5)
    row = stats.compare_rates(data, events="k", trials="n", cluster="a", group="g", seed=2)
    assert row.estimate == pytest.approx(0.4)
    assert row.p_value < 0.05
    assert row.low > 0
    again = stats.compare_rates(data, events="k", trials="n", cluster="a", group="g", seed=2)
    assert (again.low, again.p_value) == (row.low, row.p_value)


def test_before_and_after_pairs_each_agency() -> None:
    before, after = agencies(k=[4, 5] * 5, n=[20] * 10), agencies(k=[8, 9] * 5, n=[20] * 10)
    data = pd.concat([before.assign(post=0), after.assign(post=1)])
    row = stats.compare_rates(data, events="k", trials="n", cluster="a", group="post")
    assert row.estimate == pytest.approx(0.2)
    assert "within" in row.method


@pytest.mark.parametrize("weighting", ["agency", "total", "request"])
def test_ratio_of_volumes(weighting: str) -> None:
    data = agencies(y=[80, 100, 120, 100, 100, 240, 300, 360, 300, 300], g=[0] * 5 + [1] * 5)
    row = stats.compare_volumes(data, value="y", cluster="a", group="g", weighting=weighting)
    assert row.estimate == pytest.approx(3, rel=0.01)
    assert row.low < 3 < row.high


def test_exposure_turns_a_partial_year_into_a_full_one() -> None:
    data = agencies(y=[80, 100, 120, 100, 100] * 2, m=[12] * 5 + [6] * 5, g=[0] * 5 + [1] * 5)
    row = stats.compare_volumes(
        data, value="y", exposure="m", cluster="a", group="g", weighting="total"
    )
    assert row.estimate == pytest.approx(2)


def test_complete_years_stand_beside_partial_ones() -> None:
    """A heavy December: reports that end in November have too little for their months."""
    y, m = [100, 110, 120, 90, 100] * 4, [12, 12, 12, 12, 11] * 4
    y = [v // 3 if months < 12 else v for v, months in zip(y, m, strict=True)]
    data = agencies(y=y, m=m, g=[0] * 10 + [1] * 10)
    data.loc[data["g"] == 0, "m"] = 12
    row = stats.compare_volumes(data, value="y", exposure="m", cluster="a", group="g")
    assert row.partial_year_share == pytest.approx(0.1)
    assert "complete_years_differ" in row.details


def test_marks_read_from_text_do_not_stop_an_estimate() -> None:
    data = agencies(k=[4, 6] * 5, n=[10] * 10)
    data["approximate"] = ["true", "False", None, "?"] + ["false"] * 6
    row = stats.estimate_rate(data, events="k", trials="n", cluster="a")
    assert row.approximate_share == pytest.approx(1 / 8)


def test_very_wide_ratio_is_labelled_and_kept() -> None:
    data = agencies(y=[1, 1000, 3, 500, 20, 2, 9000, 7, 100, 4], g=[0, 1] * 5)
    row = stats.compare_volumes(data, value="y", cluster="a", group="g", weighting="agency")
    assert row.status == "ok"
    assert row.code == "R11"
    assert "read with care" in row.reason_en


def test_interval_model_undoes_a_change_of_rounding() -> None:
    """600余 before, exact after: points jump by several percent, intervals do not."""
    rng = np.random.default_rng(8)
    agency = np.repeat(np.arange(200), 6)
    post = np.tile([0, 0, 0, 1, 1, 1], 200)
    y = rng.poisson(rng.lognormal(np.log(300), 0.4, 200)[agency])
    unit = np.where((post == 0) & (y >= 10), 10 ** np.floor(np.log10(np.maximum(y, 1))), 1)
    low = (y // unit * unit).astype(int)
    data = pd.DataFrame({"a": agency, "post": post, "lo": low, "hi": low + unit.astype(int) - 1})
    row = stats.interval_count_model(data, lower="lo", upper="hi", design=["post"], cluster="a")
    point = stats.interval_count_model(data, lower="lo", upper="lo", design=["post"], cluster="a")
    assert abs(row.estimate) < 0.03 < 0.08 < point.estimate
    assert row.approximate_share == pytest.approx(0.5, abs=0.01)


def test_several_design_columns_give_several_rows(panel: pd.DataFrame) -> None:
    found = stats.interval_count_model(
        panel, lower="lo", upper="hi", design=["post", "g"], exposure="months", cluster="agency"
    )
    assert [row.term for row in found] == ["post", "g"]
    assert len(found.to_frame()) == 2


@pytest.mark.parametrize("kind", ["negative binomial", "gee"])
def test_volume_model_agrees_with_the_ratio(panel: pd.DataFrame, kind: str) -> None:
    model = stats.volume_model(
        panel, value="y", design=["g"], exposure="months", cluster="agency", kind=kind
    )
    ratio = stats.compare_volumes(
        panel, value="y", exposure="months", cluster="agency", group="g", weighting="total"
    )
    assert model["g"].estimate == pytest.approx(math.log(ratio.estimate), abs=0.02)


def test_mixed_model_runs(panel: pd.DataFrame) -> None:
    found = stats.volume_model(
        panel[panel["year"] < 2018], value="y", design=["g"], exposure="months",
        cluster="county", nested="agency", kind="mixed",
    )  # fmt: skip
    assert found["g"].status == "ok"
    assert found["g"].df == 38


def test_break_is_found_with_its_diagnostics() -> None:
    data = draw_panel(shape_of(2000, step=-0.7, giants=0.0), np.random.default_rng(2))
    row = stats.break_at(data, value="y", year="year", cluster="agency", when=2019)
    assert row.low < math.exp(-0.7) < row.high < 1
    assert row.details["fraction"] == pytest.approx(231 / 365)
    assert set(row.details["without_year"]) == set(range(2014, 2024))
    assert row.details["detectable_ratio"][0] < 1 < row.details["detectable_ratio"][1]
    assert row.details["without_pandemic_year"] is not None


def test_break_with_a_new_form_is_labelled(panel: pd.DataFrame) -> None:
    data = panel.assign(form=np.where(panel["year"] < 2019, "stat2014", "form2019"))
    row = stats.break_at(data, value="y", year="year", cluster="agency", when=2019, regime="form")
    assert row.code == "R8"
    assert "form + law" in row.reason_en


def test_years_without_a_link_or_a_count_are_refused() -> None:
    years = np.repeat(np.arange(2014, 2024), 10)
    data = pd.DataFrame({"a": np.arange(100), "t": years, "y": 5})
    call = {"value": "y", "year": "t", "cluster": "a", "when": 2019}
    assert stats.break_at(data, **call).code == "R10"
    linked = data.assign(a=np.tile(np.arange(10), 10), y=np.where(years == 2016, 0, 5))
    row = stats.break_at(linked, **call)
    assert row.code == "R5"
    assert "2016" in row.reason_en


def test_lasting_shocks_widen_the_interval(panel: pd.DataFrame) -> None:
    call = {"value": "y", "year": "year", "cluster": "agency", "when": 2019}
    plain, cautious = (stats.break_at(panel, **call, lasting=rho) for rho in (0.0, 0.5))
    assert "shocks" not in plain.method
    assert "correlated 0.5" in cautious.method
    assert cautious.p_value == pytest.approx(plain.details["p_value_if_shocks_last"])
    usual = stats.break_at(panel, **call)
    assert "averaged over how shocks may last" in usual.method
    assert 0 < usual.details["lasting"] < 0.9
    assert usual.high / usual.low > plain.high / plain.low
    assert "of 95% intervals hold the truth" in plain.help_en and "包含真值" in plain.help_zh
    assert "of 95% intervals hold the truth" in cautious.help_en
    assert usual.help_en == ""
    with pytest.raises(ValueError, match="lasting"):
        stats.break_at(panel, **call, lasting=1.0)


def test_the_correlation_of_shocks_is_read_from_the_residuals() -> None:
    """Steps that fall back by a tenth a year look lasting, changes of sign do not."""
    years = np.arange(2004, 2034)
    rng = np.random.default_rng(4)
    fresh, slow = rng.normal(size=30), np.zeros(30)
    for i in range(1, 30):
        slow[i] = 0.9 * slow[i - 1] + fresh[i]
    found = [
        usual_correlation(Series(years, effects), 2019, 1.0)
        for effects in (fresh * (-1.0) ** years, slow)
    ]
    assert found[0] < 0.25 < found[1]


def test_total_of_few_agencies_is_labelled() -> None:
    few = agencies(y=[80, 100, 120, 90, 110] * 4)
    row = stats.estimate_volume(few, value="y", cluster="a", weighting="total")
    assert (row.status, row.code) == ("ok", "R4")
    assert "among 20 units" in row.reason_en
    assert "% of panels of 40" in row.reason_en
    assert "20个单位" in row.reason_zh
    assert stats.estimate_volume(few, value="y", cluster="a").code == ""
    many = agencies(y=[80, 100, 120, 90, 110] * 20)
    assert stats.estimate_volume(many, value="y", cluster="a", weighting="total").code == ""


def test_few_years_are_refused(panel: pd.DataFrame) -> None:
    data = panel[panel["year"] >= 2016]
    row = stats.break_at(data, value="y", year="year", cluster="agency", when=2019)
    assert row.code == "R7"
    assert "3 years before" in row.reason_en


def test_trend_across_forms_needs_both_readings(panel: pd.DataFrame) -> None:
    data = panel[panel["n"] > 0].assign(form=lambda d: np.where(d["year"] < 2019, "old", "new"))
    call = {"events": "k", "trials": "n", "year": "year", "cluster": "agency", "regime": "form"}
    assert stats.trend_rate(data, **call).code == "R8"
    assert stats.trend_rate(data, **call).status == "refused"
    both = stats.trend_rate(data, **call, events_broad="k")
    assert (both.status, both.code) == ("ok", "R8")
    falling = data.assign(broad=lambda d: (d["n"] * (d["year"] == d["year"].max())).astype(int))
    assert stats.trend_rate(falling, **call, events_broad="broad").code == "R8"


def test_recurrence_skips_gaps_and_splits_copied_text() -> None:
    rows = [(a, t, a // 4, int(a % 2 == 0), int(a % 3 == 0)) for a in range(80) for t in (1, 2, 4)]
    data = pd.DataFrame(rows, columns=["a", "t", "c", "has", "copied"])
    data.loc[data["a"] % 5 == 0, "has"] = [0, 1, 0] * 16
    found = stats.recurrence(data, flag="has", agency="a", year="t", cluster="c", copied="copied")
    assert found.details["gaps"] == 80
    assert [row.term for row in found] == [
        "again", "new", "again, fresh text", "new, fresh text",
    ]  # fmt: skip
    assert found["new"].n_reports == 48


def test_second_report_of_a_year_is_named() -> None:
    data = pd.DataFrame({"a": [1, 1], "t": [2019, 2019], "c": [1, 1], "has": [0, 1]})
    with pytest.raises(ValueError, match="column 't', row 1"):
        stats.recurrence(data, flag="has", agency="a", year="t", cluster="c")


def test_co_occurrence_sees_a_real_link_and_no_general_one() -> None:
    rng = np.random.default_rng(3)
    long = rng.normal(size=2000)[:, None]
    flags = (rng.random((2000, 6)) < 1 / (1 + np.exp(0.5 - long))).astype(int)
    flags[:, 1] = np.where(rng.random(2000) < 0.4, flags[:, 0], flags[:, 1])
    data = pd.DataFrame(flags, columns=list("uvwxyz"))
    found = stats.co_occurrence(data, flags=list("uvwxyz"))
    assert found["u + v"].p_value < 0.001
    assert sum(row.p_value < 0.05 for row in found) <= 3


def test_corrected_prevalence_mends_what_counting_breaks() -> None:
    rng = np.random.default_rng(1)
    truth = rng.random(2000) < 0.05
    machine = np.where(truth, rng.random(2000) < 0.8, rng.random(2000) < 0.08).astype(int)
    read = np.zeros(2000, dtype=bool)
    read[rng.choice(2000, 400, replace=False)] = True
    data = pd.DataFrame({"m": machine, "h": np.where(read, truth, np.nan)})
    row = stats.corrected_prevalence(data, machine="m", human="h")
    assert row.low < truth.mean() < row.high < machine.mean()


def test_few_double_coded_reports_are_refused() -> None:
    data = pd.DataFrame({"x": [0, 1] * 40, "y": [0, 1] * 40})
    assert stats.agreement(data, first="x", second="y").code == "R9"


def test_ranks_shrink_and_hide_small_agencies() -> None:
    data = agencies(k=[0, 20] + [30] * 38, n=[5, 100] + [60] * 38)
    data.loc[2:, "k"] = np.random.default_rng(1).binomial(60, 0.5, 38)
    found = stats.rank_agencies(data, events="k", trials="n", cluster="a")
    assert found[0].estimate > 0.1
    assert "under 30 requests" in found[0].term
    assert found[0].details["rank_high"] > 1
    assert not found[0].details["named"]


def test_missing_reports_widen_to_bounds_and_tip() -> None:
    data = pd.DataFrame({"c": np.arange(200) % 20, "has": [1.0, 0.0, 1.0, np.nan] * 50})
    found = stats.missing_bounds(data, flag="has", cluster="c", claim=0.6)
    assert found["worst case"].details["bounds"] == (0.5, 0.75)
    widths = [row.high - row.low for row in found]
    assert widths == sorted(widths)
    assert 0 < found.details["tipping_odds"] < 1


def test_detectable_effects_shrink_with_agencies_and_not_for_breaks() -> None:
    sizes = [stats.minimum_detectable(question="rates", groups=g).estimate for g in (20, 80, 320)]
    assert sizes == sorted(sizes, reverse=True)
    few = stats.minimum_detectable(question="break", groups=40, years=12)
    many = stats.minimum_detectable(question="break", groups=4000, years=12)
    assert few.estimate == many.estimate
    assert stats.minimum_detectable(question="break", groups=40, years=6).code == "R7"


def test_adjusting_keeps_refusals_in_place() -> None:
    rows = [refused(Base(), "R3", "x"), computed(Base(), 1, 0, 2, "x", "y", p_value=0.02)]
    found = stats.adjust_many(rows, method="bh")
    assert [row.status for row in found] == ["refused", "ok"]
    assert found[1].p_value == pytest.approx(0.02)


def test_redress_needs_events_in_several_agencies() -> None:
    data = agencies(k=[12] + [0] * 9, n=[1000] * 10)
    assert stats.redress_rate(data, events="k", trials="n", cluster="a").code == "R10"


def test_shares_of_approximate_and_partial_reports_are_told() -> None:
    data = agencies(k=[4, 6] * 5, n=[10] * 10)
    data["approximate"] = [True] * 3 + [False] * 7
    data["is_partial_year"] = [1.0, 0.0, *[np.nan] * 8]
    row = stats.estimate_rate(data, events="k", trials="n", cluster="a")
    assert (row.approximate_share, row.partial_year_share) == (0.3, 0.5)


def test_thresholds_are_documented() -> None:
    source = Path(constants.__file__).read_text(encoding="utf-8").split("# --- computation")[0]
    names = [n for n in dir(constants) if n.startswith(("MIN_", "MAX_")) and n in source]
    for name in names:
        after = source.split(f"\n{name} = ")[1]
        assert after.split("\n")[1].startswith('"""'), name


def test_a_set_is_found_by_term() -> None:
    data = agencies(yes=[5, 7] * 4, no=[5, 3] * 4)
    found = stats.outcome_composition(data, outcomes=["yes", "no"], cluster="a")
    assert found["no"].estimate == pytest.approx(0.4)
    with pytest.raises(KeyError, match="maybe"):
        found["maybe"]


def test_records_travel_between_processes() -> None:
    row = stats.estimate_rate(
        agencies(k=[4, 6] * 5, n=[10] * 10), events="k", trials="n", cluster="a"
    )
    assert pickle.loads(pickle.dumps(row)) == row
    assert dataclasses.asdict(row)["details"]["trials"] == 100
    assert len({row, row}) == 1


def test_counts_have_their_own_measure_word() -> None:
    few = pd.DataFrame({"c": range(4), "has": [1, 0, 0, 1]})
    row = stats.estimate_prevalence(few, flag="has", cluster="c")
    assert row.reason_zh.startswith("未计算（R2）：4份报告中有2份")
    assert "2 of 4 reports" in row.reason_en


def test_help_says_nothing_of_a_bound_that_is_not_there() -> None:
    rows = [(a, t, 0 if t == 2005 else 9) for a in range(8) for t in range(2000, 2010)]
    data = pd.DataFrame(rows, columns=["a", "t", "y"])
    row = stats.break_at(data, value="y", year="t", cluster="a", when=2004)
    assert row.code == "R5"
    assert "not recorded" not in row.help_en
    assert "every year" in row.help_en
    assert "每年" in row.help_zh
    assert "{" not in refused(Base(), "R5", "share").help_en


def test_gee_errors_are_those_of_leaving_each_agency_out() -> None:
    data = draw_panel(Shape(14, 3, giants=0.0), np.random.default_rng(3))
    data = data.assign(agency=[f"a{i:02d}" for i in data["agency"]])
    ask = {"value": "y", "design": ["g"], "exposure": "months", "cluster": "agency"}
    row = stats.volume_model(data, **ask, kind="gee")[0]
    left = [
        stats.volume_model(data[data["agency"] != name], **ask, kind="gee")[0].estimate
        for name in sorted(set(data["agency"]))
    ]
    spread = math.sqrt(13 / 14 * sum((x - np.mean(left)) ** 2 for x in left))
    se = (row.high - row.estimate) / float(scipy.stats.t.ppf(0.975, row.df))
    assert se == pytest.approx(spread, rel=0.3)


def test_gee_leaves_a_giant_out_in_full() -> None:
    """The score of all others is zero where the giant is gone; one step falls short of that."""
    rng = np.random.default_rng(3)
    a, post = np.repeat(np.arange(12), 6), np.tile([0.0, 0, 0, 1, 1, 1], 12)
    y = rng.poisson(np.where(a == 0, 5000 * (1 + post), 10)).astype(float)
    units = Labels(a, tuple(str(i) for i in range(12)))
    panel = Panel(y, np.ones(72), units, np.ones(72, dtype=bool), Base())
    x = np.column_stack([np.ones(72), post])
    joint = np.array([np.log(y.mean()), 0.1])
    beta = regressions._refit(panel, x, joint, 5.0, 0.5, 0)
    score, bread = regressions._sums(panel, x, beta, 5.0, 0.5)
    assert np.abs(score[1:].sum(axis=0)).max() < 1e-4
    assert beta[0] == pytest.approx(np.log(10), abs=0.1)
    assert bread.shape == (12, 2, 2)


def test_a_break_too_wide_to_read_is_labelled_so_and_keeps_the_change_of_form_in_words() -> None:
    rng = np.random.default_rng(3)
    rows = [
        (a, t, rng.poisson(20 * math.exp(2.5 * (t % 3 == 1))), "new" if t >= 2019 else "old")
        for a in range(12)
        for t in range(2014, 2024)
    ]
    data = pd.DataFrame(rows, columns=["a", "t", "y", "form"])
    asked = {"value": "y", "year": "t", "cluster": "a", "when": 2019}
    row = stats.break_at(data, **asked, regime="form")
    assert row.ok and row.high / row.low > constants.MAX_RATIO_SPAN
    assert row.code == "R11"
    assert "(R8)" in row.reason_en and "R8" in row.reason_zh
    assert stats.break_at(data, **asked).code == "R11"


def test_years_need_not_be_moved_near_zero(panel: pd.DataFrame) -> None:
    far = panel.assign(t=panel["year"] + 2000.0, near=panel["year"] - panel["year"].mean())
    given = {"flag": "has", "cluster": "county"}
    one, two = (stats.problem_association(far, **given, columns=[x])[0] for x in ("t", "near"))
    assert one.ok
    assert one.estimate == pytest.approx(two.estimate, rel=1e-6)
    assert one.high == pytest.approx(two.high, rel=1e-6)
