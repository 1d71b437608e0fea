"""The page of a place in one file, and the index of all that were made."""

import base64
import json
import os
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import Any

from govdisc_analysis.analysis.place import words
from govdisc_analysis.site.fonts import NAME as FONT
from govdisc_analysis.site.fonts import characters_of
from govdisc_analysis.study.print_font import write_font

INDEX, MADE = "index.html", "made.json"
LOOK = """
aside.limits { margin: 2rem 0; } .sources code { overflow-wrap: anywhere; }
.sources td { max-width: 24rem; overflow-wrap: anywhere; }
.note { color: var(--muted, inherit); font-size: .9rem; margin: .2rem 0 .4rem; }
@media (max-width: 44rem) { .nb table { min-width: 20rem; } }
"""


@dataclass(frozen=True)
class Line:
    """One line of an index: what it is about, its files, how many reports, or why there is none."""

    name: str
    files: tuple[str, ...]
    reports: int
    failed: str = ""


@dataclass(frozen=True)
class Listing:
    """All of one kind that were made together."""

    by: str
    language: str
    years: str
    without: int
    lines: tuple[Line, ...]

    @property
    def key(self) -> str:
        """What a later run of the same kind takes the place of."""
        return "|".join((self.by, self.language, self.years))


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
<style>@@STYLE@@{LOOK}</style>
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
    inside = style().replace(f'url("{FONT}")', f'url("data:font/woff;base64,{font}")')
    return text.replace("@@STYLE@@", inside, 1)


def _font(text: str) -> bytes:
    """The font's glyphs for the characters of a page that western fonts lack."""
    with tempfile.TemporaryDirectory(prefix="govdisc-font-") as work:
        source, target = Path(work) / "page.html", Path(work) / FONT
        source.write_text(text, encoding="utf-8")
        write_font("".join(map(chr, characters_of([source]))), target, "woff")
        return target.read_bytes()


@cache
def style() -> str:
    """The style sheet of the site."""
    return (files("govdisc_analysis") / "site" / "static" / "site.css").read_text("utf-8")


def write_whole(path: Path, data: bytes) -> None:
    """Write a file, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, fresh = tempfile.mkstemp(prefix=f".{path.name[:40]}.", dir=path.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
    Path(fresh).chmod(0o644)
    Path(fresh).replace(path)


def write_index(out: Path, listing: Listing) -> Path:
    """Write the index of a folder anew: this listing in the place of its like, the others kept."""
    every = {one.key: one for one in [*_listings(out), listing]}
    kept = [every[key] for key in sorted(every)]
    text = json.dumps([asdict(one) for one in kept], ensure_ascii=False, indent=1)
    write_whole(out / MADE, f"{text}\n".encode())
    language = listing.language
    body = f"<h1>{escape(words('index.all', language))}</h1>"
    body += "".join(_section(out, one) for one in kept)
    write_whole(out / INDEX, page(words("index.all", language), body, language).encode())
    return out / INDEX


def _listings(out: Path) -> list[Listing]:
    """What earlier runs made; nothing if the record is not there or is none of ours."""
    try:
        rows = json.loads((out / MADE).read_text(encoding="utf-8"))
        return [_listing(row) for row in rows]
    except (OSError, ValueError, TypeError, KeyError):
        return []


def _listing(row: Mapping[str, Any]) -> Listing:
    lines = tuple(Line(**{**line, "files": tuple(line["files"])}) for line in row["lines"])
    return Listing(**{**row, "lines": lines})


def _section(out: Path, one: Listing) -> str:
    tongue = one.language
    title = words("index.title", tongue, by=words(f"index.{one.by}", tongue))
    title += f" · {one.years.replace(':', '–')}" if one.years else ""
    good = [line for line in one.lines if not line.failed]
    count = sum(line.reports for line in good)
    what = words("index.what", tongue, pages=len(good), reports=count, without=one.without)
    heads = "".join(f"<th scope='col'>{words(f'index.{x}', tongue)}</th>" for x in ("name", "n"))
    rows = "".join(_row(out, line, tongue) for line in one.lines)
    table = f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
    head = f"<h2>{escape(title)}</h2><p>{escape(what)}</p>"
    return f"<section lang='{tongue}'>{head}<div class='scroll'>{table}</div></section>"


def _row(out: Path, line: Line, tongue: str) -> str:
    there = [name for name in line.files if (out / name).is_file()]
    cell = escape(line.name)
    if line.failed:
        why = escape(f"{words('index.failed', tongue)}: {line.failed}")
        cell = f"{cell} <span class='bad'>{why}</span>"
    elif there:
        cell = " ".join([_link(there[0], line.name), *(_link(x, x[-4:]) for x in there[1:])])
    return f"<tr><td>{cell}</td><td class='num'>{line.reports}</td></tr>"


def _link(name: str, shown: str) -> str:
    return f'<a href="{escape(name)}">{escape(shown.lstrip("."))}</a>'


def listing_of(by: str, language: str, years: str, without: int, lines: Sequence[Line]) -> Listing:
    """A listing with the largest first."""
    order = sorted(lines, key=lambda line: (-line.reports, line.name))
    return Listing(by, language, years, without, tuple(order))
