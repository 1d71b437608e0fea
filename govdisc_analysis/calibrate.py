"""Measure what the intervals and tests really do, on panels whose truth is known.

`write_calibration` writes docs/calibration.md; nothing in that file is written by hand.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd

from govdisc_analysis import textbook
from govdisc_analysis.panels import (
    PARTIAL,
    Shape,
    draw_panel,
    shape_of,
    true_prevalence,
    true_share,
)
from govdisc_analysis.shapes import shape_like
from govdisc_analysis.stats.breaks import break_at
from govdisc_analysis.stats.changes import change_within
from govdisc_analysis.stats.comparisons import compare_rates
from govdisc_analysis.stats.composition import outcome_composition
from govdisc_analysis.stats.estimate import Estimate, EstimateSet
from govdisc_analysis.stats.intervals import interval_count_model
from govdisc_analysis.stats.prevalence import estimate_prevalence
from govdisc_analysis.stats.rates import estimate_rate
from govdisc_analysis.stats.redress import compare_redress, redress_rate
from govdisc_analysis.stats.trends import trend_rate
from govdisc_analysis.stats.volumes import compare_volumes

Estimator = Callable[[pd.DataFrame], Estimate | EstimateSet]
QUICK = {30: 200, 200: 200, 2000: 60}
FULL = {30: 1000, 200: 1000, 2000: 400}
GOAL = (0.93, 0.97)
FLOOR = 0.91
_SECONDS = 1000.0
_LONG = 8


@dataclass(frozen=True)
class Case:
    """One estimator on one kind of panel, and the value it should cover."""

    name: str
    run: Estimator
    truth: Callable[[Shape], float | tuple[float, ...]]
    changes: tuple[tuple[str, float], ...] = ()
    textbook: bool = False
    question: str = ""

    def shape(self, base: Shape) -> Shape:
        """The panel of this case; a short panel keeps its years."""
        kept = {k: v for k, v in self.changes if k != "years" or base.years >= _LONG}
        return replace(base, **kept)  # type: ignore[arg-type]


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


def _zero(shape: Shape) -> float:
    return 0.0


def _one(shape: Shape) -> float:
    return 1.0


def _rate(weighting: str) -> Estimator:
    return lambda d: estimate_rate(
        d,
        events="k",
        trials="n",
        cluster="agency",
        weighting=weighting,  # type: ignore[arg-type]
    )


def _compare(weighting: str, group: str = "g") -> Estimator:
    return lambda d: compare_rates(
        d,
        events="k",
        trials="n",
        cluster="agency",
        group=group,
        seed=1,
        weighting=weighting,  # type: ignore[arg-type]
    )


def _volumes(weighting: str) -> Estimator:
    return lambda d: compare_volumes(
        d,
        value="y",
        exposure="months",
        cluster="agency",
        group="g",
        weighting=weighting,  # type: ignore[arg-type]
    )


def _change(d: pd.DataFrame) -> Estimate:
    return change_within(d, value="y", exposure="months", cluster="agency", period="post")


def _interval(name: str) -> Estimator:
    return lambda d: interval_count_model(
        d, lower="lo", upper="hi", design=[name], exposure="months", cluster="agency"
    )


def _break(d: pd.DataFrame) -> Estimate:
    return break_at(d, value="y", year="year", cluster="agency", when=2019)


def _cautious_break(d: pd.DataFrame) -> Estimate:
    return break_at(d, value="y", year="year", cluster="agency", when=2019, lasting=0.5)


def _prevalence(d: pd.DataFrame) -> Estimate:
    return estimate_prevalence(d, flag="has", cluster="county")


def _redress(d: pd.DataFrame) -> Estimate:
    return redress_rate(d, events="rare", trials="n", cluster="agency")


def _redress_compared(d: pd.DataFrame) -> Estimate:
    return compare_redress(d, events="rare", trials="n", cluster="agency", group="g", seed=1)


def _trend(d: pd.DataFrame) -> Estimate:
    return trend_rate(d, events="k", trials="n", year="year", cluster="agency")


def _composition(d: pd.DataFrame) -> EstimateSet:
    parts = d.assign(full=d["k"] - d["part"], withheld=d["n"] - d["k"])
    return outcome_composition(parts, outcomes=["full", "part", "withheld"], cluster="agency")


def _redress_truth(shape: Shape) -> float:
    return 20.0 * float(np.exp(0.5**2 / 2))


def _composition_truth(shape: Shape) -> tuple[float, ...]:
    share = true_share(shape)
    return share * (1 - PARTIAL), share * PARTIAL, 1 - share


def _gap(shape: Shape) -> float:
    return true_share(shape, 1.0) - true_share(shape, 0.0)


_LASTING_17 = (("year_sd", 0.1), ("year_ar", 0.5), ("years", 17))
CASES = (
    Case("estimate_rate, request", _rate("request"), true_share),
    Case("estimate_rate, agency", _rate("agency"), true_share),
    Case("compare_rates, no difference", _compare("request"), _zero),
    Case("compare_rates, difference", _compare("request"), _gap, (("group_log_odds", 0.8),)),
    Case("compare_rates, agency", _compare("agency"), _zero),
    Case("compare_rates, before and after", _compare("request", "post"), _zero),
    Case("compare_volumes, agency", _volumes("agency"), _one),
    Case("compare_volumes, total", _volumes("total"), _one),
    Case("change_within", _change, _one),
    Case("estimate_prevalence", _prevalence, true_prevalence),
    Case("interval_count_model, period", _interval("post"), _zero),
    Case("interval_count_model, group", _interval("g"), _zero),
    Case("break_at, quiet years", _break, _one),
    Case("break_at, year shocks 10%", _break, _one, (("year_sd", 0.1),)),
    Case("break_at, lasting shocks 10%", _break, _one, (("year_sd", 0.1), ("year_ar", 0.5))),
    Case("break_at, lasting shocks, 17 years", _break, _one, _LASTING_17),
    Case("break_at with lasting=0.5, lasting shocks, 17 years", _cautious_break, _one, _LASTING_17),
    Case("break_at with lasting=0.5, year shocks 10%", _cautious_break, _one, (("year_sd", 0.1),)),
    Case("redress_rate", _redress, _redress_truth),
    Case("compare_redress", _redress_compared, _zero),
    Case("trend_rate", _trend, _zero),
    Case("outcome_composition, all three", _composition, _composition_truth),
    Case("pooled Wilson", textbook.pooled_wilson, true_share, textbook=True),
    Case("chi-square", textbook.chi_square, _zero, textbook=True),
    Case("cluster z", textbook.cluster_z, _zero, textbook=True),
    Case("naive Poisson", textbook.naive_poisson, _one, textbook=True),
    Case("naive prevalence", textbook.naive_prevalence, true_prevalence, textbook=True),
    Case("national Poisson break", textbook.national_break, _one, (("year_sd", 0.1),), True),
    Case("pooled exact Poisson", textbook.pooled_poisson, _redress_truth, textbook=True),
)


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


def failures(table: pd.DataFrame, floor: float = FLOOR, errors: float = 2.5) -> list[str]:
    """What breaks the gate: an interval of ours that covers too little, a default that holds.

    Monte Carlo error is allowed for: a case fails where `errors` standard errors cannot
    explain it. Cases labelled as weak in the document have their own floor.
    """
    said = []
    for row in table.to_dict("records"):
        if row["coverage"] is None or pd.isna(row["coverage"]) or row["computed"] < 20:
            continue
        slack = errors * row["coverage_se"]
        where = f"{row['case']} at {row['agency_years']}: covers {row['coverage']:.3f}"
        if row["textbook"] and row["coverage"] > 0.85:
            said.append(f"{where}, so the demonstration no longer holds")
        if not row["textbook"] and row["coverage"] + slack < WAIVED.get(row["case"], floor):
            said.append(f"{where}, below {WAIVED.get(row['case'], floor)}")
    return said


WAIVED = {"break_at, lasting shocks 10%": 0.80, "break_at, lasting shocks, 17 years": 0.80}
"""Known weaknesses, labelled in the document with what they really cover."""


def write_calibration(path: Path, quick: bool = False, like: Path | None = None) -> pd.DataFrame:
    """Measure and write the document; returns the table."""
    plan = QUICK if quick else FULL
    start = time.perf_counter()
    table = calibrate(replicates=plan, like=like)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(document(table, like is not None), encoding="utf-8")
    table.attrs["seconds"] = time.perf_counter() - start
    return table


_PAGE = """# Calibration

Written by `govdisc calibrate`; do not edit. All data here are synthetic.

{panels}

Coverage is the share of computed 95% intervals that hold the truth (goal 93 to 97%);
refusals are counted apart, never as coverage. Rejected is the share of p-values under 0.05:
where the truth is no effect the goal is 3 to 7%. The figure after ± is one Monte Carlo
standard error, in points. Bias is that of the median.

## What this package does

{ours}

## What the textbook defaults do on the same panels

{theirs}

## Gate

{gate}

## Read with care

- Shocks that last for years (autocorrelation 0.5) make `break_at` too eager in long series.
  `lasting=0.5` allows for them and is cautious where they do not; the details of every break
  hold the p-value under such shocks.
- Ratios with very wide intervals are labelled R11 and kept: dropping them after the fact would
  leave those that are narrow by chance, and these cover too little.
- Shares whose interval is wider than 25 points each way are refused (R11).
- Panels with under 8 agencies (or counties) are refused, not computed.
"""
_STANDARD = """Panels: 10 agencies by 3 years, 40 by 5, 200 by 10; requests heavy-tailed (median
about 8 a year, 5% of agencies around 800), agency log-odds sd 0.8, agency-year sd 0.3, five
agencies to a county, 30% of counts rounded, 30% of problem texts copied."""


def document(table: pd.DataFrame, own_shape: bool = False) -> str:
    """The markdown page of a calibration table."""
    wrong = [f"- {line}" for line in failures(table)]
    return _PAGE.format(
        panels="Panels have the shape of the folder given." if own_shape else _STANDARD,
        ours=_markdown(table[~table["textbook"]]),
        theirs=_markdown(table[table["textbook"]]),
        gate="\n".join(wrong) or "All cases hold, and every default still fails.",
    )


def _markdown(table: pd.DataFrame) -> str:
    head = [
        "case",
        "agency-years",
        "panels",
        "refused",
        "coverage %",
        "rejected %",
        "bias",
        "median width",
        "ms",
    ]
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    for row in table.to_dict("records"):
        cells = [
            row["case"],
            row["agency_years"],
            row["replicates"],
            row["refused"],
            _percent(row["coverage"], row["coverage_se"]),
            _percent(row["rejected"]),
            _number(row["bias"]),
            _number(row["median_width"]),
            f"{row['milliseconds']:.0f}",
        ]
        lines.append("| " + " | ".join(str(x) for x in cells) + " |")
    return "\n".join(lines)


def _percent(share: float | None, se: float | None = None) -> str:
    if share is None or pd.isna(share):
        return "not computed"
    return f"{100 * share:.1f}" + ("" if se is None else f" ± {100 * se:.1f}")


def _number(value: float | None) -> str:
    return "not computed" if value is None or pd.isna(value) else f"{value:.3g}"
