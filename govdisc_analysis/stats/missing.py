"""What could the reports that are missing do to a share?"""

import math
from dataclasses import replace

import numpy as np
import pandas as pd
from scipy import optimize, special, stats

from govdisc_analysis.stats import constants as c
from govdisc_analysis.stats import frames, guards
from govdisc_analysis.stats import jackknife as jk
from govdisc_analysis.stats.asked import Asked
from govdisc_analysis.stats.coverage import with_label
from govdisc_analysis.stats.estimate import Estimate, EstimateSet, combine
from govdisc_analysis.stats.prevalence import estimate_prevalence


def missing_bounds(
    data: pd.DataFrame,
    *,
    flag: str,
    cluster: str,
    claim: float | None = None,
    odds: tuple[float, float] = (0.5, 2.0),
    level: float = c.LEVEL,
) -> EstimateSet:
    """A share under three beliefs about missing reports: none special, somewhat, anything.

    `data` needs a row for every agency that owed a report, the flag missing where none came: a
    missing report is never "no". Rows: `complete reports`; `missing differ up to odds x` (the
    odds in missing reports between the two factors); `worst case` (all no, all yes, with the
    Imbens and Manski interval). With `claim`, `details["tipping_odds"]` is the factor at which
    the share would reach it. Not a cure: it shows how much the conclusion leans on silence.

    Args:
        data: one row for each report that was owed.
        flag: column with 1, 0, or missing for no report.
        cluster: column with the county.
        claim: a share that the conclusion must stay above or below.
        odds: factors for the middle row.
        level: of the intervals.

    Example:
        Forty of eighty say yes and twenty are missing: from 40% to 60%.

        >>> d = pd.DataFrame({"c": [i % 10 for i in range(100)],
        ...                   "has": [1.0] * 40 + [0.0] * 40 + [float("nan")] * 20})
        >>> s = missing_bounds(d, flag="has", cluster="c")
        >>> s["worst case"].details["bounds"]
        (0.4, 0.6)
    """
    if not 0 < odds[0] <= odds[1]:
        raise ValueError(f"odds must be two factors above 0, in order, not {odds}")
    yes = frames.flags(data, flag)
    seen = estimate_prevalence(
        data, flag=flag, cluster=cluster, level=level, term="complete reports"
    )
    if seen.estimate is None or seen.low is None or seen.high is None or seen.df is None:
        return combine([seen], "missing reports")
    gone = float(np.isnan(yes).mean())
    middle = _mixture(seen, gone, odds)
    worst = _worst(data, yes, seen, gone, cluster, level)
    tip = None if claim is None else tipping_odds(seen.estimate, gone, claim)
    rows = [seen, *(with_label(row, "missing_bounds.bounds") for row in (middle, worst))]
    return combine(rows, "missing reports", missing_share=gone, tipping_odds=tip)


def shifted(share: float, gone: float, factor: float) -> float:
    """Share of all when the odds in missing reports are `factor` times those in the others.

    >>> shifted(0.5, 0.2, 1.0)
    0.5
    """
    return (1 - gone) * share + gone * float(special.expit(special.logit(share) + math.log(factor)))


def tipping_odds(share: float, gone: float, claim: float) -> float | None:
    """The factor at which the share reaches `claim`; None where none would.

    >>> round(tipping_odds(0.5, 0.2, 0.55), 2)
    3.0
    """
    if not shifted(share, gone, 1e-9) < claim < shifted(share, gone, 1e9):
        return None
    root = optimize.brentq(lambda x: shifted(share, gone, math.exp(x)) - claim, -20.7, 20.7)
    return math.exp(float(root))


def _mixture(seen: Estimate, gone: float, odds: tuple[float, float]) -> Estimate:
    assert seen.low is not None and seen.high is not None and seen.estimate is not None
    low = shifted(seen.low, gone, odds[0])
    high = shifted(seen.high, gone, odds[1])
    return replace(
        seen,
        low=low,
        high=high,
        estimate=shifted(seen.estimate, gone, 1.0),
        term=f"missing differ up to odds {odds[0]:g} to {odds[1]:g}",
        method=f"pattern mixture over {seen.method}",
    )


def _worst(
    data: pd.DataFrame,
    yes: np.ndarray[tuple[int], np.dtype[np.float64]],
    seen: Estimate,
    gone: float,
    cluster: str,
    level: float,
) -> Estimate:
    """Interval for the true share wherever it lies between the bounds (Imbens and Manski 2004)."""
    units = frames.labels(data, cluster)
    n = np.bincount(units.codes).astype(float)
    sides = [
        jk.ratio(jk.totals(units.codes, np.nan_to_num(yes, nan=fill)), n) for fill in (0.0, 1.0)
    ]
    (bottom, top), reach = sides, _reach(sides[0], sides[1], level)
    base = frames.describe(data, np.ones(len(data), dtype=bool), units, np.ones(len(data)), cluster)
    asked = Asked(seen.estimand, "worst-case bounds, Imbens-Manski", level, "worst case")
    low, high = bottom.value - reach * bottom.se, top.value + reach * top.se
    row = asked.computed(
        base,
        (bottom.value + top.value) / 2,
        max(low, 0.0),
        min(high, 1.0),
        df=bottom.df,
        details={"bounds": (bottom.value, top.value)},
    )
    return guards.wide_share(row, base) if gone == 0 else row


def _reach(bottom: jk.Spread, top: jk.Spread, level: float) -> float:
    width, se = top.value - bottom.value, max(bottom.se, top.se)

    def short(q: float) -> float:
        return float(stats.t.cdf(q + width / se, bottom.df) - stats.t.cdf(-q, bottom.df)) - level

    return float(optimize.brentq(short, 0.0, 200.0))
