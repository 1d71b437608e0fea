"""Lesson 3: a report that says nothing is not a report of zero."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from govdisc_analysis.course.draw import Wanted, cells_of, draw_reports
from govdisc_analysis.course.exercise import Exercise
from govdisc_analysis.course.room import Room
from govdisc_analysis.simulate.model import Draft, Paragraph

PAGE = "class_000_2012.html"
_RECEIVED = "requests_received"


def draw(seed: int) -> Sequence[Draft]:
    """Prose that is silent, prose that says none, prose with numbers; forms with 0, blank, dash."""
    silent = [Wanted("narrative", 2012, suits=_is_silent, edit=_silenced) for _ in range(9)]
    none = [Wanted("narrative", 2013, "html_word", suits=_says_none) for _ in range(4)]
    some = [Wanted("narrative", 2014, suits=_says_some) for _ in range(7)]
    noises: tuple[tuple[str, ...], ...] = ((), ("blank_cells",), ("dash_cells",))
    forms = [
        Wanted("form2021", 2021 + i % 3, "html", noises=noises[i % 3], suits=_is_plain)
        for i in range(18)
    ]
    idle = [Wanted("form2021", 2022, suits=_form_none) for _ in range(2)]
    wrong = Wanted("form2021", 2022, error="cell", suits=_is_plain)
    return draw_reports(seed, [*silent, *none, *some, *forms, *idle, wrong])


def _said(draft: Draft) -> list[float]:
    return [fact.value for fact in draft.facts if fact.indicator == _RECEIVED]


def _is_silent(draft: Draft) -> bool:
    """Nothing of the requests received, nor of a part of them from which it could be guessed."""
    return not any(fact.indicator.startswith("requests_") for fact in draft.facts)


def _silenced(draft: Draft) -> Draft:
    """The report without the paragraphs that speak of the number of requests."""
    said = [fact.quote for fact in draft.facts if fact.indicator.startswith("requests_")]
    blocks = tuple(
        block
        for block in draft.blocks
        if not (isinstance(block, Paragraph) and any(quote in block.text for quote in said))
    )
    left = "".join(block.text for block in blocks if isinstance(block, Paragraph))
    return replace(draft, blocks=blocks, facts=tuple(f for f in draft.facts if f.quote in left))


def _says_none(draft: Draft) -> bool:
    return _said(draft) == [0.0]


def _says_some(draft: Draft) -> bool:
    return len(_said(draft)) == 1 and _said(draft)[0] > 0


def _received_total(draft: Draft) -> float | None:
    return next(v.number for v in cells_of(draft) if v.key == ("new_received", "total"))


def _is_plain(draft: Draft) -> bool:
    return _received_total(draft) != 0


def _form_none(draft: Draft) -> bool:
    return _received_total(draft) == 0


def received(room: Room) -> pd.DataFrame:
    """One row for each report; `count` is empty where the report is silent."""
    outcomes = room.tables.outcomes
    told = outcomes.loc[outcomes["outcome"] == "received", ["report_id", "count"]]
    return room.tables.reports[["report_id"]].merge(told, on="report_id", how="left")


def _count(room: Room) -> "pd.Series[float]":
    return received(room)["count"].astype(float)


def _three(room: Room) -> dict[str, int]:
    count = _count(room)
    return {
        "none": int((count == 0).sum()),
        "some": int((count > 0).sum()),
        "silent": int(count.isna().sum()),
    }


def _filled(room: Room) -> dict[str, int]:
    right = _three(room)
    return {"none": right["none"] + right["silent"], "some": right["some"], "silent": 0}


def _inner(room: Room) -> dict[str, int]:
    outcomes = room.tables.outcomes
    rows = outcomes.loc[outcomes["outcome"] == "received", "count"]
    return {**_three(room), "silent": int(rows.isna().sum())}


def _share_none(room: Room) -> float:
    right = _three(room)
    return right["none"] / (right["none"] + right["some"])


def _share_of_all(*names: str) -> Callable[[Room], float]:
    def share(room: Room) -> float:
        right = _three(room)
        return sum(right[name] for name in names) / sum(right.values())

    return share


def _bounds(room: Room) -> tuple[float, float]:
    return _share_of_all("none")(room), _share_of_all("none", "silent")(room)


def flags(room: Room) -> pd.DataFrame:
    """1 where a report says none, 0 where it gives a number, empty where it is silent."""
    frame = received(room).rename(columns={"count": "number"})
    number = frame["number"].astype(float)
    frame["says_none"] = np.where(number.isna(), np.nan, (number == 0).astype(float))
    return frame


def _worst(fill: float | None = None, term: str = "worst case") -> Callable[[Room], Any]:
    def bound(room: Room) -> Any:
        from govdisc_analysis import stats

        frame = flags(room)
        if fill is not None:
            frame["says_none"] = frame["says_none"].fillna(fill)
        found = stats.missing_bounds(frame, flag="says_none", cluster="report_id")[term]
        return (found.low, found.high)

    return bound


def _states(applicant: str = "") -> Callable[[Room], Any]:
    def states(room: Room) -> "pd.Series[Any]":
        cells = room.tables.requests
        return cells[cells["applicant"].isin([applicant]) | (not applicant)]["state"].value_counts()

    return states


def filled(room: Room) -> pd.DataFrame:
    """The flags after the textbook step: silence taken for none."""
    frame = flags(room)
    return frame[["report_id"]].assign(says_none=frame["says_none"].fillna(1))


DATA: Mapping[str, Callable[[Room], Any]] = {"filled": filled}
EXERCISES = (
    Exercise(
        "3.1",
        "counts",
        _states(),
        {
            "totals_only": _states("total"),
            "shares": lambda room: room.tables.requests["state"].value_counts(normalize=True),
        },
    ),
    Exercise("3.2", "counts", _three, {"filled": _filled, "inner": _inner}),
    Exercise(
        "3.3",
        "share",
        _share_none,
        {
            "over_all": _share_of_all("none"),
            "filled": _share_of_all("none", "silent"),
            "silent_share": _share_of_all("silent"),
        },
    ),
    Exercise(
        "3.4",
        "number",
        lambda room: float(_count(room).mean()),
        {
            "filled": lambda room: float(_count(room).fillna(0).mean()),
            "without_zeros": lambda room: float(_count(room)[_count(room) > 0].mean()),
            "median": lambda room: float(_count(room).median()),
        },
    ),
    Exercise(
        "3.5",
        "interval",
        _bounds,
        {
            "reversed": lambda room: _bounds(room)[::-1],
            "stated_only": lambda room: (_share_none(room), _share_none(room)),
            "half": lambda room: (_share_none(room), _bounds(room)[1]),
        },
    ),
    Exercise(
        "3.6",
        "interval",
        _worst(),
        {
            "filled_no": _worst(0.0),
            "filled_yes": _worst(1.0),
            "complete": _worst(term="complete reports"),
        },
    ),
)
