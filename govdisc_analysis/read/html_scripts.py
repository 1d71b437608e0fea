"""Pages whose content a script writes: what the script, a template or a field holds for it.

Content systems put the body of an article into a string of a script, as JSON or as lines that are
written out one by one. Such a body is read only where it is longer than what the page itself shows.
"""

import re
from collections.abc import Iterator, Sequence

from govdisc_analysis.offsets import Edit, OffsetMap, apply_edits

MOST_CELLS = 30
"""Cells of a page that may be layout; one with more shows its own tables."""
_ESCAPED_ENDS = ("\\x3e", "\\u003e", "\\u003E", "\\x3E", "&gt;")
_CELL_ENDS = ("td>", "TD>", "td\\x3e", "td\\u003e", "td\\u003E", "td\\x3E", "td&gt;")
_FLOW_ENDS = tuple(
    f"{tag}{end}"
    for tag in ("/p", "/P", "br", "BR", "br/", "br /")
    for end in (">", *_ESCAPED_ENDS)
)
_LEAST_ENDS = 8
_LEAST_FLOWS = 3
_FEW = 100
"""Han characters that a page shows beside the frame of a report: its menu and its foot."""
_MORE = 300
"""Han characters that a report of paragraphs has more."""
_HOLDER = re.compile(
    r"<(script|template|noscript)\b([^<>]*)>(.*?)(?:</\1\s*>|\Z)"
    r"""|<input\b[^<>]*?\svalue\s*=\s*(?:"([^"]*)"|'([^']*)')""",
    re.I | re.S,
)
_MARKUP = re.compile(r"""type\s*=\s*["']?[\w/.+-]*(?:html|template|tmpl)""", re.I)
"""A script that is no program but a piece of a page."""
_LITERAL = re.compile(
    r"""//[^\n"'`<>]*+|"((?>(?:[^"\\\n]++|\\.)*))"|'((?>(?:[^'\\\n]++|\\.)*))'|`((?>(?:[^`\\]++|\\.)*))`""",
    re.S,
)
_HAS_TAG = re.compile(r"<|\\x3c|\\u003c|&lt;", re.I)
_ESCAPE = re.compile(
    r"\\(?:u(d[89ab][0-9a-f]{2})\\u(d[c-f][0-9a-f]{2})|u([0-9a-f]{4})|x([0-9a-f]{2})|(.))",
    re.I | re.S,
)
_PLAIN = {"n": "\n", "r": "\n", "t": "\t", "b": " ", "f": " ", "v": " ", "0": " ", "\n": ""}
_HAN = re.compile(r"[\u4e00-\u9fff]")

_Span = tuple[int, int]


def written_page(source: str, shown: str) -> tuple[str, OffsetMap] | None:
    """The page that a script would write, with its places in ``source``.

    Args:
        source: the page.
        shown: what it shows without its scripts.

    Returns:
        None where no script holds a table in more words than the page itself shows, nor paragraphs
        where it shows nearly nothing.

    >>> cells = "".join(f"<td>件{n}<\\\\/td>" for n in range(9))
    >>> page, offsets = written_page(f'<script>var a="{cells}"</script>', "")
    >>> page[:9], offsets.to_old(5, 6)
    ('<td>件0</t', (20, 21))
    >>> text = "".join(f"<p>公开政府信息{n}条</p>" for n in range(99))
    >>> [written_page(f'<script>"{text}"</script>', "公开" * n) is None for n in (1, 99)]
    [False, True]
    """
    least = len(_HAN.findall(shown))
    best = _longest(source, _CELL_ENDS, _LEAST_ENDS, least)
    if best is None and least < _FEW:
        best = _longest(source, _FLOW_ENDS, _LEAST_FLOWS, least + _MORE)
    return best


def _longest(
    source: str, marks: Sequence[str], fewest: int, least: int
) -> tuple[str, OffsetMap] | None:
    """The page of most words that a holder with so many ends of cells or paragraphs keeps."""
    if sum(map(source.count, marks)) < fewest:
        return None
    best: tuple[str, OffsetMap] | None = None
    for spans, is_program in _held(source):
        ends = sum(source.count(mark, *span) for span in spans for mark in marks)
        if ends < fewest:
            continue
        page = apply_edits(source, _edits(source, spans, is_program))
        words = len(_HAN.findall(page[0]))
        if words > least:
            least, best = words, page
    return best


def _held(source: str) -> Iterator[tuple[list[_Span], bool]]:
    """What each holder keeps, and whether it is written as a string of a program."""
    for holder in _HOLDER.finditer(source):
        if holder[1] is None:
            yield [holder.span(4 if holder[5] is None else 5)], False
        elif holder[1].lower() != "script" or _MARKUP.search(holder[2]):
            yield [holder.span(3)], False
        else:
            yield list(_literals(source, *holder.span(3))), True


def _literals(source: str, start: int, end: int) -> Iterator[_Span]:
    """The strings of a program that hold tags."""
    for found in _LITERAL.finditer(source, start, end):
        if found.lastindex and _HAS_TAG.search(found[found.lastindex]):
            yield found.span(found.lastindex)


def _edits(source: str, spans: list[_Span], is_program: bool) -> Iterator[Edit]:
    """What makes the page of its source: all else goes, escapes become what they stand for."""
    at = 0
    for start, end in spans:
        if at < start:
            yield at, start, ""
        if is_program:
            for found in _ESCAPE.finditer(source, start, end):
                yield (*found.span(), _meant(found))
        at = end
    if at < len(source):
        yield at, len(source), ""


def _meant(escape: re.Match[str]) -> str:
    high, low, unit, byte, sign = escape.groups()
    if high:
        return chr(0x10000 + ((int(high, 16) - 0xD800) << 10) + int(low, 16) - 0xDC00)
    if unit or byte:
        code = int(unit or byte, 16)
        return "\ufffd" if 0xD800 <= code < 0xE000 else chr(code)
    return _PLAIN.get(sign, sign)
