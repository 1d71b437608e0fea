"""The analyses of the menu on a panel: one line a question, number or refusal."""

from collections.abc import Callable
from functools import lru_cache, partial
from typing import Literal

import pandas as pd

from govdisc_analysis import stats
from govdisc_analysis.analysis.menu.reading import Line
from govdisc_analysis.analysis.menu.source import COVERED, RATE, VOLUME, Source, UnfitError
from govdisc_analysis.stats.constants import BREAK_FRACTION
from govdisc_analysis.stats.estimate import Estimate, EstimateSet

Lines = tuple[Line, ...]
_RECENT = 3
_PARTS = ("full", "part", "withheld")
_KINDS: tuple[Literal["negative binomial", "gee", "mixed"], ...] = (
    *("negative binomial", "gee", "mixed"),
)


def asked(question: Callable[[], Estimate]) -> Estimate:
    """The answer; a refusal too where the rows that it needs are not there."""
    try:
        return question()
    except UnfitError as unfit:
        return unfit.row


def every(source: Source) -> Lines:
    """All lines, where the panel has the columns of all."""
    parts = (rates, trends, breaks, volumes, redress, problems)
    return tuple(line for part in parts for line in part(source))


@lru_cache(maxsize=4)
def rates(source: Source) -> Lines:
    """Shares of requests: levels, groups, strata, the division, one report's own table."""
    data = source.data
    parts = stats.outcome_composition(data, outcomes=list(_PARTS), cluster="agency_key")
    return (
        ("rate.request", stats.estimate_rate(data, **RATE)),
        ("rate.agency", stats.estimate_rate(data, **RATE, weighting="agency")),
        ("rate.groups", asked(lambda: _groups(source))),
        ("rate.strata", asked(lambda: _strata(source))),
        *((f"outcome.{row.term}", row) for row in parts),
        ("rate.table", asked(lambda: _table(source))),
    )


def asked_for(source: Source) -> pd.DataFrame:
    """Rows of the two groups that had requests at all."""
    return source.paired(source.data[source.data["n"] > 0])


def _groups(source: Source) -> Estimate:
    row: Estimate = stats.compare_rates(asked_for(source), **RATE, group="g", seed=source.seed)
    return row


def _strata(source: Source) -> Estimate:
    row: Estimate = stats.stratified_rates(
        asked_for(source), events="k", trials="n", stratum="province", group="g"
    )
    return row


def _table(source: Source) -> Estimate:
    table = source.enough(source.table, 1, "request_table")
    row: Estimate = stats.small_table(
        table, row="applicant", col="outcome", count="count", seed=source.seed
    )
    return row


@lru_cache(maxsize=4)
def trends(source: Source) -> Lines:
    """Trends inside a form and across forms."""
    data, trend = source.data, {**RATE, "year": "year"}
    across = stats.trend_rate(data, **trend, regime="form")
    both = stats.trend_rate(data, **trend, regime="form", events_broad="k_broad")
    return (
        ("trend.inside", stats.trend_rate(inside(source), **trend)),
        ("trend.across", across),
        ("trend.readings", both),
    )


def inside(source: Source) -> pd.DataFrame:
    """The rows of the form inside which trends are looked at."""
    rows: pd.DataFrame = source.data[source.data["form"] == source.form]
    return rows


@lru_cache(maxsize=4)
def breaks(source: Source) -> Lines:
    """A break, and what could have been seen."""
    return (("break.2019", break_of(source)), ("break.smallest", asked(lambda: _smallest(source))))


def _smallest(source: Source) -> Estimate:
    data = source.enough(source.data, 1, "reports")
    years = data["year"].drop_duplicates()
    row: Estimate = stats.minimum_detectable(
        question="break",
        groups=data["agency_key"].nunique(),
        years=len(years),
        years_after=int((years >= source.when).sum()),
    )
    return row


@lru_cache(maxsize=4)
def break_of(source: Source) -> Estimate:
    """The break in the pieces disclosed."""
    given = {**VOLUME, "year": "year", "when": source.when, "regime": "form"}
    row: Estimate = stats.break_at(source.data, **given)
    return row


def fraction(source: Source) -> float:
    """Share of the break's year under the new rule."""
    return BREAK_FRACTION.get(source.when, 1.0)


@lru_cache(maxsize=4)
def volumes(source: Source) -> Lines:
    """Counts: levels, ratios, the same agencies twice, three models, rounded numbers."""
    data = source.data
    within = data.dropna(subset="half")
    return (
        ("volume.typical", stats.estimate_volume(data, **VOLUME)),
        ("volume.total", stats.estimate_volume(data, **VOLUME, weighting="total")),
        ("volume.groups", asked(lambda: stats.compare_volumes(source.pair, **VOLUME, group="g"))),
        ("volume.within", asked(lambda: _within(source, within))),
        *((f"model.{kind}", asked(partial(_model, source, kind))) for kind in _KINDS),
        ("volume.limits", asked(lambda: _limits(source))),
        (
            "volume.covered",
            asked(lambda: stats.compare_volumes(source.pair, **COVERED, group="g")),
        ),
    )


def _within(source: Source, rows: pd.DataFrame) -> Estimate:
    if rows["half"].nunique() < 2:
        raise UnfitError(source.empty("both_halves", len(rows)))
    row: Estimate = stats.change_within(rows, **VOLUME, period="half")
    return row


def design(source: Source) -> list[str]:
    """Columns of the models: the group, and the years after the break where there are both."""
    post = source.pair["post"]
    return ["g", "post"] if post.min() < post.max() else ["g"]


def _model(source: Source, kind: Literal["negative binomial", "gee", "mixed"]) -> Estimate:
    row: Estimate = stats.volume_model(source.pair, **VOLUME, design=design(source), kind=kind)["g"]
    return row


def _limits(source: Source) -> Estimate:
    row: Estimate = stats.interval_count_model(
        source.pair, lower="lo", upper="hi", design=["g"], exposure="months", cluster="agency_key"
    )[0]
    return row


@lru_cache(maxsize=4)
def redress(source: Source) -> Lines:
    """Lawsuits for 1,000 requests of the same year and of the year before; two groups."""
    return (
        ("redress.rate", redress_of(source, 0)),
        ("redress.lag", redress_of(source, 1)),
        ("redress.groups", asked(lambda: _redress_groups(source))),
    )


def _redress_groups(source: Source) -> Estimate:
    known = source.paired(asked_for(source).dropna(subset="rare"))
    row: Estimate = stats.compare_redress(
        known, events="rare", trials="n", cluster="agency_key", group="g", seed=source.seed
    )
    return row


@lru_cache(maxsize=8)
def redress_of(source: Source, lag: int) -> Estimate:
    """Lawsuits for 1,000 requests of the same year, or of the year before."""
    data = source.data
    before = data[["agency_key", "year", "n"]].assign(year=lambda d: d["year"] + lag)
    joined = data.drop(columns="n").merge(before, on=["agency_key", "year"])
    row: Estimate = stats.redress_rate(joined, events="rare", trials="n", cluster="agency_key")
    return row


@lru_cache(maxsize=4)
def problems(source: Source) -> Lines:
    """A problem: how often, again, with others, with what, read how well, and the silent."""
    data = source.data
    again, pairs = again_of(source), pairs_of(source)
    fresh = data[data["copied"] == 0]
    unit = {"flag": "has", "cluster": "county_unit"}
    length = stats.problem_association(data, **unit, columns=["log_length"])
    bounds = stats.missing_bounds(source.owed, flag="came", cluster="county_unit")
    return (
        ("problem.share", stats.estimate_prevalence(data, **unit)),
        ("problem.distinct", stats.estimate_prevalence(fresh, **unit)),
        ("problem.yearly", stats.problem_association(data, **unit, columns=["year"])[0]),
        ("problem.again", again["again"]),
        ("problem.fresh", again["again, fresh text"]),
        *zip(("problem.pair", "problem.apart"), ends_of(pairs), strict=False),
        ("problem.length", length[0]),
        *_read_by_people(source),
        ("problem.silent", worst_case(bounds)),
    )


def ends_of(pairs: EstimateSet) -> list[Estimate]:
    """The pair of problems that stands together most, and the one that does least."""
    found = sorted((row for row in pairs if row.ok), key=lambda row: row.p_value or 0.0)
    return [found[0], found[-1]] if found else [pairs[0]]


def worst_case(bounds: EstimateSet) -> Estimate:
    """The bounds with all missing reports as no, or as yes; the refusal where there are none."""
    return next((row for row in bounds if row.term == "worst case"), bounds[0])


def _read_by_people(source: Source) -> Lines:
    if "reader_1" not in source.data:
        return ()
    data = source.data
    corrected = stats.corrected_prevalence(
        data, machine="machine", human="reader_1", seed=source.seed
    )
    return (
        ("problem.kappa", stats.agreement(data, first="reader_1", second="reader_2")),
        ("problem.corrected", corrected),
    )


@lru_cache(maxsize=4)
def again_of(source: Source) -> EstimateSet:
    """The problem one year later; pairs with a missing report are no pairs."""
    found: EstimateSet = stats.recurrence(
        source.owed,
        flag="came",
        agency="agency_key",
        year="year",
        cluster="county_unit",
        copied="repeats",
    )
    return found


@lru_cache(maxsize=4)
def pairs_of(source: Source) -> EstimateSet:
    """Which problems stand together, copies left out."""
    data = source.data
    found: EstimateSet = stats.co_occurrence(data[data["copied"] == 0], flags=list(source.flags))
    return found


@lru_cache(maxsize=4)
def ranks_of(source: Source) -> EstimateSet:
    """Shrunken rates and intervals of ranks over the last years."""
    found: EstimateSet = stats.rank_agencies(recent_of(source), **RATE, seed=source.seed)
    return found


@lru_cache(maxsize=4)
def funnel_of(source: Source) -> EstimateSet:
    """Limits of an ordinary agency over the last years."""
    found: EstimateSet = stats.funnel(recent_of(source), **RATE)
    return found


def recent_of(source: Source) -> pd.DataFrame:
    """The last three years of the panel."""
    data = source.data
    recent: pd.DataFrame = data[data["year"] > data["year"].max() - _RECENT]
    return recent
