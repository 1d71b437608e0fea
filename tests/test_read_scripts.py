"""Pages whose content stands in a string of a script, in a template or in a hidden field."""

import html
import json

import pytest

import govdisc_analysis as gd
from govdisc_analysis.models import Document
from govdisc_analysis.read import read_documents
from govdisc_analysis.read.html_scripts import written_page

TITLE = "石泉县教育局2022年政府信息公开工作年度报告"
HEAD = "信息内容", "本年制发件数", "本年废止件数", "现行有效件数"
ROWS = (HEAD, ("规章", "0", "0", "0"), ("行政规范性文件", "14", "3", "57"))


def body(rows: tuple[tuple[str, ...], ...] = ROWS) -> str:
    """The report's content, as a content system keeps it."""
    cells = ["".join(f"<td>{cell}</td>" for cell in row) for row in rows]
    table = "".join(f"<tr>{row}</tr>\n" for row in cells)
    return f"<h1>{TITLE}</h1><p>二、主动公开</p>\n<table>{table}</table>"


def shell(inner: str) -> str:
    """A page that shows a menu only."""
    return f"<html><body><div>首页</div>{inner}</body></html>"


def quoted(text: str, is_ascii: bool = False) -> str:
    """The text as JSON that may stand in a page."""
    return json.dumps(text, ensure_ascii=is_ascii).replace("</", "<\\/")


def hexed(text: str) -> str:
    """The text with its signs as numbers."""
    return "".join(f"\\x{ord(c):02x}" if c in "<>\n'\"" else c for c in text)


LINES = "\n".join(f"document.write({quoted(line)});" for line in body().split("\n"))
KEPT = {
    "string": f"<script>var a = {quoted(body())}; show(a)</script>",
    "codes": f'<script>var s = {{"html": {quoted(body(), True)}}}</script>',
    "hexed": f"<script>var c = {{t: '{TITLE}', html: decode('{hexed(body())}')}}</script>",
    "lines": f"<script>{LINES}</script>",
    "template": f"<script type='text/html' id='t'>{body()}</script>",
    "element": f"<template>{body()}</template>",
    "field": f'<input type="hidden" value="{html.escape(body())}">',
}


def values(page: str) -> list[float | None]:
    """The values of the table of section two."""
    return [cell.value for cell in gd.parse_report(page.encode(), name="a.html").cells]


@pytest.mark.parametrize("kept", KEPT)
def test_what_a_script_would_write_is_read(kept: str) -> None:
    assert values(shell(KEPT[kept])) == [0, 0, 0, 14, 3, 57]


@pytest.mark.parametrize("kept", KEPT)
def test_its_numbers_lead_to_the_source(kept: str) -> None:
    page = shell(KEPT[kept])
    (document,) = read_documents(page.encode(), "a.html")
    assert isinstance(document, Document) and document.to_raw is not None
    at = document.text.index("57")
    start, end = document.to_raw.to_old(at, at + 2)
    assert page[start:end] == "57"


def test_a_script_beside_a_shown_form_is_not_read() -> None:
    other = body((HEAD, ("规章", "9", "9", "9"), ("行政规范性文件", "9", "9", "9")))
    script = f"<script>var a={quoted(other)}</script>"
    page = f"<html><body>{body()}<p>本表由办公室填报。</p>{script}</body></html>"
    assert values(page) == [0, 0, 0, 14, 3, 57]


def test_templates_within_templates_end() -> None:
    page = "<template>" * 3000 + body() + "</template>" * 3000
    (document,) = read_documents(shell(page).encode(), "a.html")
    assert document.name == "a.html"


def test_a_long_run_of_marks_ends() -> None:
    assert written_page(f"<script>{'//' * 300_000}{body()}</script>", "") is None
