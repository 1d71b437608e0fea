"""The menu of analyses, each with its diagnostics and its plots, on any panel.

A panel (`Source`) is the made-up nation, which can carry every question, or the reports of a
study, which carry what they can; the rest is refused with its reason.

>>> from govdisc_analysis.analysis import menu
>>> source = menu.national(6, "en")
>>> menu.as_menu(menu.lines.trends(source), source).frame.shape
(3, 10)
"""

from govdisc_analysis.analysis.menu import (
    lines,
    models,
    outcome_plots,
    outcomes,
    problem_plots,
    problems,
    refusals,
    silence,
    volumes,
    words,
)
from govdisc_analysis.analysis.menu.reading import (
    as_menu,
    ratios_chart,
    shares_chart,
    specifications,
)
from govdisc_analysis.analysis.menu.source import Source, national
from govdisc_analysis.analysis.menu.studies import of_problems, of_requests, of_volumes

__all__ = [
    "Source",
    "as_menu",
    "lines",
    "models",
    "national",
    "of_problems",
    "of_requests",
    "of_volumes",
    "outcome_plots",
    "outcomes",
    "problem_plots",
    "problems",
    "ratios_chart",
    "refusals",
    "shares_chart",
    "silence",
    "specifications",
    "volumes",
    "words",
]
