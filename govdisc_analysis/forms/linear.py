"""Reading the forms from text without a grid: the labels are the only anchors."""

from collections import Counter
from collections.abc import Sequence
from functools import cache
from itertools import islice, pairwise, takewhile

from govdisc_analysis.forms.apart import bring_back
from govdisc_analysis.forms.broken import join_broken
from govdisc_analysis.forms.collect import Collector, Found, Table
from govdisc_analysis.forms.columns import place_columns
from govdisc_analysis.forms.labels import core, is_in_label, read_rows
from govdisc_analysis.forms.linear_rows import Line, State, read_token
from govdisc_analysis.forms.lost import whole_items
from govdisc_analysis.forms.named import join_named
from govdisc_analysis.forms.patterns import says, term
from govdisc_analysis.forms.pieces import tokenize
from govdisc_analysis.forms.redress import Redress
from govdisc_analysis.forms.slots import RowReader
from govdisc_analysis.forms.tokens import FAR, Token
from govdisc_analysis.forms.wrapped import join_wrapped
from govdisc_analysis.models import Cell

_LEAST_ANCHORS = 3
_WIDTH = 7  # six applicants and the total
_WHOLE_IN_CLAUSES = 10
"""So many results, each in a clause of its own, are a table that was written out as sentences."""
_MARKS = ("\t", "|")
_BEHIND_HEADING = "a number stands behind a heading of the table of 2014: it may be another row's"
_HEADING = "other"  # of three rows in the form of 2021, with no cells of its own
LEAST_ROWS: dict[Table, int] = {"requests": 3, "proactive": 1, "redress": 1, "stat2014": 4}


def read_linear(text: str, year: int | None = None) -> Collector:
    """Read every form in a plain text; ``year``: that of the report, if it is known."""
    if not may_hold_form(text):
        return Collector()
    tokens = join_broken(text, join_named(list(tokenize(text))))
    tokens = bring_back(text, join_wrapped(text, tokens))
    rows = RowReader(text)
    collector, lines = _read_lines(tokens, rows, year)
    if rows.settle():
        collector, lines = _read_lines(tokens, rows, year)
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


def _read_lines(
    tokens: list[Token], rows: RowReader, year: int | None
) -> tuple[Collector, list[Line]]:
    collector = Collector()
    state = State(rows, year)
    lines: list[Line] = []
    for place, (token, following) in enumerate(pairwise([*tokens, None])):
        if token is None or (following and _is_repeated(token, following)):
            continue
        if token.is_after_prose:
            _leave(state)
        was = state.table
        line = read_token(token, state, collector)
        is_row = state.table == "requests" and len(token.values) == _WIDTH
        if is_row and not line and (not token.meanings or token.find("applicant")):
            collector.add_nameless(token.text, token.start, token.values[-1].end)
        if state.table == "stat2014" and not token.meanings and len(token.values) == 1:
            collector.strange.append(token.text)
        if state.table == "stat2014" and not line and _is_filled_heading(token):
            collector.note("warning", _BEHIND_HEADING, token.start, token.values[-1].end)
        if state.first < 0 or (state.table and state.table != was):
            state.first = token.start
        if line and _is_nothing(line) and _has_strange(tokens, place, rows.text):
            line = _doubted(line)
        if line and state.table == "stat2014" and _is_torn(tokens, place, rows.text):
            line = _doubted(line)
        if (
            line
            and not _is_nothing(line)
            and (first := _first_in_cell(tokens, place, rows.text)) < place
        ):
            past = tokens[first].start
            lines[:] = [_doubted(last) if last.found[0].start >= past else last for last in lines]
            line = _doubted(line)
        if line:
            is_sure = _is_sure(line, rows.text, bool(state.order))
            start = min(state.first, line.start)
            key = line.found[0].key
            again = [last for last in lines[-3:] if key == last.found[0].key]
            if _is_blank(line) and again:
                continue
            for last in filter(_is_blank, again):
                start = min(start, last.start)
                lines.remove(last)
            is_named = len(state.order) == _WIDTH
            lines.append(Line(line.found, start, line.end, line.row, is_sure, state.run, is_named))
            state.first = line.start
            state.in_header = False
    return collector, lines


def _doubted(line: Line) -> Line:
    found = tuple(cell._replace(value=None, state="unreadable") for cell in line.found)
    return line._replace(found=found)


def _first_in_cell(tokens: Sequence[Token], place: int, text: str) -> int:
    """The place of the first label in the cell of a row: nobody knows whose its values are."""
    end = tokens[place].end
    if not text[end : end + 2].lstrip(')"”').startswith(_MARKS):
        return place
    first = place
    while first and not tokens[first - 1].values and tokens[first - 1].find("request"):
        if tokens[first - 1].end < tokens[first].start:
            break
        first -= 1
    return first


def _has_strange(tokens: Sequence[Token], place: int, text: str) -> bool:
    """Behind a label stand words of nobody's, then numbers: no row of blank cells."""
    end = tokens[place].end
    if says.note_line.match(text, end):
        return True
    if any(map(_is_filled_heading, tokens[place + 1 : place + 2])):
        return True
    behind = list(takewhile(_is_strange, islice(tokens, place + 1, None)))
    if any(token.values for token in behind):
        return True
    known = (token.start for token in tokens[place + 1 + len(behind) :][:1])
    line = text.find("\n", end)
    past = min(next(known, len(text)), line if line >= 0 else len(text), end + FAR)
    return any(map(str.isdecimal, text[end:past]))


def _is_torn(tokens: Sequence[Token], place: int, text: str) -> bool:
    """A row of 2014 in columns has part of its number above it, or beside the rest of its label."""
    token = tokens[place]
    if not token.values or not text.startswith(" ", text.rfind("\n", 0, token.start) + 1):
        return False
    below = next(iter(tokens[place + 1 : place + 2]), None)
    if below and below.values and not below.meanings and is_in_label(core(below.text)):
        return True
    above = tokens[place - 1] if place else None
    if above is None or "\n" not in text[token.end : token.values[0].start]:
        return False
    return _is_filled_heading(above) or bool(above.find("indicator") and above.values[1:])


def _is_filled_heading(token: Token) -> bool:
    """A heading of the form of 2014 has no values: two of its rows were taken for one."""
    is_heading = token.find("stat_group") or token.find("stat_subgroup")
    return bool(is_heading) and any(cell.text[-1].isdigit() for cell in token.values)


def _is_strange(token: Token) -> bool:
    return not (token.meanings or token.is_after_prose)


def _place(lines: list[Line]) -> list[Line]:
    """Lay out rows that lost their blanks, where the form's sums leave one way only."""
    lines = _doubt_columns(lines)
    placed = place_columns([(line.found, line.row) for line in lines])
    return _take_digits([
        line if found is line.found else line._replace(found=found)
        for line, found in zip(lines, placed, strict=True)
    ])  # fmt: skip


def _take_digits(lines: list[Line]) -> list[Line]:
    """Results of one digit each, if the requests' table is whole and prints every cell.

    A text without blanks of its own might lack those of section four; such an agency prints zeros.
    """
    if not any(line.row and line.row.how == "digits" for line in lines):
        return lines
    cells = [c for line in lines for c in line.found if c.table == "requests"]
    printed = {c.key[0] for c in cells if c.state in ("number", "zero")}
    others = {c.key[0] for c in cells if c.state not in ("number", "zero")}
    if printed not in whole_items() or not others <= {_HEADING} - printed:
        return lines
    return [
        line._replace(found=tuple(map(_digit, line.found, line.row.values)))
        if line.row and line.row.how == "digits"
        else line
        for line in lines
    ]


def _digit(cell: Found, at: Cell) -> Found:
    number = int(at.text)
    return cell._replace(value=float(number), state="number" if number else "zero",
                         text=at.text, start=at.start, end=at.end)  # fmt: skip


def _doubt_columns(lines: list[Line]) -> list[Line]:
    """Marked cells are unreadable, their totals apart, below a header that names no columns where
    no row has anything in the first: it may be a cell that a merged label left.
    """
    rows = [line for line in lines if line.row and line.found[0].table == "requests"]
    are_told = any(line.is_named or line.found[0].value is not None for line in rows)
    if are_told or not any(line.row and line.row.how == "cells" for line in rows):
        return lines
    return [
        line._replace(found=(*_doubted(line).found[:-1], line.found[-1]))
        if line in rows and not _is_nothing(line)
        else line
        for line in lines
    ]


def _is_blank(line: Line) -> bool:
    """A blank row beside one of the same key: the label was broken, and one part has the values."""
    return line.row.how == "blank" if line.row else line.found[0].state == "blank"


def _is_nothing(line: Line) -> bool:
    return all(cell.state == "blank" for cell in line.found)


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
    state.is_undivided, state.periods = False, (0, 0)


def _is_sure(line: Line, text: str, has_header: bool) -> bool:
    """Whether a row looks like a form's, not like a clause that has the same words."""
    table = line.found[0].table
    is_clause = says.counted_clause.match(text, line.end - 1) is not None
    if table == "requests":
        is_told = line.row is not None and line.row.how not in ("unreadable", "short")
        return is_told or (has_header and not is_clause)
    if table == "stat2014":
        behind = text[line.end : line.end + 3].lstrip(term.measures)
        return line.found[0].value is not None and behind[:1] not in (",", "。", ";", "、")
    if table == "redress":
        has_value = any(cell.value is not None for cell in line.found)
        return len(line.found) >= 5 or (has_value and not is_clause)
    return not (_is_nothing(line) and says.counted_behind.match(text, line.end))


def _keep_forms(lines: list[Line], collector: Collector) -> None:
    """Take the tables with enough rows; single labels in prose are no form."""
    places = [(line.found[0].table, line.run) for line in lines]
    sure = Counter(place for place, line in zip(places, lines, strict=True) if line.is_sure)
    for place, rows in Counter(places).items():
        if place[0] == "redress" and rows >= _WHOLE_IN_CLAUSES:
            sure[place] = rows
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
