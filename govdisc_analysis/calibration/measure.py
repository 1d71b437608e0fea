"""Measure what the intervals and tests really do, on panels whose truth is known.

`write_calibration` writes docs/calibration.md; nothing in that file is written by hand.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from govdisc_analysis.calibration.case import Case
from govdisc_analysis.calibration.cases import CASES
from govdisc_analysis.calibration.page import document, failures
from govdisc_analysis.calibration.panels import (
    Shape,
    shape_of,
)
from govdisc_analysis.calibration.shapes import shape_like
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
FULL = {30: 300, 200: 300, 2000: 150}
_SECONDS = 1000.0
_FEWEST = 20
"""Panels that a slow case gets at least."""


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
        plan = {own.reports: _panels(plan, own.reports)}
    rows = [
        measure(case, shapes[size], size, times, seed)
        for size, times in plan.items()
        for case in chosen
    ]
    return pd.DataFrame([vars(row) for row in rows])


def _panels(plan: dict[int, int], reports: int) -> int:
    """How many panels of a size of its own: as many as the plan has for the next smaller size.

    >>> _panels({30: 200, 200: 100, 2000: 60}, 250), _panels({30: 200, 2000: 60}, 6000)
    (100, 20)
    """
    near = max((size for size in plan if size <= reports), default=min(plan))
    return max(plan[near] * near // max(near, reports), 20) if near == max(plan) else plan[near]


def measure(case: Case, base: Shape, size: int, times: int, seed: int) -> Outcome:
    """Draw panels, estimate on each, and compare with the truth."""
    shape = case.shape(base)
    truth = case.truth(shape)
    found: list[Seen] = []
    seconds = 0.0
    for child in np.random.SeedSequence(seed).spawn(max(times // case.thin, min(times, _FEWEST))):
        data = case.draw(shape, np.random.default_rng(child))
        start = time.process_time()
        answer = case.run(data)
        seconds += time.process_time() - start
        known = truth if case.own_truth is None else case.own_truth(data, answer)
        found.append(Seen(answer, known if isinstance(known, tuple) else (known,)))
    return _summary(case, found, size, seconds)


@dataclass(frozen=True)
class Seen:
    """An answer, and the true values of what it answers."""

    answer: Estimate | EstimateSet
    truths: tuple[float, ...]

    @property
    def refusal(self) -> str | None:
        """Code of the first refusal among the answers."""
        return next((e.code for e in self.answer if not e.ok), None)

    def covers(self, each: bool) -> float | None:
        """1 where all intervals hold their truth, else 0; the share that does with `each`."""
        if self.answer[0].low is None:
            return None
        held = [_covers(e, t) for e, t in zip(self.answer, self.truths, strict=True)]
        return float(np.mean(held)) if each else float(all(held))


def _summary(case: Case, every: list[Seen], size: int, seconds: float) -> Outcome:
    """Counts over the answers; a set covers only where all its intervals do, or each by each."""
    shown = [seen for seen in every if seen.refusal is None]
    codes = pd.Series([s.refusal for s in every if s.refusal is not None], dtype="object")
    n = len(shown)
    covered = [x for x in (seen.covers(case.each) for seen in shown) if x is not None]
    first = [seen.answer[0] for seen in shown]
    tests = [e.p_value < 1 - e.level for e in first if e.p_value is not None]
    off = [seen.answer[0].estimate - seen.truths[0] for seen in shown]  # type: ignore[operator]
    share = float(np.mean(covered)) if covered else None
    spread = float(np.var(covered)) if case.each and covered else _binomial(share)
    return Outcome(
        case=case.name,
        textbook=case.textbook,
        agency_years=size,
        replicates=len(every),
        computed=n,
        refused=", ".join(f"{k} {v}" for k, v in sorted(codes.value_counts().items())) or "none",
        coverage=share,
        coverage_se=None if share is None else float(np.sqrt(spread / n)),
        rejected=float(np.mean(tests)) if tests else None,
        bias=float(np.median(off)) if covered else None,
        median_width=float(np.median([_width(e) for e in first])) if covered else None,
        milliseconds=seconds / len(every) * _SECONDS,
    )


def _binomial(share: float | None) -> float:
    """Variance of one panel's answer, with a floor for shares near 0 and 1."""
    return 0.0 if share is None else max(share * (1 - share), 0.01)


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
