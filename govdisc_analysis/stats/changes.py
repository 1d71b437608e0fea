"""Did the same agencies do more? Each agency is compared with itself."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from govdisc_analysis.stats import constants as c
from govdisc_analysis.stats import frames, guards
from govdisc_analysis.stats import jackknife as jk
from govdisc_analysis.stats.asked import Asked
from govdisc_analysis.stats.estimate import Base, Estimate
from govdisc_analysis.stats.frames import Floats, Labels, Mask
from govdisc_analysis.stats.rates import check_choice
from govdisc_analysis.stats.words import words


@dataclass(frozen=True)
class Panel:
    """Counts and exposures of the used rows."""

    y: Floats
    e: Floats
    units: Labels
    used: Mask
    base: Base


def read_volume(data: pd.DataFrame, value: str, exposure: str | None, cluster: str) -> Panel:
    """Checked counts and exposures; rows with either missing are dropped and counted."""
    y, e = frames.amounts(data, value), frames.exposures(data, exposure)
    units = frames.labels(data, cluster)
    used = ~np.isnan(y) & ~np.isnan(e)
    units = units.keep(used)
    base = frames.describe(data, used, units, y[used], cluster)
    if base.partial_year_share is None and exposure is not None and used.any():
        base = replace(base, partial_year_share=float((e[used] < e[used].max()).mean()))
    return Panel(y[used], e[used], units, used, base)


def change_within(
    data: pd.DataFrame,
    *,
    value: str,
    exposure: str | None = None,
    cluster: str,
    period: str,
    weighting: str = "agency",
    level: float = c.LEVEL,
) -> Estimate:
    """How many times as much the same agencies had in the second period.

    Not for saying why (`break_at`), and not where a new form began between the periods: the
    ratio then measures form and behaviour together. Agencies seen in one period only are left
    out and listed in `details`.

    Args:
        data: one row for each report.
        value: column of counts.
        exposure: column of months (or days) covered.
        cluster: column with the agency.
        period: column with two values, in sorted order before and after.
        weighting: `agency` (change of the typical agency) or `total`.
        level: of the interval.

    Example:
        Each of eight agencies goes from 10 to 20.

        >>> d = pd.DataFrame({"a": list(range(8)) * 2, "p": [0] * 8 + [1] * 8,
        ...                   "y": [10] * 8 + [20] * 8})
        >>> change_within(d, value="y", cluster="a", period="p", weighting="total").estimate
        2.0
    """
    check_choice("weighting", weighting, ("agency", "request", "total"))
    panel = read_volume(data, value, exposure, cluster)
    if not panel.used.any():
        asked = Asked(f"ratio of {value}", level=level, scale="ratio")
        return asked.refused(panel.base, "R1")
    arms, (first, second) = frames.two_arms(data, period, panel.used)
    how = "agency" if weighting == "agency" else "total"
    who = "the typical agency" if how == "agency" else "all agencies together"
    estimand = f"ratio of {value} in the same agencies ({who}), {second} to {first}"
    return change_of(panel, arms, estimand, how, level)


def change_of(panel: Panel, arms: Labels, estimand: str, how: str, level: float) -> Estimate:
    """The paired comparison from checked arrays."""
    y, e, both = _paired(panel, arms)
    unit = panel.base.unit
    here = both[panel.units.codes]
    base = replace(
        frames.describe(
            pd.DataFrame(index=range(len(panel.y))),
            here,
            panel.units.keep(here),
            panel.y[here],
            f"{unit} in both periods",
        ),
        approximate_share=panel.base.approximate_share,
        partial_year_share=panel.base.partial_year_share,
        dropped=panel.base.dropped + int((~here).sum()),
    )
    method = {
        "agency": f"t(units - 1) of the log ratio of each {unit}, half an event added",
        "total": f"ratio of totals within {unit}, leave-one-out jackknife, t(effective units - 1)",
    }[how]
    asked = Asked(estimand, method, level, scale="ratio")
    refusal = guards.units_refusal(base, asked, dominated=how == "total")
    if refusal:
        return refusal
    if (y.sum(axis=1) == 0).any():
        what = words("what.zero_period")
        return asked.refused(base, "R5", **what)
    spread = _mean_log_ratio(y, e) if how == "agency" else _within_total(y, e)
    left_out = tuple(np.array(panel.units.names)[~both].tolist())
    details = {"log_ratio": spread.value, "se": spread.se, "left_out": left_out}
    return guards.wide_log(asked.by_log(base, spread, details), spread)


def _paired(panel: Panel, arms: Labels) -> tuple[Floats, Floats, Mask]:
    """Totals by period for the units that have both, and which units those are."""
    size = len(panel.units.names)
    y, e = np.zeros((2, size)), np.zeros((2, size))
    np.add.at(y, (arms.codes, panel.units.codes), panel.y)
    np.add.at(e, (arms.codes, panel.units.codes), panel.e)
    both: Mask = np.asarray((e > 0).all(axis=0))
    return y[:, both], e[:, both], both


def _mean_log_ratio(y: Floats, e: Floats) -> jk.Spread:
    logs = np.log((y[1] + 0.5) / e[1]) - np.log((y[0] + 0.5) / e[0])
    spread = jk.mean_of(logs)
    noise = float(np.sqrt((1 / (y + 0.5)).sum())) / len(logs)
    return jk.Spread(spread.value, max(spread.se, noise / 2), spread.df)


def _within_total(y: Floats, e: Floats) -> jk.Spread:
    """Poisson with a level for each unit (closed under two periods): log ratio and its spread."""
    value = _fixed_effects_ratio(y, e)
    g = y.shape[1]
    left = (
        np.array(
            [_fixed_effects_ratio(np.delete(y, i, 1), np.delete(e, i, 1), value) for i in range(g)]
        )
        if g <= 400
        else _one_step(y, e, value)
    )
    noise = float(np.sqrt((1 / y.sum(axis=1)).sum()))
    se = max(jk.spread_of(left), noise / 2)
    return jk.Spread(value, se, max(frames.effective(y.sum(axis=0)) - 1, 1.0))


def _fixed_effects_ratio(y: Floats, e: Floats, start: float = 0.0) -> float:
    """Log ratio b with sum(y1) = sum((y0 + y1) e1 exp(b) / (e0 + e1 exp(b)))."""
    both, b = y.sum(axis=0), start
    for _ in range(c.MAX_STEPS):
        share = e[1] * np.exp(b) / (e[0] + e[1] * np.exp(b))
        slope = (both * share * (1 - share)).sum()
        step = float(np.clip((y[1].sum() - (both * share).sum()) / slope, -2, 2))
        b += step
        if abs(step) < 1e-10:
            break
    return float(b)


def _one_step(y: Floats, e: Floats, b: float) -> Floats:
    share = e[1] * np.exp(b) / (e[0] + e[1] * np.exp(b))
    both = y.sum(axis=0)
    score, info = y[1] - both * share, both * share * (1 - share)
    left: Floats = b - score / (info.sum() - info)
    return left
