"""Filled sheets read back, with every way in which they can be wrong said in one line."""

import csv
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from govdisc_analysis.coding.cells import unquoted
from govdisc_analysis.coding.sheet import KEY, categories
from govdisc_analysis.stats.frames import Floats

_CODES = {"1": 1.0, "0": 0.0, "１": 1.0, "０": 0.0, "1.0": 1.0, "0.0": 0.0, "": float("nan")}
Row = tuple[int, dict[str, str]]


@dataclass(frozen=True, slots=True)
class Filled:
    """One sheet: a row of codes (1, 0, NaN for blank) for each unit."""

    coder: str
    path: Path
    units: tuple[str, ...]
    texts: tuple[str, ...]
    codes: Floats

    def in_order(self, units: Sequence[str]) -> "Filled":
        """The same sheet with its rows in another order."""
        place = {unit: i for i, unit in enumerate(self.units)}
        rows = [place[unit] for unit in units]
        texts = tuple(self.texts[i] for i in rows)
        return Filled(self.coder, self.path, tuple(units), texts, self.codes[rows])


def read_sheets(paths: Sequence[Path]) -> list[Filled]:
    """Sheets of one sample, rows in the order of the first.

    Raises:
        ValueError: a file can't be read, lacks a column, or holds something else than 1, 0 or
            blank; the sheets are not of the same sample.
    """
    sheets = [read_sheet(path) for path in paths]
    first = sheets[0]
    for sheet in sheets[1:]:
        _check_same(first.units, first.path, sheet)
    _check_key(first)
    return [sheet.in_order(first.units) for sheet in sheets]


def read_sheet(path: Path) -> Filled:
    """One filled sheet, XLSX or CSV; see ``read_sheets``."""
    if not path.is_file():
        raise FileNotFoundError(f"{path} does not exist")
    rows = _xlsx_rows(path) if path.suffix.lower() == ".xlsx" else _csv_rows(path)
    needed = ("unit", "text", *categories())
    if missing := [name for name in needed if not rows or name not in rows[0][1]]:
        raise ValueError(f"{path}: no column {missing[0]!r}; is it a sheet of `govdisc code`?")
    kept = [(n, row) for n, row in rows if row["unit"] or any(row[c] for c in categories())]
    seen: set[str] = set()
    for number, row in kept:
        if not row["unit"] or row["unit"] in seen:
            said = "stands twice" if row["unit"] else "is blank"
            raise ValueError(f"{path}, row {number}: the unit {row['unit']!r} {said}")
        seen.add(row["unit"])
    codes = np.array([[_code(path, n, row, c) for c in categories()] for n, row in kept])
    coders = dict.fromkeys(row["coder"] for _, row in kept if row.get("coder"))
    return Filled(
        "+".join(coders) or path.stem,
        path,
        tuple(row["unit"] for _, row in kept),
        tuple(unquoted(row["text"]) for _, row in kept),
        codes.reshape(len(kept), len(categories())),
    )


def _code(path: Path, number: int, row: dict[str, str], category: str) -> float:
    value = row[category]
    if value not in _CODES:
        raise ValueError(f"{path}, row {number}, column {category}: {value!r} is not 1, 0 or blank")
    return _CODES[value]


def _csv_rows(path: Path) -> list[Row]:
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:  # how spreadsheets in Chinese save a CSV
        text = data.decode("gb18030", errors="replace")
    return _named(csv.reader(text.splitlines(keepends=True)))


def _xlsx_rows(path: Path) -> list[Row]:
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except (BadZipFile, InvalidFileException, KeyError, OSError) as error:
        raise ValueError(f"{path} is no XLSX workbook: {error}") from error
    rows = book.worksheets[0].iter_rows(values_only=True)
    named = _named([["" if v is None else str(v) for v in row] for row in rows])
    book.close()
    return named


def _named(lines: "Sequence[list[str]] | csv._reader") -> list[Row]:  # type: ignore[name-defined]
    """Rows by the name that each column's title begins with, with their number in the sheet."""
    numbered = enumerate(lines, start=1)
    titles: list[str] = next(numbered, (1, []))[1]
    names = [title.split()[0] if title.split() else "" for title in titles]
    return [
        (
            n,
            {name: cell.strip() for name, cell in zip(names, line, strict=False)}
            | _rest(names, line),
        )
        for n, line in numbered
    ]


def _rest(names: Sequence[str], line: Sequence[str]) -> dict[str, str]:
    return dict.fromkeys(names[len(line) :], "")


def _check_same(units: Sequence[str], path: Path, sheet: Filled) -> None:
    missing = [unit for unit in units if unit not in set(sheet.units)]
    extra = [unit for unit in sheet.units if unit not in set(units)]
    if len(missing) == len(units) or (missing and extra):
        raise ValueError(f"{sheet.path} is of another sample than {path}: no {missing[0]} in it")
    if missing:
        raise ValueError(f"{sheet.path} lacks {len(missing)} rows of {path}, first {missing[0]}")
    if extra:
        raise ValueError(f"{path} lacks {len(extra)} rows of {sheet.path}, first {extra[0]}")


def _check_key(sheet: Filled) -> None:
    """Where the key of a sample lies beside the sheet, the sheet must be of that sample."""
    path = sheet.path.parent / KEY
    if not path.is_file():
        return
    try:
        units = json.loads(path.read_text(encoding="utf-8"))["units"]
    except (json.JSONDecodeError, UnicodeDecodeError, KeyError, TypeError) as error:
        raise ValueError(f"{path} is no key of a sample: {error}") from error
    if len(set(units)) != len(sheet.units) or set(units) != set(sheet.units):
        _check_same(units, path, sheet)
