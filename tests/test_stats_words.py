"""The words of the statistics: whole in both languages, all used, none left in the code."""

import ast
import re
from pathlib import Path
from string import Formatter

import pytest

import govdisc_analysis
from govdisc_analysis.codebook import load_csv
from govdisc_analysis.stats import guards, refusal_messages
from govdisc_analysis.stats.estimate import ABSENT
from govdisc_analysis.stats.words import words

ROWS = load_csv("stats/words.csv")
CODE = sorted((Path(govdisc_analysis.__file__).parent / "stats").glob("*.py"))
KINDS = (guards.REQUESTS, guards.ONE_GROUP, guards.REPORTS, guards.PAIRS)
BUILT = {f"{slot}.{kind}" for slot in ("what", "measure") for kind in KINDS}
"""Keys that the code puts together."""


def _slots(text: str) -> set[str]:
    return {name.removesuffix("_zh") for _, name, _, _ in Formatter().parse(text) if name}


def _texts(path: Path) -> list[str]:
    """String constants of a module, without its docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    said = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said
    ]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["key"])
def test_both_languages_say_it_with_the_same_slots(row: dict[str, str]) -> None:
    assert list(row) == ["key", "en", "zh"]  # a comma that is not quoted would make a fourth
    is_measure = row["key"].startswith("measure.")
    assert row["zh"] and bool(row["en"]) is not is_measure
    if not is_measure and row["key"] != "what.none_or_all":  # Chinese counts with measure words
        assert _slots(row["en"]) == _slots(row["zh"])
    assert not re.search("[一-龥]", row["en"])


def test_each_key_stands_once_and_is_used() -> None:
    keys = [row["key"] for row in ROWS]
    assert len(keys) == len(set(keys))
    used = {text for path in CODE for text in _texts(path)}
    held = {f"held.{row['kind']}" for row in load_csv("coverage_labels.csv")}
    assert set(keys) - used == (BUILT | held) - used


def test_slots_belong_to_the_messages() -> None:
    """A text whose key names no slot of any message would never be shown."""
    asked = {
        slot
        for row in refusal_messages().values()
        for text in row.values()
        for slot in _slots(text)
    }
    for key in (row["key"] for row in ROWS if row["key"].startswith(("what.", "bound.", "limit."))):
        assert key.partition(".")[0] in asked


@pytest.mark.parametrize("path", CODE, ids=lambda path: path.name)
def test_no_chinese_in_the_code(path: Path) -> None:
    assert [text for text in _texts(path) if re.search("[一-龥]", text)] == []


def test_what_is_absent_is_named_alike() -> None:
    assert words("absent")["absent"] == ABSENT
