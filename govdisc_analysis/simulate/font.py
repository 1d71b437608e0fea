"""A small TrueType font for PDF files; the whole OpenType font takes a second a file to embed."""

import atexit
from functools import cache
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp

from fontTools.fontBuilder import FontBuilder  # type: ignore[import-untyped]
from fontTools.pens.cu2quPen import Cu2QuPen  # type: ignore[import-untyped]
from fontTools.pens.ttGlyphPen import TTGlyphPen  # type: ignore[import-untyped]
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]
from pylopdf_fonts_zh_cn import sans_path

from govdisc_analysis.simulate.library import all_characters

_DAY = 3786825600  # 2023-12-31 in seconds since 1904, as fonts count
_NAMES = {"familyName": "GovdiscSim", "styleName": "Regular", "psName": "GovdiscSim-Regular"}


def font_for(needed: frozenset[str]) -> str:
    """A font file with the characters ``needed``: the small one where it has them all."""
    path, known = _small_font()
    return path if needed <= known else str(sans_path())


@cache
def _small_font() -> tuple[str, frozenset[str]]:
    """A font of the generator's own characters, made once, and those characters."""
    with TTFont(str(sans_path()), lazy=True) as source:
        return _make_small(source)


def _make_small(source: TTFont) -> tuple[str, frozenset[str]]:
    names = source.getBestCmap()
    wanted = {ord(char): names[ord(char)] for char in all_characters() if ord(char) in names}
    order = [".notdef", *sorted(set(wanted.values()))]
    glyphs = source.getGlyphSet()
    size = source["head"].unitsPerEm
    builder = FontBuilder(size, isTTF=True)
    builder.setupGlyphOrder(order)
    builder.setupCharacterMap(wanted)
    outlines = {}
    for name in order:
        pen = TTGlyphPen(None)
        glyphs[name].draw(Cu2QuPen(pen, max_err=size / 500, reverse_direction=True))
        outlines[name] = pen.glyph()
    builder.setupGlyf(outlines)
    builder.setupHorizontalMetrics({name: (glyphs[name].width, 0) for name in order})
    line = source["hhea"]
    builder.setupHorizontalHeader(ascent=line.ascent, descent=line.descent)
    builder.setupNameTable(_NAMES)
    builder.setupOS2(sTypoAscender=line.ascent, sTypoDescender=line.descent)
    builder.setupPost()
    # The font's own dates would make each run's files differ.
    builder.font["head"].created = builder.font["head"].modified = _DAY
    builder.font.recalcTimestamp = False
    folder = Path(mkdtemp(prefix="govdisc-"))
    atexit.register(rmtree, folder, ignore_errors=True)
    path = folder / "sans.ttf"
    builder.save(str(path))
    return str(path), frozenset(map(chr, wanted))
