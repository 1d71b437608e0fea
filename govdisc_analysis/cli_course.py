"""Commands of the course: what students and teachers get, and marking what comes back."""

from pathlib import Path
from typing import Annotated

import typer

from govdisc_analysis.cli_errors import fail, usage_errors
from govdisc_analysis.cli_progress import progress_bar

course = typer.Typer(
    name="course",
    no_args_is_help=True,
    help="Six lessons on reports whose truth is known: build them, mark them.",
)
_LANGUAGES = {"zh": ("zh",), "en": ("en",), "both": ("zh", "en")}


def register(app: typer.Typer) -> None:
    """Add the commands of this module to the command line."""
    app.add_typer(course)


@course.command()
def build(
    out: Annotated[Path, typer.Option(help="Folder to write to.")] = Path("build/course"),
    lang: Annotated[str, typer.Option(help="zh, en or both.")] = "both",
    seed: Annotated[int, typer.Option(help="Of the class: another seed, another corpus.")] = 1,
    package: Annotated[
        bool, typer.Option(help="Put this package and its lock beside the notebooks.")
    ] = True,
) -> None:
    """Write the student version (blanks for solutions) and the teacher version.

    Each is a folder and a zip file: notebooks in one language, how to start, the package; the
    teacher's has the solutions and the guide. The corpora are made when a lesson opens.

    Example: `govdisc course build --lang zh --seed 2026`
    """
    from govdisc_analysis.course.build import build_course

    if lang not in _LANGUAGES:
        fail(f"--lang {lang!r}: choose from {', '.join(_LANGUAGES)}")
    if out.exists() and not out.is_dir():
        fail(f"--out {out} is a file, not a folder")
    with usage_errors():
        made = build_course(out, languages=_LANGUAGES[lang], seed=seed, with_package=package)
    for path in made:
        typer.echo(f"{path} (and the folder {path.with_suffix('')})")


@course.command()
def mark(
    folder: Annotated[Path, typer.Argument(help="Folder with the notebooks handed in.")],
    out: Annotated[Path, typer.Option(help="Table to write (CSV).")] = Path("marks.csv"),
    jobs: Annotated[int, typer.Option(help="Notebooks at a time.")] = 2,
) -> None:
    """Run the notebooks that students handed in, and write which exercises hold.

    A row a notebook and exercise: passed, and the verdict of the self-check. Each notebook runs
    with its own seed and student number. This runs the students' own code: do it on an account
    where that can do no harm.

    Example: `govdisc course mark handed_in --out marks.csv`
    """
    from govdisc_analysis.course.run import mark_folder

    if not folder.is_dir():
        fail(f"{folder} is no folder")
    if out.is_dir():
        fail(f"--out {out} is a folder, not a file")
    with usage_errors(), progress_bar("marking") as progress:
        table = mark_folder(folder, jobs, progress)
    fresh = out.with_name(f".{out.name}.new")
    out.parent.mkdir(parents=True, exist_ok=True)
    table.to_csv(fresh, index=False, lineterminator="\n", encoding="utf-8-sig")
    fresh.replace(out)
    for name, rows in table.groupby("notebook"):
        typer.echo(f"{name}: {int(rows['passed'].sum())} of {len(rows)}")
    typer.echo(f"written to {out}")
