"""One label of a plain text at a time: the row of a form that it and its values make."""

from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from govdisc_analysis.forms.aside import latest_period
from govdisc_analysis.forms.cells import header_unit, parse_value
from govdisc_analysis.forms.collect import Collector, Found, load_codes, make_found
from govdisc_analysis.forms.grid_values import pick_indicator
from govdisc_analysis.forms.labels import Meaning, core, group_of, guess, has_own_number, load_index
from govdisc_analysis.forms.measures import proactive_key, read_measures
from govdisc_analysis.forms.patterns import term, terms
from govdisc_analysis.forms.redress import Redress
from govdisc_analysis.forms.rows import Row
from govdisc_analysis.forms.slots import RowReader
from govdisc_analysis.forms.strays import has_sum
from govdisc_analysis.forms.tokens import Token
from govdisc_analysis.models import Cell

_WIDTH = 7  # six applicants and the total
_FIRST = ("natural_person", "total")
_UNHEADED = "15 results read in the form's order: the header is broken"
_IN_OWN_ORDER = "the header's lines do not tell which column is whose: read in the form's order"


@dataclass(slots=True)
class State:
    """What the labels read so far have said. ``run`` counts stretches without sentences.

    ``is_spread``: the applicants of the header stand on several lines; ``periods``: which of how
    many columns of a table of indicators is this year's; ``year``: that of the report.
    """

    rows: RowReader
    year: int | None = None
    table: str = ""
    parent: str = ""
    group: str = ""
    in_header: bool = False
    order: list[str] = field(default_factory=list)
    measures: list[Token] = field(default_factory=list)
    redress: Redress = field(default_factory=Redress)
    first: int = -1
    run: int = 0
    is_undivided: bool = False
    order_end: int = -1
    is_spread: bool = False
    periods: tuple[int, int] = (0, 0)


class Line(NamedTuple):
    """One row read: its cells and the stretch of text that it covers.

    ``is_named`` says that the header above it names all its columns.
    """

    found: tuple[Found, ...]
    start: int
    end: int
    row: Row | None = None
    is_sure: bool = False
    run: int = 0
    is_named: bool = False


def read_token(token: Token, state: State, collector: Collector) -> Line | None:
    """The row that a label and its values make, if any; the state keeps what a header says."""
    kinds = _kinds(token.meanings) if token.meanings else _NONE
    if "article" in kinds:
        if len(token.values) > 1:  # of a row whose label the heading was taken to end
            collector.add_nameless(token.text, token.start, _end(token))
        state.table, state.in_header, state.measures = "proactive", True, []
        return None
    if kinds & {"measure", "subject_head"}:
        _read_measure(token, state)
        return None
    if state.table == "proactive":
        line = _read_subject(token, state, collector)
        if line or (not kinds and not token.values):
            if not line and state.in_header:
                state.measures.append(token)
            return line
    if state.table == "redress" and not kinds and len(token.values) == 15:
        cells = state.redress.read_all(token)
        collector.note("warning", _UNHEADED, token.values[0].start, _end(token))
        return _line(cells, token, _end(token))
    if kinds & {"channel", "result"} and _is_redress(token, kinds, state):
        if state.table != "redress":
            state.table, state.redress = "redress", Redress()
        cells, end = state.redress.read(token, state.rows)
        row = state.redress.row if cells else None
        row = row if row and row.how == "digits" else None
        return _line(cells, token, end, row) if cells else None
    if kinds & {"applicant", "applicant_group", "applicant_head"} and _read_applicant(
        token, state, collector
    ):
        return None
    return _read_request(token, state) or _read_indicator(token, state, collector)


_NONE: frozenset[str] = frozenset()


@lru_cache(maxsize=1000)
def _kinds(meanings: tuple[Meaning, ...]) -> frozenset[str]:
    return frozenset(meaning.kind for meaning in meanings)


def _line(found: list[Found], token: Token, end: int, row: Row | None = None) -> Line:
    return Line(tuple(found), token.start, end, row)


def _end(token: Token) -> int:
    return token.values[-1].end if token.values else token.end


def _read_measure(token: Token, state: State) -> None:
    if not state.in_header or state.table != "proactive":
        state.measures = []
    state.table, state.in_header = "proactive", True
    if token.find("measure"):
        state.measures.append(token)


def _read_subject(token: Token, state: State, collector: Collector) -> Line | None:
    subject = token.find("subject")
    if subject is None and not token.meanings and token.values and not state.in_header:
        subject = guess(token.text, "subject")
    if subject is None or not state.measures:
        return None
    measures = state.measures
    row = _read_measures_row(token, state, measures)
    known_only = [m for m in measures if m.find("measure")]
    is_sure = row.how in ("full", "cells", "blank")
    is_short = not is_sure and len(token.values) == len(known_only)
    if is_short and not _has_marks(state.rows.text, token):
        measures = known_only  # words that belong to no form stand in the header
        row = _read_measures_row(token, state, measures)
    header = read_measures(tuple(measure.text for measure in measures))
    is_sure = row.how in ("full", "cells", "blank")
    found = []
    for measure, said, cell in zip(header, measures, row.cells, strict=True):
        known = measure and proactive_key(subject, measure, header)
        if not known:
            continue
        key, template, unit = known
        parsed = parse_value(cell.text, unit, header_unit(said.text)) if is_sure else None
        if parsed and parsed.remark:
            collector.note("info", parsed.remark, cell.start, cell.end)
        found.append(make_found("proactive", key, parsed, cell, token.text, unit, template))
    return _line(found, token, _end(token)) if found else None


def _read_measures_row(token: Token, state: State, measures: list[Token]) -> Row:
    width = len(measures)
    return state.rows.read(f"proactive {width}", token.end, token.stop, token.values, width)


def _has_marks(text: str, token: Token) -> bool:
    """Separators tell the row's columns: fewer values than columns are blanks among them."""
    return any(mark in text[token.end : token.stop].strip() for mark in "|\t")


def _is_redress(token: Token, kinds: frozenset[str], state: State) -> bool:
    """Short labels (其他, 总计) are results only within section four's table."""
    if state.table == "redress":
        return True
    if kinds & {"applicant", "request"} and state.table == "requests":
        return False
    if "channel" in kinds:
        return not token.values or len(token.values) in (5, 15)
    return kinds == {"result"}


def _read_applicant(token: Token, state: State, collector: Collector) -> bool:
    """Take a header label; 其他 and 总计 are one only behind others of the header."""
    meaning = token.find("applicant")
    is_sure = len(_kinds(token.meanings)) == 1
    if not is_sure and not (state.in_header and state.table == "requests"):
        return False
    if token.values and not is_sure:
        return False
    if not state.in_header or state.table != "requests":
        state.table, state.in_header, state.order = "requests", True, []
        state.order_end, state.is_spread = -1, False
    if token.find("applicant_group"):
        state.is_undivided = True
    if meaning and meaning.code not in state.order:
        state.order.append(meaning.code)
        between = state.rows.text[state.order_end : token.start] if state.order_end >= 0 else ""
        state.is_spread = state.is_spread or "\n" in between
        state.order_end = token.end
        if state.is_spread and len(state.order) == _WIDTH and state.order[0] not in _FIRST:
            collector.note("warning", _IN_OWN_ORDER, token.start, token.end)
    return True


def _order(state: State, count: int) -> tuple[str, ...]:
    """The applicants of a row's columns; "" for legal persons that are not divided."""
    if state.is_undivided and state.order == ["natural_person", "total"] and count <= 3:
        return ("natural_person", "", "total")
    return _full_order(tuple(state.order), state.is_spread)


@lru_cache(maxsize=1000)
def _full_order(said: tuple[str, ...], is_spread: bool) -> tuple[str, ...]:
    """The header's order where it names all applicants, else the form's.

    The total is last, or first on one line. Over several lines, natural persons are first.
    """
    official = load_codes().applicants
    if set(said) != set(official):
        return official
    if said[0] == "total" and not is_spread:
        return said
    first = official[:1] if is_spread else ()
    return (*first, *(code for code in said if code not in (*first, "total")), "total")


def _read_request(token: Token, state: State) -> Line | None:
    group = token.find("group")
    meaning = token.find("request")
    if not token.meanings and token.values and state.table == "requests":
        parent = state.parent if state.parent not in ("", "processed") else ""
        meaning = (parent and guess(token.text, "request", parent)) or guess(token.text, "request")
    if group:
        state.parent = group.code
    if meaning is None:
        return None
    if (
        meaning.code == "other.other"
        and state.parent != "other"
        and not (has_own_number(token.text, meaning) and len(token.values) >= _WIDTH)
    ):
        return None
    if meaning.code == "processed_total" and state.table != "requests":
        return None
    name = token.find("applicant")
    if state.in_header and state.order and name and name.code not in state.order:
        return None  # the header's own word, with the values of some row behind it
    if group and not token.values and state.table != "requests":
        return None
    state.table, state.parent = "requests", state.parent if group else meaning.parent
    order = _order(state, len(token.values))
    row = state.rows.read("requests", token.end, token.stop, token.values, len(order))
    if "" in order and row.how == "full" and not has_sum(row.parsed):
        row = row._replace(parsed=(None,) * len(order))  # some of seven values, the others lost
    found = [
        make_found("requests", (meaning.code, applicant), parsed, cell, token.text, term.cases)
        for applicant, parsed, cell in zip(order, row.parsed, row.cells, strict=True)
        if applicant
    ]
    return _line(found, token, _end(token), row)


@lru_cache(maxsize=1000)
def _is_within(text: str) -> bool:
    """Words and a number that both stand within one label, as the 1 of a remark does."""
    part = core(text)
    return any(part in key for key in load_index().official["indicator"])


def _read_indicator(token: Token, state: State, collector: Collector) -> Line | None:
    if group := token.find("stat_group"):
        state.group = group.code
    if token.find("stat_head"):
        state.table, state.periods = "stat2014", (0, 0)
    meaning: Meaning | None = pick_indicator(token.meanings, state.group)
    may_guess = meaning is None and not token.meanings and state.table == "stat2014"
    is_apart = token.values and token.values[0].start > token.end  # 备19005116 is a footer's
    if may_guess and is_apart and not _is_within(token.text + token.values[0].text):
        meaning = guess(token.text, "indicator", state.group) or guess(token.text, "indicator")
    if meaning is None:
        return None
    state.group = group_of(meaning)
    if len(token.values) > 1 and not state.periods[1]:
        state.periods = latest_period(state.rows.text, token.start, state.year)
    latest, count = state.periods
    if len(token.values) == count:
        if latest < 0:
            return None  # the years of other reports
        token = token._replace(values=token.values[latest : latest + 1])
    if len(token.values) > 1:
        if state.table != "stat2014":
            return None
        at = Cell("", token.end, token.end)
        unit = load_codes().indicators[meaning.code]
        found = make_found("stat2014", (meaning.code,), None, at, token.text, unit, "stat2014")
        return _line([found], token, token.end)
    if not token.values and state.table != "stat2014":
        return None
    cell = token.values[0] if token.values else Cell("", token.end, token.end)
    unit = load_codes().indicators[meaning.code]
    between = state.rows.text[token.end : cell.start].strip(" \t\n|")
    parsed = parse_value(cell.text, unit, between if between in terms.money else "")
    if parsed and parsed.remark:
        collector.note("info", parsed.remark, cell.start, cell.end)
    state.table = "stat2014"
    found = make_found("stat2014", (meaning.code,), parsed, cell, token.text, unit, "stat2014")
    return _line([found], token, _end(token))
