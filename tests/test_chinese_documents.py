"""The measured documents in Chinese: the same numbers as in English, and no label left over."""

import re

import pytest

from tests.shared import ROOT

NAMES = ["accuracy", "calibration"]
PROPER = (
    *("govdisc", "pandas.read_html", "pdfplumber", "python-docx", "Word", "Markdown"),
    *("HTML", "DOCX", "PDF", "TSV", "ZIP", "GB18030", "Big5"),
    *("Wilson", "Poisson", "Holm", "GEE", "kappa", "alpha", "z"),
)
"""Names of packages, formats and methods, as Chinese writes them."""


def tables(name):
    """The tables of a document, each as rows of cells."""
    lines = (ROOT / "docs" / f"{name}.md").read_text(encoding="utf-8").splitlines()
    found, is_inside = [], False
    for line in lines:
        is_row = line.startswith("|")
        if is_row and not is_inside:
            found.append([])
        if is_row:
            found[-1].append([cell.strip() for cell in line.strip("|").split("|")])
        is_inside = is_row
    return found


def numbers(row):
    return [re.findall(r"<?-?[\d.,]*\d(?:e[+-]?\d+)?|[–±/L]", cell) for cell in row[1:]]


def words_left(cell):
    said = re.sub("|".join(map(re.escape, PROPER)), "", re.sub(r"`[^`]*`", "", cell))
    return re.findall(r"[A-Za-z]{2,}|_", re.sub(r"\bR\d+\b", "", said))


@pytest.mark.parametrize("name", NAMES)
def test_both_languages_tell_the_same_numbers(name):
    english, chinese = tables(name), tables(f"{name}_zh")
    assert len(english) == len(chinese) > 1
    for ours, theirs in zip(english, chinese, strict=True):
        assert [numbers(row) for row in ours[1:]] == [numbers(row) for row in theirs[1:]]
        assert len({row[0] for row in theirs}) == len({row[0] for row in ours})


@pytest.mark.parametrize("name", NAMES)
def test_no_label_is_left_in_english(name):
    cells = {cell for table in tables(f"{name}_zh") for row in table for cell in row}
    assert {cell: words_left(cell) for cell in cells if words_left(cell)} == {}
    text = (ROOT / "docs" / f"{name}_zh.md").read_text(encoding="utf-8")
    assert not [line for line in text.splitlines() if re.match(r"#+ .*[A-Za-z]", line)]


def test_a_label_left_over_would_be_seen():
    assert words_left("格式：html_br") and words_left("cluster z") and words_left("not computed")
    assert not words_left("断点（`break_at`）") and not words_left("R11 267, R4 791")


@pytest.mark.parametrize("name", NAMES)
def test_the_same_sections_stand_in_both(name):
    levels = [
        re.findall(r"^(#+) ", (ROOT / "docs" / f"{one}.md").read_text(encoding="utf-8"), re.M)
        for one in (name, f"{name}_zh")
    ]
    assert levels[0] == levels[1]
