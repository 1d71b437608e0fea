"""Cases of models, strata, tables, ranks, and of what could have been seen."""

from dataclasses import replace
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd

from govdisc_analysis.calibration.case import Answer, Case, Estimator, one, zero
from govdisc_analysis.calibration.panels import Shape
from govdisc_analysis.calibration.panels_coded import draw_rates, draw_table
from govdisc_analysis.stats.comparisons import compare_rates
from govdisc_analysis.stats.constants import DETECT_POWER, LEVEL
from govdisc_analysis.stats.crosstab import small_table
from govdisc_analysis.stats.estimate import Estimate, combine
from govdisc_analysis.stats.many import adjust_many
from govdisc_analysis.stats.power import minimum_detectable
from govdisc_analysis.stats.ranks import funnel, rank_agencies
from govdisc_analysis.stats.regressions import Kind, volume_model
from govdisc_analysis.stats.strata import stratified_rates
from govdisc_analysis.stats.volumes import estimate_volume

_FAMILY = 12
_SPREAD = 0.2
_REQUESTS = 400


def _volume(weighting: str) -> Estimator:
    return lambda d: estimate_volume(
        d,
        value="y",
        exposure="months",
        cluster="agency",
        weighting=weighting,  # type: ignore[arg-type]
    )


def _typical(shape: Shape) -> float:
    """Geometric mean over agencies, a month."""
    if shape.means:
        return float(np.exp(np.mean(np.log(shape.means)))) / 12
    logs = (1 - shape.giants) * np.log(shape.typical) + shape.giants * np.log(shape.giant)
    return float(np.exp(logs)) / 12


def _mean(shape: Shape) -> float:
    """Arithmetic mean over agencies, a month."""
    if shape.means:
        return float(np.mean(shape.means)) / 12
    small = (1 - shape.giants) * shape.typical * np.exp(shape.typical_sd**2 / 2)
    return float(small + shape.giants * shape.giant * np.exp(shape.giant_sd**2 / 2)) / 12


def _model(kind: Kind, column: str) -> Estimator:
    return lambda d: volume_model(
        d, value="y", design=[column], exposure="months", cluster="agency", kind=kind
    )[column]


def _nested(d: pd.DataFrame) -> Answer:
    return volume_model(
        d, value="y", design=["g"], exposure="months", cluster="county", nested="agency",
        kind="mixed",
    )["g"]  # fmt: skip


def _strata(d: pd.DataFrame) -> Answer:
    return stratified_rates(d, events="k", trials="n", stratum="county", group="g")


def _table(d: pd.DataFrame) -> Answer:
    return small_table(d, row="applicant", col="outcome", count="count", seed=1)


_RATE: dict[str, Any] = {"events": "k", "trials": "n", "cluster": "agency"}


def _shrunk(d: pd.DataFrame) -> Answer:
    return rank_agencies(d, **_RATE, seed=1)


def _own_rates(d: pd.DataFrame, found: Answer) -> tuple[float, ...]:
    return tuple(d[d["n"] > 0].groupby("agency")["rate"].first())


def _ranks(d: pd.DataFrame) -> Answer:
    """Intervals of ranks; half a rank each way makes room for a certain one."""
    rows = [_rank(row) if row.ok else row for row in rank_agencies(d, **_RATE, seed=1)]
    return combine(rows, "ranks")


def _rank(row: Estimate) -> Estimate:
    low, high = row.details["rank_low"] - 0.5, row.details["rank_high"] + 0.5
    return replace(row, estimate=(low + high) / 2, low=low, high=high)


def _own_ranks(d: pd.DataFrame, found: Answer) -> tuple[float, ...]:
    rates = np.array(_own_rates(d, found))
    return tuple((rates.argsort().argsort() + 1.0).tolist())


def _funnel(d: pd.DataFrame) -> Answer:
    return funnel(d, **_RATE, limit=LEVEL)


def _raw(d: pd.DataFrame, found: Answer) -> tuple[float, ...]:
    return tuple(row.estimate or 0.0 for row in found)


@lru_cache(maxsize=64)
def _detectable(agencies: int) -> float:
    found = minimum_detectable(question="rates", groups=agencies, spread=_SPREAD)
    return min(found.estimate or 0.5, 0.5)


def _draw_detectable(shape: Shape, rng: np.random.Generator) -> pd.DataFrame:
    """Two groups of agencies that differ by just what should be seen four times in five."""
    g = np.arange(shape.agencies) % 2
    gap = _detectable(shape.agencies)
    rate = np.clip(rng.normal(0.5 + gap * (g - 0.5), _SPREAD), 0.01, 0.99)
    k = rng.binomial(_REQUESTS, rate)
    return pd.DataFrame({"agency": range(len(g)), "g": g, "n": _REQUESTS, "k": k})


def _seen(d: pd.DataFrame) -> Answer:
    return compare_rates(d, **_RATE, group="g", weighting="agency")


def _family(d: pd.DataFrame) -> Answer:
    """Twelve comparisons of groups that do not differ, adjusted together: is any found?"""
    rng = np.random.default_rng(int(d["n"].sum() + 7 * d["k"].sum()))
    rows: list[Estimate] = []
    for _ in range(_FAMILY):
        side = rng.permutation(d["agency"].nunique()) % 2
        mixed = d.assign(g=side[pd.factorize(d["agency"])[0]])
        rows.append(compare_rates(mixed, **_RATE, group="g", weighting="agency"))
    least = min(adjust_many(rows), key=lambda row: 1.0 if row.p_value is None else row.p_value)
    return replace(least, low=None, high=None)


MODELS = (
    Case("estimate_volume, agency", _volume("agency"), _typical),
    Case("estimate_volume, total", _volume("total"), _mean),
    Case("volume_model, negative binomial", _model("negative binomial", "g"), zero),
    Case("volume_model, gee, group", _model("gee", "g"), zero),
    Case("volume_model, gee, period", _model("gee", "post"), zero),
    Case("volume_model, mixed", _model("mixed", "g"), zero),
    Case("volume_model, mixed, agency in county", _nested, zero),
    Case("stratified_rates, counties", _strata, one),
    Case("small_table", _table, zero, draw=draw_table),
    Case("rank_agencies, each rate", _shrunk, zero, draw=draw_rates, own_truth=_own_rates,
         each=True),
    Case("rank_agencies, each rank", _ranks, zero, draw=draw_rates, own_truth=_own_ranks,
         each=True),
    Case("funnel at 95%, each agency", _funnel, zero, own_truth=_raw, each=True),
    Case("minimum_detectable, power 80%", _seen, lambda s: _detectable(s.agencies),
         draw=_draw_detectable, rejects=DETECT_POWER),
    Case("adjust_many, any of 12 true nulls", _family, zero),
)  # fmt: skip
