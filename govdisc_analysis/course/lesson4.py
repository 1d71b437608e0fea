"""Lesson 4: shares of few requests; one class world in which all agencies are alike."""

import math
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd

from govdisc_analysis.course.draw import Wanted, cells_of, draw_reports
from govdisc_analysis.course.exercise import Exercise
from govdisc_analysis.course.room import Room
from govdisc_analysis.simulate.model import Draft

PAGE = "class_000_2022.html"
_AGENCIES, _PANELS, _LARGEST = 72, 60, 300
_RATE = {"events": "disclosed", "trials": "processed_total", "cluster": "report_id"}
_Z = 1.959963984540054


def draw(seed: int) -> Sequence[Draft]:
    """Agencies in one year; the simulator grants each request with the same chance."""
    looks = ("html", "html_br", "html_word")
    whole = [
        Wanted("form2021", 2022, looks[i % len(looks)], suits=_is_no_giant)
        for i in range(_AGENCIES - 4)
    ]
    broken = [Wanted("form2021", 2022, error=kind) for kind in ("cell", "total")]
    small = Wanted("form2021", 2022, suits=_is_extreme)
    idle = Wanted("form2021", 2022, suits=lambda draft: _numbers(draft)[1] == 0)
    return draw_reports(seed, [*whole, *broken, small, idle])


def _numbers(draft: Draft) -> tuple[float, float]:
    """Requests granted and processed."""
    cells = {v.key: v.number or 0.0 for v in cells_of(draft) if v.table == "requests"}
    return cells["disclosed", "total"], cells["processed_total", "total"]


def _is_no_giant(draft: Draft) -> bool:
    """One agency with nearly all requests would be a lesson of its own."""
    return _numbers(draft)[1] <= _LARGEST


def _is_extreme(draft: Draft) -> bool:
    granted, processed = _numbers(draft)
    return 3 <= processed <= 6 and granted == 0


def shares(room: Room) -> pd.DataFrame:
    """Granted and processed requests of each agency; reports that contradict themselves are out."""
    outcomes = room.tables.outcomes
    each = outcomes.pivot_table(index="report_id", columns="outcome", values="count", dropna=False)
    checks = room.tables.checks
    failed = checks.loc[(checks["result"] == "failed"), "report_id"]
    table = each[["disclosed", "processed_total"]].astype(float)
    kept = table[~table.index.isin(failed)].reset_index().rename_axis(columns=None)
    agencies = room.tables.reports[["report_id", "agency"]]
    return agencies.merge(kept, on="report_id")


def one(room: Room) -> dict[str, int]:
    """A small agency that granted nothing."""
    granted, processed = _numbers(room.drafts[-2])
    return {"disclosed": int(granted), "processed": int(processed)}


def _extremes(room: Room, zero_of_zero: bool = False) -> dict[str, float]:
    table = shares(room)
    share = table["disclosed"] / table["processed_total"]
    share = share.fillna(0) if zero_of_zero else share
    found = table[share.isin([0, 1])]
    return {"agencies": len(found), "most_requests": float(found["processed_total"].max())}


def _largest(room: Room) -> dict[str, float]:
    return {**_extremes(room), "most_requests": float(shares(room)["processed_total"].max())}


def _wilson(room: Room) -> tuple[float, float] | None:
    from govdisc_analysis.stats.traps import wilson

    return wilson(one(room)["disclosed"], one(room)["processed"])


def _add_half(room: Room) -> tuple[float, float]:
    """The textbook interval on half a request more of each kind: not asked for."""
    granted, processed = one(room)["disclosed"] + 0.5, one(room)["processed"] + 1
    p = granted / processed
    reach = _Z * math.sqrt(p * (1 - p) / processed)
    return p - reach, p + reach


def _both(room: Room) -> dict[str, Any]:
    from govdisc_analysis import stats

    table = shares(room)
    return {
        "request": stats.estimate_rate(table, **_RATE, weighting="request"),
        "agency": stats.estimate_rate(table, **_RATE, weighting="agency"),
    }


def _crossed(room: Room) -> dict[str, Any]:
    right = _both(room)
    return {"request": right["agency"], "agency": right["request"]}


def _zeros_in_mean(room: Room) -> dict[str, Any]:
    table = shares(room)
    share = (table["disclosed"] / table["processed_total"]).fillna(0)
    return {**_both(room), "agency": float(share.mean())}


def panels(room: Room) -> pd.DataFrame:
    """Made-up nations whose true share is known, each estimated in two ways."""
    return _panels(room.mixed).copy()


@lru_cache(maxsize=4)
def _panels(seed: int) -> pd.DataFrame:
    from govdisc_analysis import stats
    from govdisc_analysis.calibration import textbook
    from govdisc_analysis.calibration.panels import Shape, draw_panel, true_share

    shape = Shape(agencies=40, years=3)
    rows = []
    for number in range(_PANELS):
        data = draw_panel(shape, np.random.default_rng([seed, number]))
        pooled = textbook.pooled_wilson(data)
        own = stats.estimate_rate(
            data, events="k", trials="n", cluster="agency", weighting="agency"
        )
        rows.append((number, true_share(shape), pooled.low, pooled.high, own.low, own.high))
    names = ["panel", "truth", "pooled_low", "pooled_high", "own_low", "own_high"]
    return pd.DataFrame(rows, columns=names).astype(dict.fromkeys(names[1:], float))


def _covered(room: Room, upper: bool = True, missed: bool = False) -> dict[str, float]:
    table, found = panels(room), {}
    for name in ("pooled", "own"):
        low, high = table[f"{name}_low"], table[f"{name}_high"]
        is_in = (low <= table["truth"]) & ((table["truth"] <= high) | (not upper))
        found[name] = float((is_in != missed).mean())
    return found


def _crossed_cover(room: Room) -> dict[str, float]:
    right = _covered(room)
    return {"pooled": right["own"], "own": right["pooled"]}


def _told_apart(room: Room) -> int:
    """Agencies that a ranking of the package shows; none where they differ by chance only."""
    from govdisc_analysis import stats

    return sum(row.ok for row in stats.rank_agencies(shares(room), **_RATE))


def _figure(room: Room) -> Any:
    from govdisc_analysis.course.figures import shares_against_size

    return shares_against_size(shares(room), room.language, len(shares(room)))


DATA: Mapping[str, Callable[[Room], Any]] = {
    "shares": shares,
    "one": one,
    "panels": panels,
    "figure": _figure,
}
EXERCISES = (
    Exercise(
        "4.1",
        "counts",
        _extremes,
        {
            "zero_of_zero": lambda room: _extremes(room, zero_of_zero=True),
            "largest_of_all": _largest,
        },
    ),
    Exercise(
        "4.2",
        "interval",
        _wilson,
        {"wald": lambda _: (0.0, 0.0), "add_half": _add_half},
    ),
    Exercise(
        "4.3",
        "counts",
        _both,
        {
            "crossed": _crossed,
            "zeros_in_mean": _zeros_in_mean,
            "same_twice": lambda room: {**_both(room), "agency": _both(room)["request"]},
        },
    ),
    Exercise(
        "4.4",
        "shares",
        _covered,
        {
            "lower_only": lambda room: _covered(room, upper=False),
            "missed": lambda room: _covered(room, missed=True),
            "crossed": _crossed_cover,
        },
    ),
    Exercise(
        "4.5",
        "number",
        _told_apart,
        {"every_agency": lambda room: int((shares(room)["processed_total"] > 0).sum())},
    ),
)
