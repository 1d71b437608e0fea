"""One row for each agency and year, and estimates as rows of a table."""

import math
from collections.abc import Iterable
from difflib import get_close_matches
from functools import cache

import pandas as pd

from govdisc_analysis.analysis.selection import Study, once_a_study
from govdisc_analysis.analysis.wording import sentence
from govdisc_analysis.codebook import load_csv
from govdisc_analysis.labels import label, number
from govdisc_analysis.stats.constants import MAX_RATIO_SPAN, MIN_GROUPS, PARTIAL_START
from govdisc_analysis.stats.estimate import Estimate

LEVELS = ("national", "province", "prefecture", "county", "township")
PERIODS = ((2013, "2008-2013"), (2018, "2014-2018"), (2020, "2019-2020"), (9999, "2021-"))
"""Periods within which the official form did not change; a change of period is a change of form."""
ESTIMATE_COLUMNS = (
    *("group", "n_reports", "groups", "effective_groups", "largest_share"),
    *("estimate", "low", "high", "code", "note", "approximate_share", "dropped"),
)
LOG_SCALES = ("log ratio", "log odds")
"""Scales that are shown as ratios."""
_PLACE = ("province", "city", "county")
_DAYS = 365.25
_FORMS = ("stat2014", "form2019", "form2021")
_UNITS = (" in both periods", " with two years or more", ", smaller group")
"""What the statistics say after the name of a unit."""


@once_a_study
def agency_years(study: Study) -> pd.DataFrame:
    """Reports that were read and have a year, one for each agency and year.

    Adds `agency_key`, `place` (the units that share wording), `years_covered`, `origin`,
    `period`. Of two reports of one agency and year the program's reading is kept; then the first.
    """
    reports = study.tables.reports
    frame = reports[(reports["status"] != "quarantined") & reports["year"].notna()].copy()
    frame["origin"] = origin_of(frame)
    frame["agency_key"] = _agency_key(frame)
    frame["years_covered"] = _years_covered(frame)
    frame["period"] = [f"period:{period_of(int(y))}" for y in frame["year"]]
    frame = frame.sort_values(["origin", "source_path"], ascending=[False, True], kind="stable")
    frame = frame.drop_duplicates(["agency_key", "year"])
    for column in _PLACE:
        frame[f"{column}_unit"] = frame[column].fillna(frame["agency_key"])
    return frame.sort_values(["year", "agency_key"], kind="stable").reset_index(drop=True)


def origin_of(reports: pd.DataFrame) -> "pd.Series[str]":
    """`machine` or `hand_coded` for each report."""
    typed = reports["identity_basis"].fillna("").str.contains("hand_coded", regex=False)
    words = ["hand_coded" if one else "machine" for one in typed]
    return pd.Series(words, index=reports.index, dtype="str")


def period_of(year: int) -> str:
    """The period of one official form.

    >>> period_of(2013), period_of(2020), period_of(2024)
    ('2008-2013', '2019-2020', '2021-')
    """
    return next(name for last, name in PERIODS if year <= last)


@once_a_study
def figures_of(study: Study, indicator: str) -> pd.DataFrame:
    """Agency-years that carry a figure, with `value`, `lower`, `upper`, `approximate`.

    Requests of a form are taken from the form; where prose says a figure twice the first stands.
    A report without the figure has no row: silence is not zero.

    Raises:
        ValueError: the indicator is none of the codebook's, and no report has it.
    """
    indicators = study.tables.indicators
    if indicator not in _indicator_codes() and not (indicators["indicator"] == indicator).any():
        close = get_close_matches(indicator, _indicator_codes(), n=3)
        hint = f"; near: {', '.join(close)}" if close else ""
        raise ValueError(f"indicator {indicator!r} is no code of codebook/indicators.csv{hint}")
    rows = indicators[indicators["indicator"] == indicator].drop_duplicates("report_id")
    rows = rows[["report_id", "value", "lower", "upper", "approximate"]]
    if indicator == "requests_received":
        rows = _with_form(rows, study)
    return agency_years(study).merge(rows, on="report_id", how="inner")


@cache
def _indicator_codes() -> tuple[str, ...]:
    return tuple(row["indicator"] for row in load_csv("indicators.csv"))


def choose_cluster(frame: pd.DataFrame) -> str:
    """The highest units that are still enough: province, city, county, else the agency."""
    for column in _PLACE:
        if frame[f"{column}_unit"].nunique() >= MIN_GROUPS:
            return f"{column}_unit"
    return "agency_key"


def estimate_rows(
    estimates: Iterable[tuple[str, Estimate]], language: str, kind: str = ""
) -> pd.DataFrame:
    """Estimates as a table; `note` says in words why one was refused or needs care.

    A number whose interval is too wide to read (R11) gives way to its words and its data.
    """
    rows = []
    for group, one in estimates:
        shown = not is_too_wide(one)
        rows.append(
            {
                "group": label(group, language, kind),
                "n_reports": one.n_reports,
                "groups": one.groups,
                "effective_groups": round(one.effective_groups, 1),
                "largest_share": one.largest_share,
                "estimate": one.estimate if shown else None,
                "low": one.low if shown else None,
                "high": one.high if shown else None,
                "code": one.code if shown else "R11",
                "note": reason(one, language),
                "approximate_share": one.approximate_share,
                "dropped": one.dropped,
            }
        )
    frame = pd.DataFrame(rows, columns=list(ESTIMATE_COLUMNS))
    numbers = ["largest_share", "estimate", "low", "high", "approximate_share"]
    return frame.astype(dict.fromkeys(numbers, "float64"))


def reason(one: Estimate, language: str, with_help: bool = False) -> str:
    """Why there is no number, or what to mind; units and forms under their names."""
    if is_too_wide(one):
        return _too_wide(one, language)
    parts = (one.reason_zh, one.help_zh) if language == "zh" else (one.reason_en, one.help_en)
    space = "" if language == "zh" else " "
    text = space.join(part for part in parts[: 2 if with_help else 1] if part)
    for column in ("agency_key", *(f"{place}_unit" for place in _PLACE)):
        text = text.replace(column, label(column.split("_")[0], language))
    for form in _FORMS:
        text = text.replace(form, label(form, language))
    for words in _UNITS:
        text = text.replace(words, label(f"unit:{words.strip(' ,')}", language))
    return text


def is_too_wide(one: Estimate) -> bool:
    """Whether a number was computed that nobody can read: its limits lie too far apart (R11)."""
    far = one.scale == "ratio" and one.low and one.high and one.high / one.low > MAX_RATIO_SPAN
    return one.ok and (one.code == "R11" or bool(far))


def _too_wide(one: Estimate, language: str) -> str:
    """The limits, what stands behind them, and the counts where there are two."""
    counts = {k: one.details[k] for k in ("events", "trials") if k in one.details}
    both = len(counts) == 2
    data = sentence("too_wide.counts", language, **counts) if both else ""
    ends = [one.low or 0.0, one.high or 0.0]
    ends = [math.exp(x) for x in ends] if one.scale in LOG_SCALES else ends
    low, high = (number(float(f"{x:.2g}")) for x in ends)
    slots = {"low": low, "high": high, "n": one.n_reports, "groups": one.groups, "data": data}
    return sentence("too_wide", language, **slots)


def by_group(frame: pd.DataFrame, column: str) -> list[tuple[str, pd.DataFrame]]:
    """Parts of a frame by level, period or another code, in the code's own order."""
    there = set(frame[column].dropna())
    order = [x for x in (*LEVELS, *(f"period:{name}" for _, name in PERIODS)) if x in there]
    order += sorted(there - set(order))
    return [(name, frame[frame[column] == name]) for name in order]


def _agency_key(frame: pd.DataFrame) -> "pd.Series[str]":
    """The agency's own identifier where one is known, else its place and name."""
    parts = frame[[*_PLACE, "agency"]].fillna("").astype("str")
    names = parts["province"] + "|" + parts["city"] + "|" + parts["county"] + "|" + parts["agency"]
    names = names.where(frame["agency"].notna(), frame["report_id"])
    pairs = zip(names, frame["agency_id"], strict=True)
    known = {name: one for name, one in pairs if isinstance(one, str)}
    return pd.Series([known.get(name, name) for name in names], index=frame.index, dtype="str")


def _years_covered(frame: pd.DataFrame) -> "pd.Series[float]":
    """Share of the year that the figures cover; empty where it is partial and not said how much.

    2008 starts when the Regulation took effect. A report that says nothing counts as a full year.
    """
    start = frame["period_start"].fillna(pd.to_datetime(frame["year"].astype(str) + "-01-01"))
    stated = ((frame["period_end"] - start).dt.days + 1) / _DAYS
    partial = frame["is_partial_year"].fillna(False).astype(bool)
    covered = frame["year"].map(PARTIAL_START).astype("float64").fillna(1.0)
    return covered.where(~partial, stated.clip(lower=1 / 12, upper=1.0)).astype("float64")


def _with_form(rows: pd.DataFrame, study: Study) -> pd.DataFrame:
    """Requests received, from the form where there is one."""
    outcomes = study.tables.outcomes
    form = outcomes[(outcomes["outcome"] == "received") & (outcomes["basis"] != "narrative")]
    form = form.dropna(subset="count").rename(columns={"count": "value"})
    form = form.assign(approximate=form["lower"] != form["upper"])[list(rows.columns)]
    return pd.concat([form, rows[~rows["report_id"].isin(form["report_id"])]])
