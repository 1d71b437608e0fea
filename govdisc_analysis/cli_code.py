"""Commands of the method: coding by people, and what the intervals really cover."""

from pathlib import Path
from typing import Annotated

import typer

from govdisc_analysis.cli_errors import fail, usage_errors

code = typer.Typer(
    name="code",
    no_args_is_help=True,
    help="Draw problem statements for people to code, and measure how far they agree.",
)


def register(app: typer.Typer) -> None:
    """Add the commands of this module to the command line."""
    app.command()(calibrate)


def calibrate(
    quick: Annotated[bool, typer.Option("--quick", help="Fewer panels, a minute or two.")] = False,
    like: Annotated[
        Path | None, typer.Option(help="Processed folder whose shape the panels should have.")
    ] = None,
    out: Annotated[Path, typer.Option(help="Page to write.")] = Path("docs/calibration.md"),
) -> None:
    """Measure what every interval and test really does, on panels whose truth is known.

    All of it takes about ten minutes. Exit 1 if an interval covers too little.

    Example: `govdisc calibrate --quick --like data/processed --out calibration.md`
    """
    from govdisc_analysis.calibrate import failures, write_calibration

    if out.is_dir():
        fail(f"--out {out} is a folder, not a file")
    with usage_errors():
        table = write_calibration(out, quick, like)
    wrong = failures(table)
    for line in wrong:
        typer.echo(f"govdisc: {line}", err=True)
    typer.echo(f"{len(table)} cases measured: open {out}")
    raise SystemExit(int(bool(wrong)))
