"""Lesson 6: coding problems by hand, agreement of coders, and a machine that errs."""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import pandas as pd

from govdisc_analysis.course.draw import Wanted, draw_reports
from govdisc_analysis.course.exercise import Exercise
from govdisc_analysis.course.room import Room
from govdisc_analysis.simulate.dice import chance, dice
from govdisc_analysis.simulate.library import toml
from govdisc_analysis.simulate.model import Draft

PAGE = "class_000_2021.html"
CATEGORY = "form_and_channel_variety"
NO_PROBLEM = "none"
_REPORTS, _PILOT, _PROBLEMS, _PLANS = 108, 30, 8, 2
_MISSES = {"coder_a": 0.06, "coder_b": 0.25}
_ALARMS = {"coder_a": 0.03, "coder_b": 0.08}


def draw(seed: int) -> Sequence[Draft]:
    """Reports with a section of problems; three of them contradict themselves elsewhere."""
    looks = ("html", "html_br", "html_word")
    whole = [Wanted("form2021", 2021 + i % 3, looks[i % len(looks)]) for i in range(_REPORTS - 3)]
    return draw_reports(seed, [*whole, *(Wanted("form2021", 2022, error="cell") for _ in range(3))])


def statements(room: Room) -> pd.DataFrame:
    """Ten sentences to code by hand: problems, and plans that are none."""
    rows = _statements(room.mixed)
    numbers = pd.RangeIndex(1, len(rows) + 1, name="number")
    return pd.DataFrame([(text,) for text, _, _ in rows], columns=["text"], index=numbers)


@lru_cache(maxsize=8)
def _statements(seed: int) -> tuple[tuple[str, str, str], ...]:
    """Text, its code, and the category that it would have if a plan were a problem."""
    rng = dice(seed, "statements")
    entries = [e for e in toml("problems")["problem"] if len(e["categories"]) == 1]
    drawn = rng.sample(entries, _PROBLEMS + _PLANS)
    rows = [(f"{e['text']}，{e['more']}", *e["categories"] * 2) for e in drawn[:_PROBLEMS]]
    rows += [(e["remedy"], NO_PROBLEM, e["categories"][0]) for e in drawn[_PROBLEMS:]]
    rng.shuffle(rows)
    return tuple(rows)


def _hand_codes(room: Room) -> list[str]:
    return [code for _, code, _ in _statements(room.mixed)]


def _plans_as_problems(room: Room) -> list[str]:
    return [category for _, _, category in _statements(room.mixed)]


def coders(room: Room) -> pd.DataFrame:
    """Each report: does it name the category? Two coders with habits of their own."""
    rng = dice(room.mixed, "coders")
    rows = []
    for draft in room.drafts:
        is_there = _names(draft)
        told = [_told(is_there, coder, rng) for coder in _MISSES]
        rows.append((room.ids[draft.path], *told))
    return pd.DataFrame(rows, columns=["report_id", *_MISSES])


def _names(draft: Draft) -> bool:
    return any(CATEGORY in problem.categories for problem in draft.problems)


def _told(is_there: bool, coder: str, rng: Any) -> int:
    return int(not chance(rng, _MISSES[coder]) if is_there else chance(rng, _ALARMS[coder]))


def settled(room: Room) -> pd.DataFrame:
    """What both coders agreed on after talking: the truth of the class corpus."""
    rows = [(room.ids[draft.path], int(_names(draft))) for draft in room.drafts]
    return pd.DataFrame(rows, columns=["report_id", "settled"])


def keyword(_: Room) -> str:
    """The word of a quick rule."""
    return str(toml("problems")["problem"][4]["text"][2:4])


def quick_rule(room: Room) -> pd.DataFrame:
    """Each report: does a problem statement hold the word? Beside it the settled code."""
    problems = room.tables.problems
    hit = problems.loc[problems["text"].str.contains(keyword(room), regex=False), "report_id"]
    table = settled(room)
    return table.assign(machine=table["report_id"].isin(hit).astype(int))


def _errors(room: Room, shares: bool = False) -> dict[str, float]:
    table = quick_rule(room)
    missed = (table["settled"] == 1) & (table["machine"] == 0)
    alarm = (table["settled"] == 0) & (table["machine"] == 1)
    n = len(table) if shares else 1
    return {"missed": float(missed.sum()) / n, "false_alarms": float(alarm.sum()) / n}


def _crossed(room: Room) -> dict[str, float]:
    right = _errors(room)
    return {"missed": right["false_alarms"], "false_alarms": right["missed"]}


def _raw(room: Room) -> float:
    table = coders(room)
    return float((table["coder_a"] == table["coder_b"]).mean())


def _on_yes(room: Room) -> float:
    table = coders(room)
    both = (table["coder_a"] & table["coder_b"]).sum()
    return float(both / (table["coder_a"] | table["coder_b"]).sum())


def _by_chance(room: Room, no: bool = True) -> float:
    a, b = coders(room)["coder_a"].mean(), coders(room)["coder_b"].mean()
    return float(a * b + no * (1 - a) * (1 - b))


def _kappa(room: Room) -> float:
    return (_raw(room) - _by_chance(room)) / (1 - _by_chance(room))


def _yes_only(room: Room) -> float:
    by_chance = _by_chance(room, no=False)
    return (_raw(room) - by_chance) / (1 - by_chance)


def _agreement(room: Room, pilot: bool = False) -> Any:
    from govdisc_analysis import stats

    table = coders(room)
    return stats.agreement(
        table.head(_PILOT) if pilot else table, first="coder_a", second="coder_b"
    )


def archive(room: Room) -> pd.DataFrame:
    """A made-up archive: the machine coded every report, a person a random part of them."""
    from govdisc_analysis.analysis.menu.national import draw_national

    data = draw_national(room.mixed % 10_000)
    return data[["agency_key", "year", "machine", "reader_1"]].rename(columns={"reader_1": "human"})


def archive_truth(room: Room) -> float:
    """The share of the archive's reports that truly name the problem."""
    from govdisc_analysis.analysis.menu.national import draw_national

    return float(draw_national(room.mixed % 10_000)["has"].mean())


def _corrected(room: Room) -> Any:
    from govdisc_analysis import stats

    return stats.corrected_prevalence(archive(room), machine="machine", human="human", seed=1)


def _counted(room: Room, column: str) -> tuple[float, float]:
    from govdisc_analysis.stats.traps import wilson

    codes = archive(room)[column].dropna()
    return wilson(float(codes.sum()), len(codes)) or (0.0, 0.0)


DATA: Mapping[str, Callable[[Room], Any]] = {
    "statements": statements,
    "coders": coders,
    "keyword": keyword,
    "quick_rule": quick_rule,
    "archive": archive,
    "archive_truth": archive_truth,
}
EXERCISES = (
    Exercise(
        "6.1",
        "sequence",
        _hand_codes,
        {"plans": _plans_as_problems, "all_none": lambda _: [NO_PROBLEM] * (_PROBLEMS + _PLANS)},
        allowed_wrong=1,
    ),
    Exercise(
        "6.2",
        "share",
        _raw,
        {"on_yes": _on_yes, "disagreement": lambda room: 1 - _raw(room)},
    ),
    Exercise(
        "6.3",
        "share",
        _kappa,
        {"raw": _raw, "yes_only": _yes_only, "chance": _by_chance},
    ),
    Exercise(
        "6.4",
        "code",
        lambda room: _agreement(room, pilot=True),
        {"every_report": _agreement},
    ),
    Exercise(
        "6.5",
        "counts",
        _errors,
        {"crossed": _crossed, "shares": lambda room: _errors(room, shares=True)},
    ),
    Exercise(
        "6.6",
        "drawn",
        _corrected,
        {
            "counted": lambda room: _counted(room, "machine"),
            "sample_only": lambda room: _counted(room, "human"),
        },
    ),
)
