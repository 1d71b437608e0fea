"""The official forms of one report as tables to look at, every number linked to its place."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from markupsafe import Markup, escape

from govdisc_analysis.codebook import load_csv
from govdisc_analysis.models import FormCell
from govdisc_analysis.site.words import Pair, code_pair, name, pair, plain

_SIGNS = {"blank": "□", "dash": "—", "unreadable": "?"}


@dataclass(frozen=True, slots=True)
class FormTable:
    """A form as rows of HTML cells under HTML headers; the first cell of a row is its label."""

    title: Pair
    header: tuple[Markup, ...]
    rows: tuple[tuple[Markup, ...], ...]
    number_columns: frozenset[int]


def form_tables(cells: Sequence[FormCell]) -> list[FormTable]:
    """Tables for the forms that a report holds."""
    made = (_proactive(cells), _requests(cells), _redress(cells))
    return [table for table in made if table.rows]


def _by_key(cells: Iterable[FormCell], table: str) -> dict[tuple[str, ...], FormCell]:
    return {cell.key: cell for cell in cells if cell.table == table}


def _requests(cells: Sequence[FormCell]) -> FormTable:
    found = _by_key(cells, "requests")
    items = _in_order((row["item"] for row in load_csv("request_items.csv")), found, 0)
    columns = _in_order((row["applicant"] for row in load_csv("applicants.csv")), found, 1)
    rows = [
        (name(item, "item"), *(_cell(found.get((item, column))) for column in columns))
        for item in items
    ]
    header = (name("item"), *(name(column, "applicant") for column in columns))
    return FormTable(pair("form_requests"), header, tuple(rows), _all_but_first(header))


def _redress(cells: Sequence[FormCell]) -> FormTable:
    found = _by_key(cells, "redress")
    known = load_csv("redress_items.csv")
    channels = _in_order((row["channel"] for row in known), found, 0)
    results = _in_order((row["result"] for row in known), found, 1)
    rows = [
        (name(channel, "channel"), *(_cell(found.get((channel, result))) for result in results))
        for channel in channels
    ]
    header = (name("channel"), *(name(result, "redress") for result in results))
    return FormTable(pair("form_redress"), header, tuple(rows), _all_but_first(header))


def _proactive(cells: Sequence[FormCell]) -> FormTable:
    rows = [
        (
            name(cell.key[1], "subject"),
            Markup("{}").format(cell.key[0]),
            name(cell.key[2], "measure"),
            _cell(cell),
            Markup("{}").format(cell.unit),
        )
        for cell in cells
        if cell.table == "proactive"
    ]
    header = tuple(name(key) for key in ("subject", "article_item", "measure", "value", "unit"))
    return FormTable(pair("form_proactive"), header, tuple(rows), frozenset({3}))


def _all_but_first(header: Sequence[object]) -> frozenset[int]:
    return frozenset(range(1, len(header)))


def _in_order(
    codes: Iterable[str], found: Mapping[tuple[str, ...], object], part: int
) -> list[str]:
    there = {key[part] for key in found}
    return [code for code in dict.fromkeys(codes) if code in there]


def _cell(cell: FormCell | None) -> Markup:
    if cell is None:
        return Markup("")
    shown = _SIGNS.get(cell.state) or escape(plain(cell.value))
    opening = f'<a href="#c{cell.start}" class="n {cell.state}" title="{_state(cell.state)}">'
    return Markup(f"{opening}{shown}</a>")


@cache
def _state(state: str) -> Markup:
    return escape(" / ".join(code_pair(state, "state")))
