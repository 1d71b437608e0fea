"""The worked examples of the docstrings hold."""

import doctest
import pkgutil
import re
from importlib import import_module

import pytest

from govdisc_analysis import stats

MODULES = sorted(f"{stats.__name__}.{m.name}" for m in pkgutil.iter_modules(stats.__path__))


@pytest.mark.parametrize("name", MODULES)
def test_examples(name: str) -> None:
    found = doctest.testmod(import_module(name))
    assert found.failed == 0


def test_every_public_name_has_an_example_and_a_warning() -> None:
    for name in stats.__all__:
        text = getattr(stats, name).__doc__
        if name[0].isupper() or name == "refusal_messages":
            continue
        assert ">>>" in text, name
        assert re.search(r"\bNot\b", text), name
        assert "default_rng" not in text, f"{name}: an example that nobody can check by hand"
