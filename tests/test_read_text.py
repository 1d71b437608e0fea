"""Plain text and Markdown: passed through, with the tables that can be seen in them."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govdisc_analysis.models import Document
from govdisc_analysis.read import read_documents
from tests.test_read_html import assert_traceable, read, texts

CASES = tomllib.loads((Path(__file__).parent / "data" / "read_text.toml").read_text("utf-8"))[
    "case"
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
@pytest.mark.parametrize("name", ["a.txt", "a.md"])
def test_tables(case: dict[str, object], name: str) -> None:
    document = read(str(case["text"]), name)
    assert document.text == document.raw == case["text"]
    assert texts(document) == case["grids"]
    assert document.to_raw is not None and document.to_raw.to_old(2, 3) == (2, 3)


@given(st.text("a|\t\n -<br>件", max_size=60))
def test_any_text_passes_through(text: str) -> None:
    (item,) = read_documents(text.encode(), "a.txt")
    assert not isinstance(item, Document) or item.media_type == "text/html" or item.text == text
    if isinstance(item, Document):
        for grid in item.grids:
            for cell in (cell for row in grid.rows for cell in row if cell is not None):
                assert grid.start <= cell.start <= cell.end <= grid.end


def test_page_named_as_text_and_text_named_as_page() -> None:
    page = read("<html><body><table><tr><td>a</td><td>1</td></tr></table></body></html>", "a.txt")
    assert page.media_type == "text/html" and texts(page) == [[["a", "1"]]]
    plain = read("一、概述\n收到3件", "a.html")
    assert plain.media_type == "text/plain" and plain.text == "一、概述\n收到3件"


def test_markdown_with_a_table_in_tags_keeps_its_lines() -> None:
    text = "# 年报\n\n一、概述\n<table><tr><td>a\n项</td><td>1</td></tr></table>\n\n尾\n"
    document = read(text, "a.md")
    assert document.text == "# 年报\n一、概述\na项\t1\n尾"
    assert texts(document) == [[["a项", "1"]]]
    assert_traceable(document)


@pytest.mark.parametrize("name", ["a.mht", "a.doc", "a.docx", "a.html", "a.txt"])
def test_web_archive(name: str) -> None:
    archive = (
        b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n--b\r\n"
        b"Content-Type: text/html; charset=gb2312\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    )
    archive += "<html><p>政府信息公开年度报告</p></html>".encode("gbk") + b"\r\n--b--\r\n"
    (item,) = read_documents(archive, name)
    assert isinstance(item, Document) and item.text == "政府信息公开年度报告"
    assert item.encoding == "gb18030"


def test_text_about_web_archives_is_text() -> None:
    source = "MIME-Version: 1.0 是网页档案的开头\n政府信息公开年度报告"
    assert read(source, "a.txt").media_type == "text/plain"


def test_long_table_is_cut_with_a_note() -> None:
    document = read("a\tb\n" * 20_000, "a.txt")
    assert len(document.grids[0].rows) == 5000
    assert any("cut" in note.message for note in document.notes)


def test_text_with_a_few_tags_in_it() -> None:
    document = read("一、概述<br>收到3件<br/>&nbsp;二、公开\n第二段", "a.txt")
    assert document.text == "一、概述\n收到3件\n二、公开\n第二段"
    assert read("误差<5%，a<b>c", "a.txt").media_type == "text/plain"


def test_a_frame_of_data_printed_with_numbered_rows() -> None:
    """Named columns are a row; numbered ones, the rows' numbers and NaN are nothing."""
    text = (
        "报告\n      统计指标  单位  统计数\n"
        "0  收到申请数    件     12\n1  当面申请数    件    NaN\n"
        "                  0   1\n0  行政许可  1024\n1  行政处罚     7\n2  行政强制     0\n"
    )
    shown = texts(read(text, "a.txt"))
    rows = [row for grid in shown for row in grid]
    assert [row[-3:] for row in rows[:3]] == [
        ["统计指标", "单位", "统计数"], ["收到申请数", "件", "12"], ["当面申请数", "件", ""],
    ]  # fmt: skip
    assert [row[-2:] for row in rows[3:]] == [
        ["行政许可", "1024"],
        ["行政处罚", "7"],
        ["行政强制", "0"],
    ]
