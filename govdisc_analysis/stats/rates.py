"""What share: of all requests, or in the average agency."""

from typing import Literal

import numpy as np
import pandas as pd

from govdisc_analysis.stats import frames, guards
from govdisc_analysis.stats import jackknife as jk
from govdisc_analysis.stats.asked import Asked
from govdisc_analysis.stats.constants import LEVEL
from govdisc_analysis.stats.estimate import Base, Estimate
from govdisc_analysis.stats.frames import Floats, Labels, Mask

Weighting = Literal["request", "agency"]
_ESTIMANDS = {
    "request": "share of all {trials} that are {events} (large agencies weigh more)",
    "agency": "share of {trials} that are {events} in the average agency",
}
_METHODS = {
    "request": "leave-one-{unit}-out jackknife on the logit scale, t(effective units - 1)",
    "agency": "mean of the rates of each {unit}, logit scale, t(units - 1)",
}


def estimate_rate(
    data: pd.DataFrame,
    *,
    events: str,
    trials: str,
    cluster: str,
    weighting: Weighting = "request",
    level: float = LEVEL,
) -> Estimate:
    """A rate over agencies, with an interval for what such agencies do.

    Not for one agency's own rate (see `traps.wilson`), and not for comparing groups: two
    intervals that overlap are no test (`compare_rates`). If all agencies are present the
    observed share is a fact; the interval is for the process behind it.

    Args:
        data: one row for each report.
        events: column with the counted requests (for example disclosed).
        trials: column with the requests they are part of.
        cluster: column with the agency (or county) that the reports belong to.
        weighting: `request` asks for the share of all requests, `agency` for the average agency.
        level: of the interval.

    Example:
        Ten agencies with 10 requests each, and 4, 6, 4, 6, ... disclosed: 50 of 100.

        >>> d = pd.DataFrame({"a": range(10), "k": [4, 6] * 5, "n": [10] * 10})
        >>> r = estimate_rate(d, events="k", trials="n", cluster="a")
        >>> r.estimate, r.groups, r.effective_groups
        (0.5, 10, 10.0)
        >>> estimate_rate(d.head(3), events="k", trials="n", cluster="a").code
        'R3'
    """
    check_choice("weighting", weighting, ("request", "agency"))
    k, n, units, base, _ = read_rate(data, events, trials, cluster)
    return rate_of(k, n, units, base, (events, trials, cluster), weighting, level)


def read_rate(
    data: pd.DataFrame, events: str, trials: str, cluster: str
) -> tuple[Floats, Floats, Labels, Base, Mask]:
    """Checked columns of the rows that have requests, what stands behind them, and which rows."""
    k, n = frames.amounts(data, events), frames.amounts(data, trials)
    frames.within(data, events, trials, k, n)
    units = frames.labels(data, cluster)
    used = ~np.isnan(k) & (n > 0)
    units = units.keep(used)
    base = frames.describe(data, used, units, n[used], cluster)
    return k[used], n[used], units, base, used


def rate_of(
    k: Floats,
    n: Floats,
    units: Labels,
    base: Base,
    names: tuple[str, str, str],
    weighting: Weighting,
    level: float,
    term: str = "all",
) -> Estimate:
    """The estimate from checked arrays."""
    events, trials, cluster = names
    estimand = _ESTIMANDS[weighting].format(events=events, trials=trials)
    method = _METHODS[weighting].format(unit=cluster)
    asked = Asked(estimand, method, level, term)
    refusal = guards.share_refusal(base, asked, k.sum(), n.sum()) or guards.units_refusal(
        base, asked, dominated=weighting == "request"
    )
    if refusal:
        return refusal
    y, m = jk.totals(units.codes, k), jk.totals(units.codes, n)
    spread = jk.ratio(y, m) if weighting == "request" else agency_mean(y, m)
    observed, requests = float(k.sum()), float(n.sum())
    details = {"events": observed, "trials": requests, "observed_share": float(k.sum() / n.sum())}
    return guards.wide_share(asked.by_logit(base, spread, details), base)


def agency_mean(y: Floats, m: Floats) -> jk.Spread:
    """Mean of agency rates; its error is never below that of the requests alone."""
    rates = y / m
    spread = jk.mean_of(rates)
    pooled = y.sum() / m.sum()
    floor = float(np.sqrt((pooled * (1 - pooled) / m).sum())) / len(m)
    return jk.Spread(spread.value, max(spread.se, floor), spread.df)


def check_choice(name: str, value: object, allowed: tuple[str, ...]) -> None:
    """Error for an argument outside its choices."""
    if value not in allowed:
        raise ValueError(f"{name} must be one of {', '.join(allowed)}, not {value!r}")
