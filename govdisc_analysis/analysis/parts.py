"""Pieces of a document: what a notebook shows, and what a printed document is made of.

A notebook's cell displays a piece; the piece leaves its content behind in the executed notebook
beside its picture of itself (`MIME`). A document of another format is made from that content, so
that every format says the same numbers without computing them again.
"""

import base64
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from html import escape
from typing import Any

MIME = "application/vnd.govdisc.part+json"
_STRONG = re.compile(r"\*\*(.+?)\*\*")
_TAGS = {"title": "h1", "heading": "h2", "text": "p"}
_SAFE = ("http://", "https://")


@dataclass(frozen=True)
class Prose:
    """Paragraphs: each a kind (title, heading, text) and words, with **strong** ones."""

    blocks: tuple[tuple[str, str], ...]

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        lines = (f"<{_TAGS[k]}>{_marked(t)}</{_TAGS[k]}>" for k, t in self.blocks)
        plain = "\n".join(text.replace("**", "") for _, text in self.blocks)
        return _bundle(self, "".join(lines), plain)

    def __str__(self) -> str:
        return "\n\n".join(text for _, text in self.blocks)


@dataclass(frozen=True)
class Grid:
    """A table of words and numbers as they are shown, with notes under it.

    `links` gives an address for a cell, by row and column; `numeric` the columns set to the right.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: str = ""
    notes: tuple[str, ...] = ()
    numeric: tuple[int, ...] = ()
    code: tuple[int, ...] = ()
    links: tuple[tuple[int, int, str], ...] = ()

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        plain = "\n".join("\t".join(row) for row in (self.columns, *self.rows))
        return _bundle(self, self._html(), plain)

    def _html(self) -> str:
        heads = "".join(f"<th scope='col'>{escape(c)}</th>" for c in self.columns)
        links = {(row, column): url for row, column, url in self.links}
        lines = []
        for n, row in enumerate(self.rows):
            cells = (self._cell(text, at, links.get((n, at))) for at, text in enumerate(row))
            lines.append(f"<tr>{''.join(cells)}</tr>")
        name = f"<p>{escape(self.caption)}</p>" if self.caption else ""
        notes = "".join(f"<p class='note'>{escape(text)}</p>" for text in self.notes)
        inner = f"<thead><tr>{heads}</tr></thead><tbody>{''.join(lines)}</tbody>"
        kind = "table sources" if self.code else "table"
        return f"{name}<div class='{kind}'><table class='govdisc'>{inner}</table></div>{notes}"

    def _cell(self, text: str, at: int, url: str | None) -> str:
        inner = f"<code>{escape(text)}</code>" if at in self.code and text != "–" else escape(text)
        if url:
            inner = f'<a href="{escape(url)}" rel="noreferrer">{inner}</a>'
        return f"<td class='num'>{inner}</td>" if at in self.numeric else f"<td>{inner}</td>"


@dataclass(frozen=True)
class Box:
    """Paragraphs set apart under a heading."""

    heading: str
    lines: tuple[str, ...]

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        inner = "".join(f"<p>{_marked(line)}</p>" for line in self.lines)
        html = f"<aside class='limits'><h2>{escape(self.heading)}</h2>{inner}</aside>"
        return _bundle(self, html, "\n".join((self.heading, *self.lines)))


@dataclass(frozen=True)
class Picture:
    """A figure as an executed notebook holds it."""

    png: bytes
    title: str
    alt: str


Part = Prose | Grid | Box | Picture
_KINDS: Mapping[str, type[Any]] = {"Prose": Prose, "Grid": Grid, "Box": Box}


def prose(*lines: str, title: str = "", heading: str = "") -> Prose:
    """Paragraphs under a title or heading."""
    first = [("title", title)] if title else []
    first += [("heading", heading)] if heading else []
    return Prose((*first, *(("text", line) for text in lines for line in text.split("\n\n"))))


def parts_of(outputs: Sequence[Mapping[str, Any]]) -> Iterator[Part]:
    """The pieces that the outputs of an executed notebook hold, in order."""
    for output in outputs:
        data, about = output.get("data", {}), output.get("metadata", {})
        if MIME in data:
            yield _read(data[MIME])
        elif "image/png" in data:
            said = about.get("image/png", {})
            png = base64.b64decode(data["image/png"])
            yield Picture(png, str(said.get("title", "")), str(said.get("alt", "")))


def runs_of(text: str) -> list[tuple[str, bool]]:
    """A text as runs, each strong or not.

    >>> runs_of("a **b** c")
    [('a ', False), ('b', True), (' c', False)]
    """
    pieces = _STRONG.split(text)
    return [(piece, at % 2 == 1) for at, piece in enumerate(pieces) if piece]


def is_safe(url: object) -> bool:
    """Whether an address may be a link."""
    return isinstance(url, str) and url.lower().startswith(_SAFE)


def _read(data: Mapping[str, Any]) -> Part:
    part: Part = _KINDS[data["kind"]](**{k: _frozen(v) for k, v in data["content"].items()})
    return part


def _frozen(value: Any) -> Any:
    return tuple(_frozen(v) for v in value) if isinstance(value, list) else value


def _bundle(part: Any, html: str, plain: str) -> dict[str, Any]:
    content = {"kind": type(part).__name__, "content": asdict(part)}
    return {"text/html": html, "text/plain": plain, MIME: content}


def _marked(text: str) -> str:
    return "".join(f"<strong>{escape(t)}</strong>" if s else escape(t) for t, s in runs_of(text))
