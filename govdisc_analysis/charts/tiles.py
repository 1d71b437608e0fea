"""A tile for each of the 34 provinces: a map by province without any boundary.

No well-kept package ships boundaries that fit China's rules for maps, so every unit is a square at
its usual place (codebook/tiles.csv). A tile is filled with the class of its value; where there is
none it stays empty, and says why. Tiles are never put in order of their values.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from govdisc_analysis.charts.chart import Chart, finish, new_figure
from govdisc_analysis.charts.style import FAINT, INK, PALE
from govdisc_analysis.codebook import load_csv
from govdisc_analysis.labels import number

TILE_COLOURS = ("#dfebf5", "#b3d0e8", "#73abd6", "#2f76b0", "#0b3f6e")
"""Light to dark in one hue: the order is seen with every kind of colour vision, and in grey."""
_DARK_FROM = 3  # from this class on the words of a tile are white
_MOST_CLASSES = 5
_GAP = 0.06


@dataclass(frozen=True, slots=True)
class Tile:
    """A province-level unit at its place; rows and columns are counted from 1."""

    province: str
    row: int
    column: int
    zh: str
    en: str
    name_en: str


@cache
def tiles() -> tuple[Tile, ...]:
    """All 34 units, north to south."""
    return tuple(
        Tile(r["province"], int(r["row"]), int(r["column"]), r["zh"], r["en"], r["name_en"])
        for r in load_csv("tiles.csv")
    )


def class_limits(values: Sequence[float]) -> tuple[float, ...]:
    """Limits of up to five classes with about as many tiles in each, at numbers that read well.

    >>> class_limits([1, 2, 2, 3, 5, 8, 13, 21, 34, 55])
    (1.0, 2.0, 4.0, 10.0, 20.0, 55.0)
    >>> class_limits([7]), class_limits([])
    ((7.0, 7.0), ())
    """
    given = np.asarray([v for v in values if not pd.isna(v)], dtype=float)
    if not len(given):
        return ()
    low, high = float(given.min()), float(given.max())
    inner = np.quantile(given, np.linspace(0, 1, _MOST_CLASSES + 1)[1:-1])
    cuts = sorted({_readable(float(x)) for x in inner})
    return (low, *(x for x in cuts if low < x < high), high)


def class_of(value: float, limits: Sequence[float]) -> int:
    """Number of a value's class, from 0; an upper limit belongs to the class above it.

    >>> [class_of(v, (1.0, 2.0, 4.0, 9.0)) for v in (1, 2, 3.9, 9)]
    [0, 1, 1, 2]
    """
    return sum(value >= x for x in limits[1:-1])


def spread_of_classes(classes: int) -> tuple[int, ...]:
    """Which of the five colours a scale of fewer classes takes.

    >>> spread_of_classes(2), spread_of_classes(5)
    ((1, 3), (0, 1, 2, 3, 4))
    """
    known = {1: (2,), 2: (1, 3), 3: (0, 2, 4), 4: (0, 1, 3, 4)}
    return known.get(classes, tuple(range(_MOST_CLASSES)))


def draw_tiles(
    table: pd.DataFrame,
    *,
    name: str,
    title: str,
    note: str,
    alt: str,
    axis: str,
    language: str = "zh",
    value: str = "value",
    is_share: bool = False,
) -> Chart:
    """A tile for each province with its short name and n; filled where there is a value.

    Args:
        table: `province` (official names), `n` (reports), the value or nothing.
        name: file name without ending.
        title: what the figure is.
        note: source line.
        alt: words for who can't see it.
        axis: what the colours mean, with the unit.
        language: zh or en, for the short names.
        value: column of the values.
        is_share: values are shares from 0 to 1.
    """
    figure, axes = new_figure(6.4)
    limits = class_limits(table[value].dropna().tolist())
    rows = {row["province"]: row for row in table.to_dict("records")}
    for tile in tiles():
        row = rows.get(tile.province, {})
        here = row.get(value)
        chosen = None if here is None or pd.isna(here) else class_of(float(here), limits)
        short = tile.zh if language == "zh" else tile.en
        _draw_tile(axes, tile, short, int(row.get("n", 0) or 0), chosen, len(limits) - 1)
    _draw_scale(axes, limits, axis, is_share)
    axes.set_xlim(0.4, 8.6)
    axes.set_ylim(9.6, 0.3)
    axes.set_aspect("equal")
    axes.axis("off")
    finish(figure, axes, title, note)
    return Chart(name, title, figure, table, alt)


def _draw_tile(axes: Axes, tile: Tile, short: str, n: int, chosen: int | None, many: int) -> None:
    left, top, side = tile.column - 0.5 + _GAP / 2, tile.row - 0.5 + _GAP / 2, 1 - _GAP
    at = None if chosen is None else spread_of_classes(many)[chosen]
    face = "none" if at is None else TILE_COLOURS[at]
    ink = FAINT if at is None else "white" if at >= _DARK_FROM else INK
    style = "solid" if n else (0, (2, 2))
    edge = PALE if at is None else "none"
    axes.add_patch(Rectangle((left, top), side, side, facecolor=face, edgecolor=edge, ls=style))
    axes.text(tile.column, tile.row - 0.1, short, ha="center", va="center", color=ink, fontsize=11)
    if n:
        words = f"n={n:,}"
        axes.text(tile.column, tile.row + 0.27, words, ha="center", va="center", color=ink, size=7)


def _draw_scale(axes: Axes, limits: Sequence[float], axis: str, is_share: bool) -> None:
    axes.text(0.55, 0.55, axis, fontsize=9, color=INK, va="center")
    colours = spread_of_classes(max(1, len(limits) - 1))
    for at, (low, high) in enumerate(pairwise(limits)):
        box = Rectangle((0.55, 0.8 + 0.3 * at), 0.3, 0.24, facecolor=TILE_COLOURS[colours[at]])
        axes.add_patch(box)
        words = f"{low:.0%} – {high:.0%}" if is_share else f"{number(low)} – {number(high)}"
        axes.text(0.95, 0.93 + 0.3 * at, words, fontsize=8, color=INK, va="center")


def _readable(x: float) -> float:
    """A number near x with one significant digit."""
    if x <= 0:
        return 0.0
    step = 10.0 ** np.floor(np.log10(x))
    return float(round(round(x / step) * step, 6))
