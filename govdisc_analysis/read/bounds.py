"""A document that is no longer than any report, so that no file takes long to understand."""

import json
from collections.abc import Mapping
from dataclasses import replace

from govdisc_analysis.models import Document, Grid, Note

MAX_TEXT = 300_000
"""Characters; the longest reports known, of whole provinces, have a tenth of that."""


def bounded(document: Document, most: int = MAX_TEXT) -> Document:
    """The document cut at a line end, with a note that says so; short ones as they are.

    >>> cut = bounded(Document("a.txt", "", "text/plain", "utf-8", "one\\ntwo\\nthree"), 9)
    >>> cut.text, cut.notes[0].message
    ('one\\ntwo\\n', 'only the first 8 of 13 characters are read')
    """
    size = len(document.text)
    if size <= most:
        return document
    end = document.text.rfind("\n", 0, most) + 1 or most
    note = Note("read", "error", f"only the first {end} of {size} characters are read")
    return replace(
        document,
        text=document.text[:end],
        grids=tuple(cut for grid in document.grids if (cut := _cut(grid, end)).rows),
        meta=_cut_furniture(document.meta, end),
        notes=(*document.notes, note),
    )


def _cut(grid: Grid, end: int) -> Grid:
    """The rows of a table that lie before ``end``."""
    if grid.end <= end:
        return grid
    rows = tuple(row for row in grid.rows if all(c is None or c.end <= end for c in row))
    return replace(grid, rows=rows, end=min(grid.end, end))


def _cut_furniture(meta: Mapping[str, str], end: int) -> Mapping[str, str]:
    if "furniture" not in meta:
        return meta
    kept = [[k, a, min(b, end)] for k, a, b in json.loads(meta["furniture"]) if a < end]
    return {**meta, "furniture": json.dumps(kept)}
