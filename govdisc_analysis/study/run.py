"""The main job, end to end: read the reports, run the notebooks on them, write the site."""

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from govdisc_analysis.analysis.selection import Selection, read_selection, select
from govdisc_analysis.corpus import list_files, parse_corpus
from govdisc_analysis.leftovers import unfinished
from govdisc_analysis.site import SiteSummary, build_site
from govdisc_analysis.store import write_tables
from govdisc_analysis.tables import Tables

if TYPE_CHECKING:
    from govdisc_analysis.site.runs import Run

Progress = Callable[[int, int], None]
Bar = Callable[[str], AbstractContextManager[Progress | None]]
RunNotebooks = Callable[[Path, Path, Mapping[str, str], Progress | None], "Sequence[Run]"]


class NothingFitsError(ValueError):
    """No report is left after the selection; the message names what was asked for."""


@dataclass(frozen=True)
class Order:
    """What a study is asked for: where from, where to, which reports, which language."""

    raw: Path
    out: Path
    site: Path
    years: str = ""
    region: str = ""
    admin_level: str = ""
    agency_type: str = ""
    language: str = "zh"
    jobs: int = 0
    cache: Path | None = None

    def limits(self) -> dict[str, str]:
        """What limits the reports that are shown."""
        names = ("years", "region", "admin_level", "agency_type")
        return {name: str(getattr(self, name)) for name in names}

    def folder(self) -> Path:
        """The folder that the reports' paths start from."""
        return self.raw if self.raw.is_dir() else self.raw.parent

    def parameters(self) -> dict[str, str]:
        """The notebooks' parameters."""
        return {**self.limits(), "language": self.language}


@dataclass(frozen=True)
class Done:
    """What a study made."""

    tables: Tables
    shown: int
    site: SiteSummary
    failed: tuple[str, ...]
    """Names of the notebooks that stopped with an error."""


def check_order(order: Order) -> Selection:
    """Everything that can be wrong with an order, before anything is read or written.

    Raises:
        ValueError: a parameter makes no sense, or there is nothing to read.
        FileNotFoundError: the raw folder is not there.
    """
    if order.jobs < 0:
        raise ValueError("jobs must be 0 or more")
    selection = read_selection(
        years=order.years,
        region=order.region,
        admin_level=order.admin_level,
        agency_type=order.agency_type,
        language=order.language,
    )
    for folder in (order.out, order.site):
        if folder.exists() and not folder.is_dir():
            raise ValueError(f"{folder} is a file, not a folder")
        if folder.resolve() == order.raw.resolve():
            raise ValueError(f"{folder} is the folder of the reports; choose another")
    if not list_files(order.raw):
        raise ValueError(f"{order.raw} holds no file to read")
    return selection


def run_study(order: Order, bar: Bar, run: RunNotebooks | None = None) -> Done:
    """Read, tabulate, analyse and show.

    The tables hold every report of the raw folder; notebooks and site those that the order
    selects. Both folders change as a whole or not at all.

    Args:
        order: a checked order (see ``check_order``).
        bar: gives a progress callback for a stage of the work.
        run: executes the notebooks; the project's own by default.

    Raises:
        NothingFitsError: the selection holds no report (nothing is written).
        ManifestError: the manifest is wrong (nothing is written).
    """
    selection = check_order(order)
    with _cache(order) as cache:
        return _run(order, selection, cache, bar, run or partial(_notebooks, order.folder()))


@contextmanager
def _cache(order: Order) -> Iterator[Path]:
    """Folder of what was read, from which the site's pages are made: as asked for, or for a time.

    The latter lies beside the site: some ten thousand bytes a report, where its page takes ten
    times as much.
    """
    if order.cache:
        yield order.cache
        return
    beside = next(folder for folder in order.site.resolve().parents if folder.is_dir())
    with unfinished(".govdisc-study-", beside) as folder:
        yield folder


def _run(order: Order, selection: Selection, cache: Path, bar: Bar, run: RunNotebooks) -> Done:
    with bar("reading the reports") as progress:
        tables = parse_corpus(order.raw, jobs=order.jobs or None, progress=progress, cache=cache)
    chosen = select(tables, selection)
    if chosen.reports.empty:
        asked = [f"{key} {value}" for key, value in order.limits().items() if value]
        raise NothingFitsError(f"no report of {order.raw} fits {', '.join(asked)}")
    write_tables(tables, order.out)
    with tempfile.TemporaryDirectory(prefix="govdisc-study-") as work:
        with bar("running the notebooks") as progress:
            runs = run(order.out, Path(work), order.parameters(), progress)
        with bar("writing the site") as progress:
            site = build_site(
                chosen,
                order.raw,
                order.site,
                runs,
                order.language,
                jobs=order.jobs,
                progress=progress,
                cache=cache,
            )
    failed = tuple(run.name for run in runs if run.failed_cell is not None)
    return Done(tables, len(chosen.reports), site, failed)


def _notebooks(
    raw: Path, processed: Path, work: Path, parameters: Mapping[str, str], progress: Progress | None
) -> "Sequence[Run]":
    from govdisc_analysis.study.notebooks import run_notebooks

    return run_notebooks(processed, work, parameters, raw=raw, progress=progress)
