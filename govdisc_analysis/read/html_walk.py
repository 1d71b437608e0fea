"""First pass over a web page: its tags to operations."""

from govdisc_analysis.models import Note
from govdisc_analysis.read import markup
from govdisc_analysis.read.html_hidden import hidden_end, may_be_hidden
from govdisc_analysis.read.html_page import (
    Page,
    add_field,
    add_meta,
    add_text,
    close_cell,
    close_row,
    close_table,
    open_cell,
    open_row,
    open_table,
)
from govdisc_analysis.read.html_plain import add_plain_cells
from govdisc_analysis.read.writer import Extent

MAX_OPS = 300_000
_MAX_UNCLOSED_HIDDEN = 50
_META_SKIPPED = frozenset({"viewport", "renderer", "generator", "robots"})


def walk(page: Page) -> None:
    """First pass: tags to operations."""
    source, ops, kinds = page.source, page.ops, markup.KINDS
    at = failed = 0
    keep_lines = page.keep_lines
    page.hiding, page.hidden_classes = markup.hiding_places(source)
    furniture: Extent | None = None
    inside, depth = "", 0
    kinds_of: dict[tuple[str, str], str] = {}
    has_inline_cells = not page.is_large and markup.has_inline_cells(source)
    search = (markup.TOKEN if has_inline_cells else markup.NEXT_TOKEN).search
    while token := search(source, at):
        is_near = page.hiding_place(at) < token.end()  # of something that may hide
        if is_near:
            token = markup.TOKEN.search(source, at) or token
        start, end = token.span()
        if start > at:
            add_text(page, at, start)
        at = end
        slash, name, attributes = token.group(1, 2, 3)
        if name is None:
            if token["raw"] is not None and token["raw"].lower() == "title":
                add_meta(page, "title", token["body"])
            continue
        kind = kinds[name]
        if has_inline_cells and not kind and markup.INLINE_CELL.match(source, start):
            ops.append("\t")
        if not kind and not is_near:
            continue
        closes = slash == "/"
        may_fail = is_near and not closes and failed < _MAX_UNCLOSED_HIDDEN
        if may_fail and may_be_hidden(page, name, attributes):
            end = hidden_end(page, name, attributes, start, at)
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
            at = token.end("attributes")
            if closes:
                close_cell(page)
            elif end := add_plain_cells(page, attributes, at):
                at = end
            else:
                open_cell(page, attributes, at)
        elif kind == markup.BREAK:
            page.breaks += 2  # as many as the two tags of a paragraph
            ops.append("\n")
        elif kind == markup.META:
            key_text = markup.attribute(markup.META_NAME, attributes).strip().lower()
            if key_text and key_text not in _META_SKIPPED:
                add_meta(page, key_text, markup.attribute(markup.META_CONTENT, attributes))
        elif kind == markup.LINES:
            ops.append("\n")
            page.keep_lines = keep_lines or not closes
        elif kind == markup.FIELD:
            add_field(page, attributes, token.start("attributes"))
        elif kind == markup.STRUCK:
            struck = None if closes else markup.STRUCK_WORDS.match(source, at)
            at = struck.end() if struck else at
        elif kind == markup.TABLE:
            close_table(page) if closes else open_table(page)
        else:
            close_row(page)
            if kind == markup.ROW and not closes and page.open_tables:
                open_row(page.open_tables[-1])
        if len(ops) > MAX_OPS:
            page.notes.append(Note("read", "error", f"page cut at character {at}", at))
            break
    else:
        if at < len(source):
            add_text(page, at, len(source))
    if furniture is not None:
        page.marks.remove(furniture)  # never closed: it would swallow the report
