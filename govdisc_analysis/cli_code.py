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
    app.add_typer(code)


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
    from govdisc_analysis.calibration.measure import failures, write_calibration

    if out.is_dir():
        fail(f"--out {out} is a folder, not a file")
    with usage_errors():
        table = write_calibration(out, quick, like)
    wrong = failures(table)
    for line in wrong:
        typer.echo(f"govdisc: {line}", err=True)
    typer.echo(f"{len(table)} cases measured: open {out}")
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
