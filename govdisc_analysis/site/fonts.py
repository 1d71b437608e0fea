"""The site's Chinese font: the glyphs that its pages use, cut from a packaged open font.

Browsers take it only for characters that no font of the machine holds, so that the pages can be
read where no Chinese font is installed.
"""

import logging
import sys
from collections.abc import Iterable
from pathlib import Path

import numpy as np

NAME = "govdisc-han.woff"
FONT_RANGES = (
    "U+2E80-9FFF, U+AC00-D7A3, U+F900-FAFF, U+FE30-FE4F, U+FF00-FFEF, U+1F100-1F2FF, U+20000-323AF"
)
"""What the style sheet takes from the font; a test holds the two together."""
_FIRST_HAN = 0x2E80  # from here on fonts of the west have no glyph
_MARKS = "“”‘’…—·×÷≤≥±–−①②③④⑤⑥⑦⑧⑨⑩□▲▼°％"
_TEXT_FILES = (".html", ".js")


def write_font(site: Path, target: Path) -> int:
    """Write a web font with every character that the pages and scripts of a site use.

    Returns:
        How many characters it holds.
    """
    used = characters_of(path for path in site.rglob("*") if path.suffix in _TEXT_FILES)
    return subset_font(used, target)


def characters_of(paths: Iterable[Path]) -> set[int]:
    """Code points of East Asian characters (and marks among them) in text files."""
    is_used = np.zeros(sys.maxunicode + 1, dtype=bool)
    for path in paths:
        text = path.read_text(encoding="utf-8")
        is_used[np.frombuffer(text.encode("utf-32-le"), dtype="<u4")] = True
    return {*map(ord, _MARKS), *(np.flatnonzero(is_used[_FIRST_HAN:]) + _FIRST_HAN).tolist()}


def subset_font(characters: set[int], target: Path) -> int:
    """Cut a font down to some characters."""
    import pylopdf_fonts_zh_cn
    from fontTools import subset  # type: ignore[import-untyped]

    logging.getLogger("fontTools").setLevel(logging.ERROR)
    options = subset.Options()
    options.flavor, options.hinting, options.layout_features = "woff", False, []
    options.notdef_outline = True
    target.parent.mkdir(parents=True, exist_ok=True)
    with subset.load_font(str(pylopdf_fonts_zh_cn.sans_path()), options) as font:
        held = characters & set(font.getBestCmap())
        cutter = subset.Subsetter(options)
        cutter.populate(unicodes=held)
        cutter.subset(font)
        subset.save_font(font, str(target), options)
    return len(held)


def held_characters(font: Path) -> set[int]:
    """Code points that a font file holds."""
    from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

    with TTFont(font) as opened:
        return set(opened.getBestCmap())
