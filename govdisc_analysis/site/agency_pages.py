"""A page for every agency of the tables, and their rows for the browser."""

from collections import deque
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from govdisc_analysis.processes import in_processes
from govdisc_analysis.site.agencies import Agency, agencies_of
from govdisc_analysis.site.agency_page import agency_page
from govdisc_analysis.site.agency_problems import Records
from govdisc_analysis.site.rows import by_report, plain_rows
from govdisc_analysis.tables import Tables

_CHUNK = 32
_TABLES = {
    **{name: name for name in ("indicators", "outcomes", "requests", "redress", "problems")},
    **{"categories": "problem_categories", "checks": "checks"},
}

AGENCY_COLUMNS = (
    *("agency", "province", "city", "county", "admin_level", "agency_type"),
    *("years", "first_year", "last_year", "problems", "failed"),
)


@dataclass(frozen=True)
class _Task:
    """Agencies whose pages one worker writes, and what the tables hold of them."""

    agencies: list[Agency]
    records: Records
    language: str
    out: Path


def write_agency_pages(tables: Tables, out: Path, language: str, jobs: int = 0) -> list[Agency]:
    """Write ``<slug>.html`` for each agency into a folder; gives the agencies."""
    out.mkdir(parents=True, exist_ok=True)
    held = {name: by_report(tables[table]) for name, table in _TABLES.items()}
    agencies = agencies_of(plain_rows(tables.reports))
    tasks = []
    for i in range(0, len(agencies), _CHUNK):
        part = agencies[i : i + _CHUNK]
        ids = [row["report_id"] for agency in part for row in agency.rows]
        records = Records(
            **{name: {d: rows[d] for d in ids if d in rows} for name, rows in held.items()}
        )
        tasks.append(_Task(part, records, language, out))
    deque(in_processes(_write_chunk, tasks, jobs), maxlen=0)
    return agencies


def _write_chunk(task: _Task) -> None:
    for agency in task.agencies:
        page = agency_page(agency, task.records, task.language)
        (task.out / f"{agency.slug}.html").write_bytes(page.encode("utf-8", "replace"))


def agency_frame(agencies: list[Agency], tables: Tables) -> pd.DataFrame:
    """A row for each agency, as the browser shows it; the index is the name of its page."""
    problems = tables.problems["report_id"].value_counts()
    failed = tables.checks.loc[tables.checks["result"] == "failed", "report_id"].value_counts()
    rows: list[dict[str, Any]] = []
    for agency in agencies:
        ids = [row["report_id"] for row in agency.rows]
        last = {key: agency.last[key] for key in AGENCY_COLUMNS[:6]}
        rows.append(
            {
                **last,
                "years": len(agency.rows),
                "first_year": min(agency.years, default=None),
                "last_year": max(agency.years, default=None),
                "problems": int(sum(problems.get(i, 0) for i in ids)),
                "failed": int(sum(failed.get(i, 0) for i in ids)),
            }
        )
    index = [agency.slug for agency in agencies]
    return pd.DataFrame(rows, columns=list(AGENCY_COLUMNS), index=index)
