"""What was measured of the package (docs/accuracy.md, docs/calibration.md) as pieces of a page.

Each document stands in Chinese beside the English one, its name ends in ``_zh``.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from govdisc_analysis.site.words import Pair, pair

_TABLE = re.compile(r"<table>.*?</table>", re.DOTALL)
_HEADING = re.compile(r"<h([1-4])([^>]*)>(.*?)</h\1>", re.DOTALL)
_ANCHOR = re.compile(r'<a class="anchor-link".*?</a>', re.DOTALL)
_REFERENCE = re.compile(r"&#(\d{4,});")
_LONG = 16  # a table with more rows is folded
_NAMES = ("accuracy", "calibration")


@dataclass(frozen=True, slots=True)
class Headline:
    """One measured number for the top of the page."""

    value: str
    what: Pair
    beside: Pair


def measured_html() -> list[tuple[str, Pair]]:
    """(key of a heading, HTML in both languages) of each document that is there."""
    found = ((name, _text(f"{name}_zh.md"), _text(f"{name}.md")) for name in _NAMES)
    return [(name, (as_html(zh, 0), as_html(en, 1))) for name, zh, en in found if zh and en]


def headlines() -> list[Headline]:
    """The few numbers that a reader asks for first; those that the document holds."""
    return list(_headlines(_text("accuracy.md")))


def _headlines(text: str) -> Iterator[Headline]:
    if cells := _row(text, "Official forms", "all"):
        first, *others = (cell.split("/")[0].strip() for cell in cells[4:])
        rivals = " / ".join(f"{x}%" for x in others[:3] if x != "–")
        yield _headline("forms", first, n=cells[2], rivals=rivals)
    for key, title in (("figures", "Figures"), ("problems", "Existing problems")):
        if cells := _row(text, title, "held-out, half b"):
            n, ours, theirs = cells[2], cells[3], cells[4]
            yield _headline(
                key, ours.split("/")[-1].strip(), n=n, rivals=theirs.split("/")[-1].strip() + "%"
            )


def _headline(key: str, value: str, **slots: str) -> Headline:
    return Headline(f"{value}%", pair(f"headline_{key}"), pair(f"headline_{key}_beside", **slots))


def _row(text: str, title: str, first: str) -> list[str]:
    """Cells of a table's row, below a heading."""
    part = re.split(rf"^#+ {re.escape(title)}$", text, maxsplit=1, flags=re.MULTILINE)
    for line in part[1].splitlines() if len(part) > 1 else ():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if cells[0] == first and len(cells) > 1:
            return cells
    return []


@cache
def _text(name: str) -> str:
    """A document, from the package or from the project around it; empty if it is in neither."""
    inside = files("govdisc_analysis") / "docs" / name
    if inside.is_file():
        return inside.read_text(encoding="utf-8")
    beside = Path(__file__).resolve().parents[2] / "docs" / name
    return beside.read_text(encoding="utf-8") if beside.is_file() else ""


def as_html(text: str, language: int) -> str:
    """Markdown as HTML for the site: headings one level down, tables that scroll, long ones folded.

    The words for a table are in the first (Chinese) or second (English) language.

    >>> print(as_html("# Title\\n\\n## Part\\n\\nWords.", 1).strip())
    <h3>Part</h3><p>Words.</p>
    """
    from nbconvert.filters import markdown2html

    html = str(markdown2html(re.sub(r"<!--.*?-->", "", text)))
    html = _REFERENCE.sub(lambda found: chr(int(found[1])), html)  # or no font would carry them
    html = _HEADING.sub(_lower, _ANCHOR.sub("", html))
    return _TABLE.sub(lambda found: _framed(found[0], language), html)


def _lower(found: re.Match[str]) -> str:
    level = int(found[1])
    return f"<h{level + 1}>{found[3].strip()}</h{level + 1}>" if level > 1 else ""


def _framed(html: str, language: int) -> str:
    table = html.replace("<table>", '<table class="plain-table">').replace("<th", '<th scope="col"')
    table = table.replace('<th scope="col"ead', "<thead")
    table = re.sub(r"\s*style=\"text-align:\s*right;?\"", ' class="num"', table)
    rows = table.count("<tr") - 1
    said = pair("measured_table")[language]
    framed = f'<div class="scroll" tabindex="0" role="group" aria-label="{said}">{table}</div>'
    if rows <= _LONG:
        return framed
    folded = pair("measured_rows", n=rows)[language]
    return f"<details><summary>{folded}</summary>{framed}</details>"
