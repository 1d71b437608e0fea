"""Synthetic panels with known truth, for calibration and teaching. Nothing here is real."""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import expit

from govdisc_analysis.stats.constants import BREAK_FRACTION

Floats = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]

SIZES = {30: (10, 3), 200: (40, 5), 2000: (200, 10)}
"""Agency-years: agencies and years."""
_AGENCIES_PER_COUNTY = 5
PROBLEM_LOG_ODDS = -0.53
PARTIAL = 0.3
"""Share of the disclosed that is disclosed in part."""
_FIRST_YEAR = {3: 2017, 5: 2017, 10: 2014}


@dataclass(frozen=True)
class Shape:
    """What a panel looks like: sizes, nesting, spread, marks.

    Agency means are log-normal around `typical`, and a share `giants` of them around `giant`;
    or they are drawn from `means`. With `counties` (number of each agency's county) and `seen`
    (agency and year of each report, both counted from 0) a real corpus's gaps are kept.
    `is_lasting_read` says whether `year_ar` (correlation of a year's shock with the next) was
    read from a corpus.
    """

    agencies: int
    years: int
    typical: float = 8.0
    typical_sd: float = 1.0
    giants: float = 0.05
    giant: float = 800.0
    giant_sd: float = 1.0
    agency_sd: float = 0.8
    agency_year_sd: float = 0.3
    year_sd: float = 0.0
    year_ar: float = 0.0
    is_lasting_read: bool = False
    per_county: int = _AGENCIES_PER_COUNTY
    county_sd: float = 0.8
    approximate: float = 0.3
    copied: float = 0.3
    log_odds: float = -0.16
    group_log_odds: float = 0.0
    group_log_ratio: float = 0.0
    step: float = 0.0
    means: tuple[float, ...] = ()
    counties: tuple[int, ...] = ()
    seen: tuple[tuple[int, int], ...] = ()
    start: int | None = None

    @property
    def reports(self) -> int:
        """Agency-years, without the gaps."""
        return len(self.seen) or self.agencies * self.years

    @property
    def first_year(self) -> int:
        """So that 2019 stands in the middle where ten years allow it; a corpus has its own."""
        if self.start is not None:
            return self.start
        return _FIRST_YEAR.get(self.years, 2019 - self.years // 2)


def shape_of(size: int, **changes: float) -> Shape:
    """The standard panel of 30, 200 or 2000 agency-years."""
    agencies, years = SIZES[size]
    return replace(Shape(agencies, years), **changes)  # type: ignore[arg-type]


def draw_panel(shape: Shape, rng: np.random.Generator) -> pd.DataFrame:
    """One panel: a row for each agency and year.

    Columns: agency, county, year, g (group), post, months, n and k (requests, disclosed),
    y (items), lo and hi (its limits as written), has (a problem), rare (lawsuits).
    """
    g, t = shape.agencies, shape.years
    mean = _agency_means(shape, rng)
    group = (np.arange(g) % 2).astype(float)
    year = shape.first_year + np.arange(t)
    shock = _year_shocks(shape, rng)
    lift = shape.step * np.where(year == 2019, BREAK_FRACTION[2019], year > 2019)
    spread = rng.normal(0, shape.agency_year_sd, (g, t))
    odds = shape.log_odds + shape.group_log_odds * group + rng.normal(0, shape.agency_sd, g)
    n = rng.poisson(np.broadcast_to(mean[:, None], (g, t)))
    k = rng.binomial(n, expit(odds[:, None] + rng.normal(0, shape.agency_year_sd, (g, t))))
    part = rng.binomial(k, PARTIAL)
    volume = mean * np.exp(shape.group_log_ratio * group)
    y = rng.poisson(volume[:, None] * np.exp(spread + shock + lift - shape.agency_year_sd**2 / 2))
    lo, hi = _as_written(y, rng.random((g, t)) < shape.approximate)
    rare = rng.poisson(n * 0.02 * np.exp(rng.normal(0, 0.5, g))[:, None])
    county = np.asarray(shape.counties or np.arange(g) // shape.per_county, dtype=np.int64)
    has = _copied_flags(shape, county, rng)
    agency = np.arange(g)
    grid = {"n": n, "k": k, "part": part, "y": y, "lo": lo, "hi": hi, "rare": rare, "has": has}
    each = {"agency": agency, "county": county, "g": group.astype(int)}
    panel = pd.DataFrame(
        {name: np.repeat(x, t) for name, x in each.items()}
        | {"year": np.tile(year, g), "post": np.tile((year >= 2019).astype(int), g)}
        | {"months": 12}
        | {name: x.ravel() for name, x in grid.items()}
    )
    return panel.iloc[_kept(shape)].reset_index(drop=True) if shape.seen else panel


def _kept(shape: Shape) -> list[int]:
    """Rows of the reports that there are; a panel made longer than the corpus repeats its gaps."""
    return sorted(a * shape.years + t for a, t in shape.seen if t < shape.years)


def true_share(shape: Shape, group: float = 0.0) -> float:
    """Expected share disclosed, by numerical integration over the random effects."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(61)
    sd = float(np.hypot(shape.agency_sd, shape.agency_year_sd))
    level = shape.log_odds + shape.group_log_odds * group
    return float((expit(level + sd * nodes) * weights).sum() / weights.sum())


def true_prevalence(shape: Shape) -> float:
    """Expected share of reports with the problem."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(61)
    return float(
        (expit(PROBLEM_LOG_ODDS + shape.county_sd * nodes) * weights).sum() / weights.sum()
    )


def _agency_means(shape: Shape, rng: np.random.Generator) -> Floats:
    if shape.means:
        return rng.choice(np.asarray(shape.means), shape.agencies)
    big = rng.random(shape.agencies) < shape.giants
    small = rng.lognormal(np.log(shape.typical), shape.typical_sd, shape.agencies)
    large = rng.lognormal(np.log(shape.giant), shape.giant_sd, shape.agencies)
    return np.where(big, large, small)


def _year_shocks(shape: Shape, rng: np.random.Generator) -> Floats:
    if shape.year_sd == 0:
        return np.zeros(shape.years)
    fresh = rng.normal(0, 1, shape.years + 20)
    out = np.zeros(shape.years + 20)
    for i in range(1, len(out)):
        out[i] = shape.year_ar * out[i - 1] + np.sqrt(1 - shape.year_ar**2) * fresh[i]
    return shape.year_sd * out[20:]


def _as_written(y: Counts, rounded: npt.NDArray[np.bool_]) -> tuple[Counts, Counts]:
    """Limits of each count; a rounded one keeps its first digit, or two where it has three."""
    digits = np.floor(np.log10(np.maximum(y, 1))).astype(np.int64)
    unit = np.where(rounded & (y >= 10), 10 ** np.maximum(digits - (digits >= 2), 1), 1)
    low = y // unit * unit
    return low, low + unit - 1


def _copied_flags(shape: Shape, county: Counts, rng: np.random.Generator) -> Counts:
    """A problem that counties share, part of it through one copied text for each county."""
    counties = int(county.max()) + 1
    chance = expit(PROBLEM_LOG_ODDS + rng.normal(0, shape.county_sd, counties))
    text = (rng.random(counties) < chance).astype(np.int64)
    size = (shape.agencies, shape.years)
    own = (rng.random(size) < chance[county][:, None]).astype(np.int64)
    return np.where(rng.random(size) < shape.copied, text[county][:, None], own)
