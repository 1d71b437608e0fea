"""Estimates of a place and of its peers in one table; refusals said once, not in every cell."""

from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass
from typing import Any

import pandas as pd

from govdisc_analysis.analysis.parts import Grid
from govdisc_analysis.labels import number

NONE = "–"
KNOWN = ("R1", "R2", "R3", "R4", "R5", "R10", "R11")
"""Codes whose reason can be said without the numbers of a row."""


@dataclass(frozen=True)
class Refusals:
    """Says in words which numbers of a side were refused, and why."""

    words: Callable[..., str]

    def of(self, name: str, table: pd.DataFrame) -> list[str]:
        """A sentence for each reason; one alone where it holds for every row."""
        gone = table[table["estimate"].isna()]
        said = []
        for code in sorted(set(gone["code"])):
            rows = gone[gone["code"] == code]
            reason = self.words(f"refused.{code}") if code in KNOWN else rows["note"].iloc[0]
            key = "refused.all" if len(rows) == len(table) else "refused.some"
            said.append(self.words(key, name=name, n=len(rows), code=code, reason=reason))
        return said


def beside(
    sides: Mapping[str, pd.DataFrame], refusals: Refusals, rates: Set[str] | None = None
) -> Grid:
    """One row a group, one column a side with share and interval, one with its reports.

    Where nothing at all was computed the table has no rows, only its notes.

    Args:
        sides: the same estimates (see ``panel.estimate_rows``) for each side, by its name;
            `with_it`, if there, counts the reports that have it.
        refusals: words for what was refused.
        rates: groups that are no shares.
    """
    notes = [line for name, table in sides.items() for line in refusals.of(name, table)]
    counted = any("with_it" in table and table["with_it"].any() for table in sides.values())
    if not counted and all(table["estimate"].isna().all() for table in sides.values()):
        return Grid((), (), notes=tuple(notes))
    columns, cells = [refusals.words("table.row")], [_names(sides)]
    for name, table in sides.items():
        if table["estimate"].isna().all() and len(set(table["code"])) == 1:  # the notes say why
            columns.append(refusals.words("table.n_of", name=name))
            cells.append(_counts(table))
            continue
        columns += [name, refusals.words("table.n")]
        cells += [_values(table, rates or set()), _counts(table)]
    numeric = tuple(range(1, len(columns)))
    rows = tuple(zip(*cells, strict=True))
    return Grid(tuple(columns), rows, notes=tuple(notes), numeric=numeric)


def _names(sides: Mapping[str, pd.DataFrame]) -> list[str]:
    return [str(x) for x in next(iter(sides.values()))["group"]]


def _values(table: pd.DataFrame, rates: Set[str]) -> list[str]:
    return [_value(row, row["group"] in rates) for row in table.to_dict("records")]


def _value(row: Mapping[Any, Any], is_rate: bool) -> str:
    """Estimate and interval; the code alone where there is none."""
    if pd.isna(row["estimate"]):
        return str(row["code"]) or NONE
    shown = [number(float(f"{x:.3g}")) if is_rate else f"{x:.0%}" for x in _three(row)]
    care = f" {row['code']}" if row["code"] else ""
    return f"{shown[0]} ({shown[1]}–{shown[2]}){care}" if len(shown) > 1 else f"{shown[0]}{care}"


def _three(row: Mapping[Any, Any]) -> list[float]:
    ends = [row["low"], row["high"]]
    return [row["estimate"], *([] if any(pd.isna(x) for x in ends) else ends)]


def _counts(table: pd.DataFrame) -> list[str]:
    """Reports behind each number: `with it / all` where those with it are counted."""
    if "with_it" not in table:
        return [f"{n:,}" for n in table["n_reports"]]
    pairs = zip(table["with_it"], table["n_reports"], strict=True)
    return [f"{k:,} / {n:,}" for k, n in pairs]
