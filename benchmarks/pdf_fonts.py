"""Simulated PDFs in a form that pdfminer, and so pdfplumber, can read.

The simulated files number their glyphs through a character map of their own, which is allowed, and
which pdfminer takes for an empty font. Office programs write the plain map ``Identity-H``. To
compare tables and not fonts, the rival is given the same pages with the plain map.
"""

import re
import zlib

_ENCODING = re.compile(rb"/Encoding (\d+) 0 R")
_WIDTHS = re.compile(rb"/W \[(.*?)\]\n(?=/|>>)", re.S)
_PAIR = re.compile(rb"<([0-9A-Fa-f]{4})> (\d+)")
_TOKEN = re.compile(rb"\[|\]|[\d.]+")


def with_plain_map(pdf: bytes) -> bytes:
    """The same pages with glyphs numbered as they are called; other files come back as they are."""
    for number in set(_ENCODING.findall(pdf)):
        found = re.search(rb"\n%s 0 obj\n.*?stream\r?\n(.*?)\r?\nendstream" % number, pdf, re.S)
        if found is None:
            return pdf
        codes = {int(code, 16): int(cid) for code, cid in _PAIR.findall(_unpacked(found[1]))}
        pdf = pdf.replace(b"/Encoding %s 0 R" % number, b"/Encoding /Identity-H")
        widths = _WIDTHS.search(pdf)
        if widths is not None:
            pdf = pdf.replace(widths[0], _renumbered(widths[1], codes))
        # The table of places is wrong now; without its address readers look for objects themselves.
        pdf = re.sub(rb"startxref\s+\d+", b"", pdf)
    return pdf


def _unpacked(stream: bytes) -> bytes:
    try:
        return zlib.decompress(stream)
    except zlib.error:
        return stream


def _renumbered(widths: bytes, codes: dict[int, int]) -> bytes:
    known = _widths(widths)
    pairs = (b"%d [%g]" % (code, known[cid]) for code, cid in codes.items() if cid in known)
    return b"/W [" + b" ".join(pairs) + b"]\n"


def _widths(array: bytes) -> dict[int, float]:
    """Width of each glyph.

    >>> _widths(b"1 2 500 7 [ 300 400 ]")
    {1: 500.0, 2: 500.0, 7: 300.0, 8: 400.0}
    """
    tokens = _TOKEN.findall(array)
    found: dict[int, float] = {}
    at = 0
    while at < len(tokens) - 2:
        first = int(tokens[at])
        if tokens[at + 1] == b"[":
            end = tokens.index(b"]", at)
            found |= {first + i: float(width) for i, width in enumerate(tokens[at + 2 : end])}
            at = end + 1
        else:
            last, width = int(tokens[at + 1]), float(tokens[at + 2])
            found |= dict.fromkeys(range(first, last + 1), width)
            at += 3
    return found
