"""Reading the forms from rectangular tables, row by row, by labels and header cells."""

from collections.abc import Sequence

from govdisc_analysis.forms.aside import columns_aside, without
from govdisc_analysis.forms.collect import Collector, Found
from govdisc_analysis.forms.context import Context
from govdisc_analysis.forms.doubt import doubt_row
from govdisc_analysis.forms.entries import (
    Entries,
    Line,
    by_shape,
    has_value,
    split_halves,
    values_of,
)
from govdisc_analysis.forms.grid_values import read_values
from govdisc_analysis.forms.headers import (
    header_row,
    map_applicants,
    map_measures,
    map_redress,
)
from govdisc_analysis.forms.known import may_be_known, recall, remember, take
from govdisc_analysis.forms.stacked import rows_of
from govdisc_analysis.models import Cell, Grid


def read_grids(grids: Sequence[Grid], year: int | None = None) -> Collector:
    """Read every form table among the grids of a document, in their order."""
    collector = Collector()
    context = Context(year)
    for grid in grids:
        for half in split_halves(rows_of(grid)):
            _read_grid(grid, half, context, collector)
    return collector


def _read_grid(grid: Grid, rows: Sequence[Entries], context: Context, collector: Collector) -> None:
    is_form = False
    loose: list[Cell] = []
    context.in_header, context.aside = False, frozenset()
    for cells in rows:
        entries = _own_columns(cells, context, collector)
        if not entries:
            continue
        claimed = _read_row(entries, context, collector)
        is_form = is_form or claimed is not None
        if context.table and not context.has_found:
            doubt_row(entries, context.table, collector)
        if context.table:
            loose += [cell for cell in values_of(entries) if id(cell) not in context.claimed]
    if is_form:
        collector.spans.append((grid.start, grid.end))
        if context.columns.undivided >= 0:
            collector.note("warning", "legal persons are not divided into their kinds",
                           grid.start, grid.end)  # fmt: skip
        seen = {id(cell): cell for cell in loose}
        collector.unclaimed += [c for key, c in seen.items() if key not in context.claimed]


def _own_columns(entries: Entries, context: Context, collector: Collector) -> Entries:
    """The row without the columns that its header sets aside."""
    if not has_value(entries):
        more = columns_aside(entries, context.year) - context.aside
        if more:
            context.aside |= more
            context.header = [without(above, more) for above in context.header]
            collector.note("info", "columns of item numbers or of another year were not taken",
                           entries[0].cell.start, entries[-1].cell.end)  # fmt: skip
    return without(entries, context.aside) if context.aside else entries


def _read_row(entries: Entries, context: Context, collector: Collector) -> bool | None:
    """Read one row; None when it has nothing of a form."""
    kind = _header_kind(entries)
    if kind:
        if not context.in_header or context.table != kind:
            context.header, context.in_header = [], True
        context.table = kind
        context.header.append(entries)
        _map_header(kind, context)
        context.has_found = True
        return True
    found = _read_known(entries, context, collector)
    context.has_found = bool(found)
    if found:
        context.in_header = False
        collector.add_row(_claim_once(found, context))
        return True
    return True if context.table and any(entry.meanings for entry in entries) else None


def _read_known(entries: Entries, context: Context, collector: Collector) -> list[Found]:
    """The cells of a row, as a row of its kind was read before if there was one."""
    if not isinstance(entries, Line) or not may_be_known(entries):
        return read_values(entries, context, collector)
    before = (context.table, context.parent, context.group, context.columns)
    known = recall(entries, before)
    found = take(known, entries) if known else None
    if known is None or found is None:
        told = len(collector.notes) + len(collector.nameless)
        found = read_values(entries, context, collector)
        if len(collector.notes) + len(collector.nameless) == told:  # else it tells of these numbers
            after = (context.table, context.parent, context.group, context.columns)
            remember(entries, before, found, after)
    else:
        context.table, context.parent, context.group, _ = known.after
    return found


@by_shape
def _header_kind(entries: Entries) -> str:
    """Whose header row this is: the name of the table, "" for no header."""
    if has_value(entries):
        return ""
    kinds = [{m.kind for m in entry.meanings} for entry in entries]
    if any("article" in kind for kind in kinds):
        return "proactive"
    if any("measure" in kind for kind in kinds):
        return "proactive"
    if any("subject_head" in kind for kind in kinds[:1]) and len(entries) > 1:
        return "proactive"
    results = sum("result" in kind for kind in kinds)
    channels = sum("channel" in kind for kind in kinds)
    if results >= 3 and any(k == {"result"} for k in kinds):
        return "redress"
    if channels and channels + sum(entry.is_blank for entry in entries) == len(entries):
        return "redress" if channels > 1 or len(entries[0].columns) > 2 else ""
    if channels >= 2:
        return "redress"
    applicants = sum(bool(kind & {"applicant", "applicant_group"}) for kind in kinds)
    if applicants >= 2 or any("applicant_head" in kind for kind in kinds):
        return "" if any(kind == {"request"} for kind in kinds) else "requests"
    if sum("stat_head" in kind for kind in kinds) >= 2:
        return "stat2014"
    return ""


def _map_header(kind: str, context: Context) -> None:
    rows = tuple([header_row(row) for row in context.header])
    if kind == "requests":
        context.columns = map_applicants(rows)
    elif kind == "redress":
        context.columns = map_redress(rows)
    elif kind == "proactive":
        context.columns = map_measures(rows[-1])


def _claim_once(found: list[Found], context: Context) -> list[Found]:
    """Remember which cells are taken; a number that two rows share is nobody's."""
    kept = []
    for cell in found:
        place = id(cell.cell)
        if place in context.claimed and cell.value is not None:
            cell = cell._replace(value=None, state="unreadable")
        context.claimed.add(place)
        kept.append(cell)
    return kept
