"""Yearly effects with agencies held fixed, and the step between two lines through them."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from govdisc_analysis.stats import jackknife as jk
from govdisc_analysis.stats.frames import Codes, Floats

Years = npt.NDArray[np.int64]
_STEP = 2
_CORRELATIONS = np.arange(0.0, 0.91, 0.05)
"""What is averaged over where nobody says how long shocks last; small ones are likelier beforehand
(weight (1 - rho)^2). The most likely one alone covers 91 to 93% where shocks last."""


@dataclass(frozen=True)
class Series:
    """Log level of each year, all agencies held fixed."""

    years: Years
    effects: Floats


def year_effects(y: Floats, e: Floats, units: Codes, when: Years) -> Series | None:
    """Poisson effects of years with a free level for each unit, by turns (converges always).

    >>> s = year_effects(np.array([1.0, 2, 10, 20]), np.ones(4), np.array([0, 0, 1, 1]),
    ...                  np.array([2001, 2002, 2001, 2002]))
    >>> float(np.exp(s.effects[1] - s.effects[0]).round(6))
    2.0
    """
    seen, at = np.unique(when, return_inverse=True)
    keep = jk.totals(units, y)[units] > 0
    y, e, units, at = y[keep], e[keep], units[keep], at[keep]
    by_year = np.bincount(at, y, minlength=len(seen))
    if len(y) == 0 or (by_year == 0).any() or not _connected(units, at):
        return None
    size = jk.totals(units, y)
    effect = np.ones(len(seen))
    for _ in range(500):
        own = size / np.maximum(np.bincount(units, e * effect[at], len(size)), 1e-300)
        new = by_year / np.bincount(at, e * own[units], len(seen))
        new /= new[0]
        moved = float(np.abs(np.log(new / effect)).max())
        effect = new
        if moved < 1e-10:
            break
    return Series(seen, np.log(effect))


def design(years: Years, when: int, part: float) -> Floats:
    """Constant, line, step, and change of slope for each year."""
    after = np.where(years == when, part, (years > when).astype(float))
    t = (years - when).astype(float)
    built: Floats = np.column_stack([np.ones(len(years)), t, after, np.maximum(t, 0.0)])
    return built


def fit_step(series: Series, when: int, part: float, rho: float | None = 0.0) -> jk.Spread | None:
    """The step between two lines; None where the years do not identify it.

    `rho` is the yearly correlation of shocks that is taken as known (0: independent years). With
    None it is averaged over: each correlation counts as much as the residuals make it likely.
    """
    if rho is not None:
        fit = _lines(series, design(series.years, when, part), rho)
        return None if fit is None else fit[0]
    fits = _weighed(series, design(series.years, when, part))
    if not fits:
        return None
    weight, value, se = np.array([(w, step.value, step.se) for w, step, _ in fits]).T
    middle = float(weight @ value)
    spread = float(np.sqrt(weight @ (se**2 + (value - middle) ** 2)))
    return jk.Spread(middle, spread, fits[0][1].df)


def usual_correlation(series: Series, when: int, part: float) -> float:
    """The correlation of a year's shock with the next: the mean of those that are likely.

    Restricted likelihood over a grid, because least squares hides most of it in short series.

    >>> quiet = Series(np.arange(2010, 2022), np.array([0.1, -0.1] * 6))
    >>> round(usual_correlation(quiet, 2016, 1.0), 1)
    0.1
    """
    return sum(w * rho for w, _, rho in _weighed(series, design(series.years, when, part)))


def correlation_around_a_line(series: Series) -> float:
    """The same where the years follow one line, without a step."""
    t = (series.years - series.years[0]).astype(float)
    return sum(w * rho for w, _, rho in _weighed(series, np.column_stack([np.ones(len(t)), t])))


def _weighed(series: Series, x: Floats) -> list[tuple[float, jk.Spread, float]]:
    """For each correlation its weight, the step (else the slope) under it, and itself.

    Weights sum to one.
    """
    fits = [(_lines(series, x, float(rho)), float(rho)) for rho in _CORRELATIONS]
    known = [(fit[1], fit[0], rho) for fit, rho in fits if fit is not None]
    if not known:
        return []
    best = max(likely for likely, _, _ in known)
    raw = [float(np.exp(likely - best)) * (1 - rho) ** 2 for likely, _, rho in known]
    return [(w / sum(raw), step, rho) for w, (_, step, rho) in zip(raw, known, strict=True)]


def _lines(series: Series, x: Floats, rho: float) -> tuple[jk.Spread, float] | None:
    """The step (else the slope) with its error; the correlation's restricted log likelihood."""
    n, k = x.shape
    at = min(_STEP, k - 1)
    if n <= k or np.linalg.matrix_rank(x) < k:
        return None
    apart = np.abs(np.subtract.outer(series.years, series.years)).astype(float)
    lower = np.linalg.cholesky(np.power(rho, apart))
    root = np.linalg.inv(lower)
    xs, ys = root @ x, root @ series.effects
    inverse = np.linalg.inv(xs.T @ xs)
    beta = inverse @ xs.T @ ys
    residual = ys - xs @ beta
    variance = max(float(residual @ residual) / (n - k), 1e-12)
    spread = jk.Spread(float(beta[at]), float(np.sqrt(variance * inverse[at, at])), float(n - k))
    likely = float(np.linalg.slogdet(inverse)[1] - (n - k) * np.log(variance)) / 2
    return spread, likely - float(np.log(np.diag(lower)).sum())


def _connected(units: Codes, at: Codes) -> bool:
    """Whether every year is linked to every other through agencies that report in both."""
    n = int(units.max()) + 1
    size = n + int(at.max()) + 1
    links = coo_matrix((np.ones(len(at)), (units, at + n)), shape=(size, size))
    part = connected_components(links, directed=False)[1]
    return len(np.unique(part[np.concatenate([units, at + n])])) == 1


def lag1(series: Series, when: int, part: float) -> float | None:
    """Correlation of each residual with the next; None where the fit is perfect."""
    x = design(series.years, when, part)
    residual = series.effects - x @ np.linalg.lstsq(x, series.effects, rcond=None)[0]
    total = float(residual @ residual)
    return float(residual[1:] @ residual[:-1]) / total if total > 0 else None
