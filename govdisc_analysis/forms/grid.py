"""Reading the forms from rectangular tables, row by row, by labels and header cells."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from govdisc_analysis.forms.aside import columns_aside, without
from govdisc_analysis.forms.cells import parse_value
from govdisc_analysis.forms.collect import Collector, Found, load_codes, make_found
from govdisc_analysis.forms.doubt import doubt_row
from govdisc_analysis.forms.entries import (
    Entries,
    Entry,
    Line,
    by_shape,
    has_value,
    split_halves,
    values_of,
)
from govdisc_analysis.forms.headers import (
    NO_COLUMNS,
    Columns,
    header_row,
    map_applicants,
    map_measures,
    map_redress,
)
from govdisc_analysis.forms.known import may_be_known, recall, remember, take
from govdisc_analysis.forms.labels import Meaning, by_path, core, guess, has_own_number
from govdisc_analysis.forms.match import match_applicants, match_measures
from govdisc_analysis.forms.measures import proactive_key
from govdisc_analysis.forms.patterns import term, terms
from govdisc_analysis.forms.redress_grid import read_results
from govdisc_analysis.forms.stacked import rows_of
from govdisc_analysis.models import Cell, Grid


@dataclass(slots=True)
class Context:
    """What the rows above have said."""

    table: str = ""
    parent: str = ""
    group: str = ""
    in_header: bool = False
    header: list[Entries] = field(default_factory=list)
    columns: Columns = NO_COLUMNS
    claimed: set[int] = field(default_factory=set)
    aside: frozenset[int] = frozenset()
    has_found: bool = False


def read_grids(grids: Sequence[Grid]) -> Collector:
    """Read every form table among the grids of a document, in their order."""
    collector = Collector()
    context = Context()
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
        more = columns_aside(entries) - context.aside
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
        return _read_values(entries, context, collector)
    before = (context.table, context.parent, context.group, context.columns)
    known = recall(entries, before)
    found = take(known, entries) if known else None
    if known is None or found is None:
        notes = len(collector.notes) + len(collector.nameless)
        found = _read_values(entries, context, collector)
        if (
            len(collector.notes) + len(collector.nameless) == notes
        ):  # a remark belongs to this row's numbers
            after = (context.table, context.parent, context.group, context.columns)
            remember(entries, before, found, after)
    else:
        context.table, context.parent, context.group, _ = known.after
    return found


def _read_values(entries: Entries, context: Context, collector: Collector) -> list[Found]:
    return (
        _read_request(entries, context)
        or _read_proactive(entries, context, collector)
        or _read_indicators(entries, context)
        or _read_redress(entries, context, collector)
    )


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
            cell = replace(cell, value=None, state="unreadable")
        context.claimed.add(place)
        kept.append(cell)
    return kept


def _read_request(entries: Entries, context: Context) -> list[Found]:
    label, meaning = _request_label(entries, context)
    if label is None or meaning is None:
        return []
    context.table = "requests"
    values = [e for e in entries if e.columns[0] > label.columns[-1] and not e.find("request")]
    values = [e for e in values if e.is_value or e.is_blank or not e.meanings]
    if not values:
        return []
    pairs = match_applicants(values, context.columns)
    return [
        make_found(
            "requests",
            (meaning.code, applicant),
            parse_value(entry.cell.text),
            entry.cell,
            label.cell.text,
            term.cases,
        )
        for applicant, entry in pairs
    ]


def _request_label(entries: Entries, context: Context) -> tuple[Entry | None, Meaning | None]:
    """The label cell that names the row, and the heading above it kept in the context."""
    best: tuple[Entry | None, Meaning | None] = (None, None)
    for entry in entries:
        if entry.is_value:
            if best[0]:
                break
            continue  # an item number of the table's own
        group = entry.find("group")
        if group:
            context.parent = group.code
            if best[1] and best[1].parent == group.code:
                continue  # a span too short let the item slip to the left of its group
        meaning = entry.find("request") or _guess_request(entry, entries, context)
        if meaning is None:
            if best[0] and best[0].find("group") and not entry.meanings and core(entry.cell.text):
                best = (None, None)  # an item that no form knows: the numbers are not its group's
            continue
        if meaning.code == "other.other" and not (
            context.parent == "other"
            or has_own_number(entry.cell.text, meaning)
            or meaning in by_path(entry.cell.text)
        ):
            continue
        if meaning.code == "processed_total" and context.table != "requests":
            continue
        best = (entry, meaning)
    if best[1] and not (best[0] and best[0].find("group")):
        context.parent = best[1].parent
    return best


def _guess_request(entry: Entry, entries: Entries, context: Context) -> Meaning | None:
    if entry.meanings or entry.is_blank or context.table != "requests":
        return None
    if sum(len(e.columns) for e in entries if e.is_value or e.is_blank) < 6:
        return None
    parent = context.parent if context.parent not in ("", "processed") else ""
    return (parent and guess(entry.cell.text, "request", parent)) or guess(
        entry.cell.text, "request"
    )


def _read_proactive(entries: Entries, context: Context, collector: Collector) -> list[Found]:
    label = next((e for e in reversed(entries) if e.find("subject")), None)
    subject = label.find("subject") if label else None
    if label is None or subject is None or not context.columns.measures:
        return []
    values = [e for e in entries if e.columns[0] > label.columns[-1] and not e.meanings]
    measures = context.columns.measures
    header = [measure for measure, _, _ in measures]
    pairs = match_measures(values, measures)
    found = []
    for place, entry in pairs:
        measure, _, said = measures[place]
        known = measure and proactive_key(subject, measure, header)
        if not known:
            continue
        key, template, unit = known
        asked = (unit, said)
        parsed = parse_value(entry.cell.text, *asked)
        if parsed and parsed.remark:
            collector.note("info", parsed.remark, entry.cell.start, entry.cell.end)
        found.append(
            make_found("proactive", key, parsed, entry.cell, label.cell.text, unit, template, asked)
        )
    return found


def _read_indicators(entries: Entries, context: Context) -> list[Found]:
    """Each indicator label takes the next value cell to its right."""
    found: list[Found] = []
    label: tuple[Entry, Meaning] | None = None
    for entry in entries:
        group = entry.find("stat_group")
        if group:
            context.group = group.code
        meaning = pick_indicator(entry.meanings, context.group)
        if meaning is None and context.table == "stat2014" and not entry.meanings:
            meaning = None if entry.is_value or entry.is_blank else _guess_indicator(entry, context)
        if meaning:
            label = (entry, meaning)
            context.group = meaning.parent
            continue
        is_last = entry is entries[-1]
        if label and (entry.is_value or (entry.is_blank and is_last)):
            unit = load_codes().indicators[label[1].code]
            said = next((e.cell.text for e in entries if e.cell.text in terms.money), "")
            asked = (unit, said)
            parsed = parse_value(entry.cell.text, *asked)
            found.append(make_found("stat2014", (label[1].code,), parsed, entry.cell,
                                    label[0].cell.text, unit, "stat2014", asked))  # fmt: skip
            label = None
    if found:
        context.table = "stat2014"
    return found


def pick_indicator(meanings: Sequence[Meaning], group: str) -> Meaning | None:
    """The indicator that a label means under the heading above it."""
    found = [m for m in meanings if m.kind == "indicator"]
    if len(found) > 1:
        found = [m for m in found if m.parent == group]
    return found[0] if len(found) == 1 else None


def _guess_indicator(entry: Entry, context: Context) -> Meaning | None:
    return guess(entry.cell.text, "indicator", context.group) or guess(entry.cell.text, "indicator")


def _read_redress(entries: Entries, context: Context, collector: Collector) -> list[Found]:
    is_channel = any(e.find("channel") and e.find("channel") == e.meanings[0] for e in entries[:2])
    if context.table != "redress" and not is_channel:
        return []
    if context.table not in ("redress", "proactive", "requests", ""):
        return []
    found = read_results(entries, context.columns, collector)
    context.table = "redress" if found else context.table
    return found
