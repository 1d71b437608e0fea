"""Cells of the official forms under one key, from whatever table they come."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

Key = tuple[str, ...]
Cells = dict[Key, float | None]

_KEYS = {
    "requests": ("item", "applicant"),
    "proactive": ("article_item", "subject", "measure"),
    "redress": ("channel", "result"),
}
_FACTOR = {"万元": 1e4}


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader makes of one document; ``noticed`` where it says that something is amiss."""

    cells: Mapping[Key, float | None]
    noticed: bool = False


def money(value: float, unit: str) -> float:
    """A sum in its base unit, so that yuan and ten thousand yuan compare.

    >>> money(1.5, "万元"), money(3.0, "件")
    (15000.0, 3.0)
    """
    return round(value * _FACTOR.get(unit, 1.0), 4)


def cells_by_document(frames: Mapping[str, pd.DataFrame]) -> dict[str, Cells]:
    """Every form cell of a processed folder, by source path.

    Blanks and dashes have the value None. A cell that is called unreadable has no number, NaN:
    where the truth says so, nobody is judged by it.

    Args:
        frames: tables by name, with a column ``source_path`` each.
    """
    found: dict[str, Cells] = {}
    for path, key, value in _every_cell(frames):
        found.setdefault(path, {}).setdefault(key, value)
    return found


def _every_cell(frames: Mapping[str, pd.DataFrame]) -> Iterator[tuple[str, Key, float | None]]:
    for table, keys in _KEYS.items():
        for row in frames[table].to_dict("records"):
            key = (table, *(str(row[name]) for name in keys))
            lost = row.get("state") == "unreadable"
            yield str(row["source_path"]), key, math.nan if lost else _number(row, table)
    for row in frames["indicators"].to_dict("records"):
        if row["origin"] == "table":
            key = ("stat2014", str(row["indicator"]))
            yield str(row["source_path"]), key, _number(row, "indicators")


def _number(row: Mapping[object, object], table: str) -> float | None:
    value = row["count" if table in ("requests", "redress") else "value"]
    if pd.isna(value) or value == "":  # type: ignore[call-overload]
        return None
    return money(float(str(value)), str(row.get("unit", "")))


def read_frames(folder: Path, reports: pd.DataFrame | None = None) -> dict[str, pd.DataFrame]:
    """The form tables of a folder of CSV files, each with its documents' paths."""
    if reports is None:
        reports = _read(folder / "reports.csv")
    frames = {name: _read(folder / f"{name}.csv") for name in (*_KEYS, "indicators")}
    return with_paths(frames, reports)


def with_paths(
    frames: Mapping[str, pd.DataFrame], reports: pd.DataFrame
) -> dict[str, pd.DataFrame]:
    """The same tables with a column ``source_path``."""
    paths = reports.drop_duplicates("report_id").set_index("report_id")["source_path"]
    return {
        name: frame
        if "source_path" in frame
        else frame.assign(source_path=frame["report_id"].map(paths))
        for name, frame in frames.items()
    }


def _read(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8")
