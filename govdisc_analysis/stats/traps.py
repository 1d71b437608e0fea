"""statsmodels and scipy calls that answer wrongly or not at all, and safe forms of them.

Each function has a test that shows the trap is still in the pinned version.
"""

import math
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import stats

from govdisc_analysis.stats.constants import LEVEL, SMALLEST_P
from govdisc_analysis.stats.frames import Floats


@dataclass(frozen=True)
class Association:
    """A pooled odds ratio, the usual standard error of its log, and its test."""

    odds_ratio: float
    log_se: float
    chi_square: float
    p_value: float


def binomial_fit(events: Floats, trials: Floats, x: Floats) -> Any:
    """Quasi-binomial fit with the right dispersion.

    `GLM(two columns).fit(scale="X2")` divides the dispersion by the number of trials; shares
    with `var_weights` do not.
    """
    import statsmodels.api as sm

    model = sm.GLM(events / trials, x, family=sm.families.Binomial(), var_weights=trials)
    return model.fit(scale="X2")


def trend_in_proportions(events: Floats, trials: Floats, scores: Floats) -> tuple[float, float]:
    """Cochran-Armitage z and p for independent units.

    `Table(...)` adds 0.5 to every cell and overwrites the caller's array.

    >>> z, p = trend_in_proportions(np.array([0.0, 1, 3, 6]), np.full(4, 50.0), np.arange(4.0))
    >>> round(z, 4), round(p, 6)
    (2.9019, 0.003709)
    """
    share = events.sum() / trials.sum()
    middle = (trials * scores).sum() / trials.sum()
    top = float(((events - trials * share) * (scores - middle)).sum())
    bottom = math.sqrt(share * (1 - share) * float((trials * (scores - middle) ** 2).sum()))
    z = top / bottom
    return z, float(2 * stats.norm.sf(abs(z)))


def poisson_interval(
    count: int, exposure: float = 1.0, level: float = LEVEL
) -> tuple[float, float]:
    """Exact (Garwood) limits of one count; never of zero width.

    `confint_poisson(0, 1, method="midp-c")` returns the same number twice.

    >>> [round(x, 3) for x in poisson_interval(10)]
    [4.795, 18.39]
    """
    tail = (1 - level) / 2
    low = float(stats.chi2.ppf(tail, 2 * count)) / 2 if count > 0 else 0.0
    return low / exposure, float(stats.chi2.isf(tail, 2 * count + 2)) / 2 / exposure


def wilson(count: float, size: float, level: float = LEVEL) -> tuple[float, float] | None:
    """Wilson limits of one agency's rate; None for 0 of 0, where statsmodels gives NaN.

    >>> [round(x, 4) for x in wilson(81, 263)], wilson(0, 0)
    ([0.2553, 0.3662], None)
    """
    if size <= 0:
        return None
    z = float(stats.norm.ppf(0.5 + level / 2))
    share = count / size
    middle = (share + z * z / (2 * size)) / (1 + z * z / size)
    reach = z / (1 + z * z / size) * math.sqrt(share * (1 - share) / size + (z / (2 * size)) ** 2)
    return max(0.0, middle - reach), min(1.0, middle + reach)


def difference_of_proportions(
    a: int, n: int, b: int, m: int, level: float = LEVEL
) -> tuple[float, float]:
    """Newcombe limits of a/n - b/m; the `score` method raises when a is 0.

    >>> [round(x, 4) for x in difference_of_proportions(56, 70, 48, 80)]
    [0.0524, 0.3339]
    """
    first, second = wilson(a, n, level), wilson(b, m, level)
    if first is None or second is None:
        raise ValueError("a proportion of nothing does not exist")
    p, q = a / n, b / m
    low = p - q - math.hypot(p - first[0], second[1] - q)
    return low, p - q + math.hypot(first[1] - p, q - second[0])


def nominal_association(table: Floats) -> tuple[float, float]:
    """Chi-square of a table and a p-value that never rounds to zero by 1 - cdf."""
    expected = np.outer(table.sum(axis=1), table.sum(axis=0)) / table.sum()
    chi = float(((table - expected) ** 2 / expected).sum())
    df = (table.shape[0] - 1) * (table.shape[1] - 1)
    return chi, max(float(stats.chi2.sf(chi, df)), SMALLEST_P)


def mantel_haenszel(tables: Floats) -> Association:
    """Pooled odds ratio and test over strata (strata, 2, 2), without statsmodels' 0.5 added."""
    from statsmodels.stats.contingency_tables import StratifiedTable

    fit = StratifiedTable([t.copy() for t in tables], shift_zeros=False)
    test = fit.test_null_odds()
    return Association(
        float(fit.oddsratio_pooled),
        float(fit.logodds_pooled_se),
        float(test.statistic),
        float(test.pvalue),
    )


def tau_squared(tables: Floats) -> float:
    """Variance of the true log odds ratios between strata.

    `test_equal_odds` gives NaN with empty margins and mistakes agency spread for difference.
    """
    from statsmodels.stats.meta_analysis import combine_effects

    cells = tables + 0.5
    logs = np.log(cells[:, 0, 0] * cells[:, 1, 1] / cells[:, 0, 1] / cells[:, 1, 0])
    if np.ptp(logs) == 0:  # statsmodels divides by the spread
        return 0.0
    variance = (1 / cells).sum(axis=(1, 2))
    fit = combine_effects(logs, variance, method_re="iterated", use_t=True)
    return float(fit.tau2)


def kappa_interval(table: Floats, level: float = LEVEL) -> tuple[float, float, float] | None:
    """Cohen's kappa with limits that hold for rare codes; None where nobody varies.

    Half a report is added to each cell for the error, and the limits come from the Fisher z
    scale; statsmodels' own cover 59% at 30 reports and give NaN in some.

    >>> [round(x, 2) for x in kappa_interval(np.array([[20.0, 5], [10, 15]]))]
    [0.4, 0.12, 0.6]
    """
    from statsmodels.stats.inter_rater import cohens_kappa

    total = table.sum()
    expected = float((table.sum(axis=0) * table.sum(axis=1)).sum() / total**2)
    if expected >= 1:
        return None
    value = (float(np.trace(table) / total) - expected) / (1 - expected)
    moved = cohens_kappa(table + 0.5)
    centre = math.atanh(float(moved.kappa))
    se = math.sqrt(float(moved.var_kappa)) / (1 - float(moved.kappa) ** 2)
    reach = float(stats.norm.ppf(0.5 + level / 2)) * se
    return value, math.tanh(centre - reach), math.tanh(centre + reach)


def gee_fit(model: Any, cov_type: str = "bias_reduced") -> Any | None:
    """A fitted GEE, or None where it only claims to have converged or can't invert a matrix.

    Under complete separation GEE reports convergence, a coefficient of 49 and a small error.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what they warn of is checked in the next lines
        try:
            fit = model.fit(cov_type=cov_type)
        except np.linalg.LinAlgError:
            return None
    coefficients = np.asarray(fit.params)
    usable = fit.converged and np.isfinite(fit.bse).all() and np.abs(coefficients).max() < 20
    return fit if usable else None


def glm_fit(model: Any) -> Any | None:
    """A fitted GLM, or None under separation, where it reports convergence all the same."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what they warn of is checked in the next lines
        fit = model.fit()
    usable = fit.converged and np.isfinite(fit.bse).all() and np.abs(fit.params).max() < 20
    return fit if usable else None


def mixed_fit(frame: Any, formula: str, groups: str, variance: dict[str, str]) -> Any | None:
    """Mixed model that keeps the group intercept (`re_formula="1"` must be said).

    None where it did not converge, an error is not finite, or a matrix can't be inverted (columns
    that say the same, units that do not differ).
    """
    import statsmodels.formula.api as smf

    model = smf.mixedlm(formula, frame, groups=groups, re_formula="1", vc_formula=variance)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what they warn of is checked in the next lines
        try:
            fit = model.fit()
        except np.linalg.LinAlgError:
            return None
    return fit if fit.converged and np.isfinite(fit.bse_fe).all() else None


def fleiss(ratings: Sequence[Sequence[int]]) -> float | None:
    """Fleiss' kappa of subjects by coders; None where all codes are equal."""
    from statsmodels.stats.inter_rater import aggregate_raters, fleiss_kappa

    table, categories = aggregate_raters(np.asarray(ratings))
    return float(fleiss_kappa(table)) if len(categories) > 1 else None
