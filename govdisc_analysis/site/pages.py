"""The pages about the whole corpus."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from markupsafe import Markup

from govdisc_analysis.analysis.corpus import is_synthetic
from govdisc_analysis.analysis.selection import Study
from govdisc_analysis.codebook import load_csv
from govdisc_analysis.schema import columns_of, table_names
from govdisc_analysis.site.answers import answers_of
from govdisc_analysis.site.data_files import SHOWN
from govdisc_analysis.site.figures import plots_of
from govdisc_analysis.site.findings import limits_of, refusal_counts
from govdisc_analysis.site.measured import headlines, measured_html
from govdisc_analysis.site.report_page import heading
from govdisc_analysis.site.rows import plain_rows
from govdisc_analysis.site.runs import NotebookPage
from govdisc_analysis.site.templates_of import render
from govdisc_analysis.site.tile_map import map_of
from govdisc_analysis.site.words import Pair, pair, site_labels
from govdisc_analysis.tables import Tables

_MOST_FAILURES = 300
_PLOT_ROWS = {
    "volumes": "#indicators?indicator=proactive_total",
    "none": "#outcomes?outcome=received",
    "problems": "#problems",
    "problem_counts": "#problems",
}
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
    """Every page besides those of single reports and agencies, as HTML by file name."""
    common: dict[str, Any] = {"root": "", "language": language}
    limits = limits_of(tables)
    pages = {
        "index.html": _index(tables, runs, limits, common),
        "analyses.html": _page("analyses", "analyses", common, runs=runs),
        "reports.html": _grid("reports", [("reports", counts["reports"])], common),
        "agencies.html": _grid("agencies", [("agencies", counts["agencies"])], common),
        "data.html": _grid("data", [(name, counts[name]) for name in SHOWN], common),
        "downloads.html": _downloads(tables, runs, data, common),
        "checks.html": _checks(tables, common),
        "dictionary.html": _dictionary(common),
        "accuracy.html": _accuracy(common),
        "about.html": _about(tables, limits, common),
    }
    for run in runs:
        body, figures = Markup(run.body), run.figures
        values = {"run": run, "body": body, "figures": figures, "runs": runs, "title": run.title}
        pages[run.href] = render("notebook.html", **common, here="", section="analyses", **values)
    return pages


def _title(key: str) -> str:
    return " · ".join(pair(key))


def _page(here: str, section: str, common: dict[str, Any], **values: Any) -> str:
    title = _title(f"nav_{here}")
    return render(f"{here}.html", **common, here=here, section=section, title=title, **values)


def _index(
    tables: Tables, runs: Sequence[NotebookPage], limits: Sequence[Pair], common: dict[str, Any]
) -> str:
    study = Study(tables)
    hrefs = [run.href for run in runs]
    return render(
        "index.html",
        **common,
        here="overview",
        section="overview",
        title=_title("index_title"),
        limits=limits,
        answers=answers_of(study, hrefs),
        plots=plots_of(study),
        map=map_of(study),
        plot_rows=_PLOT_ROWS,
        hrefs=hrefs,
        synthetic=is_synthetic(study),
    )


def _grid(here: str, shown: Sequence[tuple[str, int]], common: dict[str, Any]) -> str:
    title = _title(f"nav_{here}")
    section = "tables" if here == "data" else "corpus"
    return render("grid.html", **common, here=here, section=section, title=title, tables=shown)


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
            **{r: counted[row["check"], r] for r in ("failed", "passed", "not_evaluable")},
        }
        for row in load_csv("checks.csv")
    ]
    return _page(
        "checks",
        "quality",
        common,
        counts=[row for row in counts if any(isinstance(v, int) and v for v in row.values())],
        failures=failures,
        more=len(failed) if len(failed) > _MOST_FAILURES else 0,
    )


def _dictionary(common: dict[str, Any]) -> str:
    tables = [(table, columns_of(table)) for table in table_names()]
    return _page("dictionary", "tables", common, tables=tables)


def _accuracy(common: dict[str, Any]) -> str:
    return _page("accuracy", "quality", common, measured=measured_html(), headlines=headlines())


def _about(tables: Tables, limits: Sequence[Pair], common: dict[str, Any]) -> str:
    refused = refusal_counts(tables)
    return _page(
        "about",
        "about",
        common,
        limits=limits,
        approximate=load_csv("approximate.csv"),
        refusals=[
            {"reason": row["reason"], "example": row["example"], "count": refused[row["reason"]]}
            for row in _refusals()
        ],
        categories=load_csv("problem_categories.csv"),
        codes=_NAMED_CODES,
    )


def _refusals() -> list[dict[str, str]]:
    rows = load_csv("refusals.csv")
    return [{"reason": row["reason"], "example": list(row.values())[-1]} for row in rows]


def _downloads(
    tables: Tables, runs: Sequence[NotebookPage], data: Path, common: dict[str, Any]
) -> str:
    shown = [
        {
            "name": name,
            "rows": f"{len(tables[name]):,}",
            "columns": str(len(columns_of(name))),
            "size": f"{max(1, (data / f'{name}.csv').stat().st_size // 1024):,} kB",
        }
        for name in table_names()
        if (data / f"{name}.csv").is_file()
    ]
    return _page(
        "downloads",
        "tables",
        common,
        tables=shown,
        codebook=[(path.name, _described(path.name)) for path in _files(data / "codebook")],
        texts=len(_files(data / "text")),
        runs=runs,
    )


def _files(folder: Path) -> list[Path]:
    return sorted(folder.iterdir()) if folder.is_dir() else []


def _described(name: str) -> Pair:
    """What a code list holds: in words, else the columns that it explains."""
    if (key := f"codebook:{name}") in site_labels():
        return pair(key)
    every = [column for table in table_names() for column in columns_of(table)]
    using = ", ".join(f"{c.table}.{c.name}" for c in every if c.reference == name)
    return using, using
