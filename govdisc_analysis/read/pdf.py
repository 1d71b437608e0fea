"""PDF to Document: printed lines become paragraphs, ruling lines become grids."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from govdisc_analysis.models import Cell, Document, Grid, Note, Unreadable
from govdisc_analysis.read.pdf_fields import open_page
from govdisc_analysis.read.pdf_flow import PageLines, build_paragraphs, drop_furniture, right_edges
from govdisc_analysis.read.pdf_join import column_edges, join_tables, spread
from govdisc_analysis.read.pdf_lines import Line, build_line, split_lines
from govdisc_analysis.read.pdf_lost import add_lost
from govdisc_analysis.read.pdf_marks import pattern, squeeze
from govdisc_analysis.read.pdf_page import Page, read_page
from govdisc_analysis.read.pdf_ruled import DRAWN, Box, Table, find_ruled
from govdisc_analysis.read.pdf_sheets import hangs_over, join_sheets
from govdisc_analysis.read.pdf_spaced import close_up
from govdisc_analysis.read.pdf_unruled import find_unruled

MAX_PAGES = 400
MAX_UNMAPPED = 0.3  # share of letters without a meaning from which the text is useless
MIN_LETTERS = 20  # fewer, with pictures: a scan

Block = Line | Table


@dataclass(slots=True)
class _Sink:
    """Text under construction: lines, with tables' cells placed by offset."""

    lines: list[str] = field(default_factory=list)
    grids: list[Grid] = field(default_factory=list)
    at: int = 0

    def add(self, line: str) -> int:
        """Add one line; returns its offset."""
        start = self.at
        self.lines.append(line)
        self.at += len(line) + 1
        return start


def read_pdf(data: bytes, name: str, sha256: str) -> Document:
    """Read a PDF that has a text layer.

    Args:
        data: the file.
        name: its name, for the record.
        sha256: its digest, for the record.

    Returns:
        The document; tables that run over page ends are one grid.

    Raises:
        Unreadable: locked by a password, damaged, too long, or without usable text.
    """
    pages, notes = _read_pages(data)
    _require_text(pages)
    blocks, more = _blocks(pages)
    sink = _Sink()
    _write(blocks, sink)
    return Document(
        name=name,
        sha256=sha256,
        media_type="application/pdf",
        encoding="",
        text="\n".join(sink.lines),
        grids=tuple(sink.grids),
        meta={"pages": str(len(pages))},
        notes=(*notes, *more),
    )


def _note(message: str, severity: str = "info") -> Note:
    return Note("read", "warning" if severity == "warning" else "info", message)


def _read_pages(data: bytes) -> tuple[list[Page], list[Note]]:
    try:
        pdf = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        raise Unreadable(_reason(error)) from error
    notes: list[Note] = []
    pages: list[Page] = []
    numbers: list[int] = []
    try:
        if len(pdf) > MAX_PAGES:
            raise Unreadable(f"PDF has {len(pdf)} pages; more than {MAX_PAGES} are not read")
        for number in range(len(pdf)):
            page = _open_page(pdf, number)
            if page is None:
                notes.append(_note(f"page {number + 1} is damaged and was left out", "warning"))
                continue
            if page.is_capped:
                notes.append(
                    _note(f"page {number + 1} has too many objects; read in part", "warning")
                )
            pages.append(page)
            numbers.append(number)
        seen = _seen_pages(pdf, pages, numbers)
    finally:
        pdf.close()
    if not pages:
        raise Unreadable("PDF has no readable page")
    lost = add_lost(data, seen, numbers)
    if lost:
        notes.append(_note(f"{lost} letters are in fonts that the file lacks: not read", "warning"))
    sheets = join_sheets(pages, seen)
    if len(sheets) < len(pages):
        words = f"{len(pages) - len(sheets)} pages put beside others: parts of one wide sheet"
        notes.append(_note(words))
    return sheets, notes


def _seen_pages(pdf: pdfium.PdfDocument, pages: list[Page], numbers: Sequence[int]) -> list[Page]:
    """The pages without what is printed, but cut off; the same list where nothing is."""
    if not any(hangs_over(page) for page in pages):
        return pages
    seen = [_open_page(pdf, number, only_seen=True) for number in numbers]
    return [new or old for new, old in zip(seen, pages, strict=True)]


def _open_page(pdf: pdfium.PdfDocument, number: int, only_seen: bool = False) -> Page | None:
    """One page; None where it is damaged or has no extent."""
    try:
        page = open_page(pdf, number)
    except pdfium.PdfiumError:
        return None
    try:
        width, height = page.get_size()
        return read_page(page, only_seen) if width > 0 and height > 0 else None
    except pdfium.PdfiumError:
        return None
    finally:
        page.close()


def _reason(error: pdfium.PdfiumError) -> str:
    if getattr(error, "err_code", None) == pdfium_c.FPDF_ERR_PASSWORD or "assword" in str(error):
        return "PDF is encrypted and needs a password"
    return "PDF is damaged or not a PDF"


def _require_text(pages: Sequence[Page]) -> None:
    """Raise where no text can be had."""
    letters = sum(len(page.glyphs) for page in pages)
    unmapped = sum(page.unmapped for page in pages)
    if letters < MIN_LETTERS and any(page.images for page in pages):
        raise Unreadable("PDF is a scan: it holds pictures, no text layer (needs OCR)")
    if not letters:
        raise Unreadable("PDF has no text layer")
    if unmapped > MAX_UNMAPPED * letters:
        raise Unreadable(
            "PDF has no usable text layer: its fonts don't say which letters they show"
        )


def _blocks(pages: Sequence[Page]) -> tuple[list[tuple[float, float, list[Block]]], list[Note]]:
    """Per stretch of pages: the body's edges, and lines and tables in reading order."""
    ruled: list[list[Table]] = []
    loose: list[PageLines] = []
    for number, page in enumerate(pages):
        tables, rest = find_ruled(page._replace(glyphs=close_up(page.glyphs)), number)
        ruled.append(tables)
        loose.append(PageLines(page.height, [build_line(g) for g in split_lines(rest)]))
    kept, cut = drop_furniture(loose)
    notes = [_note(f"page numbers, heads and feet left out: {' | '.join(cut[:20])}")] if cut else []
    unmapped = sum(page.unmapped for page in pages)
    if unmapped:
        notes.append(_note(f"{unmapped} letters have no meaning in the font: U+FFFD", "warning"))
    slanted = sum(page.slanted for page in pages)
    if slanted:
        notes.append(_note(f"{slanted} slanted letters (a watermark) left out"))
    drawn = sum(box.text == DRAWN for tables in ruled for t in tables for box in t.boxes)
    if drawn and not unmapped:
        words = f"{drawn} cells hold a drawing or a picture in place of letters: not read"
        notes.append(_note(words, "warning"))
    found: list[list[Block]] = []
    print_left = min((line.x0 for lines in kept for line in lines), default=0.0)
    print_right = max((line.x1 for lines in kept for line in lines), default=0.0)
    going_on: tuple[float, ...] = ()
    body: list[list[Line]] = []
    for number, (tables, lines) in enumerate(zip(ruled, kept, strict=True)):
        more, lines = find_unruled(lines, number, print_left, print_right, going_on)
        blocks: list[Block] = sorted([*tables, *more, *lines], key=_top)
        last = blocks[-1] if blocks else None
        going_on = last.value_edges if isinstance(last, Table) else ()
        body.append(lines)
        found.append(blocks)
    lefts = [min((line.x0 for line in lines), default=0.0) for lines in body]
    return _join_pages([*zip(lefts, right_edges(body), found, strict=True)]), notes


def _top(block: Block) -> float:
    return block.y0 if isinstance(block, Table) else block.y - 0.35 * block.size


def _join_pages(
    pages: list[tuple[float, float, list[Block]]],
) -> list[tuple[float, float, list[Block]]]:
    """Tables that end a page joined with those that begin the next."""
    last: list[Block] | None = None
    for _, _, blocks in pages:
        _drop_continued_mark(last, blocks)
        if last and blocks and isinstance(last[-1], Table) and isinstance(blocks[0], Table):
            joined = join_tables(last[-1], blocks[0])
            if joined is not None:
                last[-1] = joined
                blocks.pop(0)
                if not blocks:
                    continue  # the table goes on: the next page is joined to the same
        if blocks:
            last = blocks
    return pages


def _drop_continued_mark(last: list[Block] | None, blocks: list[Block]) -> None:
    """Drop the word that says only that the table below goes on."""
    if last and isinstance(last[-1], Table) and len(blocks) > 1:
        mark, table = blocks[:2]
        if not (isinstance(mark, Line) and isinstance(table, Table)):
            return
        if pattern("continued").match(squeeze(mark.text)):
            blocks.pop(0)


def _write(pages: list[tuple[float, float, list[Block]]], sink: _Sink) -> None:
    """Write all blocks; a paragraph may run over a page end, not over a table."""
    waiting: list[Line] = []
    left = right = 0.0

    def flush() -> None:
        for paragraph in build_paragraphs(waiting, left, right):
            sink.add(paragraph)
        waiting.clear()

    for page_left, page_right, blocks in pages:
        if waiting and abs(page_right - right) > 3 * waiting[-1].size:
            flush()
        if blocks:
            left, right = page_left, page_right
        for block in blocks:
            if isinstance(block, Table):
                flush()
                sink.grids.append(_write_table(block, sink))
            else:
                waiting.append(block)
    flush()


def _write_table(table: Table, sink: _Sink) -> Grid:
    """Write a table's rows and return its grid."""
    edges = column_edges(table.boxes)
    grid: list[list[Cell | None]] = [[None] * (len(edges) - 1) for _ in range(table.rows)]
    starting: list[list[Box]] = [[] for _ in range(table.rows)]
    for box in table.boxes:
        starting[box.top].append(box)
    start = sink.at
    for row in starting:
        row.sort(key=lambda b: b.x0)
        at = sink.at
        for box in row:
            cell = Cell(box.text, at, at + len(box.text))
            at += len(box.text) + 1
            spread(cell, box, edges, grid)
        sink.add("\t".join(box.text for box in row))
    return Grid(tuple(tuple(row) for row in grid), start, max(start, sink.at - 1))
