"""How much, and how many times as much."""

from dataclasses import replace
from typing import Any, Literal

import numpy as np
import pandas as pd

from govdisc_analysis.stats import constants as c
from govdisc_analysis.stats import frames, guards
from govdisc_analysis.stats import jackknife as jk
from govdisc_analysis.stats.asked import Asked
from govdisc_analysis.stats.changes import Panel, change_of, read_volume
from govdisc_analysis.stats.coverage import measured
from govdisc_analysis.stats.estimate import Base, Estimate
from govdisc_analysis.stats.frames import Floats
from govdisc_analysis.stats.rates import check_choice
from govdisc_analysis.stats.words import joined, words

Weighting = Literal["agency", "request", "total"]
_LEVELS = {
    "agency": "{value} of the typical agency, per unit of {exposure} (geometric mean)",
    "total": "total {value} over total {exposure} (large agencies weigh more)",
}
_RATIOS = {
    "agency": "ratio of {value} in the typical agency, {second} to {first}, per unit of {exposure}",
    "total": "ratio of total {value}, {second} to {first}, per unit of {exposure}",
}


def estimate_volume(
    data: pd.DataFrame,
    *,
    value: str,
    exposure: str | None = None,
    cluster: str,
    weighting: Weighting = "agency",
    level: float = c.LEVEL,
) -> Estimate:
    """How much agencies publish or receive, for each unit of exposure.

    Not for one report (a single count has only Poisson noise: `traps.poisson_interval`), and
    the typical agency says nothing of totals: a few giants hold them. With under 100 agencies a
    `total` describes these agencies only (labelled R4: the interval covers far too little).

    Args:
        data: one row for each report.
        value: column of counts.
        exposure: column of months (or days) covered; None where all reports cover the same.
        cluster: column with the agency.
        weighting: `agency` (typical agency) or `total` (all together).
        level: of the interval.

    Example:
        Eight agencies with 8.5 or 9.5 in twelve months: 9 a year.

        >>> d = pd.DataFrame({"a": range(8), "y": [8.5, 9.5] * 4, "m": [12] * 8})
        >>> r = estimate_volume(d, value="y", exposure="m", cluster="a", weighting="total")
        >>> r.estimate * 12
        9.0
    """
    how = _how(weighting)
    panel = read_volume(data, value, exposure, cluster)
    y, units, base = panel.y, panel.units, panel.base
    estimand = _LEVELS[how].format(value=value, exposure=exposure or "report")
    method = "log scale, t(units - 1)" if how == "agency" else _CV3.format(unit=cluster)
    asked = Asked(estimand, method, level)
    refusal = guards.units_refusal(base, asked, dominated=how == "total")
    refusal = refusal or _all_zero(base, asked, y)
    if refusal:
        return refusal
    spread = _arm(jk.totals(units.codes, y), jk.totals(units.codes, panel.e), how)
    details = {"zero_share": float((y == 0).mean())}
    row = replace(asked, scale="level").by_log(base, spread, details, is_tested=False)
    if how == "total" and row.ok and base.groups < c.MIN_GROUPS_TOTAL:
        return _few_giants(row, base.groups)
    return guards.wide_log(row, spread)


def _few_giants(row: Estimate, groups: int) -> Estimate:
    """Label R4 with how often the interval held the mean where giants are few."""
    seen = [
        words("share.of_panels", percent=100 * m.coverage, agencies=m.agencies)
        for m in measured("estimate_volume.total")
    ]
    shares = joined("share", seen, "mark.clauses")
    return guards.labelled_with(row, "R4", **words("why.few_giants", groups=groups, **shares))


def compare_volumes(
    data: pd.DataFrame,
    *,
    value: str,
    exposure: str | None = None,
    cluster: str,
    group: str,
    weighting: Weighting = "agency",
    level: float = c.LEVEL,
) -> Estimate:
    """How many times as much the second group has as the first (groups in sorted order).

    Where the same agencies stand in both groups (before and after), each is compared with
    itself (`change_within`). Not for regression on log(1 + y): at a mean of one that interval
    covers 22%. `agency` compares typical agencies; `total` (or `request`) compares totals,
    which a few giants decide.

    Args:
        data: one row for each report.
        value: column of counts.
        exposure: column of months (or days) covered; None where all reports cover the same.
        cluster: column with the agency.
        group: column with two groups.
        weighting: `agency`, or `total` (also called `request`).
        level: of the interval.

    Example:
        Counties receive 8 to 32 a year, cities just twice that.

        >>> d = pd.DataFrame({"a": range(10), "g": ["county"] * 5 + ["city"] * 5,
        ...                   "y": [8, 16, 16, 16, 32, 16, 32, 32, 32, 64], "m": [12] * 10})
        >>> r = compare_volumes(d, value="y", exposure="m", cluster="a", group="g",
        ...                     weighting="total")
        >>> r.estimand
        'ratio of total y, county to city, per unit of m'
        >>> round(r.estimate, 6)
        0.5
    """
    how = _how(weighting)
    panel = read_volume(data, value, exposure, cluster)
    if not panel.used.any():
        asked = Asked(f"ratio of {value} between two groups", level=level, scale="ratio")
        return asked.refused(panel.base, "R1")
    arms, (first, second) = frames.two_arms(data, group, panel.used)
    words = {"value": value, "exposure": exposure or "report", "first": first, "second": second}
    estimand = _RATIOS[how].format(**words)
    row = _compared(panel, arms, estimand, how, level)
    return _beside_complete_years(row, panel, arms, estimand, how, level)


def _compared(panel: Panel, arms: frames.Labels, estimand: str, how: str, level: float) -> Estimate:
    arm_of, crossing = frames.arm_of_units(panel.units, arms)
    if crossing:
        return change_of(panel, arms, estimand, how, level)
    y, e = (jk.totals(panel.units.codes, x) for x in (panel.y, panel.e))
    return _between(y, e, arm_of, panel.base, estimand, how, level)


def _beside_complete_years(
    row: Estimate, panel: Panel, arms: frames.Labels, estimand: str, how: str, level: float
) -> Estimate:
    """The same ratio from complete years only, in `details`: a heavy December shows there."""
    full = panel.e == panel.e.max()
    if not row.ok or full.all() or len(np.unique(arms.codes[full])) < 2:
        return row
    units = panel.units.keep(full)
    base = replace(
        panel.base,
        n_reports=int(full.sum()),
        groups=len(units.names),
        effective_groups=frames.effective(jk.totals(units.codes, panel.y[full])),
    )
    part = Panel(panel.y[full], panel.e[full], units, full, base)
    again = _compared(part, arms.keep(full), estimand, how, level)
    found: dict[str, Any] = {"complete_years_only": again.estimate or again.code}
    if again.estimate is not None and row.estimate is not None:
        apart = abs(np.log(again.estimate / row.estimate)) / row.details["se"]
        found["complete_years_differ"] = bool(apart > c.COMPLETE_YEAR_DRIFT)
    return replace(row, details={**row.details, **found})


def _between(
    y: Floats, e: Floats, arm_of: Floats, base: Base, estimand: str, how: str, level: float
) -> Estimate:
    method = _WELCH if how == "agency" else _CV3.format(unit=base.unit)
    asked = Asked(estimand, method, level)
    refusal = guards.units_refusal(base, asked, dominated=how == "total")
    refusal = refusal or guards.arms_refusal(base, asked, arm_of)
    for arm in (0, 1):
        refusal = refusal or _all_zero(base, asked, y[arm_of == arm])
    if refusal:
        return refusal
    one, two = (_arm(y[arm_of == a], e[arm_of == a], how) for a in (0, 1))
    spread = jk.difference(two, one)
    details = {"log_ratio": spread.value, "se": spread.se, "zero_share": float((y == 0).mean())}
    row = replace(asked, scale="ratio").by_log(base, spread, details)
    return guards.wide_log(row, spread)


_CV3 = "leave-one-{unit}-out jackknife on the log scale, t(effective units - 1)"
_WELCH = "Welch t of log agency rates, half an event added"


def _arm(y: Floats, e: Floats, how: str) -> jk.Spread:
    """Log rate of one group."""
    if how == "agency":
        spread = jk.mean_of(np.log((y + 0.5) / e))
        noise = float(np.sqrt((1 / (y + 0.5)).sum())) / len(y)
        return jk.Spread(spread.value, max(spread.se, noise), spread.df)
    value = float(y.sum() / e.sum())
    rest_y, rest_e = y.sum() - y, e.sum() - e
    usable = (rest_y > 0) & (rest_e > 0)
    left = np.log(rest_y[usable] / rest_e[usable])
    se = max(jk.spread_of(left), 1 / np.sqrt(y.sum()))
    return jk.Spread(float(np.log(value)), float(se), max(frames.effective(y) - 1, 1.0))


def _all_zero(base: Base, asked: Asked, y: Floats) -> Estimate | None:
    if y.sum() > 0:
        return None
    what = words("what.zero_side", "bound.poisson", n=len(y), most=3 / max(len(y), 1))
    return replace(asked, scale="ratio").refused(base, "R5", **what)


def _how(weighting: str) -> str:
    check_choice("weighting", weighting, ("agency", "request", "total"))
    return "agency" if weighting == "agency" else "total"
