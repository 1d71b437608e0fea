"""Reports to tidy tables: one observation a row, every number with its place."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from govdisc_analysis.in_notebook import draw
from govdisc_analysis.models import Figure, Finding, FormCell, Note, Report
from govdisc_analysis.outcomes import harmonise_outcomes
from govdisc_analysis.schema import make_frame, table_names

# fields that a table row takes over from a record under the same name
_IDENTITY = (
    *("title", "agency", "agency_type", "province", "city", "county", "region_code"),
    *("admin_level", "region_basis", "year", "period_start", "period_end", "published_on"),
    *("is_partial_year", "agency_id", "scope"),
)
_FIGURE = (
    *("indicator", "value", "lower", "upper", "approximate", "unit", "origin", "section"),
    *("quote", "rule"),
)

REFUSED = "number not taken: "
"""How the log's line of a number that was not taken begins; the reason follows in brackets."""
Row = dict[str, Any]
Rows = dict[str, list[Row]]


@dataclass(frozen=True, repr=False)
class Tables:
    """The tables of a corpus, one frame each; ``texts`` holds the cleaned text by report_id."""

    reports: pd.DataFrame
    indicators: pd.DataFrame
    requests: pd.DataFrame
    proactive: pd.DataFrame
    redress: pd.DataFrame
    outcomes: pd.DataFrame
    problems: pd.DataFrame
    problem_categories: pd.DataFrame
    checks: pd.DataFrame
    log: pd.DataFrame
    texts: Mapping[str, str] = field(default_factory=dict, repr=False)
    folder: Path | None = None

    def __repr__(self) -> str:
        """Rows of each table, in a line."""
        return f"Tables({', '.join(f'{name}: {len(self[name])}' for name in table_names())})"

    def _repr_html_(self) -> str:
        """Rows of each table with what it holds, where a notebook shows the tables."""
        return str(draw("tables_card", self))

    def __getitem__(self, table: str) -> pd.DataFrame:
        """A table by its name."""
        if table not in table_names():
            raise KeyError(f"no table {table!r}; the tables are {', '.join(table_names())}")
        frame: pd.DataFrame = getattr(self, table)
        return frame


def build_rows(report: Report) -> Rows:
    """All table rows of one report."""
    places = _Places(report)
    rows: Rows = {
        "reports": [_report_row(report)],
        "indicators": [_indicator_row(f, places) for f in _figures(report)],
        "requests": [_request_row(c, places) for c in report.cells if c.table == "requests"],
        "proactive": [_proactive_row(c, places) for c in report.cells if c.table == "proactive"],
        "redress": [_redress_row(c, places) for c in report.cells if c.table == "redress"],
        "outcomes": [],
        "problems": [],
        "problem_categories": [],
        "checks": [finding_row(report.report_id, f) for f in report.findings],
        "log": [_log_row(report, note) for note in _notes(report)],
    }
    for number, problem in enumerate(report.problems, start=1):
        key = {"report_id": report.report_id, "problem_no": number}
        rows["problems"].append(
            {**key, "text": problem.text, **places.of(problem.start, problem.end)}
        )
        rows["problem_categories"] += [
            {**key, "category": category, "cue": cue} for category, cue in problem.categories
        ]
    rows["outcomes"] = harmonise_outcomes(report.report_id, rows["requests"], rows["indicators"])
    return rows


def empty_frame(table: str) -> pd.DataFrame:
    """A table without rows, every column typed."""
    return make_frame(table, [])


class _Places:
    """Offsets of a span in the cleaned text and in the decoded source, as columns."""

    def __init__(self, report: Report) -> None:
        self.report_id = report.report_id
        self._cleaned = report.cleaned

    def of(self, start: int, end: int) -> Row:
        raw = self._cleaned.raw_span(start, end) if self._cleaned else None
        raw_start, raw_end = raw or (None, None)
        return {"start": start, "end": end, "raw_start": raw_start, "raw_end": raw_end}


def _report_row(report: Report) -> Row:
    identity = report.identity
    text = report.cleaned.text if report.cleaned else ""
    return {
        "report_id": report.report_id,
        "source_path": report.source_path,
        "sha256": report.sha256,
        "media_type": report.media_type,
        "encoding": report.encoding,
        "script": report.cleaned.script if report.cleaned else None,
        "template": report.template,
        **{name: getattr(identity, name) for name in _IDENTITY},
        "status": report.status,
        "message": report.message,
        "identity_basis": "; ".join(f"{k}={v}" for k, v in identity.basis.items()),
        "cleaning_steps": "; ".join(report.cleaned.steps) if report.cleaned else None,
        "characters": len("".join(text.split())) if report.cleaned else None,
        "source_url": report.source_url,
    }


def _figures(report: Report) -> list[Figure]:
    """Figures said in prose, and the cells of a statistics table that hold a number."""
    cells = [
        Figure(
            indicator=cell.key[0],
            value=cell.value,
            lower=cell.value,
            upper=cell.value,
            approximate=False,
            unit=cell.unit,
            origin="table",
            section="attachment",
            quote=f"{cell.label} {cell.text}".strip(),
            start=cell.start,
            end=cell.end,
            rule=f"form.{cell.template}.{cell.reading}",
        )
        for cell in report.cells
        if cell.table == "stat2014" and cell.value is not None
    ]
    return sorted([*report.figures, *cells], key=lambda f: (f.start, f.end, f.indicator))


def _indicator_row(figure: Figure, places: _Places) -> Row:
    return {
        "report_id": places.report_id,
        **{name: getattr(figure, name) for name in _FIGURE},
        **places.of(figure.start, figure.end),
    }


def _cell(cell: FormCell, places: _Places) -> Row:
    return {"state": cell.state, **places.of(cell.start, cell.end)}


def _count(cell: FormCell) -> int | None:
    return None if cell.value is None else round(cell.value)


def _request_row(cell: FormCell, places: _Places) -> Row:
    item, applicant = cell.key
    key = {"report_id": places.report_id, "template": cell.template, "item": item}
    return {**key, "applicant": applicant, "count": _count(cell), **_cell(cell, places)}


def _proactive_row(cell: FormCell, places: _Places) -> Row:
    article_item, subject, measure = cell.key
    return {
        "report_id": places.report_id,
        "template": cell.template,
        "article_item": article_item,
        "subject": subject,
        "measure": measure,
        "value": cell.value,
        "unit": cell.unit,
        **_cell(cell, places),
    }


def _redress_row(cell: FormCell, places: _Places) -> Row:
    channel, result = cell.key
    key = {"report_id": places.report_id, "channel": channel, "result": result}
    return {**key, "count": _count(cell), **_cell(cell, places)}


def finding_row(report_id: str, finding: Finding) -> Row:
    """A finding as a row of the checks table."""
    left, right = finding.left, finding.right
    known = left is not None and right is not None
    return {
        "report_id": report_id,
        "check": finding.check,
        "subject": finding.subject,
        "left": left,
        "right": right,
        "difference": round(left - right, 6) if known else None,  # type: ignore[operator]
        "result": finding.result,
        "passed": None if finding.result == "not_evaluable" else finding.result == "passed",
        "severity": finding.severity,
        "fault": finding.fault,
        "message": finding.message,
    }


def _notes(report: Report) -> list[Note]:
    """The run's notes, and every number of the prose that was not taken, with the reason."""
    refused = [
        Note("prose", "info", f"{REFUSED}{r.text} ({r.reason})", r.start, r.end)
        for r in report.refusals
    ]
    return [*report.notes, *refused]


def _log_row(report: Report, note: Note) -> Row:
    return {
        "source_path": report.source_path,
        "report_id": report.report_id,
        "stage": note.stage,
        "severity": note.severity,
        "message": note.message,
        "start": note.start,
        "end": note.end,
    }
