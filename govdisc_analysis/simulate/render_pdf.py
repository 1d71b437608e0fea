"""Reports as PDF files: ruled tables over several pages, page numbers, embedded font."""

from dataclasses import dataclass
from datetime import UTC, datetime

from fpdf import FPDF
from fpdf.enums import WrapMode

from govdisc_analysis.simulate.font import font_for
from govdisc_analysis.simulate.model import Box, Draft, Heading, Sheet
from govdisc_analysis.simulate.render_text import grid, marker

_MARGIN, _WIDTH, _BOTTOM = 18.0, 174.0, 275.0
_LINE = 4.2
_POINT = 0.3528
_TABLE_SIZE, _TEXT_SIZE = 8, 12


@dataclass(frozen=True, slots=True)
class _Placed:
    """A cell with the rows and columns that it covers."""

    box: Box
    row: int
    column: int


class _Paper(FPDF):
    """A4 with the page number at the foot of each page."""

    def footer(self) -> None:
        """Print the page number, as offices do."""
        self.set_y(-14)
        self.set_font("sans", size=9)
        self.cell(0, 6, f"- {self.page_no()} -", align="C")


def pdf_of(draft: Draft) -> bytes:
    """The report as a PDF whose bytes depend on the report alone."""
    paper = _Paper()
    paper.set_creation_date(datetime(2025, 1, 1, tzinfo=UTC))
    paper.set_title(draft.shown_title or draft.title)
    paper.set_subject(marker())
    paper.set_creator("govdisc simulate")
    paper.set_margins(_MARGIN, 20)
    paper.set_auto_page_break(True, 22)
    paper.add_font("sans", fname=font_for(_characters(draft)))
    paper.add_page()
    _text(paper, draft.shown_title or draft.title, 16, "C")
    for block in draft.blocks:
        if isinstance(block, Sheet):
            _sheet(paper, block, draft.format == "pdf_header")
        else:
            size = 13 if isinstance(block, Heading) else _TEXT_SIZE
            _text(paper, "　　" + block.text, size)
    for line in draft.signature:
        _text(paper, line, _TEXT_SIZE, "R")
    _text(paper, marker(), 8)
    return bytes(paper.output())


def _characters(draft: Draft) -> frozenset[str]:
    texts = [draft.shown_title, draft.title, marker(), *draft.signature]
    for block in draft.blocks:
        if isinstance(block, Sheet):
            texts += [box.shown for row in block.rows for box in row]
        else:
            texts.append(block.text)
    return frozenset("".join(texts))


def _text(paper: FPDF, text: str, size: int, align: str = "L") -> None:
    paper.set_font("sans", size=size)
    paper.multi_cell(
        _WIDTH,
        size * 0.62,
        text,
        align=align,
        new_x="LMARGIN",
        new_y="NEXT",
        wrapmode=WrapMode.CHAR,
    )


def _widths(sheet: Sheet) -> list[float]:
    """Column widths: label columns wide, value columns even."""
    labels = {10: (14.0, 14.0, 41.0), 15: (), 3: (110.0, 24.0, 40.0)}.get(sheet.width, (50.0,))
    rest = sheet.width - len(labels)
    each = (_WIDTH - sum(labels)) / rest if rest else 0.0
    return [*labels, *[each] * rest]


def _wrap(text: str, width: float) -> list[str]:
    """Lines of ``text`` that fit into ``width`` mm; Chinese characters are square."""
    size = _TABLE_SIZE * _POINT
    lines, line, used = [], "", 0.0
    for char in text:
        step = size * (1.0 if ord(char) > 255 else 0.58)
        if line and used + step > width - 2.0:
            lines.append(line)
            line, used = "", 0.0
        line += char
        used += step
    return [*lines, line] if line else lines


def _sheet(paper: FPDF, sheet: Sheet, repeat: bool) -> None:
    paper.set_font("sans", size=_TABLE_SIZE)
    paper.set_line_width(0.2)
    widths = _widths(sheet)
    cells = [
        _Placed(box, row, column)
        for row, line in enumerate(grid(sheet))
        for column, (box, starts) in enumerate(line)
        if starts
    ]
    heights = _heights(sheet, cells, widths)
    paper.ln(2)
    first = 0
    while first < len(sheet.rows):
        repeated = sheet.head_rows if repeat and first else 0
        last = _fitting(heights, first, _BOTTOM - paper.get_y() - sum(heights[:repeated]))
        if last == first:
            paper.add_page()
            paper.set_font("sans", size=_TABLE_SIZE)
            continue
        if repeated:
            _draw(paper, cells, widths, heights, 0, repeated)
        _draw(paper, cells, widths, heights, first, last)
        first = last
    paper.ln(3)
    paper.set_x(_MARGIN)


def _heights(sheet: Sheet, cells: list[_Placed], widths: list[float]) -> list[float]:
    heights = [_LINE + 2.0] * len(sheet.rows)
    for cell in cells:
        if cell.box.rows == 1:
            width = sum(widths[cell.column : cell.column + cell.box.cols])
            lines = len(_wrap(cell.box.shown, width))
            heights[cell.row] = max(heights[cell.row], lines * _LINE + 2.0)
    for cell in cells:
        if cell.box.rows > 1:
            width = sum(widths[cell.column : cell.column + cell.box.cols])
            need = len(_wrap(cell.box.shown, width)) * _LINE + 2.0
            span = range(cell.row, cell.row + cell.box.rows)
            lack = need - sum(heights[row] for row in span)
            for row in span if lack > 0 else ():
                heights[row] += lack / cell.box.rows
    return heights


def _fitting(heights: list[float], first: int, room: float) -> int:
    last = first
    while last < len(heights) and heights[last] <= room:
        room -= heights[last]
        last += 1
    return last


def _draw(
    paper: FPDF,
    cells: list[_Placed],
    widths: list[float],
    heights: list[float],
    first: int,
    last: int,
) -> None:
    """Rows ``first`` to ``last``; a cell that reaches over the page's end is drawn in part."""
    top = paper.get_y()
    for cell in cells:
        begin, end = max(cell.row, first), min(cell.row + cell.box.rows, last)
        if begin >= end:
            continue
        x = _MARGIN + sum(widths[: cell.column])
        y = top + sum(heights[first:begin])
        width = sum(widths[cell.column : cell.column + cell.box.cols])
        height = sum(heights[begin:end])
        paper.rect(x, y, width, height)
        if begin == cell.row:
            _cell_text(paper, cell.box, x, y, width, height)
    paper.set_y(top + sum(heights[first:last]))


def _cell_text(paper: FPDF, box: Box, x: float, y: float, width: float, height: float) -> None:
    lines = _wrap(box.shown, width)
    start = y + max(0.0, (height - len(lines) * _LINE) / 2)
    for number, line in enumerate(lines):
        shift = (width - paper.get_string_width(line)) / 2
        paper.text(x + max(0.6, shift), start + (number + 0.78) * _LINE, line)
