"""Lesson 1: one report read by hand and by machine; eight documents of different shapes."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd

from govdisc_analysis.course.draw import Wanted, cells_of, draw_reports
from govdisc_analysis.course.exercise import Exercise
from govdisc_analysis.course.room import Room
from govdisc_analysis.simulate.model import Draft, Fact

PAGE = "class_000_2022.html"
ASKED = ("new_received", "carried_in", "disclosed", "processed_total", "carried_out")


def draw(seed: int) -> Sequence[Draft]:
    """The page to read, and seven others, two of which contradict themselves."""
    return draw_reports(
        seed,
        [
            Wanted("form2021", 2022, suits=_is_good_page),
            Wanted("form2021", 2021, "docx", error="cell"),
            Wanted("form2019", 2019, "pdf"),
            Wanted("stat2014", 2016, "txt_bar"),
            Wanted("narrative", 2012, "html_word"),
            Wanted("form2021", 2023, "html_word", noises=("blank_cells",), suits=_has_blanks),
            Wanted("form2019", 2020, "html_gov", error="total"),
            Wanted("narrative", 2010, "txt_lines"),
        ],
    )


def _totals(draft: Draft) -> dict[str, float]:
    return {
        value.key[0]: value.number
        for value in cells_of(draft)
        if value.table == "requests" and value.key[1] == "total" and value.number is not None
    }


def _is_good_page(draft: Draft) -> bool:
    """Five different numbers to find, natural persons not all, and a rounded number in prose."""
    totals = _totals(draft)
    numbers = [totals[item] for item in ASKED]
    own = [v.number for v in cells_of(draft) if v.key == ("new_received", "natural_person")]
    is_varied = len(set(numbers)) == len(numbers) and min(numbers) >= 1
    return is_varied and own != [totals["new_received"]] and bool(_rounded(draft))


def _has_blanks(draft: Draft) -> bool:
    return any(value.table == "requests" and value.state == "blank" for value in cells_of(draft))


def _rounded(draft: Draft) -> list[Fact]:
    """Numbers of the prose that are said to be at least so much."""
    return [f for f in draft.facts if f.approximate and f.lower == f.value < f.upper]


def page_totals(room: Room) -> dict[str, float]:
    """What the page truly says in its column of totals."""
    found = _totals(room.drafts[0])
    return {item: found[item] for item in ASKED}


def _column(room: Room, applicant: str) -> dict[str, float]:
    cells = {v.key: v.number for v in cells_of(room.drafts[0]) if v.table == "requests"}
    return {item: cells[item, applicant] or 0.0 for item in ASKED}


def _next_row(room: Room) -> dict[str, float]:
    found = _totals(room.drafts[0])
    items = list(found)
    below = {item: items[min(at + 1, len(items) - 1)] for at, item in enumerate(items)}
    return {item: found[below[item]] for item in ASKED}


def _swapped(room: Room) -> dict[str, float]:
    right = page_totals(room)
    right["carried_in"], right["carried_out"] = right["carried_out"], right["carried_in"]
    return right


def sentence(room: Room) -> str:
    """The clause of the page's prose with a rounded number."""
    return _rounded(room.drafts[0])[0].quote


def _limits(room: Room) -> tuple[float, float]:
    fact = _rounded(room.drafts[0])[0]
    return fact.lower, fact.upper


def _page_cells(room: Room) -> pd.DataFrame:
    requests = room.tables.requests
    return requests[requests["report_id"] == room.ids[PAGE]]


def _by_item(cells: pd.DataFrame) -> "pd.Series[Any]":
    return cells.groupby("item")["count"].sum()


def _machine(room: Room) -> "pd.Series[Any]":
    cells = _page_cells(room)
    return cells[cells["applicant"] == "total"].set_index("item")["count"]


def _first_column(room: Room) -> "pd.Series[Any]":
    cells = _page_cells(room)
    return cells[cells["applicant"] == "natural_person"].set_index("item")["count"]


def source(room: Room) -> str:
    """The page's own characters, as the file holds them."""
    return (room.raw / PAGE).read_text(encoding="utf-8")


def _cut(start: str, end: str) -> Callable[[Room], str]:
    def cut(room: Room) -> str:
        cells = _page_cells(room)
        is_total = (cells["item"] == "processed_total") & (cells["applicant"] == "total")
        row = cells[is_total].iloc[0]
        return source(room)[int(row[start]) : int(row[end])]

    return cut


def answer_key(room: Room) -> pd.DataFrame:
    """The true request cells of the seven other documents."""
    cells = room.truth["requests"]
    others = cells[cells["report_id"] != room.ids[PAGE]]
    return others.rename(columns={"count": "true_count"}).drop(columns=["template", "state"])


def joined(room: Room) -> pd.DataFrame:
    """Machine and truth side by side."""
    keys = ["report_id", "item", "applicant"]
    return room.tables.requests.merge(answer_key(room), on=keys)[[*keys, "count", "true_count"]]


def _compared(room: Room, naive: bool = False) -> dict[str, int]:
    both = joined(room)
    empty = both["count"].isna() & both["true_count"].isna()
    is_other = ~both["count"].astype(float).eq(both["true_count"].astype(float))
    differ = is_other if naive else is_other & ~empty
    return {"compared": len(both), "both_empty": int(empty.sum()), "differ": int(differ.sum())}


def _dropped(room: Room) -> dict[str, int]:
    right = _compared(room)
    return {**right, "compared": right["compared"] - right["both_empty"], "both_empty": 0}


def _files_with(room: Room, *results: str) -> list[str]:
    checks, reports = room.tables.checks, room.tables.reports
    ids = checks.loc[checks["result"].isin(results), "report_id"]
    return sorted(reports.loc[reports["report_id"].isin(ids), "source_path"])


def compare_readings(room: Room) -> pd.DataFrame:
    """The page read by machine and as it truly is; after the hand reading is right."""
    from govdisc_analysis.course.words import word

    names = [word(f"column_{name}", room.language) for name in ("item", "machine", "truth")]
    hidden = not room.has_passed("1.1")
    rows = [
        (item, *("??" if hidden else (int(_machine(room)[item]), int(true))))
        for item, true in page_totals(room).items()
    ]
    return pd.DataFrame(rows, columns=names)


DATA: Mapping[str, Callable[[Room], Any]] = {
    "page_id": lambda room: room.ids[PAGE],
    "sentence": sentence,
    "source": source,
    "answer_key": answer_key,
    "readings": compare_readings,
}
EXERCISES = (
    Exercise(
        "1.1",
        "counts",
        page_totals,
        {
            "first_column": lambda room: _column(room, "natural_person"),
            "next_row": _next_row,
            "swapped": _swapped,
        },
    ),
    Exercise(
        "1.2",
        "interval",
        _limits,
        {
            "exact": lambda room: (_limits(room)[0], _limits(room)[0]),
            "next_unit": lambda room: (_limits(room)[0], _limits(room)[1] + 1),
            "around": lambda room: (_limits(room)[0] * 0.9, _limits(room)[0] * 1.1),
        },
    ),
    Exercise(
        "1.3",
        "counts",
        _machine,
        {
            "first_column": _first_column,
            "double": lambda room: _by_item(_page_cells(room)),
            "every_report": lambda room: _by_item(
                room.tables.requests.query("applicant == 'total'")
            ),
        },
    ),
    Exercise("1.4", "text", _cut("raw_start", "raw_end"), {"cleaned": _cut("start", "end")}),
    Exercise(
        "1.5",
        "counts",
        _compared,
        {"missing_differ": lambda room: _compared(room, naive=True), "dropped": _dropped},
    ),
    Exercise(
        "1.6",
        "codes",
        lambda room: _files_with(room, "failed"),
        {
            "not_evaluable": lambda room: _files_with(room, "failed", "not_evaluable"),
            "every_report": lambda room: list(room.tables.reports["source_path"]),
        },
    ),
)
