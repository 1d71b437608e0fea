"""The rows of the menu where the data can't carry them: a reason instead of a number."""

import numpy as np
import pandas as pd

from govdisc_analysis import stats
from govdisc_analysis.analysis.menu.lines import trends
from govdisc_analysis.analysis.menu.reading import Line
from govdisc_analysis.analysis.menu.source import BREAK, COVERED, RATE, VOLUME, Source

_FEW, _ALONE = 6, 9
_LATE_START = 2016
_GIANT = 100


def refusals(source: Source) -> list[Line]:
    """The same questions where the data can't carry them, at least one for each threshold."""
    data = source.data
    six = data[data["agency_key"] < _FEW]
    return [*_volumes(data, six), *_outcomes(source, six), *_problems(source, six)]


def _volumes(data: pd.DataFrame, six: pd.DataFrame) -> list[Line]:
    limits = {"lower": "lo", "upper": "hi", "exposure": "months", "cluster": "agency_key"}
    ten = data[(data["year"] == BREAK) & (data["agency_key"] < _FEW + _ALONE)]
    after = data[data["year"] > _LATE_START]
    mixed = stats.volume_model(six, **VOLUME, design=["g"], kind="mixed")
    model = stats.volume_model(six, **VOLUME, design=["g", "post"])
    return [
        ("volume.one", stats.estimate_volume(data.head(0), **VOLUME)),
        ("volume.groups", stats.compare_volumes(six, **VOLUME, group="g")),
        ("volume.within", stats.change_within(six, **VOLUME, period="later")),
        ("model.negative binomial", model[0]),
        ("model.mixed", mixed[0]),
        ("volume.limits", stats.interval_count_model(ten, **limits, design=["g"])[0]),
        ("volume.covered", stats.compare_volumes(six, **COVERED, group="g")),
        ("break.2019", stats.break_at(after, **VOLUME, year="year", when=BREAK)),
    ]


def _outcomes(source: Source, six: pd.DataFrame) -> list[Line]:
    data = source.data
    parts = stats.outcome_composition(six, outcomes=["full", "withheld"], cluster="agency_key")
    strata = {"events": "k", "trials": "n", "stratum": "province", "group": "g"}
    table = source.table.assign(count=lambda d: d["count"] // 5)
    lawsuits = six.assign(rare=np.where(six["agency_key"] == 0, six["rare"], 0))
    cases = {"events": "rare", "trials": "n", "cluster": "agency_key"}
    few = data[data["agency_key"] < _FEW + _ALONE].assign(rare=0)
    two = data[data["province"] < 2]
    return [
        ("rate.request", stats.estimate_rate(data.head(0), **RATE)),
        ("rate.one", stats.estimate_rate(_small(data), **RATE)),
        ("rate.agency", stats.estimate_rate(six, **RATE, weighting="agency")),
        ("rate.request", stats.estimate_rate(_ruled(data), **RATE)),
        ("rate.groups", stats.compare_rates(six, **RATE, group="g", seed=source.seed)),
        ("rate.table", stats.small_table(table, row="applicant", col="outcome", count="count")),
        ("outcome.full", parts[0]),
        ("trend.across", dict(trends(source))["trend.across"]),
        ("rate.strata", stats.stratified_rates(two, **strata)),
        ("rank.funnel", stats.funnel(six, **RATE)[0]),
        ("rank.agency", stats.rank_agencies(six, **RATE, seed=source.seed)[0]),
        ("redress.rate", stats.redress_rate(few, **cases)),
        ("redress.groups", stats.compare_redress(lawsuits, **cases, group="g", seed=source.seed)),
    ]


def _problems(source: Source, six: pd.DataFrame) -> list[Line]:
    data, unit = source.data, {"flag": "has", "cluster": "county_unit"}
    again = {"flag": "has", "agency": "agency_key", "year": "year", "cluster": "county_unit"}
    pairs = data[(data["year"] < data["year"].min() + 2) & (data["agency_key"] < _ALONE)]
    with_few = data.assign(has=(data["has"] == 1) & (data["agency_key"] < 1))
    lengths = {"flag": "has", "columns": ["log_length", "g"], "cluster": "county_unit"}
    return [
        ("problem.share", stats.estimate_prevalence(six, **unit)),
        ("problem.distinct", stats.estimate_prevalence(six[six["copied"] == 0], **unit)),
        ("problem.yearly", stats.problem_association(six, **unit, columns=["year"])[0]),
        ("problem.again", stats.recurrence(pairs, **again)[0]),
        ("problem.pair", stats.co_occurrence(six, flags=list(source.flags))[0]),
        ("problem.length", stats.problem_association(with_few, **lengths)[0]),
        ("problem.kappa", stats.agreement(six, first="reader_1", second="reader_2")),
        (
            "problem.corrected",
            stats.corrected_prevalence(six, machine="machine", human="reader_1", seed=source.seed),
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
