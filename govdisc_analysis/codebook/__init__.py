"""The knowledge, as data: tables and patterns that the steps read. Loaded once, on first use."""

import csv
import re
import tomllib
from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Generic, TypeVar

T = TypeVar("T")
_EXAMPLES = ("hits", "misses")


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


@cache
def load_patterns(name: str) -> dict[str, Any]:
    """A codebook TOML file of patterns, which the file may break into lines for the eye.

    The breaks are no part of a pattern; examples stay as they stand.
    """
    joined: dict[str, Any] = _on_one_line(load_toml(name))
    return joined


def _on_one_line(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: v if k in _EXAMPLES else _on_one_line(v) for k, v in value.items()}
    if isinstance(value, list):
        return [_on_one_line(part) for part in value]
    return value.replace("\n", "") if isinstance(value, str) else value


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
