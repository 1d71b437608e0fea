"""What is looked at before the rates of the menu are believed: rows O1 to O9, L1 and L2."""

from functools import lru_cache

import numpy as np
import pandas as pd
from scipy.special import logit

from govdisc_analysis import stats
from govdisc_analysis.analysis.menu import (
    as_checks,
    funnel_of,
    number_in,
    over_years,
    plot,
    ranks_of,
    rates,
    redress_of,
)
from govdisc_analysis.analysis.menu_panels import drawn, listed
from govdisc_analysis.analysis.national import RATE, draw_national, one_table
from govdisc_analysis.analysis.sentences import Readable
from govdisc_analysis.charts import Chart, Heat, Marks, Panel
from govdisc_analysis.labels import number
from govdisc_analysis.stats import jackknife as jk
from govdisc_analysis.stats import traps
from govdisc_analysis.stats.constants import MIN_NAMED, MIN_REQUESTS

_SHOWN, _LINES, _STEADY = 14, 40, 10
_PARTS = ("full", "part", "withheld")
_BINS = 12


def checks(seed: int, language: str) -> Readable:
    """The diagnostics of O1 to O9, L1 and L2 in words and numbers."""
    ways = {"O1": _o1, "O2": _o2, "O4": _o4, "O5": _o5, "O6": _o6, "O7": _o7, "O8": _o8, "L1": _l1}
    return as_checks({row: way(seed) for row, way in ways.items()}, language)


def rates_chart(seed: int, language: str) -> Chart:
    """One agency-year, two weightings, one table, the division (O1 to O5)."""
    panels: list[Panel | Heat] = [
        _dots(seed, language),
        _residuals(seed, language),
        _weighted(seed, "request", language),
        _weighted(seed, "agency", language),
        _division(seed, language),
        _strata(seed, language),
    ]
    return drawn(panels, "06_rates", language)


def trends_chart(seed: int, language: str) -> Chart:
    """Lines and slopes of the agencies inside one form; lawsuits (O6, L1)."""
    panels = [_spaghetti(seed, language), _slopes(seed, language), _lawsuits(seed, language)]
    return drawn(panels, "06_trends", language, 3)


def standing_chart(seed: int, language: str) -> Chart:
    """Funnel and intervals of ranks (O8, O9); nobody is named here."""
    panels = [_funnel(seed, language), _ranks(seed, language)]
    return drawn(panels, "06_standing", language, height=3.4)


def _o1(seed: int) -> dict[str, object]:
    one = _last_year(seed)
    few = int((one["n"] < MIN_REQUESTS).sum())
    narrow, broad = one["k"].sum() / one["n"].sum(), one["k_broad"].sum() / one["n"].sum()
    return {
        "agencies": len(one),
        "few": few,
        "need": MIN_REQUESTS,
        "narrow": f"{narrow:.1%}",
        "broad": f"{broad:.1%}",
    }


def _o2(seed: int) -> dict[str, object]:
    data, row = draw_national(seed), dict(rates(seed))["rate.request"]
    data = data[data["n"] > 0]
    sums = data.groupby("agency_key")[["k", "n"]].transform("sum")
    share = sums["k"] / sums["n"]
    inside = share.between(0.001, 0.999)
    square = (data["k"] - data["n"] * share) ** 2 / (data["n"] * share * (1 - share))
    df = int(inside.sum()) - data.loc[inside, "agency_key"].nunique()
    return {
        "effective": f"{row.effective_groups:.0f}",
        "agencies": row.groups,
        "largest": f"{row.largest_share or 0:.0%}",
        "spread": number(float(square[inside].sum() / df)),
        "request": number_in(row),
        "agency": number_in(dict(rates(seed))["rate.agency"]),
    }


def _o4(seed: int) -> dict[str, object]:
    table = _table(seed).to_numpy(dtype=float)
    expected = np.outer(table.sum(axis=1), table.sum(axis=0)) / table.sum()
    row = dict(rates(seed))["rate.table"]
    most = max(abs(x) for line in row.details["residuals"] for x in line)
    return {
        "n": int(table.sum()),
        "small": f"{(expected < 5).mean():.0%}",
        "v": number_in(row),
        "p": f"{row.p_value or 0:.3f}",
        "most": f"{most:.2f}",
    }


def _o5(seed: int) -> dict[str, object]:
    data = draw_national(seed)
    sums = data.groupby("agency_key")[list(_PARTS)].sum()
    shares = sums.div(sums.sum(axis=1), axis=0)[sums.sum(axis=1) >= MIN_NAMED]
    mean = shares.mean()
    precision = float((mean * (1 - mean) / shares.var() - 1).median())
    return {
        "counts": " / ".join(f"{x:,}" for x in sums.sum()),
        "empty": int((sums == 0).to_numpy().sum()),
        "precision": number(precision),
    }


def _o6(seed: int) -> dict[str, object]:
    found = dict(over_years(seed))["trend.inside"].details
    each, slopes = list(found["reports_by_year"].values()), np.array(found["slopes"])
    low, middle, high = np.quantile(slopes, [0.1, 0.5, 0.9])
    return {
        "least": min(each),
        "most": max(each),
        "agencies": len(slopes),
        **{k: f"{x:+.3f}" for k, x in (("low", low), ("middle", middle), ("high", high))},
    }


def _o7(seed: int) -> dict[str, object]:
    row = dict(rates(seed))["rate.strata"]
    found = row.details
    return {
        "strata": row.groups,
        "dropped": len(found["dropped_strata"]),
        "tau": f"{found['tau_squared']:.2f}",
        "crude": number(found["crude_odds_ratio"]),
        "adjusted": number_in(row),
        "effective": f"{found['effective_strata']:.1f}",
    }


def _o8(seed: int) -> dict[str, object]:
    ranks = ranks_of(seed)
    a, b = ranks.details["prior"]
    m = np.array([row.details["trials"] for row in ranks])
    raw = np.array([row.details["events"] for row in ranks]) / m
    rate, rho = a / (a + b), 1 / (a + b + 1)
    fitted = np.sqrt((rate * (1 - rate) * (rho + (1 - rho) / m)).mean())
    kept = m / (m + a + b)
    return {
        "seen": f"{raw.std():.3f}",
        "fitted": f"{fitted:.3f}",
        "rho": f"{rho:.2f}",
        "least": f"{kept.min():.2f}",
        "middle": f"{np.median(kept):.2f}",
        "most": f"{kept.max():.2f}",
        "outside": sum(bool(row.details["outside"]) for row in funnel_of(seed)),
    }


def _l1(seed: int) -> dict[str, object]:
    now, before = redress_of(seed, 0), redress_of(seed, 1)
    data = draw_national(seed)
    pending = data["pending"].sum() / data["rare"].sum()
    return {
        "events": f"{now.details['events']:,.0f}",
        "holders": now.details["agencies_with_events"],
        "pending": f"{pending:.0%}",
        "now": number_in(now),
        "before": number_in(before),
    }


@lru_cache(maxsize=2)
def _last_year(seed: int) -> pd.DataFrame:
    """The last year's requests of every agency that had any, the smallest first."""
    data = draw_national(seed)
    one: pd.DataFrame = data[(data["year"] == data["year"].max()) & (data["n"] > 0)]
    return one.sort_values(["n", "agency_key"])


def _some(frame: pd.DataFrame) -> pd.DataFrame:
    """A few rows from the smallest to the largest; never chosen by their rates."""
    return frame.iloc[np.linspace(0, len(frame) - 1, _SHOWN).astype(int)]


def _dots(seed: int, language: str) -> Panel:
    """Shares of single agencies in the order of their size; no share below ten requests."""
    chosen = _some(_last_year(seed))
    many = chosen[chosen["n"] >= MIN_REQUESTS]
    limits = [traps.wilson(k, n) or (0.0, 1.0) for k, n in zip(many["k"], many["n"], strict=True)]
    at = [i for i, n in enumerate(chosen["n"]) if n >= MIN_REQUESTS]
    low, high = (listed(x) for x in zip(*limits, strict=True))
    dots = Marks("whiskers", listed(many["k"] / many["n"]), at, low, high, is_across=True)
    rows = tuple(
        f"{k}/{n}" if n >= MIN_REQUESTS else f"{k}/{n} R2"
        for k, n in zip(chosen["k"], chosen["n"], strict=True)
    )
    return Panel(plot("dots", language), (dots,), plot("granted", language), shares="x", rows=rows)


def _table(seed: int) -> pd.DataFrame:
    wide: pd.DataFrame = one_table(seed).pivot_table(
        index="applicant", columns="outcome", values="count"
    )
    return wide


def _residuals(seed: int, language: str) -> Heat:
    table = _table(seed).to_numpy(dtype=int)
    values = dict(rates(seed))["rate.table"].details["residuals"]
    words = tuple(
        tuple(f"{r:+.1f}\nn={n}" for r, n in zip(line, counts, strict=True))
        for line, counts in zip(values, table.tolist(), strict=True)
    )
    rows = (plot("natural", language), plot("legal", language))
    columns = tuple(plot(name, language) for name in _PARTS)
    return Heat(plot("residual_map", language), rows, columns, values, words, True, (-3.0, 3.0))


def _weighted(seed: int, weighting: str, language: str) -> Panel:
    """Both groups and all agencies under one weighting."""
    data, rows = draw_national(seed), ("first", "second", "every")
    parts = (data[data["g"] == 0], data[data["g"] == 1], data)
    found = [stats.estimate_rate(part, **RATE, weighting=weighting) for part in parts]
    values = [[x or 0.0 for x in (r.estimate, r.low, r.high)] for r in found]
    value, low, high = (list(x) for x in zip(*values, strict=True))
    dots = Marks("whiskers", value, range(3), low, high, is_across=True)
    names = tuple(plot(row, language) for row in rows)
    return Panel(plot(f"weighted.{weighting}", language), (dots,), plot("granted", language),
                 shares="x", rows=names, x_limits=(0.0, 1.0))  # fmt: skip


def _division(seed: int, language: str) -> Panel:
    """Shares of the outcomes in the average agency of each year."""
    data = draw_national(seed)
    shares = data[list(_PARTS)].div(data["n"].where(data["n"] > 0), axis=0)
    means = shares.groupby(data["year"]).mean()
    base, marks = np.zeros(len(means)), []
    for at, name in enumerate(_PARTS):
        marks.append(Marks("bars", listed(means.index), listed(means[name]), low=listed(base),
                           name=plot(name, language), colour=at))  # fmt: skip
        base = base + means[name].to_numpy()
    return Panel(plot("division", language), tuple(marks), y_axis=plot("granted_average", language),
                 shares="y", is_legend_below=True)  # fmt: skip


def _strata(seed: int, language: str) -> Panel:
    """Odds ratio in each province, whole agencies left out; the joined and the crude one."""
    data = draw_national(seed)
    found = [_odds(part) for _, part in data.groupby("province")]
    row = dict(rates(seed))["rate.strata"]
    found.append(tuple(x or 0.0 for x in (row.estimate, row.low, row.high)))
    value, low, high = (list(x) for x in zip(*found, strict=True))
    names = [plot("province", language, n=at) for at in range(1, len(found))]
    crude = row.details["crude_odds_ratio"]
    marks = (
        Marks("whiskers", value, range(len(found)), low, high, is_across=True),
        Marks("dots", [crude], [len(found)], colour=5),
        Marks("rules", (1.0,), ()),
    )
    rows = (*names, plot("joined", language), plot("crude", language))
    return Panel(plot("strata", language), marks, plot("odds", language), logs="x", rows=rows)


def _odds(part: pd.DataFrame) -> tuple[float, ...]:
    """Odds ratio of the second group to the first with its interval, agencies left out."""
    arms = []
    for group in (1, 0):
        sums = part[part["g"] == group].groupby("agency_key")[["k", "n"]].sum()
        one = jk.ratio(sums["k"].to_numpy(float), sums["n"].to_numpy(float))
        slope = one.value * (1 - one.value)
        arms.append(jk.Spread(float(logit(one.value)), one.se / slope, one.df))
    spread = jk.difference(*arms)
    return tuple(float(np.exp(x)) for x in (spread.value, *jk.t_limits(spread, 0.95)))


def _spaghetti(seed: int, language: str) -> Panel:
    """Lines of agencies with enough requests inside one form, and the mean of each year."""
    data = draw_national(seed).query("form == 'stat2014'")
    least = data.groupby("agency_key")["n"].transform("min")
    steady = data[least >= _STEADY].assign(rate=lambda d: d["k"] / d["n"])
    chosen = sorted(steady["agency_key"].unique())[:_LINES]
    lines = [
        Marks("line", listed(own["year"]), listed(own["rate"]), is_faint=True)
        for _, own in steady[steady["agency_key"].isin(chosen)].groupby("agency_key")
    ]
    mean = steady.groupby("year")["rate"].mean()
    over = Marks("line", listed(mean.index), listed(mean), name=plot("mean", language))
    return Panel(plot("spaghetti", language), (*lines, over), y_axis=plot("granted", language),
                 shares="y")  # fmt: skip


def _slopes(seed: int, language: str) -> Panel:
    row = dict(over_years(seed))["trend.inside"]
    counts, edges = np.histogram(np.array(row.details["slopes"]), bins=_BINS)
    middle = (edges[1:] + edges[:-1]) / 2
    marks = (
        Marks("bars", listed(middle), listed(counts)),
        Marks("rules", (row.estimate or 0,), ()),
    )
    return Panel(plot("slope_bars", language), marks, plot("slope", language),
                 plot("agencies", language))  # fmt: skip


def _lawsuits(seed: int, language: str) -> Panel:
    """Lawsuits for 1,000 requests of single agencies; upper limits alone where there is none."""
    sums = draw_national(seed).groupby("agency_key")[["rare", "n"]].sum().query("n > 0")
    chosen = _some(sums.sort_values("n"))
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
        Marks("dots", [limits[i][1] for i in none], none, colour=5, name=plot("bound", language)),
    )  # fmt: skip
    rows = tuple(f"{k}/{n:,}" for k, n in zip(chosen["rare"], chosen["n"], strict=True))
    return Panel(plot("lawsuits", language), marks, plot("per_thousand", language), logs="x",
                 rows=rows)  # fmt: skip


def _funnel(seed: int, language: str) -> Panel:
    rows = sorted(funnel_of(seed), key=lambda row: row.details["trials"])
    size = [row.details["trials"] for row in rows]
    marks = (
        Marks("band", size, [0] * len(size), [row.low or 0.0 for row in rows],
              [row.high or 0.0 for row in rows], name=plot("limits", language), colour=1),
        Marks("dots", size, [row.estimate or 0.0 for row in rows]),
    )  # fmt: skip
    return Panel(plot("funnel", language), marks, plot("requests_log", language),
                 plot("granted", language), logs="x", shares="y")  # fmt: skip


def _ranks(seed: int, language: str) -> Panel:
    """Intervals of ranks in the order of the shrunken rates; the few likely lowest apart."""
    rows = sorted(ranks_of(seed), key=lambda row: row.estimate or 0.0)
    marks = []
    for at, named in enumerate((False, True)):
        part = [(i, r.details) for i, r in enumerate(rows, 1) if r.details["named"] == named]
        low, high = ([d[x] for _, d in part] for x in ("rank_low", "rank_high"))
        middle = [(a + b) / 2 for a, b in zip(low, high, strict=True)]
        name = plot("likely" if named else "others", language)
        marks.append(Marks("whiskers", [i for i, _ in part], middle, low, high, name, 5 * at))
    return Panel(plot("ranks", language), tuple(marks), plot("ordered", language),
                 plot("rank", language))  # fmt: skip
