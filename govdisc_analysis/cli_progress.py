"""What the command line says while it works, on stderr."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import typer

Progress = Callable[[int, int], None]


@contextmanager
def progress_bar(label: str) -> Iterator[Progress | None]:
    """A progress bar on stderr, on a terminal only."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress as Bar

    with Bar(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(label, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


@contextmanager
def stage(label: str) -> Iterator[Progress | None]:
    """A stage of the work: its name on stderr, with a progress bar on a terminal."""
    typer.echo(f"{label} ...", err=True)
    with progress_bar(label) as progress:
        yield progress
