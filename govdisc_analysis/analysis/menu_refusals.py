"""The rows of the menu where the data can't carry them: a reason instead of a number."""

import numpy as np
import pandas as pd

from govdisc_analysis import stats
from govdisc_analysis.analysis.menu import Line, over_years
from govdisc_analysis.analysis.national import BREAK, FLAGS, RATE, VOLUME, draw_national, one_table

_FEW, _ALONE = 6, 9
_LATE_START = 2016
_GIANT = 100


def refusals(seed: int) -> list[Line]:
    """The same questions where the data can't carry them, at least one for each threshold."""
    data = draw_national(seed)
    six = data[data["agency_key"] < _FEW]
    return [*_volumes(data, six), *_outcomes(data, six, seed), *_problems(data, six, seed)]


def _volumes(data: pd.DataFrame, six: pd.DataFrame) -> list[Line]:
    limits = {"lower": "lo", "upper": "hi", "exposure": "months", "cluster": "agency_key"}
    ten = data[(data["year"] == BREAK) & (data["agency_key"] < _FEW + _ALONE)]
    after = data[data["year"] > _LATE_START]
    mixed = stats.volume_model(six, **VOLUME, design=["g"], kind="mixed")
    model = stats.volume_model(six, **VOLUME, design=["g", "post"])
    return [
        ("volume.groups", stats.compare_volumes(six, **VOLUME, group="g")),
        ("volume.within", stats.change_within(six, **VOLUME, period="later")),
        ("model.negative binomial", model[0]),
        ("model.mixed", mixed[0]),
        ("volume.limits", stats.interval_count_model(ten, **limits, design=["g"])[0]),
        ("break.2019", stats.break_at(after, **VOLUME, year="year", when=BREAK)),
    ]


def _outcomes(data: pd.DataFrame, six: pd.DataFrame, seed: int) -> list[Line]:
    parts = stats.outcome_composition(six, outcomes=["full", "withheld"], cluster="agency_key")
    strata = {"events": "k", "trials": "n", "stratum": "province", "group": "g"}
    table = one_table(seed).assign(count=lambda d: d["count"] // 5)
    lawsuits = six.assign(rare=np.where(six["agency_key"] == 0, six["rare"], 0))
    cases = {"events": "rare", "trials": "n", "cluster": "agency_key"}
    few = data[data["agency_key"] < _FEW + _ALONE].assign(rare=0)
    two = data[data["province"] < 2]
    return [
        ("rate.request", stats.estimate_rate(data.head(0), **RATE)),
        ("rate.one", stats.estimate_rate(_small(data), **RATE)),
        ("rate.agency", stats.estimate_rate(six, **RATE, weighting="agency")),
        ("rate.request", stats.estimate_rate(_ruled(data), **RATE)),
        ("rate.groups", stats.compare_rates(six, **RATE, group="g", seed=seed)),
        ("rate.table", stats.small_table(table, row="applicant", col="outcome", count="count")),
        ("outcome.full", parts[0]),
        ("trend.across", over_years(seed)[1][1]),
        ("rate.strata", stats.stratified_rates(two, **strata)),
        ("rank.funnel", stats.funnel(six, **RATE)[0]),
        ("rank.agency", stats.rank_agencies(six, **RATE, seed=seed)[0]),
        ("redress.rate", stats.redress_rate(few, **cases)),
        ("redress.groups", stats.compare_redress(lawsuits, **cases, group="g", seed=seed)),
    ]


def _problems(data: pd.DataFrame, six: pd.DataFrame, seed: int) -> list[Line]:
    again = {"flag": "has", "agency": "agency_key", "year": "year", "cluster": "county_unit"}
    pairs = data[(data["year"] < data["year"].min() + 2) & (data["agency_key"] < _ALONE)]
    with_few = data.assign(has=(data["has"] == 1) & (data["agency_key"] < 1))
    lengths = {"flag": "has", "columns": ["log_length", "g"], "cluster": "county_unit"}
    return [
        ("problem.share", stats.estimate_prevalence(six, flag="has", cluster="county_unit")),
        ("problem.again", stats.recurrence(pairs, **again)[0]),
        ("problem.pair", stats.co_occurrence(six, flags=list(FLAGS))[0]),
        ("problem.length", stats.problem_association(with_few, **lengths)[0]),
        ("problem.kappa", stats.agreement(six, first="reader_1", second="reader_2")),
        (
            "problem.corrected",
            stats.corrected_prevalence(six, machine="machine", human="reader_1", seed=seed),
        ),
        ("problem.silent", stats.missing_bounds(six, flag="came", cluster="county_unit")[0]),
    ]


def _ruled(data: pd.DataFrame) -> pd.DataFrame:
    """A few agencies, one of which holds nearly all requests."""
    giant = data.groupby("agency_key")["n"].sum().idxmax()
    part = data[(data["agency_key"] < _ALONE) | (data["agency_key"] == giant)]
    return part.assign(n=part["n"].where(part["agency_key"] != giant, part["n"] * _GIANT))


def _small(data: pd.DataFrame) -> pd.DataFrame:
    """One report with a handful of requests."""
    return data[data["n"].between(3, 9)].head(1)
