"""The benchmark of prose: what is counted, the rivals, and the section that it writes."""

from pathlib import Path

import pytest

from benchmarks import prose
from benchmarks.prose_documents import Document, Told, Truth, simulated
from benchmarks.prose_tally import Counts, add_up
from benchmarks.rivals import nearest_noun, place_names, problem_words
from tests.heldout import measure

TRUTH = Truth(
    figures={("requests_received", 12.0): (12.0, 12.0), ("proactive_total", 100.0): (100.0, 199.0)},
    optional=[("trainings", 2.0)],
    identity={"agency": ["合肥市教育局"], "county": [""], "year": ["2019"]},
    problems=[("更新不够及时", frozenset({"timeliness"}), frozenset())],
    is_longer_name_right=False,
)
TOLD = Told(
    figures={
        ("requests_received", 12.0): (12.0, 12.0),
        ("proactive_total", 100.0): (100.0, 100.0),
        ("trainings", 2.0): (2.0, 2.0),
        ("reviews", 3.0): (3.0, 3.0),
    },
    identity={"agency": "教育局", "year": "2019"},
    problems=[("一是更新不够及时", frozenset({"timeliness", "staffing_and_skills"}))],
    refusals=["date", "date"],
)


def test_what_is_counted() -> None:
    document = Document(("all",), TRUTH, {"govdisc": TOLD, "rival": Told({}, {}, ())})
    sums, reasons, reports = add_up([document])
    ours = {(question, name): n for (_, who, question, name), n in sums.items() if who == "govdisc"}
    assert ours["figures", ""] == Counts(2, 3, 2)
    assert ours["interval", ""] == Counts(0, 1, 1)
    assert ours["field", "agency"] == Counts(0, 1, 1)
    assert ours["field", "county"] == Counts(1, 0, 1)
    assert ours["problem", ""] == Counts(1, 1, 1)
    assert ours["category", ""] == Counts(1, 2, 1)
    assert sums["all", "rival", "figures", ""] == Counts(0, 0, 2)
    assert reasons["all"] == {"date": 2}
    assert reports == {"all": 1}


def test_the_rivals_are_fair_on_plain_text() -> None:
    text = "合肥市教育局2019年政府信息公开年度报告\n全年主动公开政府信息1,200条，收到申请三件。"
    assert nearest_noun.read(text) == {"proactive_total": 1200.0, "requests_received": 3.0}
    assert place_names.read(text)["province"] == "安徽省"
    ((clause, codes),) = problem_words.read("三、存在的问题。\n更新不及时。")
    assert (clause, codes) == ("更新不及时", frozenset({"timeliness"}))


def test_a_simulated_report_is_read_by_both(tmp_path: Path) -> None:
    documents = list(simulated(tmp_path, 6, 4, ("simulated",)))
    assert len(documents) == 6
    assert all({"govdisc", "rival"} == set(document.told) for document in documents)
    assert any(document.truth.figures for document in documents)
    assert any(group.startswith("template: ") for group in documents[0].groups)


def test_the_held_out_set_is_counted_as_its_own_test_counts() -> None:
    sums, _, _ = add_up(prose.held_out("b", ("b",)))
    ours = sums["b", "govdisc", "problem", ""]
    found = measure("b")
    assert ours.right == found.problems.right
    assert ours.true == found.problems.right + found.problems.missing
    figures = sums["b", "govdisc", "figures", ""]
    assert figures.true == found.indicators.right + found.indicators.missing


def test_the_section(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "accuracy.md"
    assert prose.main(["--reports", "3", "--out", str(page)]) == 0
    text = page.read_text(encoding="utf-8")
    assert text.count("<!-- prose:begin -->") == text.count("<!-- prose:end -->") == 1
    assert "nan" not in text
    assert capsys.readouterr().out.strip() in text
    chinese = page.with_stem("accuracy_zh").read_text(encoding="utf-8")
    assert chinese.startswith("# 准确度")
    assert [line.count("|") for line in chinese.splitlines() if "|" in line] == [
        line.count("|") for line in text.splitlines() if "|" in line
    ]
