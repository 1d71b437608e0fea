"""The PDF reader on drawn pages with known cells, and on the real reports where they are."""

import csv
import io
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path

import pylopdf_fonts_zh_cn
import pypdfium2
import pytest
from fpdf import FPDF

from govdisc_analysis.models import Document, Grid, Unreadable
from govdisc_analysis.read import pdf as pdf_module
from govdisc_analysis.read.pdf import read_pdf
from govdisc_analysis.read.pdf_lines import join_wrapped
from govdisc_analysis.read.pdf_page import fold_char
from tests.shared import SHARED

REAL = SHARED / "real" if SHARED is not None and (SHARED / "real").is_dir() else None
LEFT, BOTTOM = 60.0, 770.0
WIDTHS = (22, 70, 150, 34, 34, 34, 34, 34, 34, 34)


@cache
def items() -> list[dict[str, str]]:
    source = files("govdisc_analysis") / "codebook" / "request_items.csv"
    rows = list(csv.DictReader(source.read_text(encoding="utf-8").splitlines()))
    return [row for row in rows if row["label_2021"]]


def squeeze(text: str) -> str:
    return "".join(text.split())


def new_pdf() -> FPDF:
    pdf = FPDF(unit="pt", format="A4")
    pdf.set_auto_page_break(False)
    pdf.add_font("zh", fname=pylopdf_fonts_zh_cn.sans_path())
    pdf.set_font("zh", size=10)
    return pdf


def read(pdf: FPDF) -> Document:
    return read_pdf(bytes(pdf.output()), "drawn.pdf", "0" * 64)


def wrap(pdf: FPDF, text: str, width: float) -> list[str]:
    lines = [""]
    for char in text:
        if lines[-1] and pdf.get_string_width(lines[-1] + char) > width - 2:
            lines.append("")
        lines[-1] += char
    return lines


def draw_cell(
    pdf: FPDF, x: float, y: float, w: float, h: float, text: str, ruled: bool, size: float = 8
) -> None:
    """One cell with its text in the middle, broken to its width."""
    pdf.set_font_size(size)
    if ruled:
        pdf.rect(x, y, w, h)
    lines = wrap(pdf, text, w)
    at = y + (h - len(lines) * size * 1.2) / 2 + size
    for line in lines:
        pdf.text(x + (w - pdf.get_string_width(line)) / 2, at, line)
        at += size * 1.2


Row = tuple[str, str, str, list[str]]


def request_rows() -> list[Row]:
    """(outermost label, parent, label, values) of the 2021 form, values all different."""
    rows: list[Row] = []
    parents = {"refused": "（三）不予公开", "unavailable": "（四）无法提供"}
    parents |= {"not_processed": "（五）不予处理", "other": "（六）其他处理"}
    for i, item in enumerate(items()):
        inner = bool(item["parent"]) or item["item"] == "processed_total"
        family = item["item"].split(".")[0]
        parent = parents[family] if "." in item["item"] else ""
        values = [str(10 * i + j) if (i + j) % 3 else "0" for j in range(7)]
        rows.append(("三、本年度办理结果" if inner else "", parent, item["label_2021"], values))
    return rows


def heights(pdf: FPDF, rows: list[Row]) -> list[float]:
    return [12.0 * max(1, len(wrap(pdf, row[2], 150 if row[1] else 200))) + 6 for row in rows]


def draw_form(pdf: FPDF, y: float, ruled: bool = True, repeat: bool = False) -> None:
    """The request form from height ``y`` on, over as many pages as it takes."""
    pdf.set_font_size(8)
    xs = [LEFT]
    for width in WIDTHS:
        xs.append(xs[-1] + width)
    rows = request_rows()
    tall = heights(pdf, rows)
    y = draw_heading(pdf, xs, y, ruled)
    i = 0
    pending: dict[int, str] = {}
    while i < len(rows):
        fit, used = 0, 0.0
        while i + fit < len(rows) and y + used + tall[i + fit] < BOTTOM:
            used += tall[i + fit]
            fit += 1
        draw_rows(pdf, xs, y, rows[i : i + fit], tall[i : i + fit], pending, ruled)
        i += fit
        if i < len(rows):
            pdf.add_page()
            y = draw_heading(pdf, xs, 70.0, ruled) if repeat else 70.0


def draw_heading(pdf: FPDF, xs: list[float], y: float, ruled: bool) -> float:
    names = ("商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他")
    draw_cell(pdf, xs[0], y, xs[3] - xs[0], 72, "（本列数据的勾稽关系为）", ruled)
    draw_cell(pdf, xs[3], y, xs[10] - xs[3], 18, "申请人情况", ruled)
    draw_cell(pdf, xs[3], y + 18, xs[4] - xs[3], 54, "自然人", ruled)
    draw_cell(pdf, xs[4], y + 18, xs[9] - xs[4], 18, "法人或其他组织", ruled)
    draw_cell(pdf, xs[9], y + 18, xs[10] - xs[9], 54, "总计", ruled)
    for j, name in enumerate(names):
        draw_cell(pdf, xs[4 + j], y + 36, xs[5 + j] - xs[4 + j], 36, name, ruled)
    return y + 72


def draw_rows(
    pdf: FPDF,
    xs: list[float],
    y: float,
    rows: list[Row],
    tall: list[float],
    pending: dict[int, str],
    ruled: bool,
) -> None:
    """Rows of one page; what of a merged heading finds no room goes to the next page.

    ``pending`` holds, by level, what is left to print and, by -1 - level, the last heading.
    """
    pdf.set_font_size(7)
    tops = [y + sum(tall[:i]) for i in range(len(rows) + 1)]
    for level, left, right in ((0, 0, 1), (1, 1, 2)):
        start = 0
        while start < len(rows):
            name = rows[start][level]
            end = start
            while end < len(rows) and rows[end][level] == name:
                end += 1
            if isinstance(name, str) and name:
                height, width = tops[end] - tops[start], xs[right] - xs[left]
                goes_on = start == 0 and pending.get(-1 - level) == name
                rest = pending[level] if goes_on else name
                pending[-1 - level] = name
                lines = wrap(pdf, rest, width)
                fit = max(1, int(height / 8.4))
                pending[level] = "".join(lines[fit:])
                text = "".join(lines[:fit])
                draw_cell(pdf, xs[left], tops[start], width, height, text, ruled, 7)
            start = end
    for row, top, height in zip(rows, tops, tall, strict=False):
        left = 2 if row[1] else 1 if row[0] else 0
        draw_cell(pdf, xs[left], top, xs[3] - xs[left], height, row[2], ruled)
        for j, value in enumerate(row[3]):
            draw_cell(pdf, xs[3 + j], top, xs[4 + j] - xs[3 + j], height, value, ruled)


def texts(grid: Grid) -> list[list[str]]:
    return [["" if cell is None else squeeze(cell.text) for cell in row] for row in grid.rows]


def all_rows(document: Document) -> list[list[str]]:
    return [row for grid in document.grids for row in texts(grid)]


def missing_rows(document: Document) -> list[str]:
    """Labels of the form whose row does not stand in a grid with its parent and values."""
    rows = all_rows(document)
    return [
        label
        for _, parent, label, values in request_rows()
        if not any(
            row[-7:] == values and row[-8] == squeeze(label) and parent in ("", *row[:-8])
            for row in rows
        )
    ]


def check_offsets(document: Document) -> None:
    for grid in document.grids:
        for row in grid.rows:
            for cell in row:
                assert cell is None or document.text[cell.start : cell.end] == cell.text
        assert 0 <= grid.start <= grid.end <= len(document.text)


@pytest.mark.parametrize("y", [90.0, 330.0, 402.0, 480.0, 570.0, 640.0])
@pytest.mark.parametrize("repeat", [False, True])
def test_ruled_form_over_pages_is_one_grid(y: float, repeat: bool) -> None:
    pdf = new_pdf()
    pdf.add_page()
    pdf.text(LEFT, y - 20, "三、收到和处理政府信息公开申请情况")
    draw_form(pdf, y, repeat=repeat)
    document = read(pdf)
    assert missing_rows(document) == []
    assert len(document.grids) == 1
    assert {len(row) for row in document.grids[0].rows} == {10}
    check_offsets(document)


def test_merged_heading_is_one_object_over_the_page_end() -> None:
    pdf = new_pdf()
    pdf.add_page()
    draw_form(pdf, 480.0)
    grid = read(pdf).grids[0]
    outer = {id(row[0]) for row in grid.rows if row[0] and squeeze(row[0].text).startswith("三、")}
    assert len(outer) == 1


@pytest.mark.parametrize("y", [90.0, 400.0, 520.0])
def test_form_without_rules(y: float) -> None:
    pdf = new_pdf()
    pdf.add_page()
    draw_form(pdf, y, ruled=False)
    document = read(pdf)
    labels = [label for _, _, label, _ in request_rows()]
    rows = {tuple(row[-7:]): row for row in all_rows(document)}
    found = [row[2] for row in request_rows() if squeeze(row[2]) in rows.get(tuple(row[3]), [])]
    assert found == labels
    check_offsets(document)


def test_row_cut_by_the_page_end_is_joined() -> None:
    pdf = new_pdf()
    pdf.add_page()
    for k, (name, value) in enumerate((("规章", "1"), ("行政规范性", "37"))):
        draw_cell(pdf, 60, 700 + 20 * k, 100, 20, name, True)
        draw_cell(pdf, 160, 700 + 20 * k, 80, 20, value, True)
    pdf.add_page()
    for k, (name, value) in enumerate((("文件", ""), ("行政许可", "5"))):
        draw_cell(pdf, 60, 70 + 20 * k, 100, 20, name, True)
        draw_cell(pdf, 160, 70 + 20 * k, 80, 20, value, True)
    assert all_rows(read(pdf)) == [["规章", "1"], ["行政规范性文件", "37"], ["行政许可", "5"]]


def test_blank_row_after_the_page_end_stays_a_row() -> None:
    pdf = new_pdf()
    pdf.add_page()
    for page, rows in enumerate(
        ((("规章", "1"), ("行政处罚", "9")), (("行政强制", ""), ("规章", "")))
    ):
        if page:
            pdf.add_page()
        for k, (name, value) in enumerate(rows):
            draw_cell(pdf, 60, (70 if page else 700) + 20 * k, 100, 20, name, True)
            draw_cell(pdf, 160, (70 if page else 700) + 20 * k, 80, 20, value, True)
    assert all_rows(read(pdf)) == [["规章", "1"], ["行政处罚", "9"], ["行政强制", ""], ["规章", ""]]


def test_a_row_of_values_after_the_page_end_is_no_part_of_the_labels_above() -> None:
    labels = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]
    values = ["0", "", "1", "", "1"]
    pdf = new_pdf()
    for y, row in ((740, labels), (70, values)):
        pdf.add_page()
        for j, text in enumerate(row):
            draw_cell(pdf, 60 + 33 * j, y, 40 if j == 4 else 33, 30, text, True)
    assert all_rows(read(pdf)) == [labels, values]


def test_blank_value_after_the_page_end_keeps_its_unit() -> None:
    parts = [
        [("1．政府公报公开数", "条", "7")],
        [("2．政府网站公开数", "条", ""), ("其他", "条", "3")],
    ]
    pdf = new_pdf()
    for page, rows in enumerate(parts):
        pdf.add_page()
        for k, row in enumerate(rows):
            for j, (x, width) in enumerate(((60, 150), (210, 30), (240, 60))):
                draw_cell(pdf, x, (70 if page else 740) + 20 * k, width, 20, row[j], True)
    assert all_rows(read(pdf)) == [list(row) for rows in parts for row in rows]


def test_tables_with_other_columns_stay_apart() -> None:
    pdf = new_pdf()
    pdf.add_page()
    for j in range(3):
        draw_cell(pdf, 60 + 100 * j, 700, 100, 20, f"甲{j}", True)
        draw_cell(pdf, 60 + 100 * j, 720, 100, 20, f"乙{j}", True)
    pdf.add_page()
    for j in range(5):
        draw_cell(pdf, 60 + 60 * j, 70, 60, 20, f"丙{j}", True)
        draw_cell(pdf, 60 + 60 * j, 90, 60, 20, f"丁{j}", True)
    assert len(read(pdf).grids) == 2


def test_paragraphs_are_joined_and_page_numbers_go() -> None:
    sentence = "本报告由某县财政局按照条例要求编制，全年主动公开政府信息1234条，收到申请25件。"
    pdf = new_pdf()
    pdf.set_font_size(12)
    body = 12.0 * 36
    lines: list[str] = []
    for _ in range(12):
        lines += wrap(pdf, "\u3000\u3000" + sentence * 3, body)
    for page in range(2):
        pdf.add_page()
        pdf.set_font_size(9)
        pdf.text(250, 40, "某县财政局年度报告")
        pdf.set_font_size(12)
        for k, line in enumerate(lines[page * 30 : page * 30 + 30]):
            x = LEFT + 24 if line.startswith("\u3000") else LEFT
            pdf.text(x, 90 + 21 * k, line.strip())
        pdf.text(280, 805, f"— {page + 1} —")
    document = read(pdf)
    whole = [p for p in document.text.split("\n") if p == sentence * 3]
    assert len(whole) >= len(document.text.split("\n")) - 1 > 5
    assert "—" not in document.text and "年度报告" not in document.text
    assert any("— 2 —" in note.message for note in document.notes)


def test_values_a_line_stay_lines_on_every_page() -> None:
    """Twelve pages of a table without its cells: pages end in values, and the foot grows wider."""
    pdf = new_pdf()
    values = [str(7 if k % 36 in (0, 35) else k % 5) for k in range(36 * 12)]
    for page in range(12):
        pdf.add_page()
        pdf.set_font_size(12)
        for k, value in enumerate(values[page * 36 : page * 36 + 36]):
            pdf.text(LEFT, 70 + 20.6 * k, value)
        pdf.text(LEFT, 815, f"某县财政局 {page + 1}/12")
    pdf.add_page()
    pdf.text(LEFT, 70, "本报告由某县财政局按照条例要求编制，全年主动公开政府信息1234条。")
    document = read(pdf)
    assert document.text.split("\n")[:-1] == values


def test_letters_in_narrow_cells_are_one_word() -> None:
    pdf = new_pdf()
    pdf.add_page()
    for k, row in enumerate((("结果维持", "398575"), ("尚未审结", "12"))):
        draw_cell(pdf, 60, 100 + 80 * k, 12, 80, row[0], True)
        draw_cell(pdf, 72, 100 + 80 * k, 22, 80, row[1], True)
    assert all_rows(read(pdf)) == [["结果维持", "398575"], ["尚未审结", "12"]]


def test_letters_printed_twice_are_one() -> None:
    pdf = new_pdf()
    pdf.add_page()
    for shift in (0.0, 0.3):
        pdf.text(60 + shift, 100, "收到申请11件，均已按期办结答复申请人，没有逾期。")
    assert read(pdf).text == "收到申请11件，均已按期办结答复申请人，没有逾期。"


def test_stretched_lines_lose_their_gaps() -> None:
    pdf = new_pdf()
    pdf.add_page()
    for k, char in enumerate("号，邮编：二二三一〇〇，电话与传真同上述号码一致"):
        pdf.text(60 + 14.5 * k, 100, char)
    assert read(pdf).text == "号，邮编：二二三一〇〇，电话与传真同上述号码一致"


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
@pytest.mark.parametrize("is_page_turned", [False, True])
def test_turned_text_is_read_upright(turn: int, is_page_turned: bool) -> None:
    pdf = new_pdf()
    pdf.add_page()
    with pdf.rotation(turn, 297, 421):
        draw_form(pdf, 90.0 if turn in (0, 180) else 170.0)
    opened = pypdfium2.PdfDocument(bytes(pdf.output()))
    if is_page_turned:
        for page in opened:
            page.set_rotation(turn)
    target = io.BytesIO()
    opened.save(target)
    document = read_pdf(target.getvalue(), "turned.pdf", "")
    assert missing_rows(document) == []


@pytest.mark.parametrize(
    ("code", "expected"),
    [(0x2F00, "一"), (0x2F46, "无"), (0xF98E, "年"), (0x2460, "①"), (0xFF11, "１"), (0xAD, ""),
     (0x0B, ""), (0xE123, "\ufffd"), (0, "\ufffd"), (0x200B, "")],
)  # fmt: skip
def test_fold_char(code: int, expected: str) -> None:
    assert fold_char(code) == expected


@pytest.mark.parametrize(
    ("lines", "expected"),
    [(["公开", "信息"], "公开信息"), (["39857", "58"], "3985758"), (["open", "data"], "open data")],
)
def test_join_wrapped(lines: list[str], expected: str) -> None:
    assert join_wrapped(lines) == expected


def marks() -> Iterator[tuple[str, str, bool]]:
    source = files("govdisc_analysis") / "codebook" / "pdf.toml"
    for name, mark in tomllib.loads(source.read_text(encoding="utf-8")).items():
        yield from ((name, text, True) for text in mark["hits"])
        yield from ((name, text, False) for text in mark["misses"])


@pytest.mark.parametrize(("name", "text", "expected"), list(marks()))
def test_marks(name: str, text: str, expected: bool) -> None:
    from govdisc_analysis.read.pdf_marks import pattern

    assert bool(pattern(name).search(text)) is expected


def locked() -> bytes:
    pdf = new_pdf()
    pdf.set_encryption(owner_password="a", user_password="b")
    pdf.add_page()
    pdf.text(60, 100, "锁")
    return bytes(pdf.output())


def empty() -> bytes:
    pdf = FPDF()
    pdf.add_page()
    pdf.rect(10, 10, 20, 20)
    return bytes(pdf.output())


def scan() -> bytes:
    from PIL import Image

    pdf = FPDF()
    pdf.add_page()
    pdf.image(Image.new("RGB", (40, 40), "grey"), x=10, y=10, w=100)
    return bytes(pdf.output())


@pytest.mark.parametrize(
    ("make", "reason"),
    [(locked, "password"), (empty, "no text layer"), (scan, "scan"),
     (lambda: b"%PDF-1.7 nothing", "damaged"), (lambda: b"", "damaged")],
)  # fmt: skip
def test_unreadable_says_why(make, reason: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(Unreadable, match=reason):
        read_pdf(make(), "bad.pdf", "")


def test_too_many_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_module, "MAX_PAGES", 1)
    pdf = new_pdf()
    for _ in range(2):
        pdf.add_page()
        pdf.text(60, 100, "页")
    with pytest.raises(Unreadable, match="2 pages"):
        read(pdf)


def truth(table: str, name: str) -> list[dict[str, str]]:
    assert REAL is not None
    with (REAL / f"{table}.csv").open(encoding="utf-8") as lines:
        return [row for row in csv.DictReader(lines) if row["source_path"] == name]


def real_files() -> list[Path]:
    return sorted(REAL.glob("*.pdf")) if REAL is not None else []


@pytest.mark.parametrize("path", real_files(), ids=lambda p: p.stem)
def test_real_report(path: Path) -> None:
    document = read_pdf(path.read_bytes(), path.name, "")
    check_offsets(document)
    rows = all_rows(document)
    labels = {i["item"]: squeeze(i["label_2021"] or i["label_2019"]) for i in items_all()}
    wanted: dict[str, list[str]] = {}
    for cell in truth("requests", path.name):
        wanted.setdefault(cell["item"], []).append(cell["count"])
    for item, counts in wanted.items():
        start = labels[item].replace("、", ".")[:8]
        assert any(
            row[-7:] == counts and row[-8].replace("、", ".").startswith(start) for row in rows
        ), item
    redress = [cell["count"] for cell in truth("redress", path.name)]
    assert redress in rows
    for cell in truth("proactive", path.name):
        assert any(cell["value"] in row[1:] for row in rows), cell


def items_all() -> list[dict[str, str]]:
    source = files("govdisc_analysis") / "codebook" / "request_items.csv"
    return list(csv.DictReader(source.read_text(encoding="utf-8").splitlines()))
