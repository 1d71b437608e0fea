"""Patterns and words asked for by name: each has examples and is used, each used one is there."""

import re
from types import ModuleType

import pytest

from govdisc_analysis.forms import patterns as forms
from govdisc_analysis.prose import patterns as prose
from tests.shared import ROOT

BOOKS: dict[str, ModuleType] = {"prose": prose, "forms": forms}


def _code(package: str) -> str:
    return "".join(
        path.read_text(encoding="utf-8")
        for path in sorted((ROOT / "govdisc_analysis" / package).glob("*.py"))
        if path.name != "patterns.py"
    )


CODE = {package: _code(package) for package in BOOKS}
CASES = [(package, name) for package, book in BOOKS.items() for name in book.load_patterns()]


@pytest.mark.parametrize(("package", "name"), CASES)
def test_each_pattern_finds_its_hits_and_not_its_misses(package: str, name: str) -> None:
    pattern = getattr(BOOKS[package].says, name)
    is_whole = re.search(rf"\bsays\.{name}\.fullmatch\(", CODE[package])
    find = pattern.fullmatch if is_whole else pattern.search
    row = BOOKS[package].load_patterns()[name]
    assert row["hits"] and row["misses"]
    assert [hit for hit in row["hits"] if not find(hit)] == []
    assert [miss for miss in row["misses"] if find(miss)] == []


@pytest.mark.parametrize("package", BOOKS)
@pytest.mark.parametrize("table", ["says", "term", "terms"])
def test_what_the_code_asks_for_is_what_the_files_hold(package: str, table: str) -> None:
    book = BOOKS[package]
    held = book.load_patterns() if table == "says" else book.load_words()[table]
    asked = set(re.findall(rf"\b{table}\.([a-z_]+)", CODE[package]))
    assert asked == set(held)


@pytest.mark.parametrize("package", BOOKS)
def test_words_are_words(package: str) -> None:
    words = BOOKS[package].load_words()
    assert set(words) == {"term", "terms"}
    assert all(isinstance(word, str) and word for word in words["term"].values())
    assert all(len(row) > 1 and all(row) for row in words["terms"].values())
    for name, row in words["terms"].items():
        assert getattr(BOOKS[package].terms, name) == tuple(row)


@pytest.mark.parametrize("package", BOOKS)
def test_a_name_that_no_file_holds_is_an_error(package: str) -> None:
    for named in (BOOKS[package].says, BOOKS[package].term, BOOKS[package].terms):
        with pytest.raises(AttributeError, match="no_such_name"):
            _ = named.no_such_name


def test_a_pattern_is_compiled_once() -> None:
    assert prose.says.sum_of_all is prose.says.sum_of_all
