"""Numbers of a text: value, interval, kind; the conventions come from a table."""

import csv
from importlib.resources import files
from itertools import pairwise

import pytest

from govdisc_analysis.numerals import Number, find_numbers
from tests.shared import ROOT

with (ROOT / "tests" / "data" / "numerals.csv").open(encoding="utf-8") as handle:
    CASES = list(csv.DictReader(handle))


def _shown(number: Number) -> str:
    values = "|".join(f"{v:g}" for v in (number.value, number.lower, number.upper))
    return f"{number.kind} {number.text} {values} {number.unit}".strip()


@pytest.mark.parametrize("case", CASES, ids=[c["text"] for c in CASES])
def test_reads_the_number(case: dict[str, str]) -> None:
    text = case["text"].replace("\\n", "\n")
    expected = [e.strip().replace("\\n", "\n") for e in case["numbers"].split("&")]
    counted = ("count", "money", "percent")
    shown = [_shown(n) if n.kind in counted else f"{n.kind} {n.text}" for n in find_numbers(text)]
    assert shown == [e for e in expected if e]


@pytest.mark.parametrize("text", [c["text"] for c in CASES])
def test_every_span_shows_its_text(text: str) -> None:
    numbers = find_numbers(text)
    assert all(text[n.start : n.end] == n.text for n in numbers)
    assert all(n.full_start <= n.start < n.end <= n.full_end for n in numbers)
    assert all(a.end <= b.start for a, b in pairwise(numbers))


def test_no_digit_is_lost() -> None:
    for case in CASES:
        covered = {i for n in find_numbers(case["text"]) for i in range(n.start, n.end)}
        digits = {i for i, c in enumerate(case["text"]) if c in "0123456789"}
        assert digits <= covered, case["text"]


def test_conventions_are_a_table() -> None:
    table = (files("govdisc_analysis") / "codebook" / "approximate.csv").read_text("utf-8")
    markers = {row["marker"] for row in csv.DictReader(table.splitlines())}
    tested = "".join(case["text"] for case in CASES)
    assert [m for m in markers if m not in tested] == []
