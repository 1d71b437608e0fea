"""Small corruptions that sites make: no cell is wrong or lost without a word about it."""

import pytest

import govdisc_analysis as gd
from govdisc_analysis.forms import Forms, read_forms
from tests.forms_shapes import (
    APPLICANTS,
    GROUPS,
    HEADER,
    Truth,
    gridded,
    labels,
    make_requests,
    plain,
    request_grid,
)

MADE = ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"]
STAT2014 = [
    "参加或举办新闻发布会总次数",
    "政府网站在线访谈次数",
    "政策解读稿件发布数",
    "微博微信回应事件数",
    "其他方式回应事件数",
]
RESULTS = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]
REDRESS = [
    ["行政复议", "<", "<", "<", "<", "行政诉讼", *["<"] * 9],
    [*RESULTS, "未经复议直接起诉", *["<"] * 4, "复议后起诉", *["<"] * 4],
    ["^"] * 5 + RESULTS * 2,
]


def values(forms: Forms, table: str) -> dict[tuple[str, ...], float | None]:
    return {cell.key: cell.value for cell in forms.cells if cell.table == table}


def warned(forms: Forms) -> str:
    return "; ".join(note.message for note in forms.notes if note.severity == "warning")


def is_doubted(forms: Forms) -> bool:
    """Whether the report will say that something of its forms could not be read."""
    return bool(forms.lost or warned(forms) or any(c.state == "unreadable" for c in forms.cells))


def read_rows(rows: list[list[str | None]]) -> Forms:
    """The table as a grid, and as text with tabs beside it."""
    return read_forms(gridded(rows))


def place(rows: list[list[str | None]], label: str) -> int:
    return next(number for number, row in enumerate(rows) if label in row)


@pytest.mark.parametrize("column", range(7))
def test_request_row_without_one_cell(column: int) -> None:
    truth = make_requests(11, "form2021")
    rows = request_grid(truth, "form2021")
    row = rows[place(rows, "2.重复申请")]
    del row[3 + column]
    row.append(None)
    forms = read_rows(rows)
    read = {k: v for k, v in values(forms, "requests").items() if v is not None}
    assert read.items() <= truth.items()
    assert is_doubted(forms) or len(read) == len(truth)  # the form's sums may prove the row


@pytest.mark.parametrize("extra", ["0", ""])
def test_request_row_with_one_cell_too_many(extra: str) -> None:
    truth = make_requests(12, "form2021")
    rows = [[*row, None] for row in request_grid(truth, "form2021")]
    late = place(rows, "2.重复申请")
    rows[late] = [*rows[late][:5], extra, *rows[late][5:-1]]
    forms = read_rows(rows)
    read = {k: v for k, v in values(forms, "requests").items() if v is not None}
    assert read.items() <= truth.items()


@pytest.mark.parametrize("row", [["规章", "1", "2"], ["规章", "1", "0", "2", "3"]])
def test_proactive_row_whose_cells_moved(row: list[str | None]) -> None:
    row = row + [None] * (5 - len(row))
    rows: list[list[str | None]] = [
        ["第二十条第(一)项", "<", "<", "<", None],
        [*MADE, None],
        row,
        ["行政规范性文件", "4", "5", "6", None],
    ]
    cleaned = gridded(rows)
    forms = read_forms(plain(cleaned.text.replace("\t\n", " \n"), cleaned.grids))
    assert not any(key[1] == "regulations" for key, v in values(forms, "proactive").items() if v)
    assert values(forms, "proactive")["20.1", "normative_documents", "repealed"] == 5
    assert is_doubted(forms)


@pytest.mark.parametrize("count", [14, 16])
def test_redress_row_whose_cells_moved(count: int) -> None:
    numbers = [str(n) for n in (*range(1, 5), 10) * 3]
    row = numbers[:2] + numbers[3:] if count == 14 else [*numbers[:2], "0", *numbers[2:]]
    width = 16
    rows = [[*head, *[None] * (width - len(head))] for head in REDRESS]
    forms = read_rows([*rows, [*row, *[None] * (width - len(row))]])
    assert not any(values(forms, "redress").values())
    assert is_doubted(forms)


def test_header_of_redress_without_spans() -> None:
    """Pasted from a sheet: merged cells come as one cell and blank ones."""
    rows = [["" if cell in ("<", "^") else cell for cell in head] for head in REDRESS]
    forms = read_rows([*rows, [str(n) for n in range(15)]])
    assert list(values(forms, "redress").values()) == [float(n) for n in range(15)]


def test_unreadable_cell_of_redress_is_told() -> None:
    numbers = ["1", "#REF!", "0", "1", "2", *["0"] * 10]
    forms = read_rows([*REDRESS, numbers])
    found = {cell.key: cell.state for cell in forms.cells}
    assert found["reconsideration", "corrected"] == "unreadable"
    assert values(forms, "redress")["reconsideration", "total"] == 2


def test_blank_total_is_doubted() -> None:
    truth = make_requests(13, "form2021")
    rows = request_grid(truth, "form2021")
    rows[place(rows, "2.重复申请")][3:] = ["", "4", "", "", "3", "7", ""]
    assert "the total of not_processed.duplicate is blank" in warned(read_rows(rows))


def test_row_of_numbers_without_its_label() -> None:
    truth = make_requests(14, "form2021")
    rows = request_grid(truth, "form2021")
    rows[place(rows, "2.重复申请")][2] = "转某单位办理"
    forms = read_rows(rows)
    assert "does not know" in warned(forms)
    assert ("not_processed.duplicate", "total") not in values(forms, "requests")


def test_blank_row_beside_numbers_of_nobody() -> None:
    truth = make_requests(15, "form2021")
    rows = request_grid(truth, "form2021")
    late = place(rows, "4.无正当理由大量反复申请")
    numbers = rows[late][3:]
    rows[late] = [*rows[late][:3], *[""] * 7]
    rows.insert(late, ["^", "^", "4.无正", *numbers])
    forms = read_rows(rows)
    states = {c.state for c in forms.cells if c.key[0] == "not_processed.excessive"}
    assert states == {"unreadable"}


def test_row_of_section_two_under_a_strange_label() -> None:
    rows: list[list[str | None]] = [
        ["第二十条第(六)项", "<"],
        ["信息内容", "本年处理决定数量"],
        ["行攻处罚", "7"],
        ["行政强制", "2"],
    ]
    forms = read_rows(rows)
    assert "penalties" in warned(forms)


def test_row_of_2014_under_a_strange_label() -> None:
    """It ends as a row does that was not found; the agency's own row is no word about one."""
    rows = [["统计指标", "单位", "统计数"], *([name, "次", "3"] for name in STAT2014)]
    rows[2][0] = "局长与网民的在线访谈次数"
    own = [*rows, ["抖音发布的短视频数", "条", "12"]]
    more = ["(一)收到申请数", "件", "3", "(二)申请办结数", "件", "3", "(三)申请答复数", "件", "3"]
    flat = plain("\n".join([*(cell for row in rows for cell in row), *more]))
    for forms in (read_forms(gridded(rows)), read_forms(flat)):
        assert "online_interviews" in warned(forms)
    rows[2][0] = STAT2014[1]
    assert not warned(read_forms(gridded(own[:2] + own[3:])))


def test_words_in_a_cell_are_no_blank() -> None:
    text = (
        "第二十条第(一)项\n信息内容\t本年制发件数\t本年废止件数\t现行有效件数\n规章\t见附件\t2\t3\n"
    )
    grid = gridded([["第二十条第(一)项", "<", "<", "<"], MADE, ["规章", "见附件", "2", "3"]])
    for cleaned in (grid, plain(text)):
        states = {c.key[2]: c.state for c in read_forms(cleaned).cells}
        assert states.get("made") in (None, "unreadable")


def test_remark_with_a_number_in_a_cell() -> None:
    rows = [["第二十条第(一)项", "<", "<", "<"], MADE, ["规章", "", "", "26(其中2件为上年)"]]
    forms = read_rows(rows)
    found = {cell.key[2]: (cell.value, cell.state) for cell in forms.cells}
    assert found["repealed"] == (None, "blank")
    assert found["in_force"] in ((None, "unreadable"), (26, "number"))


def test_note_between_a_label_and_its_values() -> None:
    head = "第二十条第(五)项\n信息内容 |\n本年处理决定数量 |\n"
    text = f"{head}行政许可 |\n说明:以上数据由各科室提供。\n56 |\n第二十条第(六)项\n"
    states = [cell.state for cell in read_forms(plain(text)).cells]
    assert states == ["unreadable"]


def test_last_bar_is_no_cell() -> None:
    text = (
        "第二十条第(一)项 |\n信息内容 | 本年制发件数 | 本年废止件数 | 现行有效件数 |\n"
        "规章 | 4 | 9 |\n行政规范性文件 | 1 | 2 | 3 |\n"
    )
    found = values(read_forms(plain(text)), "proactive")
    assert found["20.1", "regulations", "made"] is None
    assert found["20.1", "normative_documents", "in_force"] == 3


@pytest.mark.parametrize("gap", ["\t", " | ", "| "])
def test_last_cell_may_be_blank_where_marks_only_separate(gap: str) -> None:
    head = f"第二十条第(一)项\n{gap.join(MADE)}\n"
    text = f"{head}规章{gap}4{gap}9{gap}\n行政规范性文件{gap}1{gap}2{gap}3\n"
    found = values(read_forms(plain(text)), "proactive")
    assert found["20.1", "regulations", "made"] == 4
    assert found["20.1", "regulations", "in_force"] is None
    assert found["20.1", "normative_documents", "in_force"] == 3


def test_indicator_with_two_numbers() -> None:
    text = (
        "统计指标 单位 统计数\n(一)收到申请数 件 4\n1.当面申请数 件 1 3\n2.传真申请数 件 0\n"
        "3.网络申请数 件 2\n4.信函申请数 件 1\n(二)申请办结数 件 4\n1.按时办结数 件 4\n"
    )
    states = {cell.key[0]: cell.state for cell in read_forms(plain(text)).cells}
    assert states["requests_in_person"] == "unreadable"
    assert states["requests_letter"] == "number"


def path_rows(truth: Truth, template: str) -> list[list[str | None]]:
    """The request table turned: one column an item, named by its way through the groups."""
    head, group = ["申请人"], ""
    for item, label in labels(template):
        group = GROUPS.get(item, group)
        is_inner = item not in ("new_received", "carried_in", "carried_out")
        first = [GROUPS["disclosed"]] if is_inner else []
        middle = [group] if "." in item else []
        head.append("/".join([*first, *middle, label]))
    names = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")
    return [head, *(
        [name, *(str(truth[item, who]) for item, _ in labels(template))]
        for name, who in zip(names, APPLICANTS, strict=True)
    )]  # fmt: skip


@pytest.mark.parametrize("template", ["form2019", "form2021"])
def test_turned_table_with_ways_for_labels(template: str) -> None:
    truth = make_requests(16, template)
    assert values(read_rows(path_rows(truth, template)), "requests") == truth


def test_turned_section_two() -> None:
    rows: list[list[str | None]] = [
        ["第二十条第(一)项", "<", "<"],
        ["信息内容", "规章", "行政规范性文件"],
        ["本年制发件数", "1", "4"],
        ["本年废止件数", "2", "5"],
        ["现行有效件数", "3", ""],
        ["第二十条第(六)项", "<", "<"],
        ["信息内容", "行政处罚", "行政强制"],
        ["本年处理决定数量", "7", "8"],
    ]
    assert values(read_rows(rows), "proactive") == {
        ("20.1", "regulations", "made"): 1,
        ("20.1", "regulations", "repealed"): 2,
        ("20.1", "regulations", "in_force"): 3,
        ("20.1", "normative_documents", "made"): 4,
        ("20.1", "normative_documents", "repealed"): 5,
        ("20.1", "normative_documents", "in_force"): None,
        ("20.6", "penalties", "decisions"): 7,
        ("20.6", "coercive_measures", "decisions"): 8,
    }


def test_clean_forms_raise_no_doubt() -> None:
    for template in ("form2019", "form2021"):
        truth = make_requests(17, template)
        forms = read_rows(request_grid(truth, template))
        assert not is_doubted(forms)
    rows = [*REDRESS, ["1", "", "", "", "1", *[""] * 10]]
    assert not is_doubted(read_rows(rows))


def test_a_mark_is_no_page_number() -> None:
    """``0 5 / / / / / 5``: a number too many, and no mark may give way to it."""
    rows = [
        "一、本年新收政府信息公开申请数量 5 / / / / / 5",
        "(一)予以公开 5 / / / / / 5",
        "8.属于行政查询事项 |\n0 5 |\n/ |\n/ |\n/ |\n/ |\n/ |\n5 |",
        "2.重复申请 0 / / / / / 0",
    ]
    forms = read_forms(plain("\n".join(["申请人情况", " ".join(HEADER), *rows])))
    assert is_doubted(forms)
    found = values(forms, "requests")
    assert found.get(("refused.administrative_query", "natural_person")) is None


def test_numbers_behind_a_header_that_no_label_claims_make_blank_rows_doubtful() -> None:
    header = "一、本年新收政府信息公开申请数量\n自然人 商业企业 总计 3 4 0 0 0 0 7\n"
    rows = "二、上年结转政府信息公开申请数量 0 1 0 0 0 0 1\n四、结转下年度继续办理 0 0 0 0 0 0 0"
    forms = read_forms(plain(header + rows))
    assert is_doubted(forms)
    assert ("processed_total", "total") not in values(forms, "requests")


def test_two_values_behind_one_indicator_are_not_told_apart() -> None:
    rows: list[list[str | None]] = [["统计指标", "单位", "统计数", ""]]
    rows += [[f"{n}.{label}", "次", "3", ""] for n, label in enumerate(STAT2014, 1)]
    rows[2] = [rows[2][0], "次", "1", "1"]
    forms = read_rows(rows)
    found = [cell.key[0] for cell in forms.cells if cell.value is not None]
    assert len(found) == len(STAT2014) - 1 and is_doubted(forms)


def test_a_form_of_which_only_the_headings_are_there_is_told() -> None:
    text = "三、收到和处理政府信息公开申请情况\n[TABLE]\n四、政府信息公开行政复议、行政诉讼情况\n"
    assert read_forms(plain(text)).lost == 1
    assert not read_forms(plain(text.replace("[TABLE]", "本年没有收到申请。"))).lost


def test_prose_that_names_the_columns_of_section_four_is_no_lost_table() -> None:
    said = (
        "提起行政复议5件,其中结果维持3件,尚未审结2件;提起行政诉讼3件,未经复议直接起诉2件"
        "(结果维持1件、尚未审结1件),复议后起诉1件(尚未审结)。"
    )
    assert not read_forms(plain(said)).lost
    above = "三、收到和处理政府信息公开申请情况\n[TABLE]\n四、政府信息公开行政复议、行政诉讼情况\n"
    torn = "行政复议\n行政诉讼\n直接起诉\n复议后起诉\n" + "结\n持\n果\n维\n总计\n" * 3
    assert (read_forms(plain(above + said)).lost, read_forms(plain(above + torn)).lost) == (1, 2)


def test_tables_of_one_applicant_each_hold_no_totals() -> None:
    tables = [[[label, str(number + place)] for place, (_, label) in enumerate(labels("form2021"))]
              for number in range(4)]  # fmt: skip
    forms = read_forms(gridded(*tables))
    assert is_doubted(forms)
    assert not any(cell.value for cell in forms.cells)


def test_digits_below_the_results_are_told() -> None:
    rows = [
        ["行政复议"],
        ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"],
        ["4", "0", "0", "3", "7"],
        ["", "", "", "", "2"],
    ]
    cells = ["".join(f"<td>{cell}</td>" for cell in row) for row in rows]
    table = "".join(f"<tr>{row}</tr>" for row in cells).replace("<td>行", '<td colspan="5">行')
    page = f"<h1>青禾县2023年政府信息公开工作年度报告</h1><table>{table}</table>"
    notes = gd.parse_report(page.encode(), name="a.html").notes
    told = "another redress table with 5 cells was not taken"
    assert [note.severity for note in notes if note.message == told] == ["warning"]


@pytest.mark.parametrize("misread", ["O", "l", "l2", "1O", "4OO", "I"])
def test_a_letter_in_the_place_of_a_digit_is_unreadable(misread: str) -> None:
    rows = [
        "一、本年新收政府信息公开申请数量\t5\t0\t0\t0\t0\t0\t5",
        f"(一)予以公开\t5\t{misread}\t0\t0\t0\t0\t5",
        "四、结转下年度继续办理\t0\t0\t0\t0\t0\t0\t0",
    ]
    text = "\n".join(["\t".join(["申请人情况", *HEADER]), *rows])
    for source in (plain(text), plain(text.replace("\t", "\n")), gridded(_cells(rows))):
        cells = {cell.key: cell for cell in read_forms(source).cells}
        assert cells["disclosed", "commercial_enterprise"].state == "unreadable"
        assert cells["disclosed", "natural_person"].value in (5, None)
        assert cells["new_received", "total"].value == 5


def _cells(rows: list[str]) -> list[list[str | None]]:
    header = ["", "自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"]
    return [[*header], *([*row.split("\t")] for row in rows)]
