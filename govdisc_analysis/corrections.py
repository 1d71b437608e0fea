"""Corrections that a person makes of what was read: applied on every run, and guarded.

``corrections.csv`` in the raw folder has a row a correction: report (its source_path), table, key,
column, as_read, corrected, reason, who, when. ``key`` names the row within the report by the
table's key columns, joined by ``/`` (``new_received/total`` in requests, ``requests_received`` in
indicators, empty in reports). The tables then show the corrected value, and in ``as_read`` what
was read; outcomes and checks follow from the corrected values. If the source no longer reads as the
correction says, the run stops.
"""

import csv
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from govdisc_analysis.outcomes import harmonise_outcomes
from govdisc_analysis.rechecked import check_again
from govdisc_analysis.schema import Column, columns_of, table_names
from govdisc_analysis.tables import Row, Rows

NAME = "corrections.csv"
_EMPTY = "—"
COLUMNS = ("report", "table", "key", "column", "as_read", "corrected", "reason", "who", "when")
# what tells two rows of a report apart, where that is not the table's key without report_id
_ROW_KEYS = {"reports": (), "indicators": ("indicator",)}


class CorrectionError(ValueError):
    """A correction is wrong or no longer fits; the message names the row and what to do."""


@dataclass(frozen=True, slots=True)
class Correction:
    """One row of corrections.csv."""

    line: int
    report: str
    table: str
    key: str
    column: str
    as_read: str
    corrected: str
    reason: str
    who: str
    when: str


def load_corrections(folder: Path) -> list[Correction]:
    """Corrections of a raw folder; none if it has no ``corrections.csv``.

    Raises:
        CorrectionError: a column is missing, or a row names no table, column, reason or coder.
    """
    path = folder / NAME
    if not path.is_file():
        return []
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        if missing := [name for name in COLUMNS if name not in (reader.fieldnames or [])]:
            raise CorrectionError(f"{path}: column {', '.join(missing)} is missing")
        rows = [
            Correction(line, **{name: (row[name] or "").strip() for name in COLUMNS})
            for line, row in enumerate(reader, start=2)
        ]
    for row in rows:
        _check(row)
    return rows


def _check(row: Correction) -> None:
    where = f"{NAME}, row {row.line}"
    if row.table not in table_names() or "as_read" not in _columns(row.table):
        raise CorrectionError(f"{where}: {row.table!r} is no table that can be corrected")
    if row.column not in _columns(row.table):
        raise CorrectionError(f"{where}: table {row.table} has no column {row.column!r}")
    if not (row.reason and row.who and row.when):
        raise CorrectionError(f"{where}: reason, who and when must be given")


def _columns(table: str) -> set[str]:
    return {column.name for column in columns_of(table)}


def apply_corrections(all_rows: Sequence[Rows], corrections: Sequence[Correction]) -> None:
    """Put the corrected values into the rows, in place, and note each in the log.

    Raises:
        CorrectionError: a report or row is not there, or no longer reads ``as_read``.
    """
    by_report = {str(rows["reports"][0]["source_path"]): rows for rows in all_rows}
    touched: dict[str, Rows] = defaultdict(dict)
    for correction in corrections:
        rows = by_report.get(correction.report)
        if rows is None:
            raise CorrectionError(
                f"{NAME}, row {correction.line}: there is no report {correction.report!r}"
            )
        _apply(rows, correction)
        touched[correction.report] = rows
    for rows in touched.values():
        report_id = str(rows["reports"][0]["report_id"])
        rows["outcomes"] = harmonise_outcomes(
            report_id, rows.get("requests", []), rows.get("indicators", [])
        )
        for message in check_again(rows):
            _note(rows, message)


def _apply(rows: Rows, correction: Correction) -> None:
    (column,) = [c for c in columns_of(correction.table) if c.name == correction.column]
    row = _find(rows.get(correction.table, []), correction)
    found = _text(row.get(column.name))
    if found != correction.as_read:
        raise CorrectionError(
            f"{NAME}, row {correction.line}: {correction.report} {correction.table} "
            f"{correction.key} {column.name} now reads {found!r}, not {correction.as_read!r}; "
            "look at the source and mend or drop the correction"
        )
    row[column.name] = _typed(correction, column)
    if column.name == "value" and "lower" in row:
        row["lower"] = row["upper"] = row["value"]
        row["approximate"] = False
    if column.name in {"count", "value"} and "state" in row:
        row["state"] = _state(row[column.name])
    note = f"{column.name}={correction.as_read}"
    row["as_read"] = "; ".join(part for part in (row.get("as_read"), note) if part)
    _note(
        rows,
        f"{correction.table} {correction.key} {column.name}: {correction.as_read or _EMPTY} "
        f"corrected to {correction.corrected or _EMPTY} ({correction.reason}; {correction.who}, "
        f"{correction.when})",
    )


def _note(rows: Rows, message: str) -> None:
    report = rows["reports"][0]
    rows.setdefault("log", []).append(
        {
            "source_path": report["source_path"],
            "report_id": report["report_id"],
            "stage": "corrections",
            "severity": "info",
            "message": message,
        }
    )


def _find(rows: Sequence[Row], correction: Correction) -> Row:
    names = _ROW_KEYS.get(correction.table)
    if names is None:
        keys = [column.name for column in columns_of(correction.table) if column.is_key]
        names = tuple(name for name in keys if name != "report_id")
    matching = [
        row for row in rows if "/".join(_text(row[name]) for name in names) == correction.key
    ]
    if not matching:
        raise CorrectionError(
            f"{NAME}, row {correction.line}: {correction.report} has no row {correction.key!r} "
            f"in {correction.table} (key: {'/'.join(names) or 'empty'})"
        )
    return matching[0]


def _state(value: float | None) -> str:
    return "blank" if value is None else "number" if value else "zero"


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return str(value)


def _typed(correction: Correction, column: Column) -> Any:
    text = correction.corrected
    if not text:
        return None
    readers: Mapping[str, Any] = {
        "integer": int,
        "number": float,
        "date": date.fromisoformat,
        "boolean": {"true": True, "false": False}.__getitem__,
        "string": str,
    }
    try:
        return readers[column.type](text)
    except (ValueError, KeyError) as error:
        raise CorrectionError(
            f"{NAME}, row {correction.line}: {text!r} is no {column.type}"
        ) from error
