"""Regional reports: a self-contained page for a place, and pages for all places with an index."""

import base64
import hashlib
import re
import tempfile
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import asdict, dataclass
from functools import cache
from html import escape
from importlib.resources import files
from pathlib import Path

from govdisc_analysis.analysis.region import place_name, words
from govdisc_analysis.analysis.selection import find_folder, read_selection, select
from govdisc_analysis.labels import label
from govdisc_analysis.site.fonts import NAME as FONT
from govdisc_analysis.site.fonts import characters_of, subset_font
from govdisc_analysis.store import load
from govdisc_analysis.study.fingerprint import data_hash, fingerprint
from govdisc_analysis.study.notebooks import NotebookRun, own_notebooks, run_notebooks
from govdisc_analysis.study.parameters import check_parameters
from govdisc_analysis.study.quick_import import papermill
from govdisc_analysis.tables import Tables

NOTEBOOK = "region.ipynb"
BY = ("province", "city", "county", "agency_type")
Progress = Callable[[int, int], None]
Run = Callable[[Path, Path, Mapping[str, str]], NotebookRun]
_CODE = re.compile(r"<details class=\"code\">.*?</details>", re.DOTALL)
_STAMP = re.compile(r'<meta name="govdisc-made" content="([0-9a-f]+)">')
_HEAD = 2000
_LOOK = """
aside.limits { margin: 2rem 0; } .sources code { overflow-wrap: anywhere; }
.sources td { max-width: 24rem; overflow-wrap: anywhere; }
@media (max-width: 44rem) { .nb table { min-width: 20rem; } }
"""


@dataclass(frozen=True)
class Ask:
    """What a page is about. Empty is all."""

    region: str = ""
    years: str = ""
    admin_level: str = ""
    agency_type: str = ""
    agency: str = ""
    language: str = "zh"

    def name(self) -> str:
        """What the page is called."""
        return place_name(
            self.language,
            self.years,
            self.region,
            self.admin_level,
            self.agency_type,
            self.agency,
        )

    def file_name(self) -> str:
        """Name of the page's file; characters that no file system minds.

        >>> Ask(region="安徽省", years="2016:2020").file_name()
        '安徽省-2016-2020-zh.html'
        """
        given = (self.region, self.agency, self.admin_level, self.agency_type, self.years)
        parts = [re.sub(r"[^\w]+", "-", x).strip("-") for x in given if x] or ["all"]
        return f"{'-'.join(parts)[:80]}-{self.language}.html"


@dataclass(frozen=True)
class Made:
    """A page, or why there is none."""

    ask: Ask
    path: Path
    reports: int
    is_reused: bool = False
    failed: str = ""


@dataclass(frozen=True)
class _Corpus:
    folder: Path
    tables: Tables
    data: str


def make_report(data: Path, ask: Ask, out: Path, run: Run | None = None) -> Made:
    """One page.

    Raises:
        ValueError: a parameter makes no sense, or no report fits; nothing was started.
        FileNotFoundError: the processed folder is not there.
    """
    corpus = _open(data)
    reports = _count(corpus, ask)
    _check_out(out)
    return _make(corpus, ask, out, reports, run or _run)


def make_reports(
    data: Path,
    by: str,
    out: Path,
    *,
    language: str = "zh",
    years: str = "",
    jobs: int = 2,
    progress: Progress | None = None,
    run: Run | None = None,
) -> tuple[list[Made], Path]:
    """A page for each value that the corpus holds, and an index; only what changed is made.

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
    chosen = read_selection(years=years, language=language)
    reports = select(corpus.tables, chosen).reports
    column = "agency_type" if by == "agency_type" else "region"
    values = sorted(set(reports[by].dropna()))
    if not values:
        raise ValueError(f"no report of {data} has a known {by} within the years asked for")
    asks = [Ask(**{column: str(x)}, years=years, language=language) for x in values]
    counts = {ask: _count(corpus, ask) for ask in asks}
    papermill()
    made: list[Made] = []
    with ThreadPoolExecutor(max_workers=jobs) as pool:
        waiting = [pool.submit(_try, corpus, a, out, counts[a], run or _run) for a in asks]
        for done in as_completed(waiting):
            made.append(done.result())
            if progress:
                progress(len(made), len(asks))
    made.sort(key=lambda m: (-m.reports, m.ask.name()))
    index = out / "index.html"
    _write(index, _index(made, by, language, int(reports[by].isna().sum())))
    return made, index


def _open(data: Path) -> _Corpus:
    folder = find_folder(data).resolve()
    return _Corpus(folder, load(folder), data_hash(folder))


def _parameters(corpus: _Corpus, ask: Ask) -> dict[str, str]:
    return {"processed": str(corpus.folder), **asdict(ask)}


def _count(corpus: _Corpus, ask: Ask) -> int:
    """How many reports a page is about; every mistake is an error here, before a kernel."""
    reports = corpus.tables.reports
    check_parameters(own_notebooks() / NOTEBOOK, _parameters(corpus, ask), reports)
    if ask.agency and ask.agency not in set(reports["agency"].dropna()):
        raise ValueError(f"agency {ask.agency!r} has no report in {corpus.folder.name}")
    given = {k: v for k, v in asdict(ask).items() if k != "agency"}
    rows = select(corpus.tables, read_selection(**given, reports=reports)).reports
    rows = rows[rows["agency"] == ask.agency] if ask.agency else rows
    if rows.empty:
        raise ValueError(f"no report of {corpus.folder.name} fits {ask.name()}")
    return len(rows)


def _check_out(out: Path) -> None:
    if out.exists() and not out.is_dir():
        raise ValueError(f"{out} is a file, not a folder")


def _try(corpus: _Corpus, ask: Ask, out: Path, reports: int, run: Run) -> Made:
    try:
        return _make(corpus, ask, out, reports, run)
    except (OSError, RuntimeError, TimeoutError, ValueError) as error:
        return Made(ask, out / ask.file_name(), reports, failed=f"{type(error).__name__}: {error}")


def _make(corpus: _Corpus, ask: Ask, out: Path, reports: int, run: Run) -> Made:
    parameters, notebook = _parameters(corpus, ask), own_notebooks() / NOTEBOOK
    said = {**asdict(ask), "look": hashlib.sha256((_style() + _LOOK).encode()).hexdigest()}
    stamp = fingerprint(notebook, corpus.data, said)
    path = out / ask.file_name()
    if _stamp_of(path) == stamp:
        return Made(ask, path, reports, is_reused=True)
    with tempfile.TemporaryDirectory(prefix="govdisc-region-") as work:
        done = run(corpus.folder, Path(work), parameters)
    if done.failed_cell:
        return Made(ask, path, reports, failed=done.failed_cell)
    body = f'<article class="nb">{_CODE.sub("", done.html_body)}</article>'
    _write(path, page(words("title", ask.language, name=ask.name()), body, ask.language, stamp))
    return Made(ask, path, reports)


def _run(folder: Path, work: Path, parameters: Mapping[str, str]) -> NotebookRun:
    (done,) = run_notebooks(
        folder,
        work / "run",
        {k: v for k, v in parameters.items() if k != "processed"},
        notebooks=own_notebooks() / NOTEBOOK,
        jobs=1,
        cache=work / "kept",
    )
    return done


def page(title: str, body: str, language: str, stamp: str = "") -> str:
    """A page in one file: style and font inside, nothing taken from elsewhere."""
    tongue = "zh-Hans" if language == "zh" else "en"
    made = f'<meta name="govdisc-made" content="{stamp}">\n' if stamp else ""
    foot = escape(words("footer", language))
    text = f"""<!doctype html>
<html lang="{tongue}" data-lang="{language}">
<head>
<meta charset="utf-8">
{made}<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>{escape(title)}</title>
<link rel="icon" href="data:,">
<style>@@STYLE@@{_LOOK}</style>
</head>
<body>
<main id="main"><div class="wrap">
{body}
</div></main>
<footer class="bottom"><div class="wrap"><p>{foot}</p></div></footer>
</body>
</html>
"""
    font = base64.b64encode(_font(text)).decode("ascii")
    inside = _style().replace(f'url("{FONT}")', f'url("data:font/woff;base64,{font}")')
    return text.replace("@@STYLE@@", inside, 1)


def _font(text: str) -> bytes:
    """The font's glyphs for the characters of a page."""
    with tempfile.TemporaryDirectory(prefix="govdisc-font-") as work:
        source, target = Path(work) / "page.html", Path(work) / FONT
        source.write_text(text, encoding="utf-8")
        subset_font(characters_of([source]), target)
        return target.read_bytes()


@cache
def _style() -> str:
    return (files("govdisc_analysis") / "site" / "static" / "site.css").read_text("utf-8")


def _stamp_of(path: Path) -> str:
    if not path.is_file():
        return ""
    with path.open(encoding="utf-8") as file:
        found = _STAMP.search(file.read(_HEAD))
    return found[1] if found else ""


def _write(path: Path, text: str) -> None:
    """Write a file, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.new")
    fresh.write_text(text, encoding="utf-8")
    fresh.replace(path)


def _index(made: Sequence[Made], by: str, language: str, without: int) -> str:
    title = words("index.title", language, by=words(f"index.{by}", language))
    count = sum(m.reports for m in made if not m.failed)
    pages = sum(not m.failed for m in made)
    what = words("index.what", language, pages=pages, reports=count, without=without)
    heads = "".join(f"<th scope='col'>{words(f'index.{x}', language)}</th>" for x in ("name", "n"))
    rows = "".join(_index_row(one, language) for one in made)
    table = f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
    body = f"<h1>{escape(title)}</h1><p>{escape(what)}</p><div class='scroll'>{table}</div>"
    return page(title, body, language)


def _index_row(one: Made, language: str) -> str:
    name = escape(_shown(one.ask, language))
    words_ = escape(f"{words('index.failed', language)}: {one.failed}")
    link = (
        f"{name} <span class='bad'>{words_}</span>"
        if one.failed
        else f'<a href="{escape(one.path.name)}">{name}</a>'
    )
    return f"<tr><td>{link}</td><td class='num'>{one.reports}</td></tr>"


def _shown(ask: Ask, language: str) -> str:
    return ask.region or label(ask.agency_type, language)
