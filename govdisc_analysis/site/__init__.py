"""The browsable study: plain files that open from a folder, without a network.

``build_site`` writes the pages; see docs for what each of them answers.
"""

import shutil
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from importlib.resources import as_file, files
from pathlib import Path

from govdisc_analysis.labels import check_language
from govdisc_analysis.site.agency_pages import agency_frame, write_agency_pages
from govdisc_analysis.site.data_files import write_data
from govdisc_analysis.site.fonts import NAME as FONT
from govdisc_analysis.site.fonts import write_font
from govdisc_analysis.site.pages import corpus_pages
from govdisc_analysis.site.report_pages import write_report_pages
from govdisc_analysis.site.runs import Run, notebook_pages
from govdisc_analysis.store import replacing, write_tables
from govdisc_analysis.tables import Tables

_FOLDERS = {"assets", "data", "figures", "notebooks", "report", "agency"}
_PAGES = {
    *("index", "analyses", "reports", "agencies", "data", "downloads"),
    *("checks", "dictionary", "accuracy", "about"),
}


@dataclass(frozen=True, slots=True)
class SiteSummary:
    """What was written: the start page, and how many pages and characters of the font."""

    index: Path
    pages: int
    reports: int
    font_characters: int


def build_site(
    tables: Tables,
    raw: str | Path,
    out: str | Path,
    runs: Sequence[Run] = (),
    language: str = "zh",
    *,
    jobs: int = 0,
    progress: Callable[[int, int], None] | None = None,
    cache: Path | None = None,
) -> SiteSummary:
    """Write the site to a folder, which changes as a whole or not at all.

    Args:
        tables: the tables that are shown, and offered for download.
        raw: the sources, for their own characters and to mark what was read in their text.
        out: folder of the site; files in it that are not the site's are kept.
        runs: executed notebooks, a page each.
        language: zh or en, the language that a reader sees first.
        jobs: worker processes; 0 is one a processor.
        progress: called with (reports done, reports in all).
        cache: folder of what was read before; without it the sources are parsed again.

    Raises:
        ValueError: unknown language.
    """
    check_language(language)
    out = Path(out)
    ours = _FOLDERS | {f"{name}.html" for name in _PAGES} | {f"{run.name}.html" for run in runs}
    with replacing(out, ours.__contains__) as site:
        write_tables(_with_own_texts(tables), site / "data", ("csv",))
        agencies = write_agency_pages(tables, site / "agency", language, jobs)
        shown = agency_frame(agencies, tables)
        counts = write_data(tables, site / "assets" / "data", shown)
        notebooks = notebook_pages(runs, site)
        pages = corpus_pages(tables, counts, notebooks, site / "data", language)
        for name, page in pages.items():
            (site / name).write_bytes(page.encode("utf-8", "replace"))
        reports = write_report_pages(
            tables, Path(raw), site / "report", language, jobs, progress, cache
        )
        with as_file(files("govdisc_analysis") / "site" / "static") as static:
            shutil.copytree(static, site / "assets", dirs_exist_ok=True)
        held = write_font(site, site / "assets" / FONT)
    made = len(pages) + len(agencies) + reports
    return SiteSummary(out / "index.html", made, reports, held)


def _with_own_texts(tables: Tables) -> Tables:
    """The tables with the cleaned texts of their own reports, read where they were not yet."""
    texts: dict[str, str] = {}
    for report_id in tables.reports["report_id"]:
        with suppress(KeyError):  # a hand-coded or quarantined report has no text
            texts[report_id] = tables.texts[report_id]
    return replace(tables, texts=texts)
