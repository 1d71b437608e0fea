"""Commands that hand the tables on: to other tools, and as a release."""

from pathlib import Path
from typing import Annotated

import typer

from govdisc_analysis.cli_errors import fail, usage_errors


def register(app: typer.Typer) -> None:
    """Add the commands of this module to the command line."""
    app.command()(export)


def export(
    folder: Annotated[Path, typer.Argument(help="A processed folder.")],
    to: Annotated[str, typer.Option(help="xlsx, dta (Stata), parquet, duckdb or csv (Excel).")],
    out: Annotated[
        Path | None,
        typer.Option(
            help="File (xlsx, duckdb) or folder (the others); export/… if left out."
        ),
    ] = None,
    lang: Annotated[str, typer.Option(help="Language of the labels, zh or en.")] = "zh",
    force: Annotated[bool, typer.Option("--force", help="Write over what is there.")] = False,
) -> None:
    """Hand the tables to another tool, labelled and with their codebook.

    xlsx: a sheet for each table, headings frozen, filters, nothing that Excel runs as a formula.
    dta: a data set for each table with variable and value labels. duckdb: one file with keys,
    comments, the cleaned texts and views (`v_...`) for the common questions. parquet: columns
    that carry their description. csv: for Excel (UTF-8 with signature). Nothing is cut in
    silence: what a format can't hold is told here and in the export, with where it stands whole.

    Example: `govdisc export data/processed --to xlsx --out tables.xlsx --lang zh`
    """
    from govdisc_analysis.cli import stage
    from govdisc_analysis.export import export_folder

    try:
        with usage_errors(), stage(f"exporting to {to}") as progress:
            done = export_folder(folder, to, out, language=lang, force=force, progress=progress)
    except FileExistsError as error:
        fail(str(error))
    for note in done.notes:
        typer.echo(f"note: {note}", err=True)
    size = sum(path.stat().st_size for path in done.files) / 1e6
    where = done.files[0] if len(done.files) == 1 else done.files[0].parent
    typer.echo(f"{len(done.files)} files, {size:.1f} MB: {where}")
