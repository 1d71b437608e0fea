"""Tables without rules whose values stand at one side of their columns, below centred names."""

import pytest
from fpdf import FPDF

import govdisc_analysis as gd
from tests.test_read_pdf import draw_cell
from tests.test_read_pdf_blanks import ROWS, start

APPLICANTS = "自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"
SECTION_TWO = [
    ("第二十条第（一）项",),
    ("信息内容", "本年新制作数量", "本年新公开数量", "对外公开总数量"),
    ("规章", "0", "4", "61"),
    ("规范性文件", "12", "", "345"),
    ("第二十条第（八）项",),
    ("信息内容", "上一年项目数量", "本年增/减"),
    ("行政事业性收费", "6", "-3"),
    ("第二十条第（九）项",),
    ("信息内容", "采购项目数量", "采购总金额"),
    ("政府集中采购", "9", "33.47"),
]


def put(pdf: FPDF, x: float, y: float, width: float, text: str, side: str) -> None:
    """A value at one side of its cell."""
    pdf.set_font_size(9)
    at = x + 4 if side == "left" else x + width - 4 - pdf.get_string_width(text)
    pdf.text(at, y, text)


def read(pdf: FPDF) -> dict[tuple[str, ...], float]:
    cells = gd.parse_report(bytes(pdf.output()), name="a.pdf").cells
    assert not [cell for cell in cells if cell.state == "unreadable"]
    return {cell.key: cell.value for cell in cells if cell.value}


@pytest.mark.parametrize("side", ["left", "right"])
def test_a_name_over_two_columns_has_the_value_of_either(side: str) -> None:
    pdf = start()
    pdf.text(80, 80, "二、主动公开政府信息情况")
    for r, (label, *texts) in enumerate(SECTION_TWO):
        y = 90 + 18.0 * r
        draw_cell(pdf, 50, y, 496 if not texts else 124, 18, label, False, 9)
        for c, text in enumerate(texts):
            width = 244.0 if len(texts) == 2 and c == 1 else 122.0
            if SECTION_TWO[r][0] == "信息内容":
                draw_cell(pdf, 174 + 122 * c, y, width, 18, text, False, 9)
            else:
                put(pdf, 174 + 122 * c, y + 12, width, text, side)
    assert {key[1:]: value for key, value in read(pdf).items()} == {
        ("regulations", "newly_disclosed"): 4,
        ("regulations", "total_disclosed"): 61,
        ("normative_documents", "newly_made"): 12,
        ("normative_documents", "total_disclosed"): 345,
        ("administrative_fees", "previous_items"): 6,
        ("administrative_fees", "change"): -3,
        ("procurement", "projects"): 9,
        ("procurement", "amount"): 33.47,
    }


def test_a_blank_column_and_blank_rows_at_a_page_end_keep_their_places() -> None:
    pdf = start()
    pdf.text(80, 510, "三、收到和处理政府信息公开申请情况")
    for i, name in enumerate(APPLICANTS):
        draw_cell(pdf, 220 + 44 * i, 526, 44, 28, name, False, 9)
    y = 750 - 28.0 * 7
    for place, (parent, label, values) in enumerate(ROWS):
        if place == 7:  # the rows before it are blank
            pdf.add_page()
            y = 70.0
        left = 50 if label[0] in "一二四（" else 98
        draw_cell(pdf, 50, y, 44, 28, parent, False, 9)
        draw_cell(pdf, left, y, 216 - left, 28, label, False, 8)
        texts = [v.replace("_", "") for v in values.split()]
        texts[6] = str(int(texts[6]) - int(texts[1] or 0)) if texts[6] else ""
        texts[1] = ""
        for i, text in enumerate(texts):
            put(pdf, 220 + 44 * i, y + 16, 44, "" if text == "0" else text, "right")
        y += 28
    found = read(pdf)
    assert {key[1] for key in found if key[0] == "new_received"} == {
        "natural_person",
        "research_institution",
        "public_interest_org",
        "legal_service_org",
        "total",
    }
    assert found["processed_total", "total"] == found["new_received", "total"] == 19
    assert found["refused.process_information", "research_institution"] == 4
