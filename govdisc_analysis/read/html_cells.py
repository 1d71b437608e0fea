"""Tables that a page builds of other elements, brought into the tags of tables: no character moves.

Elements with the roles of a table become one. Blocks that are cells by their class or style become
inline elements, which the reader parts by tabs: the rows that they cover are not known.
"""

import re
from collections.abc import Iterator

from govdisc_analysis.read import markup

_PART = re.compile(
    r"<(?P<slash>/?)(?P<name>div|ul|ol|li|section|span|p|dl|dd|dt)(?P<rest>\s[^<>]*|\s*)>", re.I
)
_ROLE = re.compile(
    r"""\srole\s*=\s*["']?(?:(?P<table>table|grid|treegrid)|(?P<row>row)"""
    r"""|(?P<cell>cell|gridcell|columnheader|rowheader))\b""",
    re.I,
)
_SPAN = re.compile(r"""\saria-(row|col)span\s*=\s*["']?(\d{1,3})""", re.I)
_ROW = re.compile(r"""role=["']?row\b""")
_BLOCK_CELL = re.compile(
    r"""\s(?:class\s*=\s*["']?(?:[^"'<>]*\s)?(?:t[dh]|table-cell)["'\s>]
      |style\s*=\s*["'](?:[^"'<>]*[;\s])?display\s*:\s*table-cell)""",
    re.I | re.X,
)
_BLOCKS = ("table-cell", '="td', "='td")
_TAGS = {"table": "table", "row": "tr", "cell": "td"}
_TABLE_END = "</table>"
_ONLY_ENDS = re.compile(r"(?:\s|</(?:div|section|ul|ol|span)\s*>)*", re.I)

_Change = tuple[int, int, str]


def with_tables(text: str) -> str:
    """The page with such tables in tags of their own.

    >>> with_tables('<div role="row"><div role="cell" aria-colspan="2">1</div></div>').split(">")[1]
    '<td colspan="2"                  '
    >>> with_tables('<div><p style="display:table-cell">1</p></div>')
    '<div><b style="display:table-cell">1</b></div>'
    """
    if "role=" in text and _ROW.search(text):
        return _changed(text, _roles(text))
    if any(mark in text for mark in _BLOCKS):
        return _changed(text, _blocks(text))
    return text


def _changed(text: str, changes: Iterator[_Change]) -> str:
    parts, at = [], 0
    for start, end, new in sorted(changes):
        if start >= at:
            parts += [text[at:start], new]
            at = end
    return "".join([*parts, text[at:]])


def _roles(text: str) -> Iterator[_Change]:
    """Each tag with a role of a table, and its end, as a tag of a table."""
    open_parts: list[tuple[str, str]] = []  # the names of open elements, and what they become
    last_end = -1  # where the tag stands that ended the last row
    for tag in _PART.finditer(text):
        name, (start, end) = tag["name"].lower(), tag.span()
        if not tag["slash"]:
            role = _ROLE.search(tag["rest"]) if not markup.HIDDEN.search(tag["rest"]) else None
            new = _TAGS[role.lastgroup] if role and role.lastgroup else ""
            open_parts.append((name, new))
            if new:
                spans = "".join(f' {s[1].lower()}span="{s[2]}"' for s in _SPAN.finditer(tag[0]))
                yield start, end, f"<{new}{spans}".ljust(end - start - 1) + ">"
            continue
        new = _closed(open_parts, name)
        if new == "table":
            first = (
                last_end if last_end >= 0 and _ONLY_ENDS.fullmatch(text, last_end, start) else start
            )
            if end - first >= len(_TABLE_END):
                yield first, end, _TABLE_END.ljust(end - first)
        elif new == "tr":
            last_end = start
            yield start, end, "</tr".ljust(end - start - 1) + ">"
        elif new:
            yield start, end, f"</{new}".ljust(end - start - 1) + ">"


def _blocks(text: str) -> Iterator[_Change]:
    """Each block that is a cell, and its end, as an inline element with the same attributes."""
    open_parts: list[tuple[str, str]] = []
    for tag in _PART.finditer(text):
        name, (start, end) = tag["name"].lower(), tag.span()
        if tag["slash"]:
            if _closed(open_parts, name):
                yield start, end, "</b".ljust(end - start - 1) + ">"
            continue
        is_cell = name != "span" and _BLOCK_CELL.search(tag[0][:-1] + " >") is not None
        open_parts.append((name, "b" if is_cell else ""))
        if is_cell:
            yield start, end, "<b".ljust(1 + len(name)) + tag["rest"] + ">"


def _closed(open_parts: list[tuple[str, str]], name: str) -> str:
    """What the innermost open element of a name becomes; those inside it were never closed."""
    for place in range(len(open_parts) - 1, max(-1, len(open_parts) - 50), -1):
        if open_parts[place][0] == name:
            new = open_parts[place][1]
            del open_parts[place:]
            return new
    return ""
