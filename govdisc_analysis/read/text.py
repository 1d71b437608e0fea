"""Plain text and Markdown: the text as it stands, with the tables that can be seen in it."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator

from govdisc_analysis.escapes import find_escapes
from govdisc_analysis.models import Cell, Document, Grid, Note, Unreadable
from govdisc_analysis.offsets import OffsetChain, apply_edits
from govdisc_analysis.read.bounds import MAX_TEXT
from govdisc_analysis.read.commas import comma_rows, may_hold_commas
from govdisc_analysis.read.dashes import dashed_rows, is_dashed
from govdisc_analysis.read.decode import Decoded
from govdisc_analysis.read.drawn import is_drawn, join_drawn
from govdisc_analysis.read.frames import frame_rows, may_hold_frames
from govdisc_analysis.read.grids import MAX_ROWS, Spanned, expand
from govdisc_analysis.read.pasted import is_pasted, pasted_rows

_LINE = re.compile(r"[^\r\n]+")
_PIPE = re.compile(r"(?<!\\)\|")
_TAB = re.compile(r"\t")
_RULE_CELL = re.compile(r"\s*:?-+:?\s*")
_DRAWN_RULE = re.compile(r"[\s|]*\+[-=:|+\s]*")
_BARS = "│┃║"
_DRAWN = str.maketrans(
    {**dict.fromkeys(map(chr, range(0x2500, 0x2580)), "+"), **dict.fromkeys("─━═", "-")}
    | dict.fromkeys(_BARS, "|")
)
_WIDE_GAP = re.compile(r"\S {3,}(?=\S)")
_RULES = re.compile(r"^ *-{4,}(?: +-{2,})+ *$", re.M)
_LEAST_GAPS = 20  # of a text whose columns are made by blanks
_MOST_LAID_OUT = 200_000
_ONE_WIDTH = 0.8
_MAX_GAP = 2
"""Characters of line end that may lie between two rows of one table: no blank line."""
_MAX_TAB_GAP = 4

_Span = tuple[int, int]


def read_text(decoded: Decoded, name: str, data: bytes, kind: str = "text/plain") -> Document:
    """Read one decoded text; the linear text is the text itself, but for tables made by blanks.

    Raises:
        Unreadable: there is nothing but white space.
    """
    text = decoded.text
    if not text.strip():
        raise Unreadable("the file is empty or blank")
    notes = list(decoded.notes)
    shown, chain = text, OffsetChain()
    if escapes := find_escapes(text):
        shown, offsets = apply_edits(text, escapes)
        chain = chain.then(offsets)
    if is_drawn(shown):
        shown, offsets = join_drawn(shown)
        chain = chain.then(offsets)
    grids = tuple(find_grids(shown[: MAX_TEXT + 1], notes))
    if not grids and len(text) <= _MOST_LAID_OUT and _is_laid_out(shown):
        from govdisc_analysis.read.laid_out import lay_out  # it needs the PDF library

        shown, offsets, grids = lay_out(shown)
        chain = chain.then(offsets)
    return Document(
        name,
        hashlib.sha256(data).hexdigest(),
        kind,
        decoded.encoding,
        shown,
        text,
        chain,
        grids,
        {},
        tuple(notes),
    )


def _is_laid_out(text: str) -> bool:
    """Whether a text holds many wide gaps of many widths, as lines of columns do.

    Gaps of one width part cells whose columns don't stand below each other. Rules above and below
    tell of columns by the width of letters, of which Chinese ones have two.
    """
    if "   " not in text or _RULES.search(text):
        return False
    gaps = Counter(map(len, _WIDE_GAP.findall(text)))
    return gaps.total() >= _LEAST_GAPS and max(gaps.values()) < _ONE_WIDTH * gaps.total()


def find_grids(text: str, notes: list[Note]) -> Iterator[Grid]:
    """Tables drawn with bars, tabs, commas or numbered rows, in the order of the text."""
    found: list[Grid] = []
    if any(bar in text for bar in _BARS):
        text = "\n".join(map(_without_words, text.translate(_DRAWN).split("\n")))
    if "|" in text:
        found += _grids_of(text, _pipe_rows(text), _MAX_GAP, notes)
    if "\t" in text:
        rows = pasted_rows(text) if is_pasted(text) else _tab_rows(text)
        found += _grids_of(text, rows, _MAX_TAB_GAP, notes)
    if is_dashed(text):
        found += _grids_of(text, dashed_rows(text), _MAX_GAP, notes)
    if not found and may_hold_commas(text):
        found += _grids_of(text, comma_rows(text), _MAX_GAP, notes)
    if not found and may_hold_frames(text):
        found += _grids_of(text, frame_rows(text), _MAX_GAP, notes)
    yield from sorted(found, key=lambda grid: grid.start)


def _without_words(line: str) -> str:
    """A drawn rule without the words of a merged cell at which it ends."""
    is_cut = "+-" in line and any(map(str.isalpha, line))
    return "+".ljust(len(line), "-") if is_cut else line


def _grids_of(
    text: str, rows: Iterator[tuple[_Span, list[_Span]]], gap: int, notes: list[Note]
) -> Iterator[Grid]:
    """Blocks of at least two rows that follow each other."""
    block: list[list[_Span]] = []
    last = -gap - 1
    for (start, end), cells in rows:
        if start - last > gap:
            yield from _grid(text, block, notes)
            block = []
        if len(block) <= MAX_ROWS:
            block.append(cells)
        last = end
    yield from _grid(text, block, notes)


def _grid(text: str, block: list[list[_Span]], notes: list[Note]) -> Iterator[Grid]:
    rows = [[_cell(text, span) for span in row] for row in block[:MAX_ROWS] if row]
    if len(rows) < 2 or not _is_table(rows, has_rule=len(rows) < len(block)):
        return
    dense, cut = expand(rows)
    if cut or len(block) > MAX_ROWS:
        notes.append(Note("read", "warning", f"a table was cut after {MAX_ROWS} rows"))
    if dense:
        cells = [cell for row in rows for cell, _, _ in row]
        yield Grid(dense, cells[0].start, max(cell.end for cell in cells))


def _is_table(rows: list[list[Spanned]], has_rule: bool) -> bool:
    """Whether lines with marks are a table: text whose grid is lost keeps stray marks, too."""
    filled = sum(sum(bool(cell.text) for cell, _, _ in row) >= 2 for row in rows)
    is_even = len(rows[0]) > 2 and len({len(row) for row in rows}) == 1
    return filled >= (1 if has_rule or (is_even and all(row[0][0].text for row in rows)) else 2)


def _cell(text: str, span: _Span) -> Spanned:
    start, end = span
    shown = text[start:end]
    bare = shown.strip()
    if bare:
        start += len(shown) - len(shown.lstrip())
        end = start + len(bare)
    else:
        end = start
    if "\\|" in bare:
        bare = bare.replace("\\|", "|")
    return Cell(bare, start, end), 1, 1


def _pipe_rows(text: str) -> Iterator[tuple[_Span, list[_Span]]]:
    """Lines of two or more cells between pipes; the rule under a header has none.

    A blank before the first pipe or behind the last is a cell where none frames the line above
    at that end.
    """
    is_open, leads, last = False, True, 0
    for line in _LINE.finditer(text):
        marks = line[0].count("|")
        if "+" in line[0] and _DRAWN_RULE.fullmatch(line[0]):
            yield line.span(), []
            continue
        if not marks or (marks < 2 and _is_at_edge(line[0])):
            continue
        spans = _split(_PIPE, text, *line.span())
        is_next = line.start() - last <= _MAX_GAP
        goes_on = is_open and is_next
        is_begun = (is_next and not leads) or bool(text[slice(*spans[0])].strip())
        leads = not is_begun and len(spans) > 1
        is_filled = bool(text[slice(*spans[-1])].strip())
        is_open = not leads and (is_filled or goes_on)
        last = line.end()
        inner = spans[int(leads) : None if is_filled or is_open else -1]
        if len(inner) < 2:
            continue
        is_rule = all(_RULE_CELL.fullmatch(text, *span) for span in inner)
        yield line.span(), [] if is_rule else inner


def _is_at_edge(line: str) -> bool:
    """The only mark opens or closes the line, so that it has one cell."""
    bare = line.strip()
    return bare.endswith("|") or bare.startswith("|")


def _tab_rows(text: str) -> Iterator[tuple[_Span, list[_Span]]]:
    """Lines with a tab that is more than an indent."""
    for line in _LINE.finditer(text):
        shown = line[0]
        if "\t" in shown.lstrip() or shown.startswith("\t\t"):
            yield line.span(), _split(_TAB, text, *line.span())


def _split(mark: re.Pattern[str], text: str, start: int, end: int) -> list[_Span]:
    spans: list[_Span] = []
    for found in mark.finditer(text, start, end):
        spans.append((start, found.start()))
        start = found.end()
    spans.append((start, end))
    return spans
