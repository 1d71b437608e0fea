"""Plots of problems: P1 to P8 of the menu."""

from collections.abc import Sequence
from functools import lru_cache, partial
from itertools import combinations, pairwise
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import expit, logit

from govdisc_analysis import stats
from govdisc_analysis.analysis.menu.lines import again_of, pairs_of
from govdisc_analysis.analysis.menu.panels import drawn, listed
from govdisc_analysis.analysis.menu.problems import (
    corrected,
    kappas,
    shares,
    with_length,
    with_requests,
)
from govdisc_analysis.analysis.menu.reading import number_in
from govdisc_analysis.analysis.menu.source import Source, UnfitError, fit
from govdisc_analysis.analysis.sentences import Passage
from govdisc_analysis.charts import Chart, Heat, Marks, Panel
from govdisc_analysis.labels import label
from govdisc_analysis.stats.estimate import Estimate

_AGES, _BINS, _MANY_FLAGS = 5, 12, 6


def years_chart(source: Source) -> Chart | Passage:
    """Every problem with its interval, and each by year; copies by year (P1, P2, P8)."""
    each = [partial(_by_year, flag) for flag in source.flags]
    height = 2.1 if len(source.flags) <= _MANY_FLAGS else 2.8
    return drawn((_sorted, *each, _copies), "problem_years", source, 3, height)


def links_chart(source: Source) -> Chart | Passage:
    """Again next year, how long, with which others, in which reports, as read (P3 to P7)."""
    read = (_reading,) if "reader_1" in source.data else ()
    ways = (_transitions, _hazard, _links, _counts, _lengths, *read)
    height = 2.55 if len(source.flags) <= _MANY_FLAGS else 4.2
    return drawn(ways, "problem_links", source, height=height)


def _sorted(source: Source) -> Panel:
    """All problems with their intervals, the most frequent first."""
    rows = sorted(shares(source).items(), key=lambda x: -(x[1].estimate or 0.0))
    fit(rows[0][1])
    dots = _whiskers([row for _, row in rows])
    names = tuple(source.flags[flag] + ("" if row.ok else f" {row.code}") for flag, row in rows)
    return Panel(source.plot("sorted"), (dots,), source.plot("share_reports"), shares="x",
                 rows=names)  # fmt: skip


def _whiskers(rows: Sequence[Estimate], colour: int = 0, name: str = "") -> Marks:
    at = [i for i, row in enumerate(rows) if row.ok]
    value, low, high = ([getattr(rows[i], x) for i in at] for x in ("estimate", "low", "high"))
    return Marks("whiskers", value, at, low, high, name, colour, is_across=True)


def _by_year(flag: str, source: Source) -> Panel:
    """The share of one problem in each year, whole counties left out."""
    marks = _over(source.data, "year", flag)
    return Panel(f"P2 {source.flags[flag]}", (marks,), shares="y", y_limits=(0, 1))


def _copies(source: Source) -> Panel:
    """Share of reports in copied words, by year (P8)."""
    marks = _over(source.data, "year", "copied")
    return Panel(source.plot("copies"), (marks,), shares="y", y_limits=(0, 1))


def _over(data: pd.DataFrame, by: str, flag: str) -> Marks:
    """Shares with their intervals along a column, whole counties left out; refused ones no dot."""
    found = {
        float(str(at)): stats.estimate_prevalence(part, flag=flag, cluster="county_unit")
        for at, part in data.groupby(by)
    }
    kept = {at: row for at, row in found.items() if row.low is not None}
    if not kept:
        raise UnfitError(stats.estimate_prevalence(data.head(0), flag=flag, cluster="county_unit")
                    if not found else next(iter(found.values())))  # fmt: skip
    value, low, high = (
        [getattr(x, name) for x in kept.values()] for name in ("estimate", "low", "high")
    )
    return Marks("whiskers", list(kept), value, low, high)


def _transitions(source: Source) -> Heat:
    """From one year to the next, all pairs and those in fresh words."""
    found = again_of(source)
    fit(found["again"])
    rows, values, words = [], [], []
    for suffix, key in (("", "pairs"), (", fresh text", "fresh")):
        for term, then in (("again", "with"), ("new", "without")):
            row = found[term + suffix]
            if row.estimate is None:
                continue
            share = row.estimate
            rows.append(source.plot(f"{key}.{then}"))
            values.append((share, 1 - share))
            words.append((f"{share:.0%}\nn={row.n_reports}", f"{1 - share:.0%}"))
    columns = (source.plot("next_with"), source.plot("next_without"))
    return Heat(source.plot("transitions"), tuple(rows), columns, tuple(values), tuple(words))


@lru_cache(maxsize=4)
def _spells(source: Source) -> pd.DataFrame:
    """Years with the problem by their place in a spell; spells open at the left are left out.

    A spell ends at a missing report without telling how; such a last year is not counted.
    """
    data = source.owed
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


def _hazard(source: Source) -> Panel:
    """Share of spells that end before the next year, by their age."""
    dots = _over(_spells(source).query("age <= @_AGES"), "age", "gone")
    return Panel(source.plot("hazard"), (dots,), source.plot("age"), source.plot("ends"),
                 shares="y")  # fmt: skip


def _links(source: Source) -> Heat:
    """Log odds ratios of all pairs; a cross where Holm's p value is above 0.05."""
    size, found = len(source.flags), pairs_of(source)
    fit(next((row for row in found if row.ok), found[0]))
    values = np.full((size, size), np.nan)
    words = [["" for _ in source.flags] for _ in source.flags]
    for (i, a), (j, b) in combinations(enumerate(source.flags), 2):
        row = found[f"{a} + {b}"]
        values[j, i] = np.log(row.estimate) if row.estimate else np.nan
        cross = "" if (row.p_value or 1.0) < 0.05 else " ×"
        words[j][i] = f"{round(values[j, i], 1) + 0.0:+.1f}{cross}" if row.estimate else row.code
    names = tuple(source.flags.values())
    return Heat(source.plot("links"), names[1:], names[:-1], _rows(values[1:, :-1]),
                tuple(tuple(row[:-1]) for row in words[1:]), is_signed=True)  # fmt: skip


def _rows(values: Any) -> tuple[tuple[float, ...], ...]:
    return tuple(tuple(float(x) for x in row) for row in values)


def _counts(source: Source) -> Panel:
    source.enough(source.data, 1, "reports")
    counts = source.data[list(source.flags)].sum(axis=1).value_counts().sort_index()
    bars = Marks("bars", listed(counts.index), listed(counts))
    return Panel(source.plot("problem_counts"), (bars,), source.plot("problems"),
                 label("reports", source.language))  # fmt: skip


def _lengths(source: Source) -> Panel:
    """Partial residuals in bins of the length, the fitted line, and a smooth one."""
    from statsmodels.nonparametric.smoothers_lowess import lowess

    data, found = with_requests(source), with_length(source)
    fit(found["log_length"])
    x = data["log_length"].to_numpy(dtype=float)
    slope, other = (found[name].estimate or 0.0 for name in ("log_length", "log_asked"))
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
        Marks("line", ends, [slope * (v - x.mean()) for v in ends], name=source.plot("fitted")),
        Marks("line", listed(smooth[inside, 0]), listed(smooth[inside, 1]), colour=5,
              name=source.plot("smooth")),
    )  # fmt: skip
    return Panel(source.plot("lengths"), marks, source.plot("log_length"),
                 source.plot("log_odds"))  # fmt: skip


def _reading(source: Source) -> Panel:
    """What the machine counts, and what stands once its errors are allowed for; kappa in words."""
    data, fits = source.data, corrected(source)
    fit(next((row for row in fits.values() if row.ok), next(iter(fits.values()))))
    raw = [float(data[f"machine_{flag}"].mean()) for flag in source.flags]
    marks = (
        _whiskers(list(fits.values()), name=source.plot("corrected")),
        Marks("dots", raw, range(len(raw)), name=source.plot("raw"), colour=5),
    )
    agreed = {flag: number_in(row) for flag, row in kappas(source).items()}
    rows = tuple(f"{name} κ={agreed[flag]}" for flag, name in source.flags.items())
    return Panel(source.plot("reading"), marks, source.plot("share_reports"), shares="x",
                 rows=rows)  # fmt: skip
