"""Lesson 2: tidy tables, keys, and the sums that a report must satisfy."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd

from govdisc_analysis.course.draw import Wanted, cells_of, draw_reports
from govdisc_analysis.course.exercise import Exercise
from govdisc_analysis.course.room import Room
from govdisc_analysis.simulate.model import Draft, Planted

PAGE = "class_000_2022.html"
_WHOLE, _FEWEST = 18, 8
_STOCK = ("new_received", "carried_in", "processed_total", "carried_out")


def draw(seed: int) -> Sequence[Draft]:
    """Reports of which some break a sum, some leave a side of it out, and most hold."""
    forms = (("form2019", 2019), ("form2019", 2020), ("form2021", 2021), ("form2021", 2022))
    whole = [Wanted(*forms[i % len(forms)], ("html", "html_br")[i % 2]) for i in range(_WHOLE)]
    dashed = [
        Wanted("form2021", 2022, noises=("dash_cells",), suits=_has_silent_stock) for _ in range(3)
    ]
    return draw_reports(
        seed,
        [
            Wanted("form2021", 2022, noises=("dash_cells",), suits=_is_good_page),
            Wanted("form2021", 2021, error="total", suits=_breaks_balance),
            Wanted("form2019", 2019, error="total", suits=_breaks_balance),
            Wanted("form2021", 2023, error="cell", suits=_keeps_balance),
            Wanted("form2021", 2022, error="contradiction", suits=_keeps_balance),
            *dashed,
            *whole,
        ],
    )


_BALANCE = Planted("requests.balance", "total")


def _breaks_balance(draft: Draft) -> bool:
    return _BALANCE in draft.planted


def _keeps_balance(draft: Draft) -> bool:
    return bool(draft.planted) and _BALANCE not in draft.planted


def _silent(draft: Draft, *states: str) -> set[tuple[str, ...]]:
    return {v.key for v in cells_of(draft) if v.table == "requests" and v.state in states}


def _has_silent_stock(draft: Draft) -> bool:
    silent = _silent(draft, "dash")
    return any((item, "total") in silent for item in _STOCK)


def _is_good_page(draft: Draft) -> bool:
    """Numbers to see, and dashes between them."""
    return len(_silent(draft, "number")) > _FEWEST and bool(_silent(draft, "dash"))


def wide(room: Room) -> pd.DataFrame:
    """The request table of the first report as it is printed: a column for each applicant."""
    cells = room.tables.requests
    page = cells[cells["report_id"] == room.ids[PAGE]]
    order = page["item"].drop_duplicates()
    columns = page["applicant"].drop_duplicates()
    as_printed = page.pivot_table(index="item", columns="applicant", values="count", dropna=False)
    table = as_printed.loc[list(order), list(columns)].astype(float).reset_index()
    return table.rename_axis(columns=None)


def _tidy(room: Room) -> pd.DataFrame:
    parts = wide(room).drop(columns="total")
    return parts.melt(id_vars="item", var_name="applicant", value_name="count")


def _with_totals(room: Room) -> pd.DataFrame:
    return wide(room).melt(id_vars="item", var_name="applicant", value_name="count")


def sides(room: Room) -> pd.DataFrame:
    """Both sides of the balance for each report, in the column of totals."""
    cells = room.tables.requests
    totals = cells[cells["applicant"] == "total"]
    each = totals.pivot_table(
        index="report_id", columns="item", values="count", dropna=False
    ).astype(float)
    return pd.DataFrame(
        {
            "left": each["new_received"] + each["carried_in"],
            "right": each["processed_total"] + each["carried_out"],
        }
    )


def _unbalanced(room: Room) -> list[str]:
    both = sides(room).dropna()
    return list(both.index[both["left"] != both["right"]])


def _with_silent(room: Room) -> list[str]:
    both = sides(room)
    return list(both.index[both["left"] != both["right"]])


def _balanced(room: Room) -> list[str]:
    both = sides(room)
    return list(both.index[both["left"] == both["right"]])


def _any_failed(room: Room) -> list[str]:
    checks = room.tables.checks
    return list(checks.loc[checks["result"] == "failed", "report_id"].unique())


def _by_check(*results: str) -> Callable[[Room], Any]:
    def count(room: Room) -> "pd.Series[Any]":
        checks = room.tables.checks
        return checks.loc[checks["result"].isin(results), "check"].value_counts()

    return count


def _share(over: str) -> Callable[[Room], float]:
    def share(room: Room) -> float:
        n = room.tables.checks["result"].value_counts()
        told = float(n["passed"] + n["failed"])
        every = told + float(n.get("not_evaluable", 0))
        top = {"told": n["passed"], "every": n["passed"], "not_failed": every - n["failed"]}
        return float(top[over]) / (told if over == "told" else every)

    return share


DATA: Mapping[str, Callable[[Room], Any]] = {"wide": wide}
EXERCISES = (
    Exercise(
        "2.1",
        "codes",
        lambda _: ["report_id", "item", "applicant"],
        {
            "with_value": lambda _: ["report_id", "item", "applicant", "count"],
            "too_many": lambda _: ["report_id", "template", "item", "applicant"],
            "report_only": lambda _: ["report_id"],
            "no_applicant": lambda _: ["report_id", "item"],
            "no_report": lambda _: ["item", "applicant"],
        },
    ),
    Exercise(
        "2.2",
        "frame",
        _tidy,
        {
            "with_totals": _with_totals,
            "dropped_silent": lambda room: _tidy(room).dropna(),
            "filled": lambda room: _tidy(room).fillna(0),
            "still_wide": wide,
        },
    ),
    Exercise(
        "2.3",
        "codes",
        _unbalanced,
        {
            "with_silent": _with_silent,
            "balanced": _balanced,
            "any_failed": _any_failed,
        },
    ),
    Exercise(
        "2.4",
        "counts",
        _by_check("failed"),
        {
            "with_open": _by_check("failed", "not_evaluable"),
            "passed": _by_check("passed"),
        },
    ),
    Exercise(
        "2.5",
        "share",
        _share("told"),
        {"open_failed": _share("every"), "open_passed": _share("not_failed")},
    ),
)
