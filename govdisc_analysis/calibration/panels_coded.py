"""Synthetic panels with problems, readers and recurrence of known truth. Nothing here is real."""

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import expit

from govdisc_analysis.calibration.panels import Shape, draw_panel, true_prevalence

Floats = npt.NDArray[np.float64]

FLAGS = ("p1", "p2", "p3", "p4", "p5", "p6")
"""Problems that have nothing to do with each other beyond the length of the report."""
READER = (0.9, 0.95)
MACHINE = (0.8, 0.95)
"""Chance of saying yes where there is a problem, and no where there is none."""
_HAND_CODED = 150
_MISSING = 0.2
_LENGTH_SD = 1.0
_AGAIN, _NEW, _SPELL_SD = 0.8, -1.2, 0.5


def draw_coded(shape: Shape, rng: np.random.Generator) -> pd.DataFrame:
    """`draw_panel` with problems p1 to p6, two readers, a machine, and reports that are missing.

    Adds `reader_1`, `reader_2`, `machine` (codes of `has`), `human` (of at least 150 reports
    drawn at random, 15% where there are more) and `came` (`has`, missing where none came).
    """
    data = draw_panel(shape, rng)
    n = len(data)
    longer = rng.normal(0, _LENGTH_SD, n)[:, None]
    flags = (rng.random((n, len(FLAGS))) < expit(-0.8 + longer)).astype(int)
    truth = data["has"].to_numpy()
    read = rng.permutation(n) < max(_HAND_CODED, int(0.15 * n))
    gone = rng.random(n) < _MISSING
    return data.assign(
        **dict(zip(FLAGS, flags.T, strict=True)),
        reader_1=_read(truth, READER, rng),
        reader_2=_read(truth, READER, rng),
        machine=_read(truth, MACHINE, rng),
        human=np.where(read, truth, np.nan),
        came=np.where(gone, np.nan, truth),
    )


def _read(truth: npt.NDArray[np.int64], coder: tuple[float, float], rng: np.random.Generator):  # type: ignore[no-untyped-def]
    yes = np.where(truth == 1, coder[0], 1 - coder[1])
    return (rng.random(len(truth)) < yes).astype(int)


def true_kappa(shape: Shape) -> float:
    """Agreement beyond chance of two readers who err independently."""
    share = true_prevalence(shape)
    hit, clear = READER
    yes = share * hit + (1 - share) * (1 - clear)
    raw = share * (hit**2 + (1 - hit) ** 2) + (1 - share) * (clear**2 + (1 - clear) ** 2)
    chance = yes**2 + (1 - yes) ** 2
    return (raw - chance) / (1 - chance)


def draw_spells(shape: Shape, rng: np.random.Generator) -> pd.DataFrame:
    """`draw_panel` with a problem `stays` that goes on or begins at its county's own chances."""
    data = draw_panel(shape, rng).sort_values(["agency", "year"], kind="stable")
    county = data["county"].to_numpy()
    again, new = _chances(rng.normal(0, 1, (2, int(county.max()) + 1)))
    agency, stays = data["agency"].to_numpy(), np.zeros(len(data), dtype=int)
    drawn, start = rng.random(len(data)), (new / (1 - again + new))
    for i, place in enumerate(county):
        first = i == 0 or agency[i] != agency[i - 1]
        chance = start[place] if first else (again if stays[i - 1] else new)[place]
        stays[i] = drawn[i] < chance
    return data.assign(stays=stays)


def _chances(z: Floats) -> tuple[Floats, Floats]:
    return expit(_AGAIN + _SPELL_SD * z[0]), expit(_NEW + _SPELL_SD * z[1])


def true_recurrence(shape: Shape) -> tuple[float, float]:
    """Share of pairs of years with the problem again, and with it new."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(41)
    again, new = _chances(np.array([np.repeat(nodes, 41), np.tile(nodes, 41)]))
    w, there = np.repeat(weights, 41) * np.tile(weights, 41), new / (1 - again + new)
    first = (w * there * again).sum() / (w * there).sum()
    return float(first), float((w * (1 - there) * new).sum() / (w * (1 - there)).sum())


def draw_rates(shape: Shape, rng: np.random.Generator) -> pd.DataFrame:
    """`draw_panel` whose disclosed requests `k` follow each agency's own `rate`, year by year."""
    data = draw_panel(shape, rng)
    own = rng.normal(shape.log_odds, shape.agency_sd, shape.agencies)
    rate = expit(own[data["agency"].to_numpy()])
    return data.assign(rate=rate, k=rng.binomial(data["n"].to_numpy(), rate))


def draw_table(shape: Shape, rng: np.random.Generator) -> pd.DataFrame:
    """The table of one report, two requests for each agency-year, outcomes alike for all."""
    rows, cols = np.array([0.7, 0.2, 0.1]), np.array([0.4, 0.2, 0.2, 0.1, 0.1])
    counts = rng.multinomial(2 * shape.reports, np.outer(rows, cols).ravel())
    return pd.DataFrame(
        {"applicant": np.repeat(range(3), 5), "outcome": np.tile(range(5), 3), "count": counts}
    )
