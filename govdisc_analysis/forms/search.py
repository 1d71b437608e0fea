"""Which rows of numbers are the same in every way to make the sums down a table hold.

Each equation is solved exactly: all partial sums that rows one by one can reach are listed, then
those from which the rest can still balance. What a row holds in some solution is left in its
domain. Equations share rows, so that they narrow each other until nothing changes.
"""

from collections.abc import Mapping, Sequence

Vector = tuple[float, ...]
Equation = tuple[tuple[str, int], ...]  # rows with their signs; their sum is zero in each column
_Domains = Mapping[str, Sequence[Vector]]
_Bounds = tuple[Vector, Vector]
_SLACK = 1e-6
_MOST_STEPS = 6_000


def left_vectors(domains: _Domains, equations: Sequence[Equation]) -> dict[str, list[Vector]]:
    """What each row can hold in the solutions of each equation.

    Args:
        domains: the vectors that each row can have.
        equations: sums over rows, each of which must be zero in every column.

    Returns:
        The vectors that are left; none where an equation has no solution at all, since then the
        source contradicts itself. An equation with too many ways proves nothing.

    >>> left_vectors({"a": [(1, 0), (0, 1)], "b": [(1, 0)]}, [(("a", 1), ("b", -1))])["a"]
    [(1, 0)]
    >>> left_vectors({"a": [(1, 0), (0, 1)], "b": [(1, 0), (0, 1)]}, [(("a", 1), ("b", -1))])["b"]
    [(1, 0), (0, 1)]
    """
    now = {row: list(vectors) for row, vectors in domains.items()}
    is_changed = True
    while is_changed:
        is_changed = False
        for equation in equations:
            kept = _solve(now, equation)
            if kept is None:
                return {}
            for row, vectors in kept.items():
                is_changed = is_changed or len(vectors) < len(now[row])
                now[row] = vectors
    return now


def _solve(domains: _Domains, equation: Equation) -> dict[str, list[Vector]] | None:
    """What the open rows of one equation hold in its solutions; None if it has none."""
    width = len(next(iter(domains.values()))[0])
    start: Vector = (0.0,) * width
    open_rows: list[tuple[str, int]] = []
    for row, sign in equation:
        if len(domains[row]) == 1:
            start = _add(start, domains[row][0], sign)
        else:
            open_rows.append((row, sign))
    open_rows.sort(key=lambda item: (-max(map(max, domains[item[0]])), item[0]))
    rest = _rest_bounds(domains, open_rows, width)
    layers = _reach(domains, open_rows, rest, start)
    if layers is None:
        return {}
    return _trace(domains, open_rows, layers)


def _add(one: Vector, other: Vector, sign: int) -> Vector:
    if sign > 0:
        return tuple([a + b for a, b in zip(one, other, strict=True)])
    return tuple([a - b for a, b in zip(one, other, strict=True)])


def _rest_bounds(domains: _Domains, rows: Sequence[tuple[str, int]], width: int) -> list[_Bounds]:
    """The least and the most that the rows from each place on can still add."""
    bounds: list[_Bounds] = [((0.0,) * width, (0.0,) * width)]
    for row, sign in reversed(rows):
        columns = list(zip(*domains[row], strict=True))
        low, high = tuple(map(min, columns)), tuple(map(max, columns))
        low, high = (low, high) if sign > 0 else (high, low)
        bounds.append((_add(bounds[-1][0], low, sign), _add(bounds[-1][1], high, sign)))
    return bounds[::-1]


def _reach(
    domains: _Domains, rows: Sequence[tuple[str, int]], rest: Sequence[_Bounds], start: Vector
) -> list[set[Vector]] | None:
    """The sums that can be reached before each row; None if they are too many."""
    layers = [{start} if _can_end(start, rest[0]) else set()]
    steps = 0
    for place, (row, sign) in enumerate(rows):
        steps += len(layers[-1]) * len(domains[row])
        if steps > _MOST_STEPS:
            return None
        sums = {_add(reached, v, sign) for reached in layers[-1] for v in domains[row]}
        layers.append({reached for reached in sums if _can_end(reached, rest[place + 1])})
    return layers


def _can_end(reached: Vector, rest: _Bounds) -> bool:
    return all(
        low - _SLACK <= -value <= high + _SLACK
        for value, low, high in zip(reached, *rest, strict=True)
    )


def _trace(
    domains: _Domains, rows: Sequence[tuple[str, int]], layers: Sequence[set[Vector]]
) -> dict[str, list[Vector]] | None:
    """Back from the end: the vectors by which some way leads to it."""
    alive = layers[-1]
    kept: dict[str, list[Vector]] = {}
    for (row, sign), reached in zip(reversed(rows), reversed(layers[:-1]), strict=True):
        used = {
            vector: [before for before in reached if _add(before, vector, sign) in alive]
            for vector in domains[row]
        }
        alive = {before for ways in used.values() for before in ways}
        kept[row] = [vector for vector, ways in used.items() if ways]
    return kept if alive else None
