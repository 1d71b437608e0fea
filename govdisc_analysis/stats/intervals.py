"""Counts known only within limits (650余 is 651 to 659): a model that uses the limits."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from govdisc_analysis.stats import constants as c
from govdisc_analysis.stats import frames, guards
from govdisc_analysis.stats import jackknife as jk
from govdisc_analysis.stats.asked import Asked
from govdisc_analysis.stats.estimate import Base, Estimate, EstimateSet, combine
from govdisc_analysis.stats.frames import Labels
from govdisc_analysis.stats.negbin import Counts, fit_counts, least_variance, left_out_covariance
from govdisc_analysis.stats.words import words


def interval_count_model(
    data: pd.DataFrame,
    *,
    lower: str,
    upper: str,
    design: Sequence[str],
    exposure: str | None = None,
    cluster: str,
    level: float = c.LEVEL,
) -> Estimate | EstimateSet:
    """Negative binomial regression of counts that are known only within limits.

    One Estimate for one design column, a set of them for several: coefficients on the log
    scale (0.1 means about 10% more). Not for exact counts alone (`compare_volumes` needs no
    model), not where the limits depend on the count's own secret value in another way than
    rounding, and a column that marks a change of form measures form and behaviour together.

    Args:
        data: one row for each report.
        lower: column with the smallest whole count that fits what was written.
        upper: column with the largest; equal to `lower` for an exact count.
        design: columns of the model (numbers or 0/1), without the constant.
        exposure: column of months (or days) covered.
        cluster: column with the agency.
        level: of the intervals.

    Example:
        Twenty agencies with 10 before and 20 after, all exact: the coefficient is log 2.

        >>> d = pd.DataFrame({"a": list(range(20)) * 2, "post": [0] * 20 + [1] * 20,
        ...                   "lo": [8, 12] * 10 + [16, 24] * 10})
        >>> r = interval_count_model(d, lower="lo", upper="lo", design=["post"], cluster="a")
        >>> round(float(np.exp(r.estimate)), 4)
        2.0
    """
    design = frames.names_of(design, "design", 1)
    counts, units, base = _read(data, lower, upper, design, exposure, cluster)
    method = f"interval-censored negative binomial, leave-one-{cluster}-out, t(effective units - 1)"
    estimand = "log ratio of the count for one more unit of"
    asked = [Asked(f"{estimand} {name}", method, level, name, "log ratio") for name in design]
    refusal = _refusal(counts, units, base, asked)
    if refusal:
        rows = [replace(refusal, term=each.term, estimand=each.estimand) for each in asked]
    else:
        rows = _rows(counts, units, base, asked)
    return rows[0] if len(rows) == 1 else combine(rows, "coefficients of one model")


def _read(
    data: pd.DataFrame,
    lower: str,
    upper: str,
    design: list[str],
    exposure: str | None,
    cluster: str,
) -> tuple[Counts, Labels, Base]:
    low, high = frames.amounts(data, lower), frames.amounts(data, upper)
    frames.within(data, lower, upper, low, high)
    x = np.column_stack([frames.amounts(data, name, minimum=None) for name in design])
    e = frames.exposures(data, exposure)
    units = frames.labels(data, cluster)
    used = ~(np.isnan(low) | np.isnan(high) | np.isnan(e) | np.isnan(x).any(axis=1))
    units, low, high = units.keep(used), np.floor(low[used]), np.floor(high[used])
    base = frames.describe(data, used, units, (low + high) / 2, cluster)
    share = float((high > low).mean()) if used.any() else None
    x = np.column_stack([np.ones(int(used.sum())), x[used]])
    return (
        Counts(low, high, x, np.log(e[used]), np.ones(len(low))),
        units,
        replace(base, approximate_share=share),
    )


def _refusal(
    counts: Counts,
    units: Labels,
    base: Base,
    asked: list[Asked],
) -> Estimate | None:
    refusal = guards.units_refusal(base, asked[0])
    if refusal:
        return refusal
    exact = int((counts.low == counts.high).sum())
    for n, need, what in (
        (base.n_reports, c.MIN_INTERVAL_REPORTS, "what.reports"),
        (exact, c.MIN_EXACT_REPORTS, "what.exact_counts"),
    ):
        if n < need:
            return asked[0].refused(base, "R10", n=n, need=need, **words(what))
    return _empty_side(counts, units, base, asked)


def _empty_side(
    counts: Counts,
    units: Labels,
    base: Base,
    asked: list[Asked],
) -> Estimate | None:
    """R5 where one side of a column has no counts; R6 where columns repeat each other."""
    if np.linalg.matrix_rank(counts.x) < counts.x.shape[1]:
        return asked[0].refused(base, "R6", **words("what.repeated_column"))
    for each, x in zip(asked, counts.x[:, 1:].T, strict=True):
        for value in np.unique(x) if len(np.unique(x)) == 2 else ():
            here = x == value
            if counts.high[here].sum() == 0:
                what = words("what.zero_where", name=each.term, value=value)
                return each.refused(base, "R5", **what)
            if len(np.unique(units.codes[here])) < c.MIN_GROUPS_PER_ARM:
                return each.refused(
                    base,
                    "R3",
                    groups=len(np.unique(units.codes[here])),
                    unit=f"{base.unit} with {each.term} = {value:g}",
                    need=c.MIN_GROUPS_PER_ARM,
                )
    return None


def _rows(
    counts: Counts,
    units: Labels,
    base: Base,
    asked: list[Asked],
) -> list[Estimate]:
    fit = fit_counts(counts)
    if fit is None:
        what = words("what.not_converged")
        return [each.refused(base, "R6", **what) for each in asked]
    covariance = left_out_covariance(fit, units.codes)
    noise = least_variance(fit)
    df = max(base.effective_groups - 1, 1.0)
    details = {
        "dispersion": float(np.exp(fit.parameters[-1])),
        "loglike": fit.loglike,
        "constant": float(fit.parameters[0]),
    }
    rows = []
    for j, each in enumerate(asked, start=1):
        se = float(np.sqrt(max(covariance[j, j], noise[j])))
        spread = jk.Spread(float(fit.parameters[j]), se, df)
        row = each.by_t(base, spread, {**details, "se": se})
        rows.append(guards.wide_log(row, spread))
    return rows
