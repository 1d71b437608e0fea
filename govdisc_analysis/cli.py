"""The command line: ``govdisc``. Each command checks its arguments before it does anything."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, NoReturn

import typer

app = typer.Typer(
    name="govdisc",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Read Chinese government information disclosure reports (政府信息公开工作年度报告) into "
    "tidy tables, check them, and rerun the comparative study.\n\n"
    "Start with: `govdisc study --raw data/raw` and open reports/index.html.",
)

USAGE_ERROR = 2
_UsageError = typer.BadParameter.__mro__[1]  # typer brings its own copy of click's errors


def main() -> None:
    """Run the command line; a clear line and exit code 2 on bad input."""
    try:
        code = app(standalone_mode=False)
    except _UsageError as error:  # type: ignore[misc]
        if not error.format_message():  # no arguments: the help was printed
            raise SystemExit(USAGE_ERROR) from None
        hint = f" (see {error.ctx.command_path} --help)" if error.ctx else ""
        fail(f"{error.format_message()}{hint}")
    except (typer.Abort, KeyboardInterrupt):
        typer.echo("govdisc: interrupted; what was there before is unchanged", err=True)
        raise SystemExit(130) from None
    raise SystemExit(code if isinstance(code, int) else 0)


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


@app.command()
def parse(
    raw: Annotated[Path, typer.Argument(help="A report, or a folder that is read recursively.")],
    out: Annotated[Path, typer.Option(help="Folder for the tables.")] = Path("data/processed"),
    jobs: Annotated[int, typer.Option(help="Worker processes; 0 is one a processor.")] = 0,
    formats: Annotated[
        str, typer.Option("--format", help="csv, parquet, or both with a comma.")
    ] = "csv,parquet",
) -> None:
    """Read reports into tables.

    Reads .txt .md .html .htm .docx .pdf and .zip of those; what can't be read has a row with
    status `quarantined` and the reason. The folder is replaced as a whole, or not at all.

    Example: `govdisc parse data/raw --out data/processed`
    """
    from govdisc_analysis.corpus import list_files, parse_corpus
    from govdisc_analysis.store import FORMATS, write_tables

    wanted = [name.strip() for name in formats.split(",") if name.strip()]
    if not wanted or set(wanted) - set(FORMATS):
        fail(f"--format {formats!r}: choose from {', '.join(FORMATS)}")
    if jobs < 0:
        fail("--jobs must be 0 or more")
    if out.exists() and not out.is_dir():
        fail(f"--out {out} is a file, not a folder")
    with usage_errors():
        if not list_files(raw):
            fail(f"{raw} holds no file to read")
        with progress_bar("reading") as progress:
            tables = parse_corpus(raw, jobs=jobs or None, progress=progress)
    write_tables(tables, out, wanted)
    counts = tables.reports["status"].value_counts()
    parts = [f"{name} {counts.get(name, 0)}" for name in ("parsed", "partial", "quarantined")]
    typer.echo(f"{', '.join(parts)} of {len(tables.reports)}")


@app.command()
def check(
    folder: Annotated[Path, typer.Argument(help="A processed folder.")],
    every: Annotated[bool, typer.Option("--all", help="Passed checks too.")] = False,
) -> None:
    """Print the failing checks of a processed folder; exit 1 if one is an error.

    A check with a missing side is not evaluable: it is counted, and passes nothing.

    Example: `govdisc check data/processed`
    """
    from govdisc_analysis.store import load

    with usage_errors():
        tables = load(folder)
    checks = tables.checks.merge(
        tables.reports.drop_duplicates("report_id")[["report_id", "source_path"]], on="report_id"
    )
    shown = checks if every else checks.loc[checks["result"] == "failed"]
    for row in shown.astype(object).itertuples():
        fault = f" ({row.fault})" if isinstance(row.fault, str) else ""
        message = str(row.message) if isinstance(row.message, str) else ""
        what = f"{row.severity if row.result == 'failed' else row.result}{fault}"
        typer.echo(f"{row.source_path}: {row.check} [{row.subject}] {what}: {message}")
    counts = checks["result"].value_counts()
    typer.echo(
        f"{counts.get('failed', 0)} failed, {counts.get('passed', 0)} passed, "
        f"{counts.get('not_evaluable', 0)} not evaluable"
    )
    is_error = (checks["result"] == "failed") & (checks["severity"] == "error")
    raise SystemExit(int(is_error.any()))


@app.command()
def score(
    pred: Annotated[Path, typer.Option(help="Processed folder to judge.")],
    truth: Annotated[Path, typer.Option(help="Folder with the true tables.")],
) -> None:
    """Compare two processed folders: cell accuracy, precision, recall and F1.

    Reports are joined by source_path, so that a folder coded by hand can be the truth.

    Example: `govdisc score --pred data/processed --truth gold`
    """
    from govdisc_analysis.score import format_score
    from govdisc_analysis.score import score as compare

    with usage_errors():
        typer.echo(format_score(compare(pred, truth)))


@contextmanager
def progress_bar(label: str) -> Iterator[Callable[[int, int], None] | None]:
    """A progress bar on stderr, on a terminal only."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(label, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


if __name__ == "__main__":
    main()
