"""Plots of what becomes of requests: O1 to O9, L1 and L2 of the menu."""

from collections.abc import Sequence
from functools import partial

import numpy as np
import pandas as pd
from scipy.special import logit

from govdisc_analysis import stats
from govdisc_analysis.analysis.menu.lines import (
    funnel_of,
    inside,
    ranks_of,
    rates,
    redress,
    trends,
)
from govdisc_analysis.analysis.menu.outcomes import cross_table, last_year
from govdisc_analysis.analysis.menu.panels import drawn, listed
from govdisc_analysis.analysis.menu.source import RATE, Source, UnfitError, fit
from govdisc_analysis.analysis.sentences import Passage
from govdisc_analysis.charts import Chart, Heat, Marks, Panel
from govdisc_analysis.stats import jackknife as jk
from govdisc_analysis.stats import traps
from govdisc_analysis.stats.constants import MIN_REQUESTS
from govdisc_analysis.stats.estimate import Estimate
from govdisc_analysis.stats.rates import Weighting

_SHOWN, _LINES, _STEADY = 14, 40, 10
_PARTS = ("full", "part", "withheld")
_BINS = 12


def rates_chart(source: Source) -> Chart | Passage:
    """One agency-year, two weightings, one table, the division (O1 to O5, O7)."""
    ways = (
        *(_dots, _residuals, partial(_weighted, "request"), partial(_weighted, "agency")),
        *(_division, _strata),
    )
    return drawn(ways, "rates", source)


def trends_chart(source: Source) -> Chart | Passage:
    """Lines and slopes of the agencies inside one form; lawsuits (O6, L1, L2)."""
    return drawn((_spaghetti, _slopes, _lawsuits, _lawsuits_of_groups), "trends", source)


def standing_chart(source: Source) -> Chart | Passage:
    """Funnel and intervals of ranks (O8, O9); nobody is named here."""
    return drawn((_funnel, _ranks), "standing", source, height=3.4)


def _some(frame: pd.DataFrame) -> pd.DataFrame:
    """A few rows from the smallest to the largest; never chosen by their rates."""
    at = np.linspace(0, len(frame) - 1, min(_SHOWN, len(frame))).astype(int)
    return frame.iloc[at]


def _dots(source: Source) -> Panel:
    """Shares of single agencies in the order of their size; no share below ten requests."""
    chosen = _some(source.enough(last_year(source), 1, "reports"))
    many = source.enough(chosen[chosen["n"] >= MIN_REQUESTS], 1, "reports_of_ten")
    limits = [traps.wilson(k, n) or (0.0, 1.0) for k, n in zip(many["k"], many["n"], strict=True)]
    at = [i for i, n in enumerate(chosen["n"]) if n >= MIN_REQUESTS]
    low, high = (listed(x) for x in zip(*limits, strict=True))
    dots = Marks("whiskers", listed(many["k"] / many["n"]), at, low, high, is_across=True)
    rows = tuple(
        f"{k:.0f}/{n:.0f}" if n >= MIN_REQUESTS else f"{k:.0f}/{n:.0f} R2"
        for k, n in zip(chosen["k"], chosen["n"], strict=True)
    )
    return Panel(source.plot("dots"), (dots,), source.plot("granted"), shares="x", rows=rows)


def _residuals(source: Source) -> Heat:
    wide = cross_table(source)
    table = wide.to_numpy(dtype=int)
    values = fit(dict(rates(source))["rate.table"]).details["residuals"]
    words = tuple(
        tuple(f"{r:+.1f}\nn={n}" for r, n in zip(line, counts, strict=True))
        for line, counts in zip(values, table.tolist(), strict=True)
    )
    rows, columns = tuple(map(str, wide.index)), tuple(map(str, wide.columns))
    return Heat(source.plot("residual_map"), rows, columns, values, words, True, (-3.0, 3.0))


def _weighted(weighting: Weighting, source: Source) -> Panel:
    """Both groups and all agencies under one weighting; refused ones show their code."""
    data = source.data
    parts = (data[data["g"] == 0], data[data["g"] == 1], data)
    found = [stats.estimate_rate(part, **RATE, weighting=weighting) for part in parts]
    dots, names = _of_groups(found, source)
    return Panel(source.plot(f"weighted.{weighting}"), (dots,), source.plot("granted"),
                 shares="x", rows=names, x_limits=(0.0, 1.0))  # fmt: skip


def _of_groups(found: Sequence[Estimate], source: Source) -> tuple[Marks, tuple[str, ...]]:
    """Intervals of both groups and of all, and their names; refused ones show their code."""
    at = [i for i, row in enumerate(found) if row.low is not None]
    if not at:
        raise UnfitError(found[-1])
    value, low, high = (
        [getattr(found[i], name) for i in at] for name in ("estimate", "low", "high")
    )
    names = (*source.groups, source.plot("every"))
    told = tuple(
        name if row.ok else f"{name} {row.code}" for name, row in zip(names, found, strict=True)
    )
    return Marks("whiskers", value, at, low, high, is_across=True), told


def _division(source: Source) -> Panel:
    """Shares of the outcomes in the average agency of each year."""
    data = source.data.dropna(subset=list(_PARTS))
    shares = data[list(_PARTS)].div(data["n"].where(data["n"] > 0), axis=0)
    means = shares.groupby(data["year"]).mean().dropna()
    source.enough(means, 1, "reports")
    base, marks = np.zeros(len(means)), []
    for at, name in enumerate(_PARTS):
        marks.append(Marks("bars", listed(means.index), listed(means[name]), low=listed(base),
                           name=source.plot(name), colour=at))  # fmt: skip
        base = base + means[name].to_numpy()
    return Panel(source.plot("division"), tuple(marks), y_axis=source.plot("granted_average"),
                 shares="y", is_legend_below=True)  # fmt: skip


def _strata(source: Source) -> Panel:
    """Odds ratio in each province, whole agencies left out; the joined and the crude one."""
    row = fit(dict(rates(source))["rate.strata"])
    odds = {place: _odds(part) for place, part in source.pair.groupby("province")}
    shown = {place: numbers for place, numbers in odds.items() if numbers}
    found = [*shown.values(), tuple(x or 0.0 for x in (row.estimate, row.low, row.high))]
    value, low, high = (list(x) for x in zip(*found, strict=True))
    names = [source.place(place) for place in shown]
    crude = row.details["crude_odds_ratio"]
    marks = (
        Marks("whiskers", value, range(len(found)), low, high, is_across=True),
        Marks("dots", [crude], [len(found)], colour=5),
        Marks("rules", (1.0,), ()),
    )
    rows = (*names, source.plot("joined"), source.plot("crude"))
    return Panel(source.plot("strata"), marks, source.plot("odds"), logs="x", rows=rows)


def _odds(part: pd.DataFrame) -> tuple[float, ...]:
    """Odds ratio of the second group to the first with its interval, agencies left out.

    Empty where a side has fewer than two agencies, or all or none of its requests granted.
    """
    arms = []
    for group in (1, 0):
        sums = part[part["g"] == group].groupby("agency_key")[["k", "n"]].sum()
        sums = sums[sums["n"] > 0]
        if len(sums) < 2 or sums["k"].sum() in (0, sums["n"].sum()):
            return ()
        one = jk.ratio(sums["k"].to_numpy(float), sums["n"].to_numpy(float))
        slope = one.value * (1 - one.value)
        arms.append(jk.Spread(float(logit(one.value)), one.se / slope, one.df))
    spread = jk.difference(*arms)
    return tuple(float(np.exp(x)) for x in (spread.value, *jk.t_limits(spread, 0.95)))


def _spaghetti(source: Source) -> Panel:
    """Lines of agencies with enough requests inside one form, and the mean of each year."""
    fit(dict(trends(source))["trend.inside"])
    data = inside(source)
    each = data.groupby("agency_key")
    steady = data[(each["n"].transform("min") >= _STEADY) & (each["n"].transform("size") > 1)]
    steady = source.enough(steady, 1, "reports_of_ten").assign(rate=lambda d: d["k"] / d["n"])
    chosen = sorted(steady["agency_key"].unique())[:_LINES]
    lines = [
        Marks("line", listed(own["year"]), listed(own["rate"]), is_faint=True)
        for _, own in steady[steady["agency_key"].isin(chosen)].groupby("agency_key")
    ]
    mean = steady.groupby("year")["rate"].mean()
    over = Marks("line", listed(mean.index), listed(mean), name=source.plot("mean"))
    return Panel(source.plot("spaghetti"), (*lines, over), y_axis=source.plot("granted"),
                 shares="y")  # fmt: skip


def _slopes(source: Source) -> Panel:
    row = fit(dict(trends(source))["trend.inside"])
    counts, edges = np.histogram(np.array(row.details["slopes"]), bins=_BINS)
    middle = (edges[1:] + edges[:-1]) / 2
    marks = (
        Marks("bars", listed(middle), listed(counts)),
        Marks("rules", (row.estimate or 0,), ()),
    )
    return Panel(source.plot("slope_bars"), marks, source.plot("slope"),
                 source.plot("agencies"))  # fmt: skip


def _lawsuits(source: Source) -> Panel:
    """Lawsuits for 1,000 requests of single agencies; upper limits alone where there is none."""
    known = source.data.dropna(subset="rare")
    sums = known.groupby("agency_key")[["rare", "n"]].sum().query("n > 0")
    chosen = _some(source.enough(sums.sort_values("n"), 1, "reports"))
    limits = [
        [1000 * x for x in traps.poisson_interval(int(k), float(n))]
        for k, n in zip(chosen["rare"], chosen["n"], strict=True)
    ]
    rates_ = 1000 * chosen["rare"] / chosen["n"]
    some = [i for i, k in enumerate(chosen["rare"]) if k]
    none = [i for i, k in enumerate(chosen["rare"]) if not k]
    marks = (
        Marks("whiskers", listed(rates_.iloc[some]), some, [limits[i][0] for i in some],
              [limits[i][1] for i in some], is_across=True),
        Marks("dots", [limits[i][1] for i in none], none, colour=5, name=source.plot("bound")),
    )  # fmt: skip
    rows = tuple(f"{k:.0f}/{n:,.0f}" for k, n in zip(chosen["rare"], chosen["n"], strict=True))
    return Panel(source.plot("lawsuits"), marks, source.plot("per_thousand"), logs="x",
                 rows=rows)  # fmt: skip


def _lawsuits_of_groups(source: Source) -> Panel:
    """Lawsuits for 1,000 requests of both groups and of all, each with its interval."""
    fit(dict(redress(source))["redress.groups"])
    pair = source.pair
    parts = (pair[pair["g"] == 0], pair[pair["g"] == 1], source.data)
    found = [
        stats.redress_rate(part, events="rare", trials="n", cluster="agency_key") for part in parts
    ]
    dots, names = _of_groups(found, source)
    return Panel(source.plot("lawsuits_of_groups"), (dots,), source.plot("per_thousand"), logs="x",
                 rows=names)  # fmt: skip


def _funnel(source: Source) -> Panel:
    fit(funnel_of(source)[0])
    rows = sorted(funnel_of(source), key=lambda row: row.details["trials"])
    size = [row.details["trials"] for row in rows]
    marks = (
        Marks("band", size, [0] * len(size), [row.low or 0.0 for row in rows],
              [row.high or 0.0 for row in rows], name=source.plot("limits"), colour=1),
        Marks("dots", size, [row.estimate or 0.0 for row in rows]),
    )  # fmt: skip
    return Panel(source.plot("funnel"), marks, source.plot("requests_log"),
                 source.plot("granted"), logs="x", shares="y")  # fmt: skip


def _ranks(source: Source) -> Panel:
    """Intervals of ranks in the order of the shrunken rates; the few likely lowest apart."""
    fit(ranks_of(source)[0])
    rows = sorted(ranks_of(source), key=lambda row: row.estimate or 0.0)
    marks = []
    for at, named in enumerate((False, True)):
        part = [(i, r.details) for i, r in enumerate(rows, 1) if r.details["named"] == named]
        low, high = ([d[x] for _, d in part] for x in ("rank_low", "rank_high"))
        middle = [(a + b) / 2 for a, b in zip(low, high, strict=True)]
        name = source.plot("likely" if named else "others")
        marks.append(Marks("whiskers", [i for i, _ in part], middle, low, high, name, 5 * at))
    return Panel(source.plot("ranks"), tuple(marks), source.plot("ordered"),
                 source.plot("rank"))  # fmt: skip
