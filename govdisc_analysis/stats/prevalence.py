"""In what share of reports does a problem stand?"""

import numpy as np
import pandas as pd

from govdisc_analysis.stats import frames, guards
from govdisc_analysis.stats import jackknife as jk
from govdisc_analysis.stats.asked import Asked
from govdisc_analysis.stats.constants import LEVEL
from govdisc_analysis.stats.estimate import Estimate


def estimate_prevalence(
    data: pd.DataFrame, *, flag: str, cluster: str, level: float = LEVEL, term: str = "all"
) -> Estimate:
    """Share of reports with the flag, when reports of one county share their wording.

    Not for machine-coded flags without a hand-coded sample (`corrected_prevalence`), and not
    for reports that are missing (`missing_bounds`): a missing flag is dropped, never "no".
    Use the highest unit that still has eight members: county before agency. Measured with few
    years, gaps and counties of one or two reports: 94 to 97%; with 10 to 40 counties of very
    unequal size 94 to 96% of the intervals that R11 leaves.

    Args:
        data: one row for each report.
        flag: column with 1 (yes), 0 (no) or missing.
        cluster: column with the unit that shares texts.
        level: of the interval.
        term: name of the row in the result.

    Example:
        Eight counties with four reports each, in half of which the problem stands.

        >>> d = pd.DataFrame({"c": [i for i in range(8) for _ in range(4)],
        ...                   "has": [1, 1, 0, 0, 1, 1, 1, 0, 1, 0, 0, 0, 1, 1, 0, 0] * 2})
        >>> estimate_prevalence(d, flag="has", cluster="c").estimate
        0.5
    """
    yes = frames.flags(data, flag)
    units = frames.labels(data, cluster)
    used = ~np.isnan(yes)
    units, yes = units.keep(used), yes[used]
    base = frames.describe(data, used, units, np.ones(len(yes)), cluster)
    estimand = f"share of reports with {flag}"
    method = (
        f"logit scale, error from leaving out one {cluster} and from their spread (mean of both "
        "variances), t(effective units - 1)"
    )
    asked = Asked(estimand, method, level, term)
    refusal = guards.share_refusal(
        base, asked, yes.sum(), len(yes), guards.REPORTS
    ) or guards.units_refusal(base, asked)
    if refusal:
        return refusal
    y, n = jk.totals(units.codes, yes), np.bincount(units.codes).astype(float)
    spread = jk.ratio_of_unequal(y, n)
    naive = spread.value * (1 - spread.value) / n.sum()
    details = {"events": float(y.sum()), "design_effect": spread.se**2 / naive}
    return guards.wide_share(asked.by_logit(base, spread, details), base)
