"""What an agency's years admit: problem statements beside those of the year before."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from markupsafe import Markup

from govdisc_analysis.reuse import ALIKE
from govdisc_analysis.site.agencies import Row
from govdisc_analysis.site.changes import Change, compare
from govdisc_analysis.site.words import name, say

Grouped = Mapping[str, Sequence[Row]]
"""Rows of a table by report_id."""


@dataclass(frozen=True)
class Records:
    """What the tables hold, by report."""

    indicators: Grouped = field(default_factory=dict)
    outcomes: Grouped = field(default_factory=dict)
    requests: Grouped = field(default_factory=dict)
    redress: Grouped = field(default_factory=dict)
    problems: Grouped = field(default_factory=dict)
    categories: Grouped = field(default_factory=dict)
    checks: Grouped = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Statement:
    """A problem statement as it stands on the page."""

    change: Change
    href: str
    categories: Markup
    notes: tuple[Markup, ...]


@dataclass(frozen=True, slots=True)
class YearOfProblems:
    """The statements of one report beside those of the year before."""

    row: Row
    before: Row | None
    statements: tuple[Statement, ...]
    counts: tuple[tuple[str, int], ...]


def problem_years(rows: Sequence[Row], records: Records) -> list[YearOfProblems]:
    """Each report with problem statements beside the year before, the newest first."""
    found: list[YearOfProblems] = []
    before: Row | None = None
    for row in rows:
        problems = records.problems.get(row["report_id"], ())
        if not problems:
            continue
        found.append(_year_of_problems(row, before, records))
        before = row
    return found[::-1]


def _year_of_problems(row: Row, before: Row | None, records: Records) -> YearOfProblems:
    now = records.problems[row["report_id"]]
    old = records.problems[before["report_id"]] if before else []
    changes = compare([str(p["text"]) for p in old], [str(p["text"]) for p in now])
    statements = []
    for change in changes:
        source, of = (old, before) if change.kind == "gone" and before else (now, row)
        statements.append(_statement(change, source[change.place], of, records, before is None))
    counts: dict[str, int] = dict.fromkeys(("same", "changed", "new", "gone"), 0)
    for change in changes:
        counts[change.kind] += 1
    shown = tuple((kind, n) for kind, n in counts.items() if n) if before else ()
    return YearOfProblems(row, before, tuple(statements), shown)


def _statement(
    change: Change, problem: Row, report: Row, records: Records, is_first: bool
) -> Statement:
    number = problem["problem_no"]
    codes = [
        c["category"]
        for c in records.categories.get(report["report_id"], ())
        if c["problem_no"] == number
    ]
    named = Markup(" · ").join(name(code, "category") for code in codes)
    notes = [] if change.kind == "gone" else list(_notes(change, problem, is_first))
    return Statement(change, f"../report/{report['report_id']}.html#p{number}", named, tuple(notes))


def _notes(change: Change, problem: Row, is_first: bool) -> Iterable[Markup]:
    own, others, spread = (problem[k] for k in ("repeats_own", "repeats_others", "boilerplate"))
    if own is not None and own >= ALIKE and change.kind == "new" and not is_first:
        yield say("note_older", share=f"{own:.0%}")
    if others is not None and others >= ALIKE:
        yield say("note_others", share=f"{others:.0%}")
        if spread:
            yield say("note_spread", share=f"{spread:.0%}" if spread >= 0.01 else "<1%")
