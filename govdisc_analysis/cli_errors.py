"""How the command line fails: one clear line, and the usage error's exit code."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import typer

USAGE_ERROR = 2


def fail(message: str) -> NoReturn:
    """Print one line to stderr and leave with the usage error's code."""
    typer.echo(f"govdisc: {message}", err=True)
    raise SystemExit(USAGE_ERROR)


@contextmanager
def usage_errors() -> Iterator[None]:
    """What a user can get wrong becomes one clear line and exit code 2."""
    try:
        with system_errors():
            yield
    except (ValueError, KeyError) as error:
        fail(str(error.args[0] if isinstance(error, KeyError) and error.args else error))


@contextmanager
def system_errors() -> Iterator[None]:
    """What the system refuses (a folder that can't be written, a full disk) in one clear line."""
    try:
        yield
    except OSError as error:  # the system's own give the file beside the reason
        fail(f"{error.filename}: {error.strerror}" if error.filename else str(error))
