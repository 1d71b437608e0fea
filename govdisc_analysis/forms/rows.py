"""Which column each value of a flattened row belongs to."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from govdisc_analysis.forms.cells import Parsed, parse_value
from govdisc_analysis.forms.channels import place_channels
from govdisc_analysis.forms.glued import join_torn, list_ways, split_digits, split_zeros
from govdisc_analysis.forms.patterns import says
from govdisc_analysis.forms.strays import (
    ONE_SUM,
    adds_up,
    ends_in_page_number,
    has_sum,
    is_stray_mark,
    without_page_number,
)
from govdisc_analysis.models import Cell

_STEP = 5  # section four has a total for each channel
_ABOVE = 400
_PART = re.compile("[^,]+")
_DIGIT = re.compile(r"\d")
_ZERO = Parsed(0.0, "implied_zero")
_CLOSING = 1  # the bracket that closes a label


class Row(NamedTuple):
    """The cells of a row in the order of its columns; ``how`` says on what ground."""

    cells: tuple[Cell, ...]
    parsed: tuple[Parsed | None, ...]
    how: str
    values: tuple[Cell, ...] = ()


def explicit_cells(text: str, start: int, stop: int, width: int) -> tuple[Cell, ...] | None:
    """The cells that separators mark, blank ones included; None if they mark none.

    >>> [c.text for c in explicit_cells("A|1||3|", 1, 7, 3) or ()]
    ['1', '', '3']
    """
    piece = text[start:stop]
    if "|" in piece:
        mark = "|"
        first_line = piece.partition("\n")[0]
        piece = first_line if first_line.count("|") >= width else piece
    elif "\t" in piece:
        mark = "\t"
        line = piece.find("\n", len(piece) - len(piece.lstrip("\n")))
        piece = piece[:line] if line > 0 else piece
    elif "\n" in piece:
        mark = "\n"
    else:
        return None
    cells: list[Cell] = []
    at = start
    for place, part in enumerate(piece.split(mark)):
        lead = len(part) - len(part.lstrip())
        if place or "\n" in part[:lead]:  # a row on a line of its own begins with its first cell
            bare = part.strip()
            begin = at + (lead if bare else 0)
            if place or bare or mark == "\t":
                cells.append(Cell(bare, begin, begin + len(bare)))
        elif part.strip():
            return None
        at += len(part) + 1
    if mark != "\n" and cells and not cells[-1].text:
        if len(cells) > width and mark == "|":
            cells.pop()  # the mark closes a row as well
        elif not (_is_open(text, start, mark, width) or _adds_up_blank(cells, width)):
            return None  # it may close the last cell, and one is lost
    return _trim(cells, width) if mark != "\n" else _take_lines(cells, width)


def _is_open(text: str, start: int, mark: str, width: int) -> bool:
    """Cells have marks between them only, so that the last one may be blank.

    Tabs never close a row; bars do where they close the line above. A row of sums tells by itself.
    """
    if mark == "\t":
        return width < _STEP
    line = text[max(0, start - _ABOVE) : start].rpartition("\n")[0].rstrip().rpartition("\n")[2]
    return "|" in line and not line.endswith("|")


def _adds_up_blank(cells: Sequence[Cell], width: int) -> bool:
    """The last cell may be blank: all are, or all totals hold."""
    if not any(cell.text for cell in cells):
        return True
    if width < _STEP:
        return False
    parsed = [parse_value(cell.text) for cell in cells]
    step = _STEP if width % _STEP == 0 else width
    chunks = [parsed[first : first + step] for first in range(0, width, step)]
    return all(has_sum(chunk) or {p and p.state for p in chunk} == {"blank"} for chunk in chunks)


def _take_lines(cells: list[Cell], width: int) -> tuple[Cell, ...] | None:
    """Empty lines are blank cells only if the row has just its lines and its total holds."""
    if len(cells) == width + 1 and not cells[-1].text:
        cells = cells[:-1]
    are_spaced = all(c.text for c in cells[::2]) and not any(c.text for c in cells[1::2])
    if len(cells) != width or are_spaced:
        return None
    parsed = [parse_value(cell.text) for cell in cells]
    step = _STEP if width % _STEP == 0 else width
    sums = all(has_sum(parsed[first : first + step]) for first in range(0, width, step))
    return tuple(cells) if all(parsed) and sums else None


def _trim(cells: list[Cell], width: int) -> tuple[Cell, ...] | None:
    """The row's own cells among padding: the first, or the last, where only one is possible."""
    if len(cells) < width:
        return None
    if any(parse_value(cell.text) is None for cell in cells):
        return None
    fits = [
        tuple(cells[first : first + width])
        for first in range(len(cells) - width + 1)
        if not any(c.text for c in (*cells[:first], *cells[first + width :]))
    ]
    if len(fits) == 1 or (fits and len(cells) == width):
        return fits[0]
    summing = [row for row in fits if adds_up([parse_value(c.text) for c in row])]
    if len(summing) == 1:
        return summing[0]
    return fits[0] if fits and fits[0][0].text else None


def read_row(
    text: str,
    start: int,
    stop: int,
    values: Sequence[Cell],
    width: int = 7,
    is_marked: bool = True,
) -> Row:
    """Lay the values of a row into its columns.

    ``is_marked`` is false where the row's separators don't fit those of its table. Fewer values
    than columns are laid out where separators show the blanks; otherwise only a total that its
    parts confirm is taken, and the other columns stay unreadable. ``how`` is "zeros" where nothing
    but zeros and marks are left of a row.
    """
    if width < _STEP and any(_is_signed(text, cell.start) for cell in values):
        return _unreadable(values, width, Cell("", start, start))
    if width >= _STEP and len(values) > 1 and is_stray_mark(text, values):
        values = values[:-1]
    if len(values) == width:
        parsed = tuple([parse_value(cell.text) for cell in values])
        if width == ONE_SUM and _is_over_lines(text, values) and not has_sum(parsed):
            return _unreadable(values, width, Cell("", start, start))
        if not ends_in_page_number(values, parsed):
            return Row(tuple(values), parsed, "full")
    marked = explicit_cells(text, start, stop, width) if is_marked else None
    if marked and _same_values(marked, values):
        return _row(marked, "cells")
    at = Cell("", start, start)
    if not values:
        is_blank = not _holds_number(text[start:stop])
        return _row([at] * width, "blank") if is_blank else _unreadable(values, width, at)
    split = _split_commas(values, width)
    if split:
        return _row(split, "full")
    if len(values) == 1 and width > 1 and (row := _unglue(values, width, at)):
        return row
    if len(values) == width:
        return _unreadable(values, width, at)
    if len(values) > width:
        kept = without_page_number(text, values, width)
        torn = join_torn(text, values) if width == ONE_SUM else []
        if bool(kept) + len(torn) != 1:
            return _unreadable(values, width, at)
        return _row(kept, "page number") if kept else _row(torn[0], "torn")
    return _partial(values, width, at)


def _is_over_lines(text: str, values: Sequence[Cell]) -> bool:
    """The values stand on several lines of cells: parts of numbers may be among them."""
    between = text[values[0].end : values[-1].start]
    return "\t" in between and "\n" in between


def _is_signed(text: str, start: int) -> bool:
    """A dash that joins two numbers can be a sign, or a cell."""
    return start > 1 and text[start - 1] == "-" and text[start - 2].isdecimal()


def _holds_number(between: str) -> bool:
    """A number stands there that was taken for no value (a mark touches it), and is no page's."""
    if not _DIGIT.search(between):
        return False
    lines = between.split("\n")
    return any(_DIGIT.search(line) and not says.dump_page.fullmatch(line) for line in lines)


def _split_commas(values: Sequence[Cell], width: int) -> list[Cell]:
    """The values, where commas part them and not thousands: as many as columns, and they add up."""
    if len(values) >= width or not any("," in cell.text for cell in values):
        return []
    cells = [
        Cell(part[0], cell.start + part.start(), cell.start + part.end())
        for cell in values for part in _PART.finditer(cell.text)
    ]  # fmt: skip
    is_whole = len(cells) == width and adds_up([parse_value(cell.text) for cell in cells])
    return cells if is_whole else []


def _row(cells: Sequence[Cell], how: str) -> Row:
    return Row(tuple(cells), tuple(parse_value(cell.text) for cell in cells), how)


def _same_values(marked: Sequence[Cell], values: Sequence[Cell]) -> bool:
    return sum(bool(cell.text) for cell in marked) == len(values)


def _unreadable(values: Sequence[Cell], width: int, at: Cell) -> Row:
    return Row(_places(values, width, at), (None,) * width, "unreadable", tuple(values))


def _unglue(values: Sequence[Cell], width: int, at: Cell) -> Row | None:
    """The row of one long number that only holds sums as several.

    As many zeros as columns are a row. Else the cells of all ways to cut it, one behind the other,
    or of one digit a column, are the values of a row whose cells only its table can tell.
    """
    text, start, _ = values[0]
    if text == "0" * width:
        return _row([Cell("0", start + n, start + n + 1) for n in range(width)], "full")
    if width < _STEP:
        cells = split_zeros(values[0], width)
        return _row(cells, "full") if cells else None
    if width > ONE_SUM and (digits := split_digits(values[0], width, _STEP)):
        return Row(_places(values, width, at), (None,) * width, "digits", digits)
    if width != ONE_SUM or not text.strip("0"):
        return None
    how, ways = list_ways(values[0], width, start - at.start <= _CLOSING)
    return Row(_places(values, width, at), (None,) * width, how, ways) if ways else None


def _places(values: Sequence[Cell], width: int, at: Cell) -> tuple[Cell, ...]:
    """Where the row's values stand, in their order, for cells of which nobody knows whose."""
    places = [Cell("", cell.start, cell.start) for cell in values[:width]] or [at]
    return (*places, *places[-1:] * (width - len(places)))


def _partial(values: Sequence[Cell], width: int, at: Cell) -> Row:
    parsed = [parse_value(cell.text) for cell in values]
    if len(values) >= 2 and width <= ONE_SUM and adds_up(parsed):
        cells = _places(values[:-1], width - 1, at)
        parts: list[Parsed | None] = [None] * (width - 1)
        return Row((*cells, values[-1]), (*parts, parsed[-1]), "partial", tuple(values))
    if width == ONE_SUM and all(p and not p.value for p in parsed):
        return Row(_places(values, width, at), (None,) * width, "zeros", tuple(values))
    if width % _STEP == 0 and all(parsed):
        return _by_channels(values, width, at)
    return _unreadable(values, width, at)


def _by_channels(values: Sequence[Cell], width: int, at: Cell) -> Row:
    """Section four's cells that the sums of its channels leave one way for."""
    parsed = [parse_value(cell.text) for cell in values]
    held = place_channels([(p.value or 0.0) if p else 0.0 for p in parsed], width)
    if not any(place is not None for place in held):
        return _unreadable(values, width, at)
    cells = list(_places(values, width, at))
    said: list[Parsed | None] = [None] * width
    for column, place in enumerate(held):
        if place is not None:
            cells[column] = values[place] if place >= 0 else cells[column]
            said[column] = parsed[place] if place >= 0 else _ZERO
    return Row(tuple(cells), tuple(said), "channels")
