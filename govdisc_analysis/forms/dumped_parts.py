"""Sections two and four of a text that has their values apart from the labels.

Section two has no sums. Where it has just as many values as the form has cells, those are taken
that leave no choice: those behind the head of a column, one a row, or those of a block that says
the same row by row and column by column. Section four is taken where fifteen values follow all its
labels and every channel's sum holds.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import groupby

from govdisc_analysis.forms.cells import header_unit, parse_value
from govdisc_analysis.forms.collect import Found, Table, load_codes, make_found
from govdisc_analysis.forms.labels import Meaning
from govdisc_analysis.forms.measures import proactive_key, read_measures
from govdisc_analysis.forms.patterns import says, term
from govdisc_analysis.forms.pieces import tokenize
from govdisc_analysis.forms.strays import has_sum
from govdisc_analysis.forms.tokens import Token
from govdisc_analysis.models import Cell

Body = Mapping[tuple[str, ...], Found]
_OPEN = ("blank", "unreadable")
_ALL_RESULTS, _RESULTS = 15, 5
_MOST_CHARACTERS = 6_000
_OWN = frozenset(("article", "measure", "subject", "subject_head"))
_NEXT = frozenset(("request", "applicant", "applicant_group", "channel"))


def read_parts(
    text: str, picked: Mapping[Table, Body], readings: Mapping[Table, str]
) -> dict[Table, Body]:
    """Both sections, where cells are missing and a grid did not tell their places."""
    readers: dict[Table, Callable[[str, Body], Body]]
    readers = {"proactive": _read_proactive, "redress": _read_redress}
    found: dict[Table, Body] = {}
    for table, reader in readers.items():
        body = picked.get(table, {})
        is_open = not body or any(cell.state in _OPEN for cell in body.values())
        if is_open and readings.get(table) != "grid":
            read = reader(text, body)
            if read and read is not body:
                found[table] = read
    return found


def _read_proactive(text: str, body: Body) -> Body:
    """What was read, with such cells; a blank one is unreadable beside a number of nobody's."""
    tokens = list(_section_two(text))
    values = [cell for token in tokens for cell in token.values]
    found: dict[tuple[str, ...], Found] = {}
    if len(values) in _sizes():
        found = {cell.key: cell for cell in (*_by_columns(tokens), *_by_blocks(tokens))}
    whole = dict(body)
    for key, cell in found.items():
        if key not in body or body[key].state in _OPEN:
            whole[key] = cell
    claimed = {cell.start for cell in whole.values() if cell.state != "blank"}
    if any(cell.start not in claimed and cell.text[-1:].isdigit() for cell in values):
        whole = {
            key: cell._replace(state="unreadable") if cell.state == "blank" else cell
            for key, cell in whole.items()
        }
    return body if whole == body else whole


@cache
def _sizes() -> frozenset[int]:
    """How many cells the section has in each form."""
    templates = (template for units in load_codes().proactive.values() for template in units)
    return frozenset(Counter(templates).values())


def _section_two(text: str) -> Iterator[Token]:
    """The labels of section two and what stands between them."""
    is_begun = False
    for token in tokenize(text):
        kinds = {meaning.kind for meaning in token.meanings}
        is_begun = is_begun or bool(kinds & {"article", "measure"})
        if is_begun and kinds & _NEXT:
            return
        if is_begun:
            yield token


def _by_columns(tokens: Sequence[Token]) -> Iterator[Found]:
    """The values that stand behind the head of their column, one for each row of its article."""
    heads = [(token, m) for token in tokens if (m := token.find("measure"))]
    header = [meaning for _, meaning in heads]
    subjects = _subjects(tokens)
    for code in dict.fromkeys(meaning.code for meaning in header):
        own = [(token, meaning) for token, meaning in heads if meaning.code == code]
        rows = [s for s in subjects if proactive_key(s, own[0][1], header)]
        articles = [list(group) for _, group in groupby(rows, key=lambda s: s.parent)]
        counts = [len(token.values) for token, _ in own]
        if counts != [len(article) for article in articles] or not _has_all(
            rows, own[0][1], header
        ):
            continue
        for (token, measure), article in zip(own, articles, strict=True):
            for subject, at in zip(article, token.values, strict=True):
                yield _make(subject, measure, header, at, token.text)


def _by_blocks(tokens: Sequence[Token]) -> Iterator[Found]:
    """Cells of a block behind all its labels that hold the same in either order of its values."""
    measures: list[Token] = []
    subjects: list[Meaning] = []
    for token in tokens:
        if token.find("measure") or token.find("subject_head") or token.find("article"):
            measures = [] if subjects else measures
            measures += [token] if token.find("measure") else []
            subjects = []
        elif subject := token.find("subject"):
            subjects.append(subject)
        high, wide = len(subjects), len(measures)
        if high > 1 and wide > 1 and len(token.values) == high * wide:
            header = read_measures(tuple(measure.text for measure in measures))
            for place, at in enumerate(token.values):
                row, column = divmod(place, wide)
                measure = header[column]
                if measure and at.text == token.values[column * high + row].text:
                    yield _make(subjects[row], measure, header, at, measures[column].text)
        if token.values:
            measures, subjects = [], []


def _subjects(tokens: Iterable[Token]) -> list[Meaning]:
    """The rows that are named, in the form's order."""
    order = {key[:2]: place for place, key in enumerate(load_codes().proactive)}
    named = dict.fromkeys(m for token in tokens if (m := token.find("subject")))
    return sorted(named, key=lambda m: (m.parent, order.get((m.parent, m.code), 0)))


def _has_all(rows: Sequence[Meaning], measure: Meaning, header: Sequence[Meaning]) -> bool:
    """All rows of the form that have this measure are named."""
    template = (proactive_key(rows[0], measure, header) or ("", "", ""))[1] if rows else ""
    wanted = sum(key[2] == measure.code and template in t
                 for key, t in load_codes().proactive.items())  # fmt: skip
    return len(rows) == wanted


def _make(
    subject: Meaning, measure: Meaning, header: Sequence[Meaning | None], at: Cell, said: str
) -> Found:
    known = proactive_key(subject, measure, header)
    assert known
    key, template, unit = known
    parsed = parse_value(at.text, unit, header_unit(said))
    return make_found("proactive", key, parsed, at, "/".join(key), unit, template)


def _read_redress(text: str, body: Body) -> Body:
    """The fifteen results that follow all labels of section four, if each channel's sum holds."""
    head = says.redress_begins.search(text)
    if not head:
        return body
    cells: list[Cell] = []
    at = head.end()
    for line in text[at : at + _MOST_CHARACTERS].split("\n"):
        parts = line.split()
        if parts and all(map(says.dump_value.fullmatch, parts)):
            if not says.dump_page.fullmatch(line):
                cells += _cells(line, at)
        elif cells and says.redress_label.search(line):
            return body
        at += len(line) + 1
    parsed = [parse_value(cell.text) for cell in cells]
    channels = [parsed[first : first + _RESULTS] for first in range(0, len(parsed), _RESULTS)]
    if len(cells) != _ALL_RESULTS or not all(map(has_sum, channels)):
        return body
    codes = load_codes()
    keys = [(channel, result) for channel in codes.channels for result in codes.results]
    found: dict[tuple[str, ...], Found] = {
        key: make_found("redress", key, said, at, "/".join(key), term.cases)
        for key, said, at in zip(keys, parsed, cells, strict=True)
    }
    known = {key: cell for key, cell in body.items() if cell.state not in _OPEN}
    return found if all(found[key].value == cell.value for key, cell in known.items()) else body


def _cells(line: str, at: int) -> Iterator[Cell]:
    end = 0
    for part in line.split():
        start = line.index(part, end)
        end = start + len(part)
        yield Cell(part, at + start, at + end)
