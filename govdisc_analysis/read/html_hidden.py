"""Hidden elements of a page: left out, unless they hold what is shown nowhere else.

A site hides the parts of a report that its reader turns to later (tabs, pages), and it hides what
nobody is to read: a second copy of a table for small screens, an empty form, a menu. The words tell
one from the other.
"""

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from govdisc_analysis.models import Note
from govdisc_analysis.read import markup
from govdisc_analysis.read.html_page import Page

_MAIN, _LONG = 0.4, 400
_LEAST_CELLS = 8
_TWIN = 0.6
"""Share of its words that are shown elsewhere, from which on a table is a second copy."""
_FEW_WORDS = 30
_MOST_UNCLOSED = 50
_TAG_OR_SPACE = re.compile(r"<[^<>]*>|\s")
_HAN = re.compile(r"[\u4e00-\u9fff]{3,}")
_TABLE = re.compile(r"<table\b", re.I)
_CELL = re.compile(r"<t[dh]\b", re.I)
_OWN_ID = re.compile(r"""\sid\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>]+)""", re.I)


class _Element(NamedTuple):
    """A hidden element; ``like`` is its tag without its id, the same for all tabs of a page."""

    start: int
    end: int
    like: str
    has_table: bool


def hidden_end(page: Page, name: str, attributes: str, start: int, inner: int) -> int:
    """End of a hidden element that is left out; 0 where it is kept or never closed."""
    if page.tabs is None:
        page.tabs = _find_tabs(page)
    end = page.ends.get(start) or _element_end(page.source, name.lower(), inner)
    if not end:
        return 0
    has_table = _has_table(page.source, start, end)
    is_tab = start in page.tabs or _like(name, attributes) in page.tabs
    if is_tab or (not has_table and not markup.hides(name, attributes)):
        return 0
    shown = _length_shown(page.source[inner:end])
    if shown > _LONG and not has_table:
        if page.shown < 0:
            page.shown = _length_shown(page.source)
        if shown > _MAIN * page.shown:
            page.notes.append(Note("read", "info", "hidden main text kept", start, end))
            return 0
    if shown:
        message = f"hidden <{name.lower()}> left out ({shown} characters)"
        page.notes.append(Note("read", "info", message, start, end))
    return end


def may_be_hidden(page: Page, name: str, attributes: str) -> bool:
    """Whether its own tag, or a style sheet by its class, says that an element is not shown."""
    return markup.hides(name, attributes) or markup.hides_by_class(page.hidden_classes, attributes)


def _find_tabs(page: Page) -> set[int | str]:
    """Hidden elements that hold tables of the report: their places, and tags like theirs."""
    elements = list(_elements(page))
    tables = [element for element in elements if element.has_table]
    if not tables:
        return set()
    source, at, parts = page.source, 0, []
    for element in elements:
        parts.append(source[at : element.start])
        at = element.end
    shown = "\n".join([*parts, source[at:]])
    tabs: set[int | str] = set()
    for element in tables:
        part = source[element.start : element.end]
        words = dict.fromkeys(found[0] for found in islice(_HAN.finditer(part), _FEW_WORDS))
        if sum(word in shown for word in words) < _TWIN * len(words):
            shown += part
            tabs |= {element.start, element.like}
            page.notes.append(Note("read", "info", "a hidden table that is shown nowhere else kept",
                                   element.start, element.end))  # fmt: skip
    return tabs


def _elements(page: Page) -> Iterator[_Element]:
    """The outermost hidden elements."""
    source, past, unclosed = page.source, 0, 0
    for place in page.hiding:
        start = source.rfind("<", past, place) if place >= past else -1
        token = markup.TOKEN.match(source, start) if start >= 0 else None
        if token is None or token["name"] is None or token["slash"]:
            continue
        name, attributes = token["name"], token["attributes"]
        if token.end() <= place or not may_be_hidden(page, name, attributes):
            continue
        end = _element_end(source, name.lower(), token.end())
        unclosed += not end
        if unclosed > _MOST_UNCLOSED:
            return
        if end:
            page.ends[start] = past = end
            yield _Element(start, end, _like(name, attributes), _has_table(source, start, end))


def _like(name: str, attributes: str) -> str:
    return name.lower() + _OWN_ID.sub("", attributes)


def _has_table(source: str, start: int, end: int) -> bool:
    """Whether a stretch of the page holds a table of more than a few cells."""
    if _TABLE.search(source, start, end) is None:
        return False
    cells = islice(_CELL.finditer(source, start, end), _LEAST_CELLS)
    return sum(1 for _ in cells) == _LEAST_CELLS


def _element_end(source: str, name: str, inner: int) -> int:
    """Place behind the end tag of the element whose content begins at ``inner``, or 0."""
    if name == "p":
        closing = markup.PARAGRAPH_END.search(source, inner)
        return closing.end() if closing else 0
    depth = 1
    for token in markup.TOKEN.finditer(source, inner):
        if token["name"] is not None and token["name"].lower() == name:
            depth += -1 if token[1] else 1
            if depth == 0:
                return token.end()
    return 0


def _length_shown(source: str) -> int:
    return len(_TAG_OR_SPACE.sub("", source))
