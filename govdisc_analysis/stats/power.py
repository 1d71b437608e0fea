"""The smallest difference that a panel could have seen."""

import math
from dataclasses import replace
from typing import Literal

import numpy as np
from scipy import stats

from govdisc_analysis.stats import constants as c
from govdisc_analysis.stats.asked import Asked
from govdisc_analysis.stats.estimate import Base, Estimate
from govdisc_analysis.stats.rates import check_choice
from govdisc_analysis.stats.words import words
from govdisc_analysis.stats.yearly import design

Question = Literal["rates", "volumes", "within", "prevalence", "break"]
_SPREADS = {"rates": 0.20, "volumes": 1.5, "within": 0.35, "prevalence": 0.22, "break": 0.10}
"""Ordinary spread between units: of rates and prevalences, of log volumes, of log changes, of
log year shocks. Judgement; give your own panel's."""
_LARGEST_LOG = 700.0
_WORDS = {
    "rates": "difference in rate between two groups of agencies",
    "volumes": "ratio of volume between two groups of agencies",
    "within": "ratio of volume after to before in the same agencies",
    "prevalence": "difference in prevalence between two groups of counties",
    "break": "ratio of the level after a break",
}


def minimum_detectable(
    *,
    question: Question,
    groups: int,
    effective_groups: float | None = None,
    spread: float | None = None,
    years: int = 10,
    years_after: int | None = None,
    power: float = c.DETECT_POWER,
    level: float = c.LEVEL,
) -> Estimate:
    """Smallest effect found with the given power, so that silence is not called "no change".

    Not a licence to test: it tells whether a result that is not significant says anything.
    Request-weighted questions need `effective_groups` from an Estimate of the same panel. For
    a break only years count: more agencies do not help.

    Args:
        question: which comparison.
        groups: agencies (or counties), both groups together.
        effective_groups: where a few hold most of the requests.
        spread: standard deviation between units (see `_SPREADS` for what is assumed).
        years: of the series, for a break.
        years_after: of these, after the break; half if not given.
        power: wanted.
        level: one less the size of the test.

    Example:
        Twenty agencies a side, rates that differ by 0.2: (2.02 + 0.85) x 0.2 x sqrt(2/20).

        >>> round(minimum_detectable(question="rates", groups=40).estimate, 3)
        0.182
    """
    check_choice("question", question, tuple(_SPREADS))
    units = float(groups if effective_groups is None else effective_groups)
    base = Base(groups=groups, effective_groups=units, unit="units")
    method = f"t quantiles for size {1 - level:g} and power {power:g}"
    scale = "ratio" if question in ("volumes", "within", "break") else "difference"
    asked = Asked(_WORDS[question], method, level, scale=scale)
    sd = _SPREADS[question] if spread is None else spread
    _check_given(power, spread=sd, groups=groups, effective_groups=units)
    if question == "break":
        after = years // 2 if years_after is None else years_after
        if min(after, years - after) < c.MIN_YEARS_EACH_SIDE:
            what = words("what.years_around", before=years - after, after=after)
            return asked.refused(base, "R7", **what, need=c.MIN_YEARS_EACH_SIDE)
        se, df = sd * _step_error(years, after), float(years - 4)
    elif groups < c.MIN_GROUPS:
        return asked.refused(base, "R3", need=c.MIN_GROUPS)
    else:
        arms = 1.0 if question == "within" else 4.0
        se, df = sd * math.sqrt(arms / units), max(units - (1 if question == "within" else 2), 1.0)
    size = se * float(stats.t.ppf(0.5 + level / 2, df) + stats.t.ppf(power, df))
    value = _exp(size) if scale == "ratio" else size
    details = {
        "spread": sd,
        "power": power,
        "possible": scale == "ratio" or size < 1,
        "below_one": math.exp(-size) if scale == "ratio" else None,
    }
    asked = replace(asked, estimand=f"smallest {asked.estimand}")
    return asked.computed(base, value, df=df, details=details)


def _check_given(power: float, **above_zero: float) -> None:
    for name, given in above_zero.items():
        if not 0 < given < math.inf:
            raise ValueError(f"{name} must be a number above 0, not {given}")
    if not 0 < power < 1:
        raise ValueError(f"power must lie between 0 and 1, such as 0.8, and is {power}")


def _exp(size: float) -> float:
    """The ratio of a log; infinite, and so refused, where no number holds it."""
    return math.exp(size) if size < _LARGEST_LOG else math.inf


def _step_error(years: int, after: int) -> float:
    """Standard error of the step for shocks of unit size."""
    x = design(np.arange(years) - (years - after) + 2019, 2019, 1.0)
    return math.sqrt(float(np.linalg.inv(x.T @ x)[2, 2]))
