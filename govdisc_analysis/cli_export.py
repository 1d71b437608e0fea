"""Commands that hand the tables on: to other tools, and as a release."""

from pathlib import Path
from typing import Annotated

import typer

from govdisc_analysis.cli_errors import fail, usage_errors
from govdisc_analysis.cli_progress import stage


def register(app: typer.Typer) -> None:
    """Add the commands of this module to the command line."""
    app.command()(export)
    app.command()(release)


def export(
    folder: Annotated[Path, typer.Argument(help="A processed folder.")],
    to: Annotated[str, typer.Option(help="xlsx, dta (Stata), parquet, duckdb or csv (Excel).")],
    out: Annotated[
        Path | None,
        typer.Option(help="File (xlsx, duckdb) or folder (the others); export/… if left out."),
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
    from govdisc_analysis.export import export_folder

    with usage_errors(), stage(f"exporting to {to}") as progress:
        done = export_folder(folder, to, out, language=lang, force=force, progress=progress)
    for note in done.notes:
        typer.echo(f"note: {note}", err=True)
    size = sum(path.stat().st_size for path in done.files) / 1e6
    where = done.files[0] if len(done.files) == 1 else done.files[0].parent
    files = "1 file" if len(done.files) == 1 else f"{len(done.files)} files"
    typer.echo(f"{files}, {size:.1f} MB: {where}")


def release(
    folder: Annotated[Path, typer.Argument(help="A processed folder.")],
    out: Annotated[Path, typer.Option(help="New folder; a zip is written beside it.")],
    previous: Annotated[
        Path | None, typer.Option(help="Folder of the last release, to compare with.")
    ] = None,
    version: Annotated[
        str, typer.Option(help="Version; without it the last one is counted up.")
    ] = "",
    title: Annotated[str, typer.Option(help="Title of the data set.")] = "",
    author: Annotated[
        list[str] | None, typer.Option(help="'Family, Given' or a body's name; once for each.")
    ] = None,
    licence: Annotated[str, typer.Option(help="SPDX name of the tables' licence.")] = "",
    date: Annotated[str, typer.Option(help="Day of publication, YYYY-MM-DD.")] = "",
    texts: Annotated[bool, typer.Option(help="Put the cleaned texts in.")] = True,
    force: Annotated[bool, typer.Option("--force", help="Replace an earlier release.")] = False,
) -> None:
    """Make a release of the tables, ready for an archive such as Zenodo.

    A folder with the tables as CSV and Parquet, the data package, README, CITATION.cff, licence,
    .zenodo.json, checksums (`sha256sum -c SHA256SUMS`), and against --previous a changelog of
    every row that was added, changed or is gone, and why; beside it the same as a zip. Exit 1,
    with nothing written, if the folder is not whole or mixes several runs.

    Example: `govdisc release data/processed --out release/2 --previous release/1
    --author "李, 明" --licence CC-BY-4.0`
    """
    from govdisc_analysis.release import About, NotWholeError, make_release

    if date and not _is_day(date):
        fail(f"--date {date!r}: write YYYY-MM-DD")
    given = {"title": title, "version": version, "authors": tuple(author or ())}
    given |= {"licence": licence, "date": date}
    about = About(**{key: value for key, value in given.items() if value})  # type: ignore[arg-type]
    try:
        with usage_errors():
            done = make_release(
                folder, out, previous=previous, about=about, with_texts=texts, force=force
            )
    except NotWholeError as error:
        for line in str(error).splitlines():
            typer.echo(f"govdisc: {line}", err=True)
        typer.echo("govdisc: no release was made; parse the reports anew", err=True)
        raise SystemExit(1) from None
    if done.unexplained:
        told = "rows differ though source, reader and corrections are the same; see changes.csv"
        typer.echo(f"warning: {done.unexplained} {told}", err=True)
    changed = "first release" if done.changes is None else f"{len(done.changes)} rows changed"
    typer.echo(f"version {done.about.version}, {changed}: {done.folder} and {done.archive}")


def _is_day(text: str) -> bool:
    from datetime import date

    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
