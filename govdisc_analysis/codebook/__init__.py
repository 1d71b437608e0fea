"""The knowledge, as data: tables and patterns that the steps read. Loaded once, on first use."""

import csv
import re
import tomllib
from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Generic, TypeVar

T = TypeVar("T")


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


class Named(Generic[T]):
    """The entries of a table as attributes; each is made when it is first asked for."""

    def __init__(self, table: Callable[[], Mapping[str, Any]], make: Callable[[Any], T]):
        self._table, self._make = table, make

    def __getattr__(self, name: str) -> T:
        if name.startswith("_") or name not in (table := self._table()):
            raise AttributeError(f"the codebook has no entry {name!r}")
        made = self._make(table[name])
        setattr(self, name, made)
        return made


def filled(pattern: str, parts: Mapping[str, str]) -> str:
    """The pattern with its parts put in, on one line.

    >>> filled("«day»日", {"day": "[12]«digit»", "digit": "[0-9]"})
    '[12][0-9]日'
    """
    while "«" in pattern:
        pattern = re.sub("«(.+?)»", lambda m: parts[m[1]], pattern)
    return pattern.replace("\n", "")
