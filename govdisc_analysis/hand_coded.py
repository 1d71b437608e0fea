"""Figures that a person typed from published reports, as a pair of CSV files.

``<name>_reports.csv`` has a row an agency-year (key, source_url, agency, agency_type, province,
city, county, admin_level, year, script), ``<name>_figures.csv`` the figures (key, indicator,
value, lower, upper, approximate, unit, as_printed). They enter the same tables as the reports that
are read: ``region_basis`` is manifest and ``origin`` is hand_coded.
"""

import csv
import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

from govdisc_analysis.codebook import load_csv
from govdisc_analysis.outcomes import harmonise_outcomes
from govdisc_analysis.schema import columns_of
from govdisc_analysis.tables import Row, Rows

REPORTS, FIGURES = "_reports.csv", "_figures.csv"
UNKNOWN = "unknown"  # what a coder writes where the page does not tell
_NEEDED = {
    REPORTS: ("key", "agency", "year"),
    FIGURES: ("key", "indicator", "value", "lower", "upper", "approximate"),
}


class HandCodedError(ValueError):
    """The pair is wrong; the message names the file, the row and what to do."""


def figures_beside(path: Path) -> Path | None:
    """The figures file of a pair, if ``path`` is its reports file."""
    if not path.name.endswith(REPORTS):
        return None
    partner = path.with_name(path.name.removesuffix(REPORTS) + FIGURES)
    return partner if partner.is_file() else None


def read_pair(path: Path, source_path: str) -> Iterator[Rows]:
    """Table rows of each agency-year of a pair.

    Args:
        path: the reports file; the figures file stands beside it.
        source_path: its path within the corpus.

    Raises:
        HandCodedError: a column is missing, a key is unknown or stands twice, a value is no
            number, an indicator is not in the codebook.
    """
    figures_path = figures_beside(path)
    if figures_path is None:
        raise HandCodedError(f"{path}: there is no {FIGURES} file beside it")
    figures: dict[str, list[Row]] = defaultdict(list)
    for number, row in _rows(figures_path, FIGURES):
        figures[row["key"]].append(_figure(figures_path, number, row))
    seen: set[str] = set()
    for number, row in _rows(path, REPORTS):
        key = row["key"]
        if not key or key in seen:
            raise HandCodedError(f"{path}, row {number}: key {key!r} is empty or stands twice")
        seen.add(key)
        yield _report_rows(path, number, row, source_path, figures.pop(key, []))
    if figures:
        raise HandCodedError(f"{figures_path}: keys without a report: {', '.join(sorted(figures))}")


def _rows(path: Path, kind: str) -> Iterator[tuple[int, dict[str, str]]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        if missing := [n for n in _NEEDED[kind] if n not in (reader.fieldnames or [])]:
            raise HandCodedError(f"{path}: column {', '.join(missing)} is missing")
        for number, row in enumerate(reader, start=2):
            yield number, {key: (value or "").strip() for key, value in row.items() if key}


def _report_rows(
    path: Path, number: int, row: Mapping[str, str], source_path: str, figures: list[Row]
) -> Rows:
    if not row["year"].isdigit():
        raise HandCodedError(f"{path}, row {number}: {row['year']!r} is no year")
    text = "\n".join(f"{key}={value}" for key, value in sorted(row.items()))
    digest = hashlib.sha256(text.encode()).hexdigest()
    report: Row = {
        **_known_fields(path, number, row),
        "report_id": digest[:16],
        "source_path": f"{source_path}#{row['key']}",
        "sha256": digest,
        "media_type": "text/csv",
        "year": int(row["year"]),
        "region_basis": "manifest" if row.get("province") else None,
        "status": "parsed",
        "identity_basis": "all=hand_coded",
    }
    indicators = [{"report_id": digest[:16], **figure} for figure in figures]
    return {
        "reports": [report],
        "indicators": indicators,
        "outcomes": harmonise_outcomes(digest[:16], [], indicators),
    }


def _known_fields(path: Path, number: int, row: Mapping[str, str]) -> Row:
    """Fields of the reports table that the coder filled in; ``unknown`` is not filled in."""
    fields: Row = {}
    for column in columns_of("reports"):
        value = row.get(column.name, "")
        if not value or value == UNKNOWN:
            continue
        if column.allowed and value not in column.allowed:
            raise HandCodedError(
                f"{path}, row {number}: {column.name} {value!r} is none of {column.allowed}"
            )
        fields[column.name] = value
    return fields


def _figure(path: Path, number: int, row: Mapping[str, str]) -> Row:
    indicator = row["indicator"]
    if not indicator.startswith("other:") and indicator not in _indicators():
        raise HandCodedError(f"{path}, row {number}: {indicator!r} is not in the codebook")
    try:
        value, lower, upper = (float(row[name]) for name in ("value", "lower", "upper"))
    except ValueError as error:
        raise HandCodedError(f"{path}, row {number}: {error}") from error
    return {
        "indicator": indicator,
        "value": value,
        "lower": lower,
        "upper": upper,
        "approximate": row["approximate"].lower() == "true",
        "unit": row.get("unit", ""),
        "origin": "hand_coded",
        "quote": row.get("as_printed", ""),
        "rule": "hand_coded",
    }


def _indicators() -> set[str]:
    return {row["indicator"] for row in load_csv("indicators.csv")}
