"""The linear text of a Word file, old or new, while it is made."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from govdisc_analysis.models import Cell, Document, Grid, Note, Unreadable
from govdisc_analysis.read.grids import MAX_ROWS, PROSE_BREAKS, PROSE_LENGTH, Spanned, expand
from govdisc_analysis.read.writer import is_wide

Placed = tuple[Cell, int, str]
"""A cell, the columns that it covers, and its part in a vertical merge (restart, continue, "")."""


@dataclass(slots=True)
class Body:
    """Linear text under construction."""

    parts: list[str] = field(default_factory=list)
    made: int = 0
    grids: list[Grid] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    furniture: list[tuple[str, int, int]] = field(default_factory=list)

    def put(self, text: str) -> tuple[int, int]:
        """Write on; start and end of what was written."""
        start = self.made
        if text:
            self.parts.append(text)
        self.made += len(text)
        return start, self.made

    def line(self, text: str) -> tuple[int, int]:
        """Write from the beginning of a line."""
        if self.made and not self.parts[-1].endswith("\n"):
            self.put("\n")
        return self.put(text)

    def row(self, cells: Iterable[tuple[str, int, str]]) -> list[Placed]:
        """One row; a gap is not written, nor what a vertical merge goes on with."""
        self.line("")
        made: list[Placed] = []
        is_first = True
        for text, across, role in cells:
            if role not in ("continue", "gap"):
                if not is_first:
                    self.put("\t")
                is_first = False
            start, end = self.put(text)
            made.append((Cell(text, start, end), across, role))
        self.put("\n")
        return made

    def table(self, rows: Sequence[Iterable[tuple[str, int, str]]]) -> None:
        """One table: a line for each row, and its grid; a row that holds prose is layout."""
        if len(rows) > MAX_ROWS:
            self.notes.append(Note("read", "warning", f"a table of {len(rows)} rows was cut"))
        for is_prose, group in groupby(map(list, rows[:MAX_ROWS]), _holds_prose):
            if not is_prose:
                self._grid(group)
                continue
            for text in (text for row in group for text, _, _ in row):
                self.line(text)

    def _grid(self, rows: Iterable[list[tuple[str, int, str]]]) -> None:
        start = self.line("")[0]
        grid, cut = expand(_merge_down([self.row(row) for row in rows]))
        if cut:
            self.notes.append(Note("read", "warning", "a table was cut: too many cells"))
        if grid:
            self.grids.append(Grid(grid, start, self.made))

    def document(
        self, data: bytes, name: str, media_type: str, meta: dict[str, str], encoding: str = ""
    ) -> Document:
        """What was made, as a document; its encoding is empty where the file has several.

        Raises:
            Unreadable: there is no text.
        """
        text = "".join(self.parts)
        if not text.strip():
            raise Unreadable("a Word file without text (pictures only?)")
        if self.furniture:
            meta = meta | {"furniture": json.dumps(self.furniture)}
        grids = tuple(sorted(self.grids, key=lambda grid: grid.start))
        checksum = hashlib.sha256(data).hexdigest()
        return Document(
            name, checksum, media_type, encoding, text,
            grids=grids, meta=meta, notes=tuple(self.notes),
        )  # fmt: skip


def _merge_down(rows: list[list[Placed]]) -> list[list[Spanned]]:
    """Vertical merges as row spans: a continued cell lengthens the one above it."""
    made: list[list[list[Any]]] = []
    open_at: dict[int, list[Any]] = {}
    for row in rows:
        column, line, now = 0, [], {}
        for cell, across, role in row:
            above = open_at.get(column)
            if role == "continue" and above is not None:
                above[1] += 1
                now[column] = above
            else:
                spanned = [cell, 1, across]
                line.append(spanned)
                if role == "restart":
                    now[column] = spanned
            column += across
        open_at = now
        made.append(line)
    return [[(cell, down, across) for cell, down, across in row] for row in made]


def _holds_prose(row: Sequence[tuple[str, int, str]]) -> bool:
    return any("\n" in text for text, _, _ in row)


def cell_text(lines: Iterable[str]) -> str:
    """The lines of a cell as one: a blank between them only where two narrow characters meet.

    Many long lines are prose that a table only lays out; they stay lines.

    >>> cell_text(["社会公益", "组织 ", "", "a", "b"])
    '社会公益组织a b'
    >>> cell_text(["全年主动公开政府信息。" * 9] * 6).count("\\n")
    5
    """
    filled = [bare for line in lines if (bare := line.strip())]
    is_long = len(filled) > PROSE_BREAKS and sum(map(len, filled)) > PROSE_LENGTH
    if is_long and any("。" in line for line in filled):  # labels stacked in a cell have no stops
        return "\n".join(filled)
    text = ""
    for line in filled:
        wide = not text or is_wide(text[-1]) or is_wide(line[0])
        text += line if wide else " " + line
    return text
