"""Synthetic corpora: the same bytes each time, and a truth that the documents bear out."""

import re
import zipfile
from pathlib import Path
from random import Random

import pandas as pd
import pytest

from govdisc_analysis.read.rtf import read_rtf
from govdisc_analysis.simulate import FORMATS, NOISES, TEMPLATES, simulate_corpus
from govdisc_analysis.simulate.identities import broken, prove_zeros
from govdisc_analysis.simulate.library import toml
from govdisc_analysis.simulate.model import Value
from govdisc_analysis.simulate.numbers import (
    NumberStyle,
    approximate_phrase,
    exact_phrase,
    in_chinese,
    in_style,
)
from govdisc_analysis.simulate.render_text import marker
from tests.shared import ROOT

PLAIN = dict.fromkeys(NOISES, 0.0)
TEXT = {"txt_lines": 1.0}


def tables(folder: Path) -> dict[str, pd.DataFrame]:
    truth = folder / "truth"
    return {
        path.stem: pd.read_csv(path, dtype=str, keep_default_na=False)
        for path in truth.glob("*.csv")
    }


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("sim")
    simulate_corpus(out, reports=80, seed=2, errors=0.3)
    return out


def test_every_document_is_in_the_truth(corpus: Path) -> None:
    listed = set(tables(corpus)["documents"]["source_path"])
    found = set()
    for name, content in files(corpus / "raw").items():
        if name.endswith(".zip"):
            with zipfile.ZipFile(corpus / "raw" / name) as archive:
                found |= {f"{name}/{member}" for member in archive.namelist()}
        else:
            found.add(name)
            assert content
    assert found == listed and len(listed) == 80
    assert all(Path(name).name.startswith("sim_") for name in listed)


def test_same_seed_same_bytes_other_seed_others(corpus: Path, tmp_path: Path) -> None:
    simulate_corpus(tmp_path / "a", reports=80, seed=2, errors=0.3)
    simulate_corpus(tmp_path / "b", reports=8, seed=3)
    assert files(tmp_path / "a") == files(corpus)
    first = sorted(files(tmp_path / "b"))[0]
    assert files(tmp_path / "b")[first] != files(corpus).get(first)


@pytest.mark.parametrize("look", [name for name in FORMATS if name != "zip"])
def test_each_format_is_made_and_marked(look: str, tmp_path: Path) -> None:
    simulate_corpus(tmp_path, reports=2, seed=4, formats={look: 1.0}, noises={})
    for name, content in files(tmp_path / "raw").items():
        if look.startswith(("docx", "xlsx", "pdf")):
            assert content.startswith(b"%PDF" if "pdf" in look else b"PK")
            continue
        encoding = {"html_gb18030": "gb18030", "txt_gb18030": "gb18030", "html_big5": "big5"}
        text = content.decode(encoding.get(look, "utf-8"))
        if look == "rtf":
            text = read_rtf(content, name).text
        assert look == "html_big5" or marker() in text, name


def test_docx_tells_that_it_is_synthetic(tmp_path: Path) -> None:
    import docx

    simulate_corpus(tmp_path, reports=1, seed=4, formats={"docx": 1.0})
    (path,) = (tmp_path / "raw").rglob("*.docx")
    document = docx.Document(str(path))
    assert document.core_properties.comments == marker()
    assert document.paragraphs[-1].text == marker()


@pytest.mark.parametrize("template", TEMPLATES)
def test_each_template_alone(template: str, tmp_path: Path) -> None:
    simulate_corpus(tmp_path, reports=4, seed=5, templates={template: 1.0}, formats=TEXT)
    truth = tables(tmp_path)
    assert set(truth["documents"]["variant"]) == {template}
    has_form = template.startswith(("form", "hybrid"))
    assert has_form == (len(truth["requests"]) > 0)
    assert (template == "stat2014") == ("table" in set(truth["indicators"]["origin"]))
    items = set(truth["requests"]["item"])
    if has_form:
        one_row = template in ("form2019", "hybrid_one_other")
        assert ("other" in items, "other.other" in items) == (one_row, not one_row)


def test_the_text_says_each_figure_of_the_truth(tmp_path: Path) -> None:
    simulate_corpus(tmp_path, reports=25, seed=6, formats=TEXT, noises={}, errors=0)
    truth = tables(tmp_path)
    paths = dict(truth["reports"][["report_id", "source_path"]].itertuples(index=False))
    texts = {key: (tmp_path / "raw" / path).read_text("utf-8") for key, path in paths.items()}
    for row in truth["indicators"].itertuples():
        assert row.quote in texts[row.report_id], row
    for row in truth["problems"].itertuples():
        assert row.text in texts[row.report_id], row
    for row in truth["reports"].itertuples():
        assert row.agency in texts[row.report_id] and row.province in texts[row.report_id]


def test_clean_reports_keep_every_identity_and_carry_over(tmp_path: Path) -> None:
    simulate_corpus(tmp_path, reports=60, seed=7, formats=TEXT, noises={}, errors=0)
    truth = tables(tmp_path)
    assert truth["checks"].empty
    requests = truth["requests"].merge(truth["reports"][["report_id", "agency", "year"]])
    totals = requests[requests["applicant"] == "total"]
    known = totals.set_index(["agency", "year", "item"])["count"].astype(float)
    assert not known.index.duplicated().any()
    pairs = 0
    for (agency, year, item), count in known.items():
        after = (agency, str(int(year) + 1), "carried_in")
        if item == "carried_out" and after in known.index:
            assert known[after] == count
            pairs += 1
    assert pairs > 5


def test_planted_errors_are_in_the_checks(tmp_path: Path) -> None:
    shares = {"form2021": 1.0, "stat2014": 1.0}
    simulate_corpus(tmp_path, reports=60, seed=8, errors=1.0, templates=shares, formats=TEXT)
    truth = tables(tmp_path)
    merged = truth["checks"].merge(truth["reports"][["report_id", "source_path"]])
    planted = truth["documents"][truth["documents"]["errors"] != ""]
    assert len(planted) > 25
    assert set(planted["source_path"]) <= set(merged["source_path"])
    assert {"requests.applicant_sum", "narrative.requests_vs_form"} <= set(merged["check"])


def test_blank_cells_are_never_numbers(tmp_path: Path) -> None:
    noises = {"blank_cells": 1.0}
    shares = {"form2021": 1.0}
    simulate_corpus(
        tmp_path, reports=20, seed=9, templates=shares, formats=TEXT, noises=noises, errors=0
    )
    cells = tables(tmp_path)["requests"]
    assert {"blank", "implied_zero", "number"} <= set(cells["state"])
    assert set(cells.loc[cells["state"] == "blank", "count"]) == {""}
    assert set(cells.loc[cells["state"] == "implied_zero", "count"]) == {"0"}


def test_lost_cells_are_unreadable_unless_the_row_is_whole(tmp_path: Path) -> None:
    shares = {"form2021": 1.0}
    simulate_corpus(
        tmp_path, reports=20, seed=9, templates=shares, formats={"txt_dropped": 1.0}, errors=0
    )
    cells = tables(tmp_path)["requests"]
    assert "unreadable" in set(cells["state"])
    assert set(cells.loc[cells["state"] == "unreadable", "count"]) == {""}


def _row(parts: list[float | None], total: float | None) -> list[Value]:
    names = ("upheld", "corrected", "other", "pending", "total")
    return [
        Value("redress", "", ("reconsideration", name), "", number, "number")
        if number is not None
        else Value("redress", "", ("reconsideration", name), "", None, "blank")
        for name, number in zip(names, [*parts, total], strict=True)
    ]


@pytest.mark.parametrize(
    ("parts", "total", "states"),
    [
        ([2, None, None, None], 2, ["number", *["implied_zero"] * 3, "number"]),
        ([2, None, None, None], 3, ["number", *["blank"] * 3, "number"]),
        ([None] * 4, None, ["blank"] * 5),
        ([None] * 4, 0, [*["implied_zero"] * 4, "number"]),
        ([2, None, None, None], None, ["number", *["blank"] * 4]),
    ],
)
def test_arithmetic_proves_zeros(
    parts: list[float | None], total: float | None, states: list[str]
) -> None:
    assert [value.state for value in prove_zeros(_row(parts, total))] == states


def test_broken_sums_are_named_and_missing_sides_are_not() -> None:
    assert [p.check for p in broken(_row([1, 0, 0, 0], 2))] == ["redress.result_sum"]
    assert broken(_row([1, 0, 0, 0], 1)) == []
    assert broken(_row([1, None, 0, 0], 2)) == []


@pytest.mark.parametrize("number", [23, 99, 104, 650, 1618, 4999, 27654, 88123])
def test_approximate_numbers_hold_the_number_that_they_stand_for(number: int) -> None:
    for seed in range(40):
        phrase = approximate_phrase(number, NumberStyle(), Random(seed))
        assert phrase.approximate and phrase.lower <= number <= phrase.upper, phrase


def test_number_styles() -> None:
    rng = Random(1)
    assert in_style(1234567, NumberStyle(thousands=","), rng) == "1,234,567"
    assert in_style(-12, NumberStyle(wide=True), rng) == "-１２"
    assert re.fullmatch(r"\d+ \d+", in_style(1234, NumberStyle(spaced=True), rng))
    assert exact_phrase(120, NumberStyle(), rng, chinese=True).text == "一百二十"
    assert [in_chinese(n) for n in (1, 11, 20, 101, 110, 999)] == [
        "一", "十一", "二十", "一百零一", "一百一十", "九百九十九",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "wrong",
    [
        {"reports": 0},
        {"errors": 2.0},
        {"years": (2020, 2010)},
        {"templates": {"form1999": 1.0}},
        {"formats": {"html": -1.0}},
        {"formats": {"html": 0.0}},
        {"templates": {"form2021": 1.0}, "years": (2008, 2012)},
    ],
)
def test_senseless_parameters_stop_at_once(wrong: dict, tmp_path: Path) -> None:
    with pytest.raises(ValueError):
        simulate_corpus(tmp_path / "out", **{"reports": 3, "seed": 1, **wrong})
    assert not (tmp_path / "out").exists()


def test_what_is_printed_is_used():
    code = "".join(
        path.read_text(encoding="utf-8")
        for path in (ROOT / "govdisc_analysis" / "simulate").glob("*.py")
    )
    for name in ("printed", "pages"):
        for key, value in toml(name).items():
            for entry in (key, *(value if isinstance(value, dict) else ())):
                assert f'"{entry}"' in code, f"{name}: {entry}"
