"""Patterns and words of codebook/prose: each has examples and is used, each used one is there."""

import re

import pytest

from govdisc_analysis.prose.patterns import load_patterns, load_words, says, term, terms
from tests.shared import ROOT

CODE = "".join(
    path.read_text(encoding="utf-8")
    for path in sorted((ROOT / "govdisc_analysis" / "prose").glob("*.py"))
    if path.name != "patterns.py"
)
WHOLE = set(re.findall(r"\bsays\.(\w+)\.fullmatch\(", CODE))
"""Patterns that the code holds against a whole text."""


def _asked(table: str) -> set[str]:
    return set(re.findall(rf"\b{table}\.([a-z_]+)", CODE))


@pytest.mark.parametrize("name", list(load_patterns()))
def test_each_pattern_finds_its_hits_and_not_its_misses(name: str) -> None:
    pattern = getattr(says, name)
    find = pattern.fullmatch if name in WHOLE else pattern.search
    row = load_patterns()[name]
    assert row["hits"] and row["misses"]
    assert [hit for hit in row["hits"] if not find(hit)] == []
    assert [miss for miss in row["misses"] if find(miss)] == []


@pytest.mark.parametrize(
    ("table", "entries"),
    [
        ("says", load_patterns()),
        ("term", load_words()["term"]),
        ("terms", load_words()["terms"]),
    ],
    ids=["says", "term", "terms"],
)
def test_what_the_code_asks_for_is_what_the_files_hold(
    table: str, entries: dict[str, object]
) -> None:
    assert _asked(table) == set(entries)


def test_words_are_words() -> None:
    words = load_words()
    assert set(words) == {"term", "terms"}
    assert all(isinstance(word, str) and word for word in words["term"].values())
    assert all(len(row) > 1 and all(row) for row in words["terms"].values())
    assert terms.received == tuple(words["terms"]["received"])


def test_a_name_that_no_file_holds_is_an_error() -> None:
    for named in (says, term, terms):
        with pytest.raises(AttributeError, match="no_such_name"):
            _ = named.no_such_name


def test_a_pattern_is_compiled_once() -> None:
    assert says.sum_of_all is says.sum_of_all
