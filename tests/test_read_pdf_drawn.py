"""PDF pages as printers make them: numbers as drawings, fields, pages askew, sheets in parts."""

import pytest
from fpdf import FPDF

import govdisc_analysis as gd
from govdisc_analysis.models import Document
from govdisc_analysis.read import read_documents
from tests.test_read_pdf import all_rows, draw_form, missing_rows, new_pdf, read
from tests.test_read_pdf_lost import assemble

TITLE = "石泉县教育局2022年政府信息公开工作年度报告"
ROWS = [
    ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"],
    ["规章", "0", "0", "0"],
    ["行政规范性文件", "14", "3", "57"],
]
LEFT, TOP, WIDE, HIGH = 50.0, 150.0, 110.0, 30.0


def draw_table(pdf: FPDF, drawn: dict[tuple[int, int], str]) -> None:
    """The table, with some cells drawn as an outline or shown as a picture."""
    pdf.text(LEFT, 80, TITLE)
    pdf.text(LEFT, 120, "二、主动公开政府信息情况")
    for r, row in enumerate(ROWS):
        for c, text in enumerate(row):
            x, y = LEFT + WIDE * c, TOP + HIGH * r
            pdf.rect(x, y, WIDE, HIGH)
            how = drawn.get((r, c))
            if how == "outline":
                steps = ((0, 0), (6, 0), (6, 9), (4, 9), (4, 3), (2, 6), (0, 9))
                pdf.polygon([(x + 40 + dx, y + 8 + dy) for dx, dy in steps], style="F")
            elif how == "line":
                pdf.line(x + 40, y + 8, x + 40, y + 17)
            else:
                pdf.text(x + 20, y + 18, text)


@pytest.mark.parametrize("how", ["outline", "line"])
def test_a_drawn_number_is_unreadable_and_no_blank(how: str) -> None:
    pdf = new_pdf()
    pdf.add_page()
    draw_table(pdf, {(2, 1): how, (2, 3): how})
    report = gd.parse_report(bytes(pdf.output()), name="a.pdf")
    states = [(cell.state, cell.value) for cell in report.cells]
    assert states[3:] == [("unreadable", None), ("number", 3), ("unreadable", None)]
    told = [note.message for note in report.notes if "drawing" in note.message]
    assert told and told[0].startswith("2 cells")


@pytest.mark.parametrize("angle", [-2.0, -0.4, 0.6, 3.0])
def test_a_page_laid_askew_is_set_straight(angle: float) -> None:
    straight, askew = new_pdf(), new_pdf()
    straight.add_page()
    draw_form(straight, 80)
    askew.add_page()
    with askew.rotation(angle, 297, 421):
        draw_form(askew, 80)
    assert all_rows(read(askew)) == all_rows(read(straight))
    assert not missing_rows(read(askew))


SHEET = [
    ["指标", "单位", *(f"第{i}项" for i in range(1, 6))],
    ["对外公开政府信息的总数以及其中一部分", "条", *"12345"],
    ["其中通过政府网站公开的政府信息条数", "条", *"78924"],
    ["其中通过政务微博公开的政府信息条数", "条", *"13579"],
]
COLUMNS = [0, 220, 330, 440, 550, 660, 770]
FRAME, SEEN = 60.0, 440.0


def draw_part(pdf: FPDF, part: int) -> None:
    """One page of the sheet: what hangs over into it is printed too, beyond its frame."""
    pdf.add_page()
    with pdf.rect_clip(FRAME, 0, SEEN, 842):
        for r, row in enumerate(SHEET):
            for column, text in zip(COLUMNS, row, strict=True):
                x = column - part * SEEN
                if x < SEEN and (x >= 0 or len(text) > 3):
                    pdf.text(FRAME + x, 100 + 30 * r, text)


def test_pages_of_one_sheet_are_put_together() -> None:
    pdf = new_pdf()
    draw_part(pdf, 0)
    draw_part(pdf, 1)
    document = read(pdf)
    assert any("one wide sheet" in note.message for note in document.notes)
    rows = [[cell for cell in row if cell] for row in all_rows(document)]
    assert rows[-3:] == SHEET[1:]


def test_pages_that_share_no_words_stay_apart() -> None:
    pdf = new_pdf()
    for text in ("一、概述", "二、主动公开情况"):
        pdf.add_page()
        pdf.text(-20, 100, text + "如下所述")
        pdf.text(100, 200, text)
    document = read(pdf)
    assert not any("one wide sheet" in note.message for note in document.notes)
    assert "二、主动公开情况" in document.text


def field_pdf(value: bytes) -> bytes:
    """A page with a number typed into a field."""
    shown = b"q BT /F1 10 Tf 0 g 2 5 Td (%s) Tj ET Q" % value
    page = b"BT /F1 10 Tf 50 400 Td (2022 total:) Tj ET"
    font = b"<</Font<</F1 5 0 R>>>>"
    bodies = [
        b"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[6 0 R]/DR%s>>>>" % font,
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 500 500]/Contents 4 0 R/Annots[6 0 R]"
        b"/Resources%s>>" % font,
        b"<</Length %d>>stream\n%s\nendstream" % (len(page), page),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        b"<</Type/Annot/Subtype/Widget/FT/Tx/T(a)/V(%s)/Rect[120 395 220 415]/F 4"
        b"/DA(/F1 10 Tf 0 g)/AP<</N 7 0 R>>>>" % value,
        b"<</Type/XObject/Subtype/Form/BBox[0 0 100 20]/Resources%s/Length %d>>stream\n%s\n"
        b"endstream" % (font, len(shown), shown),
    ]
    return assemble(bodies)


def test_a_number_typed_into_a_field_is_read() -> None:
    (document,) = read_documents(field_pdf(b"1305"), "a.pdf")
    assert isinstance(document, Document)
    assert "1305" in document.text
