"""Reports as workbooks: a paragraph a row, tables with their merged cells."""

import io
from datetime import datetime

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from govdisc_analysis.simulate.model import Box, Draft, Heading, Paragraph, Sheet
from govdisc_analysis.simulate.render_text import grid, marker


def xlsx_of(draft: Draft) -> bytes:
    """The report as a workbook whose bytes depend on the report alone."""
    title = draft.shown_title or draft.title
    held = io.BytesIO()
    book = Workbook(held, {"in_memory": True})
    book.set_properties({"title": title, "comments": marker(), "created": datetime(2025, 1, 1)})
    page, row = book.add_worksheet(), 0
    for block in (Heading(title), *draft.blocks, *map(Paragraph, (*draft.signature, marker()))):
        if isinstance(block, Sheet):
            row += _table(page, row, block)
        else:
            page.write_string(row, 0, block.text)
            row += 1
    book.close()
    return held.getvalue()


def _table(page: Worksheet, top: int, sheet: Sheet) -> int:
    """Write a table from a row on; how many rows it takes."""
    lines = grid(sheet)
    for down, line in enumerate(lines):
        column = 0
        while column < len(line):
            box, starts = line[column]
            if starts:
                _cell(page, top + down, column, box)
            column += box.cols
    return len(lines)


def _cell(page: Worksheet, row: int, column: int, box: Box) -> None:
    if box.rows > 1 or box.cols > 1:
        page.merge_range(row, column, row + box.rows - 1, column + box.cols - 1, "")
    text = box.shown
    if text.isascii() and text.isdecimal() and str(int(text)) == text:
        page.write_number(row, column, int(text))
    elif text:
        page.write_string(row, column, text)
