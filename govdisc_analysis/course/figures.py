"""Two figures of the course, in the look of all others."""

import pandas as pd

from govdisc_analysis.charts.chart import Chart, finish, new_figure
from govdisc_analysis.charts.style import PALETTE
from govdisc_analysis.course.words import word

_HEIGHT = 3.6


def shares_against_size(table: pd.DataFrame, language: str, reports: int) -> Chart:
    """Raw share of each agency against the requests behind it."""
    shown = table[table["processed_total"] > 0]
    share = shown["disclosed"] / shown["processed_total"]
    figure, axes = new_figure(_HEIGHT)
    axes.scatter(shown["processed_total"], share, s=26, color=PALETTE[0], alpha=0.65)
    axes.set_xscale("log")
    axes.set_xlabel(word("axis_processed", language))
    axes.set_ylabel(word("axis_share", language))
    axes.yaxis.set_major_formatter("{x:.0%}")
    axes.xaxis.set_major_formatter("{x:.0f}")
    title = word("title_shares", language)
    finish(figure, axes, title, word("note_shares", language).format(reports=reports))
    data = shown.assign(share=share)
    return Chart("4_shares", title, figure, data, word("alt_shares", language))


def readings_by_year(table: pd.DataFrame, language: str, reports: int) -> Chart:
    """Narrow and broad share granted, each year; one row a year."""
    figure, axes = new_figure(_HEIGHT)
    styles = (("narrow", PALETTE[0], "o-"), ("broad", PALETTE[5], "s--"))
    for name, colour, style in styles:
        axes.plot(table.index, table[name], style, color=colour)
        axes.annotate(
            word(f"reading_{name}", language),
            (table.index[-1], table[name].iloc[-1]),
            xytext=(8, 0),
            textcoords="offset points",
            color=colour,
            va="center",
        )
    changes = [year for year in (2019, 2021) if year in table.index]
    for year in changes:
        axes.axvline(year - 0.5, color="#767676", linewidth=1, linestyle=":")
    axes.set_ylim(0, 1)
    axes.set_xlim(table.index[0] - 0.4, table.index[-1] + 1.6)
    axes.set_xticks(list(table.index))
    axes.yaxis.set_major_formatter("{x:.0%}")
    axes.set_xlabel(word("axis_year", language))
    axes.set_ylabel(word("axis_share", language))
    title = word("title_readings", language)
    finish(figure, axes, title, word("note_readings", language).format(reports=reports))
    data = table.reset_index()
    return Chart("5_readings", title, figure, data, word("alt_readings", language))
