"""A page for every report of the tables; documents are read again, by several processes."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from govdisc_analysis.corpus import Source, files_of, list_files, list_sources
from govdisc_analysis.hand_coded import figures_beside
from govdisc_analysis.manifest import load_manifest
from govdisc_analysis.models import Report
from govdisc_analysis.parse import parse_bytes
from govdisc_analysis.processes import in_processes
from govdisc_analysis.site.agencies import families, family, slug_of
from govdisc_analysis.site.report_page import Around, Row, report_page
from govdisc_analysis.site.rows import by_report, plain_rows
from govdisc_analysis.tables import Tables

_CHUNK = 16
_SMALL = 24
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class _Task:
    """Files that one worker reads, and what the tables know of the reports in them."""

    sources: Sequence[Source]
    around: Mapping[str, Around]
    out: Path


def write_report_pages(
    tables: Tables,
    raw: Path,
    out: Path,
    language: str,
    jobs: int = 0,
    progress: Progress | None = None,
) -> int:
    """Write ``<report_id>.html`` for each report of the tables into a folder.

    A report whose source is not under ``raw`` (a hand-coded row), or that was quarantined (its
    bytes may bring down a process), has a page with what the tables hold of it.

    Returns:
        How many pages were written.
    """
    out.mkdir(parents=True, exist_ok=True)
    around = arounds(tables, language)
    written: set[str] = set()
    done = 0
    for ids, files in _read_sources(raw, tables, around, out, jobs):
        written |= ids
        done += files
        if progress:
            progress(done, len(around))
    for report_id in around.keys() - written:
        _write(out, report_id, report_page(around[report_id], None))
    return len(around)


def _write(out: Path, report_id: str, page: str) -> None:
    (out / f"{report_id}.html").write_bytes(page.encode("utf-8", "replace"))


def _read_sources(
    raw: Path, tables: Tables, around: Mapping[str, Around], out: Path, jobs: int
) -> Iterator[tuple[set[str], int]]:
    root = raw if raw.is_dir() else raw.parent
    listed = list_sources(root, list_files(raw), load_manifest(root), ())
    sources = {source.name: source for source in listed if not figures_beside(source.path)}
    readable = tables.reports.loc[tables.reports["status"] != "quarantined"]
    paths = readable.groupby("source_path", sort=False)["report_id"].agg(list)
    by_file: dict[str, list[str]] = {}
    for path, name in files_of(map(str, paths.index), sources):
        by_file.setdefault(name, []).extend(paths[path])
    read = [source for name, source in sources.items() if name in by_file]
    tasks = []
    for i in range(0, len(read), _CHUNK):
        part = read[i : i + _CHUNK]
        ids = [d for source in part for d in by_file[source.name]]
        tasks.append(_Task(part, {d: around[d] for d in ids}, out))
    yield from in_processes(_write_chunk, tasks, jobs if len(read) >= _SMALL else 1)


def _write_chunk(task: _Task) -> tuple[set[str], int]:
    written: set[str] = set()
    for source in task.sources:
        for report in _reports_of(source):
            if report.report_id in task.around and report.report_id not in written:
                page = report_page(task.around[report.report_id], report)
                _write(task.out, report.report_id, page)
                written.add(report.report_id)
    return written, len(task.sources)


def _reports_of(source: Source) -> Iterator[Report]:
    try:
        data = source.path.read_bytes()
    except OSError:  # quarantined with this reason in the tables
        return
    yield from parse_bytes(data, source.name, source.manifest)


def arounds(tables: Tables, language: str) -> dict[str, Around]:
    """What the tables know of each report, by report_id."""
    reports = plain_rows(tables.reports)
    checks, log = by_report(tables.checks), by_report(tables.log)
    hand = tables.indicators.loc[tables.indicators["origin"] == "hand_coded"]
    figures = by_report(hand)
    years = families(reports)
    copies: dict[str, list[str]] = {}
    for row in reports:
        copies.setdefault(row["report_id"], []).append(row["source_path"])
    found: dict[str, Around] = {}
    for row in reports:
        found.setdefault(
            row["report_id"],
            Around(
                row=row,
                checks=checks.get(row["report_id"], []),
                figures=figures.get(row["report_id"], []),
                other_years=years[family(row)],
                agency=slug_of(family(row)) if years[family(row)][-1]["agency"] else "",
                copies=copies[row["report_id"]][1:],
                language=language,
                cleaning=_steps(log.get(row["report_id"], [])),
            ),
        )
    return found


def _steps(log: Sequence[Row]) -> list[str]:
    """What reading and cleaning said; the numbers not taken are marked in the text."""
    said = (str(line["message"]) for line in log)
    return [message for message in said if not message.startswith("number not taken")]
