"""Texts as data sets keep them: escapes, entities, records, one line. What they say stays."""

import html
import json
import re
from collections import Counter
from collections.abc import Callable
from functools import cache
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import docx
import openpyxl
import pytest

from govdisc_analysis.escapes import find_escapes
from govdisc_analysis.models import Report
from govdisc_analysis.parse import parse_bytes
from govdisc_analysis.simulate import simulate_corpus


def _entities(text: str) -> str:
    return html.escape(text).replace("\n", "&#10;").replace("“", "&ldquo;").replace(" ", "&nbsp;")


def _record(text: str) -> dict[str, object]:
    return {"id": 1, "title": text.split("\n")[0], "content": text}


STORED: dict[str, Callable[[str], str]] = {
    "string": lambda text: text.replace("\n", "\\n"),
    "string of Windows": lambda text: text.replace("\n", "\\r\\n"),
    "string of code points": lambda text: text.encode("unicode_escape").decode(),
    "sheet": lambda text: text.replace("\n", "_x000D_\r\n"),
    "sheet without line ends": lambda text: text.replace("\n", "_x000D_"),
    "entities": _entities,
    "escaped twice": lambda text: "".join(
        f"<p>&amp;nbsp;&amp;nbsp;{line}</p>" for line in text.split("\n")
    ),
    "record": lambda text: json.dumps(_record(text)),
    "record in letters": lambda text: json.dumps([_record(text)], ensure_ascii=False),
    "record of lines": lambda text: json.dumps({"lines": text.split("\n")}),
    "record with line ends": lambda text: json.dumps(_record(text), ensure_ascii=False).replace(
        "\\n", "\n"
    ),
    "bars": lambda text: text.replace("\n", " | "),
    "shown line ends": lambda text: text.replace("\n", "\u21b5"),
    "keys and variants": lambda text: re.sub(
        "([0-9]|[\u4e00-\u9fff](?=\uff0c))", "\\1\ufe0f", text
    ),
    "bold digits": lambda text: text.translate({48 + n: 0x1D7CE + n for n in range(10)}),
    "quoted field": lambda text: '"' + text.replace('"', '""') + '"',
    "string of Python": repr,
    "tabs": lambda text: text.replace("\n", "\t"),
    "manual line ends": lambda text: text.replace("\n", "\v"),
}


def _body(page: str) -> str:
    found = re.search("<body[^>]*>(.*)</body>", page, re.DOTALL | re.IGNORECASE)
    assert found
    return found[1]


def _as_lines_of_source(page: str) -> str:
    cells = (f"<td>{n}<td>{html.escape(line)}" for n, line in enumerate(page.split("\n")))
    return f"<html><body><table><tr>{'<tr>'.join(cells)}</table></body></html>"


PAGES: dict[str, Callable[[str], str]] = {
    "string of a program": lambda page: json.dumps(page)[1:-1].replace("/", "\\/"),
    "bytes as printed": lambda page: repr(page.encode()),
    "escaped": html.escape,
    "escaped within a feed": lambda page: f"<?xml version='1.0'?><r>{html.escape(_body(page))}</r>",
    "source with line numbers": _as_lines_of_source,
    "frame": lambda page: (
        f'<html><body><iframe srcdoc="{html.escape(page)}"></iframe></body></html>'
    ),
    "script": lambda page: (
        f"<html><body><p>\u9996\u9875</p><script>a={json.dumps(_body(page))}</script></body></html>"
    ),
}


def _simulated(kinds: dict[str, float], reports: int) -> tuple[str, ...]:
    shares = {"narrative": 1.0, "stat2014": 1.0, "form2019": 1.0, "form2021": 1.0}
    with TemporaryDirectory() as folder:
        simulate_corpus(
            Path(folder), reports=reports, seed=90, templates=shares, formats=kinds, noises={}
        )
        files = sorted((Path(folder) / "raw").rglob("*.*"))
        return tuple(file.read_text(encoding="utf-8") for file in files)


@cache
def _texts() -> tuple[str, ...]:
    return _simulated({"txt_lines": 1}, 8)


@cache
def _pages() -> tuple[str, ...]:
    return _simulated({"html": 1, "html_word": 1}, 12)


def _read(text: str, name: str = "report.txt") -> Report:
    (report,) = parse_bytes(text.encode(), name, {})
    return report


def _said(report: Report) -> dict[str, Counter[object]]:
    identity = report.identity
    return {
        "figures": Counter((figure.indicator, figure.value) for figure in report.figures),
        "cells": Counter((cell.table, *cell.key, cell.value, cell.state) for cell in report.cells),
        "problems": Counter("".join(problem.text.split()) for problem in report.problems),
        "identity": Counter((identity.agency, identity.title, identity.year)),
    }


@pytest.mark.parametrize("how", STORED)
def test_what_a_stored_text_says(how: str) -> None:
    for text in _texts():
        as_printed, stored = _said(_read(text)), _said(_read(STORED[how](text)))
        assert stored == as_printed
    assert as_printed["cells"] and as_printed["problems"]


@pytest.mark.parametrize("how", PAGES)
def test_what_a_stored_page_says(how: str) -> None:
    for page in _pages():
        as_shown, stored = _said(_read(page, "a.html")), _said(_read(PAGES[how](page), "a.html"))
        assert stored == as_shown


@pytest.mark.parametrize("how", ["string of code points", "entities", "sheet"])
def test_figures_of_a_stored_text_are_traced(how: str) -> None:
    for text in _texts():
        report = _read(STORED[how](text))
        assert report.cleaned is not None
        document = report.cleaned.document
        for cell in report.cells:
            if cell.state == "number":
                span = report.cleaned.to_document.to_old(cell.start, cell.end)
                start, end = document.to_raw.to_old(*span)
                assert cell.text in document.raw[start:end]


def _sheet(text: str) -> bytes:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["id", "title", "content"])
    book.active.append([7, text.split("\n")[0], text])
    return _saved(book)


def _word_table(text: str) -> bytes:
    document = docx.Document()
    table = document.add_table(2, 2)
    for row, (name, value) in enumerate([("title", text.split("\n")[0]), ("content", text)]):
        table.cell(row, 0).text, table.cell(row, 1).text = name, value
    return _saved(document)


def _saved(document: Any) -> bytes:
    file = BytesIO()
    document.save(file)
    return file.getvalue()


@pytest.mark.parametrize(("save", "name"), [(_sheet, "a.xlsx"), (_word_table, "a.docx")])
def test_a_text_in_a_cell_of_an_office_file(save: Callable[[str], bytes], name: str) -> None:
    for text in _texts():
        (report,) = parse_bytes(save(text), name, {})
        assert _said(report) == _said(_read(text))


def test_a_text_in_a_table_with_commas() -> None:
    for text in _texts():
        stored = 'title,content\n{},"{}"\n'.format(text.split("\n")[0], text.replace('"', '""'))
        assert _said(_read(stored)) == _said(_read(text))


def test_a_report_of_one_line_with_a_form_in_it() -> None:
    """The headings before and behind the form begin lines; its cells stay beside each other."""
    for text in _texts():
        one, line = _said(_read(text)), _said(_read(text.replace("\n", "  ")))
        assert line["cells"] == one["cells"]
        assert (line["problems"] - one["problems"]).total() <= 1


def test_names_of_folders_and_firms_are_no_escapes() -> None:
    text = "2016年政府信息公开年度报告\n见 D:\\new\\readme,AT&T;公开3条 a_x12_b\n" + "公开" * 20
    assert find_escapes(text) == []


def test_items_behind_numbers_of_the_form() -> None:
    """The last digit before a point is the next label's number, though two such follow."""
    rows = (
        "（三）申请答复数件25.不属于本行政机关公开数件16.申请信息不存在数件17.告知作出更改补充数件0"
    )
    head = "2015年政府信息公开情况统计表统计指标单位统计数"
    head += "（二）申请办结数件31.按时办结数件32.延期办结数件0"
    report = _read(head + rows)
    values = {cell.key[0]: cell.value for cell in report.cells}
    assert values["requests_not_own_agency"] == 1 and values["requests_not_existing"] == 1
    assert values["requests_closed"] == 3 and values["requests_closed_on_time"] == 3


def test_a_title_behind_the_menu_of_a_page_in_one_line() -> None:
    menu = "当前位置： 首页政务公开政府信息公开政府信息公开年报 "
    line = "清河县地方税务局2013年信息公开年度报告 来源：清河县人民政府 时间：2014-02-25 "
    identity = _read(
        menu + line + "本报告由清河县人民政府组织编制。" + "全年公开45条。" * 9
    ).identity
    assert identity.title == "清河县地方税务局2013年信息公开年度报告"
    assert identity.agency == "清河县地方税务局"


def test_a_date_below_a_text_whose_last_chapter_stands_in_one_line() -> None:
    text = "清河县教育局2019年政府信息公开工作年度报告\n一、总体情况\n全年公开政府信息12条。\n"
    identity = _read(
        text + "六、其他需要报告的事项 无。 清河县教育局 2020年1月7日 打印本页"
    ).identity
    assert str(identity.published_on) == "2020-01-07"
