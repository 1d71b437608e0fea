"""Regional reports: a page or document for a place, and for all places with an index."""

import hashlib
import re
import tempfile
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from threading import Lock

import nbformat

from govdisc_analysis.analysis.areas import area_of
from govdisc_analysis.analysis.place import inside, words
from govdisc_analysis.analysis.selection import find_folder, read_selection, select
from govdisc_analysis.labels import check_language, label
from govdisc_analysis.store import load
from govdisc_analysis.study.ask import BY, Ask, asks_by
from govdisc_analysis.study.engine import Sheet, execute
from govdisc_analysis.study.fingerprint import data_hash, fingerprint
from govdisc_analysis.study.kernel import OwnKernelManager, kernels_for
from govdisc_analysis.study.notebooks import own_notebooks
from govdisc_analysis.study.page import as_html
from govdisc_analysis.study.parameters import check_parameters
from govdisc_analysis.study.print_docx import write_docx
from govdisc_analysis.study.print_pdf import write_pdf
from govdisc_analysis.study.printed import Printed, read_parts, stamp_of
from govdisc_analysis.study.quick_import import papermill
from govdisc_analysis.study.region_page import (
    LOOK,
    Line,
    listing_of,
    page,
    style,
    write_index,
    write_whole,
)
from govdisc_analysis.tables import Tables

NOTEBOOK = "region.ipynb"
Progress = Callable[[int, int], None]
Run = Callable[[Sheet, type[OwnKernelManager]], str | None]
_CODE = re.compile(r"<details class=\"code\">.*?</details>", re.DOTALL)
_WRITING = Lock()
"""Pages and documents are written one at a time: their fonts are read from one open file."""


@dataclass(frozen=True)
class Made:
    """A page with its documents, or why there is none."""

    ask: Ask
    paths: tuple[Path, ...]
    reports: int
    is_reused: bool = False
    failed: str = ""

    @property
    def path(self) -> Path:
        """The first of its files."""
        return self.paths[0]


@dataclass(frozen=True)
class _Corpus:
    folder: Path
    tables: Tables
    data: str


@dataclass(frozen=True)
class _Order:
    """One page to make: where its files go, and the stamp that each of them gets."""

    ask: Ask
    parameters: Mapping[str, str]
    reports: int
    stamps: Mapping[Path, str]

    def stale(self) -> list[Path]:
        """The files that are not there, or were made from something else."""
        return [path for path, stamp in self.stamps.items() if stamp_of(path) != stamp]


def make_report(
    data: Path, ask: Ask, out: Path, run: Run | None = None, to: Sequence[str] = ("html",)
) -> Made:
    """One page, in one or several formats.

    Raises:
        ValueError: a parameter makes no sense, a name means several places, or no report fits;
            nothing was started.
        FileNotFoundError: the processed folder is not there.
    """
    check_language(ask.language)
    corpus = _open(data)
    order = _order(corpus, _settled(corpus, ask), out, to)
    _check_out(out)
    return _make(order, run or execute, OwnKernelManager)


def make_reports(
    data: Path,
    by: str,
    out: Path,
    *,
    language: str = "zh",
    years: str = "",
    to: Sequence[str] = ("html",),
    jobs: int = 2,
    progress: Progress | None = None,
    run: Run | None = None,
) -> tuple[list[Made], Path]:
    """A page for each value that the corpus holds, and an index; only what changed is made.

    Kernels are forked from one that has imported everything, where the platform can; a failure of
    one page does not stop the others.

    Raises:
        ValueError: a parameter makes no sense, or no report fits; nothing was started.
        FileNotFoundError: the processed folder is not there.
    """
    if by not in BY:
        raise ValueError(f"by {by!r}: choose from {', '.join(BY)}")
    if jobs < 1:
        raise ValueError("jobs must be 1 or more")
    _check_out(out)
    corpus = _open(data)
    reports = select(corpus.tables, read_selection(years=years, language=language)).reports
    asks = [replace(one, years=years, language=language) for one in asks_by(by, reports)]
    if not asks:
        raise ValueError(f"no report of {data} has a known {by} within the years asked for")
    orders = [_order(corpus, ask, out, to) for ask in asks]
    made = _make_all(orders, jobs, progress, run)
    made.sort(key=lambda m: (-m.reports, m.ask.name()))
    without = int(reports[by].isna().sum())
    lines = [_line(one, by, language) for one in made]
    return made, write_index(out, listing_of(by, language, years, without, lines))


def _make_all(
    orders: Sequence[_Order], jobs: int, progress: Progress | None, run: Run | None
) -> list[Made]:
    papermill()
    fresh = sum(bool(order.stale()) for order in orders)
    made: list[Made] = []
    with (
        kernels_for([_notebook()], is_batch=fresh > jobs and run is None) as manager,
        ThreadPoolExecutor(max_workers=jobs) as pool,
    ):
        waiting = [pool.submit(_try, order, run or execute, manager) for order in orders]
        for done in as_completed(waiting):
            made.append(done.result())
            if progress:
                progress(len(made), len(orders))
    return made


def _notebook() -> Path:
    return own_notebooks() / NOTEBOOK


def _open(data: Path) -> _Corpus:
    folder = find_folder(data).resolve()
    return _Corpus(folder, load(folder), data_hash(folder))


def _settled(corpus: _Corpus, ask: Ask) -> Ask:
    """The same with the place under its full path."""
    if not ask.region:
        return ask
    area = area_of(ask.region, corpus.tables.reports)
    if area is None:
        read_selection(region=ask.region, reports=corpus.tables.reports)
        raise ValueError(f"no report of {corpus.folder.name} fits {ask.name()}")
    return replace(ask, region=area.path)


def _order(corpus: _Corpus, ask: Ask, out: Path, to: Sequence[str]) -> _Order:
    """A checked order; every mistake is an error here, before a kernel."""
    parameters = {"processed": str(corpus.folder), **asdict(ask)}
    count = _count(corpus, ask, parameters)
    said = {**asdict(ask), "look": hashlib.sha256((style() + LOOK).encode()).hexdigest()}
    stamp = fingerprint(_notebook(), corpus.data, said)
    return _Order(ask, parameters, count, {out / ask.file_name(x): stamp for x in to})


def _count(corpus: _Corpus, ask: Ask, parameters: Mapping[str, str]) -> int:
    """How many reports a page is about."""
    reports = corpus.tables.reports
    check_parameters(_notebook(), {**parameters, "region": ""}, reports)
    if ask.agency and ask.agency not in set(reports["agency"].dropna()):
        raise ValueError(f"agency {ask.agency!r} has no report in {corpus.folder.name}")
    given = {k: v for k, v in asdict(ask).items() if k not in {"agency", "region"}}
    keep = inside(reports, ask.region, ask.agency)
    bare = replace(corpus.tables, reports=reports[keep])
    chosen = read_selection(**given, reports=reports)
    if count := len(select(bare, chosen).reports):
        return count
    raise ValueError(f"no report of {corpus.folder.name} fits {ask.name()}")


def _check_out(out: Path) -> None:
    if out.exists() and not out.is_dir():
        raise ValueError(f"{out} is a file, not a folder")


def _try(order: _Order, run: Run, manager: type[OwnKernelManager]) -> Made:
    try:
        return _make(order, run, manager)
    except (OSError, RuntimeError, ValueError) as error:
        failed = f"{type(error).__name__}: {error}"
        return Made(order.ask, tuple(order.stamps), order.reports, failed=failed)


def _make(order: _Order, run: Run, manager: type[OwnKernelManager]) -> Made:
    stale, paths = order.stale(), tuple(order.stamps)
    if not stale:
        return Made(order.ask, paths, order.reports, is_reused=True)
    with tempfile.TemporaryDirectory(prefix="govdisc-region-") as work:
        sheet = Sheet(_notebook(), Path(work) / NOTEBOOK, order.parameters)
        if failed := run(sheet, manager):
            return Made(order.ask, paths, order.reports, failed=failed)
        with _WRITING:
            for path in stale:
                write_whole(path, _content(sheet.executed, order.ask, path, order.stamps[path]))
    return Made(order.ask, paths, order.reports)


def _content(executed: Path, ask: Ask, path: Path, stamp: str) -> bytes:
    """A page or document, made of what the executed notebook holds."""
    title = words("title", ask.language, name=ask.name())
    if path.suffix == ".html":
        notebook = nbformat.read(executed, as_version=4)  # type: ignore[no-untyped-call]
        body = f'<article class="nb">{_CODE.sub("", as_html(notebook))}</article>'
        return page(title, body, ask.language, stamp).encode()
    printed = Printed(
        title,
        ask.language,
        read_parts(executed),
        footer=words("print.footer", ask.language, title=title),
        figure=words("print.figure", ask.language, at="{at}", title="{title}"),
        stamp=stamp,
    )
    target = executed.with_suffix(path.suffix)
    (write_docx if path.suffix == ".docx" else write_pdf)(printed, target)
    return target.read_bytes()


def _line(one: Made, by: str, language: str) -> Line:
    name = label(one.ask.agency_type, language) if by == "agency_type" else one.ask.name()
    files = () if one.failed else tuple(path.name for path in one.paths)
    return Line(name, files, one.reports, one.failed)
