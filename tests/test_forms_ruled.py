"""Tables that plain text rules with dashes or draws with signs, and bars that tell no columns."""

import time
from unicodedata import east_asian_width

import pytest

from govdisc_analysis.clean import clean_document
from govdisc_analysis.forms import Forms, read_forms
from tests.forms_shapes import APPLICANTS, GROUPS, HEADER, Truth, labels, plain
from tests.test_forms_blanks import few, printed, states, written
from tests.test_read_html import read as read_file

COLUMNS = ["商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他"]


def read(text: str) -> Forms:
    return read_forms(clean_document(read_file(text, "a.txt")))


def wide(text: str) -> int:
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text)


def ruled(rows: list[list[str]], gap: str) -> str:
    widths = [max(map(wide, column)) or 2 for column in zip(*rows, strict=True)]
    rule = "  " + " ".join("-" * width for width in widths)
    lines = [
        "  " + " ".join(t + " " * (w - wide(t)) for t, w in zip(row, widths, strict=True))
        for row in rows
    ]
    return "\n".join([rule, gap.join(lines), rule])


def table(template: str, rows: dict[str, list[str]]) -> list[list[str]]:
    made = [["", "申请人情况", *[""] * 6], ["", "自然人", "法人或其他组织", *[""] * 4, "总计"]]
    made.append(["", "", *COLUMNS, ""])
    made += [[label, *rows[item]] for item, label in labels(template)]
    return made


@pytest.mark.parametrize("template", ["form2019", "form2021"])
@pytest.mark.parametrize("gap", ["\n", "\n\n"])
@pytest.mark.parametrize("dress", [False, True])
def test_a_rule_of_dashes_keeps_blank_cells(template: str, gap: str, dress: bool) -> None:
    rows = printed(few(template), template, ("", "0"))
    cells = table(template, rows)
    if dress:  # a style that a page gave each word
        cells = [[f'[{t}]{{style="color:black"}}' if t else t for t in row] for row in cells]
    text = "<div>\n</div>\n三、收到和处理政府信息公开申请情况\n\n" + ruled(cells, gap) + "\n四、"
    found = states(read(text))
    for item, texts in rows.items():
        for who, said in zip(APPLICANTS, texts, strict=True):
            value, state = found[item, who]
            assert (state in ("blank", "implied_zero")) if not said else value == float(said)


def test_a_line_that_crosses_its_columns_makes_no_grid() -> None:
    text = "  ---- ----\n  规章 1\n  行政许可事项 2\n  ---- ----\n"
    assert not clean_document(read_file(text, "a.txt")).grids


def drawn(rows: list[tuple[list[str], str]]) -> str:
    rule = "+" + "-" * 30 + "+------+------+"
    lines = [rule]
    for label, value in rows:
        for place, part in enumerate(label):
            cells = ("件", value) if not place else ("", "")
            lines.append(f"| {part}{' ' * (28 - wide(part))} | {cells[0]:4} | {cells[1]:4} |")
        lines.append(rule)
    return "\n".join(lines)


STAT = [
    (["三、依申请公开情况"], ""),
    (["（一）收到申", "请数"], "7"),
    (["1.当面", "申请数"], "2"),
    (["2.传真", "申请数"], "0"),
    (["", "3.网络申请数"], "4"),
    (["4.信函", "申请数"], "1"),
    (["（二）申", "请办结数"], "6"),
]


def test_a_label_below_its_value_in_a_drawn_row() -> None:
    text = "政府信息公开情况统计表\n" + drawn([(["统计指标"], "统计数"), *STAT])
    forms = read(text)
    assert [cell.value for cell in forms.cells] == [7, 2, 0, 4, 1, 6]


def test_a_number_on_two_lines_of_a_drawn_row_is_not_joined() -> None:
    text = drawn([(["收到申请数"], "1"), (["当面申请数"], "2")])
    torn = text.replace("| 收到申请数", "| 收到申请数", 1).split("\n")
    torn.insert(2, "|" + " " * 30 + "|      | 3    |")
    document = read_file("\n".join(torn), "a.txt")
    assert "13" not in document.text


def test_bars_between_which_two_values_stand_tell_no_columns() -> None:
    """The last column took two in, and one that holds nothing was put in before."""
    truth: Truth = few("form2021")
    for item, _ in labels("form2021"):
        truth[item, "legal_service_org"] = truth[item, "commercial_enterprise"]
        truth[item, "commercial_enterprise"] = 0
    lines = ["\n".join(HEADER)]
    for number, (item, label) in enumerate(labels("form2021")):
        *cells, other, total = [str(truth[item, who]) for who in APPLICANTS]
        other = other if number % 2 else ""
        last = f"{other} {total}".strip()
        groups = [GROUPS[item]] if item in GROUPS else []
        if not other:
            cells = [cell if cell != "0" else "" for cell in cells]
        lines.append("|".join(["", *groups, label, *cells[:4], "", cells[4], last, ""]))
    found = states(read_forms(plain("\n".join(lines) + "\n四、行政复议、行政诉讼情况")))
    assert found
    for key, (value, _) in found.items():
        assert value is None or value == truth[key]  # type: ignore[index]


def test_one_value_of_two_between_empty_lines_may_be_either() -> None:
    rows = printed(few("form2019"), "form2019", ("", "0"))
    head = (
        "第二十条第（八）项\n\n信息内容\n\n上一年项目数量\n\n本年增/减\n\n行政事业性收费\n\n2\n\n"
    )
    forms = read_forms(plain(head + written("form2019", rows, "\n\n", "\n\n")))
    said = [cell for cell in forms.cells if cell.table == "proactive"]
    assert said and all(cell.value is None for cell in said)


PARTS = ("1.当面申请数", "2.传真申请数", "3.网络申请数", "4.信函申请数", "（二）申请办结数")


def test_a_number_torn_around_its_label_is_not_read_as_its_second_half() -> None:
    lines = [
        " 统计指标    单位    统计数",
        " 三、依申请公开情况",
        "                     1",
        " （一）收到申请数    件",
        "                     6",
        *(f" {label}   件   4" for label in PARTS),
    ]
    forms = read_forms(plain("\n".join(lines)))
    values = {cell.key[0]: cell.value for cell in forms.cells}
    assert values["requests_received"] is None and values["requests_online"] == 4
    assert any("behind a heading" in note.message for note in forms.notes)


def test_blank_lines_in_thousands_take_no_time() -> None:
    text = "某县水利局2022年政府信息公开工作年度报告\n" + ("收到申请" + "\n" * 4000 + "1件\n") * 10
    began = time.perf_counter()
    clean_document(read_file(text, "a.txt"))
    assert time.perf_counter() - began < 5


def whole(template: str, factor: int) -> tuple[Truth, str]:
    truth = {key: factor * count for key, count in few(template).items()}
    rows = {item: [str(truth[item, who]) for who in APPLICANTS] for item, _ in labels(template)}
    return truth, written(template, rows, " ", " ")


def test_last_years_table_before_this_years() -> None:
    past, above = whole("form2021", 1)
    truth, below = whole("form2021", 3)
    title = "某县水利局2022年政府信息公开工作年度报告\n发布日期:2023年1月9日\n"
    for first, second, right in (("2021", "2022", truth), ("2022", "2021", past)):
        text = f"{title}上年度和本年度\n{first}年度情况\n{above}\n{second}年度情况\n{below}"
        found = states(read_forms(plain(text)))
        assert {key: value for key, (value, _) in found.items()} == right


def test_headings_may_tell_the_year_of_a_table_by_a_word() -> None:
    past, above = whole("form2021", 1)
    truth, below = whole("form2021", 3)
    title = "某县水利局2022年政府信息公开工作年度报告\n"
    for first, second, right in (
        ("上年度", "本年度", truth),
        ("附:上一年度", "本年度", truth),
        ("本年度", "上年度", past),
        ("", "去年", past),
    ):
        text = f"{title}{first}收到和处理申请情况统计表\n{above}\n{second}统计表\n{below}"
        found = states(read_forms(plain(text)))
        assert {key: value for key, (value, _) in found.items()} == right


def test_a_table_of_zeros_taken_before_a_filled_one_is_told() -> None:
    zeros, above = whole("form2021", 0)
    _, below = whole("form2021", 3)
    forms = read_forms(plain(f"统计表\n{above}\n其他情况\n{below}"))
    assert {key: value for key, (value, _) in states(forms).items()} == zeros
    told = [note.message for note in forms.notes if note.severity == "warning"]
    assert any("was not taken" in message for message in told)


def test_a_header_on_one_line_that_begins_with_the_total() -> None:
    truth, _ = whole("form2021", 1)
    order = [APPLICANTS[-1], *APPLICANTS[:-1]]
    lines = ["申请人情况", " ".join(["总计", "自然人", *COLUMNS])]
    for item, label in labels("form2021"):
        lines.append(" ".join([label, *(str(truth[item, who]) for who in order)]))
    found = states(read_forms(plain("\n".join(lines))))
    assert {key: value for key, (value, _) in found.items()} == truth


def test_three_values_that_are_no_person_legal_person_and_total() -> None:
    """Legal persons stand undivided in the header as it was torn; four values were lost."""
    lines = ["申请人情况", "法人或其他组织", "自然人 总计"]
    for number, (_, label) in enumerate(labels("form2019")):
        lines.append(f"{label} {number + 3} 7 2")
    forms = read_forms(plain("\n".join(lines)))
    assert all(cell.value is None for cell in forms.cells)
