"""One place (or kind of agency, or agency) beside its peers: what the regional report says."""

from collections.abc import Callable
from typing import Any

import pandas as pd

from govdisc_analysis.analysis import corpus, outcomes, problems, volumes
from govdisc_analysis.analysis.beside import Refusals, beside
from govdisc_analysis.analysis.panel import (
    figures_of,
    origin_of,
)
from govdisc_analysis.analysis.parts import Box, Grid, Prose, is_safe, prose
from govdisc_analysis.analysis.place import Place, words
from govdisc_analysis.analysis.region_charts import both, problem_chart, volume_chart
from govdisc_analysis.analysis.selection import Study
from govdisc_analysis.analysis.sentences import say
from govdisc_analysis.charts import Chart, show
from govdisc_analysis.labels import label, name_columns

Shown = Prose | Grid | Box | Chart
_MOST_ROWS = 40
_METHOD = 4


def published(place: Place, folder: str = "") -> tuple[Shown, ...]:
    """What was published: in words, and every report beside the typical agency."""
    said = _section(place, "h.volumes", lambda study: str(volumes.volume_words(study)))
    return (said, *_strip(place, "proactive_total", folder))


def requests(place: Place, folder: str = "") -> tuple[Shown, ...]:
    """Requests: in words, every report, and how many were granted in full."""
    said = _section(place, "h.requests", lambda study: str(outcomes.request_words(study)))
    return (said, *_strip(place, "requests_received", folder), *granted_table(place))


def redress(place: Place) -> tuple[Shown, ...]:
    """Reviews and lawsuits: in words, and how often."""
    said = _section(place, "h.redress", lambda study: str(outcomes.redress_words(study)))
    return (said, *redress_table(place))


def admitted(place: Place, folder: str = "") -> tuple[Shown, ...]:
    """Problems admitted: in words, the most frequent kinds, and all of them."""
    tongue = place.language
    said = _section(place, "h.problems", _problem_words)
    read = [name for name, _ in place.sides() if len(place.once(problems.problem_panel, name))]
    if not read:
        return (said,)
    chart = problem_chart(place)
    coder = prose(str(say("problems.coder", tongue)))
    return (said, coder, *([show(chart, folder)] if chart else []), *problem_table(place))


def quality(place: Place) -> tuple[Shown, ...]:
    """How many checks hold, fail, and can't be evaluated; those that fail."""
    checks, tongue = place.own.tables.checks, place.language
    counts = checks["result"].value_counts()
    text = words(
        "quality",
        tongue,
        reports=checks["report_id"].nunique(),
        passed=int(counts.get("passed", 0)),
        failed=int(counts.get("failed", 0)),
        open=int(counts.get("not_evaluable", 0)),
    )
    none = [] if counts.get("failed", 0) else [words("failed.none", tongue)]
    said = prose(text, *none, heading=words("h.quality", tongue))
    return (said, *_listed(corpus.failed_checks(place.own), place))


def unread(place: Place) -> tuple[Shown, ...]:
    """What was not read, each with its reason, and what lies outside."""
    tongue, reports = place.language, place.own.tables.reports
    count = int((reports["status"] != "parsed").sum())
    key = "unread" if count else "unread.none"
    text = words(key, tongue, unread=count, reports=len(reports))
    peers = len(place.peers.tables.reports)
    rest = words("unread.rest", tongue, left=place.own.left_out, peers=peers)
    said = prose(text, rest, heading=words("h.unread", tongue))
    return (said, *_listed(corpus.unread(place.own), place))


def granted_table(place: Place) -> tuple[Shown, ...]:
    """Share granted in full, said above the rows: two denominators, two weightings."""
    title = prose(str(say("title.granted", place.language)))
    return (title, *_table(place, outcomes.granted_rate))


def redress_table(place: Place) -> tuple[Shown, ...]:
    """Share of reports with a review or a lawsuit, and their number for 1000 requests."""
    tongue = place.language
    rates = {
        str(say("reading.per_thousand", tongue, what=label(name, tongue)))
        for name in outcomes.REDRESS
    }
    return _table(place, outcomes.redress_table, rates)


def problem_table(place: Place) -> tuple[Shown, ...]:
    """Share of reports that admit each kind of problem, and how many do."""
    return _table(place, problems.prevalence)


def method_box(place: Place) -> Box:
    """The method, in a box; typed reports are not called read."""
    tongue = place.language
    origin = origin_of(both(place).tables.reports)
    typed = int((origin == "hand_coded").sum())
    said = [words(f"method.{at + 1}", tongue) for at in range(_METHOD)]
    if typed:
        said.insert(1, words("method.typed", tongue, typed=typed, reports=len(origin)))
    return Box(words("h.method", tongue), tuple(said))


def sources(place: Place) -> tuple[Shown, ...]:
    """Every document of the page: agency, year, file, link and hash."""
    tongue, columns = place.language, ("agency", "year", "file", "link", "hash")
    order = place.own.tables.reports.sort_values(["year", "agency"], kind="stable")
    rows = order.to_dict("records")
    grid = Grid(
        tuple(words(f"source.{x}", tongue) for x in columns),
        tuple(_source_row(row, tongue) for row in rows),
        code=(4,),
        links=tuple(
            (at, 3, row["source_url"]) for at, row in enumerate(rows) if is_safe(row["source_url"])
        ),
    )
    return (prose(heading=words("h.sources", tongue)), grid)


def _source_row(row: dict[Any, Any], tongue: str) -> tuple[str, ...]:
    link = "source.link_words" if is_safe(row["source_url"]) else "source.no_link"
    year = "–" if pd.isna(row["year"]) else str(int(row["year"]))
    agency = "–" if pd.isna(row["agency"]) else str(row["agency"])
    digest = "–" if pd.isna(row["sha256"]) else str(row["sha256"])
    return (agency, year, str(row["source_path"]), words(link, tongue), digest)


def _table(
    place: Place, table: Callable[[Study], pd.DataFrame], rates: set[str] | None = None
) -> tuple[Shown, ...]:
    """The same table for the place and its peers, column beside column."""
    sides = {name: place.once(table, name) for name, _ in place.sides()}
    grid = beside(sides, Refusals(lambda key, **slots: words(key, place.language, **slots)), rates)
    return (grid,) if grid.rows else (prose(*grid.notes),)


def _strip(place: Place, indicator: str, folder: str) -> tuple[Shown, ...]:
    """The chart of a figure; nothing where no report states it."""
    if not any(len(place.once(figures_of, name, indicator)) for name, _ in place.sides()):
        return ()
    return (show(volume_chart(place, indicator), folder),)


def _problem_words(study: Study) -> str:
    """The words about problems without those about coding, which stand once for both sides."""
    return str(problems.problem_words(study)).split("\n\n")[0]


def _section(place: Place, heading: str, about: Callable[[Study], str]) -> Prose:
    tongue = place.language
    sides = [
        words("side", tongue, name=f"**{name}**", found=about(study))
        for name, study in place.sides()
    ]
    return prose(*sides, heading=words(heading, tongue))


def _listed(frame: pd.DataFrame, place: Place) -> tuple[Shown, ...]:
    """A list under names of the language; nothing if it is empty, a word if it is cut."""
    if frame.empty:
        return ()
    named = name_columns(frame.head(_MOST_ROWS), place.language)
    cut = {"shown": _MOST_ROWS, "all": len(frame)}
    notes = (words("cut", place.language, **cut),) if len(frame) > _MOST_ROWS else ()
    rows = tuple(tuple(str(x) for x in row) for row in named.itertuples(index=False))
    return (Grid(tuple(str(c) for c in named.columns), rows, notes=notes),)
