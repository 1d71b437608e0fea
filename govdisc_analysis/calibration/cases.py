"""What is measured: each estimator on one kind of panel, with the value it should cover."""

import numpy as np
import pandas as pd

from govdisc_analysis.calibration import textbook
from govdisc_analysis.calibration.case import Case, Estimator, one, zero
from govdisc_analysis.calibration.cases_models import MODELS
from govdisc_analysis.calibration.cases_problems import PROBLEMS
from govdisc_analysis.calibration.panels import (
    PARTIAL,
    Shape,
    true_prevalence,
    true_share,
)
from govdisc_analysis.stats.breaks import break_at
from govdisc_analysis.stats.changes import change_within
from govdisc_analysis.stats.comparisons import compare_rates
from govdisc_analysis.stats.composition import outcome_composition
from govdisc_analysis.stats.estimate import Estimate, EstimateSet
from govdisc_analysis.stats.intervals import interval_count_model
from govdisc_analysis.stats.rates import estimate_rate
from govdisc_analysis.stats.redress import compare_redress, redress_rate
from govdisc_analysis.stats.trends import trend_rate
from govdisc_analysis.stats.volumes import compare_volumes


def _rate(weighting: str) -> Estimator:
    return lambda d: estimate_rate(
        d,
        events="k",
        trials="n",
        cluster="agency",
        weighting=weighting,  # type: ignore[arg-type]
    )


def _compare(weighting: str, group: str = "g") -> Estimator:
    return lambda d: compare_rates(
        d,
        events="k",
        trials="n",
        cluster="agency",
        group=group,
        seed=1,
        weighting=weighting,  # type: ignore[arg-type]
    )


def _volumes(weighting: str) -> Estimator:
    return lambda d: compare_volumes(
        d,
        value="y",
        exposure="months",
        cluster="agency",
        group="g",
        weighting=weighting,  # type: ignore[arg-type]
    )


def _change(d: pd.DataFrame) -> Estimate:
    return change_within(d, value="y", exposure="months", cluster="agency", period="post")


def _interval(name: str) -> Estimator:
    return lambda d: interval_count_model(
        d, lower="lo", upper="hi", design=[name], exposure="months", cluster="agency"
    )


def _break(lasting: float | None = None) -> Estimator:
    return lambda d: break_at(
        d, value="y", year="year", cluster="agency", when=2019, lasting=lasting
    )


def _redress(d: pd.DataFrame) -> Estimate:
    return redress_rate(d, events="rare", trials="n", cluster="agency")


def _redress_compared(d: pd.DataFrame) -> Estimate:
    return compare_redress(d, events="rare", trials="n", cluster="agency", group="g", seed=1)


def _trend(d: pd.DataFrame) -> Estimate:
    return trend_rate(d, events="k", trials="n", year="year", cluster="agency")


def _composition(d: pd.DataFrame) -> EstimateSet:
    parts = d.assign(full=d["k"] - d["part"], withheld=d["n"] - d["k"])
    return outcome_composition(parts, outcomes=["full", "part", "withheld"], cluster="agency")


def _redress_truth(shape: Shape) -> float:
    return 20.0 * float(np.exp(0.5**2 / 2))


def _composition_truth(shape: Shape) -> tuple[float, ...]:
    share = true_share(shape)
    return share * (1 - PARTIAL), share * PARTIAL, 1 - share


def _gap(shape: Shape) -> float:
    return true_share(shape, 1.0) - true_share(shape, 0.0)


_LASTING_17 = (("year_sd", 0.1), ("year_ar", 0.5), ("years", 17))
_LARGE_17 = (("year_sd", 0.2), ("year_ar", 0.5), ("years", 17))
CASES = (
    Case("estimate_rate, request", _rate("request"), true_share),
    Case("estimate_rate, agency", _rate("agency"), true_share),
    Case("compare_rates, no difference", _compare("request"), zero),
    Case(
        "compare_rates, difference",
        _compare("request"),
        _gap,
        (("group_log_odds", 0.8),),
        rejects=None,
    ),
    Case("compare_rates, agency", _compare("agency"), zero),
    Case("compare_rates, before and after", _compare("request", "post"), zero),
    Case("compare_volumes, agency", _volumes("agency"), one),
    Case("compare_volumes, total", _volumes("total"), one),
    Case("change_within", _change, one),
    Case("interval_count_model, period", _interval("post"), zero),
    Case("interval_count_model, group", _interval("g"), zero),
    Case("break_at, quiet years", _break(), one),
    Case("break_at, year shocks 10%", _break(), one, (("year_sd", 0.1),)),
    Case("break_at, lasting shocks 10%", _break(), one, (("year_sd", 0.1), ("year_ar", 0.5))),
    Case("break_at, lasting shocks, 17 years", _break(), one, _LASTING_17),
    Case("break_at, large lasting shocks, 17 years", _break(), one, _LARGE_17),
    Case("break_at with lasting=0.5, large lasting shocks, 17 years", _break(0.5), one, _LARGE_17),
    Case("break_at with lasting=0.5, year shocks 10%", _break(0.5), one, (("year_sd", 0.1),)),
    Case("break_at with lasting=0, lasting shocks, 17 years", _break(0.0), one, _LASTING_17),
    Case("redress_rate", _redress, _redress_truth),
    Case("compare_redress", _redress_compared, zero),
    Case("trend_rate", _trend, zero),
    Case("outcome_composition, all three", _composition, _composition_truth),
    *MODELS,
    *PROBLEMS,
    Case("pooled Wilson", textbook.pooled_wilson, true_share, textbook=True),
    Case("chi-square", textbook.chi_square, zero, textbook=True),
    Case("cluster z", textbook.cluster_z, zero, textbook=True),
    Case("naive Poisson", textbook.naive_poisson, one, textbook=True),
    Case("naive prevalence", textbook.naive_prevalence, true_prevalence, textbook=True),
    Case("national Poisson break", textbook.national_break, one, (("year_sd", 0.1),), True),
    Case("pooled exact Poisson", textbook.pooled_poisson, _redress_truth, textbook=True),
)
