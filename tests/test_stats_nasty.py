"""Whatever the panel holds, an answer is a finite interval with a width, or a refusal in words."""

import warnings
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from govdisc_analysis import stats
from tests.test_stats_input import CALLS, shown

HUGE = 2_000_000_000
_SIZES = ("zero", "one", "same", "small", "one huge", "mostly zero", "heavy")
_PARTS = ("none", "all", "half", "one", "random", "alternate")


def nasty(
    agencies: int, years: int, size: str, part: str, missing: float = 0.0, seed: int = 0
) -> pd.DataFrame:
    """A panel of one kind of trouble: what requests are like, and which part of them counts."""
    rng = np.random.default_rng(seed)
    rows = agencies * years
    n = {
        "zero": np.zeros(rows, dtype=np.int64),
        "one": np.ones(rows, dtype=np.int64),
        "same": np.full(rows, 12),
        "small": rng.integers(0, 4, rows),
        "one huge": np.where(np.arange(rows) < years, HUGE, rng.integers(1, 20, rows)),
        "mostly zero": np.where(rng.random(rows) < 0.9, 0, 30),
        "heavy": np.round(rng.lognormal(2, 3, rows)).astype(np.int64),
    }[size]
    k = {
        "none": np.zeros(rows, dtype=np.int64),
        "all": n,
        "half": n // 2,
        "one": np.minimum(n, np.arange(rows) == 0),
        "random": rng.binomial(n, 0.3),
        "alternate": np.where(np.arange(rows) // years % 2, n, 0),
    }[part]
    flag = {"none": 0, "all": 1}.get(part, rng.integers(0, 2, rows))
    data = pd.DataFrame(
        {
            "a": [f"agency {i:03d}" for i in np.repeat(np.arange(agencies), years)],
            "g": np.repeat(np.arange(agencies) % 2, years),
            "t": np.tile(np.arange(2019 - years // 2, 2019 - years // 2 + years), agencies),
            "n": n.astype(float),
            "k": k.astype(float),
            "m": 12.0,
            "has": np.zeros(rows) + flag,
            "other": np.zeros(rows) + rng.permutation(np.zeros(rows, dtype=int) + flag),
        }
    )
    for column in ("n", "k", "has", "other"):
        data.loc[rng.random(rows) < missing, column] = np.nan
    return data


def answered(name: str, data: pd.DataFrame) -> None:
    """The answer is fit to show, or the error names what is wrong; nothing is warned of."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warnings.simplefilter("ignore", ResourceWarning)  # what other tests left to the collector
        try:
            result = CALLS[name](data)
        except ValueError as error:
            assert "needs exactly 2 groups" in str(error)
        else:
            inside(shown(result), result)


def inside(frame: pd.DataFrame, result: Any) -> None:
    """Every estimate lies within its own limits, and shares within 0 and 1."""
    assert (frame.astype(str) != "").all().all()
    for row in result:
        if row.low is None or row.high is None:
            continue
        assert row.low <= row.estimate <= row.high or "limits of" in row.estimand
        if row.scale == "share":
            assert 0 <= row.low < row.high <= 1
        if row.p_value is not None:
            assert 0 < row.p_value <= 1


@pytest.mark.parametrize("size", _SIZES)
@pytest.mark.parametrize("part", _PARTS)
@pytest.mark.parametrize("name", CALLS)
def test_a_panel_in_trouble(name: str, size: str, part: str) -> None:
    answered(name, nasty(34, 2, size, part))


@pytest.mark.parametrize("shape", [(1, 1), (1, 12), (2, 10), (8, 1), (8, 9), (40, 1)])
@pytest.mark.parametrize("name", CALLS)
def test_few_agencies_or_years(name: str, shape: tuple[int, int]) -> None:
    for size in ("same", "one huge"):
        answered(name, nasty(*shape, size, "random"))


@pytest.mark.parametrize("name", CALLS)
@settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
@given(
    agencies=st.integers(1, 45),
    years=st.integers(1, 11),
    size=st.sampled_from(_SIZES),
    part=st.sampled_from(_PARTS),
    missing=st.sampled_from([0.0, 0.3, 0.95, 1.0]),
    seed=st.integers(0, 5),
)
def test_any_panel(
    name: str, agencies: int, years: int, size: str, part: str, missing: float, seed: int
) -> None:
    answered(name, nasty(agencies, years, size, part, missing, seed))


@given(
    question=st.sampled_from(["rates", "volumes", "within", "prevalence", "break"]),
    groups=st.integers(1, 3000),
    effective=st.one_of(st.none(), st.floats(1e-3, 3000)),
    spread=st.one_of(st.none(), st.floats(1e-6, 1e4)),
    years=st.integers(1, 30),
)
@settings(max_examples=200, deadline=None, derandomize=True)
def test_any_question_of_power(
    question: Any, groups: int, effective: float | None, spread: float | None, years: int
) -> None:
    row = stats.minimum_detectable(
        question=question, groups=groups, effective_groups=effective, spread=spread, years=years
    )
    shown(row)
    shown(stats.adjust_many([row, row]))
