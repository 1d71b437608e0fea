"""Figures from tidy frames and estimates. Nothing is estimated here.

Every function returns a :class:`Chart`: the figure, the table that it shows, its alternative
text. Text is set in the Chinese font that the lock brings, so no system font is needed.
"""

from govdisc_analysis.charts.chart import Chart, show
from govdisc_analysis.charts.counts import draw_bars, draw_grid
from govdisc_analysis.charts.dots import draw_estimates, draw_strip
from govdisc_analysis.charts.panels import Heat, Marks, Panel, draw_panels
from govdisc_analysis.charts.style import chinese_font, set_style
from govdisc_analysis.charts.tiles import draw_tiles

__all__ = [
    "Chart",
    "Heat",
    "Marks",
    "Panel",
    "chinese_font",
    "draw_bars",
    "draw_estimates",
    "draw_grid",
    "draw_panels",
    "draw_strip",
    "draw_tiles",
    "set_style",
    "show",
]
