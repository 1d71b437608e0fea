"""How many panels each case gets: as many as its seconds allow, fixed in the codebook.

The number never depends on the clock of the day: times are those once measured
(codebook/calibration_times.csv, written by scripts/calibration_times.py).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from govdisc_analysis.codebook import load_csv

_STEP = 10
_FEWEST = 20
"""Panels that a slow case gets at least where the caller says how many panels a fast one gets."""


@dataclass(frozen=True)
class Budget:
    """For one size of panel: the most panels, the fewest, and seconds that a case may take."""

    most: int
    fewest: int
    seconds: float


def budgets(plan: str) -> dict[int, Budget]:
    """The budgets of a plan (`full` or `quick`) by agency-years.

    >>> sorted(budgets("full"))
    [30, 200, 2000]
    """
    rows = [row for row in load_csv("calibration_plan.csv") if row["plan"] == plan]
    return {
        int(row["agency_years"]): Budget(
            int(row["most"]), int(row["fewest"]), float(row["seconds"])
        )
        for row in rows
    }


def panels(case: str, size: int, budget: Budget) -> int:
    """Panels of a case: its seconds over its time a panel, within the most and the fewest.

    >>> panels("a case that nobody timed", 30, Budget(1000, 100, 10.0))
    100
    """
    milliseconds = _times().get((case, size))
    if milliseconds is None:
        return budget.fewest
    affordable = int(budget.seconds * 1000 / milliseconds)
    return max(budget.fewest, min(budget.most, affordable // _STEP * _STEP))


def scaled(case: str, size: int, times: int) -> int:
    """Panels of a case where a fast one gets `times`: in the proportion of the full plan.

    >>> scaled("estimate_rate, agency", 30, 80), scaled("estimate_rate, agency", 35, 80)
    (80, 80)
    """
    full = budgets("full")
    near = max((known for known in full if known <= size), default=min(full))
    share = panels(case, near, full[near]) / full[near].most
    return max(int(times * share), min(times, _FEWEST))


def expected_milliseconds(case: str, size: int, count: int) -> float:
    """What so many panels should take; one by one where the case was never timed."""
    near = max((known for name, known in _times() if name == case and known <= size), default=0)
    return count * _times().get((case, near), 1.0)


@cache
def _times() -> Mapping[tuple[str, int], float]:
    return {
        (row["case"], int(row["agency_years"])): float(row["milliseconds"])
        for row in load_csv("calibration_times.csv")
    }
