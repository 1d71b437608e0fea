"""Run the notebooks on a processed folder, several at a time, and make a piece of page of each."""

import shutil
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import nbformat
from platformdirs import user_cache_path

from govdisc_analysis.analysis.selection import find_folder
from govdisc_analysis.study.engine import Sheet, execute
from govdisc_analysis.study.fingerprint import data_hash, fingerprint
from govdisc_analysis.study.kernel import OwnKernelManager, kernels_for
from govdisc_analysis.study.page import as_html
from govdisc_analysis.study.parameters import check_parameters, parameters_of, title_of
from govdisc_analysis.study.quick_import import papermill

FIGURES = "figures"
_KEPT = 40
"""Finished runs kept for the next time."""


@dataclass(frozen=True)
class SavedFigure:
    """A figure that a notebook left behind, with the table that it shows."""

    name: str
    title: str
    image: Path
    table: Path


@dataclass(frozen=True)
class NotebookRun:
    """One executed notebook. `failed_cell` says in words which cell stopped it, and why."""

    name: str
    title: str
    html_body: str
    executed_path: Path
    seconds: float
    failed_cell: str | None = None
    figures: tuple[SavedFigure, ...] = ()
    is_reused: bool = False


@dataclass(frozen=True)
class _Job:
    notebook: Path
    out: Path
    kept: Path
    parameters: Mapping[str, Any]

    def is_kept(self) -> bool:
        """Whether a finished run of exactly this was put aside."""
        return (self.kept / self.notebook.name).is_file()


def run_notebooks(
    processed: Path,
    out: Path,
    parameters: Mapping[str, Any] | None = None,
    *,
    notebooks: Path | None = None,
    raw: Path | None = None,
    jobs: int = 2,
    progress: Callable[[int, int], None] | None = None,
    cache: Path | None = None,
) -> list[NotebookRun]:
    """Execute every notebook of a folder, in the order of their names.

    All parameters of all notebooks are checked before the first kernel starts. A notebook that
    stops with an error does not stop the others: see `NotebookRun.failed_cell`. A notebook whose
    data, parameters, code and own text are as they were is not run again.

    Args:
        processed: folder written by `govdisc parse`.
        out: where executed notebooks, and figures/*.png with figures/*.csv, are written.
        parameters: years, region, admin_level, agency_type, language.
        notebooks: folder of notebooks, or one notebook; the project's own numbered ones if not
            given.
        raw: the folder of reports, for the notebooks that lead numbers back to their sources.
        jobs: kernels at a time.
        progress: called with the number done and the number of all.
        cache: where finished runs are kept; build/notebooks of the clone, or the user's cache of an
            installed package, if not given.

    Raises:
        ValueError: a parameter is unknown, of the wrong type, or makes no sense.
        FileNotFoundError: a folder is not there, or holds no notebook.
    """
    where = notebooks or own_notebooks()
    paths = [where] if where.is_file() else _in_folder(where, "*" if notebooks else "[0-9]*")
    if not paths:
        raise FileNotFoundError(f"{where} holds no notebook")
    folder = find_folder(processed).resolve()
    given = {"processed": str(folder), **(parameters or {})}
    reports = {"raw": str(raw.resolve())} if raw else {}
    checked = {path: check_parameters(path, given | _known(path, reports)) for path in paths}
    data = data_hash(folder)
    keep = cache or _kept(where)
    todo = [
        _Job(
            path, out, keep / f"{path.stem}-{fingerprint(path, data, checked[path])}", checked[path]
        )
        for path in paths
    ]
    (out / FIGURES).mkdir(parents=True, exist_ok=True)
    runs = _run_all(todo, jobs, progress)
    _forget_old(keep)
    return [runs[path] for path in paths]


def _known(notebook: Path, given: Mapping[str, str]) -> dict[str, str]:
    """Those that the notebook has a parameter for."""
    declared = {parameter.name for parameter in parameters_of(notebook)}
    return {name: value for name, value in given.items() if name in declared}


def _in_folder(folder: Path, stems: str) -> list[Path]:
    return sorted(p for p in folder.glob(f"{stems}.ipynb") if not p.name.startswith("."))


def own_notebooks() -> Path:
    """The project's notebooks: in the installed package, beside it, or below the current folder.

    Raises:
        FileNotFoundError: they are in none of these.
    """
    package = Path(str(files("govdisc_analysis")))
    for root in (package, package.parent, Path.cwd()):
        if (root / "notebooks" / "01_corpus.ipynb").is_file():
            return root / "notebooks"
    raise FileNotFoundError("no folder `notebooks`: run this from a clone of the project")


def _kept(notebooks: Path) -> Path:
    """Where finished runs are put aside: the clone's build folder, or the user's cache."""
    package = Path(str(files("govdisc_analysis")))
    if notebooks.parent == package:
        return user_cache_path("govdisc_analysis", appauthor=False) / "notebooks"
    return notebooks.resolve().parent / "build" / "notebooks"


def _run_all(
    todo: Sequence[_Job], jobs: int, progress: Callable[[int, int], None] | None
) -> dict[Path, NotebookRun]:
    papermill()
    runs: dict[Path, NotebookRun] = {}
    fresh = [job.notebook for job in todo if not job.is_kept()]
    with (
        kernels_for(fresh, is_batch=len(fresh) > jobs) as manager,
        ThreadPoolExecutor(max_workers=max(1, jobs)) as pool,
    ):
        waiting = {pool.submit(_run_or_reuse, job, manager): job.notebook for job in todo}
        for done in as_completed(waiting):
            runs[waiting[done]] = done.result()
            if progress:
                progress(len(runs), len(todo))
    return runs


def _run_or_reuse(job: _Job, manager: type[OwnKernelManager]) -> NotebookRun:
    start = time.perf_counter()
    is_reused, failed = job.is_kept(), None
    executed = job.out / job.notebook.name
    if is_reused:
        shutil.copyfile(job.kept / job.notebook.name, executed)
        shutil.copytree(job.kept / FIGURES, job.out / FIGURES, dirs_exist_ok=True)
    else:
        given = {**job.parameters, "figures": str((job.out / FIGURES).resolve())}
        failed = execute(Sheet(job.notebook, executed, given), manager)
    notebook: Any = nbformat.read(executed, as_version=4)  # type: ignore[no-untyped-call]
    figures = _figures(notebook, job.out / FIGURES)
    if failed is None and not is_reused:
        _keep(job, executed, figures)
    return NotebookRun(
        name=job.notebook.stem,
        title=title_of(notebook.cells, str(job.parameters.get("language", "en"))),
        html_body=as_html(notebook),
        executed_path=executed,
        seconds=time.perf_counter() - start,
        failed_cell=failed,
        figures=figures,
        is_reused=is_reused,
    )


def _figures(notebook: Any, folder: Path) -> tuple[SavedFigure, ...]:
    """Figures that the outputs name and that were written."""
    outputs = [o for c in notebook.cells if c.cell_type == "code" for o in c.outputs]
    about = [o.get("metadata", {}).get("image/png", {}) for o in outputs]
    named = {a["name"]: str(a.get("title", "")) for a in about if "name" in a}
    found = [
        SavedFigure(name, title, folder / f"{name}.png", folder / f"{name}.csv")
        for name, title in named.items()
    ]
    return tuple(f for f in found if f.image.is_file() and f.table.is_file())


def _keep(job: _Job, executed: Path, figures: Sequence[SavedFigure]) -> None:
    """Put a finished run aside, whole or not at all."""
    job.kept.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=".", dir=job.kept.parent))
    (fresh / FIGURES).mkdir()
    shutil.copyfile(executed, fresh / executed.name)
    for figure in figures:
        for path in (figure.image, figure.table):
            shutil.copyfile(path, fresh / FIGURES / path.name)
    try:
        fresh.rename(job.kept)
    except OSError:  # another run was faster
        shutil.rmtree(fresh)


def _forget_old(keep: Path) -> None:
    kept = [p for p in keep.glob("*") if p.is_dir()] if keep.is_dir() else []
    for path in sorted(kept, key=lambda p: p.stat().st_mtime)[:-_KEPT]:
        shutil.rmtree(path, ignore_errors=True)
