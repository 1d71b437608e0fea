"""Text to text: fold, strip, convert and cut, every step named and traceable.

``clean_document`` runs the steps of ``STEPS`` in order. A step takes the text and returns the
edits that it wants together with notes; the edits are applied in one place, which keeps the map
back to the source. Nothing is cut without a note that shows what was cut and where it stood.
"""

import json
from collections.abc import Callable
from dataclasses import replace

from govdisc_analysis.clean.characters import (
    compose_accents,
    drop_invisible,
    drop_lost_blanks,
    drop_markdown,
    drop_number_marks,
    fold_periods,
    fold_widths,
    join_spaced_characters,
    undo_escapes,
)
from govdisc_analysis.clean.contents import cut_contents
from govdisc_analysis.clean.furniture import find_furniture
from govdisc_analysis.clean.jammers import cut_jammers
from govdisc_analysis.clean.lines import (
    break_long_lines,
    join_broken_lines,
    join_spaced_digits,
    join_spaced_numbers,
    part_items,
)
from govdisc_analysis.clean.others import cut_other_reports
from govdisc_analysis.clean.pages import drop_page_captions, join_pages
from govdisc_analysis.clean.pinyin import repair_shifted_bytes, strip_pinyin
from govdisc_analysis.clean.script import convert_script, convert_taiwan_words
from govdisc_analysis.clean.spam import cut_spam
from govdisc_analysis.clean.step import Step, StepResult
from govdisc_analysis.clean.wrapped import join_wrapped_lines
from govdisc_analysis.models import Cell, Cleaned, Document, Furniture, Grid, Note
from govdisc_analysis.offsets import OffsetChain, apply_edits

STEPS: dict[str, Callable[[str], StepResult]] = {
    "undo_escapes": undo_escapes,
    "drop_invisible": drop_invisible,
    "break_long_lines": break_long_lines,
    "cut_jammers": cut_jammers,
    "cut_contents": cut_contents,
    "drop_page_captions": drop_page_captions,
    "join_pages": join_pages,
    "join_wrapped_lines": join_wrapped_lines,
    "fold_widths": fold_widths,
    "fold_periods": fold_periods,
    "compose_accents": compose_accents,
    "drop_markdown": drop_markdown,
    "drop_number_marks": drop_number_marks,
    "drop_lost_blanks": drop_lost_blanks,
    "join_spaced_characters": join_spaced_characters,
    "repair_shifted_bytes": repair_shifted_bytes,
    "strip_pinyin": strip_pinyin,
    "convert_script": convert_script,
    "convert_taiwan_words": convert_taiwan_words,
    "cut_spam": cut_spam,
    "join_broken_lines": join_broken_lines,
    "join_spaced_digits": join_spaced_digits,
    "join_spaced_numbers": join_spaced_numbers,
    "part_items": part_items,
    "cut_other_reports": cut_other_reports,
}


def clean_document(document: Document) -> Cleaned:
    """Clean a document's text; the map back to the source is kept.

    Returns:
        The cleaned text with its script, the steps that changed something, the tables in the new
        text's own offsets, the page furniture, and notes whose offsets are those of the
        document's text.
    """
    text, chain = document.text, OffsetChain()
    applied: list[str] = []
    notes: list[Note] = []
    script = "simplified"
    for name, step in STEPS.items():
        result = step(text)
        notes += [_placed(note, name, chain) for note in result.notes]
        script = result.script or script
        if result.text is not None and result.text != text:  # character for character
            text = result.text
            applied.append(name)
        if result.edits:
            text, offsets = apply_edits(text, result.edits)
            chain = chain.then(offsets)
            if name not in applied:
                applied.append(name)
    return Cleaned(
        document=document,
        text=text,
        script=script,  # type: ignore[arg-type]
        to_document=chain,
        grids=tuple(_moved_grid(grid, text, chain) for grid in document.grids),
        furniture=_all_furniture(document, text, chain),
        steps=tuple(applied),
        notes=tuple(notes),
    )


def _placed(note: Note, step: str, chain: OffsetChain) -> Note:
    """The note with its offsets moved back to the document's own text."""
    stage = f"clean.{step}"
    if note.start is None or note.end is None:
        return replace(note, stage=stage)
    start, end = chain.to_old(note.start, note.end)
    return replace(note, stage=stage, start=start, end=end)


def _moved_grid(grid: Grid, text: str, chain: OffsetChain) -> Grid:
    """The grid with its cells in the cleaned text's offsets; merged cells stay one object."""
    cells = [cell for row in grid.rows for cell in row if cell]
    shift = chain.shift(grid.start, grid.end)
    if shift is None:
        moved = {id(cell): _moved_cell(cell, text, chain) for cell in cells}
        start, end = chain.to_new(grid.start, grid.end)
    else:  # nothing was dropped or put in: all cells moved as one, and most by nothing
        moved = {
            id(cell): Cell(text[start + shift : end + shift].strip(), start + shift, end + shift)
            for cell in cells
            for said, start, end in (cell,)
            if shift or text[start:end] != said
        }
        start, end = grid.start + shift, grid.end + shift
    rows = [
        row
        if moved.keys().isdisjoint(map(id, row))
        else tuple([moved.get(id(cell), cell) for cell in row])
        for row in grid.rows
    ]
    return Grid(tuple(rows), start, end)


def _moved_cell(cell: Cell, text: str, chain: OffsetChain) -> Cell:
    start, end = chain.to_new(cell.start, cell.end)
    return Cell(text[start:end].strip(), start, end)


def _all_furniture(document: Document, text: str, chain: OffsetChain) -> tuple[Furniture, ...]:
    """What the reader marked by tags, and what the wording of lines gives away."""
    marked = []
    for kind, start, end in json.loads(document.meta.get("furniture", "[]")):
        start, end = chain.to_new(start, end)
        if end > start:
            marked.append(Furniture(kind, start, end))
    found = find_furniture(text, taken=[(f.start, f.end) for f in marked])
    return tuple(sorted([*marked, *found], key=lambda f: (f.start, f.end)))


__all__ = ["STEPS", "Step", "StepResult", "clean_document"]
