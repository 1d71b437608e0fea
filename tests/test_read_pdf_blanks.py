"""Tables without rules whose blank cells lose their rows and columns to no other."""

import pytest
from fpdf import FPDF

import govdisc_analysis as gd
from tests.test_read_pdf import draw_cell, new_pdf, read

APPLICANTS = "自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"
RESULTS = "结果维持", "结果纠正", "其他结果", "尚未审结", "总计"
ROWS = [
    ("", "一、本年新收政府信息公开申请数量", "12 3 4 1 2 _ 22"),
    ("", "二、上年结转政府信息公开申请数量", "_ _ _ _ _ _ _"),
    ("", "（一）予以公开", "4 1 _ _ _ _ 5"),
    ("", "（二）部分公开（区分处理的，只计这一情形，不计其他情形）", "_ _ _ _ _ _ _"),
    ("（三）不予公开", "1.属于国家秘密", "_ _ _ _ _ _ _"),
    ("", "2.其他法律行政法规禁止公开", "5 _ _ _ _ _ 5"),
    ("", "3.危及“三安全一稳定”", "_ _ _ _ _ _ _"),
    ("", "4.保护第三方合法权益", "_ 2 _ _ _ _ 2"),
    ("", "5.属于三类内部事务信息", "_ _ _ _ _ _ _"),
    ("", "6.属于四类过程性信息", "_ _ 4 _ _ _ 4"),
    ("", "7.属于行政执法案卷", "_ _ _ _ _ _ _"),
    ("", "8.属于行政查询事项", "_ _ _ _ _ _ _"),
    ("（四）无法提供", "1.本机关不掌握相关政府信息", "3 _ _ _ 1 _ 4"),
    ("", "2.没有现成信息需要另行制作", "_ _ _ _ _ _ _"),
    ("", "3.补正后申请内容仍不明确", "_ _ _ 1 _ _ 1"),
    ("（五）不予处理", "1.信访举报投诉类申请", "_ _ _ _ _ _ _"),
    ("", "2.重复申请", "_ _ _ _ _ _ _"),
    ("", "3.要求提供公开出版物", "_ _ _ _ 1 _ 1"),
    ("", "4.无正当理由大量反复申请", "_ _ _ _ _ _ _"),
    ("", "5.要求行政机关确认或重新出具已获取信息", "_ _ _ _ _ _ _"),
    ("", "（六）其他处理", "_ _ _ _ _ _ _"),
    ("", "（七）总计", "12 3 4 1 2 _ 22"),
    ("", "四、结转下年度继续办理", "_ _ _ _ _ _ _"),
]
REDRESS = ["114", "41", "21", "459", "635", "26", "_", "_", "_", "26", "78", "_", "_", "29", "107"]

WRAPPED = ["3985758", "41", "21", "_", "3985820", *REDRESS[5:]]  # too long for their columns


def start() -> FPDF:
    """A page with the title of a report."""
    pdf = new_pdf()
    pdf.add_page()
    pdf.text(80, 50, "青禾县水利局2020年政府信息公开工作年度报告")
    return pdf


def requests_page() -> bytes:
    """The request table without lines; labels and names of columns are wrapped."""
    pdf = start()
    pdf.text(80, 80, "三、收到和处理政府信息公开申请情况")
    widths = [40, 110, *[44] * 7]
    xs = [60.0 + sum(widths[:i]) for i in range(9)]
    draw_cell(pdf, xs[2], 90, 308, 16, "申请人情况", False)
    for x, name in zip(xs[2:], APPLICANTS, strict=True):
        draw_cell(pdf, x, 106, 36, 28, name, False, 9)
    y = 134.0
    for parent, label, values in ROWS:
        is_wide = label.startswith(("一", "二", "四", "（"))
        draw_cell(pdf, xs[0], y, 40, 28, parent, False)
        left, width = (xs[0], 150) if is_wide else (xs[1], 108)
        draw_cell(pdf, left, y, width, 28, label, False)
        for x, value in zip(xs[2:], values.split(), strict=True):
            draw_cell(pdf, x, y, 44, 28, value.replace("_", ""), False)
        y += 28
    return bytes(pdf.output())


def redress_page(values: list[str] = REDRESS) -> bytes:
    """Section four without lines: fifteen narrow columns whose names nearly touch."""
    pdf = start()
    pdf.text(80, 80, "四、政府信息公开行政复议、行政诉讼情况")
    draw_cell(pdf, 50, 90, 165, 16, "行政复议", False, 9)
    draw_cell(pdf, 215, 90, 330, 16, "行政诉讼", False, 9)
    draw_cell(pdf, 215, 106, 165, 16, "未经复议直接起诉", False, 9)
    draw_cell(pdf, 380, 106, 165, 16, "复议后起诉", False, 9)
    for i, value in enumerate(values):
        draw_cell(pdf, 50 + 33 * i, 122, 33, 28, RESULTS[i % 5], False, 9)
        draw_cell(pdf, 50 + 33 * i, 150, 33, 18, value.replace("_", ""), False, 9)
    return bytes(pdf.output())


def proactive_page() -> bytes:
    """The first part of section two; its first row has no value."""
    pdf = start()
    pdf.text(80, 80, "二、主动公开政府信息情况")
    rows = [
        ("信息内容", "本年制发件数", "本年废止件数", "现行有效件数"),
        ("规章", "", "", ""),
        ("行政规范性文件", "19", "12", "7"),
    ]
    draw_cell(pdf, 60, 90, 420, 16, "第二十条第（一）项", False, 9)
    for r, row in enumerate(rows):
        for c, text in enumerate(row):
            draw_cell(pdf, 60 + 105 * c, 106 + 16 * r, 105, 16, text, False, 9)
    return bytes(pdf.output())


TOTALS = {
    "new_received": 22,
    "disclosed": 5,
    "refused.prohibited_by_law": 5,
    "refused.third_party_rights": 2,
    "refused.process_information": 4,
    "unavailable.not_held": 4,
    "unavailable.still_unclear": 1,
    "not_processed.publication": 1,
    "processed_total": 22,
}
"""The totals of `ROWS` that are no zeros, by their items."""


def totals(found: dict[tuple[str, ...], float]) -> dict[str, float]:
    return {key[0]: value for key, value in found.items() if key[1] == "total"}


def counts(data: bytes) -> dict[tuple[str, ...], float]:
    """The values that are no zeros, by their keys."""
    cells = gd.parse_report(data, name="a.pdf").cells
    assert not [cell for cell in cells if cell.state == "unreadable"]
    return {cell.key: cell.value for cell in cells if cell.value}


def test_values_stay_beside_their_wrapped_labels() -> None:
    found = counts(requests_page())
    assert totals(found) == TOTALS
    assert found["refused.prohibited_by_law", "natural_person"] == 5
    assert found["unavailable.not_held", "legal_service_org"] == 1
    assert not [key for key in found if key[1] == "other_org"]


def test_results_stay_below_names_that_nearly_touch() -> None:
    channels = ("reconsideration", "litigation_direct", "litigation_after_reconsideration")
    results = ("upheld", "corrected", "other", "pending", "total")
    keys = [(channel, result) for channel in channels for result in results]
    for values in (REDRESS, WRAPPED):
        wanted = {key: int(v) for key, v in zip(keys, values, strict=True) if v != "_"}
        assert counts(redress_page(values)) == wanted


@pytest.mark.parametrize("subject", ["normative_documents"])
def test_a_first_row_without_values_is_no_heading(subject: str) -> None:
    found = counts(proactive_page())
    assert {key[-1]: value for key, value in found.items() if key[1] == subject} == {
        "made": 19,
        "repealed": 12,
        "in_force": 7,
    }


def test_a_raised_mark_makes_no_other_number() -> None:
    pdf = start()
    pdf.set_font_size(10)
    pdf.text(60, 100, "行政许可决定12")
    x = 60 + pdf.get_string_width("行政许可决定12")
    pdf.set_font_size(6)
    pdf.text(x, 96, "1")
    pdf.set_font_size(10)
    pdf.text(x + 80, 96, "34")
    text = read(pdf).text
    assert "决定12[1]" in text
    assert "34" in text
