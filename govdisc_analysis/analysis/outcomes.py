"""Requests: how many, how often none, what became of them, and what was fought over."""

from dataclasses import replace

import pandas as pd

from govdisc_analysis.analysis.corpus import source_note
from govdisc_analysis.analysis.harmonised import reading_panel
from govdisc_analysis.analysis.panel import (
    agency_years,
    by_group,
    choose_cluster,
    estimate_rows,
    figures_of,
)
from govdisc_analysis.analysis.selection import Study, once_a_study
from govdisc_analysis.analysis.sentences import Passage, clauses, in_words, join, run_on, say
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
    counts = {
        "requests.silent": len(agency_years(study)) - len(frame),
        "requests.zeros": int((frame["value"] == 0).sum()),
    }
    share = say(
        "requests.share",
        tongue,
        found=in_words(row, tongue),
        units=row.groups,
        cluster=label(choose_cluster(frame).removesuffix("_unit"), tongue),
    )
    first = say("requests.what", tongue, reports=len(frame))
    return run_on([first, *clauses(tongue, counts), share], tongue)


@once_a_study
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
    """Share of requests granted as each report says it, two denominators, two weightings.

    Figures in prose count too, but only of all processed: they name no complete set of outcomes.
    Over the forms see `harmonised.harmonised_rates`.
    """
    panel = outcome_panel(study)
    panel = panel[panel["disclosed"] <= panel["processed_total"]]
    whole = reading_panel(study)[["report_id", "resolvable"]]
    panel = panel.merge(whole, on="report_id", how="left")
    panel["resolvable"] = panel["resolvable"].where(panel["resolvable"] >= panel["disclosed"])
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


def composition_chart(study: Study) -> Chart:
    """`composition` as dots; all intervals hold together."""
    table, tongue = composition(study), study.language
    n = int(table["n_reports"].max())
    title = str(say("title.composition", tongue))
    return draw_estimates(
        table,
        name="03_composition",
        title=title,
        note=source_note(study, n),
        alt=str(say("alt.harmonised", tongue, title=title, n=n)),
        axis=label("axis:share_agency", tongue),
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
    """Share of reports with a review or a lawsuit, and their number for 1000 requests.

    Cases lag: their number is set against the requests of the same year and of the year before.
    """
    tongue = study.language
    rows = []
    for name in REDRESS:
        frame, what = redress_figures(study, name), label(name, study.language)
        some = frame.assign(some=(frame["value"] > 0).astype(float))
        words = str(say("reading.some", tongue, what=what))
        rows.append((words, estimate_prevalence(some, flag="some", cluster=choose_cluster(some))))
        for lag, key in ((0, "reading.per_thousand"), (1, "reading.per_thousand_before")):
            rate = redress_rate(
                _with_requests(study, frame, lag),
                events="value",
                trials="processed_total",
                cluster="agency_key",
            )
            rows.append((str(say(key, tongue, what=what)), rate))
    return estimate_rows(rows, tongue)


def corrected_table(study: Study) -> pd.DataFrame:
    """Share of decided cases that were corrected; pending ones stand apart.

    The meaning of these rows did not change with the forms of 2019 and 2021.
    """
    rows = []
    for name in REDRESS:
        decided = decided_cases(study, name)
        rate = estimate_rate(
            decided, events="corrected", trials="decided", cluster="agency_key", weighting="request"
        )
        words = say("reading.corrected", study.language, what=label(name, study.language))
        rows.append((str(words), _of_cases(rate)))
    pending = [int(decided_cases(study, name)["pending"].sum()) for name in REDRESS]
    return estimate_rows(rows, study.language).assign(pending=pending)


@once_a_study
def decided_cases(study: Study, name: str) -> pd.DataFrame:
    """Agency-years with the decided, corrected and pending cases of the form."""
    redress = study.tables.redress
    stem = "reconsideration" if name == "reviews" else "lit"
    cells = redress[redress["channel"].str.startswith(stem)].groupby(["report_id", "result"])
    sums = cells["count"].sum(skipna=False).reset_index()
    wide = sums.pivot_table(index="report_id", columns="result", values="count", aggfunc="first")
    wide = wide.reindex(columns=["upheld", "corrected", "other", "pending"]).astype("float64")
    decided = wide["upheld"] + wide["corrected"] + wide["other"]
    rows = wide.assign(decided=decided).reset_index()
    return agency_years(study).merge(rows, on="report_id", how="inner")


def _of_cases(row: Estimate) -> Estimate:
    """The same row, its reason naming cases and not requests."""
    return replace(
        row,
        reason_en=row.reason_en.replace("requests", "decided cases"),
        reason_zh=row.reason_zh.replace("申请", "已结案件"),
    )


def _with_requests(study: Study, cases: pd.DataFrame, lag: int) -> pd.DataFrame:
    """Cases beside the requests that the agency processed so many years before."""
    panel = outcome_panel(study)[["agency_key", "year", "processed_total"]]
    moved = panel.assign(year=panel["year"] + lag)
    return cases.merge(moved, on=["agency_key", "year"])


def redress_words(study: Study) -> Passage:
    """Reviews and lawsuits in words: stated, none, any."""
    parts = []
    for name in REDRESS:
        values = redress_figures(study, name)["value"]
        none = int((values == 0).sum())
        key = "redress.none" if values.empty else "redress.what" if none else "redress.some"
        told = {"reports": len(values), "none": none, "events": f"{values.sum():,.0f}"}
        parts.append(say(key, study.language, what=label(name, study.language), **told))
    return join(parts)


@once_a_study
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
