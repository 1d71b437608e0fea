"""The charts of a regional report: a place beside its peers."""

from dataclasses import replace

import pandas as pd

from govdisc_analysis.analysis import corpus, problems
from govdisc_analysis.analysis.panel import (
    estimate_rows,
    figures_of,
)
from govdisc_analysis.analysis.place import Place, words
from govdisc_analysis.analysis.selection import Study
from govdisc_analysis.charts import Chart, draw_bars, draw_estimates, draw_strip
from govdisc_analysis.labels import label
from govdisc_analysis.stats.estimate import Estimate
from govdisc_analysis.stats.volumes import estimate_volume

_MOST_KINDS = 6


def volume_chart(place: Place, indicator: str = "proactive_total") -> Chart:
    """Every report as a dot, the typical agency of the place and of its peers."""
    tongue, what = place.language, label(indicator, place.language)
    parts = [
        place.once(figures_of, name, indicator).assign(group=name) for name, study in place.sides()
    ]
    points = pd.concat(parts, ignore_index=True)
    rows = [(name, place.once(typical, name, indicator)) for name, study in place.sides()]
    axis = "axis:requests" if indicator.startswith("requests") else "axis:items_per_year"
    names = [name for name, _ in rows]
    return draw_strip(
        points[["group", "value", "lower", "upper", "year", "report_id"]],
        # the label counts the dots; how many the estimate rests on stands in the sentence
        estimate_rows(rows, tongue).assign(group=names, n_reports=[len(part) for part in parts]),
        name=f"region_{indicator}",
        title=words("title.volume", tongue, what=what, name=place.name),
        note=corpus.source_note(both(place), len(points)),
        alt=words("alt.volume", tongue, n=len(points)),
        axis=label(axis, tongue),
        legend=(label("legend:report", tongue), label("legend:estimate", tongue)),
    )


def problem_chart(place: Place) -> Chart | None:
    """The most frequent kinds: shares where the place has any, else its counts; None if none."""
    tongue = place.language
    tables = {name: place.once(problems.prevalence, name) for name, _ in place.sides()}
    first = tables[place.name].sort_values("with_it", ascending=False, kind="stable")
    n = sum(len(place.once(problems.problem_panel, name)) for name, _ in place.sides())
    order = list(first.index[:_MOST_KINDS])
    title = words("title.problems", tongue, name=place.name)
    if not first.loc[order, "low"].notna().any():
        return _count_chart(place, first)
    rows = [
        t.loc[[at]].assign(group=f"{t.loc[at, 'group']} · {name}", note=t.loc[at, "code"])
        for at in order
        for name, t in tables.items()
    ]
    return draw_estimates(
        pd.concat(rows, ignore_index=True),
        name="region_problems",
        title=title,
        note=corpus.source_note(both(place), n),
        alt=words("alt.problems", tongue, n=n),
        axis=label("axis:share_reports", tongue),
        is_share=True,
    )


def _count_chart(place: Place, first: pd.DataFrame) -> Chart | None:
    """How many of the place's own reports admit each kind: what there is where no share is."""
    tongue, n = place.language, len(place.once(problems.problem_panel, place.name))
    named = first[first["with_it"] > 0]
    if named.empty:
        return None
    return draw_bars(
        named[["group", "with_it"]],
        name="region_problems",
        title=words("title.problem_counts", tongue, name=place.name, n=n),
        note=corpus.source_note(place.own, n),
        alt=words("alt.problem_counts", tongue, n=n),
        category="group",
        count="with_it",
        axis=label("axis:reports", tongue),
        total=n,
    )


def both(place: Place) -> Study:
    """The reports of the place and of its peers together, for what counts both."""
    reports = pd.concat([study.tables.reports for _, study in place.sides()], ignore_index=True)
    return replace(place.own, tables=replace(place.own.tables, reports=reports))


def typical(study: Study, indicator: str) -> Estimate:
    """A year's count of the typical agency."""
    frame = figures_of(study, indicator)
    return estimate_volume(frame, value="value", exposure="years_covered", cluster="agency_key")
