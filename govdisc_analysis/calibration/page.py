"""The page of the calibration, and the gate that it has to pass."""

from collections.abc import Hashable
from typing import Any

import pandas as pd

from govdisc_analysis.calibration.outcome import STOPPED
from govdisc_analysis.calibration.panels import SIZES
from govdisc_analysis.stats.coverage import Measured, is_labelled, label_of, label_words

GOAL = (0.93, 0.97)
SIZE = (0.03, 0.07)
_POWER_SLACK = 0.03
_TEXTBOOK = 0.85
_FEWEST = 20
_LEAST_VARIANCE = 0.01


def failures(table: pd.DataFrame, errors: float = 2.5) -> list[str]:
    """What breaks the gate: an interval or test of ours outside its goal that no label names.

    Monte Carlo error is allowed for: a case fails where `errors` standard errors cannot explain
    it. A labelled case fails where it does worse than its label says; a textbook default where
    it no longer fails on the standard panels (on a shape of one's own it may do no harm, and the
    page says so); and a case that stopped.
    """
    return [line for row in table.to_dict("records") for line in _faults(row, errors)]


def _faults(row: dict[Hashable, Any], errors: float) -> list[str]:
    where = f"{row['case']} at {row['agency_years']}"
    if str(row["refused"]).startswith(STOPPED):
        return [f"{where}: {row['refused']}"]
    if row["computed"] < _FEWEST:
        return []
    if row["textbook"] and row["agency_years"] not in SIZES:
        return []
    if row["textbook"]:
        holds = not pd.isna(row["coverage"]) and row["coverage"] > _TEXTBOOK
        said = f"{where}: covers {row['coverage']:.3f}, so the demonstration no longer holds"
        return [said] if holds else []
    label = label_of(row["case"], row["agency_years"])
    if label is not None:
        return _worse_than_said(row, label, where, errors)
    if row["agency_years"] not in SIZES and is_labelled(row["case"]):
        return []
    return _outside(row, "coverage", "covers", GOAL, where, errors) + _outside(
        row, "rejected", "rejects", _promise(row), where, errors
    )


def _promise(row: dict[Hashable, Any]) -> tuple[float, float]:
    promised = row.get("promised")
    if promised is None or pd.isna(promised):
        return (0.0, 1.0)
    is_size = promised < 0.5
    return SIZE if is_size else (promised - _POWER_SLACK, promised + _POWER_SLACK)


def _outside(
    row: dict[Hashable, Any],
    name: str,
    verb: str,
    goal: tuple[float, float],
    where: str,
    errors: float,
) -> list[str]:
    """A share that is farther from its goal than chance explains."""
    share, n = row[name], row["computed"]
    if pd.isna(share):
        return []
    low, high = (
        row["coverage_se"] if row.get("each") else (edge * (1 - edge) / n) ** 0.5 for edge in goal
    )
    if goal[0] - errors * low <= share <= goal[1] + errors * high:
        return []
    return [f"{where}: {verb} {share:.3f}, goal {goal[0]:g} to {goal[1]:g}, and no label says so"]


def _worse_than_said(
    row: dict[Hashable, Any], label: Measured, where: str, errors: float
) -> list[str]:
    """A labelled case that is farther from 95% than its label, beyond chance."""
    share, said = row["coverage"], label.coverage
    if pd.isna(share):  # a test without an interval
        share = 1 - row["rejected"]
    if pd.isna(share):
        return []
    variance = max(said * (1 - said), _LEAST_VARIANCE)
    slack = errors * (variance * (1 / row["computed"] + 1 / label.panels)) ** 0.5
    worse = share < min(said, GOAL[1]) - slack or share > max(said, GOAL[0]) + slack
    return [f"{where}: covers {share:.3f}, and its label says {said:.3f}"] if worse else []


_PAGE = """# Calibration

Written by `govdisc calibrate`; do not edit. All data here are synthetic.

{panels}

Coverage is the share of computed 95% intervals that hold the truth (goal 93 to 97%);
refusals are counted apart, never as coverage. Rejected is the share of p-values under 0.05:
where the truth is no effect the goal is 3 to 7%. The figure after ± is one Monte Carlo
standard error, in points. Bias is that of the median. Time is processor time of one call.

Cases that name "each" count every agency's interval; all other sets hold only where all their
intervals do. Bounds for missing reports hold the truth wherever it lies between them, so they
cover more than 95%. `minimum_detectable` is measured by its promise: of effects of the size it
names, 80% are to be found (column rejected). `funnel` shows limits at 95% here, the share of
agencies inside when none is special. How many panels a case gets follows from the seconds it
may take (codebook/calibration_plan.csv) and its time once measured, not from the clock.

## What this package does

{ours}

## What the textbook defaults do on the same panels

{theirs}
{harmless}
## Labelled

Cases outside their goal whose estimates say so, in their help or reason, in both languages
(codebook/measured_coverage.csv); the table above marks them with `L`.

{labels}

## Gate

A case outside its goal fails unless it is labelled; two and a half Monte Carlo standard errors
are allowed for.

{gate}

## Read with care

- `break_at` reads from the residuals how long shocks last. `lasting=0.5` takes them to last and
  is cautious where they do not, `lasting=0` believes in independent years and is too eager where
  they last. The method of every break says which was used, and its details hold the p-value
  under lasting shocks.
- The total volume of a panel of under 100 agencies is labelled R4: the giants that decide the mean
  are mostly not among them, and no method can know them.
- Ratios with very wide intervals are labelled R11 and kept: dropping them after the fact would
  leave those that are narrow by chance, and these cover too little.
- Shares whose interval is wider than 25 points each way are refused (R11).
- Panels with under 8 agencies (or counties) are refused, not computed.
"""
_STANDARD = """Panels: 10 agencies by 3 years, 40 by 5, 200 by 10; requests heavy-tailed (median
about 8 a year, 5% of agencies around 800), agency log-odds sd 0.8, agency-year sd 0.3, five
agencies to a county, 30% of counts rounded, 30% of problem texts copied."""


_CLEAN = (
    "All cases hold or are labelled, and every default still fails.",
    "All cases hold or are labelled.",
)


def document(table: pd.DataFrame, own_shape: str = "") -> str:
    """The markdown page of a calibration table; `own_shape` says whose shape panels have."""
    wrong = [f"- {line}" for line in failures(table)]
    return _PAGE.format(
        panels=own_shape or _STANDARD,
        ours=_markdown(table[~table["textbook"]]),
        theirs=_markdown(table[table["textbook"]]),
        harmless=_harmless(table) if own_shape else "",
        labels=_labels(table) or "None of these cases.",
        gate="\n".join(wrong) or _CLEAN[bool(own_shape)],
    )


def _harmless(table: pd.DataFrame) -> str:
    """The defaults that hold on a shape of one's own: with one year each, no clusters."""
    theirs = table[table["textbook"] & (table["coverage"] > _TEXTBOOK)]
    if theirs.empty:
        return "\nEvery one of these defaults fails on panels of this shape.\n"
    shares = zip(theirs["case"], theirs["coverage"], strict=True)
    said = ", ".join(f"{case} ({100 * share:.0f}%)" for case, share in shares)
    return f"\nOn panels of this shape these defaults hold the truth about as often: {said}.\n"


def _labels(table: pd.DataFrame) -> str:
    """What the labels of these cases say."""
    pairs = zip(table["case"], table["agency_years"], strict=True)
    found = [label for label in (label_of(*pair) for pair in pairs) if label is not None]
    keys = sorted({label.key for label in found})
    return "\n".join(f"- `{key}`: {label_words(key)[0]}" for key in keys)


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
            _percent(row["coverage"], row["coverage_se"]) + _mark(row),
            _percent(row["rejected"]),
            _number(row["bias"]),
            _number(row["median_width"]),
            f"{row['milliseconds']:.0f}",
        ]
        lines.append("| " + " | ".join(str(x) for x in cells) + " |")
    return "\n".join(lines)


def _mark(row: dict[Hashable, Any]) -> str:
    return " L" if row["computed"] and label_of(row["case"], row["agency_years"]) else ""


def _percent(share: float | None, se: float | None = None) -> str:
    if share is None or pd.isna(share):
        return "not computed"
    return f"{100 * share:.1f}" + ("" if se is None else f" ± {100 * se:.1f}")


def _number(value: float | None) -> str:
    return "not computed" if value is None or pd.isna(value) else f"{value:.3g}"
