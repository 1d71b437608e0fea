"""A document as PDF: A4, the Chinese font inside, page numbers, outline, figures with words."""

import io
import struct
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from fpdf import FPDF
from fpdf.enums import MethodReturnValue, TextMode, WrapMode
from fpdf.fonts import FontFace

from govdisc_analysis.analysis.parts import Box, Grid, Picture, Prose, runs_of
from govdisc_analysis.study.print_docx import widths
from govdisc_analysis.study.print_font import font_of
from govdisc_analysis.study.printed import MARK, Printed

_TIME = datetime(2025, 1, 1, tzinfo=UTC)
_MARGIN, _WIDTH, _FOOT = 20.0, 170.0, 20.0
_SIZES = {"title": 18.0, "heading": 13.0, "text": 10.0}
_SMALL, _TABLE, _NOTE = 6.5, 8.5, 8.0
_MANY = 5
_LEADING = 0.58
"""Line height in mm for each point of size."""
_INK, _FAINT, _PANEL = (34, 34, 34), (90, 90, 90), (238, 242, 245)
_STROKE = 0.1
_WHITE = (255, 255, 255)


class _Paper(FPDF):
    """A4 with words and the page number at its foot."""

    def __init__(self, words: str) -> None:
        super().__init__(format="A4")
        self.words = words

    def footer(self) -> None:
        """Print the foot."""
        self.set_y(-14)
        self.set_font("sans", size=8)
        self.set_text_color(*_FAINT)
        self.cell(0, 5, f"{self.words} · {self.page_no()} / {{nb}}", align="C")
        self.set_text_color(*_INK)


def write_pdf(printed: Printed, path: Path) -> None:
    """Write a document; the same content gives the same bytes."""
    paper = _set_up(printed)
    figures = 0
    for part in printed.parts:
        if isinstance(part, Prose):
            for kind, text in part.blocks:
                _prose(paper, kind, text)
        elif isinstance(part, Grid):
            _grid(paper, part)
        elif isinstance(part, Box):
            _box(paper, part)
        elif isinstance(part, Picture):
            figures += 1
            _picture(paper, part, printed.caption(figures, part.title))
    path.write_bytes(bytes(paper.output()))


def _set_up(printed: Printed) -> _Paper:
    paper = _Paper(printed.footer)
    paper.set_creation_date(_TIME)
    paper.set_title(printed.title)
    paper.set_author("govdisc")
    paper.set_creator("govdisc")
    paper.set_lang("zh-CN" if printed.language == "zh" else "en-US")
    if printed.stamp:
        paper.set_keywords(f"{MARK}{printed.stamp}")
    paper.set_margins(_MARGIN, 18)
    paper.set_auto_page_break(True, _FOOT)
    with tempfile.TemporaryDirectory(prefix="govdisc-font-") as work:
        font = Path(work) / "sans.ttf"
        font_of(printed, font)
        paper.add_font("sans", fname=str(font))
    paper.set_text_color(*_INK)
    paper.add_page()
    return paper


def _prose(paper: _Paper, kind: str, text: str) -> None:
    if kind == "text":
        _lines(paper, text, _SIZES["text"])
        return
    _keep(paper, 30)
    paper.ln(4 if kind == "heading" else 0)
    paper.start_section(text, level=0, strict=False)
    _lines(paper, f"**{text}**", _SIZES[kind])


def _lines(paper: _Paper, text: str, size: float, after: float = 2.0) -> None:
    """A paragraph; strong words are drawn with an outline, for the font has one weight."""
    paper.set_font("sans", size=size)
    height = size * _LEADING
    runs = runs_of(text)
    if len(runs) > 1:
        for words, is_strong in runs:
            with paper.local_context(**_weight(is_strong)):
                paper.write(height, words, wrapmode=_wrap(text))
        paper.ln(height)
    else:
        for words, is_strong in runs:
            with paper.local_context(**_weight(is_strong)):
                paper.multi_cell(
                    0, height, words, align="L", new_x="LMARGIN", new_y="NEXT", wrapmode=_wrap(text)
                )
    paper.ln(after)


def _weight(is_strong: bool) -> dict[str, object]:
    if not is_strong:
        return {}
    return {"text_mode": TextMode.FILL_STROKE, "line_width": _STROKE, "draw_color": _INK}


def _wrap(text: str) -> WrapMode:
    """Chinese breaks between any two characters, English between words."""
    chinese = sum(ord(c) > 0x2E80 for c in text)
    return WrapMode.CHAR if chinese * 4 > len(text) else WrapMode.WORD


def _keep(paper: _Paper, room: float) -> None:
    """A new page where less than this room is left."""
    if paper.get_y() + room > paper.h - _FOOT:
        paper.add_page()


def _grid(paper: _Paper, part: Grid) -> None:
    if part.caption:
        _lines(paper, part.caption, _NOTE)
    if part.rows:
        size = _SMALL if part.code or len(part.columns) > _MANY else _TABLE
        paper.set_font("sans", size=size)
        paper.set_draw_color(200)
        paper.set_fill_color(*_WHITE)
        paper.set_line_width(0.15)
        links = {(row, column): url for row, column, url in part.links}
        align = tuple("RIGHT" if at in part.numeric else "LEFT" for at in range(len(part.columns)))
        with paper.table(
            col_widths=tuple(share * 100 for share in widths(part)),
            text_align=align,
            headings_style=FontFace(fill_color=_PANEL),
            line_height=size * 0.5,
            padding=0.8,
            wrapmode=WrapMode.CHAR,
            width=int(_WIDTH),
        ) as table:
            table.row(part.columns)
            for at, cells in enumerate(part.rows):
                row = table.row()
                for column, text in enumerate(cells):
                    url = links.get((at, column), "")
                    row.cell(url or text, link=url)
        paper.ln(2)
    for note in part.notes:
        _lines(paper, note, _NOTE, after=1)
    paper.ln(2)


def _box(paper: _Paper, part: Box) -> None:
    paper.ln(3)
    text = "\n".join(line.replace("**", "") for line in part.lines)
    paper.set_font("sans", size=9)
    _keep(paper, 10 + 5.2 * _count_lines(paper, text))
    paper.set_fill_color(*_PANEL)
    paper.set_font("sans", size=12)
    with paper.local_context(**_weight(True)):
        paper.multi_cell(0, 8, part.heading, fill=True, new_x="LMARGIN", new_y="NEXT")
    paper.set_font("sans", size=9)
    paper.multi_cell(
        0, 5.2, text, fill=True, align="L", new_x="LMARGIN", new_y="NEXT", wrapmode=_wrap(text)
    )
    paper.ln(3)


def _count_lines(paper: _Paper, text: str) -> int:
    """How many lines a text takes over the whole width."""
    lines = paper.multi_cell(
        0, 5, text, dry_run=True, output=MethodReturnValue.LINES, wrapmode=_wrap(text)
    )
    return len(lines) if isinstance(lines, list) else 1


def _picture(paper: _Paper, part: Picture, caption: str) -> None:
    wide, high = struct.unpack(">II", part.png[16:24])  # where a PNG tells its size
    height = _WIDTH * high / wide
    _keep(paper, height + 8)
    paper.image(io.BytesIO(part.png), w=_WIDTH, alt_text=part.alt, title=part.title)
    paper.ln(1)
    _lines(paper, caption, _NOTE, after=3)
