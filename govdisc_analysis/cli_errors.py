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
        yield
    except (FileNotFoundError, NotADirectoryError, PermissionError, ValueError, KeyError) as error:
        text = str(error.args[0] if isinstance(error, KeyError) and error.args else error)
        fail(text)
