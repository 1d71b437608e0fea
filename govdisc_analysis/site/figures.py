"""The start page's figures: drawn as HTML, so that they are read on a phone, in both languages.

A plot is a table whose middle column draws: the words, n and intervals stand in it as text.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10
from typing import Any

import pandas as pd

from govdisc_analysis.analysis import outcomes, problems, volumes
from govdisc_analysis.analysis.corpus import source_note
from govdisc_analysis.analysis.panel import by_group, figures_of
from govdisc_analysis.analysis.selection import Study
from govdisc_analysis.labels import number
from govdisc_analysis.site.words import Pair, pair

_SHARE_TICKS = ((0.0, "0%"), (25.0, ""), (50.0, "50%"), (75.0, ""), (100.0, "100%"))


@dataclass(frozen=True, slots=True)
class PlotRow:
    """One group; places on the axis in per cent of its width, None where there is none."""

    name: Pair
    n: str
    value: str
    at: float | None
    low: float | None
    high: float | None
    note: Pair = ("", "")
    band: tuple[float, float] | None = None
    is_bar: bool = False


@dataclass(frozen=True, slots=True)
class Plot:
    """A figure of rows, with all that a reader needs to read it alone."""

    key: str
    title: Pair
    axis: Pair
    ticks: tuple[tuple[float, str], ...]
    rows: tuple[PlotRow, ...]
    alt: Pair
    source: Pair
    key_line: Pair
    href: str


def plots_of(study: Study) -> list[Plot]:
    """The figures that the tables can fill."""
    made = (_volumes(study), _requests(study), _problems(study))
    return [plot for plot in made if plot and plot.rows]


def _volumes(study: Study) -> Plot | None:
    frame = figures_of(study, "proactive_total")
    table, english = (volumes.typical_table(study.spoken_in(x)) for x in ("zh", "en"))
    if table.empty:
        return None
    quartiles = [
        part["value"].astype(float).quantile([0.25, 0.75]).tolist()
        for _, part in by_group(frame, "admin_level")
    ]
    ends = [
        *table["low"].dropna(),
        *table["high"].dropna(),
        *(q for pair_ in quartiles for q in pair_),
    ]
    low, high = _decades(ends)
    place = _log_place(low, high)
    bands = [(place(q[0]), place(q[1])) for q in quartiles]
    rows = _rows(table, english, place, number, bands)
    ticks = tuple((place(10.0**p), number(10.0**p)) for p in range(low, high + 1))
    return _plot(study, "volumes", rows, ticks, len(frame), "02_volumes.html")


def _requests(study: Study) -> Plot | None:
    frame = figures_of(study, "requests_received")
    if frame.empty:
        return None
    table, english = (outcomes.share_without(study.spoken_in(x)) for x in ("zh", "en"))
    rows = _rows(table, english, _share_place, _per_cent)
    return _plot(study, "none", rows, _SHARE_TICKS, len(frame), "03_outcomes.html")


def _problems(study: Study) -> Plot | None:
    panel = problems.problem_panel(study)
    if panel.empty or not panel["stated"].any():
        return None
    table, english = (problems.prevalence(study.spoken_in(x)) for x in ("zh", "en"))
    order = table["with_it"].sort_values(ascending=False, kind="stable").index
    table, english = table.loc[order], english.loc[order]
    n = len(panel)
    is_estimated = bool(table["low"].notna().any())
    if is_estimated:
        rows = _rows(table, english, _share_place, _per_cent)
    else:
        rows = tuple(
            _bar(name, int(k), n)
            for name, k in zip(_names(table, english), table["with_it"], strict=True)
        )
    return _plot(
        study,
        "problems" if is_estimated else "problem_counts",
        rows,
        _SHARE_TICKS,
        n,
        "04_problems.html",
    )


def _bar(name: Pair, k: int, n: int) -> PlotRow:
    return PlotRow(name, "", f"{k} / {n}", 100 * k / n, None, None, is_bar=True)


def _plot(
    study: Study,
    key: str,
    rows: Sequence[PlotRow],
    ticks: tuple[tuple[float, str], ...],
    n: int,
    href: str,
) -> Plot:
    told = [f"{row.name[i]} {row.value or row.note[i]}" for i in (0, 1) for row in rows]
    half = len(told) // 2
    said = ("；".join(told[:half]), "; ".join(told[half:]))
    title = pair(f"plot_{key}")
    alt = (f"{title[0]}。{said[0]}。", f"{title[1]}. {said[1]}.")
    source = tuple(source_note(study.spoken_in(x), n) for x in ("zh", "en"))
    return Plot(
        key=key,
        title=title,
        axis=pair(f"plot_{key}_axis"),
        ticks=ticks,
        rows=tuple(rows),
        alt=alt,
        source=(source[0], source[1]),
        key_line=pair(f"plot_{key}_key"),
        href=href,
    )


def _rows(
    zh: pd.DataFrame,
    en: pd.DataFrame,
    place: Callable[[float], float],
    shown: Callable[[float], str],
    bands: Sequence[tuple[float, float]] = (),
) -> tuple[PlotRow, ...]:
    found = []
    for i, (row, other) in enumerate(
        zip(zh.to_dict("records"), en.to_dict("records"), strict=True)
    ):
        told = not pd.isna(row["low"])
        values = [float(row[k]) for k in ("estimate", "low", "high")] if told else []
        found.append(
            PlotRow(
                name=(str(row["group"]), str(other["group"])),
                n=f"{row['n_reports']:,}",
                value=f"{shown(values[0])} ({shown(values[1])}–{shown(values[2])})" if told else "",
                at=place(values[0]) if told else None,
                low=place(values[1]) if told else None,
                high=place(values[2]) if told else None,
                note=("", "") if told else (str(row["note"]), str(other["note"])),
                band=bands[i] if bands else None,
            )
        )
    return tuple(found)


def _names(zh: pd.DataFrame, en: pd.DataFrame) -> list[Pair]:
    return [(str(a), str(b)) for a, b in zip(zh["group"], en["group"], strict=True)]


def _decades(values: Sequence[Any]) -> tuple[int, int]:
    """Powers of ten around the values.

    >>> _decades([30.0, 700.0]), _decades([0.0])
    ((1, 3), (0, 1))
    """
    given = [float(v) for v in values if v and float(v) > 0]
    if not given:
        return 0, 1
    low, high = max(0, floor(log10(min(given)))), ceil(log10(max(given)))
    return low, max(high, low + 1)


def _log_place(low: int, high: int) -> Callable[[float], float]:
    def place(value: float) -> float:
        at = (log10(max(value, 10.0**low)) - low) / (high - low)
        return round(100 * min(max(at, 0.0), 1.0), 2)

    return place


def _share_place(value: float) -> float:
    return round(100 * min(max(value, 0.0), 1.0), 2)


def _per_cent(value: float) -> str:
    return f"{value:.0%}"
