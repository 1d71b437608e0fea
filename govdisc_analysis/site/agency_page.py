"""The page of one agency: its years side by side, and what its problem statements keep."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatch

import pandas as pd
from markupsafe import Markup

from govdisc_analysis.analysis.outcomes import OUTCOMES
from govdisc_analysis.codebook import load_csv
from govdisc_analysis.site.agencies import Agency, Row, place_of
from govdisc_analysis.site.changes import Change, compare
from govdisc_analysis.site.templates_of import render
from govdisc_analysis.site.words import both, code_pair, name, pair, plain, say

_RESULTS = ("upheld", "corrected", "other", "pending")
_OUTCOMES = ("received", "carried_in", *OUTCOMES, "processed_total", "carried_out")
_ALIKE = 0.6  # as reuse.py: from here on two statements are one wording
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
class Line:
    """A row of the table of years: a name and a cell for each report."""

    name: Markup
    cells: tuple[Markup, ...]
    is_part: bool = False


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


def agency_page(agency: Agency, records: Records, language: str) -> str:
    """HTML of an agency's page."""
    groups = [
        (key, lines)
        for key, make in _GROUPS
        if (lines := [line for line in make(agency.rows, records) if any(line.cells)])
    ]
    return render(
        "agency.html",
        root="../",
        here="agencies",
        section="corpus",
        language=language,
        title=agency.name,
        agency=agency,
        place=place_of(agency.last),
        names=list(dict.fromkeys(str(r["agency"]) for r in agency.rows if r["agency"])),
        groups=groups,
        problem_years=problem_years(agency.rows, records),
        summary=_summary(agency.rows, records),
    )


def _report_lines(rows: Sequence[Row], records: Records) -> Iterable[Line]:
    del records
    yield Line(say("template_short"), tuple(name(r["template"], "template") for r in rows))
    months = tuple(say("is_partial_year") if r["is_partial_year"] else Markup("") for r in rows)
    yield Line(say("period"), months)


def _figure_lines(rows: Sequence[Row], records: Records) -> Iterable[Line]:
    found = _first(rows, records.indicators, lambda r: str(r["indicator"]))
    order = [row["indicator"] for row in load_csv("indicators.csv")]
    others = sorted({code for code, _ in found} - set(order))
    for code in (
        *order,
        *(o for o in others if sum((o, r["report_id"]) in found for r in rows) > 1),
    ):
        cells = tuple(_figure(found.get((code, r["report_id"])), r["report_id"]) for r in rows)
        yield Line(both(code_pair(code, "indicator")), cells)


def _figure(row: Row | None, report_id: str) -> Markup:
    if row is None:
        return Markup("")
    anchor: str = f"h-{row['indicator']}" if pd.isna(row["start"]) else f"c{row['start']}"
    return _number(_between(row, "value"), report_id, anchor)


def _between(row: Row, exact: str) -> str:
    low, high = row["lower"], row["upper"]
    if low is None or high is None or low == high:
        return plain(row[exact])
    return f"{plain(low)}–{plain(high)}"


def _number(words: str, report_id: str, anchor: str) -> Markup:
    if not words:
        return Markup("")
    end = f"#{anchor}" if anchor else ""
    return Markup('<a href="../report/{}.html{}">{}</a>').format(report_id, end, words)


def _outcome_lines(rows: Sequence[Row], records: Records) -> Iterable[Line]:
    found = _first(rows, records.outcomes, lambda r: str(r["outcome"]))
    for outcome in _OUTCOMES:
        cells = tuple(_outcome(found.get((outcome, r["report_id"])), r, records) for r in rows)
        yield Line(name(outcome, "outcome"), cells)


def _outcome(row: Row | None, report: Row, records: Records) -> Markup:
    if row is None:
        return Markup("")
    report_id = report["report_id"]
    return _number(_between(row, "count"), report_id, _place_of_outcome(row, report_id, records))


def _place_of_outcome(row: Row, report_id: str, records: Records) -> str:
    """The first cell or figure that the harmonised count is made of."""
    sources = [
        known["source"]
        for known in load_csv("outcomes.csv")
        if known["basis"] == row["basis"] and known["outcome"] == row["outcome"]
    ]
    if row["basis"] == "form":
        cells = [c for c in records.requests.get(report_id, ()) if c["applicant"] == "total"]
        named = [(c["item"], c["start"], "") for c in cells]
    else:
        figures = records.indicators.get(report_id, ())
        named = [(f["indicator"], f["start"], f["indicator"]) for f in figures]
    for code, start, hand in named:
        if any(fnmatch(code, source) for source in sources):
            return (
                f"h-{hand}" if start is None and hand else f"c{start}" if start is not None else ""
            )
    return ""


def _redress_lines(rows: Sequence[Row], records: Records) -> Iterable[Line]:
    found = _first(rows, records.redress, lambda r: f"{r['channel']}|{r['result']}")
    for channel in dict.fromkeys(row["channel"] for row in load_csv("redress_items.csv")):
        yield Line(name(channel, "channel"), _redress_cells(rows, found, f"{channel}|total"))
        for result in _RESULTS:
            cells = [found.get((f"{channel}|{result}", r["report_id"])) for r in rows]
            if any(cell and cell["count"] for cell in cells):
                shown = _redress_cells(rows, found, f"{channel}|{result}")
                yield Line(name(result, "redress"), shown, is_part=True)


def _redress_cells(
    rows: Sequence[Row], found: Mapping[tuple[str, str], Row], key: str
) -> tuple[Markup, ...]:
    cells = []
    for row in rows:
        cell = found.get((key, row["report_id"]))
        words = plain(cell["count"]) if cell else ""
        cells.append(_number(words, row["report_id"], _anchor(cell)))
    return tuple(cells)


def _anchor(cell: Row | None) -> str:
    return f"c{cell['start']}" if cell and cell["start"] is not None else ""


def _problem_lines(rows: Sequence[Row], records: Records) -> Iterable[Line]:
    counts = [len(records.problems.get(r["report_id"], ())) for r in rows]
    cells = tuple(
        _number(str(n) if n else "", r["report_id"], "p1")
        for n, r in zip(counts, rows, strict=True)
    )
    yield Line(say("table_problems"), cells)
    for row in load_csv("problem_categories.csv"):
        category = row["category"]
        marks = tuple(_category(r["report_id"], category, records) for r in rows)
        yield Line(name(category, "category"), marks, is_part=True)


def _category(report_id: str, category: str, records: Records) -> Markup:
    numbers = [
        int(c["problem_no"])
        for c in records.categories.get(report_id, ())
        if c["category"] == category
    ]
    if not numbers:
        return Markup("")
    return _number(str(len(numbers)), report_id, f"p{numbers[0]}")


def _check_lines(rows: Sequence[Row], records: Records) -> Iterable[Line]:
    cells = []
    for row in rows:
        made = records.checks.get(row["report_id"], ())
        failed = sum(c["result"] == "failed" for c in made)
        done = failed + sum(c["result"] == "passed" for c in made)
        words = f"{failed} / {done}" if done else ""
        cells.append(_number(words, row["report_id"], "checks"))
    yield Line(say("failed_of_tested"), tuple(cells))


_GROUPS: tuple[tuple[str, Callable[[Sequence[Row], Records], Iterable[Line]]], ...] = (
    ("group_report", _report_lines),
    ("table_indicators", _figure_lines),
    ("table_outcomes", _outcome_lines),
    ("table_redress", _redress_lines),
    ("table_problems", _problem_lines),
    ("nav_checks", _check_lines),
)


def _first(
    rows: Sequence[Row], grouped: Grouped, code: Callable[[Row], str]
) -> dict[tuple[str, str], Row]:
    """By code and report: the first row of it, as everywhere a figure stands for its report."""
    found: dict[tuple[str, str], Row] = {}
    for report in rows:
        for row in grouped.get(report["report_id"], ()):
            found.setdefault((code(row), report["report_id"]), row)
    return found


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
    if own is not None and own >= _ALIKE and change.kind == "new" and not is_first:
        yield say("note_older", share=f"{own:.0%}")
    if others is not None and others >= _ALIKE:
        yield say("note_others", share=f"{others:.0%}")
        if spread:
            yield say("note_spread", share=f"{spread:.0%}" if spread >= 0.01 else "<1%")


def _summary(rows: Sequence[Row], records: Records) -> list[Markup]:
    """What the page says in a sentence or two."""
    years = problem_years(rows, records)
    compared = [year for year in years if year.before]
    said = []
    if compared:
        kinds = [s.change.kind for year in compared for s in year.statements]
        now = [kind for kind in kinds if kind != "gone"]
        said.append(
            say("agency_reuse", all=len(now), same=now.count("same"), changed=now.count("changed"))
        )
    typed = sum("hand_coded" in str(r["identity_basis"] or "") for r in rows)
    if typed:
        said.append(both(pair("agency_typed", typed=typed, all=len(rows))))
    return said
