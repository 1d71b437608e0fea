"""Reviews and lawsuits: rare events over processed requests."""

import numpy as np
import pandas as pd

from govdisc_analysis.stats import constants as c
from govdisc_analysis.stats import frames, guards
from govdisc_analysis.stats import jackknife as jk
from govdisc_analysis.stats.asked import Asked
from govdisc_analysis.stats.estimate import Base, Estimate
from govdisc_analysis.stats.frames import Floats
from govdisc_analysis.stats.permutation import shuffle
from govdisc_analysis.stats.words import words


def redress_rate(
    data: pd.DataFrame,
    *,
    events: str,
    trials: str,
    cluster: str,
    per: float = 1000,
    level: float = c.LEVEL,
) -> Estimate:
    """Reviews or lawsuits for each `per` processed requests, over agencies.

    Not for one agency (`traps.poisson_interval` gives the exact bound, also for none), and not
    for outcomes of decided cases (`estimate_rate` with the decided ones as trials; pending ones
    apart). Lawsuits lag: give this year's and next year's events both.

    Args:
        data: one row for each report.
        events: column of reviews or lawsuits.
        trials: column of processed requests of the same year.
        cluster: column with the agency.
        per: unit of the rate.
        level: of the interval.

    Example:
        Ten agencies with 1,000 requests and 2 or 4 lawsuits each: 3 per 1,000.

        >>> d = pd.DataFrame({"a": range(10), "k": [2, 4] * 5, "n": [1000] * 10})
        >>> round(redress_rate(d, events="k", trials="n", cluster="a").estimate, 6)
        3.0
    """
    y, n, _, base = _read(data, events, trials, cluster)
    estimand = f"{events} for each {per:g} {trials} (large agencies weigh more)"
    method = f"leave-one-{cluster}-out jackknife on the log scale, t(effective units - 1)"
    asked = Asked(estimand, method, level, scale="rate")
    refusal = _refusal(y, n, base, asked)
    if refusal:
        return refusal
    left = (y.sum() - y) / (n.sum() - n)
    if (left <= 0).any():
        what = words("what.one_holder")
        return asked.refused(base, "R5", **what)
    value = float(y.sum() / n.sum())
    se = max(jk.spread_of(np.log(left)), 1 / float(np.sqrt(y.sum())))
    spread = jk.Spread(float(np.log(value)), se, max(frames.effective(n) - 1, 1.0))
    low, high = jk.t_limits(spread, level)
    details = {
        "events": float(y.sum()),
        "trials": float(n.sum()),
        "agencies_with_events": int((y > 0).sum()),
    }
    ends = np.exp(low) * per, np.exp(high) * per
    row = asked.computed(base, value * per, *ends, df=spread.df, details=details)
    return guards.wide_ratio(row, low, high, per) if row.ok else row


def compare_redress(
    data: pd.DataFrame,
    *,
    events: str,
    trials: str,
    cluster: str,
    group: str,
    per: float = 1000,
    seed: int = 0,
    level: float = c.LEVEL,
) -> Estimate:
    """Difference of redress rates: the second group, in sorted order, less the first.

    Whole agencies are shuffled; the pooled Poisson test rejects 80% of true nulls on large
    panels. Not for the same agencies before and after (`compare_rates` pairs them).

    Args:
        data: one row for each report.
        events: column of reviews or lawsuits.
        trials: column of processed requests of the same year.
        cluster: column with the agency.
        group: column with two groups of agencies.
        per: unit of the rates.
        seed: of the shuffles.
        level: of the interval.

    Example:
        Five agencies have 15 lawsuits in 5,000 requests, five others 25: 3 and 5 in 1,000.

        >>> d = pd.DataFrame({"a": range(10), "g": [0] * 5 + [1] * 5, "n": [1000] * 10,
        ...                   "k": [2, 3, 4, 3, 3, 4, 5, 6, 5, 5]})
        >>> r = compare_redress(d, events="k", trials="n", cluster="a", group="g")
        >>> round(r.estimate, 6), r.p_value < 0.05
        (2.0, True)
    """
    y, n, arms, base = _read(data, events, trials, cluster, group)
    estimand = f"difference in {events} for each {per:g} {trials}"
    method = f"shuffles of whole {cluster}, studentised; interval: shifts not rejected"
    asked = Asked(estimand, method, level, scale="difference")
    refusal = _refusal(y, n, base, asked)
    if arms is None or len(n) == 0:
        return refusal or _none(base, asked)
    refusal = refusal or guards.arms_refusal(base, asked, arms)
    if refusal:
        return refusal
    drawn = shuffle(y, n, arms, c.PERMUTATIONS, seed)
    low, high = drawn.limits(level)
    value, p = float(drawn.difference[0]) * per, drawn.p_value(0.0)
    details = {"seed": seed, "shuffles": c.PERMUTATIONS}
    return asked.computed(base, value, low * per, high * per, p_value=p, details=details)


def _read(
    data: pd.DataFrame, events: str, trials: str, cluster: str, group: str | None = None
) -> tuple[Floats, Floats, Floats | None, Base]:
    """Totals of each unit; events may exceed requests, because cases lag."""
    k, n = frames.amounts(data, events), frames.amounts(data, trials)
    units = frames.labels(data, cluster)
    used = ~np.isnan(k) & (n > 0)
    units = units.keep(used)
    base = frames.describe(data, used, units, n[used], cluster)
    arm_of: Floats | None = None
    if group is not None and used.any():
        arms, _ = frames.two_arms(data, group, used)
        arm_of, crossing = frames.arm_of_units(units, arms)
        if crossing:
            at = frames.first_in_both(units, arms)
            raise ValueError(
                f"column {group!r}, row {data.index[used][at]}: {units.names[units.codes[at]]} of "
                f"{cluster!r} stands in both groups, as do {crossing} in all; `compare_rates` "
                "compares such before and after"
            )
    return jk.totals(units.codes, k[used]), jk.totals(units.codes, n[used]), arm_of, base


def _refusal(y: Floats, n: Floats, base: Base, asked: Asked) -> Estimate | None:
    if len(n) == 0:
        return _none(base, asked)
    refusal = guards.units_refusal(base, asked)
    events, holders = float(y.sum()), int((y > 0).sum())
    if not refusal and events < c.MIN_REDRESS_EVENTS:
        what = words("what.events")
        return asked.refused(base, "R10", **what, n=f"{events:g}", need=c.MIN_REDRESS_EVENTS)
    if not refusal and holders < c.MIN_REDRESS_GROUPS:
        what = words("what.units_with_events")
        return asked.refused(base, "R10", **what, n=holders, need=c.MIN_REDRESS_GROUPS)
    return refusal


def _none(base: Base, asked: Asked) -> Estimate:
    return asked.refused(base, "R1", **words("what.requests"))
