"""What is known of a file besides its content: where it came from, and what overrides its text."""

import csv
from collections.abc import Mapping
from pathlib import Path

from govdisc_analysis.models import Note

NAME = "manifest.csv"
REQUIRED = ("path", "sha256")
OVERRIDES = ("agency", "province", "city", "county", "year", "scope")
_COLUMNS = {*REQUIRED, "source_url", "source", "retrieved", *OVERRIDES, "note"}


class ManifestError(ValueError):
    """The manifest is wrong; the message names the file, the row and what to do."""


def load_manifest(folder: Path) -> dict[str, dict[str, str]]:
    """Rows of ``manifest.csv`` in a folder of raw reports, by path; empty if there is none.

    Columns: path (relative, forward slashes; a file in a zip is ``a.zip/name``), sha256,
    source_url, retrieved (ISO date), and the optional columns of ``OVERRIDES``. An empty cell
    overrides nothing.

    Raises:
        ManifestError: a column is missing or unknown, a path stands twice, a year is no year.
    """
    path = folder / NAME
    if not path.is_file():
        return {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        _check_columns(path, reader.fieldnames or [])
        rows: dict[str, dict[str, str]] = {}
        for number, row in enumerate(reader, start=2):
            cells = {key: value.strip() for key, value in row.items() if key and value}
            _check_row(path, number, cells, rows)
            rows[cells["path"]] = cells
    return rows


def _check_columns(path: Path, found: "list[str] | tuple[str, ...] | object") -> None:
    names = list(found) if isinstance(found, list | tuple) else []
    if missing := [name for name in REQUIRED if name not in names]:
        raise ManifestError(f"{path}: column {', '.join(missing)} is missing")
    if unknown := [name for name in names if name not in _COLUMNS]:
        known = ", ".join(sorted(_COLUMNS))
        raise ManifestError(f"{path}: unknown column {', '.join(unknown)}; known are {known}")


def _check_row(
    path: Path, number: int, cells: Mapping[str, str], rows: Mapping[str, object]
) -> None:
    name = cells.get("path", "")
    if not name or name in rows:
        raise ManifestError(f"{path}, row {number}: path {name!r} is empty or stands twice")
    year = cells.get("year", "")
    if year and not (year.isdigit() and 1990 <= int(year) <= 2100):
        raise ManifestError(f"{path}, row {number}: {year!r} is no year")


def overrides_for(
    name: str, sha256: str, manifest: Mapping[str, Mapping[str, str]]
) -> tuple[dict[str, str], list[Note]]:
    """Fields that override what is read from a file, and notes on the manifest.

    A row whose SHA-256 is not the file's speaks of another file: it is not applied, and a warning
    says so.
    """
    row = manifest.get(name)
    if row is None:
        return {}, []
    if row.get("sha256") and row["sha256"] != sha256:
        text = "the manifest gives another sha256 for this path; its row is not applied"
        return {}, [Note("manifest", "warning", text)]
    fields = {key: row[key] for key in (*OVERRIDES, "source_url") if row.get(key)}
    return fields, []
