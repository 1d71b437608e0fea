"""Every template in every shape: all cells right, none invented."""

import csv
import random
from dataclasses import replace

import pytest

from govdisc_analysis.forms import Forms, read_forms
from govdisc_analysis.forms.labels import read_rows
from govdisc_analysis.models import Cell, Grid
from tests.forms_shapes import (
    APPLICANTS,
    FOLD,
    GROUPS,
    HEADER,
    REDRESS_HEADER,
    Truth,
    flat,
    gridded,
    labels,
    make_requests,
    plain,
    request_grid,
)
from tests.shared import SHARED

TEMPLATES = ("form2019", "form2021")
GAPS = ("\n", " ", "\t", "|", " |\n", "  ")
MARKS = {"—": "dash", "-": "dash", "/": "dash", "无": "dash", "——": "dash", "零": "zero"}


def values(forms: Forms, table: str) -> dict[tuple[str, ...], float | None]:
    return {cell.key: cell.value for cell in forms.cells if cell.table == table}


def assert_requests(forms: Forms, truth: Truth, template: str) -> None:
    assert values(forms, "requests") == truth
    assert forms.template == template
    assert {cell.template for cell in forms.cells} == {template}


@pytest.mark.parametrize("gap", GAPS)
@pytest.mark.parametrize("template", TEMPLATES)
def test_flattened_form(template: str, gap: str) -> None:
    truth = make_requests(1, template)
    cleaned = plain(flat(truth, template, gap))
    forms = read_forms(cleaned)
    assert_requests(forms, truth, template)
    for cell in forms.cells:
        assert cleaned.text[cell.start : cell.end] == cell.text
        assert cell.reading == "linear"


@pytest.mark.parametrize("template", TEMPLATES)
def test_rows_not_separated(template: str) -> None:
    truth = make_requests(2, template)
    assert_requests(read_forms(plain(flat(truth, template, " ", line=" "))), truth, template)


@pytest.mark.parametrize("mark", MARKS)
@pytest.mark.parametrize("gap", ["\n", " ", "|"])
def test_marks_are_no_numbers(gap: str, mark: str) -> None:
    truth = make_requests(3, "form2021")
    forms = read_forms(plain(flat(truth, "form2021", gap, zero=mark)))
    states = {cell.key: cell.state for cell in forms.cells}
    for key, count in truth.items():
        assert states[key] == ("number" if count else MARKS[mark])


@pytest.mark.parametrize("gap", ["|", "\t", "\n", " |\n"])
def test_blanks_between_separators(gap: str) -> None:
    truth = make_requests(4, "form2019")
    forms = read_forms(plain(flat(truth, "form2019", gap, zero="")))
    for cell in forms.cells:
        assert cell.value in (truth[cell.key[0], cell.key[1]], None)
        if cell.value is None:
            assert cell.state == "blank"
    proved = [cell for cell in forms.cells if cell.state == "implied_zero"]
    assert len(forms.cells) == len(truth)
    assert len(proved) > 40


def test_blanks_dropped_are_not_guessed() -> None:
    truth = make_requests(5, "form2021")
    forms = read_forms(plain(flat(truth, "form2021", " ", zero="")))
    for cell in forms.cells:
        if cell.value is not None:
            assert cell.value == truth[cell.key[0], cell.key[1]]
    assert len({c.key[0] for c in forms.cells if c.key[1] == "total" and c.value}) > 8


def test_label_glued_to_its_numbers() -> None:
    truth = make_requests(6, "form2021")
    rows = [
        label + " ".join(str(truth[item, who]) for who in APPLICANTS)
        for item, label in labels("form2021")
    ]
    text = "\n".join([*HEADER, *rows])
    assert_requests(read_forms(plain(text)), truth, "form2021")


def test_label_broken_by_line_ends() -> None:
    truth = make_requests(7, "form2019")
    text = flat(truth, "form2019", "\n")
    for whole, broken in (("本年新收政府", "本年新 |\n收政府"), ("危及“三安", "危及“\n三安"),
                          ("另行制作", "另\n行制作"), ("总计", "总 计")):  # fmt: skip
        text = text.replace(whole, broken)
    assert_requests(read_forms(plain(text)), truth, "form2019")


def test_page_numbers_between_rows() -> None:
    truth = make_requests(8, "form2021")
    text = flat(truth, "form2021", " ").replace("\n2.重复申请", "\n- 5 -\n2.重复申请")
    assert_requests(read_forms(plain(text)), truth, "form2021")
    text = flat(truth, "form2021", " ").replace("\n2.重复申请", "\n7\n2.重复申请")
    assert_requests(read_forms(plain(text)), truth, "form2021")


def test_a_text_with_a_value_for_each_cell_is_its_own_second_reading() -> None:
    truth = make_requests(8, "form2021")
    text = flat(truth, "form2021", " ")
    assert {c.key: c.value for c in read_forms(plain(text)).read_again()} == truth
    assert not read_forms(plain(text.replace(" 0", "", 1))).read_again()


@pytest.mark.parametrize("template", TEMPLATES)
def test_merged_grid(template: str) -> None:
    truth = make_requests(9, template)
    cleaned = gridded(request_grid(truth, template))
    forms = read_forms(cleaned)
    assert_requests(forms, truth, template)
    assert {cell.reading for cell in forms.cells} == {"grid"}
    assert forms.unclaimed == ()
    assert {c.key: c.value for c in forms.read_again()} == truth
    claimed = [(cell.start, cell.end) for cell in forms.cells]
    assert len(set(claimed)) == len(claimed)


@pytest.mark.parametrize("repeat_header", [True, False])
def test_grid_split_in_two(repeat_header: bool) -> None:
    truth = make_requests(10, "form2021")
    rows = request_grid(truth, "form2021")
    rest = [["" if value == "^" else value for value in rows[15]], *rows[16:]]
    head = rows[:3] if repeat_header else []
    assert_requests(read_forms(gridded(rows[:15], head + rest)), truth, "form2021")


def test_grid_without_header() -> None:
    truth = make_requests(11, "form2021")
    rows = request_grid(truth, "form2021")[3:]
    assert_requests(read_forms(gridded(rows)), truth, "form2021")


def test_grid_with_total_first() -> None:
    truth = make_requests(12, "form2019")
    rows = [[*row[:3], row[9], *row[3:9]] for row in request_grid(truth, "form2019")]
    rows[0] = [HEADER[0], "<", "<", "申请人情况", *["<"] * 6]
    assert_requests(read_forms(gridded(rows)), truth, "form2019")


def test_clipped_labels_in_grid() -> None:
    truth = make_requests(13, "form2021")
    clipped = {
        "2.其他法律行政法规禁止公开": "2.其他法律行政止公开",
        "7.属于行政执法案卷": "属于行政执法案",
        "2.没有现成信息需要另行制作": "2.没有现成信息需要另",
    }
    rows = [[clipped.get(v or "", v) for v in row] for row in request_grid(truth, "form2021")]
    assert_requests(read_forms(gridded(rows)), truth, "form2021")


def test_several_bodies_are_not_mixed() -> None:
    one, two = make_requests(14, "form2021"), make_requests(15, "form2021")
    tables = [request_grid(truth, "form2021") for truth in (one, two)]
    forms = read_forms(gridded(*tables))
    assert_requests(forms, one, "form2021")
    assert any("not taken" in note.message for note in forms.notes)
    text = flat(one, "form2021", " ") + "\n" + flat(two, "form2021", " ")
    assert_requests(read_forms(plain(text)), one, "form2021")
    broken = read_forms(gridded(tables[0][:12], tables[1]))
    assert_requests(broken, two, "form2021")


def test_all_blank_form_stays_blank() -> None:
    truth = make_requests(16, "form2021")
    nothing = dict.fromkeys(truth, 0)
    forms = read_forms(gridded(request_grid(nothing, "form2021", zero="")))
    assert len(forms.cells) == len(truth)
    assert {cell.state for cell in forms.cells} == {"blank"}


def test_printed_totals_are_kept() -> None:
    truth = make_requests(17, "form2021")
    truth["processed_total", "total"] += 7
    assert_requests(read_forms(gridded(request_grid(truth, "form2021"))), truth, "form2021")


def test_thousands_and_merged_digits() -> None:
    truth = make_requests(18, "form2021")
    rows = request_grid(truth, "form2021")
    rows[3][3], rows[3][9], rows[4][4] = "1,234", "12 345", "12 34"
    read = values(read_forms(gridded(rows)), "requests")
    assert read["new_received", "natural_person"] == 1234
    assert read["new_received", "total"] == 12345
    assert read["carried_in", "commercial_enterprise"] is None


def test_other_handling_as_one_row_in_2021_report() -> None:
    truth = make_requests(19, "form2019")
    proactive = [
        ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"],
        ["规章", "0", "1", "2"],
    ]
    forms = read_forms(gridded(proactive, request_grid(truth, "form2019")))
    assert values(forms, "requests") == truth
    assert forms.template == "form2021"


def test_one_number_in_two_rows_is_nobodys() -> None:
    truth = make_requests(20, "form2019")
    cleaned = gridded(request_grid(truth, "form2019"))
    rows = [list(row) for row in cleaned.grids[0].rows]
    rows[4][4] = rows[3][4] = Cell("5", 3, 4)
    grid = Grid(tuple(tuple(row) for row in rows), 0, cleaned.grids[0].end)
    forms = read_forms(replace(cleaned, text="", grids=(grid,)))
    assert [c.state for c in forms.cells if c.start == 3] == ["number", "unreadable"]


REDRESS = [*"12003", *"00044", *"50005"]


@pytest.mark.parametrize("gap", ["\n", " ", "\t", "|", " |\n"])
def test_redress_flattened(gap: str) -> None:
    text = gap.join(("四、政府信息公开行政复议、行政诉讼情况", *REDRESS_HEADER, *REDRESS))
    forms = read_forms(plain(f"{text}\n五、存在的主要问题及改进情况\n1.有的"))
    assert [cell.value for cell in forms.cells] == [float(v) for v in REDRESS]


@pytest.mark.parametrize("gap", ["\n", "\t", "|"])
def test_redress_blanks(gap: str) -> None:
    shown = ["" if v == "0" else v for v in REDRESS]
    forms = read_forms(plain(gap.join((*REDRESS_HEADER, *shown)) + "\n五、存在的主要问题"))
    assert [cell.value for cell in forms.cells] == [float(v) for v in REDRESS]
    assert {c.state for c in forms.cells if not c.value} == {"implied_zero"}


def test_redress_grid_and_turned_grids() -> None:
    results = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]
    expected = [float(v) for v in REDRESS]
    table = [
        ["行政复议", *["<"] * 4, "行政诉讼", *["<"] * 9],
        ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计", "未经复议直接起诉", *["<"] * 4,
         "复议后起诉", *["<"] * 4],
        [*["^"] * 5, *results * 2],
        REDRESS,
    ]  # fmt: skip
    channels = ["行政复议", "未经复议直接起诉", "复议后起诉"]
    by_channel = [["", *results]] + [
        [c, *REDRESS[5 * i : 5 * i + 5]] for i, c in enumerate(channels)
    ]
    by_result = [["", *channels]] + [[r, *REDRESS[i::5]] for i, r in enumerate(results)]
    for rows in (table, by_channel, by_result):
        forms = read_forms(gridded(rows))
        assert [cell.value for cell in forms.cells] == expected
        assert forms.unclaimed == ()


def _proactive(name: str) -> list[list[str]]:
    place = __file__.replace("test_forms_shapes.py", f"data/forms_{name}.csv")
    with open(place, encoding="utf-8", newline="") as lines:  # noqa: PTH123
        return list(csv.reader(lines))


@pytest.mark.parametrize("gap", ["\n", " ", "\t", "|", "grid"])
@pytest.mark.parametrize("template", TEMPLATES)
def test_proactive(template: str, gap: str) -> None:
    rows = _proactive(template)
    if gap == "grid":
        forms = read_forms(gridded([row + [""] * (4 - len(row)) for row in rows]))
        assert forms.unclaimed == ()
    else:
        text = "\n".join(gap.join(row) for row in rows)
        forms = read_forms(plain(f"二、主动公开政府信息情况\n{text}\n三、收到和处理政府信息"))
    got = {"/".join(cell.key): cell.value for cell in forms.cells}
    expected = {
        row[0]: float(row[1]) if row[1] else None for row in _proactive(template + "_cells")
    }
    assert got == expected
    assert forms.template == template


def test_prose_is_no_form() -> None:
    text = (
        "全年收到申请数5件,行政许可10项、行政处罚3件。重复申请2件,予以公开3件,其中部分公开1件。"
        "当面申请数1件,传真申请数0件,网络申请数3件,信函申请数1件,行政复议0件,行政诉讼0件。"
        "建立健全规章制度20项,自然人申请8件,商业企业申请2件,总计10件。"
        "行政复议6件,其中结果维持3件、结果纠正1件、其他结果1件(尚未审结1件);行政诉讼4件,其中"
        "未经复议直接起诉2件(结果维持1件、尚未审结1件),复议后起诉2件。"
    )
    assert read_forms(plain(text)).cells == ()


@pytest.mark.skipif(SHARED is None, reason="the shared reports are not here")
def test_real_flattened_report() -> None:
    assert SHARED is not None
    name = "002_cb2e68780a80b92a.txt"
    forms = read_forms(plain((SHARED / "seeds" / name).read_text("utf-8")))
    read = {(cell.table, *cell.key): cell.value for cell in forms.cells}
    keys = {
        "requests": ("item", "applicant", "count"),
        "proactive": ("article_item", "subject", "measure", "value"),
        "redress": ("channel", "result", "count"),
    }
    truth = {}
    for table, columns in keys.items():
        with (SHARED / "gold" / f"{table}.csv").open(encoding="utf-8") as lines:
            for row in csv.DictReader(lines):
                truth[(table, *(row[c] for c in columns[:-1]))] = float(row[columns[-1]])
    assert read == truth
    assert {cell.template for cell in forms.cells} == {"form2019"}


def test_label_broken_around_its_numbers() -> None:
    truth = make_requests(21, "form2021")
    text = flat(truth, "form2021", " ")
    for label, head in (
        ("(二)部分公开(区分处理的,只计这一情形,不计其他情形)", "(二)部分公开(区分处理的,只计"),
        ("一、本年新收政府信息公开申请数量", "一、本年新收政府信息公开"),
        ("5.要求行政机关确认或重新出具已获取信息", "5.要求行政机关确认或重"),
    ):
        start = text.index(label)
        end = text.index("\n", start)
        row = text[start + len(label) : end]
        text = text[:start] + head + row + "\n" + label[len(head) :] + text[end:]
    assert_requests(read_forms(plain(text)), truth, "form2021")


def test_merged_cells_written_out() -> None:
    truth = make_requests(22, "form2019")
    cleaned = gridded(request_grid(truth, "form2019"))
    rows = [[cell.text if cell else "" for cell in row] for row in cleaned.grids[0].rows]
    for gap in ("\t", "|", "\n"):
        text = "\n".join(gap.join(row) for row in rows)
        assert_requests(read_forms(plain(text)), truth, "form2019")
    assert_requests(read_forms(gridded(rows)), truth, "form2019")


def test_redress_with_a_broken_header() -> None:
    text = (
        "行政复议 行政诉讼\n结果 结果 其他 尚未 未经复议直接起诉 复议后起诉\n维持 纠正 结果 审结\n"
        f"{' '.join(REDRESS)}\n五、存在的主要问题"
    )
    forms = read_forms(plain(text))
    assert [cell.value for cell in forms.cells] == [float(v) for v in REDRESS]
    assert any("header is broken" in note.message for note in forms.notes)


def test_strange_word_in_proactive_header() -> None:
    text = "第二十条第(一)项\n信息内容 本年制发件数 本年废止件数 现行有效件数 备注\n规章 1 2 3\n"
    assert values(read_forms(plain(text)), "proactive") == {
        ("20.1", "regulations", "made"): 1,
        ("20.1", "regulations", "repealed"): 2,
        ("20.1", "regulations", "in_force"): 3,
    }


@pytest.mark.parametrize("seed", range(30, 50))
def test_noisy_grids(seed: int) -> None:
    """Clipped labels, merged cells given as blank, missing or repeated, tables cut anywhere."""
    rng = random.Random(seed)
    template = rng.choice(TEMPLATES)
    truth = make_requests(seed, template)
    rows = request_grid(truth, template, rng.choice(["0", "—", "", "/"]))
    filler = rng.choice(["", None, "^", "repeat"])
    if filler == "repeat":
        rows = [[c.text if c else "" for c in row] for row in gridded(rows).grids[0].rows]
    elif filler != "^":
        rows = [[filler if value in ("<", "^") else value for value in row] for row in rows]
    long = {label for _, label in labels(template) if len(label) > 9 and rng.random() < 0.2}
    clipped = [[v[:-2] if v and v in long else v for v in row] for row in rows]
    cut = rng.randint(8, 25)
    rest = [["" if value in ("^", "<") else value for value in clipped[cut]], *clipped[cut + 1 :]]
    forms = read_forms(replace(gridded(clipped[:cut], rest), text=""))
    assert set(values(forms, "requests")) == set(truth)
    for cell in forms.cells:
        assert cell.value == truth[cell.key[0], cell.key[1]] or (
            cell.value is None and cell.state in ("blank", "dash")
        )


def test_blank_row_of_other_handling() -> None:
    truth = make_requests(51, "form2019")
    for who in APPLICANTS:
        truth["processed_total", who] -= truth["other", who]
        truth["other", who] = 0
    forms = read_forms(plain(flat(truth, "form2019", "|", zero="")))
    assert {cell.key for cell in forms.cells} == set(truth)


def test_proactive_blanks_in_text() -> None:
    header = "第二十条第(一)项|\n信息内容|本年制发件数|本年废止件数|现行有效件数|\n"
    text = header + "规章|||3|\n行政规范性文件|1||5|\n第二十条第(五)项\n"
    states = {cell.key[1:]: (cell.value, cell.state) for cell in read_forms(plain(text)).cells}
    assert states == {
        ("regulations", "made"): (None, "blank"),
        ("regulations", "repealed"): (None, "blank"),
        ("regulations", "in_force"): (3, "number"),
        ("normative_documents", "made"): (1, "number"),
        ("normative_documents", "repealed"): (None, "blank"),
        ("normative_documents", "in_force"): (5, "number"),
    }
    lost = read_forms(plain(text.replace("|", " ").replace("规章   3", "规章 3")))
    assert [c.state for c in lost.cells if c.key[1] == "regulations"] == ["unreadable"] * 3


def test_applicants_down_items_across() -> None:
    truth = make_requests(52, "form2021")
    rows = [[c.text if c else "" for c in row]
            for row in gridded(request_grid(truth, "form2021")).grids[0].rows]  # fmt: skip
    turned = [list(column) for column in zip(*[rows[2], *rows[3:]], strict=True)]
    assert_requests(read_forms(replace(gridded(turned), text="")), truth, "form2021")


def test_rows_stacked_in_one_cell() -> None:
    truth = make_requests(53, "form2019")
    rows = request_grid(truth, "form2019")
    stacked = ["^", GROUPS["refused.state_secret"], "".join(str(row[2]) for row in rows[7:15])]
    stacked += [" ".join(str(row[column]) for row in rows[7:15]) for column in range(3, 10)]
    cleaned = gridded([*rows[:7], stacked, *rows[15:]])
    forms = read_forms(cleaned)
    assert_requests(forms, truth, "form2019")
    assert all(cleaned.text[cell.start : cell.end] == cell.text for cell in forms.cells)


@pytest.mark.parametrize("heads", [("2022年", "2021年"), ("本年度", "上年度")])
@pytest.mark.parametrize("is_late", [True, False])
def test_last_year_beside_this_one(is_late: bool, heads: tuple[str, str]) -> None:
    now, before = make_requests(54, "form2021"), make_requests(55, "form2021")
    left, right = (before, now) if is_late else (now, before)
    names = heads[::-1] if is_late else heads
    rows = [a + b[3:] for a, b in zip(request_grid(left, "form2021"),
                                      request_grid(right, "form2021"), strict=True)]  # fmt: skip
    rows.insert(0, ["项目", "<", "<", names[0], *["<"] * 6, names[1], *["<"] * 6])
    forms = read_forms(replace(gridded(rows), text=""))
    assert_requests(forms, now, "form2021")
    assert any("another year" in note.message for note in forms.notes)


def test_column_of_item_numbers() -> None:
    truth = make_requests(56, "form2019")
    rows = request_grid(truth, "form2019")
    numbered = [[str(place) if place > 2 else "行次", *row] for place, row in enumerate(rows)]
    assert_requests(read_forms(replace(gridded(numbered), text="")), truth, "form2019")
    stat = [["统计指标", "代码", "单位", "统计数"], ["六、举报投诉数量", "51", "件", "3"],
            ["(一)收到申请数", "20", "件", "7"], ["1.当面申请数", "21", "件", "7"]]  # fmt: skip
    assert list(values(read_forms(gridded(stat)), "stat2014").values()) == [7, 7, 3]


def test_filled_form_goes_before_the_empty_template() -> None:
    truth = make_requests(57, "form2021")
    empty = request_grid(dict.fromkeys(truth, 0), "form2021", zero="")
    tables = [empty, request_grid(truth, "form2021")]
    assert_requests(read_forms(gridded(*tables)), truth, "form2021")
    assert_requests(read_forms(gridded(*tables[::-1])), truth, "form2021")


def test_form_without_applicants() -> None:
    truth = make_requests(58, "form2021")
    rows = [[*row[:3], row[9]] for row in request_grid(truth, "form2021")[3:]]
    forms = read_forms(gridded([["项目", "<", "<", "合计"], *rows]))
    assert values(forms, "requests") == {k: v for k, v in truth.items() if k[1] == "total"}


def test_unknown_item_leaves_its_group_alone() -> None:
    truth = make_requests(59, "form2021")
    rows = request_grid(truth, "form2021")
    place = next(i for i, row in enumerate(rows) if str(row[2]).startswith("1.申请人无正当"))
    rows[place][2] = "1.另有安排的事情"
    read = values(read_forms(replace(gridded(rows), text="")), "requests")
    assert read == {k: v for k, v in truth.items() if k[0] != "other.correction_overdue"}


def test_numbers_between_commas() -> None:
    truth = make_requests(60, "form2021")
    small = {key: min(count, 99) for key, count in truth.items()}
    assert_requests(read_forms(plain(flat(small, "form2021", ","))), small, "form2021")


def test_merged_cells_leave_empty_lines_behind_blank_ones() -> None:
    """An office program writes a line for each cell, empty ones for those that are merged, too."""
    truth = make_requests(7, "form2021")
    rows = [[label, *(str(truth[item, who] or "") for who in APPLICANTS), *[""] * (n % 3)]
            for n, (item, label) in enumerate(labels("form2021"))]  # fmt: skip
    forms = read_forms(plain("\n".join([*HEADER, *(line for row in rows for line in row), ""])))
    assert {key: value or 0 for key, value in values(forms, "requests").items()} == truth
    assert {cell.state for cell in forms.cells} == {"number", "implied_zero"}


def test_blanks_between_commas() -> None:
    truth = {key: count % 1000 for key, count in make_requests(4, "form2019").items()}
    for item, _ in labels("form2019"):
        truth[item, "total"] = sum(truth[item, who] for who in APPLICANTS[:6])
    shown = ["" if v == "0" else v for v in REDRESS]
    redress = f"{','.join(REDRESS_HEADER)}\n{','.join(shown)}\n五、存在的主要问题"
    forms = read_forms(plain(f"{flat(truth, 'form2019', ',', zero='')}\n{redress}"))
    assert {key: value or 0 for key, value in values(forms, "requests").items()} == truth
    assert [value or 0 for value in values(forms, "redress").values()] == list(map(float, REDRESS))


def test_the_number_of_a_torn_label_is_no_value() -> None:
    rows = [row for row in read_rows("indicators.csv") if row["stat2014_label"]]
    lines = {row["indicator"]: f"{row['stat2014_label']} {row['unit']} 8" for row in rows}
    lines["requests_disclosed"] = "2.同意公开答复数5.不属\n于本行政 件 4"
    found = values(read_forms(plain("\n".join(lines.values()).translate(FOLD))), "stat2014")
    assert found["requests_received",] == 8
    assert found.get(("requests_disclosed",)) is None


def test_names_that_stand_over_no_value_tell_no_order() -> None:
    """Two header rows on one line: natural persons and the total stand right of all values."""
    truth = make_requests(11, "form2021")
    header = [[*[""] * 12, "自然人", "法人或其他组织", "总计"], ["", "", *HEADER[5:]]]
    rows = [[label, *(str(truth[item, who]) for who in APPLICANTS)]
            for item, label in labels("form2021")]  # fmt: skip
    table = [[*row, *[""] * (15 - len(row))] for row in header + rows]
    found = values(read_forms(gridded(table)), "requests")
    assert all(truth[key] == value for key, value in found.items() if value is not None)


def test_rows_between_drawn_lines_and_a_label_cut_with_dots() -> None:
    """A terminal draws wide lines between the rows, and cuts what is wider than a column."""
    truth = make_requests(3, "form2019")
    rows = [
        "│".join(["", (f"{label[:24]}…" if label.startswith("5.要求") else label).ljust(60)]
                 + [f"{truth[item, who]:<20}" for who in APPLICANTS] + [""])
        for item, label in labels("form2019")
    ]  # fmt: skip
    rule = f"\n├{'─' * 210}┤\n"
    text = rule.join(["│".join(HEADER), *rows])
    forms = read_forms(
        plain(f"三、收到和处理政府信息公开申请情况\n{text}\n四、行政复议、行政诉讼情况")
    )
    assert_requests(forms, truth, "form2019")
