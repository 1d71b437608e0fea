"""The full menu of analyses on a synthetic national panel: one line a question.

Every table and figure is marked SYNTHETIC. What stands here for real reports is in the other
modules; the estimands are the questions themselves, in the reader's language.
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import Literal

import numpy as np
import pandas as pd

from govdisc_analysis import stats
from govdisc_analysis.analysis.national import FLAGS, SHAPE, draw_national, one_table
from govdisc_analysis.analysis.panel import is_too_wide, reason
from govdisc_analysis.analysis.sentences import Passage, Readable, say
from govdisc_analysis.charts import Chart, draw_estimates
from govdisc_analysis.labels import label, name_columns, number
from govdisc_analysis.stats.estimate import Estimate, EstimateSet

Line = tuple[str, Estimate]
_RATE = {"events": "k", "trials": "n", "cluster": "agency_key"}
_VOLUME = {"value": "y", "exposure": "months", "cluster": "agency_key"}
_BREAK = 2019
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
        ("rate.request", stats.estimate_rate(data, **_RATE)),
        ("rate.agency", stats.estimate_rate(data, **_RATE, weighting="agency")),
        ("rate.groups", stats.compare_rates(data, **_RATE, group="g", seed=seed)),
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
    old, trend = data[data["form"] == "stat2014"], {**_RATE, "year": "year"}
    after = int((data["year"].drop_duplicates() >= _BREAK).sum())
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
    row: Estimate = stats.break_at(data, **_VOLUME, year="year", when=_BREAK, regime="form")
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
        (f"model.{kind}", stats.volume_model(data, **_VOLUME, design=design, kind=kind)["g"])
        for kind in kinds
    ]
    limits = stats.interval_count_model(
        data, lower="lo", upper="hi", design=["g"], exposure="months", cluster="agency_key"
    )
    return (
        ("volume.typical", stats.estimate_volume(data, **_VOLUME)),
        ("volume.total", stats.estimate_volume(data, **_VOLUME, weighting="total")),
        ("volume.groups", stats.compare_volumes(data, **_VOLUME, group="g")),
        ("volume.within", stats.change_within(old, **_VOLUME, period="later")),
        *models,
        ("volume.limits", limits[0]),
        ("redress.rate", stats.redress_rate(data, events="rare", trials="n", cluster="agency_key")),
        (
            "redress.groups",
            stats.compare_redress(
                data, events="rare", trials="n", cluster="agency_key", group="g", seed=seed
            ),
        ),
    )


@lru_cache(maxsize=2)
def problems(seed: int) -> tuple[Line, ...]:
    """A problem: how often, again, with others, with what, read how well, and the silent."""
    data = draw_national(seed)
    again = stats.recurrence(
        data, flag="has", agency="agency_key", year="year", cluster="county_unit", copied="copied"
    )
    pairs = stats.co_occurrence(data[data["copied"] == 0], flags=list(FLAGS))
    bounds = stats.missing_bounds(data, flag="came", cluster="county_unit")
    length = stats.problem_association(
        data, flag="has", columns=["log_length"], cluster="county_unit"
    )
    return (
        ("problem.share", stats.estimate_prevalence(data, flag="has", cluster="county_unit")),
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


def standing(seed: int, language: str) -> Passage:
    """What a ranking can carry: how far ranks reach, who stands outside. No league table."""
    data = draw_national(seed)
    recent = data[data["year"] > data["year"].max() - _RECENT]
    ranks = stats.rank_agencies(recent, **_RATE, seed=seed)
    spans = [row.details["rank_high"] - row.details["rank_low"] for row in ranks if row.ok]
    outside = [row for row in stats.funnel(recent, **_RATE) if row.details.get("outside")]
    return say(
        "menu.standing",
        language,
        agencies=len(ranks),
        years=_RECENT,
        span=f"{np.median(spans) / len(ranks):.0%}",
        named=sum(bool(row.details["named"]) for row in ranks),
        outside=len(outside),
    )


def refusals(seed: int) -> list[Line]:
    """The same questions where the data can't carry them."""
    data = draw_national(seed)
    six = data[data["agency_key"] < 6]
    giant = data.groupby("agency_key")["n"].sum().idxmax()
    ruled = data[(data["agency_key"] < 9) | (data["agency_key"] == giant)].assign(
        n=lambda d: d["n"].where(d["agency_key"] != giant, d["n"] * 100)
    )
    return [
        ("rate.request", stats.estimate_rate(data.head(0), **_RATE)),
        ("rate.agency", stats.estimate_rate(six, **_RATE, weighting="agency")),
        ("rate.request", stats.estimate_rate(ruled, **_RATE)),
        (
            "break.2019",
            stats.break_at(data[data["year"] > 2016], **_VOLUME, year="year", when=_BREAK),
        ),
        ("trend.across", over_years(seed)[1][1]),
        ("problem.kappa", stats.agreement(six, first="reader_1", second="reader_2")),
        ("problem.pair", stats.co_occurrence(six, flags=list(FLAGS))[0]),
    ]


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
    return Readable(
        name_columns(pd.DataFrame(rows), language), str(say("menu.synthetic", language))
    )


def as_menu(lines: Iterable[Line], language: str) -> Readable:
    """One line a question: estimand, n, units, result or refusal, what to mind."""
    rows = [
        {
            "question": str(say(f"menu.{key}", language)),
            "n_reports": row.n_reports or "–",
            "groups": row.groups or "–",
            "result": _result(row, language),
            "p_value": _p(row.p_value),
            "note": reason(row, language) or "–",
        }
        for key, row in lines
    ]
    frame = name_columns(pd.DataFrame(rows), language)
    return Readable(frame, str(say("menu.synthetic", language)))


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
