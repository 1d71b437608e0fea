"""What is looked at before the problems of the menu are believed: rows P1 to P8."""

from collections.abc import Sequence
from functools import lru_cache
from itertools import combinations, pairwise
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import expit, logit

from govdisc_analysis import stats
from govdisc_analysis.analysis.menu import (
    again_of,
    as_checks,
    number_in,
    odds_in,
    pairs_of,
    plot,
    problems,
)
from govdisc_analysis.analysis.menu_panels import drawn, listed
from govdisc_analysis.analysis.menu_silence import missing_of
from govdisc_analysis.analysis.national import FLAGS, draw_national
from govdisc_analysis.analysis.sentences import Readable
from govdisc_analysis.charts import Chart, Heat, Marks, Panel
from govdisc_analysis.labels import label, number
from govdisc_analysis.stats.estimate import Estimate, EstimateSet

_AGES, _BINS = 5, 12


def checks(seed: int, language: str) -> Readable:
    """The diagnostics of P1 to P8 and M1 in words and numbers."""
    slots = {
        "P1": _p1(seed, language),
        "P3": _p3(seed),
        "P4": _p4(seed),
        "P5": _p5(seed),
        "P6": _p6(seed, language),
        "P8": _p8(seed, language),
        "M1": missing_of(seed),
    }
    return as_checks(slots, language)


def years_chart(seed: int, language: str) -> Chart:
    """Every problem with its interval, and each by year (P1, P2)."""
    panels = [_sorted(seed, language), *(_by_year(seed, flag, language) for flag in FLAGS)]
    return drawn(panels, "06_problem_years", language, 3, 2.1)


def links_chart(seed: int, language: str) -> Chart:
    """Again next year, how long, with which others, in which reports (P3 to P5)."""
    panels: list[Panel | Heat] = [
        _transitions(seed, language),
        _hazard(seed, language),
        _links(seed, language),
        _counts(seed, language),
        _lengths(seed, language),
    ]
    return drawn([*panels, _reading(seed, language)], "06_problem_links", language)


@lru_cache(maxsize=2)
def _shares(seed: int) -> dict[str, Estimate]:
    """The share of reports with each problem."""
    data = draw_national(seed)
    return {
        flag: stats.estimate_prevalence(data, flag=flag, cluster="county_unit") for flag in FLAGS
    }


@lru_cache(maxsize=2)
def _kappas(seed: int) -> dict[str, Estimate]:
    data = draw_national(seed)
    return {
        flag: stats.agreement(data, first=f"first_{flag}", second=f"second_{flag}")
        for flag in FLAGS
    }


@lru_cache(maxsize=2)
def _corrected(seed: int) -> dict[str, Estimate]:
    data = draw_national(seed)
    return {
        flag: stats.corrected_prevalence(
            data, machine=f"machine_{flag}", human=f"first_{flag}", seed=seed
        )
        for flag in FLAGS
    }


def _p1(seed: int, language: str) -> dict[str, object]:
    data, row = draw_national(seed), dict(problems(seed))["problem.share"]
    lengths = np.exp(data["log_length"].groupby(data["form"]).median())
    told = [f"{label(str(form), language)} {x:,.0f}" for form, x in lengths.items()]
    return {
        "texts": f"{int((data['copied'] == 0).sum()):,}",
        "reports": f"{len(data):,}",
        "effect": number(row.details["design_effect"]),
        "lengths": "; ".join(told),
    }


def _p3(seed: int) -> dict[str, object]:
    found = again_of(seed)
    pairs = sum(found[term].n_reports for term in ("again", "new"))
    fresh = sum(found[f"{term}, fresh text"].n_reports for term in ("again", "new"))
    first = draw_national(seed).query("year == year.min()")["came"]
    return {
        "pairs": f"{pairs:,}",
        "gaps": found.details["gaps"],
        "copied": f"{pairs - fresh:,}",
        "truncated": int(first.sum()),
        **{
            key: number_in(found[term])
            for key, term in (
                ("again", "again"),
                ("fresh", "again, fresh text"),
                ("new", "new"),
                ("new_fresh", "new, fresh text"),
            )
        },
    }


def _p4(seed: int) -> dict[str, object]:
    data, found = draw_national(seed), pairs_of(seed)
    flags = data.loc[data["copied"] == 0, list(FLAGS)]
    rest = {flag: np.corrcoef(flags[flag], flags.drop(columns=flag).sum(axis=1))[0, 1]
            for flag in FLAGS}  # fmt: skip
    return {
        "reports": f"{len(flags):,}",
        "low": f"{min(rest.values()):+.2f}",
        "high": f"{max(rest.values()):+.2f}",
        "mean": f"{flags.sum(axis=1).mean():.2f}",
        "pairs": len(found),
        "linked": sum((row.p_value or 1.0) < 0.05 for row in found),
    }


def _p5(seed: int) -> dict[str, object]:
    on, off = _with_length(seed), _with_length(seed, is_adjusted=False)
    data = draw_national(seed)
    by_county = data.groupby("county_unit")["has"].agg(["sum", "size"])
    share = data["has"].mean()
    square = (by_county["sum"] - by_county["size"] * share) ** 2
    spread = (square / (by_county["size"] * share * (1 - share))).sum() / (len(by_county) - 1)
    return {
        "on": odds_in(on["log_asked"]),
        "off": odds_in(off["log_asked"]),
        "spread": number(spread),
    }


@lru_cache(maxsize=4)
def _with_length(seed: int, is_adjusted: bool = True) -> EstimateSet:
    """The problem beside the requests, with or without the length of the text."""
    data = draw_national(seed).assign(log_asked=lambda d: np.log1p(d["n"]))
    columns = ["log_asked", "log_length"] if is_adjusted else ["log_asked"]
    found: EstimateSet = stats.problem_association(
        data, flag="has", columns=columns, cluster="county_unit"
    )
    return found


def _p6(seed: int, language: str) -> dict[str, object]:
    data = draw_national(seed).dropna(subset=["reader_1"])
    both = (data["reader_1"] == data["reader_2"]).groupby(data["year"]).mean()
    told = []
    for form, part in data.groupby("form"):
        pairs = list(zip(part["reader_1"], part["reader_2"], strict=True))
        cells = " / ".join(str(pairs.count((i, j))) for i in (1, 0) for j in (1, 0))
        told.append(f"{label(str(form), language)} {cells}")
    kappas = [row.estimate or 0.0 for row in _kappas(seed).values() if row.ok]
    return {
        "read": len(data),
        "positives": int(data["reader_1"].sum()),
        "tables": "; ".join(told),
        "low": f"{both.min():.0%}",
        "high": f"{both.max():.0%}",
        "kappas": f"{min(kappas):.2f}–{max(kappas):.2f}" if kappas else "R9",
    }


def _p8(seed: int, language: str) -> dict[str, object]:
    data = draw_national(seed)
    later = data[data["year"] > data["year"].min()]
    by_year, by_place = (later.groupby(x)["copied"].mean() for x in ("year", "province"))
    forms = later.groupby("form")["copied"].mean()
    told = [f"{label(str(form), language)} {x:.0%}" for form, x in forms.items()]
    return {
        "years": f"{by_year.min():.0%}–{by_year.max():.0%}",
        "places": f"{by_place.min():.0%}–{by_place.max():.0%}",
        "forms": "; ".join(told),
        "every": number_in(dict(problems(seed))["problem.share"]),
        "distinct": number_in(dict(problems(seed))["problem.distinct"]),
    }


def _sorted(seed: int, language: str) -> Panel:
    """All problems with their intervals, the most frequent first."""
    rows = sorted(_shares(seed).items(), key=lambda x: -(x[1].estimate or 0.0))
    dots = _whiskers([row for _, row in rows])
    names = tuple(plot(f"flag.{flag}", language) for flag, _ in rows)
    return Panel(plot("sorted", language), (dots,), plot("share_reports", language), shares="x",
                 rows=names)  # fmt: skip


def _whiskers(rows: Sequence[Estimate], colour: int = 0, name: str = "") -> Marks:
    at = [i for i, row in enumerate(rows) if row.ok]
    value, low, high = ([getattr(rows[i], x) for i in at] for x in ("estimate", "low", "high"))
    return Marks("whiskers", value, at, low, high, name, colour, is_across=True)


def _by_year(seed: int, flag: str, language: str) -> Panel:
    """The share of one problem in each year, whole counties left out."""
    found = {
        float(str(year)): stats.estimate_prevalence(part, flag=flag, cluster="county_unit")
        for year, part in draw_national(seed).groupby("year")
    }
    kept = {year: row for year, row in found.items() if row.low is not None}
    value, low, high = (
        [getattr(x, name) for x in kept.values()] for name in ("estimate", "low", "high")
    )
    marks = (Marks("whiskers", list(kept), value, low, high),)
    return Panel("P2 " + plot(f"flag.{flag}", language), marks, shares="y", y_limits=(0, 0.8))


def _transitions(seed: int, language: str) -> Heat:
    """From one year to the next, all pairs and those in fresh words."""
    found = again_of(seed)
    rows, values, words = [], [], []
    for suffix, key in (("", "pairs"), (", fresh text", "fresh")):
        for term, then in (("again", "with"), ("new", "without")):
            row = found[term + suffix]
            share = row.estimate or 0.0
            rows.append(plot(f"{key}.{then}", language))
            values.append((share, 1 - share))
            words.append((f"{share:.0%}\nn={row.n_reports}", f"{1 - share:.0%}"))
    columns = (plot("next_with", language), plot("next_without", language))
    return Heat(plot("transitions", language), tuple(rows), columns, tuple(values), tuple(words))


@lru_cache(maxsize=2)
def _spells(seed: int) -> pd.DataFrame:
    """Years with the problem by their place in a spell; spells open at the left are left out.

    A spell ends at a missing report without telling how; such a last year is not counted.
    """
    data = draw_national(seed)
    county = data.groupby("agency_key")["county_unit"].first()
    wide = data.pivot_table(index="agency_key", columns="year", values="came", dropna=False)
    rows = []
    for agency, seen in zip(wide.index, wide.to_numpy(dtype=float), strict=True):
        age = None
        for then, now in pairwise(seen):
            age = _next_age(age, then)
            if age and not np.isnan(now):
                rows.append((age, int(now == 0), county[agency]))
    return pd.DataFrame(rows, columns=["age", "gone", "county_unit"])


def _next_age(age: int | None, then: float) -> int | None:
    """Age of a spell at this year: None while unknown, 0 outside of a spell."""
    if np.isnan(then):
        return None
    if then == 0:
        return 0
    return None if age is None else age + 1


def _hazard(seed: int, language: str) -> Panel:
    """Share of spells that end before the next year, by their age."""
    found = {
        float(str(age)): stats.estimate_prevalence(part, flag="gone", cluster="county_unit")
        for age, part in _spells(seed).query("age <= @_AGES").groupby("age")
    }
    kept = {age: row for age, row in found.items() if row.low is not None}
    value, low, high = (
        [getattr(x, name) for x in kept.values()] for name in ("estimate", "low", "high")
    )
    dots = Marks("whiskers", list(kept), value, low, high)
    return Panel(plot("hazard", language), (dots,), plot("age", language), plot("ends", language),
                 shares="y")  # fmt: skip


def _links(seed: int, language: str) -> Heat:
    """Log odds ratios of all pairs; a cross where Holm's p value is above 0.05."""
    size, found = len(FLAGS), pairs_of(seed)
    values = np.full((size, size), np.nan)
    words = [["" for _ in FLAGS] for _ in FLAGS]
    for (i, a), (j, b) in combinations(enumerate(FLAGS), 2):
        row = found[f"{a} + {b}"]
        values[j, i] = np.log(row.estimate) if row.estimate else np.nan
        cross = "" if (row.p_value or 1.0) < 0.05 else " ×"
        words[j][i] = f"{round(values[j, i], 1) + 0.0:+.1f}{cross}" if row.estimate else row.code
    names = tuple(plot(f"flag.{flag}", language) for flag in FLAGS)
    return Heat(plot("links", language), names[1:], names[:-1], _rows(values[1:, :-1]),
                tuple(tuple(row[:-1]) for row in words[1:]), is_signed=True)  # fmt: skip


def _rows(values: Any) -> tuple[tuple[float, ...], ...]:
    return tuple(tuple(float(x) for x in row) for row in values)


def _counts(seed: int, language: str) -> Panel:
    counts = draw_national(seed)[list(FLAGS)].sum(axis=1).value_counts().sort_index()
    bars = Marks("bars", listed(counts.index), listed(counts))
    return Panel(plot("problem_counts", language), (bars,), plot("problems", language),
                 label("reports", language))  # fmt: skip


def _lengths(seed: int, language: str) -> Panel:
    """Partial residuals in bins of the length, the fitted line, and a smooth one."""
    from statsmodels.nonparametric.smoothers_lowess import lowess

    data, fit = draw_national(seed), _with_length(seed)
    x = data["log_length"].to_numpy(dtype=float)
    slope, other = (fit[name].estimate or 0.0 for name in ("log_length", "log_asked"))
    rest = other * np.log1p(data["n"].to_numpy(dtype=float))
    share = float(data["has"].mean())
    level = logit(share) - float(np.mean(slope * x + rest))
    chance = expit(level + slope * x + rest)
    residual = slope * (x - x.mean()) + (data["has"].to_numpy() - chance) / (chance * (1 - chance))
    of_bin = np.argsort(np.argsort(x)) * _BINS // len(x)
    at, bins = (np.bincount(of_bin, v) / np.bincount(of_bin) for v in (x, residual))
    smooth = lowess(residual, x, frac=0.6, it=0, delta=0.05 * float(np.ptp(x)))
    inside = (smooth[:, 0] >= at[0]) & (smooth[:, 0] <= at[-1])
    ends = [float(at[0]), float(at[-1])]
    marks = (
        Marks("dots", listed(at), listed(bins)),
        Marks("line", ends, [slope * (v - x.mean()) for v in ends], name=plot("fitted", language)),
        Marks("line", listed(smooth[inside, 0]), listed(smooth[inside, 1]), colour=5,
              name=plot("smooth", language)),
    )  # fmt: skip
    return Panel(plot("lengths", language), marks, plot("log_length", language),
                 plot("log_odds", language))  # fmt: skip


def _reading(seed: int, language: str) -> Panel:
    """What the machine counts, and what stands once its errors are allowed for; kappa in words."""
    data, fits = draw_national(seed), _corrected(seed)
    raw = [float(data[f"machine_{flag}"].mean()) for flag in FLAGS]
    marks = (
        _whiskers(list(fits.values()), name=plot("corrected", language)),
        Marks("dots", raw, range(len(raw)), name=plot("raw", language), colour=5),
    )
    kappas = {flag: number_in(row) for flag, row in _kappas(seed).items()}
    rows = tuple(f"{plot(f'flag.{flag}', language)} κ={kappas[flag]}" for flag in FLAGS)
    return Panel(plot("reading", language), marks, plot("share_reports", language), shares="x",
                 rows=rows)  # fmt: skip
