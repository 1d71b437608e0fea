"""The knowledge, as data: tables and patterns that the steps read. Loaded once, on first use."""

import csv
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


def read_text(name: str) -> str:
    """Text of a codebook file, named relative to the codebook folder."""
    return (files("govdisc_analysis") / "codebook" / name).read_text(encoding="utf-8")


@cache
def load_csv(name: str) -> tuple[dict[str, str], ...]:
    """Rows of a codebook CSV; every value is a string, empty where nothing stands."""
    return tuple(csv.DictReader(read_text(name).splitlines()))


@cache
def load_toml(name: str) -> dict[str, Any]:
    """Content of a codebook TOML file."""
    return tomllib.loads(read_text(name))
