"""Content that a page keeps in frames, marks of notes, cells that are no table's, named values."""

import html
import io
import re

import docx
import pytest

import govdisc_analysis as gd
from govdisc_analysis.codebook import load_csv
from govdisc_analysis.models import Document
from govdisc_analysis.read import read_documents

TITLE = "青禾县水利局2023年政府信息公开工作年度报告"
HEAD = "信息内容", "本年制发件数", "本年废止件数", "现行有效件数"
ROWS = (HEAD, ("规章", "0", "0", "0"), ("行政规范性文件", "12", "1", "31"))


def table(rows: tuple[tuple[str, ...], ...] = ROWS) -> str:
    """A table of web pages."""
    cells = ["".join(f"<td>{cell}</td>" for cell in row) for row in rows]
    return "<table>" + "".join(f"<tr>{row}</tr>" for row in cells) + "</table>"


def page(body: str) -> bytes:
    """A web page."""
    return f"<html><body><h1>{TITLE}</h1>{body}</body></html>".encode()


def read(data: bytes, name: str = "a.html") -> Document:
    """The document of a file."""
    (document,) = read_documents(data, name)
    assert isinstance(document, Document), document
    return document


def values(data: bytes, name: str = "a.html") -> list[float | None]:
    """The values of the table of section two, in their order."""
    return [cell.value for cell in gd.parse_report(data, name=name).cells]


@pytest.mark.parametrize("is_escaped", [True, False])
def test_a_frame_that_holds_its_page_is_read(is_escaped: bool) -> None:
    inner = f"<p>二、主动公开</p>{table()}"
    inner = html.escape(inner) if is_escaped else inner
    data = page(f'<iframe width="100%" srcdoc="{inner}" style="border:0"></iframe>')
    assert values(data) == [0, 0, 0, 12, 1, 31]
    document = read(data)
    assert document.to_raw is not None
    at = document.text.index("31")
    start, end = document.to_raw.to_old(at, at + 2)
    assert data.decode()[start:end] == "31"


def test_a_hidden_frame_is_not_read() -> None:
    data = page(f"{table()}<iframe style='display:none' srcdoc='<p>隐藏99</p>'></iframe>")
    assert "99" not in read(data).text


@pytest.mark.parametrize(
    "mark",
    [
        "<sup>1</sup>",
        '<sup class="n"><a href="#f1">1</a></sup>',
        "<span style='font-size:9pt;vertical-align:super'>1</span>",
    ],
)
def test_a_raised_mark_is_no_digit(mark: str) -> None:
    rows = (HEAD, (f"规章{mark}", "0", "0", "0"), ("行政规范性文件", f"12{mark}", "1", "31"))
    assert values(page(table(rows))) == [0, 0, 0, 12, 1, 31]


@pytest.mark.parametrize(
    ("style", "is_seen"),
    [
        ("text-decoration:line-through", False),
        ("color:red; text-decoration: underline line-through", False),
        ("font-size:0", False),
        ("font-size: 0px;color:#fff", False),
        ("visibility:hidden", False),
        ("font-size:0.5em", True),
        ("visibility:visible", True),
        ("text-decoration:none", True),
    ],
)
def test_digits_that_a_style_strikes_out_or_hides_are_none(style: str, is_seen: bool) -> None:
    digit = f'<span style="{style}">9</span>'
    rows = (HEAD, ("规章", "0", "0", "0"), ("行政规范性文件", f"{digit}12", "1", "31"))
    assert values(page(table(rows)))[3] == (912 if is_seen else 12)


def test_a_raised_mark_of_word_is_no_digit() -> None:
    paper = docx.Document()
    paper.add_paragraph(TITLE)
    made = paper.add_table(0, 4)
    for row in ROWS:
        for cell, text in zip(made.add_row().cells, row, strict=True):
            cell.text = text
            if text in ("12", "规章"):
                cell.paragraphs[0].add_run("1").font.superscript = True
    file = io.BytesIO()
    paper.save(file)
    assert values(file.getvalue(), "a.docx") == [0, 0, 0, 12, 1, 31]


def test_inline_elements_that_flex_are_cells() -> None:
    rows = "".join(
        "<div style='display:flex'>"
        + "".join(f'<span style="color:red;flex:1">{cell}</span>' for cell in row)
        + "</div>"
        for row in ROWS
    )
    assert "行政规范性文件\t12\t1\t31" in read(page(rows)).text
    assert values(page(rows)) == [0, 0, 0, 12, 1, 31]


def test_values_behind_the_names_of_their_columns_are_read() -> None:
    named = tuple(
        (row[0], *(f"<b>{name}：</b>{cell}" for name, cell in zip(HEAD[1:], row[1:], strict=True)))
        for row in ROWS[1:]
    )
    assert values(page(table((HEAD, *named)))) == [0, 0, 0, 12, 1, 31]


def stat_table(seed: int) -> str:
    """A table of 2014 with other figures for each seed, zeros for 0."""
    labels = [row["stat2014_label"] for row in load_csv("indicators.csv")]
    rows = [("统计指标", "单位", "统计数")]
    rows += [(label, "件", str(seed * i)) for i, label in enumerate(labels) if label]
    return table(tuple(rows))


def stat_notes(body: str) -> tuple[float, list[str]]:
    """The sum of the table's values, and what is warned of."""
    report = gd.parse_report(page(body), name="a.html")
    values = [cell.value or 0 for cell in report.cells if cell.table == "stat2014"]
    return sum(values), [note.message for note in report.notes if note.severity == "warning"]


def test_zeros_right_before_a_filled_table_are_a_form_to_be_filled_in() -> None:
    assert stat_notes(f"<div>{stat_table(0)}</div>{stat_table(2)}") == stat_notes(stat_table(2))
    between = "<p>附：下属单位信息中心的统计表</p>"
    assert stat_notes(f"{stat_table(0)}{between}{stat_table(2)}")[0] == 0


def test_two_tables_that_differ_without_a_word_between_are_told() -> None:
    total, told = stat_notes(f"{stat_table(1)}<br>{stat_table(2)}")
    assert total == stat_notes(stat_table(1))[0]
    assert "two stat2014 tables that differ stand side by side" in told
    assert "side by side" not in " ".join(stat_notes(stat_table(1) + stat_table(1))[1])


def test_a_blank_table_before_the_one_taken_is_told() -> None:
    filled = stat_table(2)
    blank = re.sub(r"<td>\d+</td>", "<td></td>", filled)
    total, told = stat_notes(f"{blank}<p>附：统计表</p>{filled}")
    assert (total, told) == (
        stat_notes(filled)[0],
        ["an empty stat2014 table stands before the one taken"],
    )
    below = "<p>附：下属单位信息中心的统计表</p>"
    assert stat_notes(f"{blank}{below}{filled}") == (
        0,
        ["an empty stat2014 table was taken: the filled one behind it is another body's"],
    )


@pytest.mark.parametrize(
    ("tail", "is_cut"),
    [
        ("", True),
        ("<tr><td>五、存在的", True),
        ("</table><p>五、存在的主要问题", True),
        ("<p>五、存在的主要问题</p><p>更新不及时。</p>", False),
    ],
)
def test_a_page_that_ends_within_a_table_is_told(tail: str, is_cut: bool) -> None:
    """Not so where the text goes on behind the last row: the table's end was forgotten."""
    layout = "<table><tr><td>" if tail.startswith("</table") else ""
    page = f"<html><body>{layout}<p>一、概述</p><table><tr><td>总数</td><td>3</td></tr>{tail}"
    notes = read(page.encode()).notes
    assert any("ends within a table" in note.message for note in notes) == is_cut


def test_numbers_shown_as_pictures_are_unreadable_and_no_blanks() -> None:
    picture = "<p><img src='/n/1.gif'><img src='/n/4.gif'></p>"
    rows = "".join(
        "<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>"
        for row in (
            ("信息内容", "本年制发件数", "本年废止件数", "现行有效件数"),
            ("规章", "0", "", "0"),
            ("行政规范性文件", picture, "3", picture),
        )
    )
    icon = "<table><tr><td><img src='i.png'></td><td><a href='/'>首页</a></td></tr></table>"
    title = "<h1>石泉县教育局2022年政府信息公开工作年度报告</h1><p>二、主动公开政府信息情况</p>"
    report = gd.parse_report(f"{icon}{title}<table>{rows}</table>".encode(), name="a.html")
    states = [cell.state for cell in report.cells]
    assert states == ["zero", "blank", "zero", "unreadable", "number", "unreadable"]
    assert "\ufffd" not in report.cleaned.text.split("石泉县")[0]
