"""Many files to tables: workers, order, duplicates, checks over several reports."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from govdisc_analysis.checks.across import check_children, check_years
from govdisc_analysis.corrections import NAME as CORRECTIONS
from govdisc_analysis.corrections import Correction, apply_corrections, load_corrections
from govdisc_analysis.hand_coded import figures_beside, read_pair
from govdisc_analysis.manifest import NAME as MANIFEST
from govdisc_analysis.manifest import load_manifest
from govdisc_analysis.outcomes import flag_breaks
from govdisc_analysis.parse import parse_bytes, quarantine
from govdisc_analysis.reuse import add_reuse
from govdisc_analysis.schema import make_frame
from govdisc_analysis.tables import Rows, Tables, build_rows, build_tables

SIDECARS = {MANIFEST, CORRECTIONS}
_CHUNK = 16
_SMALL = 24  # fewer files than this are read faster without starting workers

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a worker hands back of one document: its table rows and its cleaned text."""

    rows: Rows
    text: str | None


def parse_corpus(
    raw: str | Path, *, jobs: int | None = None, progress: Progress | None = None
) -> Tables:
    """Read a file or a folder of reports into tables.

    Args:
        raw: a file, or a folder that is read recursively. Hidden files are passed over;
            ``manifest.csv`` and ``corrections.csv`` are sidecars; a pair ``*_reports.csv`` and
            ``*_figures.csv`` is read as hand-coded figures. Every other file has a row in
            ``reports``.
        jobs: worker processes; as many as there are processors by default.
        progress: called with (files done, files in all).

    Returns:
        The tables, the same whatever the order of files or the number of workers.

    Raises:
        FileNotFoundError: ``raw`` doesn't exist.
        ValueError: the folder holds no file, or its manifest is wrong.
    """
    raw = Path(raw)
    root = raw if raw.is_dir() else raw.parent
    files = list_files(raw)
    if not files:
        raise ValueError(f"{raw} holds no file to read")
    manifest = load_manifest(root)
    corrections = load_corrections(root)
    parsed = list(_parse_files(root, files, manifest, jobs, progress))
    return _finish(parsed, corrections)


def list_files(raw: Path) -> list[Path]:
    """Files to read, sorted by their path.

    Raises:
        FileNotFoundError: ``raw`` doesn't exist.
    """
    if raw.is_file():
        return [raw]
    if not raw.is_dir():
        raise FileNotFoundError(f"{raw} does not exist")
    found = (path for path in raw.rglob("*") if path.is_file() and path.name not in SIDECARS)
    visible = [p for p in found if not any(q.startswith(".") for q in p.relative_to(raw).parts)]
    figures = {partner for path in visible if (partner := figures_beside(path))}
    return sorted((p for p in visible if p not in figures), key=lambda p: p.as_posix())


def _parse_files(
    root: Path,
    files: Sequence[Path],
    manifest: Mapping[str, Mapping[str, str]],
    jobs: int | None,
    progress: Progress | None,
) -> Iterator[Parsed]:
    jobs = jobs or os.cpu_count() or 1
    chunks = [files[:1], *(files[i : i + _CHUNK] for i in range(1, len(files), _CHUNK))]
    done = 0
    for chunk, parsed in zip(chunks, _map_chunks(root, chunks, manifest, jobs), strict=True):
        done += len(chunk)
        if progress:
            progress(done, len(files))
        yield from parsed


def _map_chunks(
    root: Path,
    chunks: Sequence[Sequence[Path]],
    manifest: Mapping[str, Mapping[str, str]],
    jobs: int,
) -> Iterator[list[Parsed]]:
    tasks = [(root, chunk, manifest) for chunk in chunks]
    if jobs == 1 or sum(map(len, chunks)) < _SMALL:
        yield from map(_parse_chunk, tasks)
        return
    yield _parse_chunk(tasks[0])  # tables and patterns that this makes ready, the workers inherit
    with ProcessPoolExecutor(max_workers=min(jobs, len(chunks) - 1)) as pool:
        yield from pool.map(_parse_chunk, tasks[1:])


Task = tuple[Path, Sequence[Path], Mapping[str, Mapping[str, str]]]


def _parse_chunk(task: Task) -> list[Parsed]:
    root, files, manifest = task
    return [parsed for path in files for parsed in parse_file(path, root, manifest)]


def parse_file(
    path: Path, root: Path, manifest: Mapping[str, Mapping[str, str]]
) -> Iterator[Parsed]:
    """Every document of one file of a corpus."""
    name = path.relative_to(root).as_posix()
    if figures_beside(path):
        for rows in read_pair(path, name):
            yield Parsed(rows, None)
        return
    try:
        data = path.read_bytes()
    except OSError as error:
        reason = f"cannot be opened: {error.strerror or error}"
        yield Parsed(build_rows(quarantine(name, "", "", reason)), None)
        return
    for report in parse_bytes(data, name, manifest):
        rows = build_rows(report)
        yield Parsed(rows, report.cleaned.text if report.cleaned else None)


def _finish(parsed: Sequence[Parsed], corrections: Sequence[Correction] = ()) -> Tables:
    """Order, duplicates and the checks that need several reports."""
    ordered = sorted(parsed, key=lambda p: str(p.rows["reports"][0]["source_path"]))
    first: dict[str, str] = {}
    kept: list[Rows] = []
    texts: dict[str, str] = {}
    for item in ordered:
        report = item.rows["reports"][0]
        report_id, path = str(report["report_id"]), str(report["source_path"])
        if report_id in first:
            kept.append(_as_duplicate(item.rows, first[report_id]))
            continue
        first[report_id] = path
        kept.append(item.rows)
        if item.text is not None:
            texts[report_id] = item.text
    apply_corrections(kept, corrections)
    tables = build_tables(kept, texts)
    tables = replace(
        tables,
        outcomes=flag_breaks(tables.outcomes, tables.reports),
        problems=add_reuse(tables.problems, tables.reports),
    )
    years = check_years(tables.reports, tables.requests, tables.proactive)
    children = check_children(tables.reports, tables.requests)
    rows = [*_records(years), *_records(children)]
    if not rows:
        return tables
    checks = pd.concat([tables.checks, make_frame("checks", rows)], ignore_index=True)
    order = {report_id: i for i, report_id in enumerate(first)}
    checks = checks.sort_values("report_id", key=lambda ids: ids.map(order), kind="stable")
    return replace(tables, checks=checks.reset_index(drop=True))


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows of a frame with None for what is missing."""
    plain = frame.astype(object).where(frame.notna(), None)
    return [dict(zip(plain.columns, row, strict=True)) for row in plain.itertuples(index=False)]


def _as_duplicate(rows: Rows, first: str) -> Rows:
    """The same bytes under a second path: its row in reports stays, its figures count once."""
    report = {**rows["reports"][0]}
    said = f"same bytes as {first}; its rows stand there"
    report["message"] = "; ".join(part for part in (str(report.get("message") or ""), said) if part)
    line = {
        "source_path": report["source_path"],
        "report_id": report["report_id"],
        "stage": "corpus",
        "severity": "warning",
        "message": said,
    }
    return {"reports": [report], "log": [line]}
