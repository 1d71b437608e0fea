"""Tables of a text that has their values apart from the labels (copied out of a PDF).

Programs that copy a page print what stands in a column, or in a block of it, before what stands
beside it: labels first, then values, row by row or column by column::

    1.属于国家秘密
    2.其他法律行政法规禁止公开
    0
    30
    ...

Such values are given to the rows in the form's own order, and only where the counts are exact, one
way alone makes all sums of the form hold.
"""

import re
from collections.abc import Mapping, Sequence
from itertools import takewhile
from typing import NamedTuple

from govdisc_analysis.forms.blocks import (
    Block,
    Way,
    find_ways,
    free_keys,
    holds,
    is_pinned,
    keys_of,
)
from govdisc_analysis.forms.cells import parse_value
from govdisc_analysis.forms.collect import Found, Table, load_codes, make_found
from govdisc_analysis.forms.implied import SLACK, identities
from govdisc_analysis.forms.labels import core, guess, is_in_label
from govdisc_analysis.forms.lost import all_rows, rows_named, whole_items
from govdisc_analysis.forms.merge import is_complete
from govdisc_analysis.forms.patterns import says, term
from govdisc_analysis.models import Cell

_WIDTH = 7
_MOST_BROKEN = 4  # labels that a page's end or a merged cell tears apart
_PART_OF_LABEL, _FAR = 4, 20
_MOST_STRAY = {"requests": 1, "stat2014": 0}
"""Numbers of nobody's behind a label: a page's number may stand in a row of several cells."""
_MOST_CHARACTERS = 12_000
_PART = re.compile(r"[^\s|]+")
_DIGIT = re.compile(r"\d")
_VAGUE = ("other", "other.other")  # words that stand in other labels and groups too

SUMMED: frozenset[Table] = frozenset(("requests", "stat2014"))
"""The tables whose own sums can prove what is whose."""

Body = Mapping[tuple[str, ...], Found]


class _Words(NamedTuple):
    """Words between values: how many values stand before them, and the rows that they name.

    Strange ones are part of no label.
    """

    before: int
    items: tuple[str, ...]
    is_strange: bool


def read_dumped(
    text: str, picked: Mapping[Table, Body], readings: Mapping[Table, str]
) -> dict[Table, Body]:
    """The tables whose values stand apart from their labels, if their sums prove whose they are.

    Where they don't, cells read as blank are unreadable beside numbers of nobody's. A grid with a
    blank cell tells its values' places itself.
    """
    readers = {"requests": _read_requests, "stat2014": _read_indicators}
    found = {
        table: readers[table](text, picked.get(table, {}))
        for table in sorted(SUMMED & picked.keys() or SUMMED)
        if readings.get(table) != "grid" or all(cell.text for cell in picked[table].values())
    }
    return {table: body for table, body in found.items() if body and body is not picked.get(table)}


def dump_extent(text: str, table: Table, body: Body) -> tuple[int, int]:
    """The stretch of a text that such a table covers; labels of 2014 hold numbers, too."""
    start, end = min(cell.start for cell in body.values()), max(c.end for c in body.values())
    head = says.stat_begins.search(text, 0, start) if table == "stat2014" else None
    return (head.start() if head else start), end


def _has_blanks(body: Body) -> bool:
    return any(cell.state == "blank" for cell in body.values())


def _doubt(body: Body, cells: Sequence[Cell], words: Sequence[_Words], most: int) -> Body:
    """The cells read so far; blank ones are unreadable where too many numbers follow a label.

    Args:
        body: what was read.
        cells: all values of the table.
        words: the words between them.
        most: so many numbers may stand behind a label that none of them was given to.
    """
    if not _has_blanks(body):
        return body
    claimed = {cell.start for cell in body.values()}
    labels = {said.before for said in words if said.items}
    stray = 0
    for place, cell in enumerate(cells):
        is_stray = cell.start not in claimed and cell.text[-1].isdigit()
        stray = is_stray * (1 if place in labels else stray + 1)
        if stray > most:
            return {
                key: cell._replace(state="unreadable") if cell.state == "blank" else cell
                for key, cell in body.items()
            }
    return body


def _read_requests(text: str, body: Body) -> Body:
    """The requests' table, if one way alone makes all its sums hold."""
    if is_complete("requests", body) and not _has_blanks(body):
        return body
    part = _between(text, says.dump_begins, says.dump_ends)
    cells, words = _cut(part, "requests")
    if not cells and "\n" in text[part.end :]:  # they stand behind the next section's heading
        cells, behind = _cut(_from(text, text.index("\n", part.end), says.dump_ends), "requests")
        words += behind
    items = _items(len(cells), words)
    values = _numbers(cells)
    ways = [way for way in find_ways(values, len(items)) if holds(items, way, values)]
    if len(ways) == 1 and _fits(ways[0], items, words):
        keys = keys_of(items, ways[0])
        free = set() if is_pinned(ways[0], items, values) else free_keys(items, ways[0], values)
        found: dict[tuple[str, ...], Found] = {}
        for key, place in keys:
            said = None if key in free else parse_value(cells[place].text)
            found[key] = make_found("requests", key, said, cells[place], "/".join(key), term.cases)
        return found
    return _doubt(body, cells, words, _MOST_STRAY["requests"])


def _read_indicators(text: str, body: Body) -> Body:
    """The table of 2014, if it has all its values and its sums hold."""
    if is_complete("stat2014", body) and not _has_blanks(body):
        return body
    cells, words = _cut(_between(text, says.stat_begins, says.stat_ends), "stat2014")
    units = load_codes().indicators
    items = tuple(item for item in units if item in {row[0] for row in all_rows("stat2014")})
    named = {item for said in words for item in said.items}
    is_whole = len(cells) == len(items) <= len(named) + 2 * _MOST_BROKEN
    if not is_whole or not _adds_up(items, cells):
        return _doubt(body, cells, words, _MOST_STRAY["stat2014"])
    if not _fits(tuple(Block(place, 1, 1) for place in range(len(items))), items, words):
        return _doubt(body, cells, words, _MOST_STRAY["stat2014"])
    found: dict[tuple[str, ...], Found] = {}
    for item, at in zip(items, cells, strict=True):
        said, unit = parse_value(at.text, units[item]), units[item]
        found[(item,)] = make_found("stat2014", (item,), said, at, item, unit, "stat2014")
    return found


def _adds_up(items: Sequence[str], cells: Sequence[Cell]) -> bool:
    """The sums of the table of 2014 hold, and not because all of them are zero."""
    values = dict(zip(items, _numbers(cells), strict=True))
    sums = [
        [sum(values[key[0]] for key in side) for side in (rule.left, rule.right)]
        for rule in identities("stat2014")
    ]
    return all(abs(a - b) <= SLACK for a, b in sums) and any(a for a, _ in sums)


def _numbers(cells: Sequence[Cell]) -> list[float]:
    parsed = [parse_value(cell.text) for cell in cells]
    return [said.value or 0.0 if said else 0.0 for said in parsed]


def _between(text: str, begin: re.Pattern[str], end: re.Pattern[str]) -> Cell:
    """The stretch of a text between two marks."""
    head = begin.search(text)
    return _from(text, head.end() if head else len(text), end)


def _from(text: str, start: int, end: re.Pattern[str]) -> Cell:
    """The stretch of a text from a place to a mark."""
    behind = end.search(text, start, start + _MOST_CHARACTERS)
    stop = behind.start() if behind else min(len(text), start + _MOST_CHARACTERS)
    return Cell(text[start:stop], start, stop)


def _cut(part: Cell, table: Table) -> tuple[list[Cell], list[_Words]]:
    """The values that end a line or fill it, and the words before, between and behind them."""
    cells: list[Cell] = []
    words: list[_Words] = []
    said, at = "", part.start
    for line in part.text.split("\n"):
        is_page = says.dump_page.fullmatch(line)
        values = _values(line, at) if not is_page else []
        if len(values) == 1 and _is_remark(said, line):
            values = []
        if table == "stat2014" and len(values) == 2 and not _DIGIT.search(line):
            values = []  # a heading has marks for its unit and its value
        said += "" if is_page else line[: values[0].start - at] if values else f"{line}\n"
        if values:
            words += [_words(table, len(cells), said)] if core(said) else []
            said = ""
            cells += values
        at += len(line) + 1
    return cells, [*words, _words(table, len(cells), said)]


def _words(table: Table, before: int, said: str) -> _Words:
    """The rows whose labels stand in some words, in their order, and whether others' do."""
    named, past = rows_named(table, core(said))
    items = tuple(dict.fromkeys(row[0] for row in named if row[0] not in _VAGUE))
    end = len(said)
    while table == "stat2014" and named and len(core(said[:end])) > past:
        end -= 1  # the page's own words at its end; other labels would be one too many
    is_strange = not all(map(_is_known, says.rest_of_word.findall(said[:end])))
    return _Words(before, items, before > 0 and is_strange)


def _is_known(piece: str) -> bool:
    """Some label has these characters, but for one that another label lost; or it lost some."""
    if any(map(is_in_label, (piece, piece[1:], piece[:-1]))) or says.any_unit.fullmatch(piece):
        return True
    return guess(piece, "request") is not None


def _is_remark(said: str, line: str) -> bool:
    """The number belongs to a remark within a label, broken right behind it."""
    tail = core(said[-_FAR:] + line)[-_PART_OF_LABEL:]
    return len(tail) == _PART_OF_LABEL and is_in_label(tail)


def _values(line: str, at: int) -> list[Cell]:
    """The values at the end of a line."""
    cells = [Cell(part[0], at + part.start(), at + part.end()) for part in _PART.finditer(line)]
    behind = takewhile(lambda cell: says.dump_value.fullmatch(cell.text), reversed(cells))
    return list(behind)[::-1]


def _items(count: int, words: Sequence[_Words]) -> tuple[str, ...]:
    """The rows of the form that has so many values, if enough of them are named."""
    named = {item for said in words for item in said.items}
    for whole in whole_items():
        if count == _WIDTH * len(whole) and len(whole.difference(named, _VAGUE)) <= _MOST_BROKEN:
            return tuple(item for item in load_codes().items if item in whole)
    return ()


def _fits(way: Way, items: Sequence[str], words: Sequence[_Words]) -> bool:
    """The words between the values don't gainsay the blocks and the order of their rows.

    They stand between blocks, or each before its row's value in the first column. Labels that stand
    together go down the form, and the first or last of them belongs to the values right behind: a
    row without a label may have been printed before one that stands above it.
    """
    order = {item: place for place, item in enumerate(items)}
    if all(block.size == 1 for block in way) and _follow(order, words, way[0].width):
        return True
    over = {row: block for block in way for row in range(block.first, block.first + block.size)}
    width = way[0].width
    starts = [said.before // width for said in words if said.items and not said.before % width]
    for said in words:
        named = [order[item] for item in said.items if item in order]
        if named != sorted(named) or (said.is_strange and said.before < width * len(items)):
            return False
        block = over.get(said.before // width)
        if block is None:
            continue  # behind all values
        column, below = divmod(said.before - block.first * width, block.size)
        if block.size == 1 and column and named in ([], [block.first]):
            continue  # the rest of the row's own label
        if column or (below and named and block.first + below not in (named[0], named[-1])):
            return False
        if below or not named:
            continue
        past = min((start for start in starts if start > block.first), default=len(items))
        own = set(named).intersection(range(block.first, past))
        are_most = 2 * len(own) >= past - block.first or block.size == past - block.first
        if not own or not (named[-1] == block.first or are_most):
            return False
    return True


def _follow(order: Mapping[str, int], words: Sequence[_Words], width: int) -> bool:
    """Each row's values stand on a line; no label stands before those of the rows above its own.

    Labels of several lines stand behind their row's values, some behind those of later rows.
    """
    named = [(order[item], said.before) for said in words for item in said.items if item in order]
    rows = [row for row, _ in named]
    is_behind = all(before >= row * width for row, before in named)
    is_strange = any(said.is_strange and said.before < width * len(order) for said in words)
    return is_behind and not is_strange and rows == sorted(set(rows))
