"""Tables of indicators as offices drew them before 2014, and those with a column for each year."""

import pytest

from govdisc_analysis.forms import Forms, read_forms
from govdisc_analysis.parse import parse_report
from tests.forms_shapes import plain
from tests.test_forms_doubt import read_rows

ROWS = (
    ("主动公开文件数", "条", 212),
    ("依申请公开信息目录数", "条", 7),
    ("申请总数", "条", 23),
    ("其中:1.当面申请数", "条", 3),
    ("2.电子邮件申请数", "条", 4),
    ("3.网上申请数", "条", 15),
    ("4.网络申请数", "条", 2),
    ("5.信函申请数", "条", 1),
    ("对申请的答复总数", "条", 22),
    ("其中:1.同意公开答复数", "条", 11),
    ("2.不予公开答复总数", "条", 10),
    ("其中:(1)信息不存在数", "条", 4),
    ("(2)非本机关掌握数", "条", 3),
    ("行政复议数", "件", 1),
    ("行政诉讼数", "件", 0),
)
VALUES = {
    "proactive_total": 212,
    "requests_received": 23,
    "requests_in_person": 3,
    "requests_letter": 1,
    "requests_answered": 22,
    "requests_disclosed": 11,
    "requests_refused": 10,
    "requests_not_existing": 4,
    "requests_not_own_agency": 3,
    "reviews": 1,
    "litigations": 0,
}
HEADS = {
    ("历年累计", "本年度"): 1,
    ("本年度", "上年度"): 0,
    ("2011年", "2012年"): 1,
    ("2012年", "2011年"): 0,
}


def rows(*values: int | None) -> list[list[str]]:
    """The rows; ``values`` are added to this year's number, None is its place."""
    return [
        [label, unit, *(str(number + (value or 0)) for value in values)]
        for label, unit, number in ROWS
    ]


def lines(table: list[list[str]]) -> str:
    return "\n".join(" ".join(row) for row in table)


def values(forms: Forms) -> dict[str, float]:
    return {cell.key[0]: cell.value for cell in forms.cells if cell.value is not None}


@pytest.mark.parametrize("how", ["text", "grid"])
def test_a_table_of_2012_is_read_whole(how: str) -> None:
    table = [["指标", "单位", "数量"], *rows(None)]
    forms = read_rows(table) if how == "grid" else read_forms(plain(lines(table)))
    assert values(forms) == VALUES
    online = [cell for cell in forms.cells if cell.key == ("requests_online",)]
    assert [cell.state for cell in online] == ["unreadable"]  # by e-mail and by website
    assert any("two rows are parts of one indicator" in note.message for note in forms.notes)


def test_a_blank_in_the_name_of_a_period_changes_nothing() -> None:
    table = lines([["指标", "单位", "2011 年", "2012 年"], *rows(31, None)])
    assert values(read_forms(plain(table))) == VALUES


@pytest.mark.parametrize("how", ["text", "tabs", "cell a line", "grid"])
@pytest.mark.parametrize("names", HEADS)
def test_of_two_periods_this_years_column_is_taken(names: tuple[str, str], how: str) -> None:
    own = HEADS[names]
    table = [["指标", "单位", *names], *rows(*(None if at == own else 31 for at in (0, 1)))]
    text = lines(table).replace(" ", {"tabs": "\t", "cell a line": "\n"}.get(how, " "))
    forms = read_rows(table) if how == "grid" else read_forms(plain(text))
    assert values(forms) == VALUES


@pytest.mark.parametrize("between", [" ", "\n\n"])
def test_columns_that_no_header_names_are_nobodys(between: str) -> None:
    text = "某县教育局2012年政府信息公开工作年度报告\n我局认真做好工作。\n附表\n"
    table = [between.join((f"{label} {unit} {now + 31}", str(now))) for label, unit, now in ROWS]
    report = parse_report(text + "\n".join(table), name="a.txt")
    assert not report.figures and not any(cell.value for cell in report.cells)
    reasons = {refusal.reason for refusal in report.refusals if refusal.text in ("54", "23")}
    assert reasons == {"table_cell"}


def test_a_label_that_only_begins_like_one_of_the_form_is_none() -> None:
    table = [row for row in rows(None) if row[0] != "申请总数"]
    assert "requests_received" not in values(read_rows(table))


OWN = [
    ["项目", "单位", "数量"],
    ["一、主动公开情况", "", ""],
    ["主动公开政府信息总数", "条", "212"],
    ["其中:政府网站公开", "条", "180"],
    ["二、依申请公开情况", "", ""],
    ["申请总数", "件", "6"],
    ["答复总数", "件", "6"],
    ["其中:全部公开", "件", "4"],
    ["部分公开", "件", "1"],
    ["不予公开", "件", "1"],
    ["三、复议诉讼", "", ""],
    ["行政复议", "件", "1"],
    ["行政诉讼", "件", "0"],
    ["四、投诉举报", "件", "2"],
    ["专职人员", "人", "3"],
]


def test_short_labels_that_the_later_forms_use_too_stay_in_an_early_table() -> None:
    assert values(read_rows(OWN)) == {
        "proactive_total": 212,
        "proactive_website": 180,
        "requests_received": 6,
        "requests_answered": 6,
        "requests_disclosed": 4,
        "requests_partially_disclosed": 1,
        "requests_refused": 1,
        "reviews": 1,
        "litigations": 0,
        "complaints": 2,
        "staff_full_time": 3,
    }


def test_the_whole_year_stands_beside_its_halves() -> None:
    head = ["指标", "上半年", "下半年", "全年"]
    table = [[label, str(number + 1), "5", str(number)] for label, _, number in ROWS]
    assert values(read_rows([head, *table])) == VALUES
