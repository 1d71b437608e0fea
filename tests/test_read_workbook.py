"""Workbooks are read like the Word file with the same report."""

import io
import time
import zipfile
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from govdisc_analysis import parse_corpus, parse_report
from govdisc_analysis.models import Document, Unreadable
from govdisc_analysis.read import Failure, read_documents, workbook
from govdisc_analysis.read.workbook import read_workbook

FOLDER = Path(__file__).parent / "data" / "word"
NEW, OLD, WORD = (FOLDER / f"form2021{end}" for end in (".xlsx", ".xls", ".docx"))


def saved(book: Workbook) -> bytes:
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def sheet() -> tuple[Workbook, Worksheet]:
    book = Workbook()
    page = book.active
    assert isinstance(page, Worksheet)
    return book, page


def read(book: Workbook) -> Document:
    (item,) = read_documents(saved(book), "a.xlsx")
    assert isinstance(item, Document), item
    return item


def rows(document: Document) -> list[list[list[str | None]]]:
    return [[[cell and cell.text for cell in row] for row in grid.rows] for grid in document.grids]


@pytest.mark.parametrize("path", [NEW, OLD], ids=lambda path: path.suffix)
def test_a_report_in_a_workbook_reads_like_the_one_in_word(path):
    sheets, word = parse_report(path), parse_report(WORD)
    assert {(one.key, one.value, one.state) for one in sheets.cells} == {
        (one.key, one.value, one.state) for one in word.cells
    }
    assert len(sheets.cells) > 100
    assert [one.text for one in sheets.problems] == [one.text for one in word.problems]
    assert [(one.indicator, one.value) for one in sheets.figures] == [
        (one.indicator, one.value) for one in word.figures
    ]
    assert sheets.identity.agency == word.identity.agency
    assert (sheets.status, sheets.encoding) == ("parsed", "")


def test_media_types_and_names_do_not_matter():
    for path, kind in ((NEW, "spreadsheetml.sheet"), (OLD, "vnd.ms-excel")):
        for name in ("a.xls", "a.xlsx", "a.doc", "a.txt"):
            (item,) = read_documents(path.read_bytes(), name)
            assert isinstance(item, Document) and item.media_type.endswith(kind)


def test_a_title_over_the_table_is_a_line_and_a_merged_cell_stands_for_all_its_places():
    book, page = sheet()
    for row in (["2016年统计表"], ["项目", "上", "下"], ["甲", 1, 2], [None, 3, 4], ["注:无"]):
        page.append(row)
    page.merge_cells("A1:C1")
    page.merge_cells("A3:A4")
    document = read(book)
    assert document.text.split("\n") == [
        "2016年统计表",
        "项目\t上\t下",
        "甲\t1\t2",
        "3\t4",
        "注:无",
    ]
    assert rows(document) == [[["项目", "上", "下"], ["甲", "1", "2"], ["甲", "3", "4"]]]
    grid = document.grids[0]
    assert all(document.text[c.start : c.end] == c.text for row in grid.rows for c in row if c)


def test_values_are_those_that_a_reader_sees():
    book, page = sheet()
    page.append(["数", 12.0, 160.5964, 0.353, datetime(2016, 3, 1), True, "政府\n信息\t公开"])
    page["D1"].number_format = "0.0%"
    assert read(book).text == "数\t12\t160.5964\t35.3%\t2016-03-01\tTrue\t政府信息 公开\n"


def test_what_is_hidden_is_not_read():
    book, page = sheet()
    for row in (["甲", 1], ["乙", 2], ["丙", 3]):
        page.append(row)
    page.row_dimensions[2].hidden = True
    page["C1"], page["D1"] = "前", "后"
    page.column_dimensions["C"].hidden = True
    other = book.create_sheet("旧")
    other.append(["丁", 4])
    other.sheet_state = "hidden"
    assert read(book).text == "甲\t1\t\t后\n丙\t3\t\t\n"


def test_a_hidden_column_in_a_form_changes_nothing():
    (item,) = read_documents(NEW.read_bytes(), "a.xlsx")
    book, page = sheet()
    for row in max(item.grids, key=lambda grid: len(grid.rows)).rows:
        page.append([cell.text if cell else None for cell in row])
    whole = parse_report(saved(book), name="a.xlsx")
    page.insert_cols(5)
    for row in range(1, page.max_row + 1):
        page.cell(row, 5).value = row
    page.column_dimensions["E"].hidden = True
    again = parse_report(saved(book), name="a.xlsx")
    values = [{(one.key, one.value) for one in report.cells} for report in (whole, again)]
    assert values[0] == values[1] and len(values[0]) > 100


def test_a_paragraph_between_two_tables_parts_them():
    book, page = sheet()
    long = "本年度收到政府信息公开申请的情况如下表所示,各项数据的勾稽关系与国务院办公厅的格式一致。"
    for row in (["甲", 1], [long], ["乙", 2]):
        page.append(row)
    document = read(book)
    assert rows(document) == [[["甲", "1"]], [["乙", "2"]]]
    assert long in document.text.split("\n")


def test_a_cell_far_away_costs_little_and_is_told():
    book, page = sheet()
    page["A1"] = "政府信息公开年度报告"
    page["XFD1048576"] = 1
    start = time.process_time()
    document = read(book)
    assert time.process_time() - start < 20
    assert any("was cut" in note.message for note in document.notes)


def test_bad_workbooks_say_why():
    whole = NEW.read_bytes()
    book, page = sheet()
    page["A1"] = None
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", b"<Types/>")
        archive.writestr("xl/workbook.xml", b" " * (workbook.MAX_UNPACKED + 1))
    wide, column = sheet()
    column["A1"] = "政府信息公开年度报告"
    column.merged_cells.add("A1:A1048576")
    for data, reason in (
        (saved(wide), "merged"),
        (whole[: len(whole) // 2], "damaged"),
        (OLD.read_bytes()[:6000], "damaged"),
        (saved(book), "without a word"),
        (bomb.getvalue(), "too large"),
    ):
        (item,) = read_documents(data, "a.xlsx")
        assert isinstance(item, Failure) and reason in item.reason


def test_a_damaged_chain_of_sectors_ends():
    data = bytearray(OLD.read_bytes())
    for at in range(512, 1024, 4):  # a table of sectors that leads from each to itself
        data[at : at + 4] = ((at - 512) // 4).to_bytes(4, "little")
    with pytest.raises(Unreadable):
        read_workbook(bytes(data), "a.xls", "")


def test_workbooks_in_a_folder_are_found(tmp_path):
    for path in (NEW, OLD):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    reports = parse_corpus(tmp_path).reports
    assert list(reports["status"]) == ["parsed", "parsed"]
    assert reports["characters"].nunique() == 1
