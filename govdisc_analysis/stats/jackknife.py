"""Standard errors that leave out one whole unit at a time, and the degrees of freedom they earn.

A few agencies hold most requests. Leaving out one agency shows what it carries; counting the
effective agencies says how far the t quantile must stretch (MacKinnon, Nielsen and Webb 2023).
"""

import math
from dataclasses import dataclass

import numpy as np
from scipy import stats
from scipy.special import expit, logit

from govdisc_analysis.stats.frames import Codes, Floats, effective


@dataclass(frozen=True)
class Spread:
    """A value with its standard error and degrees of freedom."""

    value: float
    se: float
    df: float


def totals(codes: Codes, values: Floats) -> Floats:
    """Sum of `values` in each unit."""
    return np.bincount(codes, values).astype(np.float64)


def counts(codes: Codes, size: int) -> Floats:
    """Rows of each unit among `size` units, as floats."""
    return np.bincount(codes, minlength=size).astype(np.float64)


def ratio(events: Floats, trials: Floats) -> Spread:
    """Sum of events over sum of trials, leaving out one unit at a time.

    The standard error is never below the binomial one: units that agree by chance are no
    proof that requests are not random.

    >>> s = ratio(np.array([4.0, 6.0, 5.0]), np.array([10.0, 10.0, 10.0]))
    >>> s.value, round(s.se, 4), s.df
    (0.5, 0.0913, 2.0)
    """
    value = float(events.sum() / trials.sum())
    se = max(left_out_se(events, trials), math.sqrt(max(value * (1 - value), 0) / trials.sum()))
    return Spread(value, se, max(effective(trials) - 1, 1.0))


def ratio_of_unequal(events: Floats, trials: Floats) -> Spread:
    """Like `ratio`, its variance averaged with that of a model of units that differ at random.

    Leaving out one unit at a time knows little where a few units are large: the variance is then
    often too small by luck, and those are the intervals that look fit to show. The model
    (ANOVA estimate of the spread between units) steadies it; equal units change nothing.

    >>> equal = np.array([2.0, 8, 4, 6]), np.full(4, 10.0)
    >>> bool(np.isclose(ratio_of_unequal(*equal).se, ratio(*equal).se))
    True
    """
    plain, weight = ratio(events, trials), trials / trials.sum()
    inside = float((events * (1 - events / trials)).sum()) / max(trials.sum() - len(trials), 1.0)
    apart = float(((events / trials - plain.value) ** 2 * trials).sum()) / max(len(trials) - 1, 1)
    size = float(trials.sum() * (1 - (weight**2).sum())) / max(len(trials) - 1, 1)
    between = max((apart - inside) / size, 0.0) if size > 0 else 0.0
    model = between * float((weight**2).sum()) + inside / float(trials.sum())
    model = max(model, plain.value * (1 - plain.value) / float(trials.sum()))
    return Spread(plain.value, math.sqrt((plain.se**2 + model) / 2), plain.df)


def left_out_se(events: Floats, trials: Floats) -> float:
    """Jackknife standard error of sum(events) / sum(trials) (CV3)."""
    rest = trials.sum() - trials
    usable = rest > 0
    left = (events.sum() - events[usable]) / rest[usable]
    return spread_of(left)


def spread_of(left: Floats) -> float:
    """Jackknife standard error from the values with one unit left out."""
    g = len(left)
    return math.sqrt((g - 1) / g * float(((left - left.mean()) ** 2).sum())) if g > 1 else 0.0


def t_limits(spread: Spread, level: float) -> tuple[float, float]:
    """Symmetric t interval."""
    reach = t_quantile(spread.df, level) * spread.se
    return spread.value - reach, spread.value + reach


def logit_limits(spread: Spread, level: float) -> tuple[float, float]:
    """t interval on the logit scale, back on the scale of shares; needs 0 < value < 1."""
    slope = spread.value * (1 - spread.value)
    reach = t_quantile(spread.df, level) * spread.se / slope
    centre = float(logit(spread.value))
    return float(expit(centre - reach)), float(expit(centre + reach))


def t_quantile(df: float, level: float) -> float:
    """Two-sided t quantile."""
    return float(stats.t.ppf(0.5 + level / 2, df))


def t_test(spread: Spread, null: float = 0.0) -> float:
    """Two-sided p-value of value = null."""
    if spread.se <= 0:
        return float("nan")
    return float(2 * stats.t.sf(abs(spread.value - null) / spread.se, spread.df))


def mean_of(values: Floats) -> Spread:
    """Mean of one value for each unit, t with G - 1.

    >>> mean_of(np.array([1.0, 2.0, 3.0])).value
    2.0
    """
    g = len(values)
    se = float(values.std(ddof=1)) / math.sqrt(g) if g > 1 else 0.0
    return Spread(float(values.mean()), se, float(max(g - 1, 1)))


def difference(first: Spread, second: Spread) -> Spread:
    """first - second for independent arms, Welch-Satterthwaite degrees of freedom."""
    se = math.hypot(first.se, second.se)
    parts = first.se**4 / first.df + second.se**4 / second.df
    return Spread(first.value - second.value, se, max(se**4 / parts if parts > 0 else 1.0, 1.0))


def cv3(score: Floats, information: Floats, codes: Codes) -> Floats:
    """Covariance of coefficients from one Newton step for each unit left out.

    Args:
        score: rows by parameters, the derivative of each row's log likelihood.
        information: rows by parameters by parameters, minus its second derivative.
        codes: unit of each row.
    """
    return jackknife_covariance(one_step_moves(score, information, codes))


def one_step_moves(score: Floats, information: Floats, codes: Codes) -> Floats:
    """How far the coefficients move, to first order, when each unit is left out."""
    groups, k = int(codes.max()) + 1, score.shape[1]
    scores = np.zeros((groups, k))
    np.add.at(scores, codes, score)
    bread = np.zeros((groups, k, k))
    np.add.at(bread, codes, information)
    rest = bread.sum(axis=0) - bread
    return np.array(
        [-np.linalg.lstsq(a, s, rcond=None)[0] for a, s in zip(rest, scores, strict=True)]
    )


def jackknife_covariance(moves: Floats) -> Floats:
    """Covariance from the moves of the coefficients, a row for each unit left out."""
    groups = len(moves)
    centred = moves - moves.mean(axis=0)
    covariance: Floats = (groups - 1) / groups * centred.T @ centred
    return covariance
