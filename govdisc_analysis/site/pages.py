"""The pages about the whole corpus."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from markupsafe import Markup

from govdisc_analysis.codebook import load_csv
from govdisc_analysis.schema import columns_of, table_names
from govdisc_analysis.site.data_files import SHOWN
from govdisc_analysis.site.findings import description, findings_of, limits_of, refusal_counts
from govdisc_analysis.site.report_page import heading
from govdisc_analysis.site.report_pages import plain_rows
from govdisc_analysis.site.runs import NotebookPage, PageFigure
from govdisc_analysis.site.templates_of import render
from govdisc_analysis.site.words import Pair, pair
from govdisc_analysis.tables import Tables

_MOST_FAILURES = 300
_FIGURES_SHOWN = 4
_NAMED_CODES = {
    "template": ("narrative", "stat2014", "form2019", "form2021"),
    "admin_level": ("national", "province", "prefecture", "county", "township"),
    "region_basis": ("manifest", "stated", "inferred"),
    "scope": ("own", "territory", "unclear"),
    "state": ("number", "zero", "blank", "dash", "implied_zero", "unreadable"),
    "status": ("parsed", "partial", "quarantined"),
}


def corpus_pages(
    tables: Tables, counts: dict[str, int], runs: Sequence[NotebookPage], data: Path, language: str
) -> dict[str, str]:
    """Every page besides those of single reports, as HTML by file name."""
    common: dict[str, Any] = {"root": "", "language": language}
    limits = limits_of(tables)
    pages = {
        "index.html": _index(tables, runs, limits, common),
        "reports.html": _grid("reports", [("reports", counts["reports"])], common),
        "data.html": _grid("data", [(name, counts[name]) for name in SHOWN], common),
        "checks.html": _checks(tables, common),
        "dictionary.html": _dictionary(common),
        "about.html": _about(tables, limits, data, common),
    }
    for run in runs:
        pages[run.href] = render(
            "notebook.html",
            **common,
            here="analyses",
            title=run.title,
            run=run,
            body=Markup(run.body),
            figures=run.figures,
            runs=runs,
        )
    return pages


def _title(key: str) -> str:
    return " · ".join(pair(key))


def _index(
    tables: Tables, runs: Sequence[NotebookPage], limits: Sequence[Pair], common: dict[str, Any]
) -> str:
    said = description(tables)
    return render(
        "index.html",
        **common,
        here="overview",
        title=_title("index_title"),
        describe=[passage for passage in said if passage not in limits],
        limits=limits,
        facts=_facts(tables),
        findings=findings_of(tables),
        figures=_chosen(runs),
        runs=runs,
    )


def _chosen(runs: Sequence[NotebookPage]) -> list[PageFigure]:
    """The first figure of each analysis, then second ones, until there are four."""
    longest = max((len(run.figures) for run in runs), default=0)
    ranked = [run.figures[i] for i in range(longest) for run in runs if i < len(run.figures)]
    return ranked[:_FIGURES_SHOWN]


def _facts(tables: Tables) -> list[tuple[str, str]]:
    reports = tables.reports
    hand = reports["identity_basis"].fillna("").str.contains("hand_coded").sum()
    years = reports["year"].dropna()
    span = f"{years.min()}–{years.max()}" if len(years) else "–"
    numbers: list[tuple[str, object]] = [
        ("fact_reports", len(reports)),
        ("fact_machine", len(reports) - hand),
        ("fact_hand", hand),
        ("fact_years", span),
        ("fact_provinces", reports["province"].nunique()),
        ("fact_figures", len(tables.indicators)),
        ("fact_cells", sum(map(len, (tables.requests, tables.proactive, tables.redress)))),
        ("fact_problems", len(tables.problems)),
        ("fact_unread", (reports["status"] == "quarantined").sum()),
    ]
    return [(key, v if isinstance(v, str) else f"{v:,}") for key, v in numbers]


def _grid(here: str, shown: Sequence[tuple[str, int]], common: dict[str, Any]) -> str:
    title = _title(f"nav_{here}")
    return render("grid.html", **common, here=here, title=title, tables=shown)


def _checks(tables: Tables, common: dict[str, Any]) -> str:
    failed = tables.checks.loc[tables.checks["result"] == "failed"]
    who = {row["report_id"]: " ".join(heading(row)) for row in plain_rows(tables.reports)}
    failures = [
        {**row, "who": who.get(row["report_id"], row["report_id"])}
        for row in plain_rows(failed.head(_MOST_FAILURES))
    ]
    counted = Counter(zip(tables.checks["check"], tables.checks["result"], strict=True))
    counts = [
        {
            "check": row["check"],
            "meaning": row["meaning"],
            **{r: counted[row["check"], r] for r in ("failed", "passed", "not_evaluable")},
        }
        for row in load_csv("checks.csv")
    ]
    return render(
        "checks.html",
        **common,
        here="checks",
        title=_title("nav_checks"),
        counts=[row for row in counts if any(isinstance(v, int) and v for v in row.values())],
        failures=failures,
        more=len(failed) if len(failed) > _MOST_FAILURES else 0,
    )


def _dictionary(common: dict[str, Any]) -> str:
    tables = [(table, columns_of(table)) for table in table_names()]
    title = _title("nav_dictionary")
    return render("dictionary.html", **common, here="dictionary", title=title, tables=tables)


def _about(tables: Tables, limits: Sequence[Pair], data: Path, common: dict[str, Any]) -> str:
    refused = refusal_counts(tables)
    return render(
        "about.html",
        **common,
        here="about",
        title=_title("nav_about"),
        limits=limits,
        approximate=load_csv("approximate.csv"),
        refusals=[
            {"reason": row["reason"], "example": row["example"], "count": refused[row["reason"]]}
            for row in _refusals()
        ],
        categories=load_csv("problem_categories.csv"),
        codes=_NAMED_CODES,
        downloads=_downloads(tables, data),
    )


def _refusals() -> list[dict[str, str]]:
    rows = load_csv("refusals.csv")
    return [{"reason": row["reason"], "example": list(row.values())[-1]} for row in rows]


def _downloads(tables: Tables, data: Path) -> list[dict[str, str]]:
    names = [*(f"{name}.csv" for name in table_names()), "datapackage.json"]
    return [
        {
            "name": name,
            "rows": f"{len(tables[name[:-4]]):,}" if name.endswith(".csv") else "",
            "size": f"{max(1, (data / name).stat().st_size // 1024):,} kB",
        }
        for name in names
        if (data / name).is_file()
    ]
