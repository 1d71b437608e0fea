"""The generator's words and places, read from its own data files once."""

import csv
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

_HERE = "govdisc_analysis"


@cache
def toml(name: str) -> dict[str, Any]:
    """A TOML file of ``simulate/data``."""
    path = files(_HERE) / "simulate" / "data" / f"{name}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


@cache
def table(name: str) -> tuple[dict[str, str], ...]:
    """A CSV file of ``simulate/data``."""
    return _rows("simulate", "data", f"{name}.csv")


@cache
def codes(name: str) -> tuple[dict[str, str], ...]:
    """A CSV file of official codes and labels in ``codebook``."""
    return _rows("codebook", f"{name}.csv")


def _rows(*parts: str) -> tuple[dict[str, str], ...]:
    path = files(_HERE)
    for part in parts:
        path = path / part
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    return tuple(csv.DictReader(lines))
