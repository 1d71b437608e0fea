"""The generator's words and places, read from its own data files once."""

import csv
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

_HERE = "govdisc_analysis"
# What code alone may print: ASCII, wide digits and stops.
_SIGNS = "".join(map(chr, range(32, 127))) + "０１２３４５６７８９—　，。；：（）、"
_OF_PAGES = frozenset(("pages.toml",))  # stands around a report on a web page, never in print


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


@cache
def all_characters() -> str:
    """Every character that the generator's own data and the official labels hold, once."""
    folders = (files(_HERE) / "simulate" / "data", files(_HERE) / "codebook")
    texts = [_SIGNS]
    for path in folders[0].iterdir():
        if path.name not in _OF_PAGES:
            texts.append(path.read_text(encoding="utf-8"))
    for name in ("request_items", "proactive_items", "indicators"):
        texts.append((folders[1] / f"{name}.csv").read_text(encoding="utf-8-sig"))
    return "".join(sorted(set("".join(texts)) - set("\r\n")))


def _rows(*parts: str) -> tuple[dict[str, str], ...]:
    path = files(_HERE)
    for part in parts:
        path = path / part
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    return tuple(csv.DictReader(lines))
