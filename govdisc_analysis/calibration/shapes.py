"""The shape of a user's own panel, for calibration on data like theirs."""

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd

from govdisc_analysis.calibration.panels import Shape
from govdisc_analysis.stats.yearly import correlation_around_a_line, year_effects
from govdisc_analysis.store import read_table

_FEWEST_YEARS = 3
_FEWEST_FOR_SHOCKS = 6
FEWEST_FOR_LASTING = 12
_LARGEST_SHOCK = 0.5


def shape_like(folder: Path) -> Shape:
    """Sizes, nesting, gaps, rounding, copying, year shocks and their duration, no more.

    Reads the reports, outcomes, indicators and problems that are there, as CSV or Parquet.
    """
    reports = read_table(Path(folder), "reports")
    if reports is None:
        raise ValueError(f"{folder} has no reports.csv or .parquet; `govdisc parse` writes one")
    known = reports[reports["agency"].notna() & reports["year"].notna()]
    if known.empty:
        raise ValueError(f"{folder}: no report has an agency and a year")
    places = _places(known)
    agency, names = pd.factorize(places["agency"], sort=True)
    county = pd.factorize(places["county"], sort=True)[0]
    shocks = _shocks(folder, known)
    years = known["year"].astype(int)
    first = int(years.min())
    at = (years - first).to_numpy()
    standard = Shape(len(names), max(_FEWEST_YEARS, int(at.max()) + 1), start=first)
    approximate, copied = _approximate(folder), _copied(folder)
    return replace(
        standard,
        counties=tuple(county[np.unique(agency, return_index=True)[1]].tolist()),
        seen=tuple(sorted(set(zip(agency.tolist(), at.tolist(), strict=True)))),
        means=_means(folder, known),
        approximate=standard.approximate if approximate is None else approximate,
        copied=standard.copied if copied is None else copied,
        year_sd=min(shocks.spread, _LARGEST_SHOCK),
        year_ar=shocks.lasting or 0.0,
        is_lasting_read=shocks.lasting is not None,
    )


def _places(reports: pd.DataFrame) -> pd.DataFrame:
    """Each report's county (else city, province, else the agency itself) and agency within it."""
    known = reports.reindex(columns=["province", "city", "county", "agency"])
    unit = known["county"].fillna(known["city"]).fillna(known["province"])
    unit = unit.fillna(known["agency"]).astype(str)
    return pd.DataFrame({"county": unit, "agency": unit + "|" + known["agency"].astype(str)})


def _means(folder: Path, reports: pd.DataFrame) -> tuple[float, ...]:
    """Mean requests of each agency; empty (the standard law) where none are known."""
    outcomes = read_table(Path(folder), "outcomes")
    if outcomes is None or outcomes.empty:
        return ()
    received = outcomes[outcomes["outcome"] == "received"].merge(reports, on="report_id")
    means = received.groupby("agency")["count"].mean().dropna()
    return tuple(sorted(float(x) for x in means if x > 0))


def _approximate(folder: Path) -> float | None:
    indicators = read_table(Path(folder), "indicators")
    if indicators is None or indicators.empty:
        return None
    marks = indicators["approximate"].astype(str).str.lower()
    return float(np.mean(marks == "true"))


def _copied(folder: Path) -> float | None:
    """Share of problem statements worded like another (near-duplicates where they are known)."""
    problems = read_table(Path(folder), "problems")
    if problems is None or problems.empty:
        return None
    wording = problems["text"].astype("object")
    if "cluster" in problems.columns:
        wording = problems["cluster"].astype("object").where(problems["cluster"].notna(), wording)
    return float(wording.duplicated(keep=False).mean())


@dataclass(frozen=True)
class Shocks:
    """Spread of whole years, and the correlation of one with the next; None where unreadable."""

    spread: float = 0.0
    lasting: float | None = None


def _shocks(folder: Path, reports: pd.DataFrame) -> Shocks:
    """Spread of whole years around a straight line, beyond the noise of agencies; 0 if unknown.

    On the log scale, from the requests received, every agency held at its own level. How long
    shocks last can be told from twelve years on, and where they stand out of the noise: in
    eight or ten years lasting shocks look like independent ones.
    """
    outcomes = read_table(Path(folder), "outcomes")
    if outcomes is None or outcomes.empty:
        return Shocks()
    received = outcomes[outcomes["outcome"] == "received"].dropna(subset="count")
    known = received.drop_duplicates("report_id").merge(reports, on="report_id")
    if known.empty:
        return Shocks()
    y, year = known["count"].to_numpy(dtype=float), known["year"].to_numpy(dtype=np.int64)
    units = pd.factorize(known["agency"], sort=True)[0].astype(np.intp)
    series = year_effects(y, np.ones(len(y)), units, year)
    if series is None or len(series.years) < _FEWEST_FOR_SHOCKS:
        return Shocks()
    line = np.polyfit(series.years, series.effects, 1)
    left = series.effects - np.polyval(line, series.years)
    at = np.searchsorted(series.years, year)
    total, square = np.bincount(at, y), np.bincount(at, y * y)
    noise = float(np.mean(1 / total + Shape.agency_year_sd**2 * square / total**2))
    excess = float(left @ left) / (len(left) - 2) - noise
    carried = len(left) >= FEWEST_FOR_LASTING and excess > noise
    lasting = correlation_around_a_line(series) if carried else None
    return Shocks(float(np.sqrt(max(excess, 0.0))), lasting)
