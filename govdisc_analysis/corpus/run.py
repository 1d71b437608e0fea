"""A folder of reports to tables."""

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from govdisc_analysis.corpus.batches import Batch
from govdisc_analysis.corpus.cache import open_cache
from govdisc_analysis.corpus.files import Source, list_files, list_sources
from govdisc_analysis.corpus.join import join_batches
from govdisc_analysis.corpus.workers import read_in_processes
from govdisc_analysis.corrections import load_corrections
from govdisc_analysis.manifest import load_manifest
from govdisc_analysis.tables import Tables

Progress = Callable[[int, int], None]


def parse_corpus(
    raw: str | Path,
    *,
    jobs: int | None = None,
    progress: Progress | None = None,
    cache: str | Path | None = None,
    cluster: str | None = None,
) -> Tables:
    """Read a file or a folder of reports into tables.

    Args:
        raw: a file, or a folder that is read recursively. Hidden files are passed over;
            ``manifest.csv`` and ``corrections.csv`` are sidecars; a pair ``*_reports.csv`` and
            ``*_figures.csv`` is read as hand-coded figures. Every other file has a row in
            ``reports``.
        jobs: worker processes; as many as there are processors by default.
        progress: called with (files done, files in all).
        cache: a folder that remembers what was read, so that another run, also one after an
            interrupted one, reads only what is new or changed.
        cluster: address of a Dask scheduler whose workers read instead of this machine.

    Returns:
        The tables, the same whatever the order of files, the number of workers or the cache.

    Raises:
        FileNotFoundError: ``raw`` doesn't exist.
        ValueError: the folder holds no file, its manifest or its corrections are wrong, or the
            cluster can't read.
        OSError: the cache can't be made.
    """
    raw = Path(raw)
    root = raw if raw.is_dir() else raw.parent
    files = list_files(raw)
    if not files:
        raise ValueError(f"{raw} holds no file to read")
    corrections = load_corrections(root)
    sources = list_sources(root, files, load_manifest(root), corrections)
    kept = open_cache(Path(cache)) if cache else None
    batches: list[Batch] = []
    done = 0
    for batch in _read(sources, kept, jobs or os.cpu_count() or 1, cluster):
        batches.append(batch)
        done += batch.files
        if progress:
            progress(done, len(files))
    return join_batches(batches, corrections)


def _read(
    sources: Sequence[Source], cache: Path | None, jobs: int, cluster: str | None
) -> Iterator[Batch]:
    if not cluster:
        return read_in_processes(sources, cache, jobs)
    from govdisc_analysis.corpus.cluster import read_on_cluster

    return read_on_cluster(sources, cache, cluster)
