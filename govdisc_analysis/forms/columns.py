"""Rows of the request table that lost their blanks, laid out by the form's own sums.

A row's values stand in the order of its columns, so that a layout is a choice of columns. All
rows of a table are looked at together: a layout is taken only if no other one leaves a way to
fill the table in which every sum holds.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import combinations, pairwise

from govdisc_analysis.forms.cells import parse_value
from govdisc_analysis.forms.collect import Found
from govdisc_analysis.forms.glued import is_whole
from govdisc_analysis.forms.implied import identities, prove_zeros
from govdisc_analysis.forms.rows import Row
from govdisc_analysis.forms.search import Equation, Vector, left_vectors
from govdisc_analysis.models import Cell

Line = tuple[tuple[Found, ...], Row | None]
_WIDTH = 6  # applicants; the total is the seventh column
_OTHER = "other"
_OPEN = ("partial", "zeros", "glued", "short", "many", "packed")
_CUT = ("glued", "short", "many", "packed")
_FEWER = ("blank", "partial", "zeros", "unreadable", "short")
"""How rows are read that have fewer values than columns."""


def place_columns(lines: Sequence[Line]) -> list[tuple[Found, ...]]:
    """The rows' cells, with the columns of partial rows where just one layout fits."""
    placed = [found for found, _ in lines]
    if not any(row and row.how in _OPEN for _, row in lines):
        return placed
    for body in _bodies(lines):
        rows = {item: row for item, number in body.items() if (row := lines[number][1])}
        if _is_torn(rows.values()):
            for number in body.values():
                row = lines[number][1]
                if row and row.how in _OPEN:
                    placed[number] = tuple(
                        cell._replace(value=None, state="unreadable") for cell in placed[number]
                    )
            continue
        takes_short = _is_glued(rows.values())
        has_blanks = _may_lack_blanks(rows)
        ways = {
            item: _ways(row.values)
            if row.how == "packed" or (takes_short and has_blanks)
            else _whole_ways(row.values)
            for item, row in rows.items()
            if row.how in _CUT and not (has_blanks and (row.how == "many" or not takes_short))
        }
        domains = {
            item: _domain(*lines[number], ways.get(item, ())) for item, number in body.items()
        }
        known = {item: domain for item, domain in domains.items() if domain}
        for item, vectors in left_vectors(known, _equations(domains)).items():
            row = lines[body[item]][1]
            if row and row.how in ("partial", *_CUT):
                taken = _take(placed[body[item]], row, vectors, ways.get(item, ()))
                placed[body[item]] = taken
        _prove_zeros(body.values(), lines, placed)
    return placed


def _is_torn(rows: Iterable[Row]) -> bool:
    """Most short rows don't end in their sum: the columns that hold the totals stand elsewhere."""
    short = Counter(row.how for row in rows if 1 < len(row.values) <= _WIDTH)
    return short["unreadable"] > short["partial"]


def _may_lack_blanks(rows: Mapping[str, Row]) -> bool:
    """Rows of digits stand beside rows with fewer values: the text may print nothing for a blank.

    Then the digits of a row need not be those of all its cells, whatever they add up to.
    """
    is_divided = any(item.startswith(f"{_OTHER}.") for item in rows)
    kinds = {row.how for item, row in rows.items() if item != _OTHER or not is_divided}
    return not kinds.isdisjoint(_CUT) and not kinds.isdisjoint(_FEWER)


def _is_glued(rows: Iterable[Row]) -> bool:
    """Nothing stands between the cells of any row; else a single number is one cell."""
    cells = [row.values or row.cells for row in rows if row.how not in (*_CUT, "blank")]
    return all(a.end == b.start for row in cells for a, b in pairwise(row))


def _prove_zeros(
    body: Collection[int], lines: Sequence[Line], placed: list[tuple[Found, ...]]
) -> None:
    """Take the cells of rows of zeros which the sums prove: a blank one among them is zero, too."""
    rows = {n for n in body if (row := lines[n][1]) and row.how == "zeros"}
    if not rows:
        return
    cells = {cell.key: cell for number in body for cell in placed[number]}
    may_be = {cell.key for number in rows for cell in placed[number]}
    may_be |= {key for key, cell in cells.items() if cell.state in ("blank", "dash")}
    proved = prove_zeros("requests", {key: cell.value for key, cell in cells.items()}, may_be)
    for number in rows:
        placed[number] = tuple(
            cell._replace(value=0.0, state="implied_zero") if cell.key in proved else cell
            for cell in placed[number]
        )


def _bodies(lines: Sequence[Line]) -> Iterator[dict[str, int]]:
    """Line numbers of the items of each body's request table."""
    body: dict[str, int] = {}
    for number, (found, _) in enumerate(lines):
        if found[0].table != "requests":
            continue
        item = found[0].key[0]
        if item in body:
            yield body
            body = {}
        body[item] = number
    if body:
        yield body


def _domain(
    found: Sequence[Found], row: Row | None, ways: Sequence[Sequence[Cell]]
) -> tuple[Vector, ...]:
    """What the six applicant columns of a row can hold; nothing where its own sum fails."""
    if row is None or row.how == "unreadable" or len(found) <= _WIDTH:
        return ()
    if row.how in _CUT:
        return tuple(map(_numbers, ways))
    if row.how == "zeros":
        return ((0.0,) * _WIDTH,)
    if row.how != "partial":
        if any(cell.state == "unreadable" for cell in found):
            return ()
        return (tuple(cell.value or 0.0 for cell in found[:_WIDTH]),)
    numbers = _numbers(row.values)
    vectors = {}
    for layout in combinations(range(_WIDTH), len(numbers)):
        at = dict(zip(layout, numbers, strict=True))
        vectors[tuple(at.get(column, 0.0) for column in range(_WIDTH))] = layout
    return tuple(vectors)


def _equations(domains: Mapping[str, Sequence[Vector]]) -> list[Equation]:
    """The form's sums down its columns, those of which every row is there and readable."""
    found: dict[Equation, None] = {}
    for rule in identities("requests"):
        items = [key[0] for key in (*rule.left, *rule.right)]
        if len(set(items)) == 1:
            continue  # a sum along a row
        if all(domains.get(item) or _may_miss(item, domains) for item in items):
            signs = [(key[0], 1) for key in rule.left] + [(key[0], -1) for key in rule.right]
            found[tuple((item, sign) for item, sign in signs if item in domains)] = None
    return list(found)


def _may_miss(item: str, domains: Mapping[str, Sequence[Vector]]) -> bool:
    """其他处理 is one row or three."""
    is_other = item.startswith(_OTHER)
    return is_other and item not in domains and any(name.startswith(_OTHER) for name in domains)


def _value(cell: Cell) -> float:
    parsed = parse_value(cell.text)
    return (parsed.value if parsed else None) or 0.0


def _take(
    found: tuple[Found, ...], row: Row, vectors: Sequence[Vector], ways: Sequence[Sequence[Cell]]
) -> tuple[Found, ...]:
    """The cells that all ways to lay a row out have in common: all of them where one is left."""
    if row.how in _CUT:
        left = set(vectors)
        is_printed = row.how == "packed"
        return _take_common(found, [way for way in ways if _numbers(way) in left], is_printed)
    if len(vectors) == 1:
        return _lay_out(found, row.values, vectors[0])
    is_zero = [not any(column) for column in zip(*vectors, strict=True)]
    return tuple(
        cell._replace(value=0.0, state="implied_zero") if zero else cell
        for cell, zero in zip(found, (*is_zero, False), strict=True)
    )


def _numbers(values: Sequence[Cell]) -> Vector:
    """What stands before the total."""
    return tuple(_value(cell) for cell in values[:-1])


def _take_common(
    found: tuple[Found, ...], ways: Sequence[Sequence[Cell]], is_printed: bool
) -> tuple[Found, ...]:
    """The cells that are the same in all ways to cut a row's digits that its sums leave.

    ``is_printed`` says that a cell without text is a blank one, not one of which nothing is known.
    """
    cells = list(found)
    for column, same in enumerate(map(set, zip(*ways, strict=True))):
        at = next(iter(same))
        said = parse_value(at.text)
        if len(same) == 1 and at.text and said:
            cells[column] = cells[column]._replace(
                value=said.value, state=said.state, text=at.text, start=at.start, end=at.end
            )
        elif len(same) == 1 and is_printed:
            cells[column] = cells[column]._replace(state="blank", start=at.start, end=at.end)
        elif not any(map(_value, same)):
            cells[column] = cells[column]._replace(value=0.0, state="implied_zero")
    return tuple(cells)


def _ways(values: Sequence[Cell]) -> list[Sequence[Cell]]:
    width = _WIDTH + 1
    return [values[first : first + width] for first in range(0, len(values), width)]


def _whole_ways(values: Sequence[Cell]) -> list[Sequence[Cell]]:
    return [way for way in _ways(values) if is_whole(way)]


def _lay_out(found: tuple[Found, ...], values: Sequence[Cell], vector: Vector) -> tuple[Found, ...]:
    cells = list(found)
    numbers = [cell for cell in values[:-1] if _value(cell)]
    for column in range(_WIDTH):
        if not vector[column]:
            cells[column] = cells[column]._replace(state="blank")
            continue
        cell = numbers.pop(0)
        cells[column] = cells[column]._replace(value=vector[column], state="number",
                                text=cell.text, start=cell.start, end=cell.end)  # fmt: skip
    return tuple(cells)
