"""Blank cells in plain text: where the text keeps their places, and where the sums must tell."""

import pytest

from govdisc_analysis.forms import Forms, read_forms
from govdisc_analysis.parse import parse_report
from tests.forms_shapes import APPLICANTS, GROUPS, HEADER, Truth, labels, plain

BLANKS = (1, 4)  # of seven zeros, those that are not printed


def few(template: str) -> Truth:
    """A small agency's table: most rows hold nothing."""
    truth = {(item, who): 0 for item, _ in labels(template) for who in APPLICANTS}
    for item, person, firm in (
        ("new_received", 11, 1), ("carried_in", 1, 0), ("disclosed", 4, 1),
        ("refused.third_party_rights", 1, 0), ("unavailable.not_held", 5, 0),
        ("processed_total", 10, 1), ("carried_out", 2, 0),
    ):  # fmt: skip
        counts = {"natural_person": person, "commercial_enterprise": firm, "total": person + firm}
        truth |= {(item, who): count for who, count in counts.items()}
    return truth


def printed(truth: Truth, template: str, zeros: tuple[str, str]) -> dict[str, list[str]]:
    """The texts of each row: the first mark for some zeros, the second for the others."""
    rows = {}
    for number, (item, _) in enumerate(labels(template)):
        counts = [truth[item, who] for who in APPLICANTS]
        rows[item] = [
            str(count) if count else zeros[(number + place) % 7 not in BLANKS]
            for place, count in enumerate(counts)
        ]
    return rows


def written(template: str, rows: dict[str, list[str]], line: str, gap: str) -> str:
    lines = ["\n".join(HEADER)]
    for item, label in labels(template):
        head = [GROUPS[item]] if item in GROUPS else []
        lines.append(line.join([*head, label]) + line + gap.join(rows[item]))
    return "\n".join(lines) + "\n四、行政复议、行政诉讼情况"


def states(forms: Forms) -> dict[tuple[str, ...], tuple[float | None, str]]:
    return {c.key: (c.value, c.state) for c in forms.cells if c.table == "requests"}


@pytest.mark.parametrize("template", ["form2019", "form2021"])
@pytest.mark.parametrize(("line", "gap"), [("\n", "\n"), ("\n\n", "\n\n")])
def test_a_line_with_a_space_is_a_blank_cell(template: str, line: str, gap: str) -> None:
    truth = few(template)
    rows = printed(truth, template, (" ", "0"))
    found = states(read_forms(plain(written(template, rows, line, gap))))
    for item, texts in rows.items():
        for who, text in zip(APPLICANTS, texts, strict=True):
            value, state = found[item, who]
            assert state in (("blank", "implied_zero") if text == " " else ("zero", "number"))
            assert (value or 0) == truth[item, who]


@pytest.mark.parametrize("template", ["form2019", "form2021"])
@pytest.mark.parametrize("mark", ["", "—"])
def test_zeros_among_lost_blanks_are_proved_by_the_columns(template: str, mark: str) -> None:
    truth = few(template)
    rows = printed(truth, template, ("", mark or "0"))
    if mark:
        rows = {item: [t if t != "—" or n % 2 else "0" for n, t in enumerate(row)]
                for item, row in rows.items()}  # fmt: skip
    kept = {item: [text for text in row if text] for item, row in rows.items()}
    found = states(read_forms(plain(written(template, kept, "\n", "\n"))))
    read = {key: value for key, (value, _) in found.items() if value is not None}
    assert all(truth[key] == value for key, value in read.items())  # type: ignore[index]
    alone = [item for item, row in kept.items() if not any(t.strip("0—") for t in row)]
    assert alone
    assert all(found[item, who] == (0, "implied_zero") for item in alone for who in APPLICANTS)


def test_zeros_that_no_sum_holds_stay_unreadable() -> None:
    truth = dict.fromkeys(few("form2021"), 0)
    rows = printed(truth, "form2021", ("", "0"))
    kept = {item: [text for text in row if text] for item, row in rows.items()}
    found = states(read_forms(plain(written("form2021", kept, "\n", "\n"))))
    assert set(found.values()) == {(None, "unreadable")}


def test_a_row_of_zeros_beside_a_lost_number_proves_nothing() -> None:
    truth = few("form2021")
    rows = printed(truth, "form2021", ("", "0"))
    item = next(i for i, row in rows.items() if i.startswith("refused") and any(
        t.strip("0") for t in row))  # fmt: skip
    kept = {i: [text for text in row if text] for i, row in rows.items()}
    kept[item] = ["0", "0", "0"]
    found = states(read_forms(plain(written("form2021", kept, "\n", "\n"))))
    wrong = [who for who in APPLICANTS if truth[item, who]]
    assert all(found[item, who] == (None, "unreadable") for who in wrong)


@pytest.mark.parametrize("mark", ["—", "/", "-"])
def test_marks_between_commas(mark: str) -> None:
    truth = few("form2021")
    rows = printed(truth, "form2021", ("", mark))
    found = states(read_forms(plain(written("form2021", rows, ",", ","))))
    for item, texts in rows.items():
        for who, text in zip(APPLICANTS, texts, strict=True):
            assert found[item, who][1] in (
                ("dash",) if text == mark else ("number",) if text else ("blank", "implied_zero")
            )


def test_a_dash_stands_in_no_way_of_a_proof() -> None:
    names = ["自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"]
    rows = "\n".join(f"{label}|3|—||—|||3|" for _, label in labels("form2021"))
    found = states(read_forms(plain("|".join(["申请人情况", *names]) + "\n" + rows)))
    assert found["disclosed", "commercial_enterprise"] == (None, "dash")
    assert found["disclosed", "research_institution"] == (0, "implied_zero")


RESULTS = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]
FOUR = ["四、行政复议、行政诉讼情况", "行政复议", "行政诉讼", *RESULTS, "未经复议直接起诉",
        "复议后起诉", *RESULTS * 2]  # fmt: skip


def redress(text: str) -> list[tuple[float | None, str]]:
    forms = read_forms(plain(text))
    return [(c.value, c.state) for c in forms.cells if c.table == "redress"]


def test_results_are_placed_by_the_sum_of_their_channel() -> None:
    found = redress("\n".join([*FOUR, *"00—00—001—012"]))
    assert found[:10] == [(None, "unreadable")] * 10
    zero = (0.0, "implied_zero")
    assert found[10:] == [(1, "number"), zero, zero, (1, "number"), (2, "number")]


def test_results_between_the_labels_are_placed_by_no_sum() -> None:
    torn = [*FOUR[:14], *"0000", *FOUR[14:], *"0010010000"]
    assert all(value is None for value, _ in redress("\n".join(torn)))


@pytest.mark.parametrize("torn", ["五、存在的主要问题及改进情况", "- 3 -"])
def test_results_that_go_on_behind_a_heading(torn: str) -> None:
    values = ["11", "4", "3", "1", "19", "0", "0", "0", "0", "0", "0", "0", "0", "0", "0"]
    text = "\n".join([*FOUR, *values[:11], torn, *values[11:], "政策解读形式单一。"])
    assert [value for value, _ in redress(text)] == list(map(float, values))


def test_results_whose_sums_fail_are_left_unread() -> None:
    values = ["11", "4", "3", "1", "18", "0", "0", "0", "0", "0", "0", "0", "0", "0", "0"]
    text = "\n".join([*FOUR, *values[:11], "五、存在的主要问题及改进情况", *values[11:], "单一。"])
    assert all(value is None for value, _ in redress(text))


def test_results_behind_labels_that_are_there_too_often_are_told() -> None:
    cells = "\t".join([*RESULTS, "3", "", "", "", "3", *[""] * 5])
    text = "\n".join(["\t".join(FOUR[1:]), "\t".join(RESULTS * 3), cells])
    assert redress(f"{FOUR[0]}\n{text}") == [(None, "unreadable")] * 15


def test_glued_rows_are_cut_by_the_sums_across_and_down() -> None:
    truth = few("form2021")
    rows = {item: ["".join(str(truth[item, who]) for who in APPLICANTS)]
            for item, _ in labels("form2021")}  # fmt: skip
    assert rows["new_received"] == ["111000012"]
    text = written("form2021", rows, "", "").replace("\n", "")
    found = states(read_forms(plain(text)))
    assert {key: value for key, (value, _) in found.items()} == truth


def test_glued_rows_that_can_be_cut_in_two_ways_stay_unreadable() -> None:
    names = "".join(HEADER)
    row = "一、本年新收政府信息公开申请数量120001013"  # 12 0 0 0 1 0 13, or 1 2 0 0 0 10 13
    other = "".join(f"{label}0000000" for _, label in labels("form2021")[1:])
    found = states(read_forms(plain(names + row + other)))
    assert all(found["new_received", who] == (None, "unreadable") for who in APPLICANTS)


def test_digits_beside_blank_rows_prove_the_total_only() -> None:
    names = "".join(HEADER)
    row = "1807918115"  # 18 0 79, two blanks, 18, 115; its digits make 1 8 0 7 91 8 115, too
    told = {"new_received": row, "disclosed": row, "processed_total": row}
    rows = "".join(f"{label}{told.get(item, '')}" for item, label in labels("form2021"))
    found = states(read_forms(plain(names + rows)))
    assert {key[1]: value for key, (value, _) in found.items() if value} == {"total": 115}
    assert found["new_received", "natural_person"] == (None, "unreadable")


@pytest.mark.parametrize("template", ["form2019", "form2021"])
def test_digits_are_cut_where_every_number_of_blanks_is_thought_of(template: str) -> None:
    truth = few(template)
    rows = printed(truth, template, ("0", "0"))
    for item, texts in rows.items():
        if not any(truth[item, who] for who in APPLICANTS):
            texts[:] = [""] * len(texts)  # a row of zeros is left blank
    found = states(read_forms(plain(written(template, rows, "", ""))))
    for (item, who), count in truth.items():
        assert found[item, who][0] in ((count,) if rows[item][0] else (None, 0)), (item, who)


@pytest.mark.parametrize("template", ["form2019", "form2021"])
def test_digits_that_lost_blanks_are_never_cut_wrongly(template: str) -> None:
    truth = few(template)
    rows = printed(truth, template, ("", "0"))
    found = states(read_forms(plain(written(template, rows, "", ""))))
    read = {key: value for key, (value, _) in found.items() if value is not None}
    assert all(truth[key] == value for key, value in read.items())  # type: ignore[index]
    assert read["unavailable.not_held", "total"] == 5


@pytest.mark.parametrize("template", ["form2019", "form2021"])
@pytest.mark.parametrize("mark", ["0", "—"])
def test_a_space_among_digits_is_a_blank_cell_where_all_rows_say_so(
    template: str, mark: str
) -> None:
    truth = few(template)
    rows = printed(truth, template, (" ", mark))
    rows["new_received"] = ["11", "1", mark, mark, mark, mark, "12"]  # 1 11 12, too
    found = states(read_forms(plain(written(template, rows, "", ""))))
    signs = {" ": ("blank", "implied_zero"), "—": ("dash",)}
    for item, texts in rows.items():
        for who, text in zip(APPLICANTS, texts, strict=True):
            value, state = found[item, who]
            assert state in signs.get(text, ("zero", "number"))
            assert (value or 0) == truth[item, who]


def test_results_of_digits_are_cut_where_the_requests_tell_that_no_blank_is_lost() -> None:
    rows = printed(few("form2021"), "form2021", ("0", "0"))
    four = "".join([*FOUR, "1001200000", "00303"])
    text = written("form2021", rows, "", "").rpartition("\n")[0] + "\n" + four
    forms = read_forms(plain(text))
    found = [cell.value for cell in forms.cells if cell.table == "redress"]
    assert found == [1, 0, 0, 1, 2, 0, 0, 0, 0, 0, 0, 0, 3, 0, 3]
    rows["refused.state_secret"] = ["0"] * 5
    text = written("form2021", rows, "", "").rpartition("\n")[0] + "\n" + four
    forms = read_forms(plain(text))
    assert not any(cell.value for cell in forms.cells if cell.table == "redress")


def test_a_single_number_beside_rows_of_several_is_not_cut() -> None:
    rows = printed(few("form2021"), "form2021", ("0", "0"))
    rows["disclosed"] = ["11"]
    text = written("form2021", rows, " ", " ")
    found = states(read_forms(plain(text)))
    assert all(found["disclosed", who] == (None, "unreadable") for who in APPLICANTS)


def test_a_result_between_a_number_and_its_sum_is_zero_printed_or_not() -> None:
    few = ["0", "0", "0", "0", "0", "1", "0", "1", "0", "0", "0", "0"]  # three of fifteen are lost
    assert redress("\n".join([*FOUR, *few]))[8:10] == [(0, "implied_zero"), (1, "number")]


def test_totals_that_stand_a_column_too_early_are_no_parts() -> None:
    truth = few("form2021")
    lines = [
        "|".join(["", label, *row[:2], *row[3:], "", ""])
        for (item, label) in labels("form2021")
        for row in [printed(truth, "form2021", ("", ""))[item]]
    ]
    text = "\n".join(["|".join(HEADER), *lines])
    found = states(read_forms(plain(text)))
    read = {key: value for key, (value, _) in found.items() if value is not None}
    assert all(truth[key] == value for key, value in read.items())  # type: ignore[index]
    assert read["new_received", "total"] == 12


def test_two_equal_parts_beside_a_blank_total_are_no_total_of_a_page() -> None:
    head = (
        "<tr><td rowspan=2>申请人情况<td rowspan=2>自然人<td colspan=5>法人或其他组织"
        "<td rowspan=2>总计<tr><td>商业企业<td>科研机构<td>社会公益组织<td>法律服务机构<td>其他"
    )
    names = [label for _, label in labels("form2021")]
    rows = "".join(f"<tr><td>{name}<td>1<td>1{'<td>' * 5}" for name in names)
    page = f"三、收到和处理政府信息公开申请情况\n<table>{head}{rows}</table>"
    report = parse_report(page.encode(), name="a.html")
    read = [cell.key[1] for cell in report.cells if cell.table == "requests" and cell.value]
    assert read == ["natural_person", "commercial_enterprise"] * len(names)


def test_a_mark_on_a_line_of_its_own_is_no_last_result() -> None:
    row = "5 0 1 0 6 0 0 0 1 1 1 0 0 1"  # one of fifteen is lost
    found = redress("\n".join([*FOUR, row, "", "\\", ""]))
    assert [value for value, _ in found[:5]] == [5, 0, 1, 0, 6]
    assert [value for value, _ in found[12:]] == [0, 0, 1]


def test_a_number_behind_a_heading_leaves_the_row_above_unreadable() -> None:
    rows = ["统计指标\t单位\t统计数", "一、主动公开情况", "其中:主动公开规范性文件数\t\t条\t0",
            "制发规范性文件总数(二)通过不同渠道和方式公开政府信息的情况\t\t件\t12",
            "1.政府公报公开政府信息数\t\t条\t7", "2.政府网站公开政府信息数\t\t条\t240",
            "3.政务微博公开政府信息数\t\t条\t36", "4.政务微信公开政府信息数\t\t条\t78",
            "1.当面申请数\t\t件\t1", "2.传真申请数\t\t件\t2", "3.网络申请数\t\t件\t3"]  # fmt: skip
    cells = {c.key[0]: c.state for c in read_forms(plain("\n".join(rows))).cells}
    assert cells["normative_documents_made"] == "unreadable"
    assert cells["proactive_website"] == "number"


def test_three_results_behind_the_last_label_are_no_totals_of_nothing() -> None:
    header = ["四、行政复议、行政诉讼情况", "行政复议 未经复议直接起诉 复议后起诉"]
    header += ["结果维持 结果纠正 其他结果 尚未审结 总计"]
    assert not any(value for value, _ in redress("\n".join([*header, "2 1 3"])))


def test_a_number_above_zeros_is_no_page_number() -> None:
    rows = printed(few("form2021"), "form2021", ("0", "0"))
    rows["refused.state_secret"] = ["1"] + ["0"] * 7  # a row's 1 and its zeros, one of another row
    found = states(read_forms(plain(written("form2021", rows, "\n\n", "\n\n"))))
    assert found["refused.state_secret", "natural_person"] == (None, "unreadable")


def test_results_that_lost_their_blanks_between_digits_stay_unreadable() -> None:
    glued = "100010" + "0000" + "06006"  # 10 0, a blank, 0 10, then 0 0 0 0 and a blank
    assert not any(value for value, _ in redress("".join([*FOUR, glued])))


def test_one_digit_for_each_result_is_read_beside_a_table_that_prints_all_cells() -> None:
    truth = few("form2021")
    rows = {item: ["".join(str(truth[item, who]) for who in APPLICANTS)]
            for item, _ in labels("form2021")}  # fmt: skip
    table = written("form2021", rows, "", "").replace("\n", "").partition("四、行政复议")[0]
    digits = "0010100000" + "10012"
    found = redress("".join([table, *FOUR, digits]))
    assert [value for value, _ in found] == list(map(float, map(int, digits)))
    assert not any(value for value, _ in redress("".join([*FOUR, digits])))
    lacks = table.replace("2.其他法律行政法规禁止公开0000000", "2.其他法律行政法规禁止公开")
    assert lacks != table
    assert not any(value for value, _ in redress("".join([lacks, *FOUR, digits])))


def test_results_between_empty_lines_as_the_requests_sums_tell() -> None:
    truth = few("form2021")
    rows = printed(truth, "form2021", ("", "0"))
    lines = written("form2021", rows, "\n\n", "\n\n").rpartition("\n")[0]
    values = ["3", "", "", "1", "4", *["0"] * 4, "", "0", "2", "", "", "2"]
    text = "\n\n".join([lines, *FOUR, *values, "五、存在的主要问题及改进情况", "形式单一。"])
    found = redress(text)
    assert [value or 0 for value, _ in found] == [float(text or 0) for text in values]


def test_marked_cells_below_a_header_that_names_no_column() -> None:
    names = "\n".join(["申请人情况", "自然", "人", "商业企业科研机构", "总", "计"])
    rows = "\n".join(f"{label}|||3|||2|5|" for _, label in labels("form2021"))
    found = states(read_forms(plain(names + "\n" + rows)))
    assert found["disclosed", "total"] == (5, "number")
    assert found["disclosed", "research_institution"] == (None, "unreadable")
    first = rows.replace("|||3|||2|5|", "|3|||||2|5|", 1)
    found = states(read_forms(plain(names + "\n" + first)))
    assert found["disclosed", "research_institution"] == (3, "number")


@pytest.mark.parametrize(
    ("printed", "natural", "total"),
    [
        ("9 0 0 0 2 0 1\n1", (9, "number"), (11, "number")),  # a narrow column tore 11
        ("11\n0\n0\n0\n2\n0\n1\n3", (None, "unreadable"), (None, "unreadable")),
    ],
)
def test_a_number_that_a_narrow_column_tore(
    printed: str, natural: tuple[float | None, str], total: tuple[float | None, str]
) -> None:
    zeros = "\n".join(f"{label}\n{'0 ' * 7}" for _, label in labels("form2021")[1:])
    row = f"一、本年新收政府信息公开申请数量\n{printed}"
    found = states(read_forms(plain("\n".join([*HEADER, row, zeros]))))
    assert found["new_received", "natural_person"] == natural
    assert found["new_received", "total"] == total


def test_zeros_between_marks_that_lost_a_blank_are_not_told_apart() -> None:
    rows = "".join(f"{label}|{'0|' * (7 - number % 2)}"
                   for number, (_, label) in enumerate(labels("form2021")))  # fmt: skip
    found = states(read_forms(plain("|".join(HEADER) + "|" + rows)))
    assert found["carried_in", "natural_person"][1] != "zero"


def proactive(text: str) -> dict[tuple[str, ...], tuple[float | None, str]]:
    forms = read_forms(plain(text))
    return {c.key[1:]: (c.value, c.state) for c in forms.cells if c.table == "proactive"}


TWO = [
    "第二十条第(一)项",
    "信息内容",
    "本年制发件数",
    "本年废止件数",
    "现行有效件数",
    "规章",
    "行政规范性文件",
]


@pytest.mark.parametrize("extra", [[], ["7"]])
def test_columns_of_section_two_behind_their_heads(extra: list[str]) -> None:
    lines = [
        *TWO, "0", "0", "0", "0", "0", "26", "信息内容", "行政许可", "信息内容", "行政处罚",
        "行政强制", "第二十条第(五)项", "本年处理决定数量", "7", *extra, "第二十条第(六)项",
        "本年处理决定数量", "34", "9", "第二十条第(八)项", "信息内容", "本年收费金额(单位:万元)",
        "行政事业性收费", "4.5",
    ]  # fmt: skip
    found = proactive("\n".join(lines))
    if extra:  # a number of nobody's: nothing is certain
        assert all(state != "blank" for _, state in found.values())
        assert ("licensing", "decisions") not in found
    else:
        said = {"licensing": 7, "penalties": 34, "coercive_measures": 9}
        assert {who: found[who, "decisions"][0] for who in said} == said
        assert found["normative_documents", "in_force"] == (26, "number")
        assert found["regulations", "made"] == (0, "zero")


def test_a_block_of_section_two_that_two_orders_read_apart() -> None:
    lines = [*TWO, "0", "3", "0", "1", "5", "26"]
    found = proactive(
        "\n".join([*lines, "第二十条第(五)项", "信息内容", "本年处理决定数量", "行政许可", "7"])
    )
    assert all(value is None for key, (value, _) in found.items() if key[0] != "licensing")


@pytest.mark.parametrize("between", ["——1", '[7]{style="x:GB2312"}'])
def test_a_number_that_is_no_value_makes_no_blank_row(between: str) -> None:
    lines = [*TWO[:5], "规章", "0 0 0", f"行政规范性文件{between}", "第二十条第(五)项"]
    found = proactive("\n".join(lines))
    assert found["normative_documents", "in_force"] == (None, "unreadable")


@pytest.mark.parametrize("gap", ["\t", "|"])
def test_labels_of_one_cell_leave_its_row_open(gap: str) -> None:
    truth = few("form2021")
    rows = {item: [str(truth[item, who]) for who in APPLICANTS] for item, _ in labels("form2021")}
    text = written("form2021", rows, gap, gap)
    torn = gap + gap.join(rows["new_received"]) + "\n"
    assert torn in text
    text = text.replace(torn, "", 1)
    found = states(read_forms(plain(text)))
    assert {found[item, who] for item in ("new_received", "carried_in") for who in APPLICANTS} == {
        (None, "unreadable")
    }


def test_a_dash_between_two_numbers_is_no_sign() -> None:
    lines = [
        "第二十条第(八)项", "信息内容", "上一年项目数量", "本年增/减", "行政事业性收费4-3",
        "第二十条第(九)项", "信息内容", "采购项目数量", "采购总金额", "政府集中采购", "2", "9.5",
    ]  # fmt: skip
    found = proactive("\n".join(lines))
    assert found["administrative_fees", "change"] == (None, "unreadable")
    assert found["procurement", "amount"] == (9.5, "number")


def test_a_value_before_the_number_of_the_next_label() -> None:
    text = (
        "统计指标单位统计数一、主动公开情况(一)主动公开政府信息数条377其中:主动公开规范性文件数条5"
        "制发规范性文件总数件7二、回应解读情况(一)回应公众关注热点或重大舆情数次3"
        "(二)通过不同渠道和方式回应解读的情况1.参加或举办新闻发布会总次数次1其中:主要负责同志参加"
        "新闻发布会次数次12.政府网站在线访谈次数次2其中:主要负责同志参加政府网站在线访谈次数次1"
        "3.政策解读稿件发布数篇24.微博微信回应事件数次35.其他方式回应事件数次1"
    )
    found = {c.key[0]: c.value for c in read_forms(plain(text)).cells}
    assert found["press_conferences_by_head"] == 1
    assert found["online_interviews_by_head"] == 1
    assert found["policy_interpretations"] == 2


def test_columns_that_no_layout_of_a_row_reaches_are_zero() -> None:
    rows = {item: ["0"] * 5 for item, _ in labels("form2021")}
    filled = ("new_received", "disclosed", "processed_total")
    rows |= {item: ["5", *"0000", "5"] for item in filled}
    found = states(read_forms(plain(written("form2021", rows, "\n", "\n"))))
    for item in filled:
        said = [found[item, who] for who in APPLICANTS]
        assert said[:2] == [(None, "unreadable")] * 2  # 5 0 0 0 0 or nothing, 5 0 0 0 0
        assert said[2:] == [(0, "implied_zero")] * 4 + [(5, "number")]


def test_columns_without_an_order_keep_their_totals() -> None:
    truth = few("form2019")
    items = [item for item, _ in labels("form2019")]
    dumped = [str(truth[item, who]) for who in APPLICANTS for item in items]
    text = "\n".join(
        [*HEADER, *(label for _, label in labels("form2019")), *dumped, "四、行政复议"]
    )
    found = states(read_forms(plain(text)))
    for item in items:
        held = [truth[item, who] for who in APPLICANTS]
        assert found[item, "total"][0] == held[-1]
        is_alike = len(set(held[:-1])) == 1
        said = [found[item, who][0] for who in APPLICANTS[:-1]]
        assert said == (held[:-1] if is_alike else [None] * 6)


def test_short_rows_that_end_in_no_sum_have_no_totals() -> None:
    truth = few("form2021") | {("not_processed.petition", who): 1 for who in APPLICANTS[:2]}
    rows = {item: [str(truth[item, who]) for who in APPLICANTS[:2]]
            for item, _ in labels("form2021")}  # fmt: skip
    found = states(read_forms(plain(written("form2021", rows, "\n", " "))))
    assert found["not_processed.petition", "total"] == (None, "unreadable")


@pytest.mark.parametrize("lost", [0, 1])
def test_values_behind_the_next_heading(lost: int) -> None:
    truth = few("form2019")
    names = [label for _, label in labels("form2019")]
    dumped = [str(truth[item, who]) for item, _ in labels("form2019") for who in APPLICANTS]
    head = "四、政府信息公开行政复议、行政诉讼情况"
    lines = [*HEADER, *names, head, *dumped[lost:], *FOUR[1:], *"0" * 15]
    found = states(read_forms(plain("\n".join(lines))))
    if lost:
        assert set(found.values()) == {(None, "unreadable")}
    else:
        assert {key: value for key, (value, _) in found.items()} == truth
