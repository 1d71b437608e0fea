"""Web pages to linear text with the place of each character in the source.

One pass over the tags makes a list of operations (text, line end, cell); a second pass writes
the text. Only the second pass knows offsets, because a table shows its nature late: a cell of a
layout table holds paragraphs, a cell of a form holds one phrase.
"""

import hashlib
import html
import json
import re
from dataclasses import dataclass, field, replace

from govdisc_analysis.models import Cell, Document, Grid, Note, Unreadable
from govdisc_analysis.offsets import OffsetChain
from govdisc_analysis.read import markup
from govdisc_analysis.read.decode import Decoded
from govdisc_analysis.read.furniture import believed
from govdisc_analysis.read.grids import Spanned, expand
from govdisc_analysis.read.writer import Extent, Op, Row, Written, write

MAX_OPS = 300_000
MAX_CELLS = 100_000
_ESCAPED = "</td>"
_MANY_ESCAPED = 4
_PROSE_LENGTH = 200
_PROSE_BREAKS = 5
_MAX_UNCLOSED_HIDDEN = 50
_META_SKIPPED = frozenset({"viewport", "renderer", "generator", "robots"})
_SPACE = re.compile(r"\s+")
_LINE = re.compile(r"[^\r\n]+|[\r\n]+")
_TAG_OR_SPACE = re.compile(r"<[^<>]*>|\s")


@dataclass(slots=True)
class _Table:
    rows: list[Row] = field(default_factory=list)
    row: Row | None = None
    cell: Extent | None = None
    nests: bool = False


@dataclass(slots=True)
class _Page:
    """State of the first pass."""

    source: str
    keep_lines: bool = False
    ops: list[Op] = field(default_factory=list)
    open_tables: list[_Table] = field(default_factory=list)
    tables: list[_Table] = field(default_factory=list)
    marks: list[Extent] = field(default_factory=list)
    meta: dict[str, str] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)
    at: int = 0
    shown: int = -1
    length: int = 0
    breaks: int = 0
    cells: int = 0


def read_html(
    decoded: Decoded, name: str, data: bytes, *, keep_lines: bool = False, kind: str = "text/html"
) -> Document:
    """Read one decoded web page.

    Args:
        decoded: the page.
        name: name of the source.
        data: its bytes, for the checksum.
        keep_lines: line ends of the source are line ends of the text, as in Markdown with tags.
        kind: media type to report.

    Raises:
        Unreadable: the page shows no text.
    """
    page = _Page(decoded.text, keep_lines)
    _walk(page)
    while page.open_tables:
        _close_table(page)
    written = write(page.source, page.ops)
    if not written.text.strip():
        raise Unreadable("a web page without text")
    if written.text.count(_ESCAPED) >= _MANY_ESCAPED:
        return _read_escaped(decoded, name, data, kind, written, page)
    grids = tuple(_grids(page, written.text))
    furniture = believed(written.text, page.marks, grids)
    if furniture:
        page.meta["furniture"] = json.dumps(furniture)
    return Document(
        name,
        hashlib.sha256(data).hexdigest(),
        kind,
        decoded.encoding,
        written.text,
        page.source,
        OffsetChain((written.offsets,)),
        grids,
        page.meta,
        (*decoded.notes, *page.notes),
    )


def _read_escaped(
    decoded: Decoded, name: str, data: bytes, kind: str, written: Written, page: _Page
) -> Document:
    """A page whose content is printed with its tags (&lt;td&gt;): what the tags say is read."""
    note = Note("read", "info", "the content's tags are escaped; they are read as tags")
    inner = read_html(replace(decoded, text=written.text), name, data)
    maps = inner.to_raw.maps if inner.to_raw else ()
    return replace(
        inner,
        media_type=kind,
        raw=page.source,
        to_raw=OffsetChain((*maps, written.offsets)),
        meta={**page.meta, **inner.meta},
        notes=(*inner.notes, *page.notes, note),
    )


def _walk(page: _Page) -> None:
    """First pass: tags to operations."""
    source, ops, kinds = page.source, page.ops, markup.KINDS
    at = failed = 0
    keep_lines = page.keep_lines
    may_hide = markup.may_hide(source)
    furniture: Extent | None = None
    inside, depth = "", 0
    kinds_of: dict[tuple[str, str], str] = {}
    search = markup.TOKEN.search
    while token := search(source, at):
        start, end = token.span()
        if start > at:
            _add_text(page, at, start)
        at = end
        slash, name, attributes = token.group(1, 2, 3)
        if name is None:
            if token["raw"] is not None and token["raw"].lower() == "title":
                _add_meta(page, "title", token["body"])
            continue
        kind = kinds[name]
        if not kind and not may_hide:
            continue
        closes = slash == "/"
        may_fail = may_hide and not closes and failed < _MAX_UNCLOSED_HIDDEN
        if may_fail and markup.hides(name, attributes):
            end = _hidden_end(page, name, start, at)
            failed += end == 0
            at = max(at, end)
            if end:
                continue
        if not kind:
            continue
        if kind == markup.CONTAINER or kind == markup.BLOCK:
            page.breaks += 1
            ops.append("\n")
            if kind == markup.CONTAINER:
                lowered = name.lower()
                if furniture is not None:
                    if lowered == inside:
                        depth += -1 if closes else 1
                        if depth == 0:
                            ops.append(furniture)
                            furniture = None
                elif not closes:
                    key = lowered, attributes
                    found = kinds_of.get(key)
                    if found is None:
                        found = kinds_of[key] = markup.furniture_kind(*key)
                    if found:
                        furniture, inside, depth = Extent(found), lowered, 1
                        page.marks.append(furniture)
                        ops.append(furniture)
        elif kind == markup.CELL:
            page.at = at
            if closes:
                _close_cell(page)
            elif not may_hide and (plain := markup.PLAIN_CELL.match(source, at)):
                at = plain.end()
                _add_plain_cell(page, attributes, plain)
            else:
                _open_cell(page, attributes)
        elif kind == markup.BREAK:
            page.breaks += 2  # as many as the two tags of a paragraph
            ops.append("\n")
        elif kind == markup.META:
            key_text = markup.attribute(markup.META_NAME, attributes).strip().lower()
            if key_text and key_text not in _META_SKIPPED:
                _add_meta(page, key_text, markup.attribute(markup.META_CONTENT, attributes))
        elif kind == markup.LINES:
            ops.append("\n")
            page.keep_lines = keep_lines or not closes
        elif kind == markup.FIELD:
            _add_field(page, attributes, end - len(attributes))
        elif kind == markup.TABLE:
            _close_table(page) if closes else _open_table(page)
        else:
            _close_row(page)
            if kind == markup.ROW and not closes and page.open_tables:
                _open_row(page.open_tables[-1])
        if len(ops) > MAX_OPS:
            page.notes.append(Note("read", "error", f"page cut at character {at}", at))
            break
    else:
        if at < len(source):
            _add_text(page, at, len(source))
    if furniture is not None:
        page.marks.remove(furniture)  # never closed: it would swallow the report


def _add_text(page: _Page, start: int, end: int) -> None:
    shown = page.source[start:end]
    if shown.isspace():
        if page.ops and not isinstance(page.ops[-1], tuple) and not page.keep_lines:
            return  # indent of the source
    else:
        page.length += len(shown.strip())
    if not page.keep_lines or page.open_tables:
        page.ops.append((start, end))
        return
    for line in _LINE.finditer(page.source, start, end):
        page.ops.append("\n" if line[0][0] in "\r\n" else line.span())


def _add_field(page: _Page, attributes: str, start: int) -> None:
    """The value of a text field that stands in a cell: pages made by a form's own editor."""
    if not page.open_tables or page.open_tables[-1].cell is None:
        return
    found = markup.FIELD_VALUE.search(attributes)
    if found and found.lastindex and not markup.NO_TEXT_FIELD.search(attributes):
        first, last = found.span(found.lastindex)
        if first < last:
            _add_text(page, start + first, start + last)


def _add_meta(page: _Page, key: str, value: str) -> None:
    text = _SPACE.sub(" ", html.unescape(value)).strip()
    if text:
        page.meta.setdefault(key, text)


def _hidden_end(page: _Page, name: str, start: int, inner: int) -> int:
    """End of a hidden element; 0 where it is never closed or holds most of the page."""
    end = _element_end(page.source, name.lower(), inner)
    if not end:
        return 0
    shown = _length_shown(page.source[inner:end])
    if shown > 400:
        if page.shown < 0:
            page.shown = _length_shown(page.source)
        if shown > 0.4 * page.shown:
            page.notes.append(Note("read", "info", "hidden main text kept", start, end))
            return 0
    if shown:
        message = f"hidden <{name.lower()}> left out ({shown} characters)"
        page.notes.append(Note("read", "info", message, start, end))
    return end


def _element_end(source: str, name: str, inner: int) -> int:
    """Place behind the end tag of the element whose content begins at ``inner``, or 0."""
    if name == "p":
        closing = markup.PARAGRAPH_END.search(source, inner)
        return closing.end() if closing else 0
    depth = 1
    for token in markup.TOKEN.finditer(source, inner):
        if token["name"] is not None and token["name"].lower() == name:
            depth += -1 if token[1] else 1
            if depth == 0:
                return token.end()
    return 0


def _length_shown(source: str) -> int:
    return len(_TAG_OR_SPACE.sub("", source))


def _open_table(page: _Page) -> None:
    if page.open_tables:
        outer = page.open_tables[-1]
        if outer.cell is None:
            _close_table(page)  # as browsers do: a table in a table but in no cell ends it
        else:
            outer.nests = outer.cell.nests = True
            if outer.row is not None:
                outer.row.layout = True
    table = _Table()
    page.open_tables.append(table)
    page.tables.append(table)
    page.ops.append("\n")


def _close_table(page: _Page) -> None:
    if not page.open_tables:
        return
    _close_row(page)
    table = page.open_tables.pop()
    if all(len(row.cells) < 2 for row in table.rows):
        for row in table.rows:
            row.layout = True
    page.ops.append("\n")


def _open_row(table: _Table) -> Row:
    table.row = Row()
    table.rows.append(table.row)
    return table.row


def _close_row(page: _Page) -> None:
    if page.open_tables:
        _close_cell(page)
        page.open_tables[-1].row = None
        page.ops.append("\n")


def _open_cell(page: _Page, attributes: str) -> None:
    if not page.open_tables or page.cells >= MAX_CELLS:
        page.ops.append("\n")
        return
    _close_cell(page)
    table = page.open_tables[-1]
    row = table.row if table.row is not None else _open_row(table)
    down = across = 1
    if "span" in attributes or "SPAN" in attributes or "Span" in attributes:
        for found in markup.SPAN.finditer(attributes):
            if found[1] in "rowROWRow":
                down = int(found[2])
            else:
                across = int(found[2])
    cell = Extent("", row, not row.cells, down, across, page.at, page.length, page.breaks)
    row.cells.append(cell)
    table.cell = cell
    page.cells += 1
    if page.cells == MAX_CELLS:
        page.notes.append(Note("read", "warning", f"only {MAX_CELLS} table cells are read"))
    page.ops.append(cell)


def _add_plain_cell(page: _Page, attributes: str, plain: re.Match[str]) -> None:
    """A cell that holds one word or none, read at once."""
    _open_cell(page, attributes)
    cell = page.open_tables[-1].cell if page.open_tables else None
    start, end = plain.span(1)
    if cell is None or page.ops[-1] is not cell:
        if start < end:
            page.ops.append((start, end))
        return
    cell.raw_at, cell.plain_end = start, end
    page.length += end - start
    page.open_tables[-1].cell = None


def _close_cell(page: _Page) -> None:
    table = page.open_tables[-1] if page.open_tables else None
    if table is None or table.cell is None:
        return
    cell = table.cell
    table.cell = None
    if (
        page.breaks - cell.breaks_before >= _PROSE_BREAKS
        and page.length - cell.length_before > _PROSE_LENGTH
        and cell.row is not None
    ):
        cell.row.layout = True
    page.ops.append(cell)


def _grids(page: _Page, text: str) -> list[Grid]:
    """Data tables; a layout table is none, its inner tables are."""
    grids: list[Grid] = []
    for table in page.tables:
        kept = [[cell for cell in row.cells if not cell.nests] for row in table.rows]
        rows = [[_spanned(cell, text) for cell in row] for row in kept]
        if table.nests and sum(sum(bool(c[0].text) for c in row) >= 2 for row in rows) < 2:
            continue
        dense, cut = expand(rows)
        if not dense or len(dense[0]) < 2:
            continue
        cells = [cell for row in rows for cell, _, _ in row]
        grids.append(Grid(dense, cells[0].start, max(cell.end for cell in cells)))
        if cut:
            page.notes.append(Note("read", "warning", "a table was cut: too many cells"))
    return grids


def _spanned(cell: Extent, text: str) -> Spanned:
    start, end = cell.start, max(cell.start, cell.end)
    shown = text[start:end]
    if "\n" in shown:
        shown = _SPACE.sub(" ", shown).strip()
    return Cell(shown, start, end), cell.down, cell.across
