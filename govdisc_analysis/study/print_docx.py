"""A document for Word: headings, tables with repeated heads, figures with text for who can't see.

The file holds the letters that it uses (see ``docx_font``), so that it reads the same where no
Chinese font is installed.
"""

import io
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor

from govdisc_analysis.analysis.parts import Box, Grid, Picture, Prose, runs_of
from govdisc_analysis.study.docx_font import with_font
from govdisc_analysis.study.print_font import FAMILY
from govdisc_analysis.study.printed import MARK, Printed

_FIXED, _TIME = (1980, 1, 1, 0, 0, 0), datetime(2025, 1, 1)
_WESTERN = "Calibri"
_WIDTH = 16.6
_LANGUAGES = {"zh": "zh-CN", "en": "en-US"}
_STYLES = {"title": "Title", "heading": "Heading 1", "text": "Normal"}
_SIZES = {"Normal": 10.5, "Title": 20, "Heading 1": 14, "Caption": 9}
_LONG, _SMALL, _TABLE = 4, 6.5, 8.5


def write_docx(printed: Printed, path: Path) -> None:
    """Write a document; the same content gives the same bytes."""
    document = Document()
    _set_up(document, printed)
    figures = 0
    for part in printed.parts:
        if isinstance(part, Prose):
            for kind, text in part.blocks:
                _paragraph(document, text, _STYLES[kind])
        elif isinstance(part, Grid):
            _grid(document, part)
        elif isinstance(part, Box):
            _box(document, part)
        elif isinstance(part, Picture):
            figures += 1
            _picture(document, part, printed.caption(figures, part.title), figures)
    _save(document, printed, path)


def _set_up(document: Any, printed: Printed) -> None:
    about = document.core_properties
    about.title, about.author = printed.title, "govdisc"
    about.keywords = f"{MARK}{printed.stamp}" if printed.stamp else ""
    about.language = _LANGUAGES[printed.language]
    about.created = about.modified = _TIME
    about.comments, about.last_modified_by = "", "govdisc"
    page = document.sections[0]
    page.page_width, page.page_height = Cm(21.0), Cm(29.7)
    page.left_margin = page.right_margin = Cm(2.2)
    page.top_margin = page.bottom_margin = Cm(2.2)
    for name, size in _SIZES.items():
        _font(document.styles[name], size, _LANGUAGES[printed.language])
    line = page.footer.paragraphs[0]
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    line.add_run(f"{printed.footer} · ").font.size = Pt(8)
    _page_number(line)


def _font(style: Any, size: float, language: str) -> None:
    style.font.name, style.font.size = _WESTERN, Pt(size)
    style.font.color.rgb = RGBColor(0x22, 0x22, 0x22)
    properties = style.element.get_or_add_rPr()
    fonts = properties.get_or_add_rFonts()
    for theme in [name for name in fonts.attrib if name.endswith("Theme")]:
        del fonts.attrib[theme]  # a theme's font would win over the named one
    for script in ("ascii", "hAnsi", "cs"):
        fonts.set(qn(f"w:{script}"), _WESTERN)
    fonts.set(qn("w:eastAsia"), FAMILY)
    spoken = properties.find(qn("w:lang"))
    if spoken is None:
        spoken = OxmlElement("w:lang")
        properties.append(spoken)
    spoken.set(qn("w:val"), "en-US")
    spoken.set(qn("w:eastAsia"), language if language.startswith("zh") else "zh-CN")


def _page_number(line: Any) -> None:
    run = line.add_run()
    run.font.size = Pt(8)
    for kind, text in (("begin", ""), ("", "PAGE"), ("separate", ""), (" ", "1"), ("end", "")):
        run._r.append(_field(kind, text))


def _field(kind: str, text: str) -> Any:
    if kind.strip():
        mark = OxmlElement("w:fldChar")
        mark.set(qn("w:fldCharType"), kind)
        return mark
    word = OxmlElement("w:t" if kind else "w:instrText")
    word.text = text
    return word


def _paragraph(place: Any, text: str, style: str = "Normal", size: float = 0) -> Any:
    paragraph = place.add_paragraph(style=style)
    for words, is_strong in runs_of(_plain(text)):
        run = paragraph.add_run(words)
        run.bold = is_strong or None
        if size:
            run.font.size = Pt(size)
    return paragraph


def _grid(document: Any, part: Grid) -> None:
    if part.caption:
        _paragraph(document, part.caption, "Caption")
    if part.rows:
        size = _SMALL if part.code or len(part.columns) > _LONG + 1 else _TABLE
        table = document.add_table(rows=0, cols=len(part.columns), style="Table Grid")
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        links = {(row, column): url for row, column, url in part.links}
        _row(document, table, part.columns, size, part.numeric, {}, is_head=True)
        for at, cells in enumerate(part.rows):
            here = {c: url for (r, c), url in links.items() if r == at}
            _row(document, table, cells, size, part.numeric, here)
        _set_widths(table, part)
    for note in part.notes:
        _paragraph(document, note, size=8)
    if not part.notes:
        document.add_paragraph().paragraph_format.space_after = Pt(2)


def _row(
    document: Any,
    table: Any,
    cells: tuple[str, ...],
    size: float,
    numeric: tuple[int, ...],
    links: dict[int, str],
    is_head: bool = False,
) -> None:
    row = table.add_row()
    about = row._tr.get_or_add_trPr()
    about.append(OxmlElement("w:cantSplit"))
    if is_head:
        about.append(OxmlElement("w:tblHeader"))
    for at, (cell, text) in enumerate(zip(row.cells, cells, strict=True)):
        line = cell.paragraphs[0]
        line.paragraph_format.space_after = Pt(1)
        line.alignment = WD_ALIGN_PARAGRAPH.RIGHT if at in numeric else WD_ALIGN_PARAGRAPH.LEFT
        run = line.add_run(_plain(links.get(at, text)))
        run.font.size, run.bold = Pt(size), is_head or None
        if is_head:
            _shade(cell)
        if at in links:
            _link(document, line, run, links[at])


def _shade(cell: Any) -> None:
    cell._tc.get_or_add_tcPr().append(
        parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="EEF2F5"/>')
    )


def _link(document: Any, line: Any, run: Any, url: str) -> None:
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), document.part.relate_to(url, kind, is_external=True))
    run.font.underline = True
    line._p.append(link)
    link.append(run._r)


def _set_widths(table: Any, part: Grid) -> None:
    table.autofit = False
    every = [Cm(_WIDTH * share) for share in widths(part)]
    for column, width in zip(table.columns, every, strict=True):
        column.width = width


def widths(part: Grid) -> list[float]:
    """Each column's share of the width, by the longest of its words, none below a floor.

    >>> widths(Grid(("a", "b"), (("xxxx", "y"),)))
    [0.5, 0.5]
    """
    links = {(row, column): url for row, column, url in part.links}
    longest = []
    for at, head in enumerate(part.columns):
        texts = [links.get((n, at), row[at]) for n, row in enumerate(part.rows)]
        longest.append(max(8.0, min(40.0, max(_length(text) for text in (head, *texts)))))
    return [one / sum(longest) for one in longest]


def _length(text: str) -> float:
    return sum(2.0 if ord(c) > 0x2E80 else 1.0 for c in text)


def _box(document: Any, part: Box) -> None:
    table = document.add_table(rows=1, cols=1, style="Table Grid")
    cell = table.rows[0].cells[0]
    _shade(cell)
    head = cell.paragraphs[0]
    run = head.add_run(part.heading)
    run.bold, run.font.size = True, Pt(12)
    for line in part.lines:
        _paragraph(cell, line, size=9.5)
    document.add_paragraph()


def _picture(document: Any, part: Picture, caption: str, number: int) -> None:
    line = document.add_paragraph()
    line.paragraph_format.keep_with_next = True
    shape = line.add_run().add_picture(io.BytesIO(part.png), width=Cm(_WIDTH))
    about = shape._inline.docPr
    about.set("descr", part.alt)
    about.set("title", part.title)
    about.set("name", f"Figure {number}")
    _paragraph(document, caption, "Caption")


def _plain(text: str) -> str:
    """Text without what XML can't hold."""
    return "".join(c for c in text if c >= " " or c in "\t\n")


def _save(document: Any, printed: Printed, path: Path) -> None:
    """Write with a fixed time in each member, so that equal documents are equal files."""
    made = io.BytesIO()
    document.save(made)
    with zipfile.ZipFile(made) as source:
        members = with_font({name: source.read(name) for name in source.namelist()}, printed)
    with zipfile.ZipFile(path, "w") as target:
        for name, data in members.items():
            member = zipfile.ZipInfo(name, _FIXED)
            member.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(member, data)
