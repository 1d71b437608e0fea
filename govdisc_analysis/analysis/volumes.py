"""How much agencies publish: by level, by period, by channel, and the change of 2019."""

from dataclasses import replace
from typing import Literal

import numpy as np
import pandas as pd

from govdisc_analysis.analysis.corpus import source_note
from govdisc_analysis.analysis.panel import (
    agency_years,
    by_group,
    estimate_rows,
    figures_of,
    reason,
)
from govdisc_analysis.analysis.selection import Study
from govdisc_analysis.analysis.sentences import Passage, clauses, in_words, join, run_on, say
from govdisc_analysis.charts import Chart, draw_estimates, draw_strip
from govdisc_analysis.labels import label, number
from govdisc_analysis.stats.breaks import break_at
from govdisc_analysis.stats.estimate import Base, Estimate, refused
from govdisc_analysis.stats.intervals import interval_count_model
from govdisc_analysis.stats.power import minimum_detectable
from govdisc_analysis.stats.volumes import compare_volumes, estimate_volume

CHANNELS = (
    *("proactive_website", "proactive_wechat", "proactive_weibo", "proactive_other_channel"),
    *("proactive_gazette",),
)
BREAK_YEAR = 2019
_RULED = 0.25
"""Share of all pieces from which one agency is said to rule the total."""


def typical_volume(
    study: Study, indicator: str = "proactive_total", by: str = "admin_level"
) -> list[tuple[str, Estimate]]:
    """A year's count in the typical agency of each group (geometric mean over agencies)."""
    return [(name, _typical(part)) for name, part in by_group(figures_of(study, indicator), by)]


def typical_table(
    study: Study, indicator: str = "proactive_total", by: str = "admin_level"
) -> pd.DataFrame:
    """`typical_volume` as a table, with n, units, concentration, and reasons."""
    return estimate_rows(typical_volume(study, indicator, by), study.language)


def described(
    study: Study, indicator: str = "proactive_total", by: str = "admin_level"
) -> pd.DataFrame:
    """The data themselves: reports, zeros, approximate ones, quartiles. No inference."""
    rows = []
    for name, part in by_group(figures_of(study, indicator), by):
        low, middle, high = np.quantile(part["value"].astype(float), [0.25, 0.5, 0.75])
        rows.append(
            {
                "group": label(name, study.language),
                "reports": len(part),
                "agencies": part["agency_key"].nunique(),
                "zeros": int((part["value"] == 0).sum()),
                "approximate": int(part["approximate"].sum()),
                "quartile_1": low,
                "median": middle,
                "quartile_3": high,
            }
        )
    return pd.DataFrame(rows)


def volume_chart(
    study: Study, indicator: str = "proactive_total", by: str = "admin_level"
) -> Chart:
    """Every report as a dot, the typical agency of each group with its interval."""
    points, tongue = figures_of(study, indicator), study.language
    points = points.dropna(subset=by).assign(group=lambda d: [label(x, tongue) for x in d[by]])
    axis = "axis:requests" if indicator.startswith("requests") else "axis:items_per_year"
    what = label(indicator, tongue)
    return draw_strip(
        points[["group", "value", "lower", "upper", "year", "report_id"]],
        typical_table(study, indicator, by),
        name=f"{'03' if indicator.startswith('requests') else '02'}_{indicator}_by_{by}",
        title=str(say("title.volume", tongue, what=what, by=label(by, tongue))),
        note=source_note(study, len(points)),
        alt=str(say("alt.volume", tongue, what=what, by=label(by, tongue), n=len(points))),
        axis=label(axis, tongue),
        legend=(label("legend:report", tongue), label("legend:estimate", tongue)),
    )


def channel_table(study: Study) -> pd.DataFrame:
    """The typical agency's count in each channel, among reports that give one."""
    estimates = [(name, _typical(figures_of(study, name))) for name in CHANNELS]
    return estimate_rows(estimates, study.language)


def channel_chart(study: Study) -> Chart:
    """`channel_table` as dots with intervals."""
    table, tongue = channel_table(study), study.language
    indicators = study.tables.indicators
    n = indicators.loc[indicators["indicator"].isin(CHANNELS), "report_id"].nunique()
    return draw_estimates(
        table,
        name="02_channels",
        title=str(say("title.channels", tongue)),
        note=source_note(study, n),
        alt=str(say("alt.channels", tongue, n=n)),
        axis=label("axis:items_log", tongue),
        is_log=True,
    )


def levels_compared(
    study: Study,
    indicator: str = "proactive_total",
    levels: tuple[str, str] = ("county", "township"),
) -> pd.DataFrame:
    """Ratio of the second level to the first, four ways, all of them listed.

    Typical agencies by the counts as written and by the middle of what the words allow; means
    (which a few giants rule) by the counts as written and by the limits themselves
    (interval-censored negative binomial).
    """
    frame = figures_of(study, indicator)
    frame = frame[frame["admin_level"].isin(levels)].copy()
    frame["second"] = (frame["admin_level"] == levels[1]).astype(int)
    frame["middle"] = ((frame["lower"] + frame["upper"]) / 2).round()
    rows = [
        (say("reading.written", study.language), _ratio(frame, "value")),
        (say("reading.middle", study.language), _ratio(frame, "middle")),
        (say("reading.total", study.language), _ratio(frame, "value", "total")),
        (say("reading.limits", study.language), _model_ratio(frame)),
    ]
    return estimate_rows([(str(name), row) for name, row in rows], study.language)


def levels_chart(
    study: Study,
    indicator: str = "proactive_total",
    levels: tuple[str, str] = ("county", "township"),
) -> Chart:
    """`levels_compared` as dots with intervals."""
    table, tongue = levels_compared(study, indicator, levels), study.language
    first, second = (label(x, tongue) for x in levels)
    return draw_estimates(
        table,
        name="02_levels",
        title=str(say("title.levels", tongue, first=first, second=second)),
        note=source_note(study, int(table["n_reports"].max())),
        alt=str(say("alt.levels", tongue, first=first, second=second)),
        axis=label("axis:ratio", tongue),
        is_log=True,
        reference=1.0,
    )


def break_in(study: Study, indicator: str = "proactive_total", when: int = BREAK_YEAR) -> Estimate:
    """Level in one year against the trend before, every agency held at its own level."""
    frame = figures_of(study, indicator).assign(year=lambda d: d["year"].astype(int))
    return break_at(
        frame,
        value="value",
        year="year",
        cluster="agency_key",
        when=when,
        exposure="years_covered",
    )


def break_words(
    study: Study, indicator: str = "proactive_total", when: int = BREAK_YEAR
) -> Passage:
    """The break in words: number or refusal, what it can't tell, what it could have seen."""
    tongue, frame = study.language, figures_of(study, indicator)
    row = break_in(study, indicator, when)
    repeated = frame["agency_key"].value_counts().gt(1).sum()
    found = f"{in_words(row, tongue, is_share=False)}"
    parts = [
        say("break.result", tongue, what=label(indicator, tongue), year=when, found=found),
        say("break.repeated", tongue, repeated=repeated, agencies=frame["agency_key"].nunique()),
        *([say("break.limits", tongue)] if when == BREAK_YEAR else []),
    ]
    if row.ok:
        below, above = (number(x) for x in row.details["detectable_ratio"])
        return join([*parts, say("break.fit", tongue, below=below, above=above)])
    return join([*parts, _detectable(frame, tongue, when)] if len(frame) else parts)


def volume_words(study: Study, indicator: str = "proactive_total") -> Passage:
    """Estimand, n, and how concentrated the counts are."""
    tongue, frame = study.language, figures_of(study, indicator)
    if frame.empty:
        return say("volume.none", tongue, what=label(indicator, tongue))
    values = frame.groupby("agency_key")["value"].sum()
    total, covered = float(values.sum()), frame["years_covered"]
    share = float(values.max()) / total if total else 0.0
    counts = {
        "volume.silent": len(agency_years(study)) - len(frame),
        "volume.zeros": int((frame["value"] == 0).sum()),
        "volume.approximate": int(frame["approximate"].sum()),
        "volume.partial": int((covered < 1).sum()),
        "volume.unknown": int(covered.isna().sum()),
    }
    first = say(
        "volume.what",
        tongue,
        what=label(indicator, tongue),
        reports=len(frame),
        agencies=len(values),
    )
    middle = say(
        "volume.middle",
        tongue,
        median=number(float(frame["value"].median())),
        largest=f"{share:.0%}" if total else "–",
    )
    ruled = [say("volume.ruled", tongue)] if share >= _RULED else []
    return run_on([first, *clauses(tongue, counts), middle, *ruled], tongue)


def refusals(table: pd.DataFrame) -> Passage:
    """The reasons of a table's refusals, once each."""
    notes = [note for note in table["note"] if note]
    return Passage("\n".join(f"- {note}" for note in dict.fromkeys(notes)))


def _typical(frame: pd.DataFrame) -> Estimate:
    return estimate_volume(frame, value="value", exposure="years_covered", cluster="agency_key")


def _ratio(
    frame: pd.DataFrame, value: str, weighting: Literal["agency", "total"] = "agency"
) -> Estimate:
    if frame["second"].nunique() < 2:
        return refused(
            Base(len(frame)),
            "R1",
            "ratio of two levels",
            what=label("both_levels", "en"),
            what_zh=label("both_levels", "zh"),
        )
    given = frame.assign(second=frame["second"].map({0: "a", 1: "b"}))
    return compare_volumes(
        given,
        value=value,
        exposure="years_covered",
        cluster="agency_key",
        group="second",
        weighting=weighting,
    )


def _model_ratio(frame: pd.DataFrame) -> Estimate:
    """The model's log ratio, turned into a ratio."""
    if frame["second"].nunique() < 2:
        return _ratio(frame, "value")
    whole = frame.assign(
        lower=np.ceil(frame["lower"].astype(float)), upper=np.floor(frame["upper"].astype(float))
    )
    row = interval_count_model(
        whole,
        lower="lower",
        upper="upper",
        design=["second"],
        exposure="years_covered",
        cluster="agency_key",
    )[0]
    if row.estimate is None or row.low is None or row.high is None:
        return row
    values = [float(np.exp(x)) for x in (row.estimate, row.low, row.high)]
    return replace(row, estimate=values[0], low=values[1], high=values[2], scale="ratio")


def _detectable(frame: pd.DataFrame, tongue: str, when: int) -> Passage:
    years = int(frame["year"].nunique())
    if years < 4:
        return Passage("")
    row = minimum_detectable(
        question="break",
        groups=int(frame["agency_key"].nunique()),
        years=years,
        years_after=int((frame["year"].drop_duplicates() >= when).sum()),
    )
    if row.estimate is None:
        return Passage(reason(row, tongue))
    return say("break.detectable", tongue, ratio=number(row.estimate), years=years)
