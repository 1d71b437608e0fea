"""Questions asked before any number is computed: enough units, enough requests, any variation."""

import math
from dataclasses import replace
from typing import Any

from scipy import stats

from govdisc_analysis.stats import constants as c
from govdisc_analysis.stats.asked import Asked
from govdisc_analysis.stats.estimate import Base, Estimate, refused
from govdisc_analysis.stats.frames import Floats
from govdisc_analysis.stats.jackknife import Spread, t_limits

Kind = tuple[str, str, str]
REQUESTS: Kind = ("requests", "申请", "件")
ONE_GROUP: Kind = ("requests in one group", "申请（一组）", "件")
REPORTS: Kind = ("reports", "报告", "份")
PAIRS: Kind = ("pairs of years", "年份对", "对")
"""What is counted: in English, in Chinese, and the Chinese measure word."""


def units_refusal(
    base: Base, asked: Asked, *, need: int = c.MIN_GROUPS, dominated: bool = True
) -> Estimate | None:
    """R1, R3 or R4 where the units cannot carry an interval."""
    if base.n_reports == 0 or base.groups == 0:
        return asked.refused(base, "R1", what="reports", what_zh="报告")
    if base.groups < need:
        return asked.refused(base, "R3", need=need)
    if dominated and base.largest_share is None:
        return asked.refused(base, "R5", what="all counts are zero", what_zh="全部数字为零")
    if dominated and base.effective_groups < c.MIN_EFFECTIVE_GROUPS:
        return asked.refused(base, "R4", need=c.MIN_EFFECTIVE_GROUPS)
    return None


def share_refusal(
    base: Base, asked: Asked, events: float, trials: float, what: Kind = REQUESTS
) -> Estimate | None:
    """R1 (0/0), R2 (few) or R5 (none or all) for a share."""
    if trials <= 0:
        return asked.refused(base, "R1", what=what[0], what_zh=what[1])
    if trials < c.MIN_REQUESTS:
        return asked.refused(
            base,
            "R2",
            events=f"{events:g}",
            n=f"{trials:g}",
            what=what[0],
            what_zh=what[1],
            measure_zh=what[2],
            need=c.MIN_REQUESTS,
        )
    if events in (0, trials):
        return separation(base, asked, events, trials, what)
    return None


def separation(base: Base, asked: Asked, events: float, trials: float, what: Kind) -> Estimate:
    """R5 with the exact one-sided bound in its help."""
    bound = one_sided_bound(events, trials, asked.level)
    sign, sign_zh = ("at most", "至多") if events == 0 else ("at least", "至少")
    row = asked.refused(
        base,
        "R5",
        what=f"{events:g} of {trials:g} {what[0]}",
        what_zh=f"{trials:g}{what[2]}{what[1]}中有{events:g}{what[2]}",
        bound=f"{sign} {bound:.3g}, if {what[0]} were independent",
        bound_zh=f"若各{what[1]}相互独立，{sign_zh}{bound:.3g}",
    )
    return replace(row, details={"events": events, "trials": trials, "bound": bound})


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
    limit = f"more than {c.MAX_HALF_WIDTH:.0%} each way"
    refusal = asked_in(row).refused(
        base,
        "R11",
        low=f"{row.low:.2f}",
        high=f"{row.high:.2f}",
        limit=limit,
        limit_zh=f"半宽超过{c.MAX_HALF_WIDTH:.0%}",
    )
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
        limit=f"upper limit over {c.MAX_RATIO_SPAN:g} times the lower",
        limit_zh=f"上限超过下限的{c.MAX_RATIO_SPAN:g}倍",
    )


def labelled(row: Estimate, code: str, **slots: str) -> Estimate:
    """A computed estimate that carries the code and words of a refusal as a warning."""
    said = refused(Base(), code, row.estimand, row.method, level=row.level, **dict[str, Any](slots))
    return replace(
        row,
        code=code,
        help_en=said.help_en,
        help_zh=said.help_zh,
        reason_en=said.reason_en.replace("Not computed", "Computed, but read with care"),
        reason_zh=said.reason_zh.replace("未计算", "已计算，但请谨慎解读"),
    )


def labelled_with(row: Estimate, code: str, why: str, why_zh: str) -> Estimate:
    """Like `labelled`, with a reason of its own; the help is that of the code."""
    said = labelled(row, code)
    return replace(
        said,
        reason_en=f"Computed, but read with care ({code}): {why}.",
        reason_zh=f"已计算，但请谨慎解读（{code}）：{why_zh}。",
    )


def arms_refusal(base: Base, asked: Asked, arm_of: Floats) -> Estimate | None:
    """R3 where one side of a comparison has too few units."""
    smaller = int(min((arm_of == 0).sum(), (arm_of == 1).sum()))
    if smaller >= c.MIN_GROUPS_PER_ARM:
        return None
    unit = f"{base.unit}, smaller group"
    return asked.refused(base, "R3", groups=smaller, unit=unit, need=c.MIN_GROUPS_PER_ARM)


def year_words(before: int, after: int) -> dict[str, Any]:
    """Slots of R7 for a break."""
    return {
        "what": f"{before} years before and {after} after, each side counts",
        "what_zh": f"之前{before}年、之后{after}年，两侧分别计算",
    }
