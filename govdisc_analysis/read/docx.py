"""Word files: paragraphs, tables and notes out of the XML itself.

Offsets lead to the linear text only: a Word file has no linear source.
"""

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from govdisc_analysis.models import Document, Note, Unreadable
from govdisc_analysis.read.docx_parts import BAD, core_properties, extract, main_part, parse
from govdisc_analysis.read.numbering import Numbering, W, numbered_styles, read_numbering
from govdisc_analysis.read.word_body import Body, cell_text

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_MAX_DEPTH = 40
_LONGEST_MARK = 2
_P, _TBL, _TR, _TC = f"{W}p", f"{W}tbl", f"{W}tr", f"{W}tc"
_T, _PPR, _BOX = f"{W}t", f"{W}pPr", f"{W}txbxContent"
_CHARACTERS = {
    f"{W}tab": "\t",
    f"{W}br": "\n",
    f"{W}cr": "\n",
    f"{W}noBreakHyphen": "-",
    f"{W}ptab": "\t",
}
_RUN_PARTS = (_T, *_CHARACTERS, _BOX)
_NOT_PLAIN = (*_CHARACTERS, _BOX)
_TCPR, _SPAN, _MERGE, _VAL = f"{W}tcPr", f"{W}gridSpan", f"{W}vMerge", f"{W}val"


@dataclass(slots=True)
class _Body(Body):
    """Linear text under construction, with the numbers of its paragraphs."""

    numbering: Numbering = field(default_factory=Numbering)


def read_docx(data: bytes, name: str) -> Document:
    """Read a Word file (.docx).

    Raises:
        Unreadable: it is damaged, locked, too large, empty or no Word file.
    """
    try:
        archive = zipfile.ZipFile(BytesIO(data))
    except BAD:
        raise Unreadable("a damaged or truncated Word file") from None
    with archive:
        body, meta = _read_parts(archive)
    return body.document(data, name, MEDIA_TYPE, meta, "utf-8")


def _read_parts(archive: zipfile.ZipFile) -> tuple[_Body, dict[str, str]]:
    names = archive.namelist()
    main = main_part(names)
    root = parse(archive, main)
    if root is None:
        raise Unreadable("the Word file's text is damaged")
    folder = main.rsplit("/", 1)[0] + "/" if "/" in main else ""
    _mark_notes(root)

    def side(part: str) -> Any | None:
        return parse(archive, folder + part) if folder + part in names else None

    styles = folder + "styles.xml"
    used = {each.get(_VAL, "") for each in root.iter(f"{W}pStyle")}
    numbered = numbered_styles(extract(archive, styles)) if used and styles in names else {}
    counts = not used.isdisjoint(numbered) or next(root.iter(f"{W}numPr"), None) is not None
    numbering = side("numbering.xml") if counts else None
    body = _Body(numbering=read_numbering(numbering, numbered))
    container = root.find(f"{W}body")
    _blocks(body, container if container is not None else root, 0)
    for part in ("footnotes.xml", "endnotes.xml"):
        _add_notes(body, side(part))
    for kind, word in (("head", "header"), ("footer", "footer")):
        _add_margins(body, kind, [n for n in names if n.startswith(folder + word)], archive)
    return body, core_properties(archive, names)


def _mark_notes(root: Any) -> None:
    """Brackets around the raised numbers of footnotes: behind 12 they make no 121."""
    for raised in root.iter(f"{W}vertAlign"):
        properties = raised.getparent()
        run = properties.getparent()
        if raised.get(_VAL) != "superscript" or run is None or run.tag != f"{W}r":
            continue
        for text in run.iterchildren(_T):
            if text.text and text.text.isdecimal() and len(text.text) <= _LONGEST_MARK:
                text.text = f"[{text.text}]"


def _blocks(body: _Body, container: Any, depth: int) -> None:
    """Paragraphs and tables, through the wrappers that stand around them."""
    for child in container:
        if child.tag == _P:
            _paragraph(body, child, depth)
        elif child.tag == _TBL:
            _table(body, child, depth)
        elif child.tag == f"{W}altChunk":
            body.notes.append(Note("read", "warning", "an embedded foreign document is not read"))
        elif len(child) and depth < _MAX_DEPTH:
            _blocks(body, child, depth + 1)


def _paragraph(body: _Body, paragraph: Any, depth: int) -> None:
    text, boxes = _paragraph_text(paragraph, body.numbering)
    for line in text.split("\n"):
        if line.strip():
            body.line(line.strip())
    for box in boxes:
        if depth < _MAX_DEPTH:
            _blocks(body, box, depth + 1)


def _paragraph_text(paragraph: Any, numbering: Numbering) -> tuple[str, list[Any]]:
    """Text of a paragraph with its number, and the text boxes that hang on it."""
    parts: list[str] = []
    boxes: list[Any] = []
    in_box: set[Any] = set()
    for element in paragraph.iter(*_RUN_PARTS):
        if boxes and (element in in_box or any(up in in_box for up in element.iterancestors(_BOX))):
            continue
        tag = element.tag
        if tag == _T:
            parts.append(element.text or "")
        elif tag == _BOX:
            boxes.append(element)
            in_box.add(element)
        elif element.getparent().tag != f"{W}tabs":
            parts.append(_CHARACTERS[tag])
    text = "".join(parts)
    # a numbered paragraph counts even if blank in the text but for its number
    label = numbering.label(paragraph.find(_PPR)) if numbering.lists and text.strip() else ""
    return label + text.lstrip() if label else text, boxes


def _children(container: Any, tag: str, depth: int = 0) -> Iterator[Any]:
    """Rows or cells, also inside content controls and tracked insertions."""
    for child in container:
        if child.tag == tag:
            yield child
        elif depth < _MAX_DEPTH and child.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}customXml"):
            yield from _children(child, tag, depth + 1)


def _table(body: _Body, table: Any, depth: int) -> None:
    """One table: a line for each row; a layout table gives its blocks only."""
    rows = list(_children(table, _TR))
    inner = max(
        (len(list(_children(each, _TR))) for each in table.iterdescendants(_TBL)), default=0
    )
    # a table around a larger one only lays it out; a small one inside a form is a cell's text
    if (inner and len(rows) <= max(inner, 2)) or all(
        len(list(_children(row, _TC))) < 2 for row in rows
    ):
        for row in rows:
            for cell in _children(row, _TC):
                if depth < _MAX_DEPTH:
                    _blocks(body, cell, depth + 1)
        return
    is_plain = not body.numbering.lists and next(table.iterdescendants(*_NOT_PLAIN), None) is None
    body.table([_row(body, row, is_plain) for row in rows])


def _row(body: _Body, row: Any, is_plain: bool) -> Iterator[tuple[str, int, str]]:
    """Text, columns and role of each cell of a row."""
    skipped = _number(row.find(f"{W}trPr"), "gridBefore", 0)
    if skipped:
        yield "", skipped, "gap"
    for cell in _children(row, _TC):
        across, role = _spans(cell)
        yield (
            "" if role == "continue" else _cell_text(cell, body.numbering, is_plain),
            across,
            role,
        )


def _spans(cell: Any) -> tuple[int, str]:
    """How many columns a cell covers, and its part in a vertical merge."""
    properties = cell.find(_TCPR) if not len(cell) or cell[0].tag != _TCPR else cell[0]
    across, role = "", ""
    for each in properties if properties is not None else ():
        tag = each.tag
        if tag == _SPAN:
            across = across or each.get(_VAL, "")
        elif tag == _MERGE:
            role = role or each.get(_VAL, "continue")
    return max(1, int(across[:6])) if across.isdecimal() else 1, role


def _cell_text(cell: Any, numbering: Numbering, is_plain: bool) -> str:
    """Text of a cell on one line."""
    if is_plain and len(cell) == 2 and cell[1].tag == _P:  # its properties and one paragraph
        text = "".join(cell[1].itertext(_T, with_tail=False))
        if "\n" not in text and "\t" not in text:
            return text.strip()
    return cell_text(
        line.replace("\t", " ")
        for paragraph in cell.iter(_P)
        for line in _paragraph_text(paragraph, numbering)[0].split("\n")
    )


def _number(properties: Any | None, name: str, missing: int) -> int:
    child = properties.find(f"{W}{name}") if properties is not None else None
    value: str = child.get(f"{W}val", "") if child is not None else ""
    return int(value[:6]) if value.isdecimal() else missing


def _add_notes(body: _Body, root: Any | None) -> None:
    for note in root if root is not None else ():
        if note.get(f"{W}type", "normal") == "normal":
            _blocks(body, note, 1)


def _add_margins(body: _Body, kind: str, names: list[str], archive: zipfile.ZipFile) -> None:
    """Page headers and footers, each text once, behind the document."""
    seen: set[str] = set()
    for name in sorted(names):
        root = parse(archive, name)
        paragraphs = root.iter(_P) if root is not None else ()
        lines = [_paragraph_text(each, Numbering())[0].strip() for each in paragraphs]
        text = " ".join(line for line in lines if line)
        if len(text) > 1 and not text.isdecimal() and text not in seen:
            seen.add(text)
            start, end = body.line(" ".join(text.split()))
            body.furniture.append((kind, start, end))
