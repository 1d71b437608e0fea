"""Small plots beside each other: what is looked at before a number is believed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import (
    FuncFormatter,
    LogLocator,
    MaxNLocator,
    NullLocator,
    PercentFormatter,
)

from govdisc_analysis.charts.chart import Chart, finish, wrap
from govdisc_analysis.charts.style import FAINT, INK, PALETTE, WIDTH, set_style
from govdisc_analysis.labels import number

Kind = Literal["dots", "line", "steps", "bars", "band", "whiskers", "rules"]
_MARKERS, _DASHES = "os^DvX", ("-", "--", ":", "-.")
_TITLE_COLUMNS = {1: 90, 2: 46, 3: 29}
_FEW_CELLS = 30
_DARK = 0.55
"""Share of the colour scale from which a cell's words are white."""


@dataclass(frozen=True)
class Marks:
    """Points of one kind. `band`, `whiskers` need `low` and `high`; `rules` are lines across.

    The colour is a number of the palette; marker and dash change with it, so that nothing rests
    on colour alone. Whiskers run along y, or along x where `is_across`.
    """

    kind: Kind
    x: Sequence[float]
    y: Sequence[float]
    low: Sequence[float] = ()
    high: Sequence[float] = ()
    name: str = ""
    colour: int = 0
    is_faint: bool = False
    is_across: bool = False


@dataclass(frozen=True)
class Panel:
    """One small plot: `logs` and `shares` say which axes ("x", "y", "xy"); `rows` name the ys."""

    title: str
    marks: tuple[Marks, ...]
    x_axis: str = ""
    y_axis: str = ""
    logs: str = ""
    shares: str = ""
    rows: tuple[str, ...] = ()
    x_limits: tuple[float, float] | None = None
    y_limits: tuple[float, float] | None = None
    is_legend_below: bool = False


@dataclass(frozen=True)
class Heat:
    """A grid of cells with words in them; a signed one has two hues around zero.

    `scale` sets the ends of the colours where those of the values would exaggerate.
    """

    title: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    values: tuple[tuple[float, ...], ...]
    words: tuple[tuple[str, ...], ...]
    is_signed: bool = False
    scale: tuple[float, float] | None = None


def draw_panels(
    panels: Sequence[Panel | Heat],
    *,
    name: str,
    title: str,
    note: str,
    alt: str,
    columns: int = 2,
    height: float = 2.55,
) -> Chart:
    """Plots side by side, row after row, in the order given.

    Args:
        panels: the plots.
        name: file name without ending.
        title: what the figure is.
        note: source line.
        alt: words for who can't see it.
        columns: plots in a row.
        height: of a row, in inches.
    """
    set_style()
    rows = -(-len(panels) // columns)
    figure = Figure(figsize=(WIDTH, 0.75 + height * rows))
    FigureCanvasAgg(figure)
    places = figure.subplots(rows, columns, squeeze=False).ravel()
    for axes, panel in zip(places, panels, strict=False):
        heading = wrap(panel.title, _TITLE_COLUMNS.get(columns, 24))
        axes.set_title(heading, loc="left", fontsize=9.5)
        draw = _draw_heat if isinstance(panel, Heat) else _draw_panel
        draw(axes, panel)  # type: ignore[arg-type]
    for axes in places[len(panels) :]:
        axes.axis("off")
    finish(figure, places[0], title, note)
    return Chart(name, title, figure, _table(panels), alt)


def _draw_panel(axes: Axes, panel: Panel) -> None:
    if "x" in panel.logs:
        axes.set_xscale("log")
    if "y" in panel.logs:
        axes.set_yscale("log")
    for marks in panel.marks:
        _draw_marks(axes, marks)
    _mark_axes(axes, panel)
    axes.set_xlabel(panel.x_axis, fontsize=8.5)
    axes.set_ylabel(panel.y_axis, fontsize=8.5)
    axes.tick_params(labelsize=8)
    if any(m.name for m in panel.marks):
        _explain(axes, panel)


def _explain(axes: Axes, panel: Panel) -> None:
    """The legend: where it hides least, or under the plot."""
    look: dict[str, Any] = {"fontsize": 7.5, "handlelength": 1.6, "borderaxespad": 0.2}
    if panel.is_legend_below:
        many = sum(bool(m.name) for m in panel.marks)
        axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.16), ncols=many, **look)
        return
    axes.legend(loc="best", frameon=True, framealpha=0.75, edgecolor="none", **look)


def _draw_marks(axes: Axes, m: Marks) -> None:
    colour = FAINT if m.is_faint else PALETTE[m.colour]
    look: dict[str, Any] = {"color": colour, "label": m.name or None}
    x, y = np.asarray(m.x, dtype=float), np.asarray(m.y, dtype=float)
    if m.kind == "dots":
        mark = _MARKERS[m.colour % len(_MARKERS)]
        axes.plot(x, y, mark, ms=3.2, alpha=0.75, mew=0, zorder=3, **look)
    elif m.kind == "line":
        thin: dict[str, Any] = {"lw": 0.7, "alpha": 0.45} if m.is_faint else {"lw": 1.7}
        axes.plot(x, y, _DASHES[m.colour % len(_DASHES)], zorder=4, **thin, **look)
    elif m.kind == "steps":
        axes.step(x, y, where="mid", lw=1.5, zorder=4, **look)
    elif m.kind == "bars":
        wide = float(np.diff(np.unique(x)).min()) if len(np.unique(x)) > 1 else 1.0
        base = np.asarray(m.low, dtype=float) if len(m.low) else 0.0
        axes.bar(x, y, width=0.8 * wide, bottom=base, linewidth=0, zorder=2, **look)
    elif m.kind == "band":
        axes.fill_between(x, m.low, m.high, alpha=0.28, linewidth=0, zorder=1, **look)
    elif m.kind == "whiskers":
        _whiskers(axes, m, x, y, look)
    else:
        _rules(axes, m)


def _whiskers(axes: Axes, m: Marks, x: Any, y: Any, look: dict[str, Any]) -> None:
    at = x if m.is_across else y
    reach = np.abs(np.vstack([at - np.asarray(m.low), np.asarray(m.high) - at]))
    way = {"xerr": reach} if m.is_across else {"yerr": reach}
    mark = _MARKERS[m.colour % len(_MARKERS)]
    axes.errorbar(x, y, fmt=mark, ms=3.6, elinewidth=1.1, capsize=0, zorder=3, **way, **look)


def _rules(axes: Axes, m: Marks) -> None:
    """Lines at x (upright) or at y (level)."""
    for value in m.x:
        axes.axvline(value, color=FAINT, lw=1, ls=(0, (4, 3)), zorder=1)
    for value in m.y:
        axes.axhline(value, color=FAINT, lw=1, ls=(0, (4, 3)), zorder=1)


def _mark_axes(axes: Axes, panel: Panel) -> None:
    for side, axis in (("x", axes.xaxis), ("y", axes.yaxis)):
        if side in panel.logs:
            _mark_log(axis, axes.get_xlim() if side == "x" else axes.get_ylim())
        elif side in panel.shares:
            axis.set_major_formatter(PercentFormatter(1, decimals=0))
        else:
            axis.set_major_locator(MaxNLocator(5, integer=_is_whole(panel, side)))
            axis.set_major_formatter(FuncFormatter(lambda v, _: f"{v:g}"))
    axes.set_xlim(panel.x_limits)
    axes.set_ylim(panel.y_limits)
    if panel.rows:
        axes.set_yticks(range(len(panel.rows)), list(panel.rows))
        axes.set_ylim(len(panel.rows) - 0.4, -0.6)
        axes.grid(axis="y", visible=False)


def _mark_log(axis: Any, limits: tuple[float, float]) -> None:
    span = limits[1] / limits[0]
    near = (1.0, 1.5, 2.0, 3.0, 5.0, 7.0, 8.0)
    steps = near if span < 6 else (1.0, 2.0, 5.0) if span < 300 else (1.0,)
    axis.set_major_locator(LogLocator(subs=steps))
    axis.set_major_formatter(FuncFormatter(lambda v, _: number(v)))
    axis.set_minor_locator(NullLocator())


def _is_whole(panel: Panel, side: str) -> bool:
    """Whether every mark stands at a whole number, as years do."""
    values = [v for m in panel.marks for v in getattr(m, side)]
    return bool(values) and all(float(v).is_integer() for v in values)


def _draw_heat(axes: Axes, heat: Heat) -> None:
    values = np.asarray(heat.values, dtype=float)
    low, high = _scale(heat, values)
    hue = "PuOr_r" if heat.is_signed else "Blues"
    axes.imshow(values, cmap=hue, vmin=low, vmax=high, aspect="auto")
    size = 8.5 if values.size <= _FEW_CELLS else 6.5
    start = 0.0 if heat.is_signed else low
    for (i, j), value in np.ndenumerate(values):
        depth = abs(value - start) / (high - start) if np.isfinite(value) else 0.0
        ink = "white" if depth > _DARK else INK
        axes.text(j, i, heat.words[i][j], ha="center", va="center", fontsize=size, color=ink)
    axes.set_xticks(range(len(heat.columns)), list(heat.columns), fontsize=8)
    axes.set_yticks(range(len(heat.rows)), list(heat.rows), fontsize=8)
    axes.grid(visible=False)
    axes.tick_params(length=0)


def _scale(heat: Heat, values: Any) -> tuple[float, float]:
    """Ends of the colours: those given, else zero (or as far on both sides) to the largest."""
    if heat.scale is not None:
        return heat.scale
    most = float(np.nanmax(np.abs(values))) if np.isfinite(values).any() else 1.0
    return (-(most or 1.0) if heat.is_signed else 0.0), most or 1.0


def _table(panels: Sequence[Panel | Heat]) -> pd.DataFrame:
    """What is drawn, a row for each mark or cell."""
    rows: list[dict[str, object]] = []
    for panel in panels:
        if isinstance(panel, Heat):
            cells = np.ndenumerate(np.asarray(panel.values, dtype=float))
            rows += [
                {"panel": panel.title, "series": panel.rows[i], "x": panel.columns[j], "y": v}
                for (i, j), v in cells
            ]
            continue
        for m in panel.marks:
            rows += [_point(panel, m, at) for at in range(min(len(m.x), len(m.y)))]
    return pd.DataFrame(rows, columns=["panel", "series", "x", "y", "low", "high"])


def _point(panel: Panel, m: Marks, at: int) -> dict[str, object]:
    limits = {k: getattr(m, k)[at] for k in ("low", "high") if len(getattr(m, k)) > at}
    return {"panel": panel.title, "series": m.name or m.kind, "x": m.x[at], "y": m.y[at]} | limits
