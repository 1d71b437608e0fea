"""The full menu of analyses on a synthetic national panel: one line a question.

Every table and figure is marked SYNTHETIC. What stands here for real reports is in the other
modules; the estimands are the questions themselves, in the reader's language.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from typing import Literal

import numpy as np
import pandas as pd

from govdisc_analysis import stats
from govdisc_analysis.analysis.national import (
    BREAK,
    COVERED,
    FLAGS,
    RATE,
    SHAPE,
    VOLUME,
    draw_national,
    one_table,
)
from govdisc_analysis.analysis.panel import is_too_wide, reason
from govdisc_analysis.analysis.sentences import Passage, Readable, say
from govdisc_analysis.charts import Chart, draw_estimates
from govdisc_analysis.codebook import load_csv
from govdisc_analysis.labels import label, name_columns, number
from govdisc_analysis.stats.estimate import Estimate, EstimateSet

Line = tuple[str, Estimate]
_SHARES = ("share", "difference")
_LOGS = ("log ratio", "log odds")
_RECENT = 3
_SMALL_P = 0.001


def describe(seed: int, language: str) -> Passage:
    """What was drawn."""
    data = draw_national(seed)
    return say(
        "menu.what",
        language,
        seed=seed,
        reports=len(data),
        agencies=SHAPE.agencies,
        provinces=data["province"].nunique(),
        first=data["year"].min(),
        last=data["year"].max(),
    )


@lru_cache(maxsize=2)
def rates(seed: int) -> tuple[Line, ...]:
    """Shares of requests: levels, groups, strata, the division, one report's own table."""
    data = draw_national(seed)
    parts = stats.outcome_composition(
        data, outcomes=["full", "part", "withheld"], cluster="agency_key"
    )
    return (
        ("rate.request", stats.estimate_rate(data, **RATE)),
        ("rate.agency", stats.estimate_rate(data, **RATE, weighting="agency")),
        ("rate.groups", stats.compare_rates(data, **RATE, group="g", seed=seed)),
        (
            "rate.strata",
            stats.stratified_rates(data, events="k", trials="n", stratum="province", group="g"),
        ),
        *((f"outcome.{row.term}", row) for row in parts),
        (
            "rate.table",
            stats.small_table(
                one_table(seed), row="applicant", col="outcome", count="count", seed=seed
            ),
        ),
    )


@lru_cache(maxsize=2)
def over_years(seed: int) -> tuple[Line, ...]:
    """Trends inside a form and across forms; a break; what could have been seen."""
    data = draw_national(seed)
    old, trend = data[data["form"] == "stat2014"], {**RATE, "year": "year"}
    after = int((data["year"].drop_duplicates() >= BREAK).sum())
    across = stats.trend_rate(data, **trend, regime="form")
    both = stats.trend_rate(data, **trend, regime="form", events_broad="k_broad")
    smallest = stats.minimum_detectable(
        question="break", groups=SHAPE.agencies, years=SHAPE.years, years_after=after
    )
    return (
        ("trend.inside", stats.trend_rate(old, **trend)),
        ("trend.across", across),
        ("trend.readings", both),
        ("break.2019", break_of(seed)),
        ("break.smallest", smallest),
    )


def break_of(seed: int) -> Estimate:
    """The break of 2019 in the pieces disclosed."""
    data = draw_national(seed)
    row: Estimate = stats.break_at(data, **VOLUME, year="year", when=BREAK, regime="form")
    return row


def break_checks(seed: int, language: str) -> Passage:
    """What to look at before a break is believed: placebo years, 2020, lasting shocks."""
    found = break_of(seed).details
    placebo = "; ".join(f"{year}: {p:.2f}" for year, p in found["placebo_years"].items())
    return say(
        "menu.break",
        language,
        placebo=placebo,
        without=number(found["without_pandemic_year"]),
        lasting=_p(found["p_value_if_shocks_last"]),
        next_year=f"{found['residual_lag1']:+.2f}",
        below=number(found["detectable_ratio"][0]),
        above=number(found["detectable_ratio"][1]),
    )


@lru_cache(maxsize=2)
def volumes(seed: int) -> tuple[Line, ...]:
    """Counts: levels, ratios, the same agencies twice, three models, rounded numbers."""
    data = draw_national(seed)
    old = data[data["form"] == "stat2014"]
    kinds: tuple[Literal["negative binomial", "gee", "mixed"], ...] = (
        *("negative binomial", "gee", "mixed"),
    )
    design = ["g", "post"]
    models = [
        (f"model.{kind}", stats.volume_model(data, **VOLUME, design=design, kind=kind)["g"])
        for kind in kinds
    ]
    limits = stats.interval_count_model(
        data, lower="lo", upper="hi", design=["g"], exposure="months", cluster="agency_key"
    )
    return (
        ("volume.typical", stats.estimate_volume(data, **VOLUME)),
        ("volume.total", stats.estimate_volume(data, **VOLUME, weighting="total")),
        ("volume.groups", stats.compare_volumes(data, **VOLUME, group="g")),
        ("volume.within", stats.change_within(old[old["there"]], **VOLUME, period="later")),
        *models,
        ("volume.limits", limits[0]),
        ("volume.covered", stats.compare_volumes(data, **COVERED, group="g")),
        *((f"redress.{key}", redress_of(seed, lag)) for key, lag in (("rate", 0), ("lag", 1))),
        (
            "redress.groups",
            stats.compare_redress(
                data, events="rare", trials="n", cluster="agency_key", group="g", seed=seed
            ),
        ),
    )


def redress_of(seed: int, lag: int) -> Estimate:
    """Lawsuits for 1,000 requests of the same year, or of the year before."""
    data = draw_national(seed)
    asked = data[["agency_key", "year", "n"]].assign(year=lambda d: d["year"] + lag)
    joined = data.drop(columns="n").merge(asked, on=["agency_key", "year"])
    row: Estimate = stats.redress_rate(joined, events="rare", trials="n", cluster="agency_key")
    return row


@lru_cache(maxsize=2)
def problems(seed: int) -> tuple[Line, ...]:
    """A problem: how often, again, with others, with what, read how well, and the silent."""
    data = draw_national(seed)
    again, pairs = again_of(seed), pairs_of(seed)
    moved = data.assign(year=data["year"] - data["year"].median())
    yearly = stats.problem_association(moved, flag="has", columns=["year"], cluster="county_unit")
    fresh = data[data["copied"] == 0]
    bounds = stats.missing_bounds(data, flag="came", cluster="county_unit")
    length = stats.problem_association(
        data, flag="has", columns=["log_length"], cluster="county_unit"
    )
    return (
        ("problem.share", stats.estimate_prevalence(data, flag="has", cluster="county_unit")),
        ("problem.distinct", stats.estimate_prevalence(fresh, flag="has", cluster="county_unit")),
        ("problem.yearly", yearly[0]),
        ("problem.again", again["again"]),
        ("problem.fresh", again["again, fresh text"]),
        ("problem.pair", pairs["late + shallow"]),
        ("problem.apart", pairs["late + staff"]),
        ("problem.length", length[0]),
        ("problem.kappa", stats.agreement(data, first="reader_1", second="reader_2")),
        (
            "problem.corrected",
            stats.corrected_prevalence(data, machine="machine", human="reader_1", seed=seed),
        ),
        ("problem.silent", bounds["worst case"]),
    )


@lru_cache(maxsize=2)
def again_of(seed: int) -> EstimateSet:
    """The problem one year later; pairs with a missing report are no pairs."""
    found: EstimateSet = stats.recurrence(
        draw_national(seed),
        flag="came",
        agency="agency_key",
        year="year",
        cluster="county_unit",
        copied="copied",
    )
    return found


@lru_cache(maxsize=2)
def pairs_of(seed: int) -> EstimateSet:
    """Which problems stand together, copies left out."""
    data = draw_national(seed)
    found: EstimateSet = stats.co_occurrence(data[data["copied"] == 0], flags=list(FLAGS))
    return found


@lru_cache(maxsize=2)
def ranks_of(seed: int) -> EstimateSet:
    """Shrunken rates and intervals of ranks over the last years."""
    found: EstimateSet = stats.rank_agencies(recent_of(seed), **RATE, seed=seed)
    return found


@lru_cache(maxsize=2)
def funnel_of(seed: int) -> EstimateSet:
    """Limits of an ordinary agency over the last years."""
    found: EstimateSet = stats.funnel(recent_of(seed), **RATE)
    return found


def recent_of(seed: int) -> pd.DataFrame:
    """The last years of the panel."""
    data = draw_national(seed)
    recent: pd.DataFrame = data[data["year"] > data["year"].max() - _RECENT]
    return recent


def standing(seed: int, language: str) -> Passage:
    """What a ranking can carry: how far ranks reach, who stands outside. No league table."""
    ranks = ranks_of(seed)
    spans = [row.details["rank_high"] - row.details["rank_low"] for row in ranks if row.ok]
    outside = [row for row in funnel_of(seed) if row.details.get("outside")]
    return say(
        "menu.standing",
        language,
        agencies=len(ranks),
        years=_RECENT,
        span=f"{np.median(spans) / len(ranks):.0%}",
        named=sum(bool(row.details["named"]) for row in ranks),
        outside=len(outside),
    )


def family(seed: int, language: str) -> Readable:
    """All tests of the panel adjusted together (Holm); pairs of problems have their own family."""
    lines = [*rates(seed), *over_years(seed), *volumes(seed), *problems(seed)]
    tested = [x for x in lines if x[1].p_value is not None and "raw_p_value" not in x[1].details]
    adjusted: EstimateSet = stats.adjust_many([row for _, row in tested])
    rows = [
        {
            "question": str(say(f"menu.{key}", language)),
            "p_value": _p(row.details["raw_p_value"]),
            "p_holm": _p(row.p_value),
        }
        for (key, _), row in zip(tested, adjusted, strict=True)
    ]
    return as_marked(rows, language)


def as_menu(lines: Iterable[Line], language: str) -> Readable:
    """One line a question: estimand, n, units, result or refusal, what to mind."""
    rows = [
        {
            "row": row_of(key),
            "question": str(say(f"menu.{key}", language)),
            "n_reports": row.n_reports or "–",
            "groups": row.groups or "–",
            "effective_groups": f"{row.effective_groups:.0f}" if row.groups else "–",
            "largest_share": "–" if row.largest_share is None else f"{row.largest_share:.0%}",
            "df": "–" if row.df is None else f"{row.df:.0f}",
            "result": _result(row, language),
            "p_value": _p(row.p_value),
            "note": reason(row, language) or "–",
        }
        for key, row in lines
    ]
    return as_marked(rows, language)


def specifications(language: str) -> Readable:
    """Every row of the menu: how it was computed, and from when on it is refused."""
    rows = [
        {
            "row": line["row"],
            "specification": line[f"specification_{language}"],
            "minimum": line[f"minimum_{language}"],
        }
        for line in load_csv("menu.csv")
    ]
    return as_marked(rows, language)


def as_checks(slots: Mapping[str, Mapping[str, object]], language: str) -> Readable:
    """What was looked at before the numbers are believed, a sentence for each row of the menu."""
    rows = [
        {"row": key, "checks_made": str(say(f"check.{key}", language, **given))}
        for key, given in slots.items()
    ]
    return as_marked(rows, language)


def as_marked(rows: Sequence[Mapping[str, object]], language: str) -> Readable:
    """A table under names, marked as synthetic."""
    frame = name_columns(pd.DataFrame(rows), language)
    return Readable(frame, str(say("menu.synthetic", language)), most=len(rows))


@cache
def _rows_of_keys() -> dict[str, str]:
    return {key: line["row"] for line in load_csv("menu.csv") for key in line["keys"].split("|")}


def row_of(key: str) -> str:
    """The row of the menu that a line belongs to.

    >>> row_of("rate.groups"), row_of("model.negative binomial")
    ('O3', 'V4')
    """
    return _rows_of_keys()[key]


def shares_chart(seed: int, language: str) -> Chart:
    """The shares of the menu with their intervals."""
    lines = [x for x in (*rates(seed), *problems(seed)) if x[1].scale == "share"]
    return _chart(lines, "06_shares", "menu.title.shares", language, is_share=True)


def ratios_chart(seed: int, language: str) -> Chart:
    """The ratios of the menu with their intervals; log coefficients as ratios."""
    every = (*rates(seed), *over_years(seed), *volumes(seed), *problems(seed))
    lines = [x for x in every if x[1].scale in ("ratio", *_LOGS) and x[1].low is not None]
    return _chart(lines, "06_ratios", "menu.title.ratios", language, is_share=False)


def _chart(lines: list[Line], name: str, title: str, language: str, *, is_share: bool) -> Chart:
    table = pd.DataFrame([_dot(key, row, language) for key, row in lines])
    return draw_estimates(
        table,
        name=name,
        title=str(say(title, language)),
        note=str(say("menu.synthetic", language)),
        alt=str(say(title, language)),
        axis=label("axis:share_reports_requests" if is_share else "axis:ratio", language),
        is_share=is_share,
        is_log=not is_share,
        reference=None if is_share else 1.0,
    )


def _dot(key: str, row: Estimate, language: str) -> dict[str, object]:
    shown = row.ok and not is_too_wide(row)
    numbers = _numbers(row) if shown else (None, None, None)
    return {
        "group": str(say(f"menu.{key}", language)),
        "n_reports": row.n_reports,
        **dict(zip(("estimate", "low", "high"), numbers, strict=True)),
        "code": row.code,
        "note": reason(row, language),
    }


def plot(key: str, language: str, **slots: object) -> str:
    """Words in a plot."""
    return str(say(f"plot.{key}", language, **slots))


def number_in(row: Estimate) -> str:
    """The number of an estimate for a sentence, or its code; logs as ratios."""
    value = _numbers(row)[0]
    return row.code if value is None else _words(value, row.scale)


def odds_in(row: Estimate) -> str:
    """Odds with their interval for a sentence, from the log odds of a model."""
    if row.estimate is None or row.low is None or row.high is None:
        return row.code
    value, low, high = (number(float(np.exp(x))) for x in (row.estimate, row.low, row.high))
    return f"{value} ({low}–{high})"


def _result(row: Estimate, language: str) -> str:
    """A number with its interval; a code where there is none; logs as ratios."""
    if row.estimate is None or is_too_wide(row):
        return row.code
    value, low, high = (_words(x, row.scale) for x in _numbers(row))
    if row.low is None:
        return value
    return str(say("menu.interval", language, value=value, low=low, high=high))


def _numbers(row: Estimate) -> tuple[float | None, float | None, float | None]:
    found = (row.estimate, row.low, row.high)
    if row.scale not in _LOGS:
        return found
    a, b, c = (None if x is None else float(np.exp(x)) for x in found)
    return a, b, c


def _words(value: float | None, scale: str) -> str:
    if value is None:
        return "–"
    if scale == "share":
        return f"{value:.1%}"
    return f"{value:+.3f}" if scale == "difference" else number(value)


def _p(value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:.3f}" if value >= _SMALL_P else f"<{_SMALL_P}"
