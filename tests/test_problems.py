"""Problems of a report: which statements, where, and what about."""

import csv
import re
import tomllib
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from govdisc_analysis.codebook import load_patterns
from govdisc_analysis.models import Problem
from govdisc_analysis.parse import parse_report
from govdisc_analysis.problems import read_problems
from govdisc_analysis.problems.coding import code_clause, code_problem
from govdisc_analysis.problems.rules import load_wordings
from govdisc_analysis.sections import find_sections

DATA = Path(__file__).parent / "data"
BOOK = files("govdisc_analysis") / "codebook"
CODES = {
    "D": "depth_of_content",
    "T": "timeliness",
    "F": "form_and_channel_variety",
    "I": "interpretation_quality",
    "R": "request_handling",
    "S": "staffing_and_skills",
    "M": "institutions_and_coordination",
    "A": "awareness_and_attention",
    "P": "platform_and_technology",
    "V": "supervision_and_assessment",
    "C": "public_participation_and_response",
    "N": "standardisation_and_format",
}
Wanted = list[tuple[str, set[str], set[str]]]


def load_cases(name: str) -> list[tuple[str, Wanted]]:
    rows = tomllib.loads((DATA / name).read_text(encoding="utf-8"))["case"]
    return [(row["text"], [_wanted(line) for line in row["want"]]) for row in rows]


def _wanted(line: str) -> tuple[str, set[str], set[str]]:
    """A phrase of the statement, its categories, and those that are right either way."""
    phrase, codes, also = [*line.split("|"), ""][:3]
    true = {CODES[code] for code in codes if code != "-"}
    return phrase, true, {CODES[code] for code in also}


def read(text: str) -> tuple[Problem, ...]:
    return read_problems(text, find_sections(text))


def score(cases: list[tuple[str, Wanted]]) -> dict[str, float]:
    """Recall, precision, share of reports with the exact number, micro-averaged category F1."""
    hit = missed = extra = exact = both = only_got = only_want = 0
    for text, wanted in cases:
        left = list(read(text))
        exact += len(left) == len(wanted)
        for phrase, codes, also in wanted:
            found = next((problem for problem in left if phrase in problem.text), None)
            got = {category for category, _ in found.categories} if found else set()
            hit, missed = hit + bool(found), missed + (not found)
            both, only_got = both + len(got & codes), only_got + len(got - codes - also)
            only_want += len(codes - got)
            if found:
                left.remove(found)
        extra += len(left)
        only_got += sum(len(problem.categories) for problem in left)
    return {
        "recall": hit / (hit + missed),
        "precision": hit / (hit + extra),
        "exact": exact / len(cases),
        "f1": 2 * both / (2 * both + only_got + only_want),
    }


@pytest.mark.parametrize(
    ("name", "floor"),
    [
        ("problems_looked_at.toml", {"recall": 0.95, "precision": 0.95, "exact": 0.9, "f1": 0.92}),
        ("problems_wordings.toml", {"recall": 0.95, "precision": 0.92, "exact": 0.8, "f1": 0.85}),
        ("problems_held_back.toml", {"recall": 0.9, "precision": 0.9, "exact": 0.75, "f1": 0.82}),
        ("problems_sections.toml", {"recall": 0.97, "precision": 0.95, "exact": 0.88, "f1": 0.89}),
        ("problems_voices.toml", {"recall": 0.96, "precision": 0.93, "exact": 0.87, "f1": 0.86}),
    ],
)
def test_accuracy_stays(name: str, floor: dict[str, float]) -> None:
    reached = score(load_cases(name))
    assert all(reached[key] >= least for key, least in floor.items()), reached


@pytest.mark.parametrize(
    "name",
    [
        "problems_looked_at.toml",
        "problems_held_back.toml",
        "problems_wordings.toml",
        "problems_sections.toml",
        "problems_voices.toml",
    ],
)
def test_every_problem_shows_its_text_and_cue(name: str) -> None:
    for text, _ in load_cases(name):
        problems = read(text)
        assert list(problems) == sorted(problems, key=lambda problem: problem.start)
        for problem in problems:
            assert text[problem.start : problem.end] == problem.text
            for _, cue in problem.categories:
                assert cue in problem.text
            names = [category for category, _ in problem.categories]
            assert len(names) == len(set(names))


def _cue_rows(name: str = "cue") -> list[dict[str, Any]]:
    return load_patterns("problems/categories.toml")[name]  # type: ignore[no-any-return]


@pytest.mark.parametrize("row", _cue_rows(), ids=lambda row: row["category"])
def test_cues_of_categories(row: dict[str, Any]) -> None:
    for example in row["hits"]:
        assert row["category"] in dict(code_clause(example)), example
    for example in row["misses"]:
        assert row["category"] not in dict(code_clause(example)), example


@pytest.mark.parametrize("row", _cue_rows("topic"), ids=lambda row: row["category"])
def test_topics_decide_where_no_cue_does(row: dict[str, Any]) -> None:
    for example in row["hits"]:
        assert [category for category, _ in code_problem(example)] == [row["category"]], example
    for example in row["misses"]:
        assert row["category"] not in dict(code_problem(example)), example


def test_categories_are_those_of_the_codebook() -> None:
    lines = (BOOK / "problem_categories.csv").read_text(encoding="utf-8").splitlines()
    codes = [row["category"] for row in csv.DictReader(lines)]
    assert {row["category"] for row in _cue_rows()} == set(codes) == set(CODES.values())
    assert sorted(row["category"] for row in _cue_rows("topic")) == sorted(codes)


def _wordings() -> Iterator[tuple[str, dict[str, Any]]]:
    yield from load_patterns("problems/statements.toml").items()


@pytest.mark.parametrize(("name", "row"), list(_wordings()))
def test_wordings(name: str, row: dict[str, Any]) -> None:
    searched = {
        "lack",
        "framed",
        "side",
        "generic",
        "consequence_end",
        "confession",
        "plain",
        "because",
        *("aspects", "turn", "there", "is_problem", "points_on"),
    }
    pattern = re.compile(row["pattern"])
    find = pattern.search if name in searched else pattern.match
    assert row["hits"] and row["misses"]
    for example in row["hits"]:
        assert find(example), example
    for example in row["misses"]:
        assert not find(example), example


def _marks() -> Iterator[dict[str, Any]]:
    data = load_patterns("problems/marks.toml")
    yield from [*data["mark"], *data["around"].values()]


@pytest.mark.parametrize("row", list(_marks()), ids=lambda row: row["hits"][0])
def test_marks(row: dict[str, Any]) -> None:
    pattern = re.compile(row["pattern"])
    assert row["hits"] and row["misses"]
    assert [hit for hit in row["hits"] if not pattern.search(hit)] == []
    assert [miss for miss in row["misses"] if pattern.fullmatch(miss)] == []


def test_starts_of_lacks_are_complete() -> None:
    plain = re.compile(dict(_wordings())["lack"]["pattern"])
    quick = load_wordings().lack
    for path in DATA.glob("problems_*.toml"):
        for line in path.read_text(encoding="utf-8").splitlines():
            for clause in re.split("[，,。]", line):
                found = [hit.span() for hit in quick.finditer(clause)]
                assert found == [hit.span() for hit in plain.finditer(clause)], clause


@pytest.mark.parametrize(
    "text",
    [
        "六、存在的问题\n无",
        "五、存在的主要问题及改进情况\n本单位不存在问题。",
        "一、概述\n公开20条。\n二、改进措施\n加强学习，解决更新不及时的问题。",
        "一、监督保障\n对检查中发现的问题及时整改。",
        "",
    ],
)
def test_no_problem_no_row(text: str) -> None:
    assert read(text) == ()


def test_rows_of_a_form_below_the_chapter_are_no_problems():
    rows = ["统计指标\t单位\t统计数", "(一)收到申请数\t件\t", "1.当面申请数\t件\t"]
    text = "某县教育局2016年政府信息公开年度报告\n一、存在的问题\n公开不够及时。\n"
    report = parse_report(text + "\n".join([*rows, "2.传真申请数\t件\t", "3.网络申请数\t件\t0"]))
    assert [problem.text for problem in report.problems] == ["公开不够及时"]


def test_a_sentence_cut_behind_a_word_of_lack_goes_on_in_the_next_line():
    text = (
        "五、存在的主要问题及改进情况\n"
        "总结我局本年度政府信息公开工作,公开信息数量明显增加,\n"
        "一是队伍建设还要改进。信息公开的业务骨干仍然多以兼职\n"
        "为主,人员总体不够稳定。\n"
    )
    told = [problem.text for problem in read(text)]
    assert told == ["队伍建设还要改进。信息公开的业务骨干仍然多以兼职\n为主,人员总体不够稳定"]


def test_titles_before_the_remedies_are_problems_where_their_chapter_is_lost():
    text = """某县教育局2022年政府信息公开工作年度报告
一、总体情况
2022年,我局主动公开政府信息120条。
1、解读的形式有待丰富
以文字为主,图表偏少。
2、公开不够及时
部分科室报送滞后。
(二)改进情况
1、加强培训。
"""
    told = [problem.text.split("\n")[0] for problem in read(text)]
    assert told == ["解读的形式有待丰富", "公开不够及时"]
    assert read(text.replace("(二)改进情况", "(二)监督保障")) == ()
    for topic in ("专兼职人员情况", "没有其他需要报告的事项", "加强薄弱环节", "补短板、强弱项"):
        told = read(text.replace("公开不够及时", topic).replace("部分科室报送滞后", "依法办理"))
        assert told == (), topic


def test_a_heading_on_problems_is_none_itself_where_last_year_s_stand_below_it():
    text = """五、存在的主要问题及改进情况
上年问题整改情况:针对上年解读偏少的问题,今年发布解读12篇。
2022年,我局仍存在以下不足:一是公开内容不够全面;二是部分信息更新不及时。
六、其他需要报告的事项
无。
"""
    assert [problem.text for problem in read(text)] == ["公开内容不够全面", "部分信息更新不及时"]


def test_the_form_of_disclosure_is_a_problem_beside_another():
    text = "五、存在的主要问题\n仍存在依申请公开办理质量不高,公开形式较为单一等不足。\n"
    told = [problem.text for problem in read(text)]
    assert told == ["依申请公开办理质量不高", "公开形式较为单一"]
    text = "五、存在的主要问题\n仍存在解读深度不够,图表化产品偏少等不足。\n"
    assert [problem.text for problem in read(text)] == ["解读深度不够,图表化产品偏少"]


def test_an_announcement_that_a_full_stop_ends() -> None:
    text = (
        "清河县教育局2016年政府信息公开工作年度报告\n六、主要问题和改进措施\n"
        "工作取得了明显进展,但仍存在一些不足和薄弱环节。主要是公开工作主动性仍待提高,"
        "信息人员队伍建设仍有欠缺,信息公开更新不够及时等问题。2017年,我们将加以改进。"
    )
    report = parse_report(text)
    assert [problem.text for problem in report.problems] == [
        "公开工作主动性仍待提高",
        "信息人员队伍建设仍有欠缺",
        "信息公开更新不够及时",
    ]
