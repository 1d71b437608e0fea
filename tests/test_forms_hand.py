"""Shapes of forms that no generator made, and rows that lost their blanks."""

import random
import re
import tomllib
from pathlib import Path

import pytest
from opencc import OpenCC

from govdisc_analysis.clean import clean_document
from govdisc_analysis.forms import Forms, read_forms
from govdisc_analysis.forms.labels import read_rows
from govdisc_analysis.forms.linear import may_hold_form
from govdisc_analysis.forms.lost import find_lost
from govdisc_analysis.forms.search import left_vectors
from govdisc_analysis.forms.slots import Place, find_windows
from govdisc_analysis.models import Document
from govdisc_analysis.read import read_documents
from tests.forms_shapes import (
    APPLICANTS,
    HEADER,
    Truth,
    flat,
    gridded,
    labels,
    make_requests,
    plain,
)

CASES = tomllib.loads((Path(__file__).parent / "data" / "forms_hand.toml").read_text("utf-8"))


def _values(forms: Forms) -> dict[tuple[str, ...], float | None]:
    return {cell.key: cell.value for cell in forms.cells}


def _rows(truth: Truth, template: str) -> list[list[str]]:
    return [
        [label, *(str(truth[item, who]) for who in APPLICANTS)] for item, label in labels(template)
    ]


@pytest.mark.parametrize("case", CASES["case"], ids=lambda case: case["name"])
def test_written_by_hand(case: dict[str, str]) -> None:
    expected = {}
    for line in case["cells"].split("\n"):
        if line:
            key, _, value = line.rpartition(" ")
            expected[tuple(key.split("/"))] = None if value == "~" else float(value)
    assert _values(read_forms(plain(case["text"]))) == expected


def test_rows_on_one_line_without_a_header() -> None:
    truth = make_requests(60, "form2021")
    rows = [" ".join(row) for row in _rows(truth, "form2021")]
    assert _values(read_forms(plain("\n".join(rows)))) == truth
    assert _values(read_forms(plain(" ".join(rows)))) == truth
    thousands = [re.sub(r"\b(\d)(\d{3})\b", r"\1,\2", row) for row in rows]
    assert _values(read_forms(plain("\n".join(thousands)))) == truth


def test_two_halves_side_by_side() -> None:
    truth = make_requests(61, "form2021")
    rows: list[list[str]] = _rows(truth, "form2021")
    half = len(rows) // 2 + 1
    right = [*rows[half:], *[[""] * 8] * (2 * half - len(rows))]
    pairs = [[*one, *other] for one, other in zip(rows[:half], right, strict=True)]
    forms = read_forms(gridded(pairs))
    assert _values(forms) == truth
    assert {cell.reading for cell in forms.cells} == {"grid"}


def test_undivided_column_is_unclaimed() -> None:
    table = [
        ["", "自然人", "法人或其他组织", "总计"],
        ["一、本年新收政府信息公开申请数量", "5", "2", "7"],
        ["二、上年结转政府信息公开申请数量", "0", "0", "0"],
        ["四、结转下年度继续办理", "5", "3", "8"],
    ]
    forms = read_forms(gridded(table))
    assert _values(forms)["new_received", "natural_person"] == 5
    assert _values(forms)["carried_out", "total"] == 8
    assert [cell.text for cell in forms.unclaimed] == ["2", "0", "3"]
    assert any("not divided" in note.message for note in forms.notes)


def test_traditional_script() -> None:
    truth = make_requests(62, "form2019")
    lines = [
        "某某縣2019年政府信息公開工作年度報告",
        *HEADER,
        *(" ".join(row) for row in _rows(truth, "form2019")),
    ]
    source = OpenCC("s2t").convert("\n".join(lines)).encode()
    document = next(iter(read_documents(source, "a.txt")))
    assert isinstance(document, Document)
    assert _values(read_forms(clean_document(document))) == truth


def _thin(seed: int, template: str) -> Truth:
    """A table like most: few numbers, of natural persons and firms."""
    rng = random.Random(seed)
    ends = {"new_received", "carried_in", "processed_total", "carried_out"}
    truth: Truth = {}
    for share, who in zip((0.6, 0.15, 0.0, 0.0, 0.0, 0.0), APPLICANTS[:6], strict=True):
        column = {i: int(rng.random() < share) * rng.randint(1, 60) for i, _ in labels(template)}
        done, out = sum(n for i, n in column.items() if i not in ends), rng.choice([0, 1])
        carried = min(done + out, rng.choice([0, 1]))
        column |= {"processed_total": done, "carried_out": out, "carried_in": carried}
        column["new_received"] = done + out - carried
        truth |= {(item, who): count for item, count in column.items()}
    for item, _ in labels(template):
        truth[item, "total"] = sum(truth[item, who] for who in APPLICANTS[:6])
    return truth


@pytest.mark.parametrize("template", ["form2019", "form2021"])
@pytest.mark.parametrize("seed", range(70, 76))
def test_lost_blanks_are_proved_or_left(seed: int, template: str) -> None:
    truth = _thin(seed, template)
    lines = []
    for item, label in labels(template):
        counts = [truth[item, who] for who in APPLICANTS]
        is_whole = item in ("new_received", "processed_total")
        lines.append(" ".join([label, *(str(n) for n in counts if n or is_whole)]))
    text = "\n".join([" ".join(HEADER), *lines])
    forms = read_forms(plain(text))
    assert set(_values(forms)) <= set(truth)
    for cell in forms.cells:
        assert cell.value is None or cell.value == truth[cell.key[0], cell.key[1]]
    totals = [c for c in forms.cells if c.key[1] == "total" and truth[c.key[0], "total"]]
    assert all(cell.value for cell in totals)
    inner = [c for c in forms.cells if c.key[1] != "total" and c.value]
    assert len(inner) > 6


@pytest.mark.parametrize("gap", ["\n", " |\n", "\t", " "])
def test_blanks_that_keep_a_trace(gap: str) -> None:
    truth = _thin(80, "form2021")
    pad = " | | |\n" if gap == " |\n" else "\n"
    forms = read_forms(plain(flat(truth, "form2021", gap, line=pad, zero="")))
    assert {key for key, value in _values(forms).items() if value} == {
        key for key, count in truth.items() if count
    }
    assert not any(cell.state == "unreadable" for cell in forms.cells)


def test_rows_must_agree_on_their_cells() -> None:
    text = "甲\n1\n\n1\n乙\n\n2\n2\n丙\n3\n\n\n\n3\n"
    places = [Place("t", 3, text.index(c) + 1, text.find("乙丙"[i]) if i < 2 else len(text), ())
              for i, c in enumerate("甲乙丙")]  # fmt: skip
    assert find_windows(text, places) == {}
    found = find_windows(text, [places[0], places[1], places[1]])
    assert [(w.style, w.count) for w in found.values()] == [("line", 3)]


def test_search_is_silent_on_a_contradiction() -> None:
    domains = {"a": [(1.0, 0.0), (0.0, 1.0)], "b": [(2.0, 0.0)]}
    assert left_vectors(domains, [(("a", 1), ("b", -1))]) == {}


@pytest.mark.parametrize("case", CASES["case"], ids=lambda case: case["name"])
def test_first_look_lets_forms_through(case: dict[str, str]) -> None:
    assert may_hold_form(case["text"])


def test_first_look_stops_prose() -> None:
    prose = (
        "全年主动公开政府信息272条,其中政府网站公开200条。收到政府信息公开申请5件,均已按时答复,"
        "其中予以公开3件。未发生行政复议、行政诉讼。开展培训2次,120人参加。"
    )
    assert not may_hold_form(prose)
    assert read_forms(plain(prose)).cells == ()


def test_every_first_word_is_of_a_form() -> None:
    known = " ".join(row["label"] for row in read_rows("forms/labels.csv")) + HEADER[0]
    assert [row["word"] for row in read_rows("forms/anchors.csv") if row["word"] not in known] == []


def test_labels_counted_in_a_sentence_are_no_table_that_was_lost() -> None:
    told = (
        "制发规范性文件0件,行政许可事项7项,办理行政许可112件;"
        "其他对外管理服务事项23项;行政处罚3件,罚没款1.2万元;政府集中采购项目5个。"
    )
    rows = "规章\n规范性文件\n行政许可\n其他对外管理服务事项\n行政处罚\n行政强制\n政府集中采购\n"
    assert not find_lost({}, told)
    assert find_lost({}, rows)


def test_outcomes_in_clauses_are_no_table_though_applicants_are_named() -> None:
    told = (
        "依申请公开。新收申请38件(自然人36件,法律服务机构2件),结转上年1件;办结36件:予以公开9件、"
        "部分公开2件、不予公开5件(执法案卷3件、过程性信息2件)、无法提供6件、不予处理4件"
        "(信访投诉类3件、重复申请1件)、其他处理10件。结转下年3件。"
    )
    assert not read_forms(plain(told)).cells


def test_items_of_section_two_in_a_sentence_are_no_blank_cells() -> None:
    told = (
        "第二十条第（一）项：规章本年制发0件、废止0件、现行有效0件；行政规范性文件本年制发3件、"
        "废止1件、现行有效17件。第（五）项：行政许可本年处理决定数量356件。"
        "第（六）项：行政处罚23件，行政强制2件。第（八）项：行政事业性收费12.5万元。"
    )
    assert not read_forms(plain(told)).cells
    assert not find_lost({}, told)
