"""A page for every agency of the tables, and their rows for the browser."""

from pathlib import Path
from typing import Any

import pandas as pd

from govdisc_analysis.site.agencies import Agency, agencies_of
from govdisc_analysis.site.agency_page import Records, agency_page
from govdisc_analysis.site.report_pages import by_report, plain_rows
from govdisc_analysis.tables import Tables

AGENCY_COLUMNS = (
    *("agency", "province", "city", "county", "admin_level", "agency_type"),
    *("years", "first_year", "last_year", "problems", "failed"),
)


def write_agency_pages(tables: Tables, out: Path, language: str) -> list[Agency]:
    """Write ``<slug>.html`` for each agency into a folder; gives the agencies."""
    out.mkdir(parents=True, exist_ok=True)
    records = Records(
        indicators=by_report(tables.indicators),
        outcomes=by_report(tables.outcomes),
        requests=by_report(tables.requests),
        redress=by_report(tables.redress),
        problems=by_report(tables.problems),
        categories=by_report(tables.problem_categories),
        checks=by_report(tables.checks),
    )
    agencies = agencies_of(plain_rows(tables.reports))
    for agency in agencies:
        page = agency_page(agency, records, language)
        (out / f"{agency.slug}.html").write_bytes(page.encode("utf-8", "replace"))
    return agencies


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
