"""Two groups compared inside each region or year, then joined."""

from dataclasses import replace

import numpy as np
import pandas as pd

from govdisc_analysis.stats import constants as c
from govdisc_analysis.stats import frames, traps
from govdisc_analysis.stats import jackknife as jk
from govdisc_analysis.stats.asked import Asked
from govdisc_analysis.stats.estimate import Base, Estimate
from govdisc_analysis.stats.frames import Floats
from govdisc_analysis.stats.rates import read_rate
from govdisc_analysis.stats.words import words


def stratified_rates(
    data: pd.DataFrame,
    *,
    events: str,
    trials: str,
    stratum: str,
    group: str,
    level: float = c.LEVEL,
) -> Estimate:
    """Mantel-Haenszel odds ratio of the second group to the first, strata held fixed.

    The interval leaves out one stratum at a time: the usual one treats requests of an agency
    as independent and misses in 15%. `details` gives the crude ratio (Simpson's paradox shows
    there), tau squared between strata, and the strata without information. Not for one or two
    strata, and not where one agency stands in many strata.

    Args:
        data: one row for each report.
        events: column with the counted requests.
        trials: column with the requests they are part of.
        stratum: column with the region or year.
        group: column with two groups.
        level: of the interval.

    Example:
        Five strata, in each 20 of 40 against 10 of 40: odds 1 against 1/3.

        >>> d = pd.DataFrame([(s, g, 20 if g else 10, 40) for s in range(5) for g in (0, 1)],
        ...                  columns=["s", "g", "k", "n"])
        >>> round(stratified_rates(d, events="k", trials="n", stratum="s", group="g").estimate, 6)
        3.0
    """
    k, n, strata, base, used = read_rate(data, events, trials, stratum)
    estimand = f"odds ratio of {events}/{trials} within {stratum}"
    if len(n) == 0:
        asked = Asked(estimand, level=level, scale="ratio")
        return asked.refused(base, "R1", **words("what.requests"))
    arms, (first, second) = frames.two_arms(data, group, used)
    estimand += f", {second} to {first}"
    tables = np.zeros((len(strata.names), 2, 2))
    for at, values in enumerate((k, n - k)):
        np.add.at(tables[:, :, at], (strata.codes, 1 - arms.codes), values)
    return _joined(tables, strata.names, base, estimand, level)


def _joined(
    tables: Floats, names: tuple[str, ...], base: Base, estimand: str, level: float
) -> Estimate:
    method = "Mantel-Haenszel, one stratum left out at a time, t(effective strata - 1)"
    asked = Asked(estimand, method, level, scale="ratio")
    informative = (tables.sum(axis=1) > 0).all(axis=1) & (tables.sum(axis=2) > 0).all(axis=1)
    kept = tables[informative]
    here = replace(
        base,
        groups=len(kept),
        unit="informative strata",
        effective_groups=frames.effective(kept.sum(axis=(1, 2))),
    )
    if len(kept) < c.MIN_STRATA:
        what = words("what.informative_strata")
        return asked.refused(here, "R10", **what, n=len(kept), need=c.MIN_STRATA)
    top, bottom = _weights(kept)
    rest_top, rest_bottom = top.sum() - top, bottom.sum() - bottom
    if (rest_top <= 0).any() or (rest_bottom <= 0).any():
        what = words("what.empty_arm")
        return asked.refused(here, "R5", **what)
    left = np.log(rest_top / rest_bottom)
    value = float(np.log(top.sum() / bottom.sum()))
    se = max(jk.spread_of(left), traps.mantel_haenszel(kept).log_se)
    carried = frames.effective(top + bottom)  # a giant agency can make its stratum decide alone
    spread = jk.Spread(value, se, max(carried - 1, 1.0))
    crude = tables.sum(axis=0)
    odds = crude[0, 0] * crude[1, 1] / max(crude[0, 1] * crude[1, 0], 1e-300)
    details = {
        "crude_odds_ratio": float(odds),
        "effective_strata": carried,
        "tau_squared": traps.tau_squared(kept),
        "dropped_strata": tuple(np.array(names)[~informative].tolist()),
    }
    return asked.by_log(here, spread, details)


def _weights(tables: Floats) -> tuple[Floats, Floats]:
    size = tables.sum(axis=(1, 2))
    return tables[:, 0, 0] * tables[:, 1, 1] / size, tables[:, 0, 1] * tables[:, 1, 0] / size
