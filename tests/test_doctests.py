"""The worked examples of all docstrings hold."""

import doctest
import pkgutil
from importlib import import_module

import pytest

import govdisc_analysis

PACKAGE = govdisc_analysis.__name__
MODULES = sorted(
    one.name
    for one in pkgutil.walk_packages(govdisc_analysis.__path__, f"{PACKAGE}.")
    if not one.name.endswith("__main__")
)


def test_every_module_is_looked_at() -> None:
    assert len(MODULES) > 200
    assert {"stats.rates", "prose.amend", "site.measured"} <= {
        name.removeprefix(f"{PACKAGE}.") for name in MODULES
    }


@pytest.mark.parametrize("name", MODULES)
def test_examples(name: str) -> None:
    assert doctest.testmod(import_module(name)).failed == 0
