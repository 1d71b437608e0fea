"""Does a rate rise or fall over the years, inside the average agency?"""

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from govdisc_analysis.stats import constants as c
from govdisc_analysis.stats import frames, guards
from govdisc_analysis.stats import jackknife as jk
from govdisc_analysis.stats.asked import Asked
from govdisc_analysis.stats.estimate import Base, Estimate
from govdisc_analysis.stats.frames import Floats, Labels
from govdisc_analysis.stats.rates import read_rate
from govdisc_analysis.stats.words import words


def trend_rate(
    data: pd.DataFrame,
    *,
    events: str,
    trials: str,
    year: str,
    cluster: str,
    regime: str | None = None,
    events_broad: str | None = None,
    level: float = c.LEVEL,
) -> Estimate:
    """Yearly change of a rate in the average agency: the mean of the agencies' own slopes.

    Not for a break (`break_at`), and not across a change of form, unless the broad reading is
    given too and points the same way; otherwise the answer is refusal R8. The Cochran-Armitage
    test needs independent requests and rejects 14% of true nulls on large panels.

    Args:
        data: one row for each report.
        events: column with the counted requests (narrow reading).
        trials: column with the requests they are part of.
        year: column of the reporting year.
        cluster: column with the agency.
        regime: column with the form of each report.
        events_broad: column with the broad reading of the same events.
        level: of the interval.

    Example:
        Eight agencies rise from 10 to 20 to 30 of 100: 0.1 a year.

        >>> d = pd.DataFrame([(a, t, 10 * (t - 2015) + a % 2, 100) for a in range(8)
        ...                   for t in (2016, 2017, 2018)], columns=["a", "t", "k", "n"])
        >>> round(trend_rate(d, events="k", trials="n", year="t", cluster="a").estimate, 6)
        0.1
    """
    row = _trend(data, events, trials, year, cluster, level)
    if regime is None or frames.column(data, regime).nunique() < 2 or not row.ok:
        return row
    forms = ", ".join(frames.labels(data, regime).names)
    what = words("what.forms", forms=forms)
    broad = (
        None if events_broad is None else _trend(data, events_broad, trials, year, cluster, level)
    )
    if broad is None or broad.estimate is None or row.estimate is None:
        return _not_comparable(row, what)
    if np.sign(broad.estimate) != np.sign(row.estimate):
        return _not_comparable(row, what)
    both = {
        **row.details,
        "broad": broad.estimate,
        "broad_low": broad.low,
        "broad_high": broad.high,
    }
    return guards.labelled(replace(row, details=both), "R8", **what)


def _not_comparable(row: Estimate, what: dict[str, Any]) -> Estimate:
    base = Base(
        row.n_reports,
        row.groups,
        row.effective_groups,
        row.largest_share,
        row.dropped,
        row.approximate_share,
        row.partial_year_share,
    )
    asked = Asked(row.estimand, row.method, row.level, scale="difference")
    return asked.refused(base, "R8", **what)


def _trend(
    data: pd.DataFrame, events: str, trials: str, year: str, cluster: str, level: float
) -> Estimate:
    k, n, units, base, used = read_rate(data, events, trials, cluster)
    when = frames.years(data, year)[used].astype(float)
    estimand = f"change of {events}/{trials} in a year, in the average agency"
    method = f"mean of the slopes of each {cluster}, t(units - 1)"
    asked = Asked(estimand, method, level, scale="difference")
    refusal = guards.share_refusal(base, asked, k.sum(), n.sum())
    seen = len(np.unique(when))
    if not refusal and seen < c.MIN_YEARS_TREND:
        what = words("what.few_years", years=seen)
        refusal = asked.refused(base, "R7", **what, need=c.MIN_YEARS_TREND)
    slopes, sloped = unit_slopes(when, k / n, units)
    floor = _least_error(when, n, units, sloped, k.sum() / max(n.sum(), 1.0))
    here = replace(
        base,
        groups=int(sloped.sum()),
        unit=f"{cluster} with two years or more",
        effective_groups=float(sloped.sum()),
    )
    refusal = refusal or guards.units_refusal(here, asked, dominated=False)
    if refusal:
        return refusal
    spread = jk.mean_of(slopes)
    spread = replace(spread, se=max(spread.se, floor))
    details = {"slopes": tuple(slopes.tolist()), "reports_by_year": _by_year(when)}
    return asked.by_t(here, spread, details)


def unit_slopes(when: Floats, values: Floats, units: Labels) -> tuple[Floats, frames.Mask]:
    """Least-squares slope of each unit with two different years or more, and which those are."""
    size = np.bincount(units.codes)
    middle = jk.totals(units.codes, when) / size
    t = when - middle[units.codes]
    square = jk.totals(units.codes, t * t)
    sloped = np.asarray(square > 0)
    slopes = jk.totals(units.codes, t * values)[sloped] / square[sloped]
    return slopes, sloped


def _least_error(
    when: Floats, n: Floats, units: Labels, sloped: frames.Mask, share: float
) -> float:
    """Half the error that requests alone would give: a guard for slopes equal by chance."""
    t = when - (jk.totals(units.codes, when) / np.bincount(units.codes))[units.codes]
    square = jk.totals(units.codes, t * t)[sloped]
    noise = jk.totals(units.codes, t * t * share * (1 - share) / n)[sloped] / square**2
    return float(np.sqrt(noise.sum())) / max(len(square), 1) / 2


def _by_year(when: Floats) -> dict[int, int]:
    found, size = np.unique(when, return_counts=True)
    return {int(t): int(n) for t, n in zip(found, size, strict=True)}
