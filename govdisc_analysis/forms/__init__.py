"""The official forms of a report: the statistics table of 2014, the forms of 2019 and 2021."""

from dataclasses import dataclass

from govdisc_analysis.forms.collect import Collector, Table
from govdisc_analysis.forms.grid import read_grids
from govdisc_analysis.forms.linear import read_linear
from govdisc_analysis.forms.merge import (
    Instance,
    Reading,
    build_cells,
    choose,
    find_template,
    join_spans,
    pick_instances,
    unique_notes,
)
from govdisc_analysis.models import Cell, Cleaned, FormCell, Note

__all__ = ["Forms", "read_forms"]


@dataclass(frozen=True, slots=True)
class Forms:
    """What the official forms of one report say.

    ``cells`` is the reading chosen, one per key; ``other_reading`` the second one where there
    was one; ``extents`` the stretches of the cleaned text that forms cover; ``unclaimed`` the
    numeric cells of form tables that no label claimed.
    """

    cells: tuple[FormCell, ...] = ()
    other_reading: tuple[FormCell, ...] = ()
    template: str = ""
    extents: tuple[tuple[int, int], ...] = ()
    notes: tuple[Note, ...] = ()
    unclaimed: tuple[Cell, ...] = ()


def read_forms(cleaned: Cleaned) -> Forms:
    """Read the official forms of a report from its grids and from its text."""
    grid = read_grids(cleaned.grids) if cleaned.grids else Collector()
    linear = read_linear(cleaned.text)
    by_grid, by_text = pick_instances(grid), pick_instances(linear)
    picked: dict[Table, Instance] = {}
    second: dict[Table, Instance] = {}
    readings: dict[Table, Reading] = {}
    for table in sorted(by_grid.keys() | by_text.keys()):
        readings[table] = choose(by_grid.get(table), by_text.get(table), table)
        first, other = (by_grid, by_text) if readings[table] == "grid" else (by_text, by_grid)
        picked[table] = first[table]
        if other.get(table):
            second[table] = other[table]
    template = find_template(picked)
    reverse: dict[Table, Reading] = {
        table: "linear" if readings[table] == "grid" else "grid" for table in second
    }
    return Forms(
        cells=tuple(build_cells(picked, readings, template)),
        other_reading=tuple(build_cells(second, reverse, template)),
        template=template,
        extents=join_spans(grid.spans + linear.spans),
        notes=unique_notes(grid.notes + linear.notes),
        unclaimed=tuple(grid.unclaimed),
    )
