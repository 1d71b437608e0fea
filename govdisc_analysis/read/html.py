"""Web pages to linear text with the place of each character in the source.

One pass over the tags makes a list of operations (text, line end, cell); a second pass writes
the text. Only the second pass knows offsets, because a table shows its nature late: a cell of a
layout table holds paragraphs, a cell of a form holds one phrase.
"""

import hashlib
import json
import re
from dataclasses import replace

from govdisc_analysis.models import Document, Note, Unreadable
from govdisc_analysis.offsets import OffsetChain, OffsetMap
from govdisc_analysis.read import markup
from govdisc_analysis.read.decode import Decoded
from govdisc_analysis.read.furniture import believed
from govdisc_analysis.read.html_cells import with_tables
from govdisc_analysis.read.html_kept import bring_forth
from govdisc_analysis.read.html_page import Page, close_table, data_grids
from govdisc_analysis.read.html_scripts import MOST_CELLS, written_page
from govdisc_analysis.read.html_walk import walk
from govdisc_analysis.read.writer import write

_ESCAPED = ("</td>", "</p>", "</div>")
_MANY_ESCAPED = 4
# A page printed on a page printed on a page is read; tags printed deeper than that are a trick.
_DEEPEST = 3
_TAGS_SHOWN = "the content's tags are escaped; they are read as tags"
_WRITTEN = "the content is written by a script of the page; it is read as that would show it"
_TAIL = 4000
_GOES_ON = re.compile(
    r"</tr\s*>(?:\s*<(?!/?table\b|t[rdh]\b)[^<>]*>)*\s*[^\s<](?!.*<t[rdh]\b)", re.S
)
"""Text behind the last row: the table's end was forgotten."""


def read_html(
    decoded: Decoded,
    name: str,
    data: bytes,
    *,
    keep_lines: bool = False,
    kind: str = "text/html",
    depth: int = 0,
) -> Document:
    """Read one decoded web page.

    Args:
        decoded: the page.
        name: name of the source.
        data: its bytes, for the checksum.
        keep_lines: line ends of the source are line ends of the text, as in Markdown with tags.
        kind: media type to report.
        depth: of how many pages it is the content: within another page scripts are not looked
            into once more, and printed tags only so often.

    Raises:
        Unreadable: the page shows no text.
    """
    shown = bring_forth(decoded.text)
    is_large = markup.is_large(shown)
    if not is_large:
        shown = with_tables(shown)
    if shown is not decoded.text:
        decoded = replace(decoded, text=shown)
    page = Page(decoded.text, keep_lines, is_large)
    walk(page)
    cut = _cut_note(page)
    while page.open_tables:
        close_table(page)
    written = write(page.source, page.ops)
    if not depth and page.cells < MOST_CELLS:
        held = written_page(page.source, written.text)
        if held is not None:
            return _read_within(decoded, name, data, kind, *held, page, _WRITTEN)
    if not written.text.strip():
        raise Unreadable("a web page without text")
    if depth < _DEEPEST and sum(map(written.text.count, _ESCAPED)) >= _MANY_ESCAPED:
        inner = written.text, written.offsets
        return _read_within(decoded, name, data, kind, *inner, page, _TAGS_SHOWN, depth)
    grids = tuple(data_grids(page, written.text))
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
        (*decoded.notes, *page.notes, *cut),
    )


def _cut_note(page: Page) -> tuple[Note, ...]:
    """A page that ends within a table, without the end of its body, is one that was cut off."""
    tail = page.source[-_TAIL:].lower()
    if not page.open_tables or "</body" in tail or "</html" in tail or _GOES_ON.search(tail):
        return ()
    return (Note("read", "error", "the page ends within a table: what follows is missing"),)


def _read_within(
    decoded: Decoded,
    name: str,
    data: bytes,
    kind: str,
    text: str,
    offsets: OffsetMap,
    page: Page,
    message: str,
    depth: int = 0,
) -> Document:
    """A page whose content is itself the text of a page: printed tags, or what a script writes."""
    inner = read_html(replace(decoded, text=text), name, data, depth=depth + 1)
    maps = inner.to_raw.maps if inner.to_raw else ()
    return replace(
        inner,
        media_type=kind,
        raw=page.source,
        to_raw=OffsetChain((*maps, offsets)),
        meta={**page.meta, **inner.meta},
        notes=(*inner.notes, *page.notes, Note("read", "info", message)),
    )
