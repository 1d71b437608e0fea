"""Bad input is refused in words or named by column and row; nothing is warned or NaN."""

import resource
import sys
import time
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

from govdisc_analysis import stats

Call = Callable[[pd.DataFrame], Any]

CALLS: dict[str, Call] = {
    "estimate_rate": lambda d: stats.estimate_rate(d, events="k", trials="n", cluster="a"),
    "estimate_rate agency": lambda d: stats.estimate_rate(
        d, events="k", trials="n", cluster="a", weighting="agency"
    ),
    "compare_rates": lambda d: stats.compare_rates(
        d, events="k", trials="n", cluster="a", group="g", seed=1
    ),
    "trend_rate": lambda d: stats.trend_rate(d, events="k", trials="n", year="t", cluster="a"),
    "stratified_rates": lambda d: stats.stratified_rates(
        d, events="k", trials="n", stratum="a", group="t"
    ),
    "outcome_composition": lambda d: stats.outcome_composition(d, outcomes=["k", "n"], cluster="a"),
    "small_table": lambda d: stats.small_table(d, row="g", col="t", count="k"),
    "estimate_volume": lambda d: stats.estimate_volume(d, value="k", cluster="a"),
    "compare_volumes": lambda d: stats.compare_volumes(
        d, value="k", exposure="m", cluster="a", group="g", weighting="agency"
    ),
    "compare_volumes total": lambda d: stats.compare_volumes(
        d, value="k", exposure="m", cluster="a", group="g", weighting="total"
    ),
    "change_within": lambda d: stats.change_within(d, value="k", cluster="a", period="t"),
    "volume_model": lambda d: stats.volume_model(d, value="k", design=["g"], cluster="a"),
    "interval_count_model": lambda d: stats.interval_count_model(
        d, lower="k", upper="n", design=["g"], exposure="m", cluster="a"
    ),
    "break_at": lambda d: stats.break_at(d, value="k", year="t", cluster="a", when=2019),
    "redress_rate": lambda d: stats.redress_rate(d, events="k", trials="n", cluster="a"),
    "compare_redress": lambda d: stats.compare_redress(
        d, events="k", trials="n", cluster="a", group="g"
    ),
    "estimate_prevalence": lambda d: stats.estimate_prevalence(d, flag="has", cluster="a"),
    "recurrence": lambda d: stats.recurrence(d, flag="has", agency="a", year="t", cluster="a"),
    "co_occurrence": lambda d: stats.co_occurrence(d, flags=["has", "g", "other"]),
    "problem_association": lambda d: stats.problem_association(
        d, flag="has", columns=["n"], cluster="a"
    ),
    "agreement": lambda d: stats.agreement(d, first="has", second="other"),
    "corrected_prevalence": lambda d: stats.corrected_prevalence(d, machine="has", human="other"),
    "rank_agencies": lambda d: stats.rank_agencies(d, events="k", trials="n", cluster="a"),
    "funnel": lambda d: stats.funnel(d, events="k", trials="n", cluster="a"),
    "missing_bounds": lambda d: stats.missing_bounds(d, flag="has", cluster="a"),
}
READS = {
    "estimate_rate": "a n k", "estimate_rate agency": "a n k", "compare_rates": "a g n k",
    "trend_rate": "a t n k", "stratified_rates": "a t n k", "outcome_composition": "a n k",
    "small_table": "g t k", "estimate_volume": "a k", "compare_volumes": "a g k m",
    "compare_volumes total": "a g k m", "change_within": "a t k", "volume_model": "a g k",
    "interval_count_model": "a g n k m", "break_at": "a t k", "redress_rate": "a n k",
    "compare_redress": "a g n k", "estimate_prevalence": "a has", "recurrence": "a t has",
    "co_occurrence": "g has other", "problem_association": "a n has", "agreement": "has other",
    "corrected_prevalence": "has other", "rank_agencies": "a n k", "funnel": "a n k",
    "missing_bounds": "a has",
}  # fmt: skip
"""The columns that each call reads."""
CELLS = {
    "k": [(-1, "is below 0"), (np.inf, "is not finite"), ("many", "is not a number")],
    "n": [(np.inf, "is not finite"), ("many", "is not a number")],
    "m": [(0, "must be above 0"), (-1, "is below 0")],
    "has": [(3, "is neither 0 nor 1"), ("yes", "is not a number")],
    "other": [(0.5, "is neither 0 nor 1")],
    "a": [(None, "is a missing group id"), (np.nan, "is a missing group id")],
}
BAD_CELLS = [
    (name, column, value, said)
    for name, read in READS.items()
    for column in read.split()
    for value, said in CELLS.get(column, [])
]
LOOKS: dict[str, Call] = {
    "Int64": lambda d: d.astype(dict.fromkeys("gtnkm", "Int64") | {"has": "Int64"}),
    "Float64": lambda d: d.astype(dict.fromkeys("tnkm", "Float64") | {"has": "Float64"}),
    "float32": lambda d: d.astype(dict.fromkeys("tnkm", "float32") | {"has": "float32"}),
    "uint8": lambda d: d.astype(dict.fromkeys("gnkm", "uint8") | {"has": "uint8"}),
    "object": lambda d: d.astype(object),
    "category": lambda d: d.astype("category"),
    "text": lambda d: d.astype({"a": "string"} | dict.fromkeys("tnkm", str)),
    "arrow": lambda d: d.convert_dtypes(dtype_backend="pyarrow"),
    "bool": lambda d: d.astype({"g": bool, "has": "boolean", "other": bool}),
    "one index": lambda d: d.set_index(pd.Index([0] * len(d))),
}

_KILOBYTES = 1_500_000 * (1024 if sys.platform == "darwin" else 1)


def panel(agencies: int = 20) -> pd.DataFrame:
    """Two years of each agency, groups by agency, everything varied."""
    rng = np.random.default_rng(7)
    a = np.repeat(np.arange(agencies), 2)
    n = rng.integers(5, 30, len(a))
    return pd.DataFrame(
        {
            "a": [f"agency {i:03d}" for i in a],
            "g": a % 2,
            "t": np.tile([2018, 2019], agencies),
            "n": n,
            "k": rng.binomial(n, 0.4),
            "m": 12,
            "has": rng.integers(0, 2, len(a)),
            "other": rng.integers(0, 2, len(a)),
        }
    )


def shown(result: Any) -> pd.DataFrame:
    """The frame of a result, checked for anything a reader must not see."""
    frame = result.to_frame()
    assert not frame.isna().any().any()
    for value in frame.to_numpy().ravel():
        assert value != ""
        assert not isinstance(value, float) or np.isfinite(value)
    for row in result:
        assert row.status in ("ok", "refused")
        assert (row.status == "refused") == (row.estimate is None)
        if row.status == "refused":
            assert row.code in stats.refusal_messages()
            assert "(" + row.code + ")" in row.reason_en and row.code in row.reason_zh
            assert row.help_en and row.help_zh and "{" not in row.reason_en + row.help_zh
        if row.low is not None and row.high is not None:
            assert row.high - row.low > 1e-9
    return frame


@pytest.fixture(autouse=True)
def _no_warning():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warnings.simplefilter("ignore", ResourceWarning)  # what other tests left to the collector
        yield


@pytest.mark.parametrize("name", CALLS)
def test_an_ordinary_panel_answers(name: str) -> None:
    shown(CALLS[name](panel()))


@pytest.mark.parametrize("name", CALLS)
@pytest.mark.parametrize(
    "change",
    [
        {"k": 0},
        {"a": "only one"},
        {"k": 0, "n": 0},
        {"k": np.nan, "has": np.nan},
        {"has": 1, "other": 1},
        {"has": 0, "other": 0},
        {"k": 1, "n": 1},
    ],
    ids=lambda change: ", ".join(change),
)
def test_degenerate_panels_are_refused_or_computed(name: str, change: dict[str, Any]) -> None:
    data = panel().assign(**change)
    try:
        result = CALLS[name](data)
    except ValueError as error:
        assert "column" in str(error)
    else:
        shown(result)


@pytest.mark.parametrize("name", CALLS)
def test_no_rows_is_a_refusal(name: str) -> None:
    try:
        frame = shown(CALLS[name](panel().head(0)))
    except ValueError as error:
        assert "column" in str(error)
    else:
        assert (frame["status"] == "refused").all()


@pytest.mark.parametrize(("name", "column", "value", "said"), BAD_CELLS)
def test_a_bad_cell_is_named(name: str, column: str, value: object, said: str) -> None:
    data = panel().set_index(pd.Index(range(100, 140))).astype({column: object})
    data.loc[117, column] = value
    with pytest.raises(ValueError, match=rf"column '{column}', row 117: .*{said}"):
        CALLS[name](data)


@pytest.mark.parametrize("name", READS)
def test_a_missing_column_is_named(name: str) -> None:
    for column in READS[name].split():
        said = f"column '{column}' is not in the data; columns are: "
        with pytest.raises(ValueError, match=said):
            CALLS[name](panel().drop(columns=column))


def test_every_call_is_in_the_lists() -> None:
    assert set(READS) == set(CALLS)
    called = {name.split()[0] for name in CALLS}
    alone = {"Estimate", "EstimateSet", "refusal_messages", "minimum_detectable", "adjust_many"}
    assert called | alone | {"outcome_readings"} == set(stats.__all__)


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("name", CALLS)
def test_any_type_of_column_gives_the_same(name: str, look: str) -> None:
    plain, other = (shown(CALLS[name](d)) for d in (panel(), LOOKS[look](panel())))
    for column in ("status", "code", "estimate", "low", "high", "p_value"):
        for one, two in zip(plain[column], other[column], strict=True):
            assert one == two or one == pytest.approx(two, rel=1e-4)


@pytest.mark.parametrize("kind", ["Int64", "float64", "object"])
@pytest.mark.parametrize("name", CALLS)
def test_missing_values_are_dropped_and_counted(name: str, kind: str) -> None:
    data = panel(40)
    for at, column in enumerate(("n", "k", "has", "other")):
        values = data[column].astype("Int64")
        values = values.mask((np.arange(len(data)) + at) % 7 == 0)
        data[column] = values.astype(kind) if kind != "object" else values.astype(object)
    shown(CALLS[name](data))


def test_a_part_of_a_request_in_a_table_is_named() -> None:
    data = panel().astype({"k": float})
    data.loc[7, "k"] = 2.5
    with pytest.raises(ValueError, match=r"column 'k', row 7: 2\.5 is not a whole number"):
        CALLS["small_table"](data)


@pytest.mark.parametrize(
    "name",
    [n for n, read in READS.items() if {"k", "n"} <= set(read.split())
     and "redress" not in n and n != "outcome_composition"],
)  # fmt: skip
def test_a_part_above_its_whole_is_named(name: str) -> None:
    data = panel()
    data.loc[3, "k"] = 99
    with pytest.raises(ValueError, match="column 'k', row 3: 99 is above"):
        CALLS[name](data)


def test_codes_of_missing_categories_are_refused() -> None:
    data = panel()
    data["a"] = pd.Categorical(data["a"].where(data["a"] != "agency 001")).codes
    with pytest.raises(ValueError, match="row 2: -1 is a missing group id"):
        CALLS["estimate_rate"](data)


def test_exposure_of_zero_is_named() -> None:
    data = panel()
    data.loc[5, "m"] = 0
    with pytest.raises(ValueError, match="column 'm', row 5"):
        CALLS["compare_volumes"](data)


def test_three_groups_are_named() -> None:
    data = panel()
    data["g"] = np.arange(len(data)) % 3
    with pytest.raises(ValueError, match="column 'g', row 2: needs exactly 2 groups, has 3: 0, 1"):
        CALLS["compare_rates"](data)


GROUPED = {"compare_rates": "g", "compare_volumes": "g", "compare_volumes total": "g",
           "compare_redress": "g", "change_within": "t", "stratified_rates": "t"}  # fmt: skip
"""The column with the two groups of each comparison."""


@pytest.mark.parametrize("name", GROUPED)
def test_one_group_is_named_with_what_was_found(name: str) -> None:
    data = panel().set_index(pd.Index(range(100, 140))).assign(**{GROUPED[name]: 7})
    said = rf"column '{GROUPED[name]}', row 100: needs exactly 2 groups, has 1: 7 alone, in all 40"
    with pytest.raises(ValueError, match=said):
        CALLS[name](data)


@pytest.mark.parametrize("name", GROUPED)
@pytest.mark.parametrize("empty", [0, 1])
def test_a_group_without_numbers_is_refused(name: str, empty: int) -> None:
    column = GROUPED[name]
    data = panel().astype({"k": float})
    data["k"] = data["k"].mask(data[column] == sorted(set(data[column]))[empty])
    row = CALLS[name](data)
    row = row[0] if isinstance(row, list) else row
    assert row.status == "refused" and row.reason_en and row.reason_zh


@pytest.mark.parametrize("name", GROUPED)
def test_the_first_row_of_a_third_group_is_named(name: str) -> None:
    data = panel().set_index(pd.Index(range(100, 140))).astype({GROUPED[name]: object})
    data.loc[[121, 133], GROUPED[name]] = "other"
    said = rf"column '{GROUPED[name]}', row 121: needs exactly 2 groups, has 3: .*other"
    with pytest.raises(ValueError, match=said):
        CALLS[name](data)


def test_an_agency_in_both_groups_is_named() -> None:
    data = panel()
    data.loc[9, "g"] = 1
    said = "column 'g', row 9: agency 004 of 'a' stands in both groups, as do 1 in all"
    with pytest.raises(ValueError, match=said):
        CALLS["compare_redress"](data)


@pytest.mark.parametrize("name", [n for n, read in READS.items() if {"t"} <= set(read.split())])
@pytest.mark.parametrize(
    ("value", "said"),
    [(None, "is missing|is a missing group id"), (np.nan, "is missing|is a missing group id")],
)
def test_a_missing_year_or_period_is_named(name: str, value: object, said: str) -> None:
    data = panel().set_index(pd.Index(range(100, 140))).astype({"t": object})
    data.loc[117, "t"] = value
    with pytest.raises(ValueError, match=rf"column 't', row 117: .*({said})"):
        CALLS[name](data)


@pytest.mark.parametrize("name", ["trend_rate", "break_at", "recurrence"])
@pytest.mark.parametrize(
    ("value", "said"),
    [(2018.5, "is not a whole year"), ("year", "is not a number"), (np.inf, "is not finite"),
     (-3, "is below 1")],
)  # fmt: skip
def test_a_bad_year_is_named(name: str, value: object, said: str) -> None:
    data = panel().set_index(pd.Index(range(100, 140))).astype({"t": object})
    data.loc[117, "t"] = value
    with pytest.raises(ValueError, match=rf"column 't', row 117: .*{said}"):
        CALLS[name](data)


@pytest.mark.parametrize("name", ["volume_model", "interval_count_model"])
@pytest.mark.parametrize(
    ("value", "said"), [("many", "is not a number"), (np.inf, "is not finite")]
)
def test_a_bad_cell_of_a_model_is_named(name: str, value: object, said: str) -> None:
    data = panel().set_index(pd.Index(range(100, 140))).astype({"g": object})
    data.loc[117, "g"] = value
    with pytest.raises(ValueError, match=rf"column 'g', row 117: .*{said}"):
        CALLS[name](data)


@pytest.mark.parametrize("kind", ["gee", "mixed"])
def test_a_missing_cell_of_a_model_is_named(kind: str) -> None:
    data = panel().set_index(pd.Index(range(100, 140))).astype({"g": float})
    data.loc[117, "g"] = np.nan
    with pytest.raises(ValueError, match="column 'g', row 117: nan is missing; drop that row"):
        stats.volume_model(data, value="k", design=["g"], cluster="a", kind=kind)  # type: ignore[arg-type]


def test_a_date_is_no_number() -> None:
    data = panel().assign(t=pd.Timestamp("2019-05-15"))
    with pytest.raises(ValueError, match=r"column 't', row 0: .* is a date, not a number"):
        CALLS["trend_rate"](data)


@pytest.mark.parametrize("name", CALLS)
def test_what_is_no_frame_is_told(name: str) -> None:
    with pytest.raises(TypeError, match="data must be a pandas DataFrame, not dict"):
        CALLS[name]({"a": [1]})  # type: ignore[arg-type]


ARGUMENTS: list[tuple[Callable[[], Any], str]] = [
    (lambda: stats.estimate_rate(panel(), events="k", trials="n", cluster="a", level=95),
     "level must lie between 0 and 1, such as 0.95, and is 95"),
    (lambda: stats.estimate_rate(panel(), events="k", trials="n", cluster="a", weighting="x"),  # type: ignore[arg-type]
     "weighting must be one of request, agency, not 'x'"),
    (lambda: stats.volume_model(panel(), value="k", design="g", cluster="a"),
     r"design takes a list of columns, such as \['g'\], not the text 'g'"),
    (lambda: stats.volume_model(panel(), value="k", design=[], cluster="a"),
     "design needs 1 columns or more, has 0"),
    (lambda: stats.outcome_composition(panel(), outcomes=["k", "k"], cluster="a"),
     "outcomes names column 'k' twice"),
    (lambda: stats.co_occurrence(panel(), flags=["has", "other"]),
     "flags needs 3 columns or more, has 2"),
    (lambda: stats.problem_association(panel(), flag="has", columns="n", cluster="a"),
     "columns takes a list of columns"),
    (lambda: stats.missing_bounds(panel(), flag="has", cluster="a", odds=(2, 1)), "odds must be"),
    (lambda: stats.break_at(panel(), value="k", year="t", cluster="a", when=2019, lasting=1),
     "lasting must be from 0 to below 1"),
    (lambda: stats.minimum_detectable(question="rates", groups=40, spread=float("nan")),
     "spread must be a number above 0, not nan"),
    (lambda: stats.minimum_detectable(question="rates", groups=-4), "groups must be a number"),
    (lambda: stats.minimum_detectable(question="rates", groups=40, power=80), "power must lie"),
    (lambda: stats.minimum_detectable(question="rate", groups=40), "question must be one of"),  # type: ignore[arg-type]
    (lambda: stats.adjust_many([], method="x"), "method must be one of holm, bh, not 'x'"),  # type: ignore[arg-type]
]  # fmt: skip


@pytest.mark.parametrize(("call", "said"), ARGUMENTS, ids=[said[:30] for _, said in ARGUMENTS])
def test_a_bad_argument_is_told(call: Callable[[], Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        call()


def test_a_family_holds_estimates_only() -> None:
    with pytest.raises(TypeError, match="estimates must all be Estimate, not float"):
        stats.adjust_many([0.04])  # type: ignore[list-item]


def test_complete_separation_is_refused() -> None:
    data = panel()
    data["k"] = data["n"].where(data["g"] == 1, 0)
    assert CALLS["compare_rates"](data).code == "R5"
    data["k"] = data["k"].where(data["g"] == 1, 0)
    assert CALLS["compare_volumes"](data).code == "R5"
    data["has"] = data["g"]
    found = stats.problem_association(data, flag="has", columns=["g"], cluster="a")
    assert found[0].code == "R6"


@pytest.mark.parametrize("name", CALLS)
def test_order_of_rows_does_not_matter(name: str) -> None:
    data = panel(40)
    mixed = data.sample(frac=1, random_state=3)
    first, second = CALLS[name](data), CALLS[name](mixed)
    for one, other in zip(first, second, strict=True):
        assert (one.status, one.code) == (other.status, other.code)
        if one.estimate is not None:
            assert one.estimate == pytest.approx(other.estimate, rel=1e-6)
        if one.low is not None:
            assert one.low == pytest.approx(other.low, rel=1e-5)


@pytest.fixture(scope="module")
def million() -> pd.DataFrame:
    """A million reports: 100,000 agencies (3,000 in `few`) over ten years."""
    rng = np.random.default_rng(1)
    size, years = 1_000_000, 10
    a = np.repeat(np.arange(size // years), years)
    n = rng.integers(1, 40, size)
    rate = rng.beta(4, 6, 3000)[a % 3000]
    return pd.DataFrame(
        {
            "a": a,
            "few": a % 3000,
            "g": a % 2,
            "t": np.tile(np.arange(2014, 2014 + years), size // years),
            "n": n,
            "k": rng.binomial(n, rate),
            "m": 12,
            "has": rng.integers(0, 2, size),
            "other": rng.integers(0, 2, size),
        }
    )


@pytest.mark.parametrize("name", CALLS)
def test_a_million_rows_take_seconds_and_little_memory(name: str, million: pd.DataFrame) -> None:
    data = million
    if name not in ("recurrence", "break_at"):
        data = data.assign(a=data["few"])
    if name in ("change_within", "stratified_rates"):
        data = data.assign(t=(data["t"] >= 2019).astype(int))
    if name == "small_table":
        data = data.assign(t=data["t"] % 4)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.process_time()
    assert CALLS[name](data)[0].status == "ok"
    assert time.process_time() - start < 30
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - peak < _KILOBYTES


@pytest.mark.parametrize("kind", ["gee", "mixed"])
def test_models_that_would_take_hours_are_refused(kind: str, million: pd.DataFrame) -> None:
    row = stats.volume_model(million, value="k", design=["g"], cluster="few", kind=kind)[0]
    assert row.code == "R6"
    assert "hours" in row.reason_en


def test_a_mixed_model_whose_matrix_can_not_be_inverted_is_refused() -> None:
    data = pd.DataFrame(
        {"a": list(range(10)) * 3, "y": list(range(10)) * 3, "x": [0.0] * 15 + [1.0] * 15}
    )
    same = data.assign(z=data["x"])
    row = stats.volume_model(same, value="y", design=["x", "z"], cluster="a", kind="mixed")[0]
    assert (row.status, row.code) == ("refused", "R6")
