"""Processed folders as the score reads them: all text, keyed by source_path."""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from govdisc_analysis.schema import columns_of, table_names
from govdisc_analysis.store import as_text, read_table


@dataclass(frozen=True, slots=True)
class Folder:
    """A processed folder; tables are keyed by source_path."""

    path: Path
    reports: pd.DataFrame

    def table(self, name: str) -> pd.DataFrame:
        """A table with a source_path column; empty where the file is missing."""
        frame = read_text_table(self.path, name)
        if frame.empty or "source_path" in frame:
            return frame
        if "report_id" not in frame or "report_id" not in self.reports:
            raise ValueError(f"{self.path / name}.csv has neither source_path nor report_id")
        names = self.reports.drop_duplicates("report_id").set_index("report_id")["source_path"]
        return frame.assign(source_path=frame["report_id"].map(names).fillna(""))


def read_text_table(folder: Path, name: str) -> pd.DataFrame:
    """A table as the CSV has it, also where there is Parquet only; empty where it is missing."""
    path = folder / f"{name}.csv"
    typed = read_table(folder, name) if not path.is_file() and name in table_names() else None
    if typed is not None:
        return pd.DataFrame({c.name: as_text(typed[c.name], c) for c in columns_of(name)})
    if not path.is_file() or not path.stat().st_size:
        return pd.DataFrame()
    try:
        return pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    except pd.errors.ParserError as error:
        raise ValueError(f"{path} is no CSV table: {error}") from error


def open_folder(path: Path) -> Folder:
    """A processed folder.

    Raises:
        ValueError: it is missing, or has no reports.csv or .parquet with rows and source_path.
    """
    if not path.is_dir():
        raise ValueError(f"no folder {path}")
    reports = read_text_table(path, "reports")
    if reports.empty:
        raise ValueError(f"{path} has no reports.csv or .parquet with rows in it")
    if "source_path" not in reports:
        raise ValueError(f"{path / 'reports.csv'} has no column source_path")
    return Folder(path, reports)
