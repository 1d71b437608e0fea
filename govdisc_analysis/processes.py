"""Worker processes that leave nothing behind."""

import os
import signal
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import parent_process
from multiprocessing.connection import wait
from threading import Thread


def new_processes(count: int) -> ProcessPoolExecutor:
    """Workers that end with this process, however it ends (killed, out of memory)."""
    return ProcessPoolExecutor(count, initializer=_prepare)


def _prepare() -> None:
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # the pool ends its workers so
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    if parent := parent_process():
        wait([parent.sentinel])
        os._exit(1)
