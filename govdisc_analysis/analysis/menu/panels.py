"""Small plots of the menu under one title; what can't be drawn is named."""

from collections.abc import Callable, Sequence
from typing import Any

from scipy import stats as laws

from govdisc_analysis.analysis.menu.source import Source, UnfitError
from govdisc_analysis.analysis.sentences import Passage, say
from govdisc_analysis.charts import Chart, Heat, Marks, Panel, draw_panels
from govdisc_analysis.stats.frames import Floats

Way = Callable[[Source], Panel | Heat]


def drawn(
    ways: Sequence[Way], name: str, source: Source, columns: int = 2, height: float = 2.55
) -> Chart | Passage:
    """The plots as one figure; a sentence where none of them can be drawn.

    Plots that the data can't carry are left out, and the line under the figure says how many and
    why (the table of checks says more).
    """
    panels, codes = _those_that_fit(ways, source)
    language = source.language
    title = str(say(f"figure.{name}", language))
    gone = {"n": len(ways) - len(panels), "codes": ", ".join(sorted(codes))}
    if not panels:
        return say("figure.none", language, title=title, **gone)
    if source.is_made_up:
        title = str(say("figure.made_up", language, title=title))
    note = source.note + (str(say("figure.left_out", language, **gone)) if codes else "")
    return draw_panels(
        panels,
        name=f"{source.chart}_{name}",
        title=title,
        note=note,
        alt=f"{title}: {'; '.join(panel.title for panel in panels)}",
        columns=min(columns, len(panels)),
        height=height,
    )


def _those_that_fit(ways: Sequence[Way], source: Source) -> tuple[list[Panel | Heat], set[str]]:
    panels, codes = [], set()
    for way in ways:
        try:
            panels.append(way(source))
        except UnfitError as unfit:
            codes.add(unfit.row.code)
    return panels, codes


def quantiles(values: Floats, name: str, source: Source) -> Panel:
    """Values against normal quantiles."""
    (expected, seen), (slope, middle, _) = laws.probplot(values)
    ends = [float(expected[0]), float(expected[-1])]
    marks = (
        Marks("dots", listed(expected), listed(seen)),
        Marks("line", ends, [middle + slope * x for x in ends], is_faint=True),
    )
    return Panel(source.plot(name), marks, source.plot("normal"))


def listed(values: Any) -> list[float]:
    """Plain numbers."""
    return [float(x) for x in values]
