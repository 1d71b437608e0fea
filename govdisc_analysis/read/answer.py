"""Pages and texts that a program stored: answers of an interface (JSON), strings, escaped pages."""

import ast
import html
import json
import re
from collections.abc import Iterator

from govdisc_analysis.escapes import find_escapes
from govdisc_analysis.models import Unreadable
from govdisc_analysis.offsets import apply_edits
from govdisc_analysis.read.decode import decode

_LEAST = 200  # letters of a page
_TITLE = "title"
_BYTES = re.compile(rb"""\s*(b(?:'[^'\n]*(?:\\'[^'\n]*)*'|"[^"\n]*"))\s*\Z""")
_LEAST_TAGS = 8
_TAG = re.compile("</?[A-Za-z]")
_PAGE_ENDS = re.compile(rb"</(?:html|body|head|script)\b", re.I)


def page_in(data: bytes) -> bytes | None:
    r"""The page or text that a program stored; None where the file is what it seems to be.

    >>> page_in(b'{"title": "T", "content": "<p>' + b"a" * 200 + b'</p>"}')[:26]
    b'<title>T</title>\n<p>aaaaaa'
    >>> page_in(repr("<p>公开</p>".encode()).encode()).decode()
    '<p>公开</p>'
    >>> page_in(json.dumps('<p class="a">5</p>' * 9).replace("/", "\\/").encode())[:19]
    b'"<p class="a">5</p>'
    """
    head = data[:64].lstrip()
    if head[:1] in (b"{", b"["):
        return _page_in_answer(data)
    if head[:2] in (b"b'", b'b"') and (literal := _BYTES.match(data)):
        return _evaluated(literal[1])
    if data.count(rb"<\/") >= _LEAST_TAGS and not _PAGE_ENDS.search(data):
        text = decode(data).text
        return apply_edits(text, find_escapes(text))[0].encode()
    return None


def _evaluated(literal: bytes) -> bytes | None:
    """The bytes that a program printed instead of their text."""
    try:
        return bytes(ast.literal_eval(literal.decode("ascii")))
    except (ValueError, SyntaxError):
        return None


def _page_in_answer(data: bytes) -> bytes | None:
    """The longest text inside an answer, below its title."""
    try:
        answer = json.loads(decode(data).text, strict=False)
    except (ValueError, RecursionError, Unreadable):
        return None
    title, page = max(_strings(answer, ""), key=lambda found: len(found[1]), default=("", ""))
    if len(page) < _LEAST:
        return None
    return compose(title, page)


def compose(title: str, page: str) -> bytes:
    """A page or text below its title; a text may begin with it."""
    if _TAG.search(page):
        return f"<title>{html.escape(title)}</title>\n{page}".encode()
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
