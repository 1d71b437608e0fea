"""The identities of the official forms, from codebook/identities.csv.

Every identity is a sum of cells on the left and a sum of cells on the right. A side with a
missing cell makes it not evaluable: silence passes no check.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from govdisc_analysis.codebook import load_csv
from govdisc_analysis.models import Finding, FormCell, Severity

Key = tuple[str, ...]
"""Table name and key of a cell: ("requests", item, applicant)."""
_TOLERANCE = 1e-6


@dataclass(frozen=True, slots=True)
class Identity:
    """One identity with the cells that it binds."""

    check: str
    subject: str
    left: tuple[Key, ...]
    right: tuple[Key, ...]

    @property
    def cells(self) -> tuple[Key, ...]:
        """Every cell of the identity."""
        return self.left + self.right

    def sides(self, values: Mapping[Key, float]) -> tuple[float | None, float | None]:
        """Both sums; None where a cell is missing."""
        return _total(self.left, values), _total(self.right, values)

    def difference(self, values: Mapping[Key, float]) -> float | None:
        """Left less right; None where a cell is missing."""
        left, right = self.sides(values)
        return None if left is None or right is None else left - right


def _total(keys: Sequence[Key], values: Mapping[Key, float]) -> float | None:
    try:
        return sum(map(values.__getitem__, keys))
    except KeyError:
        return None


@cache
def rules() -> dict[str, Mapping[str, str]]:
    """Severity, meaning and message of every check, by its id."""
    return {row["check"]: row for row in load_csv("checks.csv")}


def severity_of(check: str) -> Severity:
    """How much a failure of the check matters."""
    return rules()[check]["severity"]  # type: ignore[return-value]


def check_form(
    cells: Sequence[FormCell], read_again: Callable[[], Sequence[FormCell]] = tuple
) -> list[Finding]:
    """Check every identity of the forms that the report has.

    Args:
        cells: the cells of the reading that was chosen.
        read_again: gives the same form read a second way, where the document allows it; called
            only if an identity fails.

    Returns:
        A finding for each identity of each table that is there. A failure carries whose error it
        is: the source's where two readings agree on every cell of the identity, the parser's in
        doubt where they differ, unclear where there was one reading only, with gaps. Where one
        changed cell would satisfy all identities, the message names it as a hint.
    """
    values = values_of(cells)
    other: dict[Key, float] | None = None
    identities = list(_identities(cells))
    findings = []
    for identity in identities:
        left, right = identity.sides(values)
        if left is None or right is None:
            missing = sum(key not in values for key in identity.cells)
            message = f"{missing} of {len(identity.cells)} cells hold no number"
            findings.append(_finding(identity, left, right, "not_evaluable", "", message))
        elif abs(left - right) <= _TOLERANCE:
            findings.append(_finding(identity, left, right, "passed", "", ""))
        else:
            text = rules()[identity.check]["message"].format(
                subject=identity.subject, left=left, right=right
            )
            hint = _hint(identity, identities, values)
            other = values_of(read_again()) if other is None else other
            fault = _fault(identity, values, other)
            findings.append(_finding(identity, left, right, "failed", fault, text + hint))
    return findings


def values_of(cells: Iterable[FormCell]) -> dict[Key, float]:
    """The numbers of the cells that hold one."""
    return {(c.table, *c.key): c.value for c in cells if c.value is not None}


def _finding(
    identity: Identity,
    left: float | None,
    right: float | None,
    result: str,
    fault: str,
    message: str,
) -> Finding:
    return Finding(
        identity.check,
        identity.subject,
        left,
        right,
        result,  # type: ignore[arg-type]
        severity_of(identity.check),
        fault,  # type: ignore[arg-type]
        message,
    )


def _identities(cells: Sequence[FormCell]) -> Iterator[Identity]:
    """Identities of the tables that the report has, each bound to its cells."""
    present: dict[str, set[Key]] = defaultdict(set)
    for cell in cells:
        present[cell.table].add(cell.key)
    for table, keys in present.items():
        yield from _identities_of(table, frozenset(keys))


@lru_cache(maxsize=512)
def _identities_of(table: str, keys: frozenset[Key]) -> tuple[Identity, ...]:
    """Identities of one table; most reports have the same rows."""
    rows = [row for row in load_csv("identities.csv") if row["table"] == table]
    return tuple(identity for row in rows for identity in _bind(row, keys))


def _bind(row: Mapping[str, str], keys: frozenset[Key]) -> Iterator[Identity]:
    table, scope = row["table"], row["scope"]
    if not scope:  # an identity between indicators: worth asking where its total stands
        names, whole = row["left"].split("+"), row["right"]
        if (whole,) in keys and any((name,) in keys for name in names):
            yield Identity(row["check"], whole, tuple((table, n) for n in names), ((table, whole),))
        return
    position = 1 if scope == "applicant" else 0
    for subject in _subjects(scope, {key[position] for key in keys}):
        found = {key[1 - position] for key in keys if key[position] == subject}
        sides = []
        for side in ("left", "right"):
            parts = [name for part in row[side].split("+") for name in _expand(part, found)]
            sides.append(tuple(_key(table, position, subject, name) for name in parts))
        yield Identity(row["check"], subject, sides[0], sides[1])


@cache
def _order(scope: str) -> list[str]:
    source, column = {
        "applicant": ("applicants.csv", "applicant"),
        "item": ("request_items.csv", "item"),
        "channel": ("redress_items.csv", "channel"),
    }[scope]
    return list(dict.fromkeys(row[column] for row in load_csv(source)))


def _subjects(scope: str, found: set[str]) -> list[str]:
    """What the report has, in the codebook's order."""
    return [name for name in _order(scope) if name in found]


def _key(table: str, position: int, subject: str, name: str) -> Key:
    return (table, name, subject) if position == 1 else (table, subject, name)


def _expand(part: str, names: set[str]) -> list[str]:
    """Rows under a heading; ``other*`` is the heading itself where it is printed as a row."""
    if not part.endswith("*"):
        return [part]
    stem = part[:-1].rstrip(".")
    if stem in names:
        return [stem]
    return [item for item in _order("item") if item.startswith(f"{stem}.")]


def _fault(identity: Identity, values: Mapping[Key, float], other: Mapping[Key, float]) -> str:
    if not any(key in other for key in identity.cells):
        return "unclear"
    same = all(other.get(key) == values.get(key) for key in identity.cells)
    return "source" if same else "parser"


def _hint(failed: Identity, identities: Sequence[Identity], values: Mapping[Key, float]) -> str:
    """The smallest change of one cell that would satisfy every identity, in words."""
    changes = []
    broken = [set(one.cells) for one in identities if not _satisfies(values, [one])]
    for key in failed.cells:
        if not all(key in cells for cells in broken):
            continue  # an identity without this cell would fail as before
        sign = 1 if key in failed.left else -1
        wanted = values[key] - sign * (failed.difference(values) or 0)
        if wanted >= 0 and _satisfies({**values, key: wanted}, identities):
            changes.append((abs(wanted - values[key]), key, wanted))
    if not changes:
        return ""
    _, key, wanted = min(changes)
    name = " / ".join(key[1:])
    return f"; all identities would hold if {name} were {wanted:g} instead of {values[key]:g}"


def _satisfies(values: Mapping[Key, float], identities: Sequence[Identity]) -> bool:
    differences = (identity.difference(values) for identity in identities)
    return all(d is None or abs(d) <= _TOLERANCE for d in differences)
