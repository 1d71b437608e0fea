"""What is asked and how it is answered: the head that an estimate and its refusals share."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from govdisc_analysis.stats import estimate
from govdisc_analysis.stats import jackknife as jk
from govdisc_analysis.stats.constants import LEVEL
from govdisc_analysis.stats.estimate import ABSENT, Base, Estimate

Details = Mapping[str, Any] | None


@dataclass(frozen=True)
class Asked:
    """One question about one number; the answer is an `Estimate`, computed or refused.

    >>> asked = Asked("share disclosed", "mean of the rates", term="counties")
    >>> row = asked.by_t(Base(9, 9), jk.Spread(0.5, 0.1, 8.0))
    >>> row.term, row.estimate, round(row.low, 3)
    ('counties', 0.5, 0.269)
    >>> asked.refused(Base(), "R1").method
    'mean of the rates'
    """

    estimand: str
    method: str = ABSENT
    level: float = LEVEL
    term: str = "all"
    scale: str = "share"

    def computed(
        self,
        base: Base,
        value: float,
        low: float | None = None,
        high: float | None = None,
        *,
        df: float | None = None,
        p_value: float | None = None,
        details: Details = None,
    ) -> Estimate:
        """The number with its limits (see `estimate.computed`)."""
        return estimate.computed(
            base,
            value,
            low,
            high,
            self.estimand,
            self.method,
            df=df,
            p_value=p_value,
            level=self.level,
            term=self.term,
            scale=self.scale,
            details=details,
        )

    def refused(self, base: Base, code: str, **slots: object) -> Estimate:
        """The refusal in words (see `estimate.refused`)."""
        return estimate.refused(
            base,
            code,
            self.estimand,
            self.method,
            level=self.level,
            details=None,
            term=self.term,
            scale=self.scale,
            **slots,
        )

    def by_t(self, base: Base, spread: jk.Spread, details: Details = None) -> Estimate:
        """A value with its t interval and the test against 0."""
        low, high = jk.t_limits(spread, self.level)
        p = jk.t_test(spread)
        return self.computed(
            base, spread.value, low, high, df=spread.df, p_value=p, details=details
        )

    def by_logit(self, base: Base, spread: jk.Spread, details: Details = None) -> Estimate:
        """A share, its interval from the logit scale, without a test."""
        low, high = jk.logit_limits(spread, self.level)
        return self.computed(base, spread.value, low, high, df=spread.df, details=details)

    def by_log(
        self, base: Base, spread: jk.Spread, details: Details = None, *, is_tested: bool = True
    ) -> Estimate:
        """A ratio or a level, from the spread of its log; tested against a ratio of 1."""
        low, high = jk.t_limits(spread, self.level)
        value, low, high = np.exp(spread.value), np.exp(low), np.exp(high)
        p = jk.t_test(spread) if is_tested else None
        return self.computed(base, value, low, high, df=spread.df, p_value=p, details=details)
