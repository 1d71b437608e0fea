"""Commands of the method: coding by people, and what the intervals really cover."""

import os
from concurrent.futures import BrokenExecutor
from pathlib import Path
from typing import Annotated

import typer

from govdisc_analysis.cli_errors import fail, usage_errors
from govdisc_analysis.cli_progress import stage

_THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
_STOPPED = 130
"""What a shell gives for a program that was interrupted."""

code = typer.Typer(
    name="code",
    no_args_is_help=True,
    help="Draw problem statements for people to code, and measure how far they agree.",
)


def register(app: typer.Typer) -> None:
    """Add the commands of this module to the command line."""
    app.command()(calibrate)
    app.add_typer(code)


def calibrate(
    quick: Annotated[
        bool, typer.Option("--quick", help="Fewer panels: about three minutes on two cores.")
    ] = False,
    like: Annotated[
        Path | None, typer.Option(help="Processed folder whose shape the panels should have.")
    ] = None,
    jobs: Annotated[int, typer.Option(help="Worker processes; 0 is one a processor.")] = 0,
    out: Annotated[
        Path, typer.Option(help="Page to write; the Chinese one beside it ends in _zh.")
    ] = Path("docs/calibration.md"),
) -> None:
    """Measure what every interval and test really does, on panels whose truth is known.

    All of it takes about half an hour on two cores: up to 2,000 panels a case, fewer where one
    takes long. The page is written at the end; until then, and where the work is stopped, its
    rows stand beside it in a file that ends in `.partial.csv`. The same panels are drawn
    whatever the jobs. Exit 1 if an interval or test does not do what it says and no label says
    so.

    Example: `govdisc calibrate --quick --like data/processed --out calibration.md`
    """
    for name in _THREADS:  # before numpy loads: each process has a processor of its own
        os.environ.setdefault(name, "1")
    from govdisc_analysis.calibration.measure import failures, partial_of, write_calibration

    if out.is_dir():
        fail(f"--out {out} is a folder, not a file")
    if jobs < 0:
        fail("--jobs must be 0 or more")
    try:
        with usage_errors(), stage("measuring on synthetic panels") as progress:
            table = write_calibration(out, quick, like, jobs or None, progress)
    except (KeyboardInterrupt, BrokenExecutor) as error:
        why = "stopped" if isinstance(error, KeyboardInterrupt) else "a worker process died"
        typer.echo(
            f"govdisc: {why}, {out} not written; what was measured stands in {partial_of(out)}",
            err=True,
        )
        raise SystemExit(_STOPPED) from None
    wrong = failures(table)
    for line in wrong:
        typer.echo(f"govdisc: {line}", err=True)
    minutes = table.attrs["seconds"] / 60
    typer.echo(f"{len(table)} cases measured in {minutes:.0f} minutes: open {out}")
    raise SystemExit(int(bool(wrong)))


@code.command()
def export(
    data: Annotated[Path, typer.Option(help="Processed folder.")] = Path("data/processed"),
    n: Annotated[int, typer.Option(help="How many problem statements, at the least.")] = 100,
    seed: Annotated[int, typer.Option(help="The same seed draws the same sample.")] = 1,
    by_template: Annotated[
        bool, typer.Option("--by-template", help="Every template in proportion.")
    ] = False,
    out: Annotated[Path, typer.Option(help="Folder for the sheets.")] = Path("coding"),
) -> None:
    """Draw problem statements at random into a sheet for people to code.

    Reports are drawn, each with all its statements. The sheet (XLSX and CSV) shows the text and
    what stands around it, and not what the machine coded. Give each coder a copy.

    Example: `govdisc code export --n 150 --seed 7 --out coding`
    """
    from govdisc_analysis.coding import draw_sample, export_sample
    from govdisc_analysis.store import load

    if n < 1:
        fail("--n must be 1 or more")
    with usage_errors():
        sample = draw_sample(load(data), n, seed, by_template=by_template)
        paths = export_sample(sample, out)
    drawn = f"{len(sample.units)} statements of {len(sample.report_ids)} reports"
    typer.echo(f"{drawn}, of {sample.statements_in_data} statements in the data: open {paths[0]}")


@code.command()
def agreement(
    sheets: Annotated[list[Path], typer.Argument(help="Filled sheets, XLSX or CSV, two or more.")],
    adjudicated: Annotated[
        Path | None,
        typer.Option(help="Sheet settled together; without it disputed codes are left out."),
    ] = None,
    data: Annotated[
        Path | None, typer.Option(help="Processed folder that the sample was drawn from.")
    ] = None,
    seed: Annotated[int, typer.Option(help="Of the bootstrap.")] = 1,
    out: Annotated[Path, typer.Option(help="Table to write.")] = Path("coding/agreement.csv"),
) -> None:
    """Measure how far coders agree, and with --data how right the machine is.

    Cohen's kappa for two coders, Fleiss' for more, Krippendorff's alpha, raw agreement and
    agreement on yes, by category and overall, with intervals from a bootstrap over reports; what
    the sample can't carry is refused with the reason. A second table holds the confusion.

    Example: `govdisc code agreement coding/a.xlsx coding/b.xlsx --data data/processed`
    """
    from govdisc_analysis.coding import compare_sheets
    from govdisc_analysis.coding.compare import summary
    from govdisc_analysis.store import load

    if out.is_dir():
        fail(f"--out {out} is a folder, not a file")
    with usage_errors():
        tables = load(data) if data else None
        compared = compare_sheets(sheets, adjudicated=adjudicated, tables=tables, seed=seed)
        out.parent.mkdir(parents=True, exist_ok=True)
    other = out.with_name(f"{out.stem}_confusion.csv")
    for frame, path in ((compared.agreement, out), (compared.confusion, other)):
        frame.to_csv(path, index=False, lineterminator="\n", encoding="utf-8-sig")
    typer.echo(summary(compared))
    typer.echo(f"written to {out} and {other}")
