"""Answers of a site's interface, and records of a data set (JSON), that hold a page or a text."""

import json
from collections.abc import Iterator
from html import escape

from govdisc_analysis.models import Unreadable
from govdisc_analysis.read.decode import decode

_LEAST = 200  # letters of a page
_TITLE = "title"


def page_in(data: bytes) -> bytes | None:
    """The page or text inside an answer, below its title; None where there is none.

    >>> page_in(b'{"title": "T", "content": "<p>' + b"a" * 200 + b'</p>"}')[:26]
    b'<title>T</title>\\n<p>aaaaaa'
    """
    if data[:64].lstrip()[:1] not in (b"{", b"["):
        return None
    try:
        answer = json.loads(decode(data).text, strict=False)
    except (ValueError, RecursionError, Unreadable):
        return None
    title, page = max(_strings(answer, ""), key=lambda found: len(found[1]), default=("", ""))
    if len(page) < _LEAST:
        return None
    if "<" in page:
        return f"<title>{escape(title)}</title>\n{page}".encode()
    return (page if title in page else f"{title}\n{page}").encode()


def _strings(part: object, title: str) -> Iterator[tuple[str, str]]:
    """All texts of an answer, each with the title beside or above it."""
    if isinstance(part, str):
        yield title, part
    elif isinstance(part, dict):
        own = part.get(_TITLE)
        for value in part.values():
            yield from _strings(value, own if isinstance(own, str) else title)
    elif isinstance(part, list):
        if all(isinstance(value, str) for value in part):  # lines or paragraphs
            yield title, "\n".join(part)
        for value in part:
            yield from _strings(value, title)
