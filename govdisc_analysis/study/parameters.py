"""Notebook parameters, checked before a kernel starts."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from govdisc_analysis.analysis.selection import find_folder, read_selection
from govdisc_analysis.store import read_table
from govdisc_analysis.study.quick_import import papermill

_TYPES: dict[str, type] = {"str": str, "int": int, "float": float, "bool": bool}
_SELECTION = ("years", "region", "admin_level", "agency_type", "language")


@dataclass(frozen=True)
class Parameter:
    """A parameter as the notebook's parameters cell declares it."""

    name: str
    type: str
    default: str
    help: str


def parameters_of(notebook: Path) -> tuple[Parameter, ...]:
    """The parameters that a notebook declares.

    Raises:
        ValueError: it has no tagged parameters cell, or one without a type.
    """
    found = papermill().inspect_notebook(str(notebook))
    if not found:
        raise ValueError(f"{notebook.name} has no cell tagged parameters")
    rows = [
        Parameter(p["name"], p["inferred_type_name"], p["default"], p["help"])
        for p in found.values()
    ]
    if untyped := [p.name for p in rows if p.type not in _TYPES]:
        raise ValueError(f"{notebook.name}: parameters without a known type: {', '.join(untyped)}")
    return tuple(rows)


def check_parameters(
    notebook: Path, given: Mapping[str, Any], reports: pd.DataFrame | None = None
) -> dict[str, Any]:
    """The given parameters, if the notebook knows them and they make sense.

    Args:
        notebook: whose parameters cell is the rule.
        given: names and values.
        reports: the corpus, for places and kinds that only it knows; read from the processed
            folder if not given.

    Raises:
        ValueError: unknown name, wrong type, or a value that makes no sense.
        FileNotFoundError: the processed folder is not there.
    """
    declared = {p.name: p for p in parameters_of(notebook)}
    for name, value in given.items():
        if name not in declared:
            raise ValueError(
                f"{notebook.name} has no parameter {name!r}; it has {', '.join(declared)}"
            )
        wanted = _TYPES[declared[name].type]
        if type(value) is not wanted:
            raise ValueError(
                f"{notebook.name}: {name} must be {declared[name].type}, not "
                f"{type(value).__name__} {value!r} ({declared[name].help})"
            )
    if "processed" in given:
        folder = find_folder(given["processed"])
        reports = read_table(folder, "reports") if reports is None else reports
    asked = {name: given[name] for name in _SELECTION if name in given}
    read_selection(**asked, reports=reports)
    return dict(given)


def title_of(cells: list[Any], language: str) -> str:
    """A notebook's title: the part of its first heading in the language, `English / 中文`."""
    text = next((c["source"] for c in cells if c["cell_type"] == "markdown"), "")
    heading = re.match(r"#\s*(.+)", text)
    parts = [part.strip() for part in (heading[1] if heading else "").split(" / ")]
    return parts[-1] if language == "zh" else parts[0]
