"""The packaged Chinese font cut to the characters of a document, with TrueType outlines.

Embedding all of it takes ten seconds and megabytes; Word embeds no other kind of outline.
"""

from functools import cache
from pathlib import Path
from typing import Any

from govdisc_analysis.analysis.parts import Picture
from govdisc_analysis.study.printed import Printed

FAMILY = "Noto Sans SC"
_NAMES = {"familyName": FAMILY, "styleName": "Regular", "psName": "NotoSansSC-Regular"}
_PLAIN = "".join(map(chr, range(32, 127))) + "–·…"
_DAY = 3786825600  # 2023-12-31 in seconds since 1904, as fonts count
_ERROR = 500
"""A curve may be off by this part of the letter's size."""


def font_of(printed: Printed, target: Path) -> None:
    """Write the font of a document; the same document gives the same bytes."""
    write_font(_characters(printed), target)


def write_font(characters: str, target: Path, flavor: str | None = None) -> None:
    """Write the font of some characters, as TrueType or as a web font.

    An outline is made once for all fonts of a run, so that only the first takes its time. Not for
    several threads at once.
    """
    from fontTools.fontBuilder import FontBuilder  # type: ignore[import-untyped]

    source = _source()
    names = source.getBestCmap()
    wanted = {ord(c): names[ord(c)] for c in sorted(characters) if ord(c) in names}
    order = [".notdef", *sorted(set(wanted.values()))]
    glyphs = source.getGlyphSet()
    line = source["hhea"]
    builder = FontBuilder(source["head"].unitsPerEm, isTTF=True)
    builder.setupGlyphOrder(order)
    builder.setupCharacterMap(wanted)
    builder.setupGlyf({name: _outline(name) for name in order})
    shapes = builder.font["glyf"]
    left = {name: getattr(shapes[name], "xMin", 0) for name in order}
    builder.setupHorizontalMetrics({name: (glyphs[name].width, left[name]) for name in order})
    builder.setupHorizontalHeader(ascent=line.ascent, descent=line.descent)
    builder.setupNameTable(_NAMES)
    builder.setupOS2(
        sTypoAscender=line.ascent, sTypoDescender=line.descent, fsType=0, usWeightClass=400
    )
    builder.setupPost()
    builder.font["head"].created = builder.font["head"].modified = _DAY
    builder.font.recalcTimestamp, builder.font.flavor = False, flavor
    builder.save(str(target))


@cache
def _source() -> Any:
    from fontTools.ttLib import TTFont  # type: ignore[import-untyped]
    from pylopdf_fonts_zh_cn import sans_path

    return TTFont(str(sans_path()), lazy=True)


@cache
def _outline(name: str) -> Any:
    from fontTools.pens.cu2quPen import Cu2QuPen  # type: ignore[import-untyped]
    from fontTools.pens.ttGlyphPen import TTGlyphPen  # type: ignore[import-untyped]

    pen = TTGlyphPen(None)
    size = _source()["head"].unitsPerEm
    _source().getGlyphSet()[name].draw(Cu2QuPen(pen, size / _ERROR, reverse_direction=True))
    return pen.glyph()


def _characters(printed: Printed) -> str:
    """Every character that may be printed: those of the pieces, and of plain writing."""
    said = [repr(part) for part in printed.parts if not isinstance(part, Picture)]
    said += [part.title for part in printed.parts if isinstance(part, Picture)]
    every = {*_PLAIN, *printed.title, *printed.footer, *printed.figure, *"".join(said)}
    return "".join(sorted(every))
