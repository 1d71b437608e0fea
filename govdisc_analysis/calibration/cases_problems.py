"""Cases of problems that reports admit: how often, again, together, read how well, unreported."""

from dataclasses import replace

import numpy as np
import pandas as pd

from govdisc_analysis.calibration.case import Answer, Case, Estimator, one, zero
from govdisc_analysis.calibration.panels import Shape, true_prevalence
from govdisc_analysis.calibration.panels_coded import (
    FLAGS,
    draw_coded,
    draw_spells,
    true_kappa,
    true_recurrence,
)
from govdisc_analysis.coding.measures import bootstrap, coder_measures, limits
from govdisc_analysis.stats import constants as c
from govdisc_analysis.stats.coders import agreement, corrected_prevalence
from govdisc_analysis.stats.estimate import Base, Estimate, computed, refused
from govdisc_analysis.stats.links import co_occurrence, problem_association
from govdisc_analysis.stats.missing import missing_bounds
from govdisc_analysis.stats.prevalence import estimate_prevalence
from govdisc_analysis.stats.spells import recurrence

_UNEQUAL = (0.35, 0.2, 0.1, 0.08, 0.06, 0.05, 0.04, 0.03, 0.03, 0.02, 0.02, 0.02)
"""Shares of the reports of twelve counties, the first of which holds a third."""


def _prevalence(d: pd.DataFrame) -> Estimate:
    return estimate_prevalence(d, flag="has", cluster="county")


def _unequal(shape: Shape, rng: np.random.Generator) -> pd.DataFrame:
    """Agencies dealt out to counties of very unequal size before anything is drawn."""
    size = np.maximum(1, np.round(np.array(_UNEQUAL) * shape.agencies)).astype(int)
    county = np.repeat(np.arange(len(size)), size)[: shape.agencies]
    county = np.concatenate([county, np.zeros(shape.agencies - len(county), dtype=int)])
    return draw_coded(replace(shape, counties=tuple(county.tolist())), rng)


def _again(which: str) -> Estimator:
    return lambda d: recurrence(d, flag="stays", agency="agency", year="year", cluster="county")[
        which
    ]


def _pair(d: pd.DataFrame) -> Answer:
    """One pair by itself: the p-value before the family is adjusted."""
    row = co_occurrence(d, flags=list(FLAGS))[0]
    return replace(row, p_value=row.details["raw_p_value"]) if row.ok else row


def _pairs(d: pd.DataFrame) -> Answer:
    """The family: does any of the pairs look linked?"""
    rows = co_occurrence(d, flags=list(FLAGS))
    done = [row for row in rows if row.p_value is not None]
    least = min(done, key=lambda row: row.p_value or 1.0, default=rows[0])
    return replace(least, low=None, high=None)


def _association(d: pd.DataFrame) -> Answer:
    found = problem_association(
        d.assign(size=np.log1p(d["n"])), flag="has", columns=["size"], cluster="county"
    )
    return found[0]


def _kappa(d: pd.DataFrame) -> Answer:
    return agreement(d, first="reader_1", second="reader_2")


def _alpha(d: pd.DataFrame) -> Answer:
    """Krippendorff's alpha as `govdisc code agreement` gives it; a report is the unit."""
    codes = d[["reader_1", "reader_2"]].to_numpy(dtype=float).T
    base, words = Base(len(d), len(d), float(len(d)), unit="reports"), "Krippendorff's alpha"
    if len(d) < c.MIN_DOUBLE_CODED:
        return refused(base, "R9", words, need=c.MIN_DOUBLE_CODED, need_events=0)
    measure = coder_measures(codes)[-1]
    drawn = bootstrap(measure, [str(i) for i in range(len(d))], 1, c.CODER_RESAMPLES)
    low, high = limits(measure, drawn, len(d), c.LEVEL)
    return computed(base, measure.of_all(), low, high, words, "bootstrap over reports")


def _corrected(d: pd.DataFrame) -> Answer:
    return corrected_prevalence(d, machine="machine", human="human", seed=1)


def _share_here(d: pd.DataFrame, found: Answer) -> float:
    """What the panel's own reports truly have: the question of a corrected prevalence."""
    return float(d["has"].mean())


def _bounds(term: str) -> Estimator:
    def run(d: pd.DataFrame) -> Answer:
        found = missing_bounds(d, flag="came", cluster="county")
        return found[term] if len(found) > 1 else found[0]

    return run


PROBLEMS = (
    Case("estimate_prevalence", _prevalence, true_prevalence),
    Case("estimate_prevalence, very unequal counties", _prevalence, true_prevalence, draw=_unequal),
    Case("recurrence, again", _again("again"), lambda s: true_recurrence(s)[0], draw=draw_spells),
    Case("recurrence, new", _again("new"), lambda s: true_recurrence(s)[1], draw=draw_spells),
    Case("co_occurrence, one pair", _pair, one, draw=draw_coded),
    Case("co_occurrence, any of 15 pairs (Holm)", _pairs, one, draw=draw_coded),
    Case("problem_association", _association, zero),
    Case("agreement, kappa", _kappa, true_kappa, draw=draw_coded),
    Case("code agreement, alpha", _alpha, true_kappa, draw=draw_coded),
    Case("corrected_prevalence", _corrected, zero, draw=draw_coded, own_truth=_share_here),
    Case("missing_bounds, complete reports", _bounds("complete reports"), true_prevalence,
         draw=draw_coded),
    Case("missing_bounds, odds 0.5 to 2", _bounds("missing differ up to odds 0.5 to 2"),
         true_prevalence, draw=draw_coded),
    Case("missing_bounds, worst case", _bounds("worst case"), true_prevalence, draw=draw_coded),
)  # fmt: skip
