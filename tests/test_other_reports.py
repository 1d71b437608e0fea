"""A document with several reports: the first is read, and the others are told."""

import re

import pytest

import govdisc_analysis as gd
from govdisc_analysis.codebook import load_patterns

RULE = load_patterns("cleaning.toml")["report_title"]
BODY = """一、主动公开情况
全年主动公开政府信息{total}条。其中网站公开{part}条。
二、依申请公开情况
收到申请{asked}件。均已按时答复。
三、存在的问题
公开内容不够全面。
"""
FIRST = "清河县教育局2015年政府信息公开工作年度报告\n" + BODY.format(total=120, part=80, asked=3)
BODY_TWO = BODY.format(total=450, part=300, asked=9)


def figures(text: str) -> list[tuple[str, float | None]]:
    report = gd.parse_report(text, name="a.txt")
    return [(figure.indicator, figure.value) for figure in report.figures]


@pytest.mark.parametrize(
    "title",
    [
        "清河县教育局2016年政府信息公开工作年度报告",
        "二〇一六年度政府信息公开工作总结",
        "清河县水务局2015年政府信息公开年报",
        "清河学院2015-2016学年信息公开年度报告",
        "清河县水务局\n2016年政府信息公开年报",
    ],
)
def test_the_first_of_several_reports_is_read(title):
    report = gd.parse_report(f"{FIRST}\n{title}\n{BODY_TWO}", name="a.txt")
    assert figures(f"{FIRST}\n{title}\n{BODY_TWO}") == figures(FIRST)
    assert (report.identity.agency, report.identity.year) == ("清河县教育局", 2015)
    assert report.status == "partial" and "another report begins" in report.message
    assert len(report.problems) == 1
    (note,) = [note for note in report.notes if "another report" in note.message]
    assert note.stage == "clean.cut_other_reports" and note.start == FIRST.count("") + title.find(
        title.splitlines()[-1]
    )


@pytest.mark.parametrize(
    "text",
    [
        f"{FIRST}相关链接\n2014年政府信息公开工作年度报告\n2013年政府信息公开工作年度报告\n",
        f"{FIRST}清河县教育局2014年政府信息公开工作年度报告\n本站内容由本局提供。转载请注明。欢迎监督。\n",
        f"2018年政府信息公开工作年度报告\n2017年政府信息公开工作年度报告\n{FIRST}",
        f"{FIRST}\n清河县教育局2015年政府信息公开工作年度报告\n{BODY_TWO}",
        f"{FIRST}\n2015年政府信息公开工作年度报告\n{BODY_TWO}",
        f"{FIRST}\n附件:2016年政府信息公开工作年度报告\n{BODY_TWO}",
        f"清河学院2015-2016学年信息公开报告\n{BODY_TWO}2016年信息公开工作年度报告\n{BODY_TWO}",
    ],
    ids=[
        *(
            "links below",
            "a link and the foot",
            "links above",
            "the title again",
            "its short title",
            "an attachment",
        ),
        "a school year",
    ],
)
def test_a_title_alone_is_no_other_report(text):
    report = gd.parse_report(text, name="a.txt")
    assert "another report" not in report.message


@pytest.mark.parametrize("title", RULE["hits"])
def test_titles(title):
    assert re.compile(RULE["title"]).fullmatch(title)


@pytest.mark.parametrize("line", RULE["misses"])
def test_lines_that_are_no_titles(line):
    assert not re.compile(RULE["title"]).fullmatch(line)
