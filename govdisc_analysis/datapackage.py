"""``datapackage.json`` of a processed folder: every table, column, unit and code (Frictionless)."""

import csv
import hashlib
import json
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

from govdisc_analysis.generator import generator
from govdisc_analysis.schema import Column, columns_of, table_names

CODEBOOK = "codebook"
PACKAGE = "datapackage.json"
_NAME = "govdisc-analysis"
CODES = (
    *("indicators.csv", "request_items.csv", "proactive_items.csv", "redress_items.csv"),
    *("applicants.csv", "problem_categories.csv", "agency_types.csv", "checks.csv"),
    *("outcomes.csv", "approximate.csv", "refusals.csv"),
)


def write_codebook(folder: Path) -> None:
    """The tables of codes that the columns name, beside the tables."""
    (folder / CODEBOOK).mkdir()
    source = files("govdisc_analysis") / "codebook"
    for name in CODES:
        (folder / CODEBOOK / name).write_bytes((source / name).read_bytes())


def write_package(folder: Path, formats: Sequence[str]) -> None:
    """``datapackage.json``: every table, column, unit and code, with hashes (Frictionless)."""
    package = {
        "name": _NAME,
        "title": "Chinese government information disclosure reports, read into tables",
        "profile": "tabular-data-package",
        "generator": generator(),
        "resources": [
            *(_table_resource(folder, name) for name in table_names() if "csv" in formats),
            *(_code_resource(folder, name) for name in CODES),
        ],
    }
    text = json.dumps(package, ensure_ascii=False, indent=1)
    (folder / PACKAGE).write_bytes(f"{text}\n".encode())


def is_package(path: Path) -> bool:
    """Whether a file is the description of a folder that this program wrote."""
    try:
        said = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return False
    return isinstance(said, dict) and said.get("name") == _NAME


def _table_resource(folder: Path, name: str) -> dict[str, Any]:
    columns = columns_of(name)
    schema: dict[str, Any] = {"fields": [_field(column) for column in columns]}
    key = [column for column in columns if column.is_key]
    if key and all(column.is_required for column in key):
        schema["primaryKey"] = [column.name for column in key]
    keys = [
        {"fields": [c.name], "reference": {"resource": c.reference, "fields": [c.name]}}
        for c in columns
        if c.reference == "reports"
    ]
    return {
        **_resource(folder, f"{name}.csv"),
        "schema": schema | ({"foreignKeys": keys} if keys else {}),
    }


def _field(column: Column) -> dict[str, Any]:
    constraints: dict[str, Any] = {"required": True} if column.is_required else {}
    if column.allowed:
        constraints["enum"] = list(column.allowed)
    field: dict[str, Any] = {
        "name": column.name,
        "type": column.type,
        "title": column.label_zh,
        "description": column.description,
    }
    if column.reference.endswith(".csv"):
        field["codes"] = f"{CODEBOOK}/{column.reference}"
    return field | ({"constraints": constraints} if constraints else {})


def _code_resource(folder: Path, name: str) -> dict[str, Any]:
    path = folder / CODEBOOK / name
    with path.open(encoding="utf-8", newline="") as lines:
        header = next(csv.reader(lines))
    fields = [{"name": column, "type": "string"} for column in header]
    return {**_resource(folder, f"{CODEBOOK}/{name}"), "schema": {"fields": fields}}


def _resource(folder: Path, path: str) -> dict[str, Any]:
    data = (folder / path).read_bytes()
    return {
        "name": path.removesuffix(".csv").replace("/", "-"),
        "path": path,
        "profile": "tabular-data-resource",
        "encoding": "utf-8",
        "bytes": len(data),
        "hash": f"sha256:{hashlib.sha256(data).hexdigest()}",
    }
