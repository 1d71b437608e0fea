"""Shapes in which sites publish forms, each in the least text that shows it."""

import pytest

from govdisc_analysis.forms import Forms, read_forms
from govdisc_analysis.forms.measures import read_measures
from govdisc_analysis.read.decode import decode
from govdisc_analysis.read.html import read_html
from tests.forms_shapes import (
    APPLICANTS,
    GROUPS,
    Truth,
    gridded,
    labels,
    make_requests,
    plain,
    request_grid,
)

KINDS = ("商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他")


def values(forms: Forms, table: str) -> dict[tuple[str, ...], float | None]:
    return {cell.key: cell.value for cell in forms.cells if cell.table == table}


def torn(truth: Truth, template: str, head: str, width: int = 12) -> str:
    """The request table as it is copied from a PDF: labels over lines, their values behind the
    middle one, and a group's label between the lines of one of its rows.
    """
    lines = [head]
    waiting = ""
    for item, label in labels(template):
        waiting = GROUPS.get(item, waiting)
        parts = [label[at : at + width] for at in range(0, len(label), width)]
        counts = " ".join(str(truth[item, who]) for who in APPLICANTS)
        middle = len(parts) // 2
        for place, part in enumerate(parts):
            if place == middle and place and waiting:
                lines.append(waiting)
                waiting = ""
            lines.append(f"{part} {counts}" if place == middle else part)
    return "\n".join(lines) + "\n四、行政复议"


@pytest.mark.parametrize("template", ["form2019", "form2021"])
@pytest.mark.parametrize(
    "head",
    [
        "申请人情况\n自然人 法人或其他组织 总计\n" + " ".join(KINDS),
        "申请人情况\n法人或其他组织\n" + " ".join(KINDS) + "\n自然人\n总计",
    ],
)
def test_labels_torn_by_their_group(template: str, head: str) -> None:
    truth = make_requests(3, template)
    forms = read_forms(plain(torn(truth, template, head)))
    assert values(forms, "requests") == truth
    is_told = any("which column is whose" in note.message for note in forms.notes)
    assert is_told is head.endswith("总计")


def test_applicants_of_one_line_keep_their_order() -> None:
    head = "申请人情况\n" + " ".join((*KINDS, "自然人", "总计"))
    rows = "\n".join(f"{label} 1 2 3 4 5 6 21" for _, label in labels("form2021"))
    found = values(read_forms(plain(f"{head}\n{rows}")), "requests")
    assert found["disclosed", "natural_person"] == 6
    assert found["disclosed", "commercial_enterprise"] == 1


def test_values_in_the_middle_of_a_label_of_2014() -> None:
    text = (
        "统计指标 单位 统计数\n(一)政府信息公开工作专门机构数 个 1\n"
        "(二)设置政府信息公开查阅点数 个 2\n"
        "(三)从事政府信息公开工作人员数 人 7\n1.专职人员数(不包括政府公报及政府\n"
        "网站工作人员数) 人 5\n2.兼职人员数 人 2\n(四)政府信息公开专项经费(不包括用\n"
        "于政府公报编辑管理及政府网站建设维护 万元 10.5\n等方面的经费)\n"
        "九、政府信息公开会议和培训情况\n(一)召开政府信息公开工作会议或专题\n会议数 次 3\n"
        "三、依申请公开情况\n(一)收到申请数 件 4\n"
    )
    assert values(read_forms(plain(text)), "stat2014") == {
        ("agencies_dedicated",): 1,
        ("reading_points",): 2,
        ("staff_total",): 7,
        ("staff_full_time",): 5,
        ("staff_part_time",): 2,
        ("funds",): 10.5,
        ("meetings",): 3,
        ("requests_received",): 4,
    }


def test_measures_in_other_words() -> None:
    said = read_measures(("本年度制发数量", "本年度废止件数量", "现行有效的数量"))
    assert [m.code if m else "" for m in said] == ["made", "repealed", "in_force"]
    assert read_measures(("备注", "责任单位")) == (None, None)


def test_unknown_column_with_blanks_is_not_shifted() -> None:
    text = (
        "第二十条第(一)项\n信息内容 | 责任处室数 | 本年废止件数 | 现行有效件数\n"
        "规章 | 4 | | 9 |\n行政规范性文件 | 2 | 3 | |\n"
    )
    found = values(read_forms(plain(text)), "proactive")
    assert found.get(("20.1", "regulations", "repealed")) is None
    assert found.get(("20.1", "normative_documents", "repealed")) in (None, 3)


def test_item_left_of_its_group() -> None:
    """The first label column's rowspan is that of an older form, so the last rows slip left."""
    truth = make_requests(4, "form2021")
    rows = request_grid(truth, "form2021")
    late = next(place for place, row in enumerate(rows) if row[2] == "3.其他")
    rows[late] = ["3.其他", "^", *rows[late][3:], None]
    rows[late + 1] = [rows[late + 1][1], "<", *rows[late + 1][3:], None]
    assert values(read_forms(gridded(rows)), "requests") == truth


def test_padding_on_either_side_of_a_row() -> None:
    """Rows of text with bars: a blank first column is no padding, and an unclear row is left."""
    truth = make_requests(5, "form2021")
    rows: list[list[str | None]] = []
    for item, label in labels("form2021"):
        if (group := GROUPS.get(item)) and item != "disclosed":
            rows.append([group, label, *(str(truth[item, who] or "") for who in APPLICANTS), ""])
        else:
            rows.append([label, *(str(truth[item, who] or "") for who in APPLICANTS), "", ""])
    found = values(read_forms(gridded(rows)), "requests")
    assert {key: value for key, value in found.items() if value} == {
        key: value for key, value in truth.items() if value
    }


def test_header_glued_to_the_column_of_labels() -> None:
    grid = [
        ["第二十条第(一)项", "<", "<", "<", "<"],
        ["信息内容本", "年新制作数量", "本年新公开数量", "", "对外公开总数量"],
        ["规章", "6", "4", "", "1"],
    ]
    assert values(read_forms(gridded(grid)), "proactive") == {
        ("20.1", "regulations", "newly_made"): 6,
        ("20.1", "regulations", "newly_disclosed"): 4,
        ("20.1", "regulations", "total_disclosed"): 1,
    }


def test_inline_elements_as_cells() -> None:
    rows = [
        ["第二十条第(一)项"],
        ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"],
        ["规章", "1", "2", "3"],
        ["行政规范性文件", "4", "", "6"],
    ]
    body = "".join(
        "<div class='tr'>" + "".join(f'<span class="td">{c}</span>' for c in row) + "</div>"
        for row in rows
    )
    data = f"<html><body>{body}</body></html>".encode()
    document = read_html(decode(data), "a.html", data)
    assert "行政规范性文件\t4\t\t6" in document.text
    assert values(read_forms(plain(document.text)), "proactive") == {
        ("20.1", "regulations", "made"): 1,
        ("20.1", "regulations", "repealed"): 2,
        ("20.1", "regulations", "in_force"): 3,
        ("20.1", "normative_documents", "made"): 4,
        ("20.1", "normative_documents", "repealed"): None,
        ("20.1", "normative_documents", "in_force"): 6,
    }


def test_redress_values_on_a_line_of_their_own() -> None:
    head = "行政复议\t行政诉讼\n" + "\t".join(
        ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计") * 3
    )
    row = ["", "1", "", "", "1", "2", "", "", "", "2", "", "", "", "", ""]
    found = values(read_forms(plain(f"{head}\n" + "\t".join(row) + "\n五、问题")), "redress")
    assert found["reconsideration", "corrected"] == 1
    assert found["litigation_direct", "upheld"] == 2
    assert found["litigation_direct", "total"] == 2


@pytest.mark.parametrize("name", ["小计", "合计"])
def test_subtotal_of_legal_persons(name: str) -> None:
    truth = make_requests(8, "form2021")
    rows = request_grid(truth, "form2021")
    for place, row in enumerate(rows):
        middle = ["<", "<", name][place] if place < 3 else str(sum(map(int, row[4:9])))  # type: ignore[arg-type]
        row.insert(9, middle)
    forms = read_forms(gridded(rows))
    assert values(forms, "requests") == truth
    assert not [note for note in forms.notes if note.severity == "warning"]
