"""The shape of a user's own panel, for calibration on data like theirs."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from govdisc_analysis.panels import Shape

_FEWEST_YEARS = 3


def shape_like(folder: Path) -> Shape:
    """Sizes, nesting, rounding and copying of a processed folder; nothing else leaves it.

    Reads reports.csv, outcomes.csv, indicators.csv and problems.csv where they exist.
    """
    reports = _table(folder, "reports")
    if reports is None:
        raise ValueError(f"{folder} has no reports.csv: give a folder written by `govdisc parse`")
    known = reports[reports["agency"].notna() & reports["year"].notna()]
    if known.empty:
        raise ValueError(f"{folder}/reports.csv has no row with an agency and a year")
    agencies = int(known["agency"].nunique())
    counties = int(known["county"].nunique()) if "county" in known else 0
    standard = Shape(agencies, max(_FEWEST_YEARS, int(known["year"].nunique())))
    approximate, copied = _approximate(folder), _copied(folder)
    return replace(
        standard,
        per_county=max(1, round(agencies / counties)) if counties else standard.per_county,
        means=_means(folder, known),
        approximate=standard.approximate if approximate is None else approximate,
        copied=standard.copied if copied is None else copied,
    )


def _means(folder: Path, reports: pd.DataFrame) -> tuple[float, ...]:
    """Mean requests of each agency; empty (the standard law) where none are known."""
    outcomes = _table(folder, "outcomes")
    if outcomes is None or outcomes.empty:
        return ()
    received = outcomes[outcomes["outcome"] == "received"].merge(reports, on="report_id")
    means = received.groupby("agency")["count"].mean().dropna()
    return tuple(sorted(float(x) for x in means if x > 0))


def _approximate(folder: Path) -> float | None:
    indicators = _table(folder, "indicators")
    if indicators is None or indicators.empty:
        return None
    marks = indicators["approximate"].astype(str).str.lower()
    return float(np.mean(marks == "true"))


def _copied(folder: Path) -> float | None:
    problems = _table(folder, "problems")
    if problems is None or problems.empty:
        return None
    return float(problems["text"].duplicated(keep=False).mean())


def _table(folder: Path, name: str) -> pd.DataFrame | None:
    place = Path(folder) / f"{name}.csv"
    return pd.read_csv(place) if place.is_file() else None
