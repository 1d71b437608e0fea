"""Worker processes that leave nothing behind."""

import os
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import parent_process
from multiprocessing.connection import wait
from threading import Thread
from typing import TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")


def new_processes(count: int) -> ProcessPoolExecutor:
    """Workers that end with this process, however it ends (killed, out of memory)."""
    return ProcessPoolExecutor(count, initializer=_prepare)


def in_processes(
    work: Callable[[Task], Result], tasks: Sequence[Task], jobs: int = 0
) -> Iterator[Result]:
    """What a function makes of every task, in their order.

    Args:
        work: a function of a module, which other processes can find.
        tasks: one value for each call.
        jobs: how many processes; 0 is one a processor, 1 is this process.
    """
    jobs = min(jobs or os.cpu_count() or 1, len(tasks))
    if jobs <= 1:
        yield from map(work, tasks)
        return
    with new_processes(jobs) as pool:
        yield from pool.map(work, tasks)


def _prepare() -> None:
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # the pool ends its workers so
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    if parent := parent_process():
        wait([parent.sentinel])
        os._exit(1)
