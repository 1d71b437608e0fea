"""Estimates as dots with their intervals, and the single reports behind them."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter, PercentFormatter

from govdisc_analysis.charts.chart import Chart, finish, new_figure
from govdisc_analysis.charts.style import FAINT, INK, PALE, PALETTE
from govdisc_analysis.labels import number

_ROW = 0.42
_WIDE = 500.0
_NONE = 0.35
"""Where a count of zero stands on the logarithmic axis."""


def draw_estimates(
    table: pd.DataFrame,
    *,
    name: str,
    title: str,
    note: str,
    alt: str,
    axis: str,
    group: str = "group",
    is_share: bool = False,
    is_log: bool = False,
    reference: float | None = None,
) -> Chart:
    """One row a group: dot, interval, n; a refusal in words.

    A number to be read with care (it has a code) is hollow, its interval broken. A reason that
    holds for every row is told once.

    Args:
        table: `group`, `estimate`, `low`, `high`, `n_reports`, `code`; numbers or empty.
        name: file name without ending.
        title: what the figure is.
        note: source line.
        alt: words for who can't see it.
        axis: name of the horizontal axis, with the unit.
        group: column of the groups.
        is_share: the axis is a share from 0 to 1.
        is_log: the axis is logarithmic.
        reference: where a line stands.
    """
    figure, axes = new_figure(1.55 + _ROW * len(table))
    if is_log:
        axes.set_xscale("log")
    if reference is not None:
        axes.axvline(reference, color=FAINT, linewidth=1, linestyle=(0, (4, 3)))
    once = len(table) > 1 and table["estimate"].isna().all() and len(set(table["note"])) == 1
    for at, row in enumerate(table.to_dict("records")):
        if at == 0 or not once:  # a reason that holds for every row is told in the first
            _draw_row(axes, at, row)
    _frame(axes, table, group)
    if is_share:
        axes.set_xlim(-0.02, 1.02)
        axes.xaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    elif is_log:
        _mark_ratio(axes, table)
    axes.set_xlabel(axis)
    finish(figure, axes, title, note)
    return Chart(name, title, figure, table, alt)


def draw_strip(
    points: pd.DataFrame,
    estimates: pd.DataFrame,
    *,
    name: str,
    title: str,
    note: str,
    alt: str,
    axis: str,
    legend: Sequence[str],
    group: str = "group",
    value: str = "value",
) -> Chart:
    """Every report as a dot on a logarithmic axis, zeros apart on the left, estimates over them.

    Args:
        points: one row for each report: `group`, `value`.
        estimates: one row for each group, as for :func:`draw_estimates`.
        name: file name without ending.
        title: what the figure is.
        note: source line.
        alt: words for who can't see it.
        axis: name of the horizontal axis, with the unit.
        legend: words for a report, an estimate.
        group: column of the groups.
        value: column of the counts.
    """
    figure, axes = new_figure(1.9 + 0.62 * len(estimates))
    axes.set_xscale("log")
    spread = np.random.default_rng(0)
    for at, row in enumerate(estimates.to_dict("records")):
        values = points.loc[points[group] == row[group], value].to_numpy(dtype=float)
        near = _NONE * np.exp(spread.uniform(-0.22, 0.22, len(values)))
        x = np.where(values > 0, np.maximum(values, 2 * _NONE), near)
        y = at + 0.2 + spread.uniform(-0.13, 0.13, len(x))
        axes.scatter(x, y, s=13, color=PALETTE[0], alpha=0.45, linewidths=0, zorder=2)
        _draw_row(axes, at - 0.18, row)
    _frame(axes, estimates, group)
    _mark_zero(axes, points[value].to_numpy(dtype=float))
    axes.set_xlabel(axis)
    axes.scatter([], [], s=13, color=PALETTE[0], alpha=0.6, label=legend[0])
    axes.errorbar([], [], xerr=[], fmt="o", color=INK, markersize=5, label=legend[1])
    axes.legend(loc="lower right", bbox_to_anchor=(1, 1), ncols=2, handletextpad=0.5)
    finish(figure, axes, title, note)
    return Chart(name, title, figure, points, alt)


def _draw_row(axes: Axes, at: float, row: dict[Any, Any]) -> None:
    if pd.isna(row["estimate"]):
        axes.text(
            0.01,
            at,
            str(row["note"] or row["code"]),
            transform=axes.get_yaxis_transform(),
            va="center",
            fontsize=8.5,
            color=FAINT,
            in_layout=False,
        )
        return
    if not pd.isna(row["low"]):
        style = (0, (2, 1.5)) if row["code"] else "solid"
        axes.plot(
            [row["low"], row["high"]], [at, at], color=INK, linewidth=1.6, zorder=3, linestyle=style
        )
    face = "white" if row["code"] else INK
    axes.plot([row["estimate"]], [at], "o", color=INK, mfc=face, markersize=6, zorder=4)


def _frame(axes: Axes, table: pd.DataFrame, group: str) -> None:
    names = [f"{name}  (n={n:,})" for name, n in zip(table[group], table["n_reports"], strict=True)]
    axes.set_yticks(range(len(table)), names)
    axes.set_ylim(max(1, len(table)) - 0.5, -0.5)
    axes.grid(axis="y", visible=False)
    for edge in range(1, len(table)):
        axes.axhline(edge - 0.5, color=PALE, linewidth=0.6)


def _mark_ratio(axes: Axes, table: pd.DataFrame) -> None:
    """Ticks at 1, 2, 5 and their tens; at the tens alone where the limits lie far apart."""
    span = float(table["high"].max() / table["low"].min()) if table["low"].notna().any() else 1.0
    steps = (1.0, 2.0, 5.0) if span < _WIDE else (1.0,)
    axes.xaxis.set_major_locator(LogLocator(subs=steps))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda x, _: number(x)))
    axes.xaxis.set_minor_formatter(NullFormatter())


def _mark_zero(axes: Axes, values: "np.ndarray[tuple[int], np.dtype[np.float64]]") -> None:
    """Ticks at zero and at powers of ten, and a line between silence's neighbour and the rest."""
    most = max(10.0, float(values.max(initial=1)))
    powers = [10.0**p for p in range(int(np.ceil(np.log10(most))) + 1)]
    axes.set_xlim(_NONE / 1.5, max(powers[-1], most * 1.2))
    axes.set_xticks([_NONE, *powers], ["0", *(number(p) for p in powers)])
    axes.minorticks_off()
    axes.axvline(_NONE * 1.65, color=PALE, linewidth=1)
