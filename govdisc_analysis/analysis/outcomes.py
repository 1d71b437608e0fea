"""Requests: how many, how often none, what became of them, and what was fought over."""

import pandas as pd

from govdisc_analysis.analysis.corpus import source_note
from govdisc_analysis.analysis.panel import (
    agency_years,
    by_group,
    choose_cluster,
    estimate_rows,
    figures_of,
)
from govdisc_analysis.analysis.selection import Study
from govdisc_analysis.analysis.sentences import Passage, in_words, join, say
from govdisc_analysis.charts import Chart, draw_bars, draw_estimates
from govdisc_analysis.labels import label
from govdisc_analysis.stats.composition import outcome_composition
from govdisc_analysis.stats.estimate import Estimate
from govdisc_analysis.stats.prevalence import estimate_prevalence
from govdisc_analysis.stats.rates import Weighting, estimate_rate
from govdisc_analysis.stats.redress import redress_rate

OUTCOMES = (
    *("disclosed", "partially_disclosed", "refused", "unavailable", "not_processed", "other"),
)
_WEIGHTINGS: tuple[Weighting, ...] = ("request", "agency")
REDRESS = ("reviews", "litigations")


def share_without(
    study: Study, indicator: str = "requests_received", by: str = "admin_level"
) -> pd.DataFrame:
    """Share of reports that state zero, by group, among those that state the figure at all."""
    frame = figures_of(study, indicator)
    return estimate_rows(
        [("all", _none_share(frame))]
        + [(name, _none_share(part)) for name, part in by_group(frame, by)],
        study.language,
    )


def without_chart(
    study: Study, indicator: str = "requests_received", by: str = "admin_level"
) -> Chart:
    """`share_without` as dots with intervals; refusals in words."""
    table, tongue = share_without(study, indicator, by), study.language
    what = label(indicator, tongue)
    n = int(table["n_reports"].max()) if len(table) else 0
    return draw_estimates(
        table,
        name=f"03_none_{indicator}_by_{by}",
        title=str(say("title.none", tongue, what=what, by=label(by, tongue))),
        note=source_note(study, n),
        alt=str(say("alt.none", tongue, what=what, n=n)),
        axis=label("axis:share_reports", tongue),
        is_share=True,
    )


def request_words(study: Study) -> Passage:
    """How many reports say how many requests they had, and how many of them had none."""
    tongue, frame = study.language, figures_of(study, "requests_received")
    if frame.empty:
        return say("volume.none", tongue, what=label("requests_received", tongue))
    row = _none_share(frame)
    return say(
        "requests.what",
        tongue,
        reports=len(frame),
        silent=len(agency_years(study)) - len(frame),
        zeros=int((frame["value"] == 0).sum()),
        found=in_words(row, tongue),
        units=row.groups,
        cluster=label(choose_cluster(frame).removesuffix("_unit"), tongue),
    )


def outcome_panel(study: Study) -> pd.DataFrame:
    """Agency-years with a column for each harmonised outcome; empty where not stated."""
    wide = study.tables.outcomes.pivot_table(
        index="report_id", columns="outcome", values="count", aggfunc="first"
    )
    columns = [*OUTCOMES, "received", "processed_total"]
    wide = wide.reindex(columns=columns).astype("float64").reset_index()
    return agency_years(study).merge(wide, on="report_id", how="inner")


def composition(study: Study) -> pd.DataFrame:
    """Share of each outcome in the average agency; only reports that state all of them."""
    found = outcome_composition(outcome_panel(study), outcomes=list(OUTCOMES), cluster="agency_key")
    return estimate_rows([(row.term, row) for row in found], study.language, "outcome")


def granted_rate(study: Study) -> pd.DataFrame:
    """Share of requests granted in full, two readings of the whole, two weightings."""
    panel = outcome_panel(study)
    panel = panel[panel["disclosed"] <= panel["processed_total"]]
    panel = panel.assign(
        resolvable=panel["processed_total"]
        - panel["unavailable"]
        - panel["not_processed"]
        - panel["other"]
    )
    panel = panel.assign(
        resolvable=panel["resolvable"].where(panel["resolvable"] >= panel["disclosed"])
    )
    rows = [
        (
            str(say(f"reading.{trials}.{weighting}", study.language)),
            estimate_rate(
                panel, events="disclosed", trials=trials, cluster="agency_key", weighting=weighting
            ),
        )
        for trials in ("processed_total", "resolvable")
        for weighting in _WEIGHTINGS
    ]
    return estimate_rows(rows, study.language)


def granted_chart(study: Study) -> Chart:
    """`granted_rate` as dots with intervals."""
    table, tongue = granted_rate(study), study.language
    n = int(table["n_reports"].max())
    return draw_estimates(
        table,
        name="03_granted",
        title=str(say("title.granted", tongue)),
        note=source_note(study, n),
        alt=str(say("alt.granted", tongue, n=n)),
        axis=label("axis:share_requests", tongue),
        is_share=True,
    )


def stated_outcomes(study: Study) -> pd.DataFrame:
    """What each report says became of its requests: the data, where no share may be formed."""
    panel = outcome_panel(study)
    stated = panel[[*OUTCOMES, "processed_total"]].notna().sum(axis=1) >= 2
    columns = ["agency", "year", "received", *OUTCOMES, "processed_total"]
    return panel.loc[stated, columns].reset_index(drop=True)


def carried_chart(study: Study) -> Chart:
    """How many reports state each outcome: what an analysis could use at all."""
    outcomes = study.tables.outcomes.dropna(subset="count")
    counts = outcomes.groupby("outcome")["report_id"].nunique().sort_values(ascending=False)
    table = counts.rename("reports").reset_index()
    table["outcome"] = [label(x, study.language, "outcome") for x in table["outcome"]]
    n = len(study.tables.reports)
    return draw_bars(
        table,
        name="03_stated",
        title=str(say("title.stated", study.language)),
        note=source_note(study, n),
        alt=str(say("alt.stated", study.language, n=n)),
        category="outcome",
        count="reports",
        axis=label("axis:reports", study.language),
        total=n,
    )


def redress_table(study: Study) -> pd.DataFrame:
    """Share of reports with a review or a lawsuit, and their number for 1000 requests."""
    tongue = study.language
    rows = []
    for name in REDRESS:
        frame = redress_figures(study, name)
        some = frame.assign(some=(frame["value"] > 0).astype(float))
        words = str(say("reading.some", tongue, what=label(name, tongue)))
        rows.append((words, estimate_prevalence(some, flag="some", cluster=choose_cluster(some))))
        both = frame.merge(outcome_panel(study)[["report_id", "processed_total"]], on="report_id")
        words = str(say("reading.per_thousand", tongue, what=label(name, tongue)))
        rate = redress_rate(both, events="value", trials="processed_total", cluster="agency_key")
        rows.append((words, rate))
    return estimate_rows(rows, tongue)


def redress_words(study: Study) -> Passage:
    """Reviews and lawsuits in words: stated, none, any."""
    parts = []
    for name in REDRESS:
        values = redress_figures(study, name)["value"]
        parts.append(
            say(
                "redress.what",
                study.language,
                what=label(name, study.language),
                reports=len(values),
                none=int((values == 0).sum()),
                events=f"{values.sum():.0f}",
            )
        )
    return join(parts)


def redress_figures(study: Study, name: str) -> pd.DataFrame:
    """Agency-years with the number of reviews or lawsuits, from the form or from the prose.

    Lawsuits stand in two totals of the form: with one of them missing the sum is unknown.
    """
    prose = figures_of(study, name)
    redress = study.tables.redress
    wanted = redress["channel"].str.startswith("reconsideration" if name == "reviews" else "lit")
    totals = redress[wanted & (redress["result"] == "total")]
    gaps = set(totals.loc[totals["count"].isna(), "report_id"])
    whole = totals[~totals["report_id"].isin(gaps)]
    form = whole.groupby("report_id")["count"].sum().astype("float64").rename("value")
    rows = agency_years(study).merge(form.reset_index(), on="report_id")
    rest = prose[~prose["report_id"].isin(rows["report_id"])]
    return pd.concat([rows, rest[[*rows.columns]]], ignore_index=True)


def _none_share(frame: pd.DataFrame) -> Estimate:
    given = frame.assign(none=(frame["value"] == 0).astype(float))
    return estimate_prevalence(given, flag="none", cluster=choose_cluster(given))
