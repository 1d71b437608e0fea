"""The official forms of a report: the statistics table of 2014, the forms of 2019 and 2021."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from govdisc_analysis.forms.collect import Collector, Table
from govdisc_analysis.forms.doubt import doubt_blanks, doubt_joined, doubt_shifted, doubt_totals
from govdisc_analysis.forms.dumped import SUMMED, dump_extent, read_dumped
from govdisc_analysis.forms.dumped_parts import read_parts
from govdisc_analysis.forms.grid import read_grids
from govdisc_analysis.forms.linear import may_hold_form, read_linear
from govdisc_analysis.forms.lost import find_lost, find_unseen, has_empty_section
from govdisc_analysis.forms.merge import (
    Instance,
    Reading,
    build_cells,
    choose,
    find_template,
    is_complete,
    is_printed,
    join_spans,
    pick_instances,
    unique_notes,
)
from govdisc_analysis.forms.order import order_total
from govdisc_analysis.forms.serials import without_serials
from govdisc_analysis.models import Cell, Cleaned, FormCell, Note

__all__ = ["Forms", "read_forms"]

Bodies = Mapping[Table, Instance]
_WHOLE: tuple[frozenset[Table], ...] = (
    frozenset(("proactive", "requests", "redress")),
    frozenset(("stat2014",)),
)


@dataclass(frozen=True, slots=True)
class Forms:
    """What the official forms of one report say.

    ``cells`` is the reading chosen, one per key; ``extents`` the stretches of the cleaned text
    that forms cover; ``lost`` counts the cells whose labels are there but that no reading found;
    ``unclaimed`` the numeric cells of form tables that no label claimed.
    ``read_again`` gives the cells of the second reading where there is one; it is made when it is
    asked for, since most forms are whole and add up.
    """

    cells: tuple[FormCell, ...] = ()
    template: str = ""
    extents: tuple[tuple[int, int], ...] = ()
    notes: tuple[Note, ...] = ()
    lost: int = 0
    unclaimed: tuple[Cell, ...] = ()
    read_again: Callable[[], tuple[FormCell, ...]] = tuple


def read_forms(cleaned: Cleaned, year: int | None = None) -> Forms:
    """Read the official forms of a report from its grids, and from its text where that may add.

    Args:
        cleaned: the document.
        year: the year of the report, if it is known: which of several columns by year is meant.
    """
    text = cleaned.text
    grid = read_grids(cleaned.grids, year) if cleaned.grids else Collector()
    by_grid = pick_instances(grid, text)
    is_whole = _is_whole(by_grid, grid.spans, text)
    flat = text if is_whole else without_serials(text)
    linear = Collector() if is_whole else read_linear(flat, year)
    by_text = pick_instances(linear, text)
    readings: dict[Table, Reading] = {
        table: choose(by_grid.get(table), by_text.get(table), table)
        for table in sorted(by_grid.keys() | by_text.keys())
    }
    picked = {t: (by_grid if how == "grid" else by_text)[t] for t, how in readings.items()}
    nameless = (linear if readings.get("requests") == "linear" else grid).nameless
    if nameless and "requests" in picked:
        picked["requests"] = doubt_blanks(picked["requests"], nameless)
    ordered: list[Note] = []
    if "requests" in picked:
        picked["requests"], ordered = order_total(picked["requests"])
    totals = [n for t in ("requests", "redress") if t in picked for n in doubt_totals(picked[t])]
    is_text = cleaned.document.media_type == "text/plain"  # markup tells which column is whose
    if is_text and len(totals) > 1 and "requests" in picked:
        picked["requests"] = doubt_shifted(picked["requests"])
    if "stat2014" in picked and readings["stat2014"] == "linear":
        picked["stat2014"] = doubt_joined(picked["stat2014"], text)
    template = find_template(picked)
    is_due = picked or may_hold_form(text) or has_empty_section(text)
    strange = (*grid.strange, *linear.strange)
    lost = find_lost(picked, text, strange) if is_due else []
    spans = grid.spans + linear.spans
    if is_due and (lost or _is_doubtful(picked, readings)):
        dumped = read_dumped(flat, picked, readings) | read_parts(flat, picked, readings)
        picked.update(dumped)
        spans += [dump_extent(text, table, body) for table, body in dumped.items()]
        readings.update(dict.fromkeys(dumped, "linear"))
        lost = find_lost(picked, text, strange) if dumped else lost

    unseen = [] if picked else find_unseen(text)

    def read_again() -> tuple[FormCell, ...]:
        second = (
            pick_instances(read_linear(without_serials(text), year), text) if is_whole else by_text
        )
        return _other_cells(readings, by_grid, second, template)

    notes = [
        *grid.notes,
        *linear.notes,
        *nameless,
        *ordered,
        *totals,
        *(n for _, n in lost),
        *unseen,
    ]
    return Forms(
        cells=tuple(build_cells(picked, readings, template)),
        template=template,
        extents=join_spans(spans),
        notes=unique_notes(notes),
        lost=sum(number for number, _ in lost),
        unclaimed=tuple(grid.unclaimed),
        read_again=read_again,
    )


def _is_doubtful(picked: Bodies, readings: Mapping[Table, Reading]) -> bool:
    """Something printed was perhaps not read: its values may stand apart from the labels."""
    states = {cell.state for body in picked.values() for cell in body.values()}
    if "unreadable" in states:
        return True
    alone = [picked[table] for table in SUMMED & picked.keys() if readings[table] == "linear"]
    return any(cell.state == "blank" for body in alone for cell in body.values())


def _is_whole(by_grid: Bodies, spans: Sequence[tuple[int, int]], text: str) -> bool:
    """The grids hold every table of a form, each complete, and no form is left in the text."""
    if not any(tables <= by_grid.keys() for tables in _WHOLE):
        return False
    if not all(is_complete(table, body) for table, body in by_grid.items()):
        return False
    rest, at = [], 0
    for start, end in join_spans(list(spans)):
        rest.append(text[at:start])
        at = end
    return not may_hold_form("\n".join([*rest, text[at:]]))


def _other_cells(
    readings: Mapping[Table, Reading], by_grid: Bodies, by_text: Bodies, template: str
) -> tuple[FormCell, ...]:
    """The cells of the readings that were not chosen.

    A text with a value for every cell can be read in one way only: it stands for the second, too.
    """
    second: dict[Table, Instance] = {}
    reverse: dict[Table, Reading] = {}
    for table, how in readings.items():
        reverse[table] = "linear" if how == "grid" else "grid"
        body = (by_text if how == "grid" else by_grid).get(table)
        alone = by_text.get(table, {}) if not body and how == "linear" else {}
        if alone and is_complete(table, alone) and is_printed(alone):
            body = alone
        if body:
            second[table] = order_total(body)[0] if table == "requests" else body
    return tuple(build_cells(second, reverse, template))
