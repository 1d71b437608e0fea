"""Did the level change in a given year? Years, not agencies, are the units that decide."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import numpy as np
import pandas as pd
from scipy import stats

from govdisc_analysis.stats import constants as c
from govdisc_analysis.stats import frames, guards
from govdisc_analysis.stats import jackknife as jk
from govdisc_analysis.stats.asked import Asked
from govdisc_analysis.stats.changes import read_volume
from govdisc_analysis.stats.coverage import with_label
from govdisc_analysis.stats.estimate import Base, Estimate
from govdisc_analysis.stats.frames import Mask
from govdisc_analysis.stats.words import listed, words
from govdisc_analysis.stats.yearly import (
    Series,
    Years,
    fit_step,
    lag1,
    usual_correlation,
    year_effects,
)

_AR = 0.5


def break_at(
    data: pd.DataFrame,
    *,
    value: str,
    year: str,
    cluster: str,
    when: int,
    exposure: str | None = None,
    fraction: float | None = None,
    skip: Sequence[int] = (),
    regime: str | None = None,
    lasting: float | None = None,
    level: float = c.LEVEL,
) -> Estimate:
    """Ratio of the level just after `when` to what the earlier trend would have given.

    Two steps: one effect for each year with every agency held at its own level (Poisson), then
    a line before and a line after through the year effects, t with years - 4. Shocks may last
    into the next year: how much is read from the residuals (restricted likelihood), or given
    with `lasting`. Not for saying what caused the break: a new law, a new form and a pandemic
    share their years. `details` holds the p-value under shocks that last long, placebo years,
    each year left out, and the smallest break that would have been seen.

    Args:
        data: one row for each report.
        value: column of counts.
        year: column of the reporting year.
        cluster: column with the agency.
        when: first year of the new level.
        exposure: column of months (or days) covered.
        fraction: share of `when` under the new rule; for 2019 231/365 (in force 15 May).
        skip: years to leave out of the main fit.
        regime: column with the form; if forms differ across the break the result is labelled R8.
        lasting: correlation of one year's shock with the next; None averages over what the
            residuals make likely, 0 takes years as independent (measured: rejects 5 to 12% of
            true nulls), 0.5 is cautious (1 to 5%).
        level: of the interval.

    Example:
        Eight agencies, ten years, 100 before and 50 from the sixth year on.

        >>> rows = [(a, t, (100 if t < 2005 else 50) + (a + t) % 2)
        ...         for a in range(8) for t in range(2000, 2010)]
        >>> d = pd.DataFrame(rows, columns=["a", "t", "y"])
        >>> r = break_at(d, value="y", year="t", cluster="a", when=2005)
        >>> round(r.estimate, 2), r.df
        (0.5, 6.0)
    """
    panel = read_volume(data, value, exposure, cluster)
    when_each = frames.years(data, year)[panel.used]
    inside = ~np.isin(when_each, np.asarray(list(skip), dtype=np.int64))
    estimand = f"ratio of {value} in {when} to the level that the trend before it gives"
    method = "year effects with agencies held fixed, two lines, t(years - 4)"
    if lasting is not None and not 0 <= lasting < 1:
        raise ValueError(f"lasting must be from 0 to below 1, not {lasting}")
    seen = np.unique(when_each[inside])
    asked = Asked(estimand, method, level, scale="ratio")
    refusal = guards.units_refusal(panel.base, asked, dominated=False)
    refusal = refusal or _few_years(panel.base, asked, seen, when)
    if refusal:
        return refusal
    series = year_effects(
        panel.y[inside], panel.e[inside], panel.units.keep(inside).codes, when_each[inside]
    )
    if series is None:
        silent = sorted(set(seen.tolist()) - set(when_each[inside & (panel.y > 0)].tolist()))
        return _no_series(panel.base, asked, silent)
    part = c.BREAK_FRACTION.get(when, 1.0) if fraction is None else fraction
    rho = usual_correlation(series, when, part) if lasting is None else lasting
    if lasting is None:
        method += f", averaged over how shocks may last (correlation {rho:.2g} in the mean)"
    elif lasting:
        method += f", shocks correlated {lasting:.2g} from year to year"
    asked = replace(asked, method=method)
    row = _main(series, when, part, lasting, rho, panel.base, asked)
    row = _label_regime(row, data, regime, panel.used, when_each, when)
    if lasting is None:
        return row
    return with_label(row, "break_at.lasting" if lasting else "break_at.independent")


def _few_years(base: Base, asked: Asked, seen: Years, when: int) -> Estimate | None:
    """R7 where too few years lie before or after the break."""
    before, after = int((seen < when).sum()), int((seen >= when).sum())
    if min(before, after) >= c.MIN_YEARS_EACH_SIDE:
        return None
    what = words("what.years_around", before=before, after=after)
    return asked.refused(base, "R7", **what, need=c.MIN_YEARS_EACH_SIDE)


def _no_series(base: Base, asked: Asked, silent: list[int]) -> Estimate:
    """R5 for years without any count, R10 where no agencies link the years."""
    if silent:
        named = ", ".join(str(year) for year in silent)
        what = words("what.zero_years", "advice.zero_years", years=named)
        return asked.refused(base, "R5", **what)
    return asked.refused(base, "R10", n=0, need=1, **words("what.linking_agencies"))


def _main(
    series: Series,
    when: int,
    part: float,
    lasting: float | None,
    rho: float,
    base: Base,
    asked: Asked,
) -> Estimate:
    spread = fit_step(series, when, part, lasting)
    if spread is None:
        return asked.refused(base, "R6", **words("what.level_or_slope"))
    details: dict[str, object] = {
        "log_step": spread.value, "se": spread.se, "fraction": part, "lasting": rho,
    }  # fmt: skip
    details |= _diagnostics(series, when, part, lasting, rho, spread, asked.level)
    return guards.wide_log(asked.by_log(base, spread, details), spread)


def _diagnostics(
    series: Series,
    when: int,
    part: float,
    lasting: float | None,
    rho: float,
    spread: jk.Spread,
    level: float,
) -> dict[str, object]:
    """What a reader checks before believing a break."""
    persistent = fit_step(series, when, part, max(rho, _AR))
    without = partial(_left_out, series, when, part, rho)
    return {
        "year_effects": dict(zip(series.years.tolist(), series.effects.tolist(), strict=True)),
        "placebo_years": _placebos(series, when, lasting),
        "without_year": without(series.years.tolist()),
        "without_break_year": without([when]).get(when),
        "without_pandemic_year": without([c.PANDEMIC_YEAR]).get(c.PANDEMIC_YEAR),
        "p_value_if_shocks_last": jk.t_test(persistent) if persistent else None,
        "residual_lag1": lag1(series, when, part),
        "detectable_ratio": detectable_step(spread, level),
    }


def detectable_step(spread: jk.Spread, level: float) -> tuple[float, float]:
    """Ratios below and above 1 that this fit would have found with power 0.8."""
    reach = jk.t_quantile(spread.df, level) + float(stats.t.ppf(c.DETECT_POWER, spread.df))
    size = reach * spread.se
    return float(np.exp(-size)), float(np.exp(size))


def _placebos(series: Series, when: int, lasting: float | None) -> dict[int, float]:
    """p-values of breaks in years when none is claimed, within one side of `when`."""
    found = {}
    for side in (series.years < when, series.years >= when):
        part = Series(series.years[side], series.effects[side])
        for year in part.years[2:-1].tolist():
            spread = fit_step(part, year, 1.0, lasting)
            if spread is not None:
                found[int(year)] = jk.t_test(spread)
    return found


def _left_out(
    series: Series, when: int, part: float, rho: float, years: list[int]
) -> dict[int, float]:
    """The ratio with one year left out."""
    out = {}
    for year in years:
        keep = series.years != year
        spread = fit_step(Series(series.years[keep], series.effects[keep]), when, part, rho)
        if spread is not None and not keep.all():
            out[int(year)] = float(np.exp(spread.value))
    return out


def _label_regime(
    row: Estimate, data: pd.DataFrame, regime: str | None, used: Mask, when_each: Years, when: int
) -> Estimate:
    """R8 as a label where the forms differ across the break; after R11 in words alone."""
    if regime is None or not row.ok:
        return row
    forms = frames.labels(data, regime)
    names, codes = np.array(forms.names), forms.codes[used]
    before = sorted(set(names[codes[when_each < when]].tolist()))
    after = sorted(set(names[codes[when_each >= when]].tolist()))
    if before == after:
        return row
    sides = listed("before", before) | listed("after", after)
    labelled = guards.labelled(row, "R8", **words("what.form_and_law", **sides))
    if row.code != "R11":
        return labelled
    return replace(  # too wide to read comes first; the change of form stays in the words
        row,
        reason_en=f"{row.reason_en} {labelled.reason_en}",
        reason_zh=row.reason_zh + labelled.reason_zh,
    )
