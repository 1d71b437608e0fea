"""Negative binomial likelihood of counts within limits, and leaving units out of its fit."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import special

from govdisc_analysis.stats import constants as c
from govdisc_analysis.stats import jackknife as jk
from govdisc_analysis.stats.frames import Codes, Floats

_STEP = 3e-3
_CLOSE = 1e-7
_POISSON = -8.0
"""Log dispersion at which the counts are taken as Poisson."""
_REFITTED = 200
_ROW_VISITS = 40_000_000


@dataclass(frozen=True)
class Counts:
    """Limits of each count, the design with a constant first, the log exposure, how often."""

    low: Floats
    high: Floats
    x: Floats
    offset: Floats
    times: Floats


@dataclass(frozen=True)
class Fit:
    """Coefficients (the last is the log of the dispersion) over different rows.

    `row_of` leads from each report to its row; `score` and `information` hold every report of
    the row together.
    """

    counts: Counts
    row_of: Codes
    parameters: Floats
    score: Floats
    information: Floats
    loglike: float


def fit_counts(counts: Counts) -> Fit | None:
    """Maximum likelihood by Newton's method; None where it does not settle.

    >>> y = np.array([3.0, 5, 4, 9, 8, 10])
    >>> x = np.column_stack([np.ones(6), [0, 0, 0, 1, 1, 1]])
    >>> fit = fit_counts(Counts(y, y, x, np.zeros(6), np.ones(6)))
    >>> np.exp(fit.parameters[:2]).round(3).tolist()
    [4.0, 2.25]
    """
    rows, row_of = _different(counts)
    p = _start(rows)
    best = _total(rows, p)
    for _ in range(c.MAX_STEPS):
        score, information = derivatives(rows, p)
        step = _ascent(score.sum(axis=0), information.sum(axis=0))
        p, best, moved = _line_search(rows, p, step, best)
        if moved < _CLOSE:
            score, information = derivatives(rows, p)
            usable = np.isfinite(best) and np.linalg.eigvalsh(information.sum(axis=0)).min() > 0
            return Fit(rows, row_of, p, score, information, best) if usable else None
    return None


def left_out_covariance(fit: Fit, codes: Codes) -> Floats:
    """Leave-one-unit-out covariance of the coefficients, at the fitted dispersion.

    Each rounded count is replaced by its expectation within its limits. The units that move
    the coefficients most are truly left out and the rest refitted; one step does for others,
    but not for a giant, whose absence changes the weights themselves.
    """
    rows, beta, alpha = fit.counts, fit.parameters[:-1], float(np.exp(fit.parameters[-1]))
    mu = np.exp(rows.x @ beta + rows.offset)
    score = fit.score[:, :-1] / rows.times[:, None]
    y = mu + score[:, 0] * (1 + alpha * mu)
    weight = mu / (1 + alpha * mu)
    information = np.einsum("ni,nj->nij", rows.x, rows.x) * weight[:, None, None]
    moves = jk.one_step_moves(score[fit.row_of], information[fit.row_of], codes)
    patterns = np.column_stack([rows.offset, rows.x])
    first, of_row = _distinct(patterns)
    patterns = patterns[first]
    pattern_of = of_row[fit.row_of]
    size = len(patterns)
    whole_n, whole_y = jk.counts(pattern_of, size), jk.totals(pattern_of, y[fit.row_of])
    order = np.argsort(codes, kind="stable")
    starts = np.searchsorted(codes[order], np.arange(len(moves) + 1))
    most = max(5, min(_REFITTED, _ROW_VISITS // size))
    for g in np.argsort(-np.abs(moves).max(axis=1))[:most]:
        mine = order[starts[g] : starts[g + 1]]
        n = whole_n - jk.counts(pattern_of[mine], size)
        gone = np.bincount(pattern_of[mine], y[fit.row_of[mine]], size).astype(np.float64)
        moves[g] = _refit(patterns, n, whole_y - gone, alpha, beta, moves[g])
    return jk.jackknife_covariance(moves)


def least_variance(fit: Fit) -> Floats:
    """The least variance that counts can have: agencies that agree by chance prove nothing."""
    rows = fit.counts
    mu = np.exp(rows.x @ fit.parameters[:-1] + rows.offset) * rows.times
    least: Floats = np.diag(np.linalg.pinv(rows.x.T @ (rows.x * mu[:, None])))
    return least


def _different(counts: Counts) -> tuple[Counts, Codes]:
    """The different rows with how often each stands, and the row of each report."""
    first, row_of = _distinct(
        np.column_stack([counts.low, counts.high, counts.offset, counts.x, counts.times])
    )
    times = jk.totals(row_of, counts.times)
    rows = Counts(
        counts.low[first], counts.high[first], counts.x[first], counts.offset[first], times
    )
    return rows, row_of


def _distinct(values: Floats) -> tuple[Codes, Codes]:
    """Where each different row of `values` first stands, and which one each row is."""
    frame = pd.DataFrame(values)
    found = frame.groupby(list(frame.columns), sort=False).ngroup().to_numpy()
    row_of: Codes = found.astype(np.intp)
    first: Codes = np.unique(row_of, return_index=True)[1].astype(np.intp)
    return first, row_of


def _refit(
    patterns: Floats, n: Floats, y: Floats, alpha: float, beta: Floats, start: Floats
) -> Floats:
    """Change of the coefficients when each pattern keeps n reports that sum to y."""
    offset, x = patterns[:, 0], patterns[:, 1:]
    move = np.clip(start, -3, 3)
    for _ in range(c.MAX_STEPS):
        mu = np.exp(np.clip(x @ (beta + move) + offset, -30, 30))
        score = x.T @ ((y - n * mu) / (1 + alpha * mu))
        bread = x.T @ (x * (n * mu / (1 + alpha * mu))[:, None])
        step = np.linalg.lstsq(bread, score, rcond=None)[0]
        move = move + np.clip(step, -2, 2)
        if np.abs(step).max() < 1e-6:
            break
    return move


def _total(counts: Counts, p: Floats) -> float:
    each = loglike(counts, counts.x @ p[:-1] + counts.offset, float(p[-1]))
    return float((each * counts.times).sum())


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
    score, information = score * counts.times[:, None], information * counts.times[:, None, None]
    if a <= _POISSON:
        score[:, k], information[:, :, k], information[:, k, :] = 0.0, 0.0, 0.0
        information[:, k, k] = counts.times
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
        z, w = eta - counts.offset + (y - mu) / mu, np.sqrt(mu * counts.times)
        beta = np.linalg.lstsq(counts.x * w[:, None], z * w, rcond=None)[0]
        eta = np.clip(counts.x @ beta + counts.offset, -20, 20)
    mu = np.exp(eta)
    excess = float(np.average(((y - mu) ** 2 - mu) / mu**2, weights=counts.times))
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
        value = _total(counts, tried)
        if np.isfinite(value) and value >= best - 1e-9 * abs(best):
            return tried, max(value, best), float(np.abs(tried - p).max())
        step = step / 2
    return p, best, 0.0
