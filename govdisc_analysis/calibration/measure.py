"""Measure what the intervals and tests really do, on panels whose truth is known.

`write_calibration` writes docs/calibration.md and docs/calibration_zh.md from the same rows;
nothing in these files is written by hand.
"""

import multiprocessing
import os
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import as_completed
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from govdisc_analysis.calibration.cases import CASES
from govdisc_analysis.calibration.outcome import Outcome, measure
from govdisc_analysis.calibration.page import document, failures
from govdisc_analysis.calibration.panels import Shape, shape_of
from govdisc_analysis.calibration.plan import budgets, expected_milliseconds, panels, scaled
from govdisc_analysis.calibration.shapes import shape_like
from govdisc_analysis.processes import new_processes

__all__ = [
    "CASES",
    "Outcome",
    "calibrate",
    "document",
    "failures",
    "measure",
    "write_calibration",
]

Progress = Callable[[int, int], None]
_YEARS = 10
"""Agencies of a corpus with gaps cost as much as if each had so many reports."""
_LEAST = 20
"""Panels of a corpus that is larger than any standard one."""


@dataclass(frozen=True)
class Task:
    """A case by its name, on one shape."""

    case: str
    shape: Shape
    size: int
    times: int
    seed: int

    @property
    def milliseconds(self) -> float:
        """What it should take."""
        return expected_milliseconds(self.case, self.size, self.times)


def calibrate(
    *,
    cases: Sequence[str] | None = None,
    replicates: dict[int, int] | None = None,
    plan: str = "quick",
    seed: int = 20,
    like: Path | None = None,
    jobs: int = 1,
    progress: Progress | None = None,
    keep: Callable[[Outcome], None] | None = None,
) -> pd.DataFrame:
    """Run the cases and count.

    Args:
        cases: names from `CASES`; all if None.
        replicates: panels of a fast case for each number of agency-years, instead of `plan`.
        plan: `quick` or `full` (codebook/calibration_plan.csv).
        seed: of all draws; the same seed gives the same table, however many jobs.
        like: a processed folder whose sizes, nesting and marks the panels should have.
        jobs: worker processes.
        progress: called with work done and all work, in milliseconds once measured.
        keep: called with each outcome as it comes, in any order.

    Returns:
        One row for each case and size; see `Outcome`.
    """
    tasks = _tasks(cases, replicates, plan, seed, like)
    total, done = sum(int(task.milliseconds) for task in tasks), 0
    found: dict[int, Outcome] = {}
    if progress:
        progress(0, total)
    for at, outcome in _run(tasks, jobs):
        found[at] = outcome
        done += int(tasks[at].milliseconds)
        if keep:
            keep(outcome)
        if progress:
            progress(done, total)
    return pd.DataFrame([vars(found[at]) for at in range(len(tasks))])


def _tasks(
    cases: Sequence[str] | None,
    replicates: dict[int, int] | None,
    plan: str,
    seed: int,
    like: Path | None,
) -> list[Task]:
    chosen = [case.name for case in CASES if cases is None or case.name in cases]
    unknown = set(cases or ()) - {case.name for case in CASES}
    if unknown:
        raise ValueError(f"no such cases: {sorted(unknown)}")
    shapes = {size: shape_of(size) for size in replicates or budgets(plan)}
    near, load = {size: size for size in shapes}, {size: size for size in shapes}
    if like is not None:
        own = shape_like(like)
        load = {own.reports: max(own.reports, own.agencies * _YEARS)}
        near = {own.reports: _near(list(shapes), load[own.reports])}
        shapes = {own.reports: own}
    return [
        Task(name, shape, size, _times(name, near[size], load[size], replicates, plan), seed)
        for size, shape in shapes.items()
        for name in chosen
    ]


def _near(sizes: Sequence[int], reports: int) -> int:
    """The standard size that a corpus is planned as: the next smaller one.

    >>> _near([30, 200, 2000], 250), _near([30, 200], 5)
    (200, 30)
    """
    return max((size for size in sizes if size <= reports), default=min(sizes))


def _times(case: str, near: int, size: int, replicates: dict[int, int] | None, plan: str) -> int:
    """Panels of one case; fewer where a corpus is larger than the standard size it is near.

    >>> _times("estimate_rate, agency", 2000, 6000, {2000: 60}, "")
    20
    """
    if replicates:
        times = scaled(case, near, replicates[near])
    else:
        times = panels(case, near, budgets(plan)[near])
    largest = near == max(replicates or budgets(plan))
    return max(times * near // size, min(times, _LEAST)) if largest and size > near else times


def _run(tasks: Sequence[Task], jobs: int) -> Iterator[tuple[int, Outcome]]:
    """Each task's place and outcome as it comes; the longest begin first."""
    order = sorted(range(len(tasks)), key=lambda at: -tasks[at].milliseconds)
    if jobs == 1 or len(tasks) < 2:
        for at in order:
            yield at, _measured(tasks[at])
        return
    with new_processes(min(jobs, len(tasks))) as pool:
        waiting = {pool.submit(_measured, tasks[at]): at for at in order}
        try:
            for future in as_completed(waiting):
                yield waiting[future], future.result()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            for child in multiprocessing.active_children():
                child.terminate()
            raise


def _measured(task: Task) -> Outcome:
    case = next(case for case in CASES if case.name == task.case)
    return measure(case, task.shape, task.size, task.times, task.seed)


def write_calibration(
    path: Path,
    quick: bool = False,
    like: Path | None = None,
    jobs: int | None = None,
    progress: Progress | None = None,
) -> pd.DataFrame:
    """Measure and write the document, whole or not at all; returns the table.

    The same in Chinese stands beside it, its name ends in `_zh`. Until then what is measured
    stands there in a file that ends in `.partial.csv`; it goes away with the page's writing and
    stays where the work is interrupted.
    """
    start = time.perf_counter()
    path.parent.mkdir(parents=True, exist_ok=True)
    own = None if like is None else shape_like(like)
    partial = partial_of(path)
    partial.unlink(missing_ok=True)

    def keep(outcome: Outcome) -> None:
        row = pd.DataFrame([vars(outcome)])
        row.to_csv(partial, mode="a", header=not partial.exists(), index=False)

    table = calibrate(
        plan="quick" if quick else "full",
        like=like,
        jobs=jobs or os.cpu_count() or 1,
        progress=progress,
        keep=keep,
    )
    _write(in_chinese(path), document(table, own, "zh"))
    _write(path, document(table, own))
    partial.unlink(missing_ok=True)
    table.attrs["seconds"] = time.perf_counter() - start
    return table


def partial_of(path: Path) -> Path:
    """Where the rows stand until the page is whole."""
    return path.with_name(f"{path.stem}.partial.csv")


def in_chinese(path: Path) -> Path:
    """Where the same page stands in Chinese.

    >>> in_chinese(Path("docs/page.md")).as_posix()
    'docs/page_zh.md'
    """
    return path.with_stem(f"{path.stem}_zh")


def _write(path: Path, text: str) -> None:
    """A file that is the old one until it is the new one."""
    with tempfile.TemporaryDirectory(prefix=f".{path.name}.", dir=path.parent) as folder:
        place = Path(folder) / path.name
        place.write_text(text, encoding="utf-8")
        place.replace(path)
