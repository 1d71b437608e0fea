"""One place (or kind of agency, or agency) beside its peers: what the regional report says."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pandas as pd

from govdisc_analysis.analysis import corpus, outcomes, problems, volumes
from govdisc_analysis.analysis.beside import Refusals, beside
from govdisc_analysis.analysis.panel import (
    agency_years,
    estimate_rows,
    figures_of,
    origin_of,
)
from govdisc_analysis.analysis.parts import Box, Grid, Prose, is_safe, prose
from govdisc_analysis.analysis.place import Place, words
from govdisc_analysis.analysis.selection import Study
from govdisc_analysis.analysis.sentences import in_words, say
from govdisc_analysis.charts import Chart, draw_bars, draw_estimates, draw_strip, show
from govdisc_analysis.labels import label, name_columns
from govdisc_analysis.stats.constants import MIN_GROUPS
from govdisc_analysis.stats.estimate import Estimate
from govdisc_analysis.stats.rates import estimate_rate
from govdisc_analysis.stats.volumes import estimate_volume

Shown = Prose | Grid | Box | Chart
_MOST_KINDS, _NAMED_KINDS = 6, 3
_MOST_ROWS = 40
_METHOD = 4
_FIGURES = ("proactive_total", "requests_received")


def summary(place: Place) -> Prose:
    """Title, what there is, who the peers are, and the main findings in sentences."""
    tongue, frame = place.language, agency_years(place.own)
    reports = place.own.tables.reports
    title = words("title", tongue, name=place.name)
    if frame.empty:
        nothing = words("nothing", tongue, reports=len(reports))
        return prose(nothing, str(corpus.limits(place.own)), title=title)
    unread = int((reports["status"] == "quarantined").sum())
    what = words(
        "what",
        tongue,
        reports=len(reports),
        agencies=frame["agency_key"].nunique(),
        first=int(frame["year"].min()),
        last=int(frame["year"].max()),
    )
    if unread:
        space = "" if tongue == "zh" else " "
        what += space + words("what.unread", tongue, unread=unread)
    lines = [what, *few_words(place), peer_words(place)]
    said: set[str] = set()
    for indicator in _FIGURES:
        lines += typical_words(place, indicator, said)
    lines += [*granted_words(place, said), *kinds_words(place)]
    compare = [words("compare", tongue)] if len(place.peers.tables.reports) else []
    return prose(*lines, *compare, str(corpus.limits(place.own)), title=title)


def few_words(place: Place) -> list[str]:
    """Which figures too few agencies state for an interval; nothing if all are stated by enough."""
    tongue, comma = place.language, "、" if place.language == "zh" else ", "
    stated = {x: figures_of(place.own, x)["agency_key"].nunique() for x in _FIGURES}
    scarce = {x: n for x, n in stated.items() if n < MIN_GROUPS}
    if not scarce:
        return []
    found = [words("few.figure", tongue, what=label(x, tongue), n=n) for x, n in scarce.items()]
    return [words("few", tongue, found=comma.join(found), least=MIN_GROUPS)]


def peer_words(place: Place) -> str:
    """Who the peers are, and how many."""
    tongue, frame = place.language, agency_years(place.peers)
    if frame.empty:
        return words("peers.none", tongue)
    comma = "、" if tongue == "zh" else ", "
    first, last = place.peers.selection.years or (frame["year"].min(), frame["year"].max())
    return words(
        "peers",
        tongue,
        first=int(first),
        last=int(last),
        n=len(frame),
        agencies=frame["agency_key"].nunique(),
        levels=len(place.levels),
        names=comma.join(label(x, tongue) for x in place.levels),
        kind=words("peers.kind", tongue, kind=label(place.kind, tongue)) if place.kind else "",
    )


def typical_words(place: Place, indicator: str, said: set[str] | None = None) -> list[str]:
    """The typical agency's count, the place and its peers, each with interval or refusal.

    A reason that is among the `said` codes is not told again.
    """
    tongue, what = place.language, label(indicator, place.language)
    found = []
    for name, _ in place.sides():
        row = place.once(_typical, name, indicator)
        stated = len(place.once(figures_of, name, indicator))
        text = _once(row, tongue, said, is_share=False)
        told = {"what": what, "name": name, "n": row.n_reports, "stated": stated, "found": text}
        found.append(words("typical" if stated else "typical.none", tongue, **told))
    return found


def granted_words(place: Place, said: set[str] | None = None) -> list[str]:
    """The share granted in full, the place and its peers, each with interval or refusal."""
    tongue, found = place.language, []
    for name, study in place.sides():
        row = _granted(study)
        text = _once(row, tongue, said)
        found.append(words("granted", tongue, name=name, n=row.n_reports, found=text))
    return found


def _once(row: Estimate, tongue: str, said: set[str] | None, is_share: bool = True) -> str:
    """The number in words, or why there is none, in full the first time a reason is told."""
    if row.ok or said is None:
        return in_words(row, tongue, is_share)
    if row.code in said:
        return words("refused.above", tongue, code=row.code)
    said.add(row.code)
    return in_words(row, tongue, is_share)


def kinds_words(place: Place) -> list[str]:
    """How many reports admit a problem and which kinds most often, the place and its peers."""
    tongue, found = place.language, []
    comma = "、" if tongue == "zh" else ", "
    for name, _ in place.sides():
        panel = place.once(problems.problem_panel, name)
        counts = (
            panel[list(problems.categories())].sum().sort_values(ascending=False, kind="stable")
        )
        most = [
            words("kinds.one", tongue, kind=label(kind, tongue, "category"), n=int(n))
            for kind, n in counts.head(_NAMED_KINDS).items()
            if n
        ]
        key = "kinds.none" if panel.empty else "kinds" if most else "kinds.silent"
        stated = int(panel["stated"].sum())
        told = {"name": name, "n": len(panel), "stated": stated, "kinds": comma.join(most)}
        found.append(words(key, tongue, **told))
    return found


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


def volume_chart(place: Place, indicator: str = "proactive_total") -> Chart:
    """Every report as a dot, the typical agency of the place and of its peers."""
    tongue, what = place.language, label(indicator, place.language)
    parts = [
        place.once(figures_of, name, indicator).assign(group=name) for name, study in place.sides()
    ]
    points = pd.concat(parts, ignore_index=True)
    rows = [(name, place.once(_typical, name, indicator)) for name, study in place.sides()]
    axis = "axis:requests" if indicator.startswith("requests") else "axis:items_per_year"
    names = [name for name, _ in rows]
    return draw_strip(
        points[["group", "value", "lower", "upper", "year", "report_id"]],
        # the label counts the dots; how many the estimate rests on stands in the sentence
        estimate_rows(rows, tongue).assign(group=names, n_reports=[len(part) for part in parts]),
        name=f"region_{indicator}",
        title=words("title.volume", tongue, what=what, name=place.name),
        note=corpus.source_note(_both(place), len(points)),
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
        note=corpus.source_note(_both(place), n),
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
    origin = origin_of(_both(place).tables.reports)
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


def _both(place: Place) -> Study:
    """The reports of the place and of its peers together, for what counts both."""
    reports = pd.concat([study.tables.reports for _, study in place.sides()], ignore_index=True)
    return replace(place.own, tables=replace(place.own.tables, reports=reports))


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


def _typical(study: Study, indicator: str) -> Estimate:
    frame = figures_of(study, indicator)
    return estimate_volume(frame, value="value", exposure="years_covered", cluster="agency_key")


def _granted(study: Study) -> Estimate:
    panel = outcomes.outcome_panel(study)
    panel = panel[panel["disclosed"] <= panel["processed_total"]]
    return estimate_rate(
        panel,
        events="disclosed",
        trials="processed_total",
        cluster="agency_key",
        weighting="request",
    )
