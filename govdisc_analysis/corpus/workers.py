"""Who reads: this process, processes of this machine, or the workers of a cluster."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future
from pathlib import Path

from govdisc_analysis.corpus.batches import Batch, read_batch, unread_batch
from govdisc_analysis.corpus.files import Source
from govdisc_analysis.processes import new_processes

_CHUNK = 8, 64  # files of a task: at least, at most
_SMALL = 24  # fewer files than this are read faster without starting workers
_AHEAD = 4  # tasks handed out for each worker: none idles, and what is under way stays little

Chunk = Sequence[Source]


def read_here(sources: Sequence[Source], cache: Path | None) -> Iterator[Batch]:
    """Read in this process."""
    for chunk in chunks(sources, 1):
        yield read_batch(chunk, cache)


def read_in_processes(sources: Sequence[Source], cache: Path | None, jobs: int) -> Iterator[Batch]:
    """Read in worker processes; in this one if that is faster."""
    if jobs == 1 or len(sources) < _SMALL:
        yield from read_here(sources, cache)
        return
    yield read_batch(sources[:1], cache)  # tables and patterns made ready here are inherited
    rest = chunks(sources[1:], jobs)
    yield from spread(rest, cache, lambda: new_processes(jobs), jobs)


def chunks(sources: Sequence[Source], workers: int) -> Iterator[Chunk]:
    """The files of one task each: few where there are few, so that every worker has some."""
    least, most = _CHUNK
    size = min(max(len(sources) // (_AHEAD * workers), least), most)
    for at in range(0, len(sources), size):
        yield sources[at : at + size]


def spread(
    tasks: Iterable[Chunk],
    cache: Path | None,
    new_pool: Callable[[], Executor],
    workers: int,
    deaths: tuple[type[Exception], ...] = (BrokenExecutor,),
) -> Iterator[Batch]:
    """Batches in the order of the tasks, read by the workers of a pool.

    Args:
        tasks: files, a few at a time; taken only as workers get free.
        cache: folder of what was read before.
        new_pool: makes the pool, and a new one where a worker's death broke it.
        workers: how many the pool has.
        deaths: errors that tell that a worker died. What it had in hand is read apart, and the
            file at which a process of its own dies too is quarantined.
    """
    waiting: deque[tuple[Chunk, Future[Batch]]] = deque()
    pool = new_pool()
    try:
        for task in tasks:
            try:
                future = pool.submit(read_batch, task, cache)
            except deaths:
                pool = new_pool()
                future = pool.submit(read_batch, task, cache)
            waiting.append((task, future))
            if len(waiting) > _AHEAD * workers:
                yield from _take(*waiting.popleft(), cache, deaths)
        while waiting:
            yield from _take(*waiting.popleft(), cache, deaths)
    finally:
        for _, future in waiting:  # left where the run was interrupted
            future.cancel()
        pool.shutdown()


def _take(
    task: Chunk, future: Future[Batch], cache: Path | None, deaths: tuple[type[Exception], ...]
) -> Iterator[Batch]:
    try:
        yield future.result()
    except deaths:
        yield from _read_apart(task, cache)


def _read_apart(task: Chunk, cache: Path | None) -> Iterator[Batch]:
    """Files read in a process of their own; halved where it dies, until it is clear at which."""
    with new_processes(1) as alone:
        try:
            yield alone.submit(read_batch, task, cache).result()
            return
        except BrokenExecutor:
            pass
    if len(task) == 1:
        yield unread_batch(task[0], "the process that read it died; please report it")
        return
    half = len(task) // 2
    yield from _read_apart(task[:half], cache)
    yield from _read_apart(task[half:], cache)
