"""Folders that are being filled: what a killed run left of them, the next run clears away."""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

_MARK = ".unfinished"
ASIDE = ".old"
"""Ending of the folder that waits beside the new one until it has its place."""


@contextmanager
def unfinished(prefix: str, beside: Path, home: Path | None = None) -> Iterator[Path]:
    """A new folder that is gone at the end, unless it was moved away.

    A file beside it is locked as long as this process lives, so that a later call can tell a
    folder in use from one that a killed run left. A folder without such a file is never touched.
    What a killed run had moved aside from ``home`` goes back there.
    """
    _clear(prefix, beside, home)
    fresh = Path(tempfile.mkdtemp(prefix=prefix, dir=beside))
    with ExitStack() as held:
        held.callback(shutil.rmtree, fresh, ignore_errors=True)
        with suppress(OSError):  # a file system without locks, a name too long: no mark
            held.enter_context(_marked(fresh))
        yield fresh


if sys.platform == "win32":  # pragma: no cover

    def _clear(prefix: str, beside: Path, home: Path | None) -> None:
        return

    @contextmanager
    def _marked(fresh: Path) -> Iterator[None]:
        yield

else:
    import fcntl

    def _clear(prefix: str, beside: Path, home: Path | None) -> None:
        for mark in list(beside.iterdir()):
            if mark.name.startswith(prefix) and mark.name.endswith(_MARK):
                with suppress(OSError), mark.open("r+b") as file:
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    left = mark.with_name(mark.name.removesuffix(_MARK))
                    aside = left.with_name(left.name + ASIDE)
                    if home and aside.exists() and not home.exists():
                        aside.rename(home)
                    for folder in (left, aside):
                        shutil.rmtree(folder, ignore_errors=True)
                    mark.unlink()

    @contextmanager
    def _marked(fresh: Path) -> Iterator[None]:
        """Lock the mark before it has its name: one that can be seen is locked."""
        mark = fresh.with_name(fresh.name + _MARK)
        handle, early = tempfile.mkstemp(prefix=f"{fresh.name}.", dir=fresh.parent)
        try:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                Path(early).rename(mark)
            except OSError:
                Path(early).unlink()
                raise
            try:
                yield
            finally:
                with suppress(OSError):
                    mark.unlink()
        finally:
            os.close(handle)
