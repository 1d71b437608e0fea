"""Counts known only within limits (650余 is 651 to 659): a model that uses the limits."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy import special

from govdisc_analysis.stats import constants as c
from govdisc_analysis.stats import frames, guards
from govdisc_analysis.stats import jackknife as jk
from govdisc_analysis.stats.estimate import Base, Estimate, EstimateSet, combine, computed, refused
from govdisc_analysis.stats.frames import Floats, Labels

_STEP = 3e-3
_CLOSE = 1e-7
_POISSON = -8.0
"""Log dispersion at which the counts are taken as Poisson."""
_REFITTED = 200


@dataclass(frozen=True)
class Counts:
    """Limits of each count, the design with a constant first, the log exposure."""

    low: Floats
    high: Floats
    x: Floats
    offset: Floats


@dataclass(frozen=True)
class Fit:
    """Coefficients (the last is the log of the dispersion) and what each row says of them."""

    parameters: Floats
    score: Floats
    information: Floats
    loglike: float


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
    counts, units, base = _read(data, lower, upper, list(design), exposure, cluster)
    method = f"interval-censored negative binomial, leave-one-{cluster}-out, t(effective units - 1)"
    estimands = [f"log ratio of the count for one more unit of {name}" for name in design]
    refusal = _refusal(counts, units, base, list(design), estimands[0], method, level)
    if refusal:
        rows = [
            replace(refusal, term=n, estimand=e) for n, e in zip(design, estimands, strict=True)
        ]
    else:
        rows = _rows(counts, units, base, list(design), estimands, method, level)
    return rows[0] if len(rows) == 1 else combine(rows, "coefficients of one model")


def _read(
    data: pd.DataFrame,
    lower: str,
    upper: str,
    design: list[str],
    exposure: str | None,
    cluster: str,
) -> tuple[Counts, Labels, Base]:
    if not design:
        raise ValueError("design needs at least one column")
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
    return Counts(low, high, x, np.log(e[used])), units, replace(base, approximate_share=share)


def _refusal(
    counts: Counts,
    units: Labels,
    base: Base,
    design: list[str],
    estimand: str,
    method: str,
    level: float,
) -> Estimate | None:
    refusal = guards.units_refusal(base, estimand, method, level=level)
    if refusal:
        return replace(refusal, scale="log ratio")
    exact = int((counts.low == counts.high).sum())
    for n, need, what, what_zh in (
        (base.n_reports, c.MIN_INTERVAL_REPORTS, "reports", "报告"),
        (exact, c.MIN_EXACT_REPORTS, "exact counts", "精确数字"),
    ):
        if n < need:
            return refused(
                base,
                "R10",
                estimand,
                method,
                level=level,
                scale="log ratio",
                n=n,
                need=need,
                what=what,
                what_zh=what_zh,
            )
    return _empty_side(counts, units, base, design, estimand, method, level)


def _empty_side(
    counts: Counts,
    units: Labels,
    base: Base,
    design: list[str],
    estimand: str,
    method: str,
    level: float,
) -> Estimate | None:
    """R5 where one side of a column has no counts; R6 where columns repeat each other."""
    if np.linalg.matrix_rank(counts.x) < counts.x.shape[1]:
        return refused(
            base,
            "R6",
            estimand,
            method,
            level=level,
            scale="log ratio",
            what="a design column is constant or repeats others",
            what_zh="某个变量为常数或与其他变量重复",
        )
    for name, x in zip(design, counts.x[:, 1:].T, strict=True):
        for value in np.unique(x) if len(np.unique(x)) == 2 else ():
            here = x == value
            if counts.high[here].sum() == 0:
                return refused(
                    base,
                    "R5",
                    estimand,
                    method,
                    level=level,
                    scale="log ratio",
                    what=f"all counts with {name} = {value:g} are zero",
                    what_zh=f"{name} = {value:g} 的数字均为零",
                )
            if len(np.unique(units.codes[here])) < c.MIN_GROUPS_PER_ARM:
                return refused(
                    base,
                    "R3",
                    estimand,
                    method,
                    level=level,
                    scale="log ratio",
                    groups=len(np.unique(units.codes[here])),
                    unit=f"{base.unit} with {name} = {value:g}",
                    need=c.MIN_GROUPS_PER_ARM,
                )
    return None


def _rows(
    counts: Counts,
    units: Labels,
    base: Base,
    design: list[str],
    estimands: list[str],
    method: str,
    level: float,
) -> list[Estimate]:
    fit = fit_interval_nb(counts)
    if fit is None:
        return [
            refused(
                base,
                "R6",
                e,
                method,
                level=level,
                term=n,
                scale="log ratio",
                what="no convergence",
                what_zh="未收敛",
            )
            for n, e in zip(design, estimands, strict=True)
        ]
    covariance = _covariance(counts, fit, units)
    noise = _poisson_variance(counts, fit)
    df = max(base.effective_groups - 1, 1.0)
    details = {
        "dispersion": float(np.exp(fit.parameters[-1])),
        "loglike": fit.loglike,
        "constant": float(fit.parameters[0]),
    }
    rows = []
    for j, (name, estimand) in enumerate(zip(design, estimands, strict=True), start=1):
        spread = jk.Spread(float(fit.parameters[j]), _root(max(covariance[j, j], noise[j])), df)
        low, high = jk.t_limits(spread, level)
        row = computed(
            base,
            spread.value,
            low,
            high,
            estimand,
            method,
            df=df,
            p_value=jk.t_test(spread),
            level=level,
            term=name,
            scale="log ratio",
            details={**details, "se": spread.se},
        )
        rows.append(guards.wide_ratio(row, low, high) if row.ok else row)
    return rows


def _covariance(counts: Counts, fit: Fit, units: Labels) -> Floats:
    """Leave-one-unit-out covariance of the coefficients, at the fitted dispersion.

    Each rounded count is replaced by its expectation within its limits. The units that move
    the coefficients most are truly left out and the rest refitted; one step does for others,
    but not for a giant, whose absence changes the weights themselves.
    """
    alpha = float(np.exp(fit.parameters[-1]))
    beta = fit.parameters[:-1]
    mu = np.exp(counts.x @ beta + counts.offset)
    y = mu + fit.score[:, 0] * (1 + alpha * mu)
    weight = mu / (1 + alpha * mu)
    information = np.einsum("ni,nj->nij", counts.x, counts.x) * weight[:, None, None]
    moves = jk.one_step_moves(fit.score[:, :-1], information, units.codes)
    for g in np.argsort(-np.abs(moves).max(axis=1))[:_REFITTED]:
        keep = units.codes != g
        moves[g] = _refit(counts.x[keep], y[keep], counts.offset[keep], alpha, beta, moves[g])
    return jk.jackknife_covariance(moves)


def _refit(
    x: Floats, y: Floats, offset: Floats, alpha: float, beta: Floats, start: Floats
) -> Floats:
    """Change of the coefficients when only the rows given are kept."""
    move = np.clip(start, -3, 3)
    for _ in range(c.MAX_STEPS):
        mu = np.exp(np.clip(x @ (beta + move) + offset, -30, 30))
        score = x.T @ ((y - mu) / (1 + alpha * mu))
        step = np.linalg.lstsq(x.T @ (x * (mu / (1 + alpha * mu))[:, None]), score, rcond=None)[0]
        move = move + np.clip(step, -2, 2)
        if np.abs(step).max() < 1e-6:
            break
    return move


def _poisson_variance(counts: Counts, fit: Fit) -> Floats:
    """The least variance that counts can have: agencies that agree by chance prove nothing."""
    mu = np.exp(counts.x @ fit.parameters[:-1] + counts.offset)
    least: Floats = np.diag(np.linalg.pinv(counts.x.T @ (counts.x * mu[:, None])))
    return least


def _root(variance: float) -> float:
    return float(np.sqrt(variance))


def fit_interval_nb(counts: Counts) -> Fit | None:
    """Maximum likelihood by Newton's method; None where it does not settle."""
    p = _start(counts)
    best = float(loglike(counts, counts.x @ p[:-1] + counts.offset, p[-1]).sum())
    for _ in range(c.MAX_STEPS):
        score, information = derivatives(counts, p)
        total = information.sum(axis=0)
        step = _ascent(score.sum(axis=0), total)
        p, best, moved = _line_search(counts, p, step, best)
        if moved < _CLOSE:
            score, information = derivatives(counts, p)
            usable = np.isfinite(best) and np.linalg.eigvalsh(information.sum(axis=0)).min() > 0
            return Fit(p, score, information, best) if usable else None
    return None


def loglike(counts: Counts, eta: Floats, log_alpha: float) -> Floats:
    """Log probability of each count's limits; exact counts use the probability itself."""
    mu, r = np.exp(eta), np.exp(-log_alpha)
    q = r / (r + mu)
    y = counts.low
    exact = (
        special.gammaln(y + r)
        - special.gammaln(y + 1)
        - special.gammaln(r)
        + r * np.log(q)
        + special.xlogy(y, mu / (r + mu))
    )
    wide = counts.high > counts.low
    if wide.any():
        inside = _between(counts.low[wide], counts.high[wide], r, q[wide])
        exact[wide] = np.log(np.maximum(inside, 1e-300))
    out: Floats = exact
    return out


def derivatives(counts: Counts, p: Floats) -> tuple[Floats, Floats]:
    """Score and minus second derivative of each row, by differences in eta and log alpha."""
    eta, a, h = counts.x @ p[:-1] + counts.offset, p[-1], _STEP
    at = {(i, j): loglike(counts, eta + i * h, a + j * h) for i in (-1, 0, 1) for j in (-1, 0, 1)}
    d_eta = (at[1, 0] - at[-1, 0]) / (2 * h)
    d_a = (at[0, 1] - at[0, -1]) / (2 * h)
    h_eta = (at[1, 0] - 2 * at[0, 0] + at[-1, 0]) / h**2
    h_a = (at[0, 1] - 2 * at[0, 0] + at[0, -1]) / h**2
    h_mixed = (at[1, 1] - at[1, -1] - at[-1, 1] + at[-1, -1]) / (4 * h**2)
    x = counts.x
    score = np.column_stack([x * d_eta[:, None], d_a])
    k = x.shape[1]
    information = np.zeros((len(x), k + 1, k + 1))
    information[:, :k, :k] = -np.einsum("ni,nj->nij", x, x) * h_eta[:, None, None]
    information[:, :k, k] = information[:, k, :k] = -x * h_mixed[:, None]
    information[:, k, k] = -h_a
    if a <= _POISSON:
        score[:, k], information[:, :, k], information[:, k, :] = 0.0, 0.0, 0.0
        information[:, k, k] = 1.0
    return score, information


def _between(low: Floats, high: Floats, r: float, q: Floats) -> Floats:
    """P(low <= Y <= high); from the upper tail where the lower one is near one."""
    below = np.where(low > 0, special.betainc(r, np.maximum(low, 1), q), 0.0)
    above = np.where(low > 0, special.betaincc(r, np.maximum(low, 1), q), 1.0)
    left = special.betainc(r, high + 1, q) - below
    right = above - special.betaincc(r, high + 1, q)
    chosen: Floats = np.where(below > 0.5, right, left)
    return chosen


def _start(counts: Counts) -> Floats:
    """Poisson coefficients of the middles by a few weighted least squares steps."""
    y = (counts.low + counts.high) / 2
    eta = np.log(y + 0.5)
    for _ in range(8):
        mu = np.exp(eta)
        z, w = eta - counts.offset + (y - mu) / mu, np.sqrt(mu)
        beta = np.linalg.lstsq(counts.x * w[:, None], z * w, rcond=None)[0]
        eta = np.clip(counts.x @ beta + counts.offset, -20, 20)
    mu = np.exp(eta)
    excess = float((((y - mu) ** 2 - mu) / mu**2).mean())
    start: Floats = np.append(beta, np.log(np.clip(excess, 0.05, 20.0)))
    return start


def _ascent(score: Floats, information: Floats) -> Floats:
    values, vectors = np.linalg.eigh(information)
    floor = max(float(np.abs(values).max()) * 1e-6, 1e-8)
    step: Floats = vectors @ ((vectors.T @ score) / np.maximum(np.abs(values), floor))
    return step


def _line_search(
    counts: Counts, p: Floats, step: Floats, best: float
) -> tuple[Floats, float, float]:
    length = float(np.abs(step).max())
    step = step * min(1.0, 3.0 / length) if length > 0 else step
    for _ in range(30):
        tried = p + step
        tried[-1] = max(tried[-1], _POISSON)
        value = float(loglike(counts, counts.x @ tried[:-1] + counts.offset, tried[-1]).sum())
        if np.isfinite(value) and value >= best - 1e-9 * abs(best):
            return tried, max(value, best), float(np.abs(tried - p).max())
        step = step / 2
    return p, best, 0.0
