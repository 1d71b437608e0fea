"""Questions asked before any number is computed: enough units, enough requests, any variation."""

import math
from dataclasses import replace

from scipy import stats

from govdisc_analysis.stats import constants as c
from govdisc_analysis.stats.asked import Asked
from govdisc_analysis.stats.estimate import Base, Estimate
from govdisc_analysis.stats.frames import Floats
from govdisc_analysis.stats.jackknife import Spread, t_limits
from govdisc_analysis.stats.words import words

REQUESTS, ONE_GROUP = "requests", "requests_in_one_group"
REPORTS, PAIRS = "reports", "pairs_of_years"
"""What is counted: keys of its words (`what`) and of the Chinese measure word (`measure`)."""


def units_refusal(
    base: Base, asked: Asked, *, need: int = c.MIN_GROUPS, dominated: bool = True
) -> Estimate | None:
    """R1, R3 or R4 where the units cannot carry an interval."""
    if base.n_reports == 0 or base.groups == 0:
        return asked.refused(base, "R1", **words("what.reports"))
    if base.groups < need:
        return asked.refused(base, "R3", need=need)
    if dominated and base.largest_share is None:
        return asked.refused(base, "R5", **words("what.zero_counts"))
    if dominated and base.effective_groups < c.MIN_EFFECTIVE_GROUPS:
        return asked.refused(base, "R4", need=c.MIN_EFFECTIVE_GROUPS)
    return None


def share_refusal(
    base: Base, asked: Asked, events: float, trials: float, what: str = REQUESTS
) -> Estimate | None:
    """R1 (0/0), R2 (few) or R5 (none or all) for a share."""
    counted = words(f"what.{what}", f"measure.{what}")
    if trials <= 0:
        return asked.refused(base, "R1", **counted)
    if trials < c.MIN_REQUESTS:
        numbers = {"events": f"{events:g}", "n": f"{trials:g}", "need": c.MIN_REQUESTS}
        return asked.refused(base, "R2", **numbers, **counted)
    if events in (0, trials):
        return separation(base, asked, events, trials, what)
    return None


def separation(base: Base, asked: Asked, events: float, trials: float, what: str) -> Estimate:
    """R5 with the exact one-sided bound in its help."""
    bound = one_sided_bound(events, trials, asked.level)
    found = {"events": events, "trials": trials, "bound": bound}
    counted = words(f"what.{what}", f"measure.{what}")
    side = "bound.none" if events == 0 else "bound.all"
    row = asked.refused(base, "R5", **words("what.none_or_all", side, **found, **counted))
    return replace(row, details=found)


def one_sided_bound(events: float, trials: float, level: float) -> float:
    """Exact bound for none or all of n independent trials.

    >>> round(one_sided_bound(0, 30, 0.95), 4)
    0.095
    """
    if events == 0:
        return float(stats.beta.ppf(level, 1, trials))
    return float(stats.beta.ppf(1 - level, trials, 1))


def wide_share(row: Estimate, base: Base) -> Estimate:
    """R11 for a share whose interval is wider than MAX_HALF_WIDTH each way.

    What is left is narrower by chance, so the variance behind it has to be steady
    (`jackknife.ratio_of_unequal`; with the jackknife alone 92% of what was left held the truth).
    """
    if row.low is None or row.high is None or (row.high - row.low) / 2 <= c.MAX_HALF_WIDTH:
        return row
    ends = {"low": f"{row.low:.2f}", "high": f"{row.high:.2f}"}
    limit = words("limit.half_width", most=c.MAX_HALF_WIDTH)
    refusal = asked_in(row).refused(base, "R11", **ends, **limit)
    return replace(refusal, details=dict(row.details))


def asked_in(row: Estimate) -> Asked:
    """What an estimate answers, to ask it again."""
    return Asked(row.estimand, row.method, row.level, row.term, row.scale)


def wide_log(row: Estimate, spread: Spread) -> Estimate:
    """`wide_ratio` from the spread of the log."""
    return wide_ratio(row, *t_limits(spread, row.level)) if row.ok else row


def wide_ratio(row: Estimate, low: float, high: float, per: float = 1.0) -> Estimate:
    """Label R11 on a ratio whose limits (given as logs) are MAX_RATIO_SPAN apart; it stays.

    The words give the limits times `per`, as the row does.

    A comparison is labelled and not refused: dropping wide intervals after seeing them keeps
    those that are narrow by chance, and the rest then covers too little.
    """
    if high - low <= math.log(c.MAX_RATIO_SPAN):
        return row
    return labelled(
        row,
        "R11",
        low=f"{math.exp(max(low, -50)) * per:.3g}",
        high=f"{math.exp(min(high, 50)) * per:.3g}",
        **words("limit.span", most=c.MAX_RATIO_SPAN),
    )


def labelled(row: Estimate, code: str, **slots: str) -> Estimate:
    """A computed estimate that carries the code and words of a refusal as a warning."""
    said = asked_in(row).refused(Base(), code, **slots)
    head = words("not_computed", "with_care")
    return replace(
        row,
        code=code,
        help_en=said.help_en,
        help_zh=said.help_zh,
        reason_en=said.reason_en.replace(head["not_computed"], head["with_care"]),
        reason_zh=said.reason_zh.replace(head["not_computed_zh"], head["with_care_zh"]),
    )


def labelled_with(row: Estimate, code: str, why: str, why_zh: str) -> Estimate:
    """Like `labelled`, with a reason of its own; the help is that of the code."""
    said = words("with_care_because", code=code, why=why, why_zh=why_zh)
    english, chinese = said.values()
    return replace(labelled(row, code), reason_en=english, reason_zh=chinese)


def arms_refusal(base: Base, asked: Asked, arm_of: Floats) -> Estimate | None:
    """R3 where one side of a comparison has too few units."""
    smaller = int(min((arm_of == 0).sum(), (arm_of == 1).sum()))
    if smaller >= c.MIN_GROUPS_PER_ARM:
        return None
    unit = f"{base.unit}, smaller group"
    return asked.refused(base, "R3", groups=smaller, unit=unit, need=c.MIN_GROUPS_PER_ARM)
