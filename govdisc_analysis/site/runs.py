"""Executed notebooks as pages of the site: pictures become files, each with its table beside it."""

import base64
import hashlib
import re
import shutil
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Protocol

from markupsafe import Markup

from govdisc_analysis.site.words import both, say

_IMAGE = re.compile(r'<img\b[^>]*?src="data:image/png;base64,([^"]+)"[^>]*>', re.DOTALL)
_ALT = re.compile(r'\balt="([^"]*)"')
_INJECTED = re.compile(
    r'<div class="cell [^"]*celltag_injected-parameters".*?(?=<div class="cell |\Z)', re.DOTALL
)
_LISTING = re.compile(r"(<pre.*?</pre>)", re.DOTALL)
_TEXT = re.compile(r'<div class="text_cell_render.*?</div>', re.DOTALL)
_PARAGRAPH = re.compile(r"<p>(.*?)</p>", re.DOTALL)
_HEADING = re.compile(r"(<h[1-6][^>]*>)(.+?) / (.+?)(</h[1-6]>)")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_CODE = "<summary>code</summary>"
_STARS = re.compile(r"\*\*([^*<>\n]+)\*\*")
_TABLE = re.compile(r"(<div class=[\'\"]table[\'\"])>")
_SCROLLS = 'tabindex="0" role="group" aria-label="表或图 · table or figure"'
"""What is wider than a phone is reached by keyboard, to be scrolled."""
_FIGURES, _NOTEBOOKS = "figures", "notebooks"


class Run(Protocol):
    """What the site needs of an executed notebook."""

    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def title(self) -> str: ...  # noqa: D102
    @property
    def html_body(self) -> str: ...  # noqa: D102
    @property
    def executed_path(self) -> Path | None: ...  # noqa: D102
    @property
    def failed_cell(self) -> object: ...  # noqa: D102
    @property
    def figures(self) -> Sequence[object]: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class PageFigure:
    """A figure in the site: paths relative to its root."""

    title: str
    alt: str
    image: str
    table: str
    page: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class NotebookPage:
    """An executed notebook, ready for the template."""

    href: str
    title: str
    body: str
    failed: str
    download: str
    figures: tuple[PageFigure, ...]


def notebook_pages(runs: Sequence[Run], site: Path) -> list[NotebookPage]:
    """Pages of the executed notebooks; their pictures and tables are written below ``site``."""
    return [_page(run, site) for run in runs]


def _page(run: Run, site: Path) -> NotebookPage:
    href = f"{run.name}.html"
    tables = _tables(run, site)
    figures: list[PageFigure] = []

    def place(found: re.Match[str]) -> str:
        number = len(figures) + 1
        figure = _figure(found, f"{run.name}-{number}", href, tables, site)
        figures.append(figure)
        link = f' <a href="{figure.table}" download>CSV</a>' if figure.table else ""
        tag = _IMAGE_SOURCE.sub(f'src="{figure.image}"', found[0])
        return f'<span class="fig" {_SCROLLS}>{tag}{link}</span>'

    body = _IMAGE.sub(place, _tidied(run.html_body))
    return NotebookPage(
        href=href,
        title=run.title,
        body=body,
        failed=str(run.failed_cell) if run.failed_cell is not None else "",
        download=_download(run, site),
        figures=tuple(figures),
    )


_IMAGE_SOURCE = re.compile(r'src="data:image/png;base64,[^"]+"')


def _tidied(body: str) -> str:
    """A notebook's HTML without the cell of injected values, and with its emphasis drawn.

    CommonMark sees no emphasis in ``**words:**`` when a Chinese character follows at once.
    """
    body = _TABLE.sub(rf"\1 {_SCROLLS}>", _INJECTED.sub("", body))
    body = _TEXT.sub(_in_one_language, body).replace(_CODE, f"<summary>{say('code')}</summary>")
    parts = _LISTING.split(body)
    return "".join(
        p if i % 2 else _STARS.sub(r"<strong>\1</strong>", p) for i, p in enumerate(parts)
    )


def _in_one_language(cell: re.Match[str]) -> str:
    """A cell of words in two languages: the reader sees the chosen one.

    Its heading says `English / Chinese`, its paragraphs stand in pairs.
    """
    said = _HEADING.sub(_marked_heading, cell[0])
    are_chinese = {_HAN.search(words) is not None for words in _PARAGRAPH.findall(said)}
    return _PARAGRAPH.sub(_marked_paragraph, said) if len(are_chinese) == 2 else said


def _marked_heading(found: re.Match[str]) -> str:
    begin, en, zh, end = found.groups()
    return f"{begin}{both((Markup(zh), Markup(en)))}{end}" if _HAN.search(zh) else found[0]


def _marked_paragraph(found: re.Match[str]) -> str:
    marks = 'class="zh" lang="zh-Hans"' if _HAN.search(found[1]) else 'class="en" lang="en"'
    return f"<p {marks}>{found[1]}</p>"


def _figure(
    found: re.Match[str], name: str, page: str, tables: dict[str, tuple[str, str]], site: Path
) -> PageFigure:
    data = base64.b64decode(re.sub(r"\s", "", found[1]))
    digest = hashlib.sha256(data).hexdigest()
    target = site / _FIGURES / f"{name}.png"
    target.parent.mkdir(exist_ok=True)
    target.write_bytes(data)
    width, height = struct.unpack(">II", data[16:24]) if data[12:16] == b"IHDR" else (0, 0)
    alt = _ALT.search(found[0])
    said = unescape(alt[1]) if alt else ""
    table, title = tables.get(digest, ("", ""))
    return PageFigure(
        title=title or said or name,
        alt=said,
        image=f"{_FIGURES}/{name}.png",
        table=table,
        page=page,
        width=width,
        height=height,
    )


def _tables(run: Run, site: Path) -> dict[str, tuple[str, str]]:
    """By the picture's hash: where its table was copied to, and its title."""
    found: dict[str, tuple[str, str]] = {}
    for figure in run.figures:
        image, table = getattr(figure, "image", None), getattr(figure, "table", None)
        if not (isinstance(image, Path) and image.is_file()):
            continue
        digest = hashlib.sha256(image.read_bytes()).hexdigest()
        link = ""
        if isinstance(table, Path) and table.is_file():
            (site / _FIGURES).mkdir(exist_ok=True)
            shutil.copyfile(table, site / _FIGURES / table.name)
            link = f"{_FIGURES}/{table.name}"
        found[digest] = (link, str(getattr(figure, "title", "") or ""))
    return found


def _download(run: Run, site: Path) -> str:
    if run.executed_path is None or not run.executed_path.is_file():
        return ""
    (site / _NOTEBOOKS).mkdir(exist_ok=True)
    shutil.copyfile(run.executed_path, site / _NOTEBOOKS / run.executed_path.name)
    return f"{_NOTEBOOKS}/{run.executed_path.name}"
