"""A small search: which rows of numbers are the same in every way to make all sums hold."""

from collections.abc import Mapping, Sequence

Vector = tuple[float, ...]
Equation = tuple[tuple[str, int], ...]  # rows with their signs; their sum is zero in each column
_Domains = Mapping[str, Sequence[Vector]]
_SLACK = 1e-6
_MOST_NODES = 20


class _Exhausted(Exception):  # noqa: N818 (a bound that was reached, not a fault)
    """The search was given up; nothing more is proved."""


class _Budget:
    """How many more narrowings a search may do."""

    def __init__(self, nodes: int) -> None:
        self.left = nodes

    def spend(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise _Exhausted


def certain_vectors(domains: _Domains, equations: Sequence[Equation]) -> dict[str, Vector]:
    """Rows that have one vector only, in every solution of the equations.

    Args:
        domains: the vectors that each row can have.
        equations: sums over rows, each of which must be zero in every column.

    Returns:
        The rows that are certain; none where the equations have no solution at all, since then
        the source contradicts itself. A search that takes too long proves nothing.

    >>> certain_vectors({"a": [(1, 0), (0, 1)], "b": [(1, 0)]}, [(("a", 1), ("b", -1))])["a"]
    (1, 0)
    >>> certain_vectors({"a": [(1, 0), (0, 1)], "b": [(1, 0), (0, 1)]}, [(("a", 1), ("b", -1))])
    {}
    """
    budget = _Budget(_MOST_NODES)
    certain: dict[str, Vector] = {}
    try:
        narrowed = _narrow(domains, equations)
        first = _solve(narrowed, equations, budget) if narrowed else None
        if narrowed is None or first is None:
            return {}
        certain = {row: vectors[0] for row, vectors in narrowed.items() if len(vectors) == 1}
        swapped = _swappable(narrowed, first, equations)
        asked = [row for row in narrowed if row not in certain and row not in swapped]
        while asked:
            row = asked.pop()
            others = [vector for vector in narrowed[row] if vector != first[row]]
            other = _solve({**narrowed, row: others}, equations, budget)
            if other is None:
                certain[row] = first[row]
                narrowed = {**narrowed, row: [first[row]]}
            else:
                asked = [name for name in asked if other[name] == first[name]]
    except _Exhausted:
        return certain
    return certain


def _swappable(
    domains: _Domains, solution: Mapping[str, Vector], equations: Sequence[Equation]
) -> set[str]:
    """Rows that can change against one other row of the same equations: these are not certain."""
    moves: dict[tuple[tuple[int, ...], Vector], set[str]] = {}
    for row, vectors in domains.items():
        role = tuple(sum(s for name, s in equation if name == row) for equation in equations)
        for vector in vectors:
            if vector != solution[row]:
                move = tuple(a - b for a, b in zip(vector, solution[row], strict=True))
                moves.setdefault((role, move), set()).add(row)
    found: set[str] = set()
    for (role, move), rows in moves.items():
        others = moves.get((role, tuple(-step for step in move)), set())
        found |= {row for row in rows if others - {row}}
    return found


def _solve(
    domains: _Domains, equations: Sequence[Equation], budget: _Budget
) -> dict[str, Vector] | None:
    """One way to choose a vector for each row so that every equation holds."""
    budget.spend()
    narrowed = _narrow(domains, equations)
    if narrowed is None:
        return None
    open_rows = [row for row, vectors in narrowed.items() if len(vectors) > 1]
    if not open_rows:
        return {row: vectors[0] for row, vectors in narrowed.items()}
    row = min(open_rows, key=lambda name: len(narrowed[name]))
    for vector in narrowed[row]:
        solution = _solve({**narrowed, row: [vector]}, equations, budget)
        if solution:
            return solution
    return None


def _narrow(domains: _Domains, equations: Sequence[Equation]) -> dict[str, Sequence[Vector]] | None:
    """Drop vectors that no choice for the other rows can balance; None if a row has none left."""
    now = dict(domains)
    is_changed = True
    while is_changed:
        is_changed = False
        for equation in equations:
            bounds = {row: _bounds(now[row], sign) for row, sign in equation}
            low = [sum(b[0][c] for b in bounds.values()) for c in range(_width(now))]
            high = [sum(b[1][c] for b in bounds.values()) for c in range(_width(now))]
            for row, sign in equation:
                own = bounds[row]
                least = [-h + o for h, o in zip(high, own[1], strict=True)]
                most = [-low_c + o for low_c, o in zip(low, own[0], strict=True)]
                kept = [v for v in now[row] if _fits(v, sign, least, most)]
                if not kept:
                    return None
                if len(kept) < len(now[row]):
                    now[row] = kept
                    is_changed = True
    return now


def _width(domains: _Domains) -> int:
    return len(next(iter(domains.values()))[0])


def _bounds(vectors: Sequence[Vector], sign: int) -> tuple[list[float], list[float]]:
    """The least and the most that a row can add to an equation in each column."""
    columns = list(zip(*vectors, strict=True))
    least, most = [sign * min(column) for column in columns], [sign * max(c) for c in columns]
    return (least, most) if sign > 0 else (most, least)


def _fits(vector: Vector, sign: int, least: Sequence[float], most: Sequence[float]) -> bool:
    return all(
        low - _SLACK <= sign * value <= high + _SLACK
        for value, low, high in zip(vector, least, most, strict=True)
    )
