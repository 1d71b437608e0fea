"""Reports as Word files, with merged cells and, where asked for, nested tables."""

import io
import zipfile
from datetime import datetime
from xml.sax.saxutils import escape

from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from govdisc_analysis.simulate.model import Box, Draft, Heading, Paragraph, Sheet
from govdisc_analysis.simulate.render_text import grid, marker

_FIXED = (1980, 1, 1, 0, 0, 0)
_BORDERS = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)


def docx_of(draft: Draft) -> bytes:
    """The report as a Word file whose bytes depend on the report alone."""
    document = Document()
    properties = document.core_properties
    properties.title = draft.shown_title or draft.title
    properties.comments = marker()
    properties.author = "govdisc simulate"
    properties.created = properties.modified = datetime(2025, 1, 1)
    document.add_heading(draft.shown_title or draft.title, 0)
    body = document.element.body
    for block in draft.blocks:
        if isinstance(block, Heading):
            document.add_heading(block.text, block.level)
        elif isinstance(block, Paragraph):
            document.add_paragraph(block.text)
        else:
            xml = _table(block)
            if draft.format == "docx_nested":
                xml = _nest(xml)
            body.insert(len(body) - 1, parse_xml(_with_names(xml)))
            document.add_paragraph("")
    for line in (*draft.signature, marker()):
        document.add_paragraph(line)
    buffer = io.BytesIO()
    document.save(buffer)
    return _timeless(buffer.getvalue())


def _with_names(xml: str) -> str:
    return xml.replace("<w:tbl>", f"<w:tbl {nsdecls('w')}>", 1)


def _table(sheet: Sheet) -> str:
    rows = "".join(f"<w:tr>{_row(line)}</w:tr>" for line in grid(sheet))
    columns = "<w:gridCol/>" * sheet.width
    borders = f"<w:tblPr><w:tblBorders>{_BORDERS}</w:tblBorders></w:tblPr>"
    return f"<w:tbl>{borders}<w:tblGrid>{columns}</w:tblGrid>{rows}</w:tbl>"


def _nest(xml: str) -> str:
    cell = f"<w:tc><w:tcPr/>{xml}<w:p/></w:tc>"
    return f"<w:tbl><w:tblPr/><w:tblGrid><w:gridCol/></w:tblGrid><w:tr>{cell}</w:tr></w:tbl>"


def _row(line: list[tuple[Box, bool]]) -> str:
    cells: list[str] = []
    column = 0
    while column < len(line):
        box, starts = line[column]
        cells.append(_cell(box, starts))
        column += box.cols
    return "".join(cells)


def _cell(box: Box, starts: bool) -> str:
    merge = ""
    if box.rows > 1:
        merge = '<w:vMerge w:val="restart"/>' if starts else "<w:vMerge/>"
    span = f'<w:gridSpan w:val="{box.cols}"/>' if box.cols > 1 else ""
    text = escape(box.shown) if starts else ""
    run = f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>' if text else ""
    return f"<w:tc><w:tcPr>{span}{merge}</w:tcPr><w:p>{run}</w:p></w:tc>"


def _timeless(content: bytes) -> bytes:
    """The same package without the time of writing in it."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            info = zipfile.ZipInfo(name, _FIXED)
            info.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(info, old.read(name))
    return buffer.getvalue()
