"""The defaults that everybody uses and that fail on such panels. Kept to show that they fail.

Never call these for a result. Calibration runs them beside the package's own functions.
"""

import math

import numpy as np
import pandas as pd
from scipy import stats

from govdisc_analysis.stats import jackknife as jk
from govdisc_analysis.stats import traps
from govdisc_analysis.stats.constants import LEVEL
from govdisc_analysis.stats.estimate import Base, Estimate, computed, refused

_FEWEST_YEARS = 8


def pooled_wilson(data: pd.DataFrame) -> Estimate:
    """Wilson interval on requests pooled over agencies."""
    k, n = float(data["k"].sum()), float(data["n"].sum())
    low, high = traps.wilson(k, n) or (math.nan, math.nan)
    return _shown(k / n, low, high, None)


def chi_square(data: pd.DataFrame) -> Estimate:
    """Chi-square on requests pooled by group."""
    totals = data.groupby("g")[["k", "n"]].sum().to_numpy(dtype=float)
    table = np.column_stack([totals[:, 0], totals[:, 1] - totals[:, 0]])
    p = traps.nominal_association(table)[1] if (table.sum(axis=0) > 0).all() else 1.0
    rates = totals[:, 0] / totals[:, 1]
    se = math.sqrt(float((rates * (1 - rates) / totals[:, 1]).sum()))
    return _normal(float(rates[1] - rates[0]), se, p)


def cluster_z(data: pd.DataFrame) -> Estimate:
    """Binomial regression on the group, agency-clustered errors, normal law (CV1)."""
    y, n = data["k"].to_numpy(dtype=float), data["n"].to_numpy(dtype=float)
    x = np.column_stack([np.ones(len(data)), data["g"].to_numpy(dtype=float)])
    rates = np.array([y[x[:, 1] == a].sum() / n[x[:, 1] == a].sum() for a in (0, 1)])
    fitted = rates[data["g"].to_numpy()]
    weight = n * fitted * (1 - fitted)
    codes = np.unique(data["agency"].to_numpy(), return_inverse=True)[1]
    sums = np.zeros((codes.max() + 1, 2))
    np.add.at(sums, codes, x * (y - n * fitted)[:, None])
    bread = np.linalg.inv(x.T @ (x * weight[:, None]))
    groups, rows = len(sums), len(y)
    scale = groups / (groups - 1) * (rows - 1) / (rows - 2)
    se = math.sqrt(float((scale * bread @ sums.T @ sums @ bread)[1, 1]))
    step = float(np.log(rates[1] / (1 - rates[1])) - np.log(rates[0] / (1 - rates[0])))
    return _normal(step, se)


def naive_poisson(data: pd.DataFrame) -> Estimate:
    """Ratio of totals of two groups with Poisson error."""
    y = data.groupby("g")["y"].sum().to_numpy(dtype=float)
    m = data.groupby("g")["months"].sum().to_numpy(dtype=float)
    log_ratio, se = math.log(y[1] / m[1] * m[0] / y[0]), math.sqrt(1 / y[0] + 1 / y[1])
    return _ratio(log_ratio, se)


def naive_prevalence(data: pd.DataFrame) -> Estimate:
    """Wilson interval on reports as if no text were shared."""
    k, n = float(data["has"].sum()), float(len(data))
    low, high = traps.wilson(k, n) or (math.nan, math.nan)
    return _shown(k / n, low, high, None)


def national_break(data: pd.DataFrame) -> Estimate:
    """Poisson regression of yearly totals on two lines, errors taken as Poisson."""
    import statsmodels.api as sm

    from govdisc_analysis.stats.yearly import design

    totals = data.groupby("year")["y"].sum()
    years = totals.index.to_numpy(dtype=np.int64)
    if len(years) < _FEWEST_YEARS or totals.min() == 0:
        return refused(Base(), "R7", "textbook", what="short series", what_zh="年份过少", need=8)
    x = design(years, 2019, 231 / 365)
    fit = sm.GLM(totals.to_numpy(dtype=float), x, family=sm.families.Poisson()).fit()
    return _ratio(float(fit.params[2]), float(fit.bse[2]))


def pooled_poisson(data: pd.DataFrame) -> Estimate:
    """Exact Poisson interval on pooled lawsuits per 1,000 requests."""
    events, n = int(data["rare"].sum()), float(data["n"].sum()) / 1000
    low, high = traps.poisson_interval(events, n)
    return _shown(events / n, low, high, None)


def _normal(value: float, se: float, p: float | None = None) -> Estimate:
    reach = float(stats.norm.ppf(0.5 + LEVEL / 2)) * se
    return _shown(
        value, value - reach, value + reach, 2 * stats.norm.sf(abs(value) / se) if p is None else p
    )


def _ratio(log_ratio: float, se: float) -> Estimate:
    low, high = jk.t_limits(jk.Spread(log_ratio, se, 1e9), LEVEL)
    p = float(2 * stats.norm.sf(abs(log_ratio) / se))
    return _shown(math.exp(log_ratio), math.exp(low), math.exp(high), p)


def _shown(value: float, low: float, high: float, p: float | None) -> Estimate:
    return computed(Base(), value, low, high, "textbook", "textbook default", p_value=p)
