"""Numbers whose digits stand apart: letter spacing parts no number, a column's gap does."""

import pytest
from fpdf import FPDF

from tests.test_read_pdf import new_pdf, read

LABELS = "本年新收政府信息公开申请数量", "上年结转政府信息公开申请数量", "结转下年度继续办理"
VALUES = ("39857", "12"), ("1024", "7"), ("30.58", "45")


def drawn(gap: float, stretch: float = 0.0, ruled: bool = True) -> FPDF:
    """Three rows set letter by letter, ``gap`` points apart, or labels stretched more and more."""
    pdf = new_pdf()
    pdf.add_page()
    pdf.set_font_size(9)
    for row, (label, values) in enumerate(zip(LABELS, VALUES, strict=True)):
        y = 100.0 + 24 * row
        for column, text in enumerate((label, *values)):
            x = (62.0, 330.0, 430.0)[column]
            if ruled:
                pdf.rect(x - 4, y - 16, (268.0, 100.0, 100.0)[column], 24)
            for i, letter in enumerate(text):
                pdf.text(x, y, letter)
                x += pdf.get_string_width(letter) + gap + (stretch * i if not column else 0)
    return pdf


def values(pdf: FPDF) -> list[tuple[str, ...]]:
    (grid,) = read(pdf).grids
    return [tuple(cell.text for cell in row[-2:] if cell) for row in grid.rows]


@pytest.mark.parametrize("ruled", [True, False])
@pytest.mark.parametrize("gap", [1.1, 2.25, 4.0])
def test_letter_spacing_parts_no_number(gap: float, ruled: bool) -> None:
    assert values(drawn(gap, ruled=ruled)) == list(VALUES)


def test_gaps_that_the_words_do_not_share_part_numbers() -> None:
    texts = values(drawn(4.0, stretch=0.55))
    assert texts[0] == ("3 9 8 5 7", "1 2")
