"""Measure what the intervals and tests really do, on panels whose truth is known.

`write_calibration` writes docs/calibration.md; nothing in that file is written by hand.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from govdisc_analysis.calibration_cases import CASES, Case
from govdisc_analysis.calibration_page import document, failures
from govdisc_analysis.panels import (
    Shape,
    draw_panel,
    shape_of,
)
from govdisc_analysis.shapes import shape_like
from govdisc_analysis.stats.estimate import Estimate, EstimateSet

__all__ = [
    "CASES",
    "FULL",
    "QUICK",
    "Outcome",
    "calibrate",
    "document",
    "failures",
    "measure",
    "write_calibration",
]

QUICK = {30: 200, 200: 200, 2000: 60}
FULL = {30: 1000, 200: 1000, 2000: 400}
_SECONDS = 1000.0


@dataclass(frozen=True)
class Outcome:
    """What one case did on one size; shares are of the computed, refusals stand apart."""

    case: str
    textbook: bool
    agency_years: int
    replicates: int
    computed: int
    refused: str
    coverage: float | None
    coverage_se: float | None
    rejected: float | None
    bias: float | None
    median_width: float | None
    milliseconds: float


def calibrate(
    *,
    cases: Sequence[str] | None = None,
    replicates: dict[int, int] | None = None,
    seed: int = 20,
    like: Path | None = None,
) -> pd.DataFrame:
    """Run the cases and count.

    Args:
        cases: names from `CASES`; all if None.
        replicates: panels for each number of agency-years.
        seed: of all draws; the same seed gives the same table.
        like: a processed folder whose sizes, nesting and marks the panels should have.

    Returns:
        One row for each case and size; see `Outcome`.
    """
    chosen = [case for case in CASES if cases is None or case.name in cases]
    unknown = set(cases or ()) - {case.name for case in CASES}
    if unknown:
        raise ValueError(f"no such cases: {sorted(unknown)}")
    plan = QUICK if replicates is None else replicates
    shapes = {size: shape_of(size) for size in plan}
    if like is not None:
        own = shape_like(like)
        shapes = {own.reports: own}
        plan = {own.reports: max(plan.values())}
    rows = [
        measure(case, shapes[size], size, times, seed)
        for size, times in plan.items()
        for case in chosen
    ]
    return pd.DataFrame([vars(row) for row in rows])


def measure(case: Case, base: Shape, size: int, times: int, seed: int) -> Outcome:
    """Draw panels, estimate on each, and compare with the truth."""
    shape = case.shape(base)
    truth = case.truth(shape)
    truths = truth if isinstance(truth, tuple) else (truth,)
    found: list[Estimate | EstimateSet] = []
    seconds = 0.0
    for child in np.random.SeedSequence(seed).spawn(times):
        data = draw_panel(shape, np.random.default_rng(child))
        start = time.perf_counter()
        found.append(case.run(data))
        seconds += time.perf_counter() - start
    return _summary(case, found, truths, size, seconds)


def _summary(
    case: Case,
    answers: list[Estimate | EstimateSet],
    truths: tuple[float, ...],
    size: int,
    seconds: float,
) -> Outcome:
    """Counts over the answers; a set covers only where all its intervals do."""
    shown = [a for a in answers if all(e.ok for e in a)]
    refusals = [next(e.code for e in a if not e.ok) for a in answers if not all(e.ok for e in a)]
    codes = pd.Series(refusals, dtype="object").value_counts()
    n = len(shown)
    covered = [all(_covers(e, t) for e, t in zip(a, truths, strict=True)) for a in shown]
    tests = [a[0].p_value < 1 - a[0].level for a in shown if a[0].p_value is not None]
    values = [a[0].estimate for a in shown]
    share = float(np.mean(covered)) if n else None
    return Outcome(
        case=case.name,
        textbook=case.textbook,
        agency_years=size,
        replicates=len(answers),
        computed=n,
        refused=", ".join(f"{k} {v}" for k, v in sorted(codes.items())) or "none",
        coverage=share,
        coverage_se=None if share is None else float(np.sqrt(max(share * (1 - share), 0.01) / n)),
        rejected=float(np.mean(tests)) if tests else None,
        bias=float(np.median(np.array(values, dtype=float)) - truths[0]) if n else None,
        median_width=float(np.median([_width(a[0]) for a in shown])) if n else None,
        milliseconds=seconds / len(answers) * _SECONDS,
    )


def _covers(row: Estimate, truth: float) -> bool:
    return row.low is not None and row.high is not None and row.low <= truth <= row.high


def _width(row: Estimate) -> float:
    return (row.high or 0.0) - (row.low or 0.0)


def write_calibration(path: Path, quick: bool = False, like: Path | None = None) -> pd.DataFrame:
    """Measure and write the document; returns the table."""
    plan = QUICK if quick else FULL
    start = time.perf_counter()
    table = calibrate(replicates=plan, like=like)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(document(table, like is not None), encoding="utf-8")
    table.attrs["seconds"] = time.perf_counter() - start
    return table
