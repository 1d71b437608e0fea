"""A synthetic national panel on which every analysis of the menu has something to say."""

from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pandas as pd

from govdisc_analysis.calibration.panels import Shape, draw_panel

SHAPE = Shape(
    agencies=160,
    years=12,
    giants=0.04,
    giant=150.0,
    typical=20.0,
    year_sd=0.05,
    step=-0.35,
    group_log_odds=0.5,
    group_log_ratio=0.7,
    start=2012,
)
FLAGS = ("has", "late", "shallow", "staff", "channels")
"""Made-up problems; `has` is the one that counties share."""
_FORMS = ((2018, "stat2014"), (2020, "form2019"), (9999, "form2021"))
_COUNTIES_PER_PROVINCE = 4
_COPIED, _MISSING, _BROAD, _HAND = 0.25, 0.08, 0.06, 0.15
_SENSITIVITY, _SPECIFICITY = 0.85, 0.93
_LINK = 0.6
_PARTIAL, _SHORTEST, _PENDING = 0.12, 8, 0.3
_LATE, _EARLY = range(20, 26), range(40, 45)
"""Agencies that are founded in the last years of the first form, or are gone by then."""
Flags = npt.NDArray[np.float64]


@lru_cache(maxsize=2)
def draw_national(seed: int) -> pd.DataFrame:
    """160 agencies in 8 provinces over 12 years, drawn with a seed. Nothing in it is real.

    >>> d = draw_national(6)
    >>> len(d), d["province"].nunique(), sorted(d["form"].unique())
    (1920, 8, ['form2019', 'form2021', 'stat2014'])
    """
    rng = np.random.default_rng(seed)
    data = draw_panel(SHAPE, rng).rename(columns={"agency": "agency_key", "county": "county_unit"})
    data["province"] = data["county_unit"] // _COUNTIES_PER_PROVINCE
    data["form"] = [next(name for last, name in _FORMS if y <= last) for y in data["year"]]
    data["full"], data["withheld"] = data["k"] - data["part"], data["n"] - data["k"]
    data["k_broad"] = data["k"] + rng.binomial(data["withheld"], _BROAD)
    data["later"] = (data["year"] >= 2016).astype(int)
    return _with_gaps(_with_problems(data, rng), seed)


def _with_problems(data: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Problems, part of them last year's words; two readers, a machine; reports that never came."""
    size = (SHAPE.agencies, SHAPE.years)
    first = data["has"].to_numpy(dtype=float).reshape(size)
    chance = 0.25 + 0.15 * (data["county_unit"].to_numpy() % 3).reshape(size) / 2
    drawn = [first] + [(rng.random(size) < chance).astype(float) for _ in FLAGS[1:]]
    drawn[2] = np.where(rng.random(size) < _LINK, drawn[1], drawn[2])  # late and shallow go along
    copied = rng.random(size) < _COPIED
    copied[:, 0] = False
    for at, flags in enumerate(drawn):
        data[FLAGS[at]] = _carried(flags, copied).ravel().astype(int)
    data["copied"] = copied.ravel().astype(int)
    data["log_length"] = 7 + 0.15 * data[list(FLAGS)].sum(axis=1) + rng.normal(0, 0.3, len(data))
    truth = data["has"].to_numpy(dtype=float)
    by_hand = rng.random(len(data)) < _HAND
    data["machine"] = _misread(truth, rng)
    data["reader_1"] = np.where(by_hand, truth, np.nan)
    data["reader_2"] = np.where(by_hand, _misread(truth, rng), np.nan)
    data["came"] = np.where(rng.random(len(data)) < _MISSING, np.nan, truth)
    return data


def _with_gaps(data: pd.DataFrame, seed: int) -> pd.DataFrame:
    """Years covered in part, agencies that come and go, pending cases, codes of every problem."""
    rng = np.random.default_rng([seed, 1])
    short = rng.random(len(data)) < _PARTIAL
    data["covered"] = np.where(short, rng.integers(_SHORTEST, 12, len(data)), 12)
    data["y_covered"] = rng.binomial(data["y"], data["covered"] / 12)
    data["pending"] = rng.binomial(data["rare"], _PENDING)
    agency, later = data["agency_key"], data["later"] == 1
    data["there"] = ~(agency.isin(_LATE) & ~later | agency.isin(_EARLY) & later)
    data["silent"] = data["came"].isna().astype(int)
    by_hand = data["reader_1"].notna().to_numpy()
    for flag in FLAGS[1:]:
        truth = data[flag].to_numpy(dtype=float)
        data[f"machine_{flag}"] = _misread(truth, rng)
        data[f"first_{flag}"] = np.where(by_hand, truth, np.nan)
        data[f"second_{flag}"] = np.where(by_hand, _misread(truth, rng), np.nan)
    names = {"machine_has": "machine", "first_has": "reader_1", "second_has": "reader_2"}
    data["half"] = data["later"].where((data["form"] == "stat2014") & data["there"])
    data["repeats"], data["written"] = data["copied"], data["lo"]
    return data.assign(**{new: data[old] for new, old in names.items()})


def _carried(flags: Flags, copied: npt.NDArray[np.bool_]) -> Flags:
    out = flags.copy()
    for year in range(1, out.shape[1]):
        out[:, year] = np.where(copied[:, year], out[:, year - 1], out[:, year])
    return out


def _misread(truth: Flags, rng: np.random.Generator) -> Flags:
    said = np.where(truth == 1, _SENSITIVITY, 1 - _SPECIFICITY)
    drawn: Flags = (rng.random(len(truth)) < said).astype(float)
    return drawn


def one_table(seed: int) -> pd.DataFrame:
    """The request table of one made-up report: natural and legal persons, three outcomes."""
    rng = np.random.default_rng(seed)
    counts = [rng.multinomial(60, shares) for shares in ((0.5, 0.2, 0.3), (0.3, 0.2, 0.5))]
    rows = [(a, o, int(n)) for a, row in enumerate(counts) for o, n in enumerate(row)]
    return pd.DataFrame(rows, columns=["applicant", "outcome", "count"])
