"""From what the readings found to one reading of each table, with templates and states."""

from collections import Counter
from collections.abc import Callable, Mapping
from functools import partial
from typing import Literal

from govdisc_analysis.forms.collect import TABLES, Collector, Found, Table, key_order, load_codes
from govdisc_analysis.forms.implied import prove_zeros
from govdisc_analysis.forms.patterns import says
from govdisc_analysis.models import FormCell, Note

Instance = Mapping[tuple[str, ...], Found]
Reading = Literal["grid", "linear"]
_WITHOUT_SUMS = ("proactive", "stat2014")
_MOST_ALONE = 2
_MOST_OPEN = 2
"""One of so many cells may be open in a table that is the author's own."""
_ROW = 7
"""Cells of a row of requests: what a grid may lack that is taken for a text with open cells."""


def pick_instances(collector: Collector, text: str) -> dict[Table, Instance]:
    """The first complete table of each kind, else the fullest; the others are noted.

    An official template printed empty gives way to the table that is filled in, a table below
    another year to one of the title's.
    """
    picked: dict[Table, Instance] = {}
    for table in TABLES:
        bodies = [_drop_empty_heading(body) for body in collector.instances[table] if body]
        if table == "requests" and len({_one_column(body) for body in bodies}) > _MOST_ALONE:
            bodies = [body for body in bodies if not _one_column(body)]
        if not bodies:
            continue
        filled = [b for b in bodies if any(cell.state != "blank" for cell in b.values())]
        filled = _of_title_year(filled, text) if len(filled) > 1 else filled
        best = next((b for b in filled or bodies if is_complete(table, b)), None)
        if best and filled:
            best = _earlier(best, filled, table, collector)
        picked[table] = best or max(filled or bodies, key=_weight)
        has_blank = len(filled) < len(bodies)
        own = _own_blank(best, bodies, table, text) if best and has_blank else None
        if own:
            picked[table], best = own, None
            collector.note("warning", f"an empty {table} table was taken: the filled one behind it "
                           "is another body's", *_place(own))  # fmt: skip
        if best and has_blank:
            _tell_empty(best, bodies, table, collector)
        if len(filled) > 1 and not own:
            picked[table] = _beside(picked[table], filled, table, collector, text)
        for body in bodies:
            if body is not picked[table]:
                cells = list(body.values())
                is_below = table == "redress" and _share_table(picked[table], body, collector)
                is_all_zeros = any(_says(body).values()) and set(_says(picked[table]).values()) == {
                    0
                }
                collector.note(
                    "warning" if is_below or is_all_zeros else "info",
                    f"another {table} table with {len(cells)} cells was not taken",
                    min(cell.start for cell in cells),
                    max(cell.end for cell in cells),
                )
    return picked


def _earlier(
    best: Instance, bodies: list[Instance], table: Table, collector: Collector
) -> Instance:
    """The table, or one before it that says something else and lacks a few of its cells only.

    The author's own table comes first. One that says the same is a copy: it may be the better read.
    """
    for body in bodies[: next(n for n, other in enumerate(bodies) if other is best)]:
        if all(
            best[k].value in (cell.value, None)
            for k, cell in body.items()
            if k in best and cell.value is not None
        ):
            continue
        if _weight(body) * _MOST_OPEN >= len(best):
            return body
        collector.note("warning", f"a {table} table that was not read whole stands before the one "
                       "taken and differs from it", *_place(body))  # fmt: skip
    return best


def _own_blank(best: Instance, bodies: list[Instance], table: Table, text: str) -> Instance | None:
    """The empty table of the report's own body, where another body's name stands behind it."""
    first = _place(best)[0]
    for body in bodies:
        start, end = _place(body)
        if not (end <= first and start < end and is_complete(table, body) and _is_blank(body)):
            continue
        named = [(found.start(), found["body"]) for found in says.body_line.finditer(text)]
        own = next((name for at, name in named if name and at < start), "")
        if own and any(end <= at < first and name != own for at, name in named):
            return body
    return None


def _is_blank(body: Instance) -> bool:
    return all(cell.state == "blank" for cell in body.values())


def _place(body: Instance) -> tuple[int, int]:
    return min(cell.start for cell in body.values()), max(cell.end for cell in body.values())


def _share_table(first: Instance, second: Instance, collector: Collector) -> bool:
    """Whether the cells of both stand in one table: digits that were cut off, or two bodies."""
    places = [min(cell.start for cell in body.values()) for body in (first, second)]
    return any(all(start <= at < end for at in places) for start, end in collector.spans)


def _beside(
    body: Instance, bodies: list[Instance], table: Table, collector: Collector, text: str
) -> Instance:
    """The table, or one that follows it with no word between if it says nothing but zeros.

    No word says whose they are: zeros come from a form to be filled in. Others are told.
    """
    for other in bodies:
        if _says(other) == _says(body) or not is_complete(table, other):
            continue
        last, first = max(c.end for c in body.values()), min(c.start for c in other.values())
        ends = [end for start, end in collector.spans if start < last <= end]
        starts = [start for start, end in collector.spans if start <= first < end]
        if not ends or not starts or ends[0] > starts[0] or text[ends[0] : starts[0]].strip():
            continue
        if any(_says(body).values()):
            collector.note("warning", f"two {table} tables that differ stand side by side",
                           last, first)  # fmt: skip
            return body
        return other
    return body


def _tell_empty(best: Instance, bodies: list[Instance], table: Table, collector: Collector) -> None:
    """Note a whole table of blanks that stands before, as it may be the author's own."""
    first = min(cell.start for cell in best.values())
    for body in bodies:
        last = max(cell.end for cell in body.values())
        is_blank = (
            _is_blank(body) and len({cell.start for cell in body.values()}) > 1
        )  # cells, not none
        if last <= first and is_blank and is_complete(table, body):
            collector.note("warning", f"an empty {table} table stands before the one taken",
                           last, first)  # fmt: skip


def _says(body: Instance) -> dict[tuple[str, ...], float | None]:
    return {key: cell.value for key, cell in body.items()}


def _of_title_year(bodies: list[Instance], text: str) -> list[Instance]:
    """The tables whose nearest line above with a year tells the first such line's; else all.

    A heading may tell the year by a word: 上年度统计表, 本年度统计表.
    """
    lines = [(found.start(), found[1]) for found in says.year_line.finditer(text)]
    title = lines[0][1] if lines else ""
    words = says.whose_year.finditer(text)
    lines += [(found.start(), title if found["own"] else found["past"]) for found in words]
    lines.sort()
    own = []
    for body in bodies:
        start = min(cell.start for cell in body.values())
        above = [year for at, year in lines if at < start]
        own += [body] if above and above[-1] == title else []
    return own or bodies


def _one_column(body: Instance) -> tuple[float | None, ...]:
    """What a table of totals alone says; several that differ hold an applicant each."""
    is_alone = all(key[1] == "total" for key in body)
    return tuple(cell.value for cell in body.values()) if is_alone else ()


def _weight(body: Instance) -> int:
    return sum(cell.state != "unreadable" for cell in body.values())


def _drop_empty_heading(body: Instance) -> Instance:
    """Blank cells behind 其他处理 are a heading's, where its three rows follow."""
    items = {key[0] for key in body}
    if "other" not in items or not any(item.startswith("other.") for item in items):
        return body
    heading = [key for key in body if key[0] == "other"]
    if any(body[key].value is not None for key in heading):
        return body
    rest = dict(body)
    for key in heading:
        del rest[key]
    return rest


def is_complete(table: Table, body: Instance) -> bool:
    """Whether the table has all that each template has."""
    codes = load_codes()
    if "unreadable" in {cell.state for cell in body.values()}:
        return False
    if table == "requests":
        items = {key[0] for key in body}
        needed = {i for i in codes.items if not i.startswith("other")}
        has_other = any(i.startswith("other") for i in items)
        return needed <= items and has_other and len(body) == 7 * len(items)
    if table == "redress":
        return len(body) == 15
    if table == "proactive":
        return len(body) >= 10
    return len(body) >= 50


def choose(grid: Instance | None, linear: Instance | None, table: Table) -> Reading:
    """Which reading of a table to take: the grid's, unless the text's is clearly fuller.

    Blank cells alone make no reading fuller: a cell that the grid could not read may be one.
    """
    if not grid:
        return "linear"
    if not linear or is_complete(table, grid):
        return "grid"
    if _is_behind(linear, grid) and _weight(grid) * _MOST_OPEN >= len(linear):
        return "grid"  # the text's is another body's
    if table in _WITHOUT_SUMS and len(linear) <= len(grid):
        return "grid"  # words in a cell may hold a number of their own, and no sum would tell
    more = _printed(linear) - _printed(grid)
    is_read = _unread(grid) == 0
    if is_read and _unread(linear) > more and len(linear) - len(grid) <= _ROW:
        return "grid"  # what the text adds is less than what it leaves open
    return "linear" if more > 0 or (more == 0 and is_read and len(linear) > len(grid)) else "grid"


def _is_behind(later: Instance, body: Instance) -> bool:
    return _place(later)[0] > _place(body)[1]


def _unread(body: Instance) -> int:
    return sum(cell.state == "unreadable" for cell in body.values())


def is_printed(body: Instance) -> bool:
    """Whether every cell holds something."""
    return _printed(body) == len(body)


def _printed(body: Instance) -> int:
    return sum(cell.state not in ("blank", "unreadable") for cell in body.values())


def find_template(picked: Mapping[Table, Instance]) -> str:
    """The report's template, from the labels that are there."""
    proactive = Counter(cell.template for cell in picked.get("proactive", {}).values())
    if proactive:
        return proactive.most_common(1)[0][0]
    items = {key[0] for key in picked.get("requests", {})}
    if items:
        is_old = "other" in items and not any(i.startswith("other.") for i in items)
        return "form2019" if is_old else "form2021"
    if picked.get("redress"):
        return "form2021"
    return "stat2014" if len(picked.get("stat2014", {})) >= 3 else ""


def build_cells(
    picked: Mapping[Table, Instance], readings: Mapping[Table, Reading], template: str
) -> list[FormCell]:
    """The cells of the chosen tables in the codebook's order, proved zeros marked."""
    cells: list[FormCell] = []
    for table in TABLES:
        body = picked.get(table, {})
        blanks = {key for key, cell in body.items() if cell.state in ("blank", "dash")}
        values = {key: cell.value for key, cell in body.items()} if blanks else {}
        proved = prove_zeros(table, values, blanks)
        own = "form2021" if table != "stat2014" and template in ("", "stat2014") else template
        how = readings.get(table)
        for key in sorted(body, key=key_order(table).__getitem__):
            _, given, *said, label, _, _ = body[key]
            if table == "requests" and key[0].startswith("other."):
                given = "form2021"
            cell = _form_cell((table, given or own, *said, how, label))
            if proved and key in proved and cell.state == "blank":
                cell = cell._replace(value=0.0, state="implied_zero")
            cells.append(cell)
    return cells


# what FormCell(...) does, without a call of Python for each of hundreds
_form_cell: Callable[[tuple[object, ...]], FormCell] = partial(tuple.__new__, FormCell)


def join_spans(spans: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Sorted stretches without overlaps."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return tuple(joined)


def unique_notes(notes: list[Note]) -> tuple[Note, ...]:
    """Notes without repetitions, in their order."""
    return tuple(dict.fromkeys(notes))
