"""The statistics table of 2014 and older local tables with the same labels."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

import govdisc_analysis as gd
from govdisc_analysis.forms import read_forms
from govdisc_analysis.forms.labels import read_rows
from tests.forms_shapes import FOLD, gridded, plain

COLUMNS = tomllib.loads((Path(__file__).parent / "data" / "forms_columns.toml").read_text("utf-8"))
HEADINGS = {
    "proactive_total": "一、主动公开情况",
    "proactive_gazette": "(二)通过不同渠道和方式公开政府信息的情况",
    "public_responses": "二、回应解读情况",
    "requests_received": "三、依申请公开情况",
    "agencies_dedicated": "八、机构建设和保障经费情况",
    "meetings": "九、政府信息公开会议和培训情况",
}
ROWS = [row for row in read_rows("indicators.csv") if row["stat2014_label"]]
TRUTH = {row["indicator"]: float(number * 7 % 90) for number, row in enumerate(ROWS)}


def _table() -> list[list[str]]:
    table = [["统计指标", "单位", "统计数"]]
    for row in ROWS:
        if row["indicator"] in HEADINGS:
            table.append([HEADINGS[row["indicator"]], "", ""])
        count = f"{TRUTH[row['indicator']]:.0f}"
        table.append([row["stat2014_label"].translate(FOLD), row["unit"], count])
    return table


@pytest.mark.parametrize("gap", ["\n", " ", "\t", "|", " |\n"])
def test_flattened(gap: str) -> None:
    rows = [gap.join(row) for row in _table()]
    text = "\n".join(["政府信息公开情况统计表", "(2016年度)", *rows, "单位负责人:张三 审核人:李四"])
    forms = read_forms(plain(text))
    assert {cell.key[0]: cell.value for cell in forms.cells} == TRUTH
    assert forms.template == "stat2014"


def test_grid() -> None:
    forms = read_forms(gridded(_table()))
    assert {cell.key[0]: cell.value for cell in forms.cells} == TRUTH
    assert forms.unclaimed == ()


def test_same_word_under_two_headings() -> None:
    rows = [
        ["四、行政复议数量", "件", "3"], ["(一)维持具体行政行为数", "件", "1"],
        ["(二)被依法纠错数", "件", "2"], ["(三)其他情形数", "件", ""],
        ["五、行政诉讼数量", "件", "9"], ["(一)维持具体行政行为或者驳回原告诉讼请求数", "件", "4"],
        ["(二)被依法纠错数", "件", "—"], ["(三)其他情形数", "件", "5"],
    ]  # fmt: skip
    expected = {
        "reviews": (3, "number"), "reviews_upheld": (1, "number"),
        "reviews_corrected": (2, "number"), "reviews_other": (None, "blank"),
        "litigations": (9, "number"), "litigations_upheld": (4, "number"),
        "litigations_corrected": (None, "dash"), "litigations_other": (5, "number"),
    }  # fmt: skip
    for forms in (read_forms(gridded(rows)), read_forms(plain("\n".join(map("\t".join, rows))))):
        assert {c.key[0]: (c.value, c.state) for c in forms.cells} == expected


@pytest.mark.parametrize(
    ("years", "report_year", "expected"),
    [
        (["2014年", "2015年", "2016年"], 2016, 6),
        (["2016年", "2015年", "2014年"], 2016, 3),
        (["2014年", "2015年", "2016年"], 2015, 5),
        (["2012年", "2013年", "2014年"], 2016, None),
        (["2014年", "2015年", "2016年"], None, 6),
    ],
)
def test_of_several_years_the_column_of_the_report(
    years: list[str], report_year: int | None, expected: int | None
) -> None:
    rows = [
        ["指标", *years],
        ["主动公开信息数", "120", "150", "170"],
        ["收到申请数", "3", "5", "6"],
        ["行政复议数", "0", "1", "2"],
    ]
    cells = {cell.key[0]: cell.value for cell in read_forms(gridded(rows), report_year).cells}
    assert cells.get("requests_received") == expected


def test_money_in_the_unit_of_the_codebook() -> None:
    rows = [["七、依申请公开信息收取的费用", "元", "1200"], ["六、举报投诉数量", "件", "0"],
            ["(四)政府信息公开专项经费", "万元", "3.5"]]  # fmt: skip
    forms = read_forms(gridded(rows))
    assert {c.key[0]: (c.value, c.unit) for c in forms.cells} == {
        "complaints": (0, "件"),
        "fees_charged": (0.12, "万元"),
        "funds": (3.5, "万元"),
    }


def test_local_table_of_an_older_report() -> None:
    text = (
        "附表一\n指标名称 单位 数量\n主动公开文件数 条 320\n其中:1.政府网站公开数 条 300\n"
        "收到申请总数 条 7\n其中:1.当面申请数 条 1\n2.传真申请数 条 0\n3.电子邮件申请数 条 6\n"
        "对申请的答复总数 条 7\n其中:1.同意公开答复数 条 5\n行政复议数 件 0\n行政诉讼数 件 1\n"
    )
    assert {c.key[0]: c.value for c in read_forms(plain(text)).cells} == {
        "proactive_total": 320, "proactive_website": 300, "requests_received": 7,
        "requests_in_person": 1, "requests_fax": 0, "requests_online": 6, "requests_answered": 7,
        "requests_disclosed": 5, "reviews": 0, "litigations": 1,
    }  # fmt: skip


@pytest.mark.parametrize("case", COLUMNS["case"], ids=lambda case: case["name"])
def test_columns_and_short_labels(case: dict[str, Any]) -> None:
    rows = [line.split("|") for line in case["rows"].split("\n") if line]
    assert {c.key[0]: c.value for c in read_forms(gridded(rows)).cells} == case["cells"]


def test_what_the_head_took_part_in_is_told_by_the_row_above() -> None:
    table = [
        ["其中:主要负责同志参加次数" if "主要负责同志" in row[0] else row[0], *row[1:]]
        for row in _table()
    ]
    assert sum("主要负责同志" in row[0] for row in table) == 2
    for cleaned in (gridded(table), plain("\n".join("\t".join(row) for row in table))):
        assert {cell.key[0]: cell.value for cell in read_forms(cleaned).cells} == TRUTH


def test_a_lost_row_is_told_where_others_have_its_label() -> None:
    """Both reviews and litigation have rows of this label; one row has no heading."""
    table = [row for row in _table() if "行政诉讼" not in row[0] and "驳回原告" not in row[0]]
    forms = read_forms(plain("\n".join("\t".join(row) for row in table)))
    read = {cell.key[0] for cell in forms.cells if cell.value is not None}
    assert "litigations_corrected" in read or forms.lost


def test_values_in_a_column_may_belong_to_the_rows_above() -> None:
    above = ["(三)其他情形数", "六、举报投诉数量", "件", "件"]
    rows = [
        "(一)召开政府信息公开工作会议或专题会议数",
        "(二)举办各类培训班数",
        "次",
        "次",
        "4",
        "2",
    ]
    head = ["政府信息公开情况统计表", "统计指标 单位 统计数", "五、行政诉讼数量 件 3",
            "(一)维持具体行政行为或者驳回原告诉讼请求数 件 1", "(二)被依法纠错数 件 2",
            "四、行政复议数量 件 5"]  # fmt: skip
    found = read_forms(plain("\n".join([*head, *rows])))
    assert {c.key[0]: c.value for c in found.cells}["meetings"] == 4
    found = read_forms(plain("\n".join([*head, *above, *rows])))
    assert {c.key[0]: c.value for c in found.cells}.get("meetings") is None


def test_a_footers_number_behind_a_label_that_it_touches() -> None:
    rows = [" ".join(row) for row in _table()[:-1]]
    footer = "(三)接受培训人员数备19005116号 网站标识码:8430202993"
    cells = read_forms(plain("\n".join(["政府信息公开情况统计表", *rows, footer]))).cells
    assert 19005116 not in [cell.value for cell in cells]


def test_a_table_that_is_only_a_picture_is_told():
    page = (
        "<h1>石泉县教育局2015年政府信息公开工作年度报告</h1><p>一、概述</p><p>全年公开信息5条。</p>"
        "<p>政府信息公开情况统计表</p><p><img src='a.jpg'></p><p>打印 关闭</p>"
    )
    report = gd.parse_report(page.encode(), name="a.html")
    assert [n for n in report.notes if "statistics table" in n.message and n.severity == "warning"]
    plain = gd.parse_report(page.replace("政府信息公开情况统计表", "").encode(), name="a.html")
    assert not [n for n in plain.notes if "statistics table" in n.message]


def test_a_row_of_two_ways_is_neither_of_them() -> None:
    rows = ["主动公开文件数 条 9", "受理依申请公开信息总数 条 4", "1、当面申请数 条 0"]
    rows += ["2、网上申请数 条 2", "3、信函、传真申请数 条 2", "对申请的答复总数 条 4"]
    rows += ["1、同意公开答复数 条 4", "行政复议数 件 1", "行政诉讼数 件 0"]
    text = "\n".join(["2014年政府信息公开情况统计表", "指标名称 计量单位 统计数", *rows])
    found = {cell.key[0]: cell.value for cell in read_forms(plain(text)).cells}
    assert found["requests_online"] == 2 and found["requests_answered"] == 4
    assert found.get("requests_fax") is None and found.get("requests_letter") is None


def test_two_columns_without_anything_between_them_are_unreadable() -> None:
    head = "2015年政府信息公开情况统计表 指标名称计量单位2015年度历年累计"
    rows = "主动公开文件数条294981916其中:1、政府网站公开数条2949819162、政府公报公开数条00"
    rows += "受理依申请公开信息总数条01其中:1、当面申请数条002、网上申请数条003、信函申请数条01"
    rows += "对申请的答复总数条01其中:1、同意公开答复数条012、同意部分公开答复数条00"
    rows += "行政复议数件00行政诉讼数件00"
    found = {cell.key[0]: cell for cell in read_forms(plain(head + rows)).cells}
    assert found["proactive_website"].state == found["requests_answered"].state == "unreadable"
    assert not any(cell.value for cell in found.values())
    assert found["reviews"].value == 0
