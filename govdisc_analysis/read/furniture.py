"""Stretches of a page that are said to be navigation, header or footer: which to believe."""

from collections.abc import Iterable, Sequence

from govdisc_analysis.models import Grid
from govdisc_analysis.read.knowledge import furniture_rules
from govdisc_analysis.read.writer import Extent


def believed(
    text: str, marks: Iterable[Extent], grids: Sequence[Grid]
) -> list[tuple[str, int, int]]:
    """Marked stretches that hold neither tables nor more prose than their kind may."""
    rules = furniture_rules()
    kept: list[tuple[str, int, int]] = []
    for mark in marks:
        start, end = mark.start, max(mark.start, mark.end)
        shown = text[start:end]
        if not shown.strip():
            continue
        if shown.count(rules.sentence_end) > rules.sentences[mark.kind]:
            continue
        if any(start < grid.end and grid.start < end for grid in grids):
            continue
        start += len(shown) - len(shown.lstrip())
        kept.append((mark.kind, start, start + len(shown.strip())))
    return kept
