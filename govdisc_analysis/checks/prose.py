"""What the prose says against what the same report's form says.

The same word can mean different cells (受理 N 件 may count what was carried in or not), so each
figure is compared under every meaning of codebook/readings.csv, and the finding says which fits.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from govdisc_analysis.checks.form import Key, severity_of, values_of
from govdisc_analysis.codebook import load_csv
from govdisc_analysis.models import Figure, Finding, FormCell

CHECK = "narrative.requests_vs_form"


@dataclass(frozen=True, slots=True)
class Reading:
    """One meaning of an indicator: a signed sum of form cells, or of groups of them."""

    name: str
    label: str
    terms: tuple[tuple[int, Key], ...]


@cache
def _readings() -> dict[str, list[Reading]]:
    found: dict[str, list[Reading]] = defaultdict(list)
    for row in load_csv("readings.csv"):
        terms = tuple(
            (-1 if term[0] == "-" else 1, tuple(term.lstrip("+-").split(":")))
            for term in _terms(row["source"])
        )
        found[row["indicator"]].append(Reading(row["reading"], row["label"], terms))
    return dict(found)


def _terms(source: str) -> list[str]:
    """``a+b-c`` as ``+a``, ``+b``, ``-c``."""
    return source.replace("-", "+-").split("+")


@cache
def _groups() -> dict[str, tuple[str, ...]]:
    """Names that stand for several cells: rows under a heading, legal persons together."""
    items = [row["item"] for row in load_csv("request_items.csv")]
    groups = {
        f"{stem}.*": tuple(item for item in items if item.startswith(f"{stem}."))
        for stem in ("refused", "unavailable", "not_processed")
    }
    groups["other*"] = tuple(item for item in items if item.startswith("other."))
    groups["legal_persons"] = tuple(
        row["applicant"] for row in load_csv("applicants.csv") if row["group"] == "legal_person"
    )
    return groups


def check_prose(figures: Sequence[Figure], cells: Sequence[FormCell]) -> list[Finding]:
    """Compare each figure of the prose with the report's form or statistics table.

    Returns:
        A finding for each indicator that has a counterpart: passed with the meaning that fits,
        failed with every meaning tried, not evaluable where the form's cells hold no number.
    """
    values = values_of(cells)
    present: set[str] = {c.table for c in cells}
    findings = []
    seen = set()
    for figure in figures:
        if figure.origin == "narrative" and figure.indicator not in seen:
            readings = _readings_of(figure.indicator, present)
            if readings:
                seen.add(figure.indicator)
                findings.append(_compare(figure, readings, values))
    return findings


def _readings_of(indicator: str, present: set[str]) -> list[Reading]:
    if "stat2014" in present:
        return [Reading("the table's figure", indicator, ((1, ("stat2014", indicator)),))]
    tables = present & {"requests", "redress", "proactive"}
    readings = _readings().get(indicator, [])
    return [r for r in readings if r.terms[0][1][0] in tables]


def _compare(figure: Figure, readings: Sequence[Reading], values: Mapping[Key, float]) -> Finding:
    tried = [(r, total) for r in readings if (total := _value(r, values)) is not None]
    for reading, total in tried:
        if figure.lower <= total <= figure.upper:
            message = f"{figure.indicator}: fits as {reading.name} ({reading.label})"
            return _finding(figure, total, "passed", message)
    if not tried:
        return _finding(figure, None, "not_evaluable", "the form's cells hold no number")
    options = ", ".join(f"{r.label} = {total:g}" for r, total in tried)
    message = f"{figure.indicator}: the prose says {figure.value:g}, no meaning fits ({options})"
    return _finding(figure, tried[0][1], "failed", message)


def _value(reading: Reading, values: Mapping[Key, float]) -> float | None:
    total = 0.0
    for sign, term in reading.terms:
        part = _cells(term, values)
        if part is None:
            return None
        total += sign * part
    return total


def _cells(term: Key, values: Mapping[Key, float]) -> float | None:
    """Value of a term: one cell, or the cells that a group name stands for."""
    for group, names in _groups().items():
        if group in term:
            single = tuple([part.rstrip("*") for part in term])
            if single in values:  # 其他处理 printed as one row
                return values[single]
            cells = [tuple([name if part == group else part for part in term]) for name in names]
            known = [values[cell] for cell in cells if cell in values]
            return sum(known) if len(known) == len(cells) else None
    return values.get(term)


def _finding(figure: Figure, right: float | None, result: str, message: str) -> Finding:
    return Finding(
        CHECK,
        figure.indicator,
        figure.value,
        right,
        result,  # type: ignore[arg-type]
        severity_of(CHECK),
        "source" if result == "failed" else "",
        message,
    )
