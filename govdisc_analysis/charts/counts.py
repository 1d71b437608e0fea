"""Counts: bars, and a grid of two codes."""

from typing import Any

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from govdisc_analysis.charts.chart import Chart, finish, new_figure
from govdisc_analysis.charts.style import FAINT, PALETTE

_ROW = 0.27
_CELLS: dict[str, Any] = {
    "cmap": "Blues",
    "annot": True,
    "fmt": ".0f",
    "annot_kws": {"fontsize": 8},
    "cbar": False,
    "linewidths": 0.6,
    "linecolor": "white",
    "vmin": 0,
}


def draw_bars(
    table: pd.DataFrame,
    *,
    name: str,
    title: str,
    note: str,
    alt: str,
    category: str,
    count: str,
    part: str | None = None,
    axis: str = "",
    total: int | None = None,
) -> Chart:
    """Horizontal bars, one a category in the order given, each with its number.

    Args:
        table: one row for each category (and part), ready to be shown.
        name: file name without ending.
        title: what the figure is.
        note: source line.
        alt: words for who can't see it.
        category: column of the categories.
        count: column of the lengths.
        part: column of the parts that a bar is made of.
        axis: name of the horizontal axis.
        total: said behind each number as `k of n`.
    """
    wide = _wide(table, category, count, part)
    figure, axes = new_figure(1.5 + _ROW * len(wide) + (0.25 if part else 0))
    left = np.zeros(len(wide))
    for colour, column in zip(PALETTE, wide.columns, strict=False):
        widths = wide[column].to_numpy(dtype=float)
        axes.barh(range(len(wide)), widths, left=left, color=colour, label=column, height=0.72)
        left += widths
    _name_bars(axes, left, total)
    axes.set_yticks(range(len(wide)), [str(x) for x in wide.index])
    axes.set_ylim(len(wide) - 0.4, -0.6)
    axes.set_xlim(0, max(1.0, float(left.max(initial=0))) * 1.12)
    axes.set_xlabel(axis)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.grid(axis="y", visible=False)
    if part and len(wide):
        axes.legend(loc="lower right", bbox_to_anchor=(1, 1), ncols=len(wide.columns))
    finish(figure, axes, title, note)
    return Chart(name, title, figure, table, alt)


def draw_grid(
    table: pd.DataFrame,
    *,
    name: str,
    title: str,
    note: str,
    alt: str,
    row: str,
    column: str,
    count: str,
    axis: str = "",
) -> Chart:
    """A grid of counts with the number in each cell; a cell without any stays white.

    Args: as for :func:`draw_bars`; `row` and `column` are the columns of the two codes.
    """
    wide = table.pivot_table(
        index=row, columns=column, values=count, aggfunc="sum", sort=False, observed=True
    )
    order = table[column]
    names = (
        order.cat.categories if isinstance(order.dtype, pd.CategoricalDtype) else sorted(set(order))
    )
    wide = wide.reindex(columns=[x for x in names if x in wide.columns])
    figure, axes = new_figure(1.7 + 0.25 * len(wide))
    if len(wide):
        sns.heatmap(wide, ax=axes, **_CELLS)
    axes.grid(visible=False)
    axes.set_ylabel("")
    axes.set_xlabel(axis)
    axes.tick_params(length=0)
    if len(wide) == 0:
        axes.set_xticks([])
        axes.set_yticks([])
    axes.set_yticklabels(axes.get_yticklabels(), rotation=0)
    axes.set_xticklabels(axes.get_xticklabels(), rotation=0 if len(wide.columns) < 13 else 45)
    finish(figure, axes, title, note)
    return Chart(name, title, figure, table, alt)


def _wide(table: pd.DataFrame, category: str, count: str, part: str | None) -> pd.DataFrame:
    if part is None:
        return table.set_index(category)[[count]]
    wide = table.pivot_table(
        index=category, columns=part, values=count, aggfunc="sum", sort=False, fill_value=0
    )
    return wide.reindex(table[category].drop_duplicates())


def _name_bars(
    axes: Axes, ends: "np.ndarray[tuple[int], np.dtype[np.float64]]", total: int | None
) -> None:
    for at, end in enumerate(ends):
        text = f"{end:,.0f}" if total is None else f"{end:,.0f} / {total:,}"
        axes.annotate(
            text,
            (end, at),
            xytext=(4, 0),
            textcoords="offset points",
            va="center",
            fontsize=8.5,
            color=FAINT,
        )
