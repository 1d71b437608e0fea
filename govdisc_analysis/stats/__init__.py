"""Statistics that hold: every interval covers what it says, or says why there is none.

Names load on first use, because statsmodels takes two seconds to import.
"""

from importlib import import_module
from typing import Any

_PLACES = {
    "Estimate": "estimate",
    "EstimateSet": "estimate",
    "refusal_messages": "estimate",
    "estimate_rate": "rates",
    "compare_rates": "comparisons",
    "trend_rate": "trends",
    "stratified_rates": "strata",
    "outcome_composition": "composition",
    "small_table": "crosstab",
    "estimate_volume": "volumes",
    "compare_volumes": "volumes",
    "change_within": "changes",
    "volume_model": "regressions",
    "interval_count_model": "intervals",
    "break_at": "breaks",
    "redress_rate": "redress",
    "compare_redress": "redress",
    "estimate_prevalence": "prevalence",
    "recurrence": "spells",
    "co_occurrence": "links",
    "problem_association": "links",
    "agreement": "coders",
    "corrected_prevalence": "coders",
    "rank_agencies": "ranks",
    "funnel": "ranks",
    "missing_bounds": "missing",
    "minimum_detectable": "power",
    "adjust_many": "many",
    "outcome_readings": "regimes",
}
__all__ = sorted(_PLACES)


def __getattr__(name: str) -> Any:
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_PLACES[name]}"), name)


def __dir__() -> list[str]:
    return sorted(_PLACES)
