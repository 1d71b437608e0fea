"""Reports as Rich Text, as Word writes it on a Chinese machine: GBK bytes and merged cells."""

from govdisc_analysis.simulate.model import Box, Draft, Heading, Paragraph, Sheet
from govdisc_analysis.simulate.render_text import grid, marker

_HEAD = r"{\rtf1\ansi\ansicpg936\deff0{\fonttbl{\f0\fnil\fcharset134 SimSun;}}"
_WIDTH = 9000  # twentieths of a point


def rtf_of(draft: Draft) -> bytes:
    """The report as a Rich Text file."""
    parts = [_HEAD, _paragraph(draft.shown_title or draft.title)]
    for block in draft.blocks:
        if isinstance(block, Heading | Paragraph):
            parts.append(_paragraph(block.text))
        else:
            parts += [_row(line, block) for line in grid(block)]
            parts.append(r"\pard\par")
    parts += [_paragraph(line) for line in (*draft.signature, marker())]
    return "\n".join([*parts, "}"]).encode("ascii")


def _paragraph(text: str) -> str:
    return rf"\pard {_escaped(text)}\par"


def _row(line: list[tuple[Box, bool]], sheet: Sheet) -> str:
    plan, cells, column = "", "", 0
    while column < len(line):
        box, starts = line[column]
        column += box.cols
        merge = (r"\clvmgf" if starts else r"\clvmrg") if box.rows > 1 else ""
        plan += rf"{merge}\cellx{_WIDTH * column // sheet.width}"
        cells += rf"{_escaped(box.shown if starts else '')}\cell "
    return rf"\trowd{plan}\pard\intbl {cells}\row"


def _escaped(text: str) -> str:
    r"""Text in the codes of Rich Text.

    >>> print(_escaped("a{公"))
    a\{\'b9\'ab
    """
    return "".join(map(_sign, text))


def _sign(sign: str) -> str:
    if sign in "\\{}":
        return "\\" + sign
    if sign.isascii():
        return r"\line " if sign == "\n" else sign
    try:
        return "".join(rf"\'{byte:02x}" for byte in sign.encode("gbk"))
    except UnicodeEncodeError:
        units = memoryview(sign.encode("utf-16-le")).cast("H")
        return "".join(rf"\u{unit - (unit >> 15 << 16)}?" for unit in units)
