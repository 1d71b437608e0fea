"""Processed folders as the score reads them: all text, keyed by source_path."""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd


@dataclass(frozen=True, slots=True)
class Folder:
    """A processed folder; tables are keyed by source_path."""

    path: Path
    reports: pd.DataFrame

    def table(self, name: str) -> pd.DataFrame:
        """A table with a source_path column; empty where the file is missing."""
        frame = read_table(self.path / f"{name}.csv")
        if frame.empty or "source_path" in frame:
            return frame
        if "report_id" not in frame or "report_id" not in self.reports:
            raise ValueError(f"{self.path / name}.csv has neither source_path nor report_id")
        names = self.reports.drop_duplicates("report_id").set_index("report_id")["source_path"]
        return frame.assign(source_path=frame["report_id"].map(names).fillna(""))


def read_table(path: Path) -> pd.DataFrame:
    """A CSV table as text; empty where the file is missing or empty."""
    if not path.is_file() or not path.stat().st_size:
        return pd.DataFrame()
    try:
        return pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    except pd.errors.ParserError as error:
        raise ValueError(f"{path} is no CSV table: {error}") from error


def open_folder(path: Path) -> Folder:
    """A processed folder.

    Raises:
        ValueError: it is missing, or has no reports.csv with rows and source_path.
    """
    if not path.is_dir():
        raise ValueError(f"no folder {path}")
    reports = read_table(path / "reports.csv")
    if reports.empty:
        raise ValueError(f"{path} has no reports.csv with rows in it")
    if "source_path" not in reports:
        raise ValueError(f"{path / 'reports.csv'} has no column source_path")
    return Folder(path, reports)
