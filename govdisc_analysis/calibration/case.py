"""One thing to measure: an estimator, the panels it is run on, and what it should cover."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from govdisc_analysis.calibration.panels import Shape, draw_panel
from govdisc_analysis.stats.estimate import Estimate, EstimateSet

Answer = Estimate | EstimateSet
Estimator = Callable[[pd.DataFrame], Answer]
Truth = float | tuple[float, ...]
_LONG = 8


@dataclass(frozen=True)
class Case:
    """One estimator on one kind of panel, and the value it should cover.

    `truth` is what the panels are drawn from. `own_truth` is for what each panel has by itself
    (the true rate of each agency). With `each` a set of answers counts interval by interval;
    else it holds only where all do. `rejects` is the share of p-values under 0.05 that is
    promised: 5% where there is no effect, more where the promise is to find one, None where
    nothing is promised.
    """

    name: str
    run: Estimator
    truth: Callable[[Shape], Truth]
    changes: tuple[tuple[str, float], ...] = ()
    textbook: bool = False
    draw: Callable[[Shape, np.random.Generator], pd.DataFrame] = draw_panel
    own_truth: Callable[[pd.DataFrame, Answer], Truth] | None = None
    each: bool = False
    rejects: float | None = 0.05

    def shape(self, base: Shape) -> Shape:
        """The panel of this case; a short panel keeps its years."""
        kept = {k: v for k, v in self.changes if k != "years" or base.years >= _LONG}
        return replace(base, **kept)  # type: ignore[arg-type]


def zero(shape: Shape) -> float:
    """No difference."""
    return 0.0


def one(shape: Shape) -> float:
    """No ratio but one."""
    return 1.0
