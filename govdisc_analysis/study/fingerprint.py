"""What a notebook's result depends on, as one hash."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any

_SHOWN = ("pandas", "numpy", "scipy", "statsmodels", "matplotlib", "seaborn", "nbconvert")

_DECIDING = {".py", ".csv", ".toml", ".css"}


def fingerprint(notebook: Path, data: str, parameters: Mapping[str, Any]) -> str:
    """Hash of the notebook, its data, its parameters, and the code that runs it."""
    said = json.dumps(dict(parameters), sort_keys=True, ensure_ascii=False)
    parts = [notebook.read_bytes(), data.encode(), said.encode(), code_hash().encode()]
    return _hash(parts)[:32]


def data_hash(processed: Path) -> str:
    """Hash of a processed folder's tables."""
    tables = sorted([*processed.glob("*.csv"), *processed.glob("*.parquet")])
    return _hash(part for path in tables for part in (path.name.encode(), path.read_bytes()))


@cache
def code_hash() -> str:
    """Hash of this package's files and of the versions of what it computes with."""
    root = Path(str(files("govdisc_analysis")))
    ours = sorted(p for p in root.rglob("*") if p.suffix in _DECIDING)
    versions = [f"{name}=={version(name)}".encode() for name in _SHOWN]
    return _hash([*(part for p in ours for part in (p.name.encode(), p.read_bytes())), *versions])


def _hash(parts: Iterable[bytes]) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()
