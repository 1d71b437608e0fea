"""Web pages: what is shown, the tables, and the way back to each character."""

import html
import io
import json
import time
import tomllib
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from govdisc_analysis.models import Document
from govdisc_analysis.read import Failure, read_documents

CASES = tomllib.loads((Path(__file__).parent / "data" / "read_html.toml").read_text("utf-8"))[
    "case"
]


def read(page: str, name: str = "page.html") -> Document:
    (item,) = read_documents(page.encode(), name)
    assert isinstance(item, Document), item
    return item


def texts(document: Document) -> list[list[list[str]]]:
    return [
        [["~" if cell is None else cell.text for cell in row] for row in grid.rows]
        for grid in document.grids
    ]


def assert_traceable(document: Document) -> None:
    """Every character that is no separator stands, perhaps as an entity, at its raw place."""
    assert document.raw is not None and document.to_raw is not None
    before = 0
    for place, character in enumerate(document.text):
        start, end = document.to_raw.to_old(place, place + 1)
        assert start >= before
        before = start
        if character not in "\t\n ":
            shown = document.raw[start:end]
            assert html.unescape(shown) == character, (place, character, shown)
            assert len(shown) == 1 or shown.startswith("&")
    for grid in document.grids:
        assert 0 <= grid.start <= grid.end <= len(document.text)
        for row in grid.rows:
            for cell in filter(None, row):
                assert document.text[cell.start : cell.end].split() == cell.text.split()
                assert grid.start <= cell.start <= cell.end <= grid.end


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_cases(case: dict[str, object]) -> None:
    page = str(case["page"])
    if "repeat" in case:
        mark, word, times = case["repeat"]
        page = page.replace(mark, word * times)
    document = read("<html><body>" + page)
    if "text" in case:
        assert document.text == case["text"]
    assert str(case.get("contains", "")) in document.text
    if "repeat" not in case:
        assert texts(document) == case.get("grids", [])
    assert_traceable(document)


def test_blank_cell_has_a_place_in_the_source() -> None:
    document = read("<table><tr><td>a</td><td class=x></td></tr></table>")
    cell = document.grids[0].rows[0][1]
    assert cell is not None and cell.text == "" and document.to_raw is not None
    start, end = document.to_raw.to_old(cell.start, cell.end)
    assert start == end == document.raw.index("></td></tr>") + 1


def test_meta_and_furniture() -> None:
    document = read(
        "<html><head><title> 年度报告\n&amp;表 </title><META NAME='PubDate' CONTENT='2022-01-20'>"
        "<meta content='某县' name=SiteName></head><body><div class='top-nav'><ul><li>首页</li>"
        "</ul></div><div id=article><p>正文。</p></div><footer>备案号</footer></body>"
    )
    assert document.meta["title"] == "年度报告 &表"
    assert document.meta["pubdate"] == "2022-01-20"
    assert document.meta["sitename"] == "某县"
    stretches = json.loads(document.meta["furniture"])
    shown = [(kind, document.text[start:end]) for kind, start, end in stretches]
    assert shown == [("navigation", "首页"), ("footer", "备案号")]


def test_furniture_with_prose_or_tables_is_not_believed() -> None:
    prose = "本年收到申请。" * 9
    document = read(f"<div class=footer><p>{prose}</p></div><div class=nav><table><tr><td>a<td>b")
    assert "furniture" not in document.meta


_PIECES = (
    "<p>|</p>|<br>|<div>|</div>|<table>|</table>|<tr>|</tr>|<td>|</td>|<td rowspan=2>"
    "|<th colspan=3>|<span style='x>y'>|</span>|<o:p>|<!-- c -->|<script>if(a<b)</script>"
    '|<ul><li>|&nbsp;|&#31532;|&lt;| |\n|<![if x]>|<b|<!--|<td width="1>|<thead>|</tbody>'
    "|<div class=nav>|<p hidden>|<div style='display:none'>"
)
PIECES = st.sampled_from(_PIECES.split("|"))
RUNS = st.text("政府公开件abc0123456789，。", min_size=1, max_size=8)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.one_of(PIECES, RUNS), max_size=40))
def test_any_page_is_traceable(pieces: list[str]) -> None:
    (item,) = read_documents(("<html><body>" + "".join(pieces)).encode(), "page.html")
    if isinstance(item, Document):
        assert_traceable(item)


SAFE = st.sampled_from(
    [
        "<p>",
        "</p>",
        "<br>",
        "<div>",
        "</div>",
        "<table>",
        "</table>",
        "<tr>",
        "<td>",
        "</td>",
        "<b>",
    ]
)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(SAFE, RUNS), min_size=1, max_size=30))
def test_every_run_of_text_is_kept_and_found(pairs: list[tuple[str, str]]) -> None:
    document = read("<html><body>" + "".join(tag + run for tag, run in pairs))
    assert document.raw is not None and document.to_raw is not None
    at = raw_at = 0
    for tag, run in pairs:
        at = document.text.index(run, at)
        raw_at = document.raw.index(tag + run, raw_at) + len(tag)
        assert document.to_raw.to_old(at, at + len(run)) == (raw_at, raw_at + len(run))
        at += len(run)


def test_grids_equal_pandas_on_a_well_formed_page() -> None:
    head = (
        "<tr><td rowspan=3 colspan=2>项</td><td colspan=4>申请人情况</td></tr>"
        "<tr><td rowspan=2>自然人</td><td colspan=2>法人</td><td rowspan=2>总计</td></tr>"
        "<tr><td>企业</td><td>其他</td></tr>"
    )
    body = "".join(
        f"<tr>{'<td rowspan=5>三</td>' if i == 0 else ''}<td>行{i}</td>"
        + "".join(f"<td><p><span>{i * 7 + j}</span></p></td>" for j in range(4))
        + "</tr>"
        for i in range(5)
    )
    page = f"<html><body><table>{head}{body}</table></body></html>"
    frame = pd.read_html(io.StringIO(page))[0].astype(str)
    assert texts(read(page))[0] == frame.to_numpy().tolist()


HOSTILE = {
    "deep tags": "<div>" * 50_000 + "深",
    "deep tables": "<table><tr><td>" * 5_000 + "深",
    "unclosed comments": "深" + "<!--" * 50_000,
    "unclosed quotes": "深" + '<a "' * 50_000,
    "open tags": "深" + "<a " * 100_000,
    "open scripts": "深" + "<script " * 50_000,
    "hidden elements": "深" + "<div style='display:none'>x" * 10_000,
    "many rows": "<table>" + "<tr><td>1</td><td>2</td></tr>" * 60_000 + "</table>",
    "wide spans": "<table>" + "<tr><td colspan=1000 rowspan=65534>1</td><td>2" * 500 + "</table>",
    "entities": "深" + "&" * 100_000 + "&#x110000;&#0;&#99999999999;",
}


@pytest.mark.parametrize("page", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_pages_are_bounded(page: str) -> None:
    started = time.perf_counter()
    (item,) = read_documents(b"<html><body>" + page.encode(), "page.html")
    assert time.perf_counter() - started < 20
    if isinstance(item, Document):
        assert all(len(grid.rows) <= 5000 for grid in item.grids)


def test_page_without_text() -> None:
    (item,) = read_documents(b"<html><body><img src=x></body></html>", "page.html")
    assert isinstance(item, Failure) and "without text" in item.reason


@pytest.mark.parametrize("field", ["div", "textarea style='display:none' id=content"])
def test_a_page_whose_content_is_escaped_is_read_as_its_tags_say(field: str) -> None:
    """Also where a hidden field keeps it for a script that shows it."""
    inner = (
        "<p>行政规范性文件</p><table><tr><td>规章</td><td>12</td></tr>"
        "<tr><td>行政规范性文件</td><td>34</td></tr></table>"
    )
    kept = f"<{field}>{html.escape(inner)}</{field.split()[0]}>"
    document = read(f"<html><title>年报</title><body>{kept}</body></html>")
    (grid,) = document.grids
    assert [[cell.text for cell in row] for row in grid.rows] == [
        ["规章", "12"],
        ["行政规范性文件", "34"],
    ]
    cell = grid.rows[1][1]
    start, end = document.to_raw.to_old(cell.start, cell.end)
    assert document.raw[start:end] == "34" and document.meta["title"] == "年报"
    assert any("escaped" in note.message for note in document.notes)


@pytest.mark.parametrize(("times", "grids"), [(1, 1), (2, 1), (9, 0)])
def test_a_page_printed_on_a_page_comes_to_an_end(times: int, grids: int) -> None:
    page = f"<table><tr>{'<td>规章</td><td>12</td>' * 4}</tr></table>"
    for _ in range(times):
        page = f"<div>{html.escape(page)}</div>"
        page += f"<p>{'&lt;/td&gt;' * 4}</p>"
    document = read(f"<html><body>{page}</body></html>")
    assert len(document.grids) == grids
    assert "规章" in document.text and "12" in document.text


@pytest.mark.parametrize("value", ["12", "1,234", " 3.5 ", "/"])
def test_a_field_in_a_cell_is_its_value(value: str) -> None:
    row = f"<tr><td>规章</td><td><textarea rows=1 readonly>{value}</textarea></td></tr>"
    page = f"<html><body><table>{row}</table><textarea>请输入留言</textarea></body></html>"
    document = read(page)
    (grid,) = document.grids
    cell = grid.rows[0][1]
    assert cell.text == value.strip() and "留言" not in document.text
    start, end = document.to_raw.to_old(cell.start, cell.end)
    assert document.raw[start:end].strip() == value.strip()


def test_page_in_the_answer_of_an_interface() -> None:
    page = f"<p>一、总体情况</p><table><tr><td>a</td><td>1</td></tr></table><p>{'公开' * 90}</p>"
    answer = {"code": 200, "data": [{"id": 7, "title": "年度报告", "content": page}]}
    document = read(json.dumps(answer), "answer.txt")
    assert document.text.startswith("一、总体情况\na\t1\n公开")
    assert document.meta["title"] == "年度报告"
    assert texts(document) == [[["a", "1"]]]
    assert_traceable(document)
    deep = "[" * 100_000
    (item,) = read_documents(deep.encode(), "deep.txt")
    assert isinstance(item, Failure | Document)


def test_text_right_behind_a_blank_cell() -> None:
    document = read("<table><td>3<td></td>\n4网</table>")
    assert document.text.split() == ["3", "4网"]
    assert_traceable(document)
