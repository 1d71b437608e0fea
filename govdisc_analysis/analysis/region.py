"""One place (or kind of agency, or agency) beside its peers: what the regional report says."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

import pandas as pd

from govdisc_analysis.analysis import corpus, outcomes, problems, volumes
from govdisc_analysis.analysis.panel import (
    LEVELS,
    agency_years,
    estimate_rows,
    figures_of,
    origin_of,
)
from govdisc_analysis.analysis.selection import Selection, Study, find_folder, open_study, select
from govdisc_analysis.analysis.sentences import Passage, in_words, join
from govdisc_analysis.analysis.wording import fill
from govdisc_analysis.charts import Chart, draw_estimates, draw_strip
from govdisc_analysis.codebook import load_csv
from govdisc_analysis.labels import label
from govdisc_analysis.schema import table_names
from govdisc_analysis.stats.constants import MIN_GROUPS
from govdisc_analysis.stats.estimate import Estimate
from govdisc_analysis.stats.rates import estimate_rate
from govdisc_analysis.stats.volumes import estimate_volume
from govdisc_analysis.store import load
from govdisc_analysis.tables import Tables

_MOST_KINDS = 6
_METHOD = 4


@dataclass(frozen=True)
class Place:
    """The reports that a page is about, and those of the same level in the rest of the corpus."""

    own: Study
    peers: Study
    name: str
    levels: tuple[str, ...]
    kind: str = ""
    """The kind of agency that the peers share, if any."""

    @property
    def language(self) -> str:
        """Language of labels and sentences."""
        return self.own.language

    def sides(self) -> Iterator[tuple[str, Study]]:
        """The place and its peers, under their names."""
        yield self.name, self.own
        if len(self.peers.tables.reports):
            yield words("peer_name", self.language), self.peers


@dataclass(frozen=True)
class Markup:
    """A piece of page that is more than prose and no table of numbers."""

    html: str

    def _repr_html_(self) -> str:
        return self.html


def open_place(
    processed: str | Path,
    *,
    years: str = "",
    region: str = "",
    admin_level: str = "",
    agency_type: str = "",
    agency: str = "",
    language: str = "en",
) -> Place:
    """The reports of a place and those of its peers.

    Peers are of the same levels in the rest of the corpus, within the years asked for or else from
    the place's first year to its last; where a place or an agency is limited to a kind of agency,
    they are of that kind too.

    Raises:
        ValueError: a parameter makes no sense, or no report fits.
        FileNotFoundError: there is no such folder.
    """
    folder = find_folder(processed)
    chosen = open_study(
        folder,
        years=years,
        region=region,
        admin_level=admin_level,
        agency_type=agency_type,
        language=language,
    )
    tables, own = load(folder), chosen.tables
    if agency:
        own = _part(own, own.reports["agency"] == agency)
    if own.reports.empty:
        asked = [x for x in (region, years, admin_level, agency_type, agency) if x]
        raise ValueError(f"no report of {processed} fits {', '.join(asked)}")
    kind = agency_type if region or agency else ""
    around = Selection(chosen.selection.years or _span(own), "", admin_level, kind, language)
    there = set(own.reports["admin_level"].dropna())
    rest = select(tables, around)
    outside = ~rest.reports["report_id"].isin(own.reports["report_id"])
    rest = _part(rest, outside & rest.reports["admin_level"].isin(there))
    left = len(tables.reports) - len(own.reports)
    return Place(
        Study(own, chosen.selection, left, folder),
        Study(rest, around, 0, folder),
        place_name(language, years, region, admin_level, agency_type, agency),
        tuple(x for x in LEVELS if x in there),
        kind,
    )


def _span(tables: Tables) -> tuple[int, int] | None:
    """First and last year of some reports; None if none tells its year."""
    years = tables.reports["year"].dropna()
    return None if years.empty else (int(years.min()), int(years.max()))


def place_name(
    language: str, years: str, region: str, admin_level: str, agency_type: str, agency: str
) -> str:
    """What the page is about, in a few words.

    >>> place_name("zh", "2016:2020", "安徽省", "", "", "")
    '安徽省 · 2016–2020'
    """
    kinds = [label(x, language) for x in (admin_level, agency_type) if x]
    named = [x for x in (region, agency) if x] + kinds
    parts = named or [words("whole", language)]
    return words("and", language).join([*parts, *([years.replace(":", "–")] if years else [])])


def words(key: str, language: str, **slots: object) -> str:
    """A sentence of codebook/region_sentences.csv with its slots filled."""
    return fill(_texts()[key][language], **slots)


def summary(place: Place) -> Passage:
    """Title, what there is, who the peers are, and the main numbers in sentences."""
    tongue, frame = place.language, agency_years(place.own)
    reports = place.own.tables.reports
    parts = [f"# {escape(words('title', tongue, name=place.name))}"]
    if frame.empty:
        parts.append(words("nothing", tongue, reports=len(reports)))
        return _prose([*parts, str(corpus.limits(place.own))])
    agencies = frame["agency_key"].nunique()
    unread = int((reports["status"] == "quarantined").sum())
    years = {"first": int(frame["year"].min()), "last": int(frame["year"].max())}
    parts.append(
        words("what", tongue, reports=len(reports), agencies=agencies, unread=unread, **years)
    )
    if agencies < MIN_GROUPS:
        parts.append(words("few", tongue, agencies=agencies, least=MIN_GROUPS))
    parts.append(peer_words(place))
    for indicator in ("proactive_total", "requests_received"):
        parts += typical_words(place, indicator)
    parts += granted_words(place)
    return _prose([*parts, words("compare", tongue), str(corpus.limits(place.own))])


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


def typical_words(place: Place, indicator: str) -> list[str]:
    """The typical agency's count, the place and its peers, each with interval or refusal."""
    tongue, what = place.language, label(indicator, place.language)
    found = []
    for name, study in place.sides():
        row = _typical(study, indicator)
        text = in_words(row, tongue, is_share=False)
        found.append(words("typical", tongue, what=what, name=name, n=row.n_reports, found=text))
    return [escape(x, quote=False) for x in found]


def granted_words(place: Place) -> list[str]:
    """The share granted in full, the place and its peers, each with interval or refusal."""
    tongue, found = place.language, []
    for name, study in place.sides():
        row = _granted(study)
        text = in_words(row, tongue)
        found.append(words("granted", tongue, name=name, n=row.n_reports, found=text))
    return [escape(x, quote=False) for x in found]


def volume_words(place: Place) -> Passage:
    """How many reports say how much they published."""
    return _section(place, "h.volumes", lambda study: str(volumes.volume_words(study)))


def request_words(place: Place) -> Passage:
    """How many reports say how many requests they had."""
    return _section(place, "h.requests", lambda study: str(outcomes.request_words(study)))


def redress_words(place: Place) -> Passage:
    """Reviews and lawsuits in words."""
    return _section(place, "h.redress", lambda study: str(outcomes.redress_words(study)))


def problem_words(place: Place) -> Passage:
    """Problems admitted, in words."""
    return _section(place, "h.problems", lambda study: str(problems.problem_words(study)))


def quality_words(place: Place) -> Passage:
    """How many checks hold, fail, and can't be evaluated."""
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
    return _prose([f"## {words('h.quality', tongue)}", text, *none])


def unread_words(place: Place) -> Passage:
    """What was not read, and what lies outside."""
    tongue, reports = place.language, place.own.tables.reports
    unread = int((reports["status"] != "parsed").sum())
    key = "unread" if unread else "unread.none"
    text = words(key, tongue, unread=unread, reports=len(reports))
    rest = words("unread.rest", tongue, left=place.own.left_out)
    return _prose([f"## {words('h.unread', tongue)}", text, rest])


def volume_chart(place: Place, indicator: str = "proactive_total") -> Chart:
    """Every report as a dot, the typical agency of the place and of its peers."""
    tongue, what = place.language, label(indicator, place.language)
    parts = [figures_of(study, indicator).assign(group=name) for name, study in place.sides()]
    points = pd.concat(parts, ignore_index=True)
    rows = [(name, _typical(study, indicator)) for name, study in place.sides()]
    axis = "axis:requests" if indicator.startswith("requests") else "axis:items_per_year"
    return draw_strip(
        points[["group", "value", "lower", "upper", "year", "report_id"]],
        estimate_rows(rows, tongue).assign(group=[name for name, _ in rows]),
        name=f"region_{indicator}",
        title=words("title.volume", tongue, what=what, name=place.name),
        note=corpus.source_note(_both(place), len(points)),
        alt=words("alt.volume", tongue, n=len(points)),
        axis=label(axis, tongue),
        legend=(label("legend:report", tongue), label("legend:estimate", tongue)),
    )


def problem_chart(place: Place) -> Chart:
    """The most frequent kinds of problem, the place and its peers."""
    tables = {name: problems.prevalence(study) for name, study in place.sides()}
    first = tables[place.name].sort_values("with_it", ascending=False, kind="stable")
    order = list(first.index[:_MOST_KINDS])
    rows = [
        t.loc[[at]].assign(group=f"{t.loc[at, 'group']} · {name}")
        for at in order
        for name, t in tables.items()
    ]
    n = sum(len(problems.problem_panel(study)) for _, study in place.sides())
    return draw_estimates(
        pd.concat(rows, ignore_index=True),
        name="region_problems",
        title=words("title.problems", place.language, name=place.name),
        note=corpus.source_note(_both(place), n),
        alt=words("alt.problems", place.language, n=n),
        axis=label("axis:share_reports", place.language),
        is_share=True,
    )


def granted_table(place: Place) -> pd.DataFrame:
    """Share granted in full by two denominators and two weightings."""
    return _beside(place, outcomes.granted_rate)


def redress_table(place: Place) -> pd.DataFrame:
    """Share of reports with a review or a lawsuit, and their number for 1000 requests."""
    return _beside(place, outcomes.redress_table)


def problem_table(place: Place) -> pd.DataFrame:
    """Share of reports that admit each kind of problem."""
    return _beside(place, problems.prevalence)


def method_box(place: Place) -> Markup:
    """The method, in a box; typed reports are not called read."""
    tongue = place.language
    origin = origin_of(_both(place).tables.reports)
    typed = int((origin == "hand_coded").sum())
    said = [words(f"method.{at + 1}", tongue) for at in range(_METHOD)]
    if typed:
        said.insert(1, words("method.typed", tongue, typed=typed, reports=len(origin)))
    lines = [f"<p>{escape(text)}</p>" for text in said]
    head = f"<h2>{escape(words('h.method', tongue))}</h2>"
    return Markup(f'<aside class="limits">{head}{"".join(lines)}</aside>')


def sources(place: Place) -> Markup:
    """Every document of the page: agency, year, file, link and hash."""
    tongue, columns = place.language, ("agency", "year", "file", "link", "hash")
    heads = "".join(f"<th scope='col'>{words(f'source.{x}', tongue)}</th>" for x in columns)
    order = place.own.tables.reports.sort_values(["year", "agency"], kind="stable")
    rows = "".join(_source_row(row, tongue) for row in order.to_dict("records"))
    head = f"<h2>{words('h.sources', tongue)}</h2>"
    table = f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
    return Markup(f"{head}<div class='table sources'>{table}</div>")


def _source_row(row: dict[Any, Any], tongue: str) -> str:
    link, url = escape(words("source.no_link", tongue)), row["source_url"]
    if isinstance(url, str) and url.lower().startswith(("http://", "https://")):
        link = f'<a href="{escape(url)}" rel="noreferrer">{words("source.link_words", tongue)}</a>'
    year = "–" if pd.isna(row["year"]) else str(int(row["year"]))
    agency = "–" if pd.isna(row["agency"]) else str(row["agency"])
    cells = [escape(agency), year, escape(str(row["source_path"])), link]
    digest = "–" if pd.isna(row["sha256"]) else escape(str(row["sha256"]))
    return "".join(
        ["<tr>", *(f"<td>{x}</td>" for x in cells), f"<td><code>{digest}</code></td></tr>"]
    )


def _both(place: Place) -> Study:
    """The reports of the place and of its peers together, for what counts both."""
    reports = pd.concat([study.tables.reports for _, study in place.sides()], ignore_index=True)
    return replace(place.own, tables=replace(place.own.tables, reports=reports))


def _beside(place: Place, table: Callable[[Study], pd.DataFrame]) -> pd.DataFrame:
    """The same table for the place and its peers, row beside row."""
    found = [(name, table(study)) for name, study in place.sides()]
    parts = [t.assign(group=[f"{g} · {name}" for g in t["group"]]) for name, t in found]
    both = pd.concat(parts)
    return both.sort_index(kind="stable").reset_index(drop=True)


def _section(place: Place, heading: str, about: Callable[[Study], str]) -> Passage:
    parts = [f"## {words(heading, place.language)}"]
    for name, study in place.sides():
        text = words("side", place.language, name=f"**{escape(name)}**", found=about(study))
        parts.append(text)
    return _prose(parts)


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


def _part(tables: Tables, keep: "pd.Series[bool]") -> Tables:
    """The tables of some of the reports."""
    reports = tables.reports[keep.fillna(False).astype(bool)]
    ids = set(reports["report_id"])
    parts = {name: tables[name] for name in table_names() if name != "reports"}
    inside: dict[str, Any] = {n: part[part["report_id"].isin(ids)] for n, part in parts.items()}
    return replace(tables, reports=reports, **inside)


def _prose(parts: list[str]) -> Passage:
    return join(Passage(part) for part in parts)


@cache
def _texts() -> dict[str, dict[str, str]]:
    return {row["key"]: row for row in load_csv("region_sentences.csv")}
