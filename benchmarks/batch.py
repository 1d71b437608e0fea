"""Time of a batch of provincial reports, beside a plain loop of the papermill command.

Run with ``make benchmark-batch`` or ``python -m benchmarks.batch``. Ours is the command that a user
gives (`govdisc reports --by province`): the helper's imports, pages with their font inside and the
index are in its time. The plain loop calls `papermill` and `jupyter nbconvert` for one place after
the other. Both runs are on the same corpus and machine; the notebooks that they leave are compared
cell by cell.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from benchmarks.markdown import table
from govdisc_analysis.study.engine import Sheet, execute
from govdisc_analysis.study.kernel import kernels_for
from govdisc_analysis.study.notebooks import own_notebooks
from govdisc_analysis.study.page import tidy_executed

_PROVINCES, _WANTED = 31, 5.0
_BIN = Path(sys.executable).parent


@dataclass(frozen=True)
class Spent:
    """Seconds on the clock and of the processors."""

    wall: float
    cpu: float

    def times(self, factor: float) -> "Spent":
        """The same for more or fewer reports."""
        return Spent(self.wall * factor, self.cpu * factor)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, compare and print; 1 if the outputs differ or the batch is too slow."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.batch", description=__doc__)
    parser.add_argument("--reports", type=int, default=900, help="reports of the corpus")
    parser.add_argument("--seed", type=int, default=20261122, help="seed of the corpus")
    parser.add_argument("--processed", type=Path, help="a processed corpus instead of a new one")
    parser.add_argument(
        "--plain", type=int, default=_PROVINCES, help="places of the plain loop; its time is scaled"
    )
    parser.add_argument("--jobs", type=int, default=2, help="kernels at a time")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="govdisc-batch-") as folder:
        work = Path(folder)
        processed = given.processed or make_corpus(work, given.reports, given.seed)
        places = provinces(processed)
        return measure(processed.resolve(), places, given.plain, given.jobs, work)


def measure(processed: Path, places: list[str], plain: int, jobs: int, work: Path) -> int:
    """Ours before and after the plain loop, so that a change of load shows."""
    chosen = places[:: max(1, len(places) // plain)][:plain]
    first = ours(processed, work / "ours-1", jobs)
    loop, html = plain_loop(processed, chosen, work / "plain")
    second = ours(processed, work / "ours-2", jobs)
    differing = differences(processed, chosen, work)
    scale = len(places) / len(chosen)
    papermill, whole = loop.times(scale), Spent(loop.wall + html.wall, loop.cpu + html.cpu)
    whole = whole.times(scale)
    rows = [
        _row("govdisc reports, before", first, papermill, whole),
        _row("govdisc reports, after", second, papermill, whole),
        _row(f"papermill alone, {len(chosen)} run", papermill, papermill, whole),
        _row("papermill and nbconvert", whole, papermill, whole),
    ]
    header = (f"{len(places)} reports", "wall s", "cpu s", "of papermill", "of both")
    sys.stdout.write(table(header, rows) + "\n\n")
    sys.stdout.write(f"notebooks that differ: {len(differing)} of {len(chosen)} {differing}\n")
    slow = (first.wall + second.wall) / 2 * _WANTED > whole.wall
    return int(bool(differing) or slow)


def _row(name: str, spent: Spent, papermill: Spent, whole: Spent) -> list[str]:
    shares = [f"{spent.wall / other.wall:.2f}" for other in (papermill, whole)]
    return [name, f"{spent.wall:.0f}", f"{spent.cpu:.0f}", *shares]


def make_corpus(work: Path, reports: int, seed: int) -> Path:
    """A simulated corpus, read into tables."""
    run(
        ["-m", "govdisc_analysis", "simulate", "--reports", str(reports), "--seed", str(seed)],
        ["--out", str(work / "sim")],
    )
    run(
        ["-m", "govdisc_analysis", "parse", str(work / "sim" / "raw")],
        ["--out", str(work / "processed")],
    )
    return work / "processed"


def provinces(processed: Path) -> list[str]:
    """The provinces of a corpus; all 31 have to be there."""
    reports = pd.read_csv(processed / "reports.csv", dtype=str)
    places = sorted(set(reports["province"].dropna()))
    if len(places) != _PROVINCES:
        raise SystemExit(f"the corpus covers {len(places)} provinces, not {_PROVINCES}")
    return places


def ours(processed: Path, out: Path, jobs: int) -> Spent:
    """The command that makes all reports."""
    return run(
        ["-m", "govdisc_analysis", "reports", "--by", "province", "--data", str(processed)],
        ["--out", str(out), "--jobs", str(jobs)],
    )


def plain_loop(processed: Path, places: Iterable[str], out: Path) -> tuple[Spent, Spent]:
    """The papermill command for each place, then the nbconvert command on what it left."""
    out.mkdir(parents=True)
    loops, pages = [], []
    for place in places:
        target = str(out / f"{place}.ipynb")
        notebook = str(own_notebooks() / "region.ipynb")
        given = [x for k, v in parameters(processed, place).items() for x in ("-r", k, v)]
        loops.append(command([str(_BIN / "papermill"), notebook, target, "-k", "python3", *given]))
        convert = [str(_BIN / "jupyter"), "nbconvert", "--to", "html", target]
        pages.append(command(convert))
    return _sum(loops), _sum(pages)


def parameters(processed: Path, place: str) -> dict[str, str]:
    """What both sides are asked for."""
    return {"processed": str(processed), "region": place, "language": "zh"}


def differences(processed: Path, places: list[str], work: Path) -> list[str]:
    """Places whose notebook differs between a forked kernel and the plain loop."""
    notebook, found = own_notebooks() / "region.ipynb", []
    with kernels_for([notebook], is_batch=True) as manager:
        for place in places:
            mine, theirs = work / f"{place}.ipynb", work / "plain" / f"{place}.ipynb"
            if failed := execute(Sheet(notebook, mine, parameters(processed, place)), manager):
                found.append(f"{place}: {failed}")
                continue
            tidy_executed(theirs)
            if _cells(mine) != _cells(theirs):
                found.append(place)
    return found


def _cells(path: Path) -> list[tuple[str, str]]:
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return [(json.dumps(c["source"]), json.dumps(c.get("outputs", []))) for c in cells]


def run(start: list[str], rest: list[str]) -> Spent:
    """A module of the running Python."""
    return command([sys.executable, *start, *rest])


def command(words: list[str]) -> Spent:
    """A command to its end, and what it took with all of its children."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(words, capture_output=True, check=False, env=_environment())
    after, wall = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter() - start
    if done.returncode:
        raise SystemExit(done.stderr.decode("utf-8", "replace")[-2000:])
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Spent(wall, used)


def _environment() -> dict[str, str]:
    """Byte code is kept and one thread computes, on both sides."""
    kept = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    return kept | {"OPENBLAS_NUM_THREADS": "1", "PYTHONHASHSEED": "0"}


def _sum(spent: Iterable[Spent]) -> Spent:
    every = list(spent)
    return Spent(sum(x.wall for x in every), sum(x.cpu for x in every))


if __name__ == "__main__":
    raise SystemExit(main())
