"""What stands beside a volume: other specifications, the same agencies later, the break."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from govdisc_analysis.analysis.corpus import source_note
from govdisc_analysis.analysis.panel import by_group, estimate_rows, figures_of
from govdisc_analysis.analysis.selection import Study
from govdisc_analysis.analysis.sentences import Passage, say
from govdisc_analysis.analysis.volumes import BREAK_YEAR, break_in
from govdisc_analysis.charts import Chart, draw_bars, draw_estimates
from govdisc_analysis.labels import label
from govdisc_analysis.stats.changes import change_within
from govdisc_analysis.stats.constants import COMPLETE_YEAR_DRIFT, PANDEMIC_YEAR
from govdisc_analysis.stats.estimate import Base, Estimate, refused
from govdisc_analysis.stats.volumes import estimate_volume

_FULL = 0.999
_Z = 1.96


def by_period(study: Study, indicator: str = "proactive_total") -> pd.DataFrame:
    """What the counts are like in each period: none, rounded, part of a year."""
    rows = []
    for name, part in by_group(figures_of(study, indicator), "period"):
        covered = part["years_covered"]
        rounded = part["approximate"].astype(bool)
        rows.append(
            {
                "group": label(name, study.language),
                "reports": len(part),
                "agencies": part["agency_key"].nunique(),
                "zeros": int((part["value"] == 0).sum()),
                "approximate_share": float(rounded.mean()),
                "one_digit": int(sum(_digits(x) == 1 for x in part.loc[rounded, "value"])),
                "part_year": int((covered.fillna(0) < _FULL).sum() - covered.isna().sum()),
                "unknown_part": int(covered.isna().sum()),
            }
        )
    return pd.DataFrame(rows)


def specifications(study: Study, indicator: str = "proactive_total") -> pd.DataFrame:
    """The typical agency's count in every way that was run, the first being the one reported."""
    rows = [
        (str(say(f"spec.{name}", study.language)), _typical(frame, value, exposure))
        for name, frame, value, exposure in _alternatives(figures_of(study, indicator))
    ]
    return estimate_rows(rows, study.language)


def drift_words(study: Study, indicator: str = "proactive_total") -> Passage:
    """Whether complete years alone say something else than all years with their exposure."""
    found = specifications(study, indicator).set_index("group")
    names = [str(say(f"spec.{x}", study.language)) for x in ("offset", "complete")]
    pair = found.loc[names, ["estimate", "low", "high"]].to_numpy(dtype=float)
    if found.empty or np.isnan(pair).any():
        return say("drift.none", study.language)
    logs = np.log(pair)
    error = (logs[0, 2] - logs[0, 1]) / (2 * _Z)
    drift = abs(logs[1, 0] - logs[0, 0]) / error
    key = "drift.apart" if drift > COMPLETE_YEAR_DRIFT else "drift.close"
    return say(key, study.language, drift=f"{drift:.1f}", most=COMPLETE_YEAR_DRIFT)


def within_table(study: Study, indicator: str = "proactive_total") -> pd.DataFrame:
    """Later years to earlier ones of the same agencies, inside each period of one form."""
    frame = figures_of(study, indicator)
    rows = [
        (str(say("within.row", study.language, period=label(name, study.language))), _later(part))
        for name, part in by_group(frame, "period")
    ]
    return estimate_rows(rows, study.language)


def within_chart(study: Study, indicator: str = "proactive_total") -> Chart:
    """`within_table` as dots with intervals."""
    table, tongue = within_table(study, indicator), study.language
    n = int(table["n_reports"].sum())
    title = str(say("title.within", tongue, what=label(indicator, tongue)))
    return draw_estimates(
        table,
        name="02_within",
        title=title,
        note=source_note(study, n),
        alt=str(say("alt.harmonised", tongue, title=title, n=n)),
        axis=label("axis:ratio", tongue),
        is_log=True,
        reference=1.0,
    )


def break_table(
    study: Study, indicator: str = "proactive_total", when: int = BREAK_YEAR
) -> pd.DataFrame:
    """The break and what to look at before it is believed: every fit that was run, a row each."""
    row, tongue = break_in(study, indicator, when), study.language
    table = estimate_rows([(str(say("break.main", tongue, year=when)), row)], tongue)
    if not row.ok:
        return table
    left = {year: x for year, x in row.details["without_year"].items() if np.isfinite(x)}
    more = [
        {"group": str(say("break.without", tongue, year=year)), "estimate": ratio}
        for year, ratio in left.items()
        if year in (PANDEMIC_YEAR, when, min(left, key=left.__getitem__),
                    max(left, key=left.__getitem__))
    ]  # fmt: skip
    more += [
        {"group": str(say("break.placebo", tongue, year=year)), "p_value": p}
        for year, p in row.details["placebo_years"].items()
    ]
    more.append(
        {
            "group": str(say("break.lasting", tongue)),
            "p_value": row.details["p_value_if_shocks_last"],
        }
    )
    first = table.assign(p_value=row.p_value)
    every = pd.concat([first.astype({"p_value": "float64"}), pd.DataFrame(more)])
    words = {"code": "", "note": ""}
    return every.fillna(words).reset_index(drop=True)[_BREAK_COLUMNS]


_BREAK_COLUMNS = ["group", "n_reports", "groups", "estimate", "low", "high", "p_value", "code",
                  "note"]  # fmt: skip


def years_chart(study: Study, indicator: str = "proactive_total", when: int = BREAK_YEAR) -> Chart:
    """The level of each year, agencies held fixed; where none can be had, the linked agencies."""
    frame, tongue = figures_of(study, indicator), study.language
    row = break_in(study, indicator, when)
    many = frame[frame["agency_key"].map(frame["agency_key"].value_counts()) > 1]
    years = sorted(set(frame["year"].astype(int)))
    counts = many["year"].astype(int).value_counts().reindex(years, fill_value=0)
    what, n = label(indicator, tongue), len(many)
    if not row.ok:
        title = str(say("title.linked", tongue, what=what))
        return draw_bars(
            pd.DataFrame({"year": years, "agencies": counts.to_numpy()}),
            name="02_years",
            title=title,
            note=source_note(study, n),
            alt=str(say("alt.linked", tongue, n=n)),
            category="year",
            count="agencies",
            axis=label("axis:linked", tongue),
        )
    effects = row.details["year_effects"]
    middle = float(np.median(list(effects.values())))
    title = str(say("title.years_level", tongue, what=what))
    table = pd.DataFrame(
        {"group": list(effects), "estimate": [np.exp(x - middle) for x in effects.values()]}
    ).assign(low=np.nan, high=np.nan, code="", note="")
    table["n_reports"] = [int(counts.get(year, 0)) for year in table["group"]]
    return draw_estimates(
        table,
        name="02_years",
        title=title,
        note=source_note(study, n),
        alt=str(say("alt.harmonised", tongue, title=title, n=n)),
        axis=label("axis:years_level", tongue),
        is_log=True,
        reference=1.0,
    )


def _alternatives(
    frame: pd.DataFrame,
) -> Iterator[tuple[str, pd.DataFrame, str, str | None]]:
    """Name, rows, column of the counts, exposure."""
    frame = frame.assign(
        middle=((frame["lower"] + frame["upper"]) / 2).astype("float64").round(), whole=1.0
    )
    held = frame.groupby("agency_key")["value"].sum()
    largest = held.idxmax() if len(held) else ""
    yield "offset", frame, "value", "years_covered"
    yield "complete", frame[frame["years_covered"] >= _FULL], "value", "years_covered"
    yield "no_offset", frame, "value", "whole"
    yield "middle", frame, "middle", "years_covered"
    yield "exact", frame[~frame["approximate"].astype(bool)], "value", "years_covered"
    yield "without_largest", frame[frame["agency_key"] != largest], "value", "years_covered"


def _typical(frame: pd.DataFrame, value: str, exposure: str | None) -> Estimate:
    return estimate_volume(frame, value=value, exposure=exposure, cluster="agency_key")


def _later(part: pd.DataFrame) -> Estimate:
    """Ratio of the second half of a period's years to the first, same agencies."""
    years = sorted(set(part["year"].astype(int)))
    if len(years) < 2:  # two halves need two years
        return refused(
            Base(len(part)), "R7", "ratio of later to earlier years", scale="ratio", need=2,
            what=f"{len(years)} years", what_zh=f"{len(years)}年",
        )  # fmt: skip
    middle = years[len(years) // 2]
    given = part.assign(half=(part["year"].astype(int) >= middle).astype(int))
    return change_within(
        given, value="value", exposure="years_covered", cluster="agency_key", period="half"
    )


def _digits(value: float) -> int:
    """Significant digits of a round number.

    >>> [_digits(x) for x in (600, 650, 2000, 0)]
    [1, 2, 1, 0]
    """
    return len(f"{value:.0f}".strip("0")) if value else 0
