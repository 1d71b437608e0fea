"""Outcomes that can be compared over the forms: two readings, two denominators, and trends."""

from dataclasses import replace

import pandas as pd

from govdisc_analysis.analysis.corpus import source_note
from govdisc_analysis.analysis.panel import agency_years, estimate_rows
from govdisc_analysis.analysis.selection import Study, once_a_study
from govdisc_analysis.analysis.sentences import Passage, clauses, run_on, say
from govdisc_analysis.charts import Chart, draw_estimates
from govdisc_analysis.labels import label
from govdisc_analysis.stats.estimate import Estimate
from govdisc_analysis.stats.rates import Weighting, estimate_rate
from govdisc_analysis.stats.regimes import READINGS as READINGS_OF
from govdisc_analysis.stats.regimes import outcome_readings
from govdisc_analysis.stats.trends import trend_rate

READINGS = ("narrow", "broad")
TRIALS = ("processed", "resolvable")
WEIGHTINGS: tuple[Weighting, ...] = ("request", "agency")
FORMS = ("stat2014", "form2019", "form2021")
_POINTS = 100.0
_ENDS = ("estimate", "low", "high")
_WIDE = ["broad", "broad_low", "broad_high"]
_TREND_COLUMNS = ["group", "n_reports", "groups", *_ENDS, *_WIDE, "dropped", "code", "note"]


@once_a_study
def reading_panel(study: Study) -> pd.DataFrame:
    """Agency-years with a request table: both readings, both denominators, `form`.

    Where a report has a table of 2014 and a later form, the form stands. A reading below zero
    contradicts itself and is left empty, as is one with a blank row.
    """
    tables = study.tables
    found = outcome_readings(tables.requests, tables.indicators)
    found[list(READINGS_OF)] = found[list(READINGS_OF)].where(found[list(READINGS_OF)] >= 0)
    found = found.drop_duplicates("report_id")  # sorted: the form comes before the old table
    panel = agency_years(study).merge(found, on="report_id", how="inner")
    panel["form"] = panel["template"].where(panel["basis"] == "form", "stat2014")
    panel["form"] = panel["form"].where(panel["form"].isin(FORMS), "form")
    return panel


def harmonised_rates(study: Study, outcome: str = "disclosed") -> pd.DataFrame:
    """Share of requests with an outcome: narrow and broad, of all processed and of resolvable.

    Args:
        study: the reports.
        outcome: `disclosed` or `refused`.
    """
    panel, tongue = reading_panel(study), study.language
    rows = [
        (_row_name(reading, trials, weighting, tongue), _rate(panel, outcome, reading, trials, how))
        for trials in TRIALS
        for weighting in WEIGHTINGS
        for reading, how in ((x, weighting) for x in READINGS)
    ]
    return estimate_rows(rows, tongue)


def harmonised_chart(study: Study, outcome: str = "disclosed") -> Chart:
    """`harmonised_rates` as dots with intervals; refusals in words."""
    table, tongue = harmonised_rates(study, outcome), study.language
    n = int(table["n_reports"].max())
    title = str(say(f"title.harmonised.{outcome}", tongue))
    return draw_estimates(
        table,
        name=f"03_{outcome}",
        title=title,
        note=source_note(study, n),
        alt=str(say("alt.harmonised", tongue, title=title, n=n)),
        axis=label("axis:share_requests", tongue),
        is_share=True,
    )


def harmonised_trends(study: Study, outcome: str = "disclosed") -> pd.DataFrame:
    """Change a year in percentage points, inside each form and across them, both readings.

    Across forms a change is given only where both readings point the same way, and labelled.
    """
    panel, tongue = reading_panel(study), study.language
    rows: list[tuple[str, Estimate]] = []
    wide: list[Estimate] = []
    for trials in TRIALS:
        whole = _whole(panel, outcome, trials)
        of = say(f"reading.of.{trials}", tongue)
        there = [form for form in FORMS if (whole["form"] == form).any()]
        for form in there:
            part = whole[whole["form"] == form]
            name = str(say("trend.inside", tongue, form=label(form, tongue), of=of))
            rows.append((name, _points(_trend(part, "narrow", trials))))
            wide.append(_points(_trend(part, "broad", trials)))
        if len(there) == 1:
            continue
        across = _across(whole, trials)
        rows.append((str(say("trend.across", tongue, of=of)), _points(across)))
        wide.append(_points(_broad_of(across)))
    table = estimate_rows(rows, tongue)
    for column, name in zip(_WIDE, _ENDS, strict=True):
        values = [getattr(row, name) for row in wide]
        table[column] = pd.Series(values, dtype="float64")
    return table[_TREND_COLUMNS]


def trend_chart(study: Study, outcome: str = "disclosed") -> Chart:
    """`harmonised_trends`, the narrow reading and the broad one a row each."""
    table, tongue = harmonised_trends(study, outcome), study.language
    broad = table.assign(**dict(zip(_ENDS, (table[name] for name in _WIDE), strict=True)))
    names = {"narrow": table, "broad": broad}
    parts = [
        part.assign(group=[f"{x} · {label(f'reading:{name}', tongue)}" for x in part["group"]])
        for name, part in names.items()
    ]
    shown = pd.concat(parts).sort_index(kind="stable").reset_index(drop=True)
    n = int(table["n_reports"].max())
    title = str(say(f"title.trend.{outcome}", tongue))
    return draw_estimates(
        shown.drop(columns=_WIDE),
        name=f"03_trend_{outcome}",
        title=title,
        note=source_note(study, n),
        alt=str(say("alt.harmonised", tongue, title=title, n=n)),
        axis=label("axis:points", tongue),
        reference=0.0,
    )


def reading_words(study: Study) -> Passage:
    """How many reports the readings rest on, by form, and how many contradict themselves."""
    panel, tongue = reading_panel(study), study.language
    counts = panel["form"].value_counts()
    if counts.empty:
        return say("readings.none", tongue)
    comma = "、" if tongue == "zh" else ", "
    forms = [f"{label(x, tongue)} {counts[x]}" for x in (*FORMS, "form") if x in counts]
    broad, whole = panel["disclosed_broad"], panel["resolvable"]
    missing = {
        "readings.blank": int((broad.isna() | whole.isna()).sum()),
        "readings.over": int((broad > whole).sum()),
    }
    first = say(
        "readings.what",
        tongue,
        n=len(panel),
        agencies=panel["agency_key"].nunique(),
        forms=comma.join(forms),
    )
    return run_on([first, *clauses(tongue, missing)], tongue)


def _row_name(reading: str, trials: str, weighting: str, tongue: str) -> str:
    whole = "processed_total" if trials == "processed" else trials
    of = say(f"reading.{whole}.{weighting}", tongue)
    return str(say("reading.one", tongue, of=of, reading=label(f"reading:{reading}", tongue)))


def _rate(
    panel: pd.DataFrame, outcome: str, reading: str, trials: str, weighting: Weighting
) -> Estimate:
    given = panel.assign(k=_within(panel, f"{outcome}_{reading}", trials))
    return estimate_rate(
        given, events="k", trials=trials, cluster="agency_key", weighting=weighting
    )


def _within(panel: pd.DataFrame, events: str, trials: str) -> "pd.Series[float]":
    """The events, empty where they exceed what they are part of."""
    return panel[events].where(panel[events] <= panel[trials])


def _whole(panel: pd.DataFrame, outcome: str, trials: str) -> pd.DataFrame:
    """Rows on which both readings are known, so that both trends are those of the same reports."""
    given = panel.assign(
        narrow=_within(panel, f"{outcome}_narrow", trials),
        broad=_within(panel, f"{outcome}_broad", trials),
        year=panel["year"].astype(int),
    )
    return given.dropna(subset=["narrow", "broad", trials])


def _trend(part: pd.DataFrame, reading: str, trials: str) -> Estimate:
    return trend_rate(part, events=reading, trials=trials, year="year", cluster="agency_key")


def _across(part: pd.DataFrame, trials: str) -> Estimate:
    return trend_rate(
        part,
        events="narrow",
        events_broad="broad",
        trials=trials,
        year="year",
        cluster="agency_key",
        regime="form",
    )


def _broad_of(row: Estimate) -> Estimate:
    """The broad reading that a trend over forms carries beside the narrow one."""
    value, low, high = (row.details.get(f"broad{end}") for end in ("", "_low", "_high"))
    return replace(row, estimate=value, low=low, high=high)


def _points(row: Estimate) -> Estimate:
    """A change of shares in percentage points."""
    value, low, high = (
        None if x is None else x * _POINTS for x in (row.estimate, row.low, row.high)
    )
    return replace(row, estimate=value, low=low, high=high)
