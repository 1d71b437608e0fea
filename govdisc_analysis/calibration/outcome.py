"""What one case did on one size of panel: counted over panels whose truth is known."""

import time
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from govdisc_analysis.calibration.case import Case
from govdisc_analysis.calibration.panels import Shape
from govdisc_analysis.stats.estimate import Estimate, EstimateSet

STOPPED = "stopped"
"""How the reason begins where a case did not come to its end."""
_SECONDS = 1000.0
_STOPS = (ArithmeticError, AssertionError, AttributeError, LookupError, TypeError, ValueError)
"""What a fault in an estimator raises; the other cases go on."""


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
    each: bool = False
    promised: float | None = None


def measure(case: Case, base: Shape, size: int, times: int, seed: int) -> Outcome:
    """Draw panels, estimate on each, and compare with the truth.

    A fault in the estimator stops the case and not the others: it is told in `refused`.
    """
    shape = case.shape(base)
    truth = case.truth(shape)
    found: list[Seen] = []
    seconds = 0.0
    for number, child in enumerate(np.random.SeedSequence(seed).spawn(times), start=1):
        try:
            data = case.draw(shape, np.random.default_rng(child))
            start = time.process_time()
            answer = case.run(data)
            seconds += time.process_time() - start
            known = truth if case.own_truth is None else case.own_truth(data, answer)
        except _STOPS as error:
            return _stopped(case, size, number, error)
        found.append(Seen(answer, known if isinstance(known, tuple) else (known,)))
    return _summary(case, found, size, seconds)


def _stopped(case: Case, size: int, number: int, error: BaseException) -> Outcome:
    why = f"{STOPPED} at panel {number}: {type(error).__name__}: {error}".replace("\n", " ")
    row = {"case": case.name, "textbook": case.textbook, "agency_years": size, "computed": 0}
    numbers = ("coverage", "coverage_se", "rejected", "bias", "median_width")
    told: dict[str, Any] = row | dict.fromkeys(numbers) | {"milliseconds": 0.0}
    return Outcome(**told, replicates=number, refused=why)


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
        each=case.each,
        promised=None if case.textbook else case.rejects,
    )


def _binomial(share: float | None) -> float:
    """Variance of one panel's answer, with a floor for shares near 0 and 1."""
    return 0.0 if share is None else max(share * (1 - share), 0.01)


def _covers(row: Estimate, truth: float) -> bool:
    return row.low is not None and row.high is not None and row.low <= truth <= row.high


def _width(row: Estimate) -> float:
    return (row.high or 0.0) - (row.low or 0.0)
