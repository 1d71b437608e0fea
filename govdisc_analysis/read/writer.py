"""Second pass of the page reader: operations to text, offset pieces and cell places."""

import html
import re
from dataclasses import dataclass, field

from govdisc_analysis.models import Cell
from govdisc_analysis.offsets import OffsetMap
from govdisc_analysis.read.grids import Spanned


@dataclass(slots=True)
class Row:
    """A table row while it is read; ``layout`` rows hold paragraphs, not values."""

    cells: list["Extent | PlainCells"] = field(default_factory=list)
    layout: bool = False

    @property
    def count(self) -> int:
        """How many cells the row has."""
        return sum(1 if isinstance(cell, Extent) else len(cell.places) for cell in self.cells)


@dataclass(slots=True, eq=False)
class Extent:
    """A cell or a marked stretch while it is read; it stands in the operations twice."""

    kind: str = ""
    row: Row | None = None
    first: bool = False
    down: int = 1
    across: int = 1
    raw_at: int = 0
    length_before: int = 0
    breaks_before: int = 0
    nests: bool = False
    start: int = -1
    end: int = -1


@dataclass(slots=True, eq=False)
class PlainCells:
    """Cells of one row that follow each other and hold one word each, or none.

    They are most cells of a form. All that one shows is ``source[start:end]``, so that its cell
    is known as soon as it is written.
    """

    row: Row
    first: bool
    places: list[tuple[int, int, int, int]] = field(default_factory=list)  # start, end, spans
    made: list[Spanned] = field(default_factory=list)


Op = tuple[int, int] | str | PlainCells | Extent
"""Source text ``start:end``; a line end or tab; plain cells; a cell or mark, opened, closed."""


@dataclass(frozen=True, slots=True)
class Written:
    """The linear text and its map to the source."""

    text: str
    offsets: OffsetMap


_BUSY = re.compile(r"[&\s]")
_PART = re.compile(r"(&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});?)|(\s+)")
_SOFT = frozenset(" \t\n\r\f\v")
_CELL_BEGINS = ("\t", "")  # what was written last where a cell, or a blank one, begins
_WIDE_QUOTES = frozenset("“”‘’…—·")
_NONE, _SPACE, _FOLD, _BREAK, _LINE = range(5)


def is_wide(character: str) -> bool:
    """Whether a line may break beside the character without a space being meant.

    >>> is_wide("件"), is_wide("，"), is_wide("7"), is_wide("\uff17")
    (True, True, False, False)
    """
    if character >= "\u2e80":
        return not "\uff10" <= character <= "\uff19"  # two lines of digits are two numbers
    return character in _WIDE_QUOTES


class _Writer:
    """Text under construction. ``pending`` is the strongest break since the last character."""

    __slots__ = (
        "fold",
        "hard",
        "lengths",
        "line_start",
        "made",
        "new_starts",
        "old_starts",
        "parts",
        "pending",
        "soft_at",
        "source",
    )

    def __init__(self, source: str) -> None:
        self.source = source
        self.parts: list[str] = []
        self.new_starts: list[int] = []
        self.old_starts: list[int] = []
        self.lengths: list[int] = []
        self.made = 0
        self.line_start = 0
        self.pending = _NONE
        self.soft_at = -1
        self.fold = False
        self.hard: list[tuple[str, int, int]] = []

    def piece(self, old: int, length: int) -> None:
        self.new_starts.append(self.made)
        self.old_starts.append(old)
        self.lengths.append(length)

    def put(self, text: str, old: int, old_end: int) -> None:
        """Append text that stands for ``source[old:old_end]``."""
        length = len(text)
        if length == old_end - old:
            self.piece(old, length)
            self.parts.append(text)
            self.made += length
            return
        # an entity: empty pieces at both ends make the span of its character exact
        self.piece(old, 0)
        self.parts.append(text)
        self.made += length
        self.piece(old_end, 0)

    def text(self, text: str, old: int, old_end: int) -> None:
        """Append visible text, after the break that is due before it."""
        if self.pending or self.hard:
            self.settle(text[0])
        self.put(text, old, old_end)

    def settle(self, following: str) -> None:
        """Write what separates the last character from the next."""
        pending, hard = self.pending, self.hard
        self.pending = _NONE
        if pending == _LINE:
            self.end_line()
        elif self.made > self.line_start and self.parts[-1] not in _CELL_BEGINS:
            if hard:
                for text, old, old_end in hard:
                    self.put(text, old, old_end)
            elif not (pending >= _FOLD and (is_wide(self.parts[-1][-1]) or is_wide(following))):
                if self.soft_at >= 0 and self.source[self.soft_at] == " ":
                    self.piece(self.soft_at, 1)
                self.parts.append(" ")
                self.made += 1
        self.soft_at = -1
        if hard:
            self.hard = []

    def end_line(self) -> None:
        if self.made > self.line_start:
            self.parts.append("\n")
            self.made += 1
            self.line_start = self.made

    def busy(self, start: int, end: int) -> None:
        """A stretch of source with entities or white space in it."""
        source, at = self.source, start
        for found in _PART.finditer(source, start, end):
            begin = found.start()
            if begin > at:
                self.text(source[at:begin], at, begin)
            at = found.end()
            if found[1] is None:
                self.white(found[2], begin)
                continue
            shown = html.unescape(found[1])
            if shown.isspace():
                self.white_entity(shown, begin, at)
            elif shown:
                self.text(shown, begin, at)
        if at < end:
            self.text(source[at:end], at, end)

    def white(self, run: str, old: int) -> None:
        if self.pending >= _BREAK:
            return  # white space at the edge of a line
        if self.pending < _FOLD:
            if self.soft_at < 0:
                self.soft_at = old
            self.pending = _FOLD if "\n" in run or "\r" in run else _SPACE
        if not _SOFT.issuperset(run):
            self.hard.extend((c, old + i, old + i + 1) for i, c in enumerate(run) if c not in _SOFT)

    def white_entity(self, shown: str, old: int, old_end: int) -> None:
        if self.pending >= _BREAK:
            return
        if _SOFT.issuperset(shown):
            if not self.pending:
                self.pending = _SPACE
        else:
            self.hard.append((shown, old, old_end))

    def separate(self) -> None:
        """A block or line ends."""
        self.pending = _BREAK if self.fold else _LINE
        self.hard = []

    def tab(self) -> None:
        """A cell begins that is an inline element."""
        if self.pending >= _BREAK:
            self.end_line()
        elif self.made > self.line_start:
            self.parts.append("\t")
            self.made += 1
        self.pending, self.hard, self.soft_at = _NONE, [], -1

    def extent(self, extent: Extent) -> None:
        if extent.row is None:
            self.mark(extent)
        elif extent.start < 0:
            self.open_cell(extent, extent.row)
        else:
            extent.end = self.made
            if self.made == extent.start:  # a blank cell has a place in the source, too
                self.piece(extent.raw_at, 0)
            self.pending = _LINE if extent.row.layout else _NONE
            self.fold, self.hard, self.soft_at = False, [], -1

    def mark(self, extent: Extent) -> None:
        if extent.start < 0:
            self.settle_line()
            extent.start = self.made
        else:
            extent.end = self.made

    def settle_line(self) -> None:
        if self.pending == _LINE:
            self.end_line()
            self.pending, self.hard, self.soft_at = _NONE, [], -1

    def open_cell(self, extent: Extent, row: Row) -> None:
        if extent.first or row.layout:
            self.end_line()
        else:
            self.parts.append("\t")
            self.made += 1
        self.pending, self.hard, self.soft_at = _NONE, [], -1
        self.fold = not row.layout
        extent.start = self.made

    def plain_cells(self, op: PlainCells) -> None:
        """Cells that hold one word or none."""
        source, made, layout = self.source, self.made, op.row.layout
        is_first, add = op.first, self.parts.append
        starts, old_starts, lengths = self.new_starts, self.old_starts, self.lengths
        for start, end, down, across in op.places:
            if is_first or layout:
                if made > self.line_start:
                    add("\n")
                    made += 1
                    self.line_start = made
                is_first = False
            else:
                add("\t")
                made += 1
            starts.append(made)  # a blank cell has a place in the source, too
            old_starts.append(start)
            lengths.append(end - start)
            at, text = made, source[start:end]
            add(text)
            made += end - start
            op.made.append((Cell(text, at, made), down, across))
        self.made = made
        self.pending = _LINE if layout else _NONE
        self.fold, self.hard, self.soft_at = False, [], -1


def write(source: str, ops: list[Op]) -> Written:
    """Write the text that the operations describe."""
    writer = _Writer(source)
    busy = _BUSY.search
    for op in ops:
        if isinstance(op, tuple):
            start, end = op
            if busy(source, start, end):
                writer.busy(start, end)
            else:
                writer.text(source[start:end], start, end)
        elif isinstance(op, str):
            writer.separate() if op == "\n" else writer.tab()
        elif isinstance(op, PlainCells):
            writer.plain_cells(op)
        else:
            writer.extent(op)
    offsets = OffsetMap(
        writer.new_starts, writer.old_starts, writer.lengths, writer.made, len(source)
    )
    return Written("".join(writer.parts), offsets)
