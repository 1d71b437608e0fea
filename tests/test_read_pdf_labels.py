"""Tables without rules whose three columns of labels lie on the same lines."""

import pytest

import govdisc_analysis as gd
from tests.test_read_pdf import draw_cell, wrap
from tests.test_read_pdf_blanks import ROWS, TOTALS, start, totals

LAST_ROWS = [
    (
        "（六）其他处理",
        "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请",
        "3 _ _ _ _ 1 4",
    ),
    (
        "",
        "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请",
        "_ _ _ _ _ _ _",
    ),
    ("", "3.其他", "_ 1 _ _ _ _ 1"),
    ("", "（七）总计", "15 4 4 1 2 1 27"),
    ("", "四、结转下年度继续办理", "_ _ _ _ _ _ _"),
]
APPLICANTS = "自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"
XS = 36.0, 62.0, 108.0, 220.0


def form(rows: list[tuple[str, str, str]], outer: float) -> dict[tuple[str, ...], float]:
    """The values read of a form with its outermost label ``outer`` points lower than （一）."""
    pdf = start()
    pdf.text(80, 80, "三、收到和处理政府信息公开申请情况")
    for i, name in enumerate(APPLICANTS):
        draw_cell(pdf, XS[3] + 44 * i, 106, 44, 28, name, False)
    y = 134.0
    for place, (parent, label, values) in enumerate(rows):
        if place == 2:
            pdf.set_font_size(9)
            for i, piece in enumerate(("三、", "本年", "度办", "理结", "果")):
                pdf.text(XS[0], y + 12.5 + outer + 12.8 * i, piece)
        is_last = place + 1 == len(rows) or bool(rows[place + 1][0]) or rows[place + 1][1][0] != "2"
        draw_cell(pdf, XS[1], y, 42, 27 if is_last else 81, parent, False, 9)
        left = XS[0] if label[0] in "一二四" else XS[1] if label[0] == "（" else XS[2]
        pdf.set_font_size(7)
        lines = wrap(pdf, label, XS[3] - left - 4)
        for i, line in enumerate(lines):
            pdf.text(left, y + 17 + 9 * i - 4.5 * len(lines), line)
        for i, value in enumerate(values.split()):
            draw_cell(pdf, XS[3] + 44 * i, y, 44, 27, value.replace("_", "0"), False)
        y += 27
    cells = gd.parse_report(bytes(pdf.output()), name="a.pdf").cells
    assert not [cell for cell in cells if cell.state == "unreadable"]
    return {cell.key: cell.value for cell in cells if cell.table == "requests" and cell.value}


@pytest.mark.parametrize("outer", [0.0, 1.5, 5.0, 9.0])
def test_an_outer_label_on_the_lines_of_items_is_none_of_theirs(outer: float) -> None:
    found = form(ROWS, outer)
    assert totals(found) == TOTALS


def test_a_heading_that_another_form_has_as_a_row_takes_no_values() -> None:
    rows = [row for row in ROWS if not row[1].startswith(("（六", "（七", "四"))] + LAST_ROWS
    found = form(rows, outer=60)
    assert {key: value for key, value in found.items() if key[0].startswith("other")} == {
        ("other.correction_overdue", "natural_person"): 3,
        ("other.correction_overdue", "other_org"): 1,
        ("other.correction_overdue", "total"): 4,
        ("other.other", "commercial_enterprise"): 1,
        ("other.other", "total"): 1,
    }
