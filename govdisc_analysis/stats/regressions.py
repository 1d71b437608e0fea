"""Volumes with several columns at once."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Literal

import numpy as np
import pandas as pd

from govdisc_analysis.stats import constants as c
from govdisc_analysis.stats import frames, guards, traps
from govdisc_analysis.stats import jackknife as jk
from govdisc_analysis.stats.asked import Asked
from govdisc_analysis.stats.changes import Panel, read_volume
from govdisc_analysis.stats.estimate import Base, Estimate, EstimateSet, combine
from govdisc_analysis.stats.frames import Floats
from govdisc_analysis.stats.intervals import interval_count_model
from govdisc_analysis.stats.rates import check_choice
from govdisc_analysis.stats.words import words

Kind = Literal["negative binomial", "gee", "mixed"]
_REFITTED, _REFIT_STEPS, _REFIT_CLOSE = 15, 12, 1e-6


def volume_model(
    data: pd.DataFrame,
    *,
    value: str,
    design: Sequence[str],
    exposure: str | None = None,
    cluster: str,
    kind: Kind = "negative binomial",
    nested: str | None = None,
    level: float = c.LEVEL,
) -> EstimateSet:
    """Coefficients (log ratios) of counts on several columns.

    `negative binomial`: marginal model, one agency left out at a time, t(effective units - 1).
    `gee`: exchangeable within agency, the same jackknife, in full for the agencies that move it
    most (bias-reduced errors cover 67 to 71% beside a few giants). `mixed`: log volumes with an
    intercept for each cluster and, inside it, for each `nested` unit (agency in county), t with
    clusters - 2; one panel in ten with `nested` is refused R6.
    Not for one column of two groups: `compare_volumes` needs no model.

    Args:
        data: one row for each report.
        value: column of counts.
        design: numeric columns, without the constant.
        exposure: column of months (or days) covered.
        cluster: column with the agency, or the county for `mixed`.
        kind: which model.
        nested: column with the agency inside the cluster, for `mixed`.
        level: of the intervals.

    Example:
        Ten agencies go from 8 to 16, ten from 12 to 24: twice as much.

        >>> d = pd.DataFrame({"a": list(range(20)) * 2, "post": [0] * 20 + [1] * 20,
        ...                   "y": [8, 12] * 10 + [16, 24] * 10})
        >>> s = volume_model(d, value="y", design=["post"], cluster="a")
        >>> round(float(np.exp(s["post"].estimate)), 4)
        2.0
    """
    check_choice("kind", kind, ("negative binomial", "gee", "mixed"))
    design = frames.names_of(design, "design", 1)
    panel = read_volume(data, value, exposure, cluster)
    for name in design:
        frames.amounts(data, name, minimum=None)
    if nested is not None:
        frames.labels(data, nested)
    refusal = _parameters(panel.base, len(design), value, kind, level)
    if refusal:
        return _all(refusal, design)
    if kind == "negative binomial":
        found = interval_count_model(
            data,
            lower=value,
            upper=value,
            design=design,
            exposure=exposure,
            cluster=cluster,
            level=level,
        )
        return combine(list(found), "one model", kind=kind)
    x = np.column_stack([frames.known(data, name, panel.used) for name in design])
    if kind == "gee":
        return _gee(panel, x, design, value, level)
    return _mixed(data, panel, x, design, nested, value, level)


def _gee(panel: Panel, x: Floats, design: Sequence[str], value: str, level: float) -> EstimateSet:
    import statsmodels.api as sm

    built = np.column_stack([np.ones(len(x)), x])
    mean = panel.y.mean()
    alpha = float(np.clip((panel.y.var() - mean) / mean**2, 0.05, 20)) if mean > 0 else 1.0
    method = "negative binomial GEE, exchangeable, leave-one-out, t(effective units - 1)"
    model = sm.GEE(
        panel.y,
        built,
        groups=panel.units.codes,
        offset=np.log(panel.e),
        family=sm.families.NegativeBinomial(alpha=alpha),
        cov_struct=sm.cov_struct.Exchangeable(),
    )
    fit = traps.gee_fit(model) if np.linalg.matrix_rank(built) == built.shape[1] else None
    if fit is None:
        return _table(None, None, panel.base, design, value, method, 1.0, level)
    covariance = _left_out(panel, built, fit, alpha)
    df = max(panel.base.effective_groups - 1, 1.0)
    spreads = np.sqrt(np.diag(covariance))
    return _table(np.asarray(fit.params), spreads, panel.base, design, value, method, df, level)


def _left_out(panel: Panel, x: Floats, fit: Any, alpha: float) -> Floats:
    """Jackknife covariance of the GEE: one step from the joint fit for each unit left out.

    The units that move it most are left out in full (a step is too short for a giant). The
    usual (also bias-reduced) sandwich covers 67 to 71% where a few agencies are giants.
    """
    rho = float(np.clip(fit.model.cov_struct.dep_params, 0.0, 0.99))
    beta = np.asarray(fit.params, dtype=np.float64)
    score, bread = _sums(panel, x, beta, alpha, rho)
    moves = jk.one_step_moves(score, bread, np.arange(len(score)))
    far = np.abs(moves / np.maximum(np.std(moves, axis=0), 1e-300)).max(axis=1)
    for unit in np.argsort(-far, kind="stable")[:_REFITTED]:
        moves[unit] = _refit(panel, x, beta, alpha, rho, int(unit)) - beta
    return jk.jackknife_covariance(moves)


def _refit(panel: Panel, x: Floats, beta: Floats, alpha: float, rho: float, unit: int) -> Floats:
    """Coefficients without one unit, the working correlation as it was."""
    for _ in range(_REFIT_STEPS):
        score, bread = _sums(panel, x, beta, alpha, rho)
        score[unit], bread[unit] = 0.0, 0.0
        step = np.linalg.lstsq(bread.sum(axis=0), score.sum(axis=0), rcond=None)[0]
        beta = beta + np.clip(step, -1.0, 1.0)
        if np.abs(step).max() < _REFIT_CLOSE:
            break
    return beta


def _sums(panel: Panel, x: Floats, beta: Floats, alpha: float, rho: float) -> tuple[Floats, Floats]:
    """Score and information of each unit under the exchangeable working correlation."""
    mean = np.exp(np.clip(x @ beta, -50, 50)) * panel.e
    root = np.sqrt(mean + alpha * mean**2)
    w, z, codes = x * (mean / root)[:, None], (panel.y - mean) / root, panel.units.codes
    size = len(panel.units.names)
    shrink = rho / (1 + (np.bincount(codes, minlength=size) - 1) * rho)
    sum_w = _by_unit(codes, w, size)
    score = _by_unit(codes, w * z[:, None], size)
    score -= shrink[:, None] * sum_w * np.bincount(codes, z, size)[:, None]
    k = x.shape[1]
    bread = _by_unit(codes, (w[:, :, None] * w[:, None, :]).reshape(-1, k * k), size)
    bread = bread.reshape(size, k, k)
    bread -= shrink[:, None, None] * sum_w[:, :, None] * sum_w[:, None, :]
    return score, bread


def _by_unit(codes: frames.Codes, values: Floats, size: int) -> Floats:
    """Sums of each column within units."""
    return np.column_stack([np.bincount(codes, column, size) for column in values.T])


def _mixed(
    data: pd.DataFrame,
    panel: Panel,
    x: Floats,
    design: Sequence[str],
    nested: str | None,
    value: str,
    level: float,
) -> EstimateSet:
    names = [f"x{j}" for j in range(x.shape[1])]
    frame = pd.DataFrame(x, columns=names)
    frame["log_value"] = np.log((panel.y + 0.5) / panel.e)
    frame["unit"] = panel.units.codes
    variance = {}
    if nested is not None:
        frame["inner"] = frames.labels(data, nested).codes[panel.used]
        variance = {"inner": "0 + C(inner)"}
    method = "mixed model of log volumes, t(clusters - 2)"
    fit = traps.mixed_fit(frame, "log_value ~ " + " + ".join(names), "unit", variance)
    params, errors = (None, None) if fit is None else map(np.asarray, (fit.params, fit.bse))
    df = float(panel.base.groups - 2)
    return _table(params, errors, panel.base, design, value, method, df, level)


def _table(
    params: Floats | None,
    errors: Floats | None,
    base: Base,
    design: Sequence[str],
    value: str,
    method: str,
    df: float,
    level: float,
) -> EstimateSet:
    rows = []
    for j, name in enumerate(design, start=1):
        estimand = f"log ratio of {value} for one more unit of {name}"
        asked = Asked(estimand, method, level, name, "log ratio")
        if params is None or errors is None:
            rows.append(asked.refused(base, "R6", **words("what.not_converged")))
            continue
        spread = jk.Spread(float(params[j]), float(errors[j]), df)
        rows.append(guards.wide_log(asked.by_t(base, spread), spread))
    return combine(rows, "one model")


def _parameters(base: Base, columns: int, value: str, kind: str, level: float) -> Estimate | None:
    asked = Asked(f"log ratio of {value}", kind, level)
    need = max(c.MIN_GROUPS, c.GROUPS_PER_PARAMETER * columns)
    if kind == "mixed":
        need = c.MIN_GROUPS
    if kind != "negative binomial" and base.n_reports > c.MAX_GEE_ROWS:
        return asked.refused(base, "R6", **words("what.too_large", n=base.n_reports))
    return guards.units_refusal(base, asked, need=need, dominated=kind == "gee")


def _all(refusal: Estimate, design: Sequence[str]) -> EstimateSet:
    rows = [replace(refusal, term=name, scale="log ratio") for name in design]
    return combine(rows, "one model")
