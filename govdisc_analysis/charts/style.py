"""One look for every figure: font, palette, sizes."""

import warnings
from functools import cache

import seaborn as sns
from matplotlib import font_manager

PALETTE = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#767676")
"""Okabe and Ito's colours: told apart with every common kind of colour vision."""
INK, FAINT, PALE = "#222222", "#6b6b6b", "#d9d9d9"
WIDTH = 8.0
DPI = 144
_INSTALLED = (
    *("Noto Sans SC", "Noto Sans CJK SC", "Noto Sans CJK JP", "Source Han Sans SC"),
    *("WenQuanYi Micro Hei", "WenQuanYi Zen Hei", "SimHei", "PingFang SC", "Microsoft YaHei"),
)


@cache
def chinese_font() -> str:
    """Name of a font with Chinese characters, registered with matplotlib.

    The packaged Noto Sans SC first, then what the system has; a warning, once, if nothing has
    them.
    """
    try:
        from pylopdf_fonts_zh_cn import sans_path
    except ImportError:
        return _installed_font()
    path = str(sans_path())
    font_manager.fontManager.addfont(path)
    return font_manager.FontProperties(fname=path).get_name()


def _installed_font() -> str:
    there = {font.name for font in font_manager.fontManager.ttflist}
    for name in _INSTALLED:
        if name in there:
            return name
    warnings.warn("no font with Chinese characters: labels will show boxes", stacklevel=2)
    return "DejaVu Sans"


def set_style() -> None:
    """Set the look. Call this, not seaborn's own helpers: those reset the font."""
    rc = {
        "font.family": list(dict.fromkeys([chinese_font(), "DejaVu Sans"])),
        "axes.unicode_minus": False,
        "axes.edgecolor": FAINT,
        "axes.labelcolor": INK,
        "axes.labelsize": 10,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.titleweight": "normal",
        "figure.titleweight": "normal",
        "grid.color": "#ececec",
        "legend.frameon": False,
        "legend.fontsize": 9,
        "text.color": INK,
        "xtick.color": INK,
        "ytick.color": INK,
        "xtick.labelsize": 9,
        "ytick.labelsize": 9,
        "svg.fonttype": "path",
        "svg.hashsalt": "govdisc",
    }
    sns.set_theme(style="whitegrid", palette=list(PALETTE), rc=rc)
