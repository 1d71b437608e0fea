"""A page for every report of the tables, written by several processes.

The tables hold no source's own characters, no page furniture and no headings, so that a page is
made from the report itself: as the cache remembers it, or parsed again.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from govdisc_analysis.corpus import (
    Source,
    bytes_of,
    files_of,
    list_files,
    list_sources,
    reports_of,
)
from govdisc_analysis.hand_coded import figures_beside
from govdisc_analysis.manifest import load_manifest
from govdisc_analysis.models import Report
from govdisc_analysis.processes import in_processes
from govdisc_analysis.site.agencies import families, family, slug_of
from govdisc_analysis.site.report_page import Around, Row, report_page
from govdisc_analysis.site.rows import by_report, plain_rows
from govdisc_analysis.tables import REFUSED, Tables

_CHUNK = 16
_SMALL = 24
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class _Task:
    """Files whose reports one worker shows, and what the tables know of them."""

    sources: Sequence[Source]
    around: Mapping[str, Around]
    out: Path
    cache: Path | None


def write_report_pages(
    tables: Tables,
    raw: Path,
    out: Path,
    language: str,
    jobs: int = 0,
    progress: Progress | None = None,
    cache: Path | None = None,
) -> int:
    """Write ``<report_id>.html`` for each report of the tables into a folder.

    A report whose source is not under ``raw`` (a hand-coded row), or that was quarantined (its
    bytes may bring down a process), has a page with what the tables hold of it.

    Args:
        tables: the tables.
        raw: the sources.
        out: the folder.
        language: zh or en, the language that a reader sees first.
        jobs: worker processes; 0 is one a processor.
        progress: called with (reports done, reports in all).
        cache: folder of what was read before; without it every source is parsed again.

    Returns:
        How many pages were written.
    """
    out.mkdir(parents=True, exist_ok=True)
    around = arounds(tables, language)
    written: set[str] = set()
    tasks = _tasks(raw, around, out, cache)
    files = sum(len(task.sources) for task in tasks)
    for ids in in_processes(_write_chunk, tasks, jobs if files >= _SMALL else 1):
        written |= ids
        if progress:
            progress(len(written), len(around))
    for report_id in around.keys() - written:
        _write(out, report_id, report_page(around[report_id], None))
    return len(around)


def _write(out: Path, report_id: str, page: str) -> None:
    (out / f"{report_id}.html").write_bytes(page.encode("utf-8", "replace"))


def _tasks(raw: Path, around: Mapping[str, Around], out: Path, cache: Path | None) -> list[_Task]:
    """The files that hold a report to show, some for each task."""
    root = raw if raw.is_dir() else raw.parent
    listed = list_sources(root, list_files(raw), load_manifest(root), ())
    sources = {source.name: source for source in listed if not figures_beside(source.path)}
    paths = {d: a.row["source_path"] for d, a in around.items() if a.row["status"] != "quarantined"}
    file_of = dict(files_of(paths.values(), sources))
    by_file: dict[str, list[str]] = {}
    for report_id, path in paths.items():
        if path in file_of:
            by_file.setdefault(file_of[path], []).append(report_id)
    shown = [source for name, source in sources.items() if name in by_file]
    tasks = []
    for i in range(0, len(shown), _CHUNK):
        part = shown[i : i + _CHUNK]
        held = {d: around[d] for source in part for d in by_file[source.name]}
        tasks.append(_Task(part, held, out, cache))
    return tasks


def _write_chunk(task: _Task) -> set[str]:
    """Write the pages of a task's files; gives the ids of their reports."""
    written: set[str] = set()
    for source in task.sources:
        for report in _reports_of(source, task.cache):
            around = task.around.get(report.report_id)
            if around and around.row["source_path"] == report.source_path:  # not its copy's
                _write(task.out, report.report_id, report_page(around, report))
                written.add(report.report_id)
    return written


def _reports_of(source: Source, cache: Path | None) -> Iterator[Report]:
    try:
        data = bytes_of(source)
    except OSError:  # quarantined with this reason in the tables
        return
    yield from reports_of(source, data, cache)


def arounds(tables: Tables, language: str) -> dict[str, Around]:
    """What the tables know of each report, by report_id."""
    reports = plain_rows(tables.reports)
    years = families(reports)
    same_bytes: dict[str, list[Row]] = {}
    for row in reports:
        same_bytes.setdefault(row["report_id"], []).append(row)
    result, ids = tables.checks["result"], tables.checks["report_id"]
    failed = by_report(tables.checks.loc[result == "failed"])
    passed, unknown = (ids.loc[result == r].value_counts() for r in ("passed", "not_evaluable"))
    figures = by_report(tables.indicators.loc[tables.indicators["origin"] == "hand_coded"])
    is_refusal = tables.log["message"].str.startswith(REFUSED)  # marked in the text
    is_correction = tables.log["stage"] == "corrections"
    log = by_report(tables.log.loc[~is_refusal & ~is_correction])
    corrections = by_report(tables.log.loc[is_correction])
    return {
        report_id: Around(
            row=row,
            failed=failed.get(report_id, []),
            passed=int(passed.get(report_id, 0)),
            not_evaluable=int(unknown.get(report_id, 0)),
            figures=figures.get(report_id, []),
            other_years=years[family(row)],
            agency=slug_of(family(row)) if years[family(row)][-1]["agency"] else "",
            copies=[copy["source_path"] for copy in copies],
            language=language,
            cleaning=[str(line["message"]) for line in log.get(report_id, [])],
            corrections=[str(line["message"]) for line in corrections.get(report_id, [])],
        )
        for report_id, (row, *copies) in same_bytes.items()
    }
