"""Counts of right and silently wrong cells, by layout and reader."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from benchmarks.cells import Key, Reading

Groups = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Counts:
    """One reader on some documents.

    ``right`` is out of ``nonzero`` cells; ``silent`` (a wrong value told, and nothing noticed) out
    of all ``cells``, together with cells that were told and do not exist.
    """

    reports: int = 0
    nonzero: int = 0
    right: int = 0
    cells: int = 0
    silent: int = 0
    silent_reports: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(
            self.reports + other.reports,
            self.nonzero + other.nonzero,
            self.right + other.right,
            self.cells + other.cells,
            self.silent + other.silent,
            self.silent_reports + other.silent_reports,
        )


@dataclass(frozen=True, slots=True)
class Judged:
    """One document: the groups that it belongs to, and each reader's counts."""

    groups: Groups
    counts: Mapping[str, Counts]


def judge(truth: Mapping[Key, float | None], reading: Reading) -> Counts:
    """Compare what a reader says of one document with the truth.

    >>> told = Reading({("redress", "a"): 2.0, ("redress", "b"): 1.0})
    >>> judge({("redress", "a"): 2.0, ("redress", "b"): None, ("redress", "c"): 3.0}, told)
    Counts(reports=1, nonzero=2, right=1, cells=3, silent=1, silent_reports=1)
    """
    known = {key: value for key, value in truth.items() if not _is_lost(value)}
    nonzero = [key for key, value in known.items() if value]
    wrong = wrong_cells(truth, reading)
    invented = sum(key not in truth for key in wrong)
    silent = 0 if reading.noticed else len(wrong)
    return Counts(
        reports=1,
        nonzero=len(nonzero),
        right=sum(reading.cells.get(key) == truth[key] for key in nonzero),
        cells=len(known) + invented,
        silent=silent,
        silent_reports=int(silent > 0),
    )


def wrong_cells(truth: Mapping[Key, float | None], reading: Reading) -> list[Key]:
    """Cells that were told otherwise than they are; a cell left out is not told.

    A number other than zero in a cell that the document does not have is wrong too. Cells that
    nobody could read are passed over.
    """
    return [
        key
        for key, value in reading.cells.items()
        if value is not None
        and not _is_lost(value)
        and not _is_lost(truth.get(key))
        and (truth[key] != value if key in truth else value != 0)
    ]


def _is_lost(value: float | None) -> bool:
    return value is not None and math.isnan(value)


def add_up(judged: Iterable[Judged]) -> dict[tuple[str, str], dict[str, Counts]]:
    """Sums by group and reader; a reader that cannot open a document has no part in it."""
    sums: dict[tuple[str, str], dict[str, Counts]] = {}
    for one in judged:
        for group in one.groups:
            held = sums.setdefault(group, {})
            for reader, counts in one.counts.items():
                held[reader] = held.get(reader, Counts()) + counts
    return sums
