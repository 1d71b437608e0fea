"""Reading the forms from text without a grid: the labels are the only anchors."""

from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from itertools import pairwise

from govdisc_analysis.forms.cells import header_unit, parse_value
from govdisc_analysis.forms.collect import Collector, Found, Table, load_codes, make_found
from govdisc_analysis.forms.columns import place_columns
from govdisc_analysis.forms.grid import pick_indicator
from govdisc_analysis.forms.labels import Meaning, guess, has_own_number, read_rows
from govdisc_analysis.forms.lift import lift_values
from govdisc_analysis.forms.measures import proactive_key, read_measures
from govdisc_analysis.forms.redress import Redress
from govdisc_analysis.forms.rows import Row
from govdisc_analysis.forms.slots import RowReader
from govdisc_analysis.forms.tokens import Token, tokenize
from govdisc_analysis.models import Cell

_LEAST_ANCHORS = 3
_WIDTH = 7  # six applicants and the total
LEAST_ROWS: dict[Table, int] = {"requests": 3, "proactive": 1, "redress": 1, "stat2014": 4}


@dataclass(slots=True)
class State:
    """What the labels read so far have said. ``run`` counts stretches without sentences."""

    rows: RowReader
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


@dataclass(frozen=True, slots=True)
class Line:
    """One row read: its cells and the stretch of text that it covers."""

    found: tuple[Found, ...]
    start: int
    end: int
    row: Row | None = None
    is_sure: bool = False
    run: int = 0


def read_linear(text: str) -> Collector:
    """Read every form in a plain text."""
    if not may_hold_form(text):
        return Collector()
    tokens = lift_values(text, list(tokenize(text)))
    rows = RowReader(text)
    collector, lines = _read_lines(tokens, rows)
    if rows.settle():
        collector, lines = _read_lines(tokens, rows)
    _keep_forms(_place(lines), collector)
    return collector


@cache
def _anchors() -> tuple[str, ...]:
    return tuple(row["word"] for row in read_rows("forms/anchors.csv"))


def may_hold_form(text: str) -> bool:
    """Whether some words that only forms have in number are there; a cheap look before reading.

    >>> may_hold_form("全年收到申请5件,均予以公开。"), may_hold_form("结果维持 结果纠正 尚未审结 0")
    (False, True)
    """
    found = 0
    for word in _anchors():
        found += word in text
        if found >= _LEAST_ANCHORS:
            return True
    return False


def _read_lines(tokens: list[Token], rows: RowReader) -> tuple[Collector, list[Line]]:
    collector = Collector()
    state = State(rows)
    lines: list[Line] = []
    for token, following in pairwise([*tokens, None]):
        if token is None or (following and _is_repeated(token, following)):
            continue
        if token.is_after_prose:
            _leave(state)
        was = state.table
        line = _read_token(token, state, collector)
        if state.first < 0 or (state.table and state.table != was):
            state.first = token.start
        if line:
            is_sure = _is_sure(line, rows.text, bool(state.order))
            start = min(state.first, line.start)
            if any(_is_rest(last, line) for last in lines[-3:]):
                continue
            if lines and _is_rest(line, lines[-1]):
                start = min(start, lines.pop().start)
            lines.append(Line(line.found, start, line.end, line.row, is_sure, state.run))
            state.first = line.start
            state.in_header = False
    return collector, lines


def _place(lines: list[Line]) -> list[Line]:
    """Lay out rows that lost their blanks, where the form's sums leave one way only."""
    placed = place_columns([(line.found, line.row) for line in lines])
    return [
        line if found is line.found else replace(line, found=found)
        for line, found in zip(lines, placed, strict=True)
    ]


def _is_rest(line: Line, last: Line) -> bool:
    """The label was broken, and its second part has the values."""
    is_blank = last.row is not None and last.row.how == "blank"
    return is_blank and line.found[0].key == last.found[0].key


def _is_repeated(token: Token, following: Token) -> bool:
    """A merged cell's label was written once for each column that it covers."""
    return (
        bool(token.meanings)
        and not token.values
        and token.meanings == following.meanings
        and token.meanings[0].kind in ("request", "group", "subject", "indicator")
    )


def _leave(state: State) -> None:
    state.table, state.in_header, state.parent, state.first = "", False, "", -1
    state.run += 1
    state.measures, state.order, state.redress = [], [], Redress()
    state.is_undivided = False


def _read_token(token: Token, state: State, collector: Collector) -> Line | None:
    kinds = _kinds(token.meanings)
    if "article" in kinds:
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
        collector.note(
            "warning",
            "15 results read in the form's order: the header is broken",
            token.values[0].start,
            token.values[-1].end,
        )
        return _line(cells, token, _end(token))
    if kinds & {"channel", "result"} and _is_redress(token, kinds, state):
        if state.table != "redress":
            state.table, state.redress = "redress", Redress()
        cells, end = state.redress.read(token, state.rows)
        return _line(cells, token, end) if cells else None
    if kinds & {"applicant", "applicant_group", "applicant_head"} and _read_applicant(token, state):
        return None
    return _read_request(token, state) or _read_indicator(token, state, collector)


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
    known_only = [m for m in measures if m.find("measure")]
    if len(token.values) not in (0, len(measures)) and len(token.values) == len(known_only):
        measures = known_only  # words that belong to no form stand in the header
    header = read_measures(tuple(measure.text for measure in measures))
    row = state.rows.read(
        f"proactive {len(header)}", token.end, token.stop, token.values, len(header)
    )
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


def _is_redress(token: Token, kinds: frozenset[str], state: State) -> bool:
    """Short labels (其他, 总计) are results only within section four's table."""
    if state.table == "redress":
        return True
    if kinds & {"applicant", "request"} and state.table == "requests":
        return False
    if "channel" in kinds:
        return not token.values or len(token.values) in (5, 15)
    return kinds == {"result"}


def _read_applicant(token: Token, state: State) -> bool:
    """Take a header label; 其他 and 总计 are one only behind others of the header."""
    meaning = token.find("applicant")
    is_sure = len(_kinds(token.meanings)) == 1
    if not is_sure and not (state.in_header and state.table == "requests"):
        return False
    if token.values and not is_sure:
        return False
    if not state.in_header or state.table != "requests":
        state.table, state.in_header, state.order = "requests", True, []
    if token.find("applicant_group"):
        state.is_undivided = True
    if meaning and meaning.code not in state.order:
        state.order.append(meaning.code)
    return True


def _order(state: State, count: int) -> tuple[str, ...]:
    """The applicants of a row's columns; "" for legal persons that are not divided."""
    if state.is_undivided and state.order == ["natural_person", "total"] and count <= 3:
        return ("natural_person", "", "total")
    return _full_order(tuple(state.order))


@lru_cache(maxsize=1000)
def _full_order(said: tuple[str, ...]) -> tuple[str, ...]:
    """The header's order where it names all applicants, else the form's; the total is last."""
    official = load_codes().applicants
    if set(said) != set(official):
        return official
    return (*(code for code in said if code != "total"), "total")


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
    if group and not token.values and state.table != "requests":
        return None
    if not group:
        state.parent = meaning.parent
    state.table = "requests"
    order = _order(state, len(token.values))
    row = state.rows.read("requests", token.end, token.stop, token.values, len(order))
    found = [
        make_found("requests", (meaning.code, applicant), parsed, cell, token.text, "件")
        for applicant, parsed, cell in zip(order, row.parsed, row.cells, strict=True)
        if applicant
    ]
    return _line(found, token, _end(token), row)


def _read_indicator(token: Token, state: State, collector: Collector) -> Line | None:
    group = token.find("stat_group")
    if group:
        state.group = group.code
    if token.find("stat_head"):
        state.table = "stat2014"
    meaning: Meaning | None = pick_indicator(token.meanings, state.group)
    if meaning is None and not token.meanings and token.values and state.table == "stat2014":
        meaning = guess(token.text, "indicator", state.group) or guess(token.text, "indicator")
    if meaning is None:
        return None
    state.group = meaning.parent
    if len(token.values) > 1:
        return None
    if not token.values and state.table != "stat2014":
        return None
    cell = token.values[0] if token.values else Cell("", token.end, token.end)
    unit = load_codes().indicators[meaning.code]
    between = state.rows.text[token.end : cell.start].strip(" \t\n|")
    parsed = parse_value(cell.text, unit, between if between in ("元", "万元") else "")
    if parsed and parsed.remark:
        collector.note("info", parsed.remark, cell.start, cell.end)
    state.table = "stat2014"
    found = make_found("stat2014", (meaning.code,), parsed, cell, token.text, unit, "stat2014")
    return _line([found], token, _end(token))


def _is_sure(line: Line, text: str, has_header: bool) -> bool:
    """Whether a row looks like a form's, not like a clause that has the same words."""
    table = line.found[0].table
    if table == "requests":
        return has_header or (line.row is not None and line.row.how != "unreadable")
    if table == "stat2014":
        behind = text[line.end : line.end + 3].lstrip(" 件条次人篇个")
        return line.found[0].value is not None and behind[:1] not in (",", "。", ";", "、")
    if table == "redress":
        return len(line.found) >= 5 or any(cell.value is not None for cell in line.found)
    return True


def _keep_forms(lines: list[Line], collector: Collector) -> None:
    """Take the tables with enough rows; single labels in prose are no form."""
    sure: dict[tuple[Table, int], int] = {}
    for line in lines:
        place = (line.found[0].table, line.run)
        sure[place] = sure.get(place, 0) + line.is_sure
    forms = {table for (table, _), rows in sure.items() if rows >= LEAST_ROWS[table]}
    for line in lines:
        table = line.found[0].table
        is_part = sure[table, line.run] >= LEAST_ROWS[table] or _is_whole_row(line)
        if table in forms and is_part:
            collector.add_row(list(line.found))
            collector.spans.append((line.start, line.end))


def _is_whole_row(line: Line) -> bool:
    """A row that a sentence (a footnote at a page's end) cuts off from its table."""
    return line.is_sure and line.row is not None and line.row.how in ("full", "cells")
