"""What the course says, in Chinese and English (data/words.toml)."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from govdisc_analysis.labels import check_language


@cache
def _all() -> dict[str, Any]:
    path = files("govdisc_analysis") / "course" / "data" / "words.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def hint(key: str, code: str, language: str) -> str:
    """What to say to one mistake in one exercise; the exercise's own words come first.

    Raises:
        KeyError: nobody wrote words for it.
    """
    check_language(language)
    own = _all()["hints"].get(key, {})
    found = own.get(code) or _all()["common"].get(code)
    if found is None:
        raise KeyError(f"no hint {code!r} for exercise {key}")
    return str(found[language])


def word(name: str, language: str) -> str:
    """A word or sentence of the course itself."""
    check_language(language)
    return str(_all()["words"][name][language])


def own_hints(key: str) -> frozenset[str]:
    """Codes for which an exercise has words of its own."""
    return frozenset(_all()["hints"].get(key, {}))
