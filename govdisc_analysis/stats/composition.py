"""How do outcomes divide?"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from govdisc_analysis.stats import constants as c
from govdisc_analysis.stats import frames, guards
from govdisc_analysis.stats import jackknife as jk
from govdisc_analysis.stats.asked import Asked
from govdisc_analysis.stats.coverage import with_label
from govdisc_analysis.stats.estimate import EstimateSet, combine
from govdisc_analysis.stats.words import words


def outcome_composition(
    data: pd.DataFrame, *, outcomes: Sequence[str], cluster: str, level: float = c.LEVEL
) -> EstimateSet:
    """Share of each outcome in the average agency; all intervals hold together.

    Bonferroni over the categories, so that the whole set covers with the stated level. Not for
    pooled requests (Goodman's intervals on pooled counts cover 3%). Merge a category with fewer
    than ten events: it is refused alone (R10), and the others stand.

    Args:
        data: one row for each report.
        outcomes: columns of counts that together make the whole.
        cluster: column with the agency.
        level: of the set of intervals.

    Example:
        Agencies disclose 5 or 7 of 10 requests: 60% in the average one, 40% not.

        >>> d = pd.DataFrame({"a": range(8), "yes": [5, 7] * 4, "no": [5, 3] * 4})
        >>> s = outcome_composition(d, outcomes=["yes", "no"], cluster="a")
        >>> [round(e.estimate, 2) for e in s]
        [0.6, 0.4]
    """
    outcomes = frames.names_of(outcomes, "outcomes", 2)
    counts = np.column_stack([frames.amounts(data, name) for name in outcomes])
    units = frames.labels(data, cluster)
    used = ~np.isnan(counts).any(axis=1) & (np.nansum(counts, axis=1) > 0)
    units, counts = units.keep(used), counts[used]
    base = frames.describe(data, used, units, counts.sum(axis=1), cluster)
    method = f"mean of the shares of each {cluster}, logit t with Bonferroni"
    by_unit = np.column_stack([jk.totals(units.codes, x) for x in counts.T])
    each_level = 1 - (1 - level) / len(outcomes)
    rows = []
    for j, name in enumerate(outcomes):
        asked = Asked(f"share of {name} in the average agency", method, level, name)
        events = float(by_unit[:, j].sum())
        refusal = guards.units_refusal(base, asked, dominated=False)
        if not refusal and events < c.MIN_CATEGORY_EVENTS:
            what = words("what.events_of", name=name)
            refusal = asked.refused(
                base, "R10", **what, n=f"{events:g}", need=c.MIN_CATEGORY_EVENTS
            )
        whole = float(by_unit.sum())
        if not refusal and events == whole:
            refusal = guards.separation(base, asked, events, whole, guards.REQUESTS)
        if refusal:
            rows.append(refusal)
            continue
        spread = jk.mean_of(by_unit[:, j] / by_unit.sum(axis=1))
        low, high = jk.logit_limits(spread, each_level)
        details = {"events": events}
        rows.append(asked.computed(base, spread.value, low, high, df=spread.df, details=details))
    if base.groups < c.FEW_GROUPS:
        rows = [with_label(row, "outcome_composition.few") for row in rows]
    return combine(rows, f"{len(outcomes)} outcomes, joint level {level:g}")
