"""Blanks that the form's own sums prove to be zero (counts cannot be negative)."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from govdisc_analysis.forms.collect import load_codes
from govdisc_analysis.forms.labels import read_rows

Key = tuple[str, ...]
SLACK = 1e-6


@dataclass(frozen=True, slots=True)
class Identity:
    """The sum of ``left`` equals the sum of ``right``."""

    left: tuple[Key, ...]
    right: tuple[Key, ...]


@cache
def identities(table: str) -> tuple[Identity, ...]:
    """All identities between the cells of one table."""
    codes = load_codes()
    made: list[Identity] = []
    for row in read_rows("forms/identities.csv"):
        if row["table"] != table:
            continue
        left, right, axis = row["total"].split(), row["parts"].split(), row["axis"]
        outer: tuple[str, ...] = ("",)
        if table == "requests":
            outer = codes.items if axis == "applicant" else codes.applicants
        elif table == "redress":
            outer = codes.channels
        for other in outer:
            made.append(
                Identity(
                    tuple(_key(table, axis, other, code) for code in left),
                    tuple(_key(table, axis, other, code) for code in right),
                )
            )
    return tuple(made)


def _key(table: str, axis: str, other: str, code: str) -> Key:
    if table == "stat2014":
        return (code,)
    return (code, other) if table == "requests" and axis != "applicant" else (other, code)


def prove_zeros(table: str, values: Mapping[Key, float | None], blanks: set[Key]) -> frozenset[Key]:
    """Blank cells whose zero follows from the printed ones.

    Args:
        table: name of the form table.
        values: the value of every cell that the table prints, None where there is none.
        blanks: the cells that may be proved to be zero.

    Returns:
        The proved cells; those that a contradiction elsewhere in the form touches are left out.

    >>> row = {("reconsideration", r): None for r in ("upheld", "corrected", "other")}
    >>> row |= {("reconsideration", "pending"): 2.0, ("reconsideration", "total"): 2.0}
    >>> len(prove_zeros("redress", row, {k for k, v in row.items() if v is None}))
    3
    """
    if not blanks:
        return frozenset()
    known = dict(values)
    proved: set[Key] = set()
    rules = identities(table)
    changed = True
    while changed:
        changed = False
        for rule in rules:
            new = _zeros(rule, known, blanks) - proved
            if new:
                changed = True
                proved |= new
                known.update(dict.fromkeys(new, 0.0))
    return frozenset(proved - _contradicted(rules, known, proved))


def _zeros(rule: Identity, known: Mapping[Key, float | None], blanks: set[Key]) -> set[Key]:
    sides = (rule.left, rule.right)
    open_cells = [{k for k in side if k in known and known[k] is None} for side in sides]
    if not (open_cells[0] or open_cells[1]) or not (open_cells[0] | open_cells[1]) <= blanks:
        return set()
    sums = [sum(known.get(k) or 0.0 for k in side) for side in sides]
    absent = [any(k not in known for k in side) for side in sides]
    if open_cells[0] and open_cells[1]:
        return set()
    blank_side = 0 if open_cells[0] else 1
    if not any(known.get(k) is not None for k in sides[1 - blank_side]):
        return set()
    # an absent row may hold something only on the side that must be complete
    complete = not absent[0] if blank_side == 1 else not _lacks(rule, known)
    if complete and abs(sums[0] - sums[1]) < SLACK:
        return open_cells[blank_side]
    return set()


def _lacks(rule: Identity, known: Mapping[Key, float | None]) -> bool:
    """A part is absent that every template prints (其他处理 is one row or three)."""
    absent = [k for k in rule.right if k not in known]
    return any(not k[0].startswith("other") for k in absent)


def _contradicted(
    rules: tuple[Identity, ...], known: Mapping[Key, float | None], proved: set[Key]
) -> set[Key]:
    bad: set[Key] = set()
    for rule in rules:
        cells = [k for k in rule.left + rule.right if k in known]
        if not proved.intersection(cells) or any(known[k] is None for k in cells):
            continue
        if any(k not in known for k in rule.left) or _lacks(rule, known):
            continue
        left = sum(known[k] or 0.0 for k in rule.left)
        right = sum(known.get(k) or 0.0 for k in rule.right)
        if abs(left - right) > SLACK:
            bad |= proved.intersection(cells)
    return bad
