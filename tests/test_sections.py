"""Headings of every shape, from a table of texts; the whole text is always covered."""

import re
import tomllib
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govdisc_analysis.codebook import load_patterns
from govdisc_analysis.headings import kind_of
from govdisc_analysis.models import Furniture
from govdisc_analysis.sections import find_sections

DATA = Path(__file__).parent / "data"
CASES = tomllib.loads((DATA / "sections.toml").read_text(encoding="utf-8"))["case"]
RULES = load_patterns("sections.toml")
SINGLE = (
    *("table_rows", "statistics_table", "title_line", "date_line", "glue"),
    *("hint", "opens_number", "inner_number"),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_sections_are_found(case: dict[str, Any]) -> None:
    text = case["text"].lstrip("\n")
    found = [[section.kind, section.title] for section in find_sections(text)]
    assert found == case["sections"]


@pytest.mark.parametrize("rule", RULES["kind"], ids=lambda rule: rule["code"])
def test_names_of_kinds(rule: dict[str, Any]) -> None:
    assert rule["hits"] and rule["misses"]
    for title in rule["hits"]:
        assert kind_of(title.strip("：")) == rule["code"], title
    for title in rule["misses"]:
        assert kind_of(title) != rule["code"], title


@pytest.mark.parametrize("rule", [*RULES["number"], *(RULES[name] for name in SINGLE)])
def test_patterns_of_lines(rule: dict[str, Any]) -> None:
    pattern = re.compile(rule["pattern"])
    searched = rule is RULES["title_line"]
    for example in rule["hits"]:
        assert pattern.search(example) if searched else pattern.match(example), example
    for example in rule["misses"]:
        assert not (pattern.search(example) if searched else pattern.match(example)), example


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_sections_cover_the_text(case: dict[str, Any]) -> None:
    text = case["text"]
    pieces = find_sections(text)
    assert "".join(text[piece.start : piece.end] for piece in pieces) == text
    assert all(piece.level in (1, 2, 3) for piece in pieces)


def test_furniture_interrupts_a_section() -> None:
    text = "首页 > 公开\n一、概述\n我局工作。\n打印 关闭\n二、其他需要报告的事项\n无\n备案号"
    stops = [
        Furniture("navigation", 0, 8),
        Furniture("footer", 20, 25),
        Furniture("footer", 39, 42),
    ]
    found = find_sections(text, stops)
    assert "".join(text[piece.start : piece.end] for piece in found) == text
    kinds = [piece.kind for piece in found]
    assert kinds.count("furniture") == 3
    assert {"overview", "other"} <= set(kinds)


@given(st.text(alphabet="一二、（）1.存在的问题改进措施。：\n 概述我局附件2017年月日", max_size=80))
def test_any_text_is_covered(text: str) -> None:
    pieces = find_sections(text)
    assert "".join(text[piece.start : piece.end] for piece in pieces) == text
    assert all(left.end == right.start for left, right in pairwise(pieces))


def test_levels_follow_the_numbering() -> None:
    text = "一、概述\n（一）主动公开情况\n1.公开文件。共3件。\n二、存在的主要问题\n1.慢。"
    assert [piece.level for piece in find_sections(text)] == [1, 2, 3, 1, 2]
