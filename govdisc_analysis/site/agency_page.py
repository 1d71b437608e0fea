"""The page of one agency: its years side by side, and what its problem statements keep."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch

import pandas as pd
from markupsafe import Markup, escape

from govdisc_analysis.analysis.outcomes import OUTCOMES
from govdisc_analysis.codebook import load_csv
from govdisc_analysis.site.agencies import Agency, Row, place_of
from govdisc_analysis.site.agency_problems import Grouped, Records, YearOfProblems, problem_years
from govdisc_analysis.site.templates_of import render
from govdisc_analysis.site.words import both, code_pair, name, pair, plain, say

_RESULTS = ("upheld", "corrected", "other", "pending")
_OUTCOMES = ("received", "carried_in", *OUTCOMES, "processed_total", "carried_out")


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the table of years: a name and a cell for each report."""

    name: Markup
    cells: tuple[Markup, ...]
    is_part: bool = False


def agency_page(agency: Agency, records: Records, language: str) -> str:
    """HTML of an agency's page."""
    groups = [
        (key, lines)
        for key, make in _GROUPS
        if (lines := [line for line in make(agency.rows, records) if any(line.cells)])
    ]
    problems = problem_years(agency.rows, records)
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
        problem_years=problems,
        summary=_summary(agency.rows, problems),
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
    return Markup(f'<a href="../report/{escape(report_id)}.html{escape(end)}">{escape(words)}</a>')


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


def _summary(rows: Sequence[Row], years: Sequence[YearOfProblems]) -> list[Markup]:
    """What the page says in a sentence or two."""
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
