"""Do two groups of agencies differ in a rate?"""

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from govdisc_analysis.stats import constants as c
from govdisc_analysis.stats import frames, guards
from govdisc_analysis.stats import jackknife as jk
from govdisc_analysis.stats.asked import Asked
from govdisc_analysis.stats.estimate import Base, Estimate
from govdisc_analysis.stats.frames import Floats, Labels, Mask
from govdisc_analysis.stats.permutation import shuffle
from govdisc_analysis.stats.rates import Weighting, agency_mean, check_choice, read_rate

_LARGEST_SHUFFLED = 5000


def compare_rates(
    data: pd.DataFrame,
    *,
    events: str,
    trials: str,
    cluster: str,
    group: str,
    seed: int = 0,
    weighting: Weighting = "request",
    level: float = c.LEVEL,
) -> Estimate:
    """Difference of a rate between two groups: the second, in sorted order, less the first.

    Whole agencies are shuffled between the groups, never requests: a chi-square on pooled
    requests rejects a true null in most data sets. Where the same agencies stand in both groups
    (before and after) each is compared with itself. Not for two agencies (each is one unit).

    Args:
        data: one row for each report.
        events: column with the counted requests.
        trials: column with the requests they are part of.
        cluster: column with the agency.
        group: column with two groups.
        seed: of the shuffles.
        weighting: `request`, or `agency` (more power where sizes are unequal).
        level: of the interval.

    Example:
        Five agencies disclose 2 to 6 of 10, five others 4 to 8 of 10.

        >>> d = pd.DataFrame({"a": range(10), "g": [0] * 5 + [1] * 5, "n": [10] * 10,
        ...                   "k": [2, 3, 4, 5, 6, 4, 5, 6, 7, 8]})
        >>> r = compare_rates(d, events="k", trials="n", cluster="a", group="g", seed=1)
        >>> round(r.estimate, 3), r.low < 0.2 < r.high
        (0.2, True)
    """
    check_choice("weighting", weighting, ("request", "agency"))
    k, n, units, base, used = read_rate(data, events, trials, cluster)
    if n.sum() == 0:
        return guards.share_refusal(base, Asked("difference", "none", level), 0, 0) or _never()
    arms, (first, second) = frames.two_arms(data, group, used)
    who = "of all requests" if weighting == "request" else "in the average agency"
    estimand = f"difference in the share {events}/{trials} {who}, {second} minus {first}"
    arm_of, crossing = frames.arm_of_units(units, arms)
    if crossing:
        return _paired(k, n, units, arms, base, estimand, weighting, level)
    y, m = jk.totals(units.codes, k), jk.totals(units.codes, n)
    return _between(y, m, arm_of, base, estimand, weighting, level, seed)


def _between(
    y: Floats,
    m: Floats,
    arm_of: Floats,
    base: Base,
    estimand: str,
    weighting: Weighting,
    level: float,
    seed: int,
) -> Estimate:
    by_request = weighting == "request"
    shuffled = by_request and len(y) <= _LARGEST_SHUFFLED
    method = _METHODS["shuffle" if shuffled else weighting].format(unit=base.unit)
    asked = Asked(estimand, method, level, scale="difference")
    refusal = _refusal(y, m, arm_of, base, asked, by_request)
    if refusal:
        return refusal
    arm = jk.ratio if by_request else agency_mean
    spread = jk.difference(*(arm(y[arm_of == a], m[arm_of == a]) for a in (1, 0)))
    details: dict[str, Any] = {"se": spread.se} | {
        f"rate_{a}": float(y[arm_of == a].sum() / m[arm_of == a].sum()) for a in (0, 1)
    }
    low, high = jk.t_limits(spread, level)
    p, df = jk.t_test(spread), None if shuffled else spread.df
    if shuffled:
        drawn = shuffle(y, m, arm_of, c.PERMUTATIONS, seed)
        (low, high), p = drawn.limits(level), drawn.p_value(0.0)
        details |= {"seed": seed, "shuffles": c.PERMUTATIONS, "t_p_value": jk.t_test(spread)}
    low, high = max(low, -1.0), min(high, 1.0)
    return asked.computed(base, spread.value, low, high, df=df, p_value=p, details=details)


_METHODS = {
    "shuffle": "shuffles of whole {unit}, studentised; interval: shifts not rejected",
    "request": "leave-one-{unit}-out jackknife, Welch t on effective units",
    "agency": "Welch t of the rates of each {unit}",
}


def _refusal(
    y: Floats,
    m: Floats,
    arm_of: Floats,
    base: Base,
    asked: Asked,
    by_request: bool,
) -> Estimate | None:
    refusal = guards.units_refusal(base, asked, dominated=by_request)
    refusal = refusal or guards.arms_refusal(base, asked, arm_of)
    for a in (0, 1):
        here = arm_of == a
        refusal = refusal or guards.share_refusal(
            base, asked, y[here].sum(), m[here].sum(), guards.ONE_GROUP
        )
    return refusal


def _paired(
    k: Floats,
    n: Floats,
    units: Labels,
    arms: Labels,
    base: Base,
    estimand: str,
    weighting: Weighting,
    level: float,
) -> Estimate:
    """The same units in both groups: leave one unit out of the difference."""
    y, m = np.zeros((2, len(units.names))), np.zeros((2, len(units.names)))
    np.add.at(y, (arms.codes, units.codes), k)
    np.add.at(m, (arms.codes, units.codes), n)
    both: Mask = np.asarray((m > 0).all(axis=0))
    y, m = y[:, both], m[:, both]
    size = m.sum(axis=0)
    here = replace(
        base,
        groups=int(both.sum()),
        unit=f"{base.unit} in both groups",
        effective_groups=frames.effective(size),
        largest_share=float(size.max() / size.sum()) if both.any() else None,
        n_reports=int(both[units.codes].sum()),
        dropped=base.dropped + int((~both[units.codes]).sum()),
    )
    method = f"differences within {base.unit}, t(" + (
        "effective units - 1), leave-one-out jackknife" if weighting == "request" else "units - 1)"
    )
    asked = Asked(estimand, method, level, scale="difference")
    refusal = guards.units_refusal(here, asked, dominated=weighting == "request")
    for a in (0, 1):
        refusal = refusal or guards.share_refusal(here, asked, y[a].sum(), m[a].sum())
    if refusal:
        return refusal
    spread = _paired_spread(y, m, weighting)
    low, high = jk.t_limits(spread, level)
    low, high, p = max(low, -1.0), min(high, 1.0), jk.t_test(spread)
    details = {f"rate_{a}": float(y[a].sum() / m[a].sum()) for a in (0, 1)}
    return asked.computed(here, spread.value, low, high, df=spread.df, p_value=p, details=details)


def _paired_spread(y: Floats, m: Floats, weighting: Weighting) -> jk.Spread:
    rates = y.sum(axis=1) / m.sum(axis=1)
    noise = float(np.sqrt((rates * (1 - rates) / m.sum(axis=1)).sum()))
    if weighting == "agency":
        each = jk.mean_of(y[1] / m[1] - y[0] / m[0])
        floor = float(np.sqrt((rates[:, None] * (1 - rates[:, None]) / m).sum())) / y.shape[1]
        return jk.Spread(each.value, max(each.se, floor / 2), each.df)
    rest = m.sum(axis=1, keepdims=True) - m
    left = (y.sum(axis=1, keepdims=True) - y) / np.maximum(rest, 1e-300)
    se = jk.spread_of(left[1] - left[0])
    df = max(frames.effective(m.sum(axis=0)) - 1, 1.0)
    return jk.Spread(float(rates[1] - rates[0]), max(se, noise / 2), df)


def _never() -> Estimate:
    raise AssertionError("a share of nothing is always refused")
