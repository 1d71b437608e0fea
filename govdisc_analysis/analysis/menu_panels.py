"""Small plots of the menu, under its titles and marked as synthetic."""

from collections.abc import Sequence
from typing import Any

from scipy import stats as laws

from govdisc_analysis.analysis.menu import plot
from govdisc_analysis.analysis.sentences import say
from govdisc_analysis.charts import Chart, Heat, Marks, Panel, draw_panels
from govdisc_analysis.stats.frames import Floats


def drawn(
    panels: Sequence[Panel | Heat], name: str, language: str, columns: int = 2, height: float = 2.55
) -> Chart:
    """The plots as one figure."""
    title, note = plot(name, language), str(say("menu.synthetic", language))
    alt = f"{title}: {'; '.join(panel.title for panel in panels)}"
    return draw_panels(
        panels, name=name, title=title, note=note, alt=alt, columns=columns, height=height
    )


def quantiles(values: Floats, name: str, language: str) -> Panel:
    """Values against normal quantiles."""
    (expected, seen), (slope, middle, _) = laws.probplot(values)
    ends = [float(expected[0]), float(expected[-1])]
    marks = (
        Marks("dots", listed(expected), listed(seen)),
        Marks("line", ends, [middle + slope * x for x in ends], is_faint=True),
    )
    return Panel(plot(name, language), marks, plot("normal", language))


def listed(values: Any) -> list[float]:
    """Plain numbers."""
    return [float(x) for x in values]
