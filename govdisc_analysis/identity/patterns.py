"""The patterns of codebook/identity_patterns.toml, compiled once."""

import re
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files


@lru_cache(maxsize=1)
def load_rules() -> Mapping[str, Mapping[str, object]]:
    """The file as it stands: name to ``pattern``, ``hits``, ``misses``."""
    path = files("govdisc_analysis") / "codebook" / "identity_patterns.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


@lru_cache(maxsize=128)
def rule(name: str) -> re.Pattern[str]:
    """One compiled pattern, by its name in the file."""
    return re.compile(str(load_rules()[name]["pattern"]), re.MULTILINE)
