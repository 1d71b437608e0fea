"""Lesson 5: the form changed in 2019, and with it what the rows count."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd

from govdisc_analysis.course.draw import draw_panel_of
from govdisc_analysis.course.exercise import Exercise
from govdisc_analysis.course.room import Room
from govdisc_analysis.simulate.model import Draft

PAGE = "class_000_2015.html"
BREAK = 2019
_AGENCIES, _BUSY = 10, 2.0
_FORMS = {
    **dict.fromkeys(range(2015, 2019), "stat2014"),
    **dict.fromkeys(range(2019, 2021), "form2019"),
    **dict.fromkeys(range(2021, 2023), "form2021"),
}
_WRONG = {1: "contradiction", 42: "contradiction", 71: "percentage"}
_NAMES = ("narrow", "broad")
_TREND = {"trials": "processed", "year": "year", "cluster": "agency"}


def draw(seed: int) -> Sequence[Draft]:
    """Ten agencies over eight years and three forms. Nothing happens to them in 2019."""
    return draw_panel_of(seed, _AGENCIES, _FORMS, busy=_BUSY, wrong=_WRONG)


def readings(room: Room) -> pd.DataFrame:
    """Both readings of what was granted, with agency, year and form; only whole pairs."""
    from govdisc_analysis import stats

    found = stats.outcome_readings(room.tables.requests, room.tables.indicators)
    known = room.tables.reports[["report_id", "agency", "year", "template"]]
    table = known.merge(found, on="report_id")
    is_whole = (table["disclosed_narrow"] <= table["processed"]) & (
        table["disclosed_broad"] <= table["processed"]
    )
    return table[is_whole].astype({"year": int}).reset_index(drop=True)


def received(room: Room) -> pd.DataFrame:
    """Requests received by agency and year."""
    outcomes = room.tables.outcomes
    told = outcomes.loc[outcomes["outcome"] == "received", ["report_id", "count"]]
    table = room.tables.reports[["report_id", "agency", "year", "template"]].merge(told)
    return table.dropna(subset=["count"]).rename(columns={"count": "y"}).astype({"year": int})


def _by_year(room: Room) -> pd.DataFrame:
    sums = readings(room).groupby("year")[["disclosed_narrow", "disclosed_broad", "processed"]]
    table = sums.sum().astype(float)
    return pd.DataFrame({name: table[f"disclosed_{name}"] / table["processed"] for name in _NAMES})


def _jumps(room: Room, sign: int = 1, after: int = BREAK) -> dict[str, float]:
    year = _by_year(room)
    return {name: sign * float(year[name][after] - year[name][BREAK - 1]) for name in _NAMES}


def _average_agency(room: Room) -> dict[str, float]:
    table = readings(room)
    shares = {
        name: (table[f"disclosed_{name}"] / table["processed"]).astype(float) for name in _NAMES
    }
    year = pd.DataFrame(shares).groupby(table["year"]).mean()
    return {name: float(year[name][BREAK] - year[name][BREAK - 1]) for name in _NAMES}


def _trend(room: Room, **more: str) -> Any:
    from govdisc_analysis import stats

    return stats.trend_rate(readings(room), events="disclosed_narrow", **_TREND, **more)


def _inside(room: Room) -> Any:
    from govdisc_analysis import stats

    table = readings(room)
    old = table[table["template"] == "stat2014"]
    return stats.trend_rate(old, events="disclosed_narrow", **_TREND)


def _holds_one(room: Room) -> dict[str, bool]:
    from govdisc_analysis import stats
    from govdisc_analysis.calibration import textbook

    table = received(room)
    naive = textbook.national_break(table)
    own = stats.break_at(table, value="y", year="year", cluster="agency", when=BREAK)
    return {"textbook": _has_one(naive), "package": _has_one(own)}


def _has_one(row: Any) -> bool:
    return row.low is None or row.low <= 1 <= row.high


def _flipped(room: Room) -> dict[str, bool]:
    return {name: not value for name, value in _holds_one(room).items()}


def _both_as(name: str) -> Callable[[Room], dict[str, bool]]:
    return lambda room: dict.fromkeys(("textbook", "package"), _holds_one(room)[name])


def _years(how: str) -> Callable[[Room], Any]:
    return lambda room: room.tables.reports.groupby("template")["year"].agg(how)


def _figure(room: Room) -> Any:
    from govdisc_analysis.course.figures import readings_by_year

    return readings_by_year(_by_year(room), room.language, len(readings(room)))


DATA: Mapping[str, Callable[[Room], Any]] = {
    "readings": readings,
    "received": received,
    "figure": _figure,
}
EXERCISES = (
    Exercise("5.1", "counts", _years("min"), {"last_year": _years("max"), "size": _years("size")}),
    Exercise(
        "5.2",
        "shares",
        _jumps,
        {
            "backwards": lambda room: _jumps(room, sign=-1),
            "average_agency": _average_agency,
            "wrong_year": lambda room: _jumps(room, after=BREAK + 1),
        },
    ),
    Exercise(
        "5.3",
        "code",
        lambda room: _trend(room, regime="template"),
        {"no_regime": _trend},
    ),
    Exercise("5.4", "share", _inside, {"every_year": _trend}),
    Exercise(
        "5.5",
        "flags",
        _holds_one,
        {
            "flipped": _flipped,
            "both_textbook": _both_as("textbook"),
            "both_package": _both_as("package"),
        },
    ),
)
