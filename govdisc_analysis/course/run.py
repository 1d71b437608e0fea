"""Run a lesson's notebook from top to end and collect what its self-checks say."""

import copy
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import pandas as pd

from govdisc_analysis.course.derive import as_text, read_notebook, with_parameters
from govdisc_analysis.course.exercise import MIME

_CELL_SECONDS = 300
_OPENED = "open_lesson("


@dataclass(frozen=True)
class LessonRun:
    """One executed lesson: the notebook, each exercise's verdict, the first error."""

    notebook: dict[str, Any]
    lesson: int
    passed: Mapping[str, bool]
    codes: Mapping[str, str]
    error: str
    seconds: float


def run_lesson(notebook: Mapping[str, Any], work: Path, folder: Path | None = None) -> LessonRun:
    """Execute a notebook; cells that fail don't stop those after them.

    Args:
        notebook: a lesson, as JSON.
        work: the folder that it runs in.
        folder: where its corpora are put, in place of what the notebook says.

    Raises:
        ValueError: it opens no lesson.
    """
    import nbformat
    from nbclient import NotebookClient

    from govdisc_analysis.study.kernel import OwnKernelManager

    lesson = lesson_of(notebook)
    changed = copy.deepcopy(dict(notebook))
    for cell in changed["cells"] if folder else ():
        if "parameters" in cell["metadata"].get("tags", ()):
            cell["source"] = with_parameters("".join(cell["source"]), {"folder": str(folder)})
    text = as_text(changed)
    node: Any = nbformat.reads(text, as_version=4)  # type: ignore[no-untyped-call]
    start = time.perf_counter()
    client = NotebookClient(
        node,
        timeout=_CELL_SECONDS,
        allow_errors=True,
        kernel_manager_class=OwnKernelManager,
        resources={"metadata": {"path": str(work)}},
    )
    client.execute()
    seconds = time.perf_counter() - start
    said, error = _verdicts(node)
    keys = [exercise.key for exercise in _plan(lesson).EXERCISES]
    codes = {key: str(said.get(key, {}).get("code", "not run")) for key in keys}
    passed = {key: bool(said.get(key, {}).get("passed", False)) for key in keys}
    return LessonRun(node, lesson, passed, codes, error, seconds)


def lesson_of(notebook: Mapping[str, Any]) -> int:
    """The number of the lesson that a notebook opens.

    Raises:
        ValueError: it opens none.
    """
    for cell in notebook["cells"]:
        _, found, rest = "".join(cell["source"]).partition(_OPENED)
        number = rest.partition(",")[0].strip()
        if found and number.isdigit():
            return int(number)
    raise ValueError("the notebook opens no lesson of the course")


def _plan(lesson: int) -> Any:
    return import_module(f"govdisc_analysis.course.lesson{lesson}")


def _verdicts(notebook: Any) -> tuple[dict[str, dict[str, Any]], str]:
    """What each check said last, and the first error in words."""
    said: dict[str, dict[str, Any]] = {}
    error = ""
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            verdict = output.get("data", {}).get(MIME)
            if verdict:
                said[verdict["exercise"]] = verdict
            if output.output_type == "error" and not error:
                error = f"{output.ename}: {output.evalue}"
    return said, error


def mark_folder(
    folder: Path, jobs: int = 1, progress: Callable[[int, int], None] | None = None
) -> pd.DataFrame:
    """Run every notebook of a folder; a row a notebook and exercise.

    This runs the students' own code: do it where that can do no harm.

    Raises:
        FileNotFoundError: the folder is not there, or holds no notebook.
    """
    paths = [p for p in sorted(folder.rglob("*.ipynb")) if ".ipynb_checkpoints" not in p.parts]
    if not paths:
        raise FileNotFoundError(f"{folder} holds no notebook to mark")
    rows: list[dict[str, object]] = []
    with tempfile.TemporaryDirectory() as work, ThreadPoolExecutor(max(1, jobs)) as pool:
        marked = pool.map(lambda path: _mark(path, folder, Path(work)), paths)
        for done, found in enumerate(marked, 1):
            rows += found
            if progress:
                progress(done, len(paths))
    return pd.DataFrame(rows)


def _mark(path: Path, folder: Path, work: Path) -> Sequence[dict[str, object]]:
    name = path.relative_to(folder).as_posix()
    try:
        run = run_lesson(read_notebook(path), work, work / "corpus")
    except ValueError as error:
        return [_row(name, "", "", False, "not read", str(error))]
    lesson = str(run.lesson)
    return [_row(name, lesson, k, run.passed[k], run.codes[k], run.error) for k in run.passed]


def _row(
    name: str, lesson: str, exercise: str, passed: bool, code: str, error: str
) -> dict[str, object]:
    return {
        "notebook": name,
        "lesson": lesson,
        "exercise": exercise,
        "passed": passed,
        "verdict": code,
        "error": error,
    }
