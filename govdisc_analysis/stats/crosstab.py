"""One report's own table: do applicants of different kinds get different outcomes?"""

from dataclasses import replace

import numpy as np
import pandas as pd
from scipy import stats

from govdisc_analysis.stats import constants as c
from govdisc_analysis.stats import frames
from govdisc_analysis.stats.asked import Asked
from govdisc_analysis.stats.estimate import Base, Estimate
from govdisc_analysis.stats.frames import Floats
from govdisc_analysis.stats.words import words


def small_table(
    data: pd.DataFrame,
    *,
    row: str,
    col: str,
    count: str,
    seed: int = 0,
    level: float = c.LEVEL,
) -> Estimate:
    """Association in the table of one report: bias-corrected Cramer's V and its p-value.

    Requests are resampled with both margins fixed (two by two: Fisher's mid-p). Not over
    several reports: there shuffle whole agencies (`compare_rates`). Collapse the form
    first, to two or three applicants and the six outcome groups. V has no interval here: the
    table of standardised residuals is in `details`.

    Args:
        data: one row for each cell.
        row: column with the applicant.
        col: column with the outcome.
        count: column with the number of requests; missing cells are left out and counted.
        seed: of the resampling.
        level: kept for the record.

    Example:
        Fifteen of twenty against five of twenty; mid-p from the hypergeometric law.

        >>> d = pd.DataFrame({"cup": [0, 0, 1, 1], "said": [0, 1, 0, 1], "n": [15, 5, 5, 15]})
        >>> r = small_table(d, row="cup", col="said", count="n")
        >>> round(r.p_value, 4)
        0.0021
    """
    n = frames.whole_amounts(data, count)
    used = ~np.isnan(n)
    rows, cols = frames.labels(data, row).keep(used), frames.labels(data, col).keep(used)
    table = np.zeros((len(rows.names), len(cols.names)))
    np.add.at(table, (rows.codes, cols.codes), n[used])
    base = Base(n_reports=1, groups=1, effective_groups=1.0, dropped=int((~used).sum()))
    estimand = f"association of {row} and {col} within one report (Cramer's V, bias corrected)"
    two_by_two = table.shape == (2, 2)
    method = "Fisher mid-p" if two_by_two else f"{c.RESAMPLES} tables with the same margins"
    asked = Asked(estimand, method, level)
    refusal = _sparse(table, base, asked)
    if refusal:
        return refusal
    value, residuals = cramer_v(table)
    p = fisher_midp(table) if two_by_two else resampled_p(table, seed)
    details = {
        "total": float(table.sum()),
        "rows": rows.names,
        "columns": cols.names,
        "residuals": tuple(map(tuple, residuals.round(3).tolist())),
        "seed": seed,
    }
    return replace(asked, scale="association").computed(base, value, p_value=p, details=details)


def _sparse(table: Floats, base: Base, asked: Asked) -> Estimate | None:
    margins = np.concatenate([table.sum(axis=0), table.sum(axis=1)])
    total = int(table.sum())
    if total == 0:
        return asked.refused(base, "R1", **words("what.requests"))
    if total < c.MIN_TABLE_TOTAL:
        what = words("what.table_requests")
        return asked.refused(base, "R10", **what, n=total, need=c.MIN_TABLE_TOTAL)
    if margins.min() < c.MIN_TABLE_MARGIN or min(table.shape) < 2:
        what = words("what.smallest_margin")
        return asked.refused(base, "R10", **what, n=int(margins.min()), need=c.MIN_TABLE_MARGIN)
    return None


def cramer_v(table: Floats) -> tuple[float, Floats]:
    """Bias-corrected Cramer's V (Bergsma) and Pearson residuals."""
    total = table.sum()
    expected = np.outer(table.sum(axis=1), table.sum(axis=0)) / total
    residuals: Floats = (table - expected) / np.sqrt(expected)
    r, k = table.shape
    phi = max(0.0, float((residuals**2).sum() / total) - (r - 1) * (k - 1) / (total - 1))
    smaller = min(r - (r - 1) ** 2 / (total - 1), k - (k - 1) ** 2 / (total - 1)) - 1
    return float(np.sqrt(phi / smaller)), residuals


def fisher_midp(table: Floats) -> float:
    """Two-sided Fisher test that counts half of the observed table's own probability.

    >>> round(fisher_midp(np.array([[3.0, 1.0], [1.0, 3.0]])), 4)
    0.2571
    """
    (a, b), (cc, d) = table.astype(int)
    law = stats.hypergeom(a + b + cc + d, a + cc, a + b)
    possible = law.pmf(np.arange(max(0, a - d), min(a + b, a + cc) + 1))
    observed = law.pmf(a)
    close = np.isclose(possible, observed, rtol=1e-7)
    return float(possible[(possible < observed) & ~close].sum() + possible[close].sum() / 2)


def resampled_p(table: Floats, seed: int, times: int = c.RESAMPLES) -> float:
    """Chi-square p-value from random tables with the margins of this one."""
    whole = table.astype(np.int64)
    law = stats.random_table(whole.sum(axis=1), whole.sum(axis=0))
    drawn = law.rvs(size=times, random_state=np.random.default_rng(seed))
    expected = np.outer(whole.sum(axis=1), whole.sum(axis=0)) / whole.sum()
    scores = ((drawn - expected) ** 2 / expected).sum(axis=(1, 2))
    own = float(((whole - expected) ** 2 / expected).sum())
    return float((1 + (scores >= own * (1 - 1e-9)).sum()) / (times + 1))
