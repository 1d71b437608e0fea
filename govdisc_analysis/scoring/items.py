"""Everything that is compared in two folders, one row each."""

from collections import Counter
from collections.abc import Iterable, Sequence

import pandas as pd

from govdisc_analysis.scoring.folders import Folder
from govdisc_analysis.scoring.statements import found_item, problem_items

CELL_KEYS = {
    "requests": ("item", "applicant"),
    "proactive": ("article_item", "subject", "measure"),
    "redress": ("channel", "result"),
}
# Fields of a report that are compared even where the truth is empty (an empty county is a claim).
_ALWAYS = ("province", "city", "county", "admin_level", "year", "is_partial_year")
_WHERE_KNOWN = ("script", "template", "title", "agency", "agency_type", "region_code")
_DATES = ("published_on", "period_start", "period_end")
_UNIT_FACTOR = {"万元": 1e4}
COLUMNS = (
    "table",
    "name",
    "source_path",
    "cell",
    "same",
    "truth",
    "predicted",
    "hit",
    "nonzero",
    "wrong",
)


def failed_checks(folder: Folder) -> pd.DataFrame:
    """Checks of a folder that did not pass."""
    checks = folder.table("checks")
    if checks.empty:
        return checks
    return checks[checks["passed"].str.lower() == "false"]


def compare_folders(ours: Folder, true: Folder, known: set[str]) -> pd.DataFrame:
    """A row for everything that either folder says of the documents in ``known``."""

    def both(name: str) -> tuple[pd.DataFrame, pd.DataFrame]:
        frames = (ours.table(name), true.table(name))
        kept = [f[f["source_path"].isin(known)] if not f.empty else f for f in frames]
        return kept[0], kept[1]

    rows: list[tuple[object, ...]] = []
    for name, keys in CELL_KEYS.items():
        rows += _cells(name, keys, *both(name))
    rows += _figures(*both("indicators"))
    rows += problem_items(both("problems"), both("problem_categories"))
    rows += _findings(failed_checks(ours), failed_checks(true), known, true)
    rows += _fields(ours.reports, true.reports)
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _number(text: str, unit: str = "") -> float | None:
    """The number in a cell in its base unit; None where there is none.

    >>> _number("1.5", "万元"), _number(""), _number("0")
    (15000.0, None, 0.0)
    """
    if not text.strip():
        return None
    try:
        return round(float(text) * _UNIT_FACTOR.get(unit, 1.0), 4)
    except ValueError as error:
        raise ValueError(f"{text!r} stands where a number should be") from error


def _cell_values(
    frame: pd.DataFrame, keys: Sequence[str]
) -> dict[tuple[str, ...], tuple[float | None, str]]:
    """Number and state of each cell, by source_path and keys; the first row of a key counts."""
    if frame.empty:
        return {}
    column = "count" if "count" in frame else "value"
    units = frame["unit"] if "unit" in frame else [""] * len(frame)
    states = frame["state"] if "state" in frame else [""] * len(frame)
    places = zip(*(frame[name] for name in ("source_path", *keys)), strict=True)
    found: dict[tuple[str, ...], tuple[float | None, str]] = {}
    for place, text, unit, state in zip(places, frame[column], units, states, strict=True):
        found.setdefault(place, (_number(text, unit), state))
    return found


def _cells(
    table: str, keys: Sequence[str], ours: pd.DataFrame, true: pd.DataFrame
) -> Iterable[tuple[object, ...]]:
    predicted, expected = _cell_values(ours, keys), _cell_values(true, keys)
    documents = {place[0] for place in expected}
    for place, (number, state) in expected.items():
        if state == "unreadable":
            continue
        mine = predicted.get(place, (None, ""))[0]
        same = mine == number and (place in predicted or number is None)
        told = mine is not None
        hit = same and told
        nonzero = bool(number)
        yield (
            table,
            place[1],
            place[0],
            True,
            same,
            number is not None,
            told,
            hit,
            nonzero,
            told and not same,
        )
    for place, (number, _) in predicted.items():
        if place not in expected and number is not None:
            # A number in a cell that this document does not have.
            extra = place[0] in documents or number != 0
            yield (table, place[1], place[0], False, False, False, True, False, False, extra)


def _figure_set(
    frame: pd.DataFrame, split: bool
) -> set[tuple[str, str, str, tuple[float | None, ...]]]:
    if frame.empty:
        return set()
    figures = set()
    for row in frame.to_dict("records"):
        if str(row["indicator"]).startswith("other:"):
            continue
        unit = str(row.get("unit", ""))
        money = unit if unit in ("元", "万元") else ""
        bounds = tuple(_number(str(row.get(k, "")), money) for k in ("value", "lower", "upper"))
        table = "stat2014" if split and row["origin"] == "table" else "indicators"
        figures.add((table, str(row["indicator"]), str(row["source_path"]), bounds))
    return figures


def _figures(ours: pd.DataFrame, true: pd.DataFrame) -> Iterable[tuple[object, ...]]:
    split = "origin" in ours and "origin" in true
    predicted, expected = _figure_set(ours, split), _figure_set(true, split)
    for figure in sorted(predicted | expected, key=str):
        table, indicator, path, bounds = figure
        told, is_true = figure in predicted, figure in expected
        hit = told and is_true
        yield (
            table,
            indicator,
            path,
            is_true,
            hit,
            is_true,
            told,
            hit,
            is_true and bool(bounds[0]),
            told and not hit,
        )


def _findings(
    ours: pd.DataFrame, true: pd.DataFrame, known: set[str], folder: Folder
) -> Iterable[tuple[object, ...]]:
    if not any((folder.path / f"checks.{ending}").is_file() for ending in ("csv", "parquet")):
        return
    left, right = _finding_counts(ours, known), _finding_counts(true, known)
    for key in sorted(set(left) | set(right)):
        path, check, _ = key
        both = min(left[key], right[key])
        for _ in range(both):
            yield found_item("checks", check, path, True, True)
        for _ in range(right[key] - both):
            yield found_item("checks", check, path, True, False)
        for _ in range(left[key] - both):
            yield found_item("checks", check, path, False, True)


def _finding_counts(frame: pd.DataFrame, known: set[str]) -> Counter[tuple[str, str, str]]:
    """Failures by document, check and subject; what prose calls its subject is free."""
    counts: Counter[tuple[str, str, str]] = Counter()
    for row in frame.to_dict("records"):
        check = str(row["check"])
        free = check == "narrative.arithmetic" or check.startswith(("stat2014.", "years."))
        if row["source_path"] in known:
            counts[row["source_path"], check, "" if free else str(row.get("subject", ""))] += 1
    return counts


def _fields(ours: pd.DataFrame, true: pd.DataFrame) -> Iterable[tuple[object, ...]]:
    read = {row["source_path"]: row for row in ours.to_dict("records")}
    for row in true.to_dict("records"):
        mine = read.get(row["source_path"], {})
        for name in (*_ALWAYS, *_WHERE_KNOWN, *_DATES):
            expected = str(row.get(name, ""))
            if name not in row or (not expected and name not in _ALWAYS):
                continue
            given = str(mine.get(name, ""))
            same = bool(mine) and _same_field(name, expected, given)
            told = bool(given)
            yield (
                "reports",
                name,
                row["source_path"],
                True,
                same,
                bool(expected),
                told,
                same and told,
                bool(expected),
                told and not same,
            )


def _same_field(name: str, expected: str, given: str) -> bool:
    if name == "agency" and expected and given:
        # A fuller official name is as right as the printed one.
        return expected.endswith(given) or given.endswith(expected)
    return "".join(expected.split()).lower() == "".join(given.split()).lower()
