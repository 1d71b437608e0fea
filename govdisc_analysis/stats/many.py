"""Many tests at once."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Literal

from statsmodels.stats.multitest import multipletests

from govdisc_analysis.stats.estimate import Estimate, EstimateSet, combine
from govdisc_analysis.stats.rates import check_choice


def adjust_many(
    estimates: Iterable[Estimate], *, method: Literal["holm", "bh"] = "holm"
) -> EstimateSet:
    """p-values of a family of tests, adjusted together; intervals stay as they are.

    `holm` for a set of claims to be confirmed, `bh` (false discovery rate) for a screen. Not
    for a family chosen after seeing the p-values. Refusals keep their place and count for
    nothing. The raw p-value is kept in `details`.

    Args:
        estimates: of one family, refusals included.
        method: `holm` or `bh`.

    Example:
        Holm multiplies 0.01 and 0.04 of two tests by 2 and 1.

        >>> from govdisc_analysis.stats.estimate import Base, computed
        >>> tests = [computed(Base(), 1.0, 0.5, 1.5, "x", "y", p_value=p) for p in (0.01, 0.04)]
        >>> [e.p_value for e in adjust_many(tests)]
        [0.02, 0.04]
    """
    check_choice("method", method, ("holm", "bh"))
    rows = list(estimates)
    strange = next((row for row in rows if not isinstance(row, Estimate)), None)
    if strange is not None:
        raise TypeError(f"estimates must all be Estimate, not {type(strange).__name__}")
    tested = [i for i, row in enumerate(rows) if row.p_value is not None]
    raw = [row.p_value for row in rows if row.p_value is not None]
    name = {"holm": "holm", "bh": "fdr_bh"}[method]
    adjusted = multipletests(raw, method=name)[1] if raw else []
    for i, p in zip(tested, adjusted, strict=True):
        details = {**rows[i].details, "raw_p_value": rows[i].p_value}
        rows[i] = replace(rows[i], p_value=float(p), details=details)
    return combine(rows, f"{len(tested)} tests, {method}", method=method)
