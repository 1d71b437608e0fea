"""Gathering the cells that a reading finds, one table of one body at a time."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache, partial
from itertools import product
from typing import Literal, NamedTuple, cast

from govdisc_analysis.forms.cells import Parsed
from govdisc_analysis.forms.labels import read_rows
from govdisc_analysis.models import Cell, CellState, Note

Table = Literal["requests", "proactive", "redress", "stat2014"]
_UNREADABLE: tuple[None, CellState] = (None, "unreadable")
TABLES: tuple[Table, ...] = ("proactive", "requests", "redress", "stat2014")


class Found(NamedTuple):
    """A cell claimed by a label, before the report's template is known.

    Its first nine fields are those of a FormCell. ``asked`` is what its value was parsed with.
    """

    table: Table
    template: str
    key: tuple[str, ...]
    value: float | None
    state: CellState
    unit: str
    text: str
    start: int
    end: int
    label: str
    cell: Cell
    asked: tuple[str, ...]


# what Found(...) does, without a call of Python for each of hundreds
_found: Callable[[tuple[object, ...]], Found] = partial(tuple.__new__, Found)


@dataclass(slots=True)
class Collector:
    """All that one reading found. A table's cells lie in one dict for each body's table.

    ``nameless`` are rows of numbers that no label claims, ``strange`` the labels of rows in section
    two and in the table of 2014 that no form has.
    """

    instances: dict[Table, list[dict[tuple[str, ...], Found]]] = field(
        default_factory=lambda: {table: [] for table in TABLES}
    )
    unclaimed: list[Cell] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    spans: list[tuple[int, int]] = field(default_factory=list)
    nameless: list[Note] = field(default_factory=list)
    strange: list[str] = field(default_factory=list)

    def add_row(self, found: list[Found]) -> None:
        """Add the cells of one row; a row that comes again begins another body's table."""
        if not found:
            return
        instances = self.instances[found[0].table]
        if not instances:
            instances.append({})
        now = instances[-1]
        seen = [cell for cell in found if cell.key in now]
        if len(found) == len(seen) == 1 and self._is_second_part(found[0], now):
            now[found[0].key] = now[found[0].key]._replace(value=None, state="unreadable")
            return
        if seen and (_is_empty(found) or self._is_repetition(found, now)):
            return
        if seen:
            now = {}
            instances.append(now)
        for cell in found:
            now.setdefault(cell.key, cell)

    def _is_second_part(self, cell: Found, now: dict[tuple[str, ...], Found]) -> bool:
        """Two rows right below each other are parts of one indicator (by e-mail, by website)."""
        last = next(reversed(now.values()))
        if cell.table != "stat2014" or last.key != cell.key or last.label == cell.label:
            return False
        if "blank" in (last.state, cell.state):
            return False
        message = f"two rows are parts of one indicator: {last.label[:40]}, {cell.label[:40]}"
        self.note("warning", message, last.start, cell.end)
        return True

    def _is_repetition(self, found: list[Found], now: dict[tuple[str, ...], Found]) -> bool:
        """The row was printed twice in a row with the same content (over a page break)."""
        last = list(now)[-len(found) :]
        same = last == [cell.key for cell in found] and all(
            now[cell.key].text == cell.text for cell in found
        )
        # rows of zeros repeat between bodies too: only the row just read can be its own copy
        if same and len(now) > len(found):
            self.note("info", "a row printed twice was read once", found[0].start, found[-1].end)
            return True
        return False

    def add_nameless(self, label: str, start: int, end: int) -> None:
        """Remember a row of numbers whose label no form knows."""
        message = f"a row of numbers has a label that the form does not know: {label[:40]}"
        self.nameless.append(Note("forms", "warning", message, start, end))

    def note(self, severity: str, message: str, start: int, end: int) -> None:
        """Log one line about the forms."""
        self.notes.append(
            Note("forms", cast(Literal["error", "warning", "info"], severity), message, start, end)
        )


def _is_empty(found: list[Found]) -> bool:
    """Nothing is printed: a heading repeated over a page end, no other body's row."""
    return all(cell.state == "blank" for cell in found)


@dataclass(frozen=True, slots=True)
class Codes:
    """Orders and units of the codebook."""

    items: tuple[str, ...]
    applicants: tuple[str, ...]
    channels: tuple[str, ...]
    results: tuple[str, ...]
    proactive: dict[tuple[str, str, str], dict[str, str]]
    indicators: dict[str, str]


@cache
def load_codes() -> Codes:
    """Codes of the official forms, in the codebook's order."""
    redress = read_rows("redress_items.csv")
    proactive: dict[tuple[str, str, str], dict[str, str]] = {}
    for row in read_rows("proactive_items.csv"):
        key = (row["article_item"], row["subject"], row["measure"])
        proactive.setdefault(key, {})[row["template"]] = row["unit"]
    return Codes(
        tuple(row["item"] for row in read_rows("request_items.csv")),
        tuple(row["applicant"] for row in read_rows("applicants.csv")),
        tuple(dict.fromkeys(row["channel"] for row in redress)),
        tuple(dict.fromkeys(row["result"] for row in redress)),
        proactive,
        {row["indicator"]: row["unit"] for row in read_rows("indicators.csv")},
    )


@cache
def key_order(table: Table) -> dict[tuple[str, ...], int]:
    """Place of every key of a table in the codebook's order."""
    codes = load_codes()
    keys: Iterable[tuple[str, ...]]
    if table == "proactive":
        keys = sorted(codes.proactive, key=lambda key: key[0])
    elif table == "requests":
        keys = product(codes.items, codes.applicants)
    elif table == "redress":
        keys = product(codes.channels, codes.results)
    else:
        keys = ((indicator,) for indicator in codes.indicators)
    return {key: place for place, key in enumerate(keys)}


def make_found(
    table: Table,
    key: tuple[str, ...],
    parsed: Parsed | None,
    place: Cell,
    label: str,
    unit: str,
    template: str = "",
    asked: tuple[str, ...] = (),
) -> Found:
    """A claimed cell; a text that is no value is unreadable, never a guess."""
    value, state = (parsed.value, parsed.state) if parsed else _UNREADABLE
    return _found((table, template, key, value, state, unit, *place, label, place, asked))
