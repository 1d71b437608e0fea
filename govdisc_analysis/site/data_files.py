"""Tables as script files: a page opened from a folder can load a script, but can't fetch."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from govdisc_analysis.schema import columns_of
from govdisc_analysis.site.words import Pair, code_pair, pair, site_labels
from govdisc_analysis.tables import Tables

# table: columns shown, in order. `report` is the row's report, looked up among the reports.
SHOWN: dict[str, tuple[str, ...]] = {
    "indicators": (*("indicator", "value", "lower", "upper", "unit", "origin", "quote", "rule"),),
    "requests": ("item", "applicant", "count", "state", "template"),
    "outcomes": ("outcome", "count", "lower", "upper", "basis"),
    "redress": ("channel", "result", "count", "state"),
    "proactive": ("subject", "measure", "value", "unit", "state", "template"),
    "problems": ("text", "category", "cue", "repeats_own", "repeats_others"),
    "checks": ("check", "subject", "left", "right", "difference", "result", "fault", "message"),
}
REPORT_COLUMNS = (
    *("agency", "year", "province", "city", "county", "admin_level", "agency_type"),
    *("template", "status", "message", "source_path"),
)
CODED = {
    **{name: name for name in ("template", "status", "state", "origin", "agency_type")},
    **{name: name for name in ("admin_level", "region_basis", "item", "applicant", "outcome")},
    **{name: name for name in ("channel", "measure", "category", "check", "fault", "basis")},
    "indicator": "indicator",
    "result": "result",
    "message": "message",
}
_CHOICES = 70  # a coded column with more values is searched, not chosen from
_EXTRA_TYPES = dict.fromkeys(("years", "first_year", "last_year", "problems", "failed"), "integer")
MOST_ROWS = 40_000
"""A table with more rows is cut into files."""
PARTS = {
    **{"indicators": "indicator", "requests": "item", "outcomes": "outcome"},
    **{"redress": "channel", "proactive": "subject", "problems": "part", "checks": "check"},
}
_SCRIPT_WORDS = (
    *("search", "search_hint", "all", "clear", "csv_of_rows", "report", "year", "rows_shown"),
    *("nothing_found", "first", "previous", "next", "last", "yes", "no"),
    *(f"table_{name}" for name in ("reports", "agencies", *SHOWN)),
)
_SUBJECT_KINDS = {"proactive": "subject", "checks": "check_subject"}


def write_data(
    tables: Tables, folder: Path, agencies: pd.DataFrame | None = None
) -> dict[str, int]:
    """Write a script file for every table shown; gives their row counts.

    ``reports.js`` is the index that every browser page loads. A table with more rows than a page
    should load at once is cut by its first code: ``<table>.js`` then says so and the rows are in
    ``<table>-<number>.js``, a file for each value.

    Args:
        tables: what is shown.
        folder: where to.
        agencies: a row for each agency, with the name of its page as index.
    """
    folder.mkdir(parents=True, exist_ok=True)
    reports = tables.reports.drop_duplicates("report_id").reset_index(drop=True)
    number = {report_id: i for i, report_id in enumerate(reports["report_id"])}
    index = _payload("reports", reports, REPORT_COLUMNS, reports["report_id"].map(number))
    index["ids"] = list(reports["report_id"])
    _write(folder / "reports.js", "reports", index)
    counts = {"reports": len(reports)}
    if agencies is not None:
        payload = _payload("agencies", agencies, tuple(agencies.columns), None)
        payload["ids"] = list(agencies.index)
        _write(folder / "agencies.js", "agencies", payload)
        counts["agencies"] = len(agencies)
    for name in SHOWN:
        counts[name] = _write_table(name, _frame(tables, name), number, folder)
    _write(folder / "words.js", "words", {key: list(pair(key)) for key in _SCRIPT_WORDS})
    return counts


def _write_table(name: str, frame: pd.DataFrame, number: dict[str, int], folder: Path) -> int:
    """One file, or one for each value of the column that the table is cut by."""
    if len(frame) <= MOST_ROWS:
        _write(folder / f"{name}.js", name, _table(name, frame, number))
        return len(frame)
    by = PARTS[name]
    cuts = _cuts(frame, by)
    columns = [_column(name, column, frame) for column in SHOWN[name]]
    parts = {"by": by, **_part_names(name, by, cuts), "rows": [len(rows) for _, _, rows in cuts]}
    _write(folder / f"{name}.js", name, {"n": len(frame), "columns": columns, "parts": parts})
    for i, (_, _, rows) in enumerate(cuts):
        _write(folder / f"{name}-{i}.js", f"{name}-{i}", _table(name, rows, number))
    return len(frame)


def _cuts(frame: pd.DataFrame, by: str) -> list[tuple[str, str, pd.DataFrame]]:
    """(value, which part of it, rows): a file each, the most frequent value first."""
    found = []
    for value in frame[by].value_counts(sort=True).index:
        rows = frame[frame[by] == value]
        many = -(-len(rows) // (2 * MOST_ROWS))
        size = -(-len(rows) // many)
        for i in range(many):
            which = f" {i + 1}/{many}" if many > 1 else ""
            found.append((str(value), which, rows.iloc[i * size : (i + 1) * size]))
    return found


def _part_names(
    table: str, by: str, cuts: Sequence[tuple[str, str, pd.DataFrame]]
) -> dict[str, Any]:
    kind = _kind(table, by)
    values = [value for value, _, _ in cuts]
    names = [
        [word + which for word in ((value, value) if by == "part" else code_pair(value, kind))]
        for value, which, _ in cuts
    ]
    label = pair("year") if by == "part" else _label(table, by)
    return {"label": list(label), "values": values, "names": names}


def _kind(table: str, column: str) -> str:
    """Which list of names a column's codes stand in."""
    if table == "redress" and column == "result":
        return "redress"
    return _SUBJECT_KINDS.get(table, "") if column == "subject" else CODED.get(column, "")


def _table(name: str, frame: pd.DataFrame, number: dict[str, int]) -> dict[str, Any]:
    payload = _payload(name, frame, SHOWN[name], frame["report_id"].map(number))
    return {**payload, "anchors": _anchors(name, frame)}


def _frame(tables: Tables, name: str) -> pd.DataFrame:
    if name != "problems":
        return tables[name]
    grouped = tables.problem_categories.groupby(["report_id", "problem_no"], sort=False)
    joined = grouped[["category", "cue"]].agg("|".join).reset_index()
    frame = tables.problems.merge(joined, on=["report_id", "problem_no"], how="left")
    years = tables.reports.drop_duplicates("report_id").set_index("report_id")["year"]
    return frame.assign(part=frame["report_id"].map(years.astype("str").to_dict()))


def _anchors(name: str, frame: pd.DataFrame) -> dict[str, Any]:
    """Where each row stands on its report's page: an offset behind a letter, or words."""
    if name == "problems":
        return {"sign": "p", "at": [int(number) for number in frame["problem_no"]]}
    if name == "checks":
        return {"all": "checks"}
    if name == "outcomes":
        return {"all": ""}
    starts = [None if pd.isna(start) else int(start) for start in frame["start"]]
    return {"sign": "c", "at": starts, "hand": "indicator" if "indicator" in frame else ""}


def _payload(
    table: str,
    frame: pd.DataFrame,
    columns: Sequence[str],
    numbers: "pd.Series[Any] | None",
) -> dict[str, Any]:
    """Columns one by one; equal values of a column are written once."""
    made: dict[str, Any] = {
        "n": len(frame),
        "columns": [{**_column(table, name, frame), **_held(frame[name])} for name in columns],
    }
    if numbers is not None and table != "reports":
        made["report"] = [int(number) for number in numbers]
    return made


def _held(values: "pd.Series[Any]") -> dict[str, Any]:
    """`v`: the values; or `d` and `at`: the distinct ones, and which of them each row has.

    >>> _held(pd.Series(["a", "b", "a", "a", "b", "a"]))
    {'d': ['a', 'b'], 'at': [0, 1, 0, 0, 1, 0]}
    >>> _held(pd.Series([1, None]))
    {'v': [1, None]}
    """
    at, distinct = pd.factorize(values.astype(object), use_na_sentinel=False)
    plain = [_plain(value) for value in distinct]
    if len(plain) * 2 > len(at) or not any(isinstance(v, str) for v in plain):
        return {"v": [plain[i] for i in at]}
    return {"d": plain, "at": at.tolist()}


def _column(table: str, name: str, frame: pd.DataFrame) -> dict[str, Any]:
    known = {} if table == "agencies" else {c.name: c for c in columns_of(table)}
    kind = known[name].type if name in known else _EXTRA_TYPES.get(name, "string")
    found: dict[str, Any] = {"name": name, "label": list(_label(table, name)), "type": kind}
    if frame[name].isna().all():
        found["empty"] = True
    coded = _kind(table, name)
    if coded:
        values = sorted({part for v in frame[name].dropna().unique() for part in str(v).split("|")})
        found["codes"] = {value: list(code_pair(value, coded)) for value in values}
        found["choose"] = coded != "message" and len(values) <= _CHOICES
    elif name in {"province", "year"}:
        found["choose"] = True
    return found


def _label(table: str, name: str) -> Pair:
    key = f"column:{table}.{name}"
    zh, en = pair(key) if key in site_labels() else code_pair(name, "column")
    return zh, en[:1].upper() + en[1:]


def _plain(value: Any) -> Any:
    if value is None or (not isinstance(value, str) and pd.isna(value)):
        return None
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value if isinstance(value, str | int | float | bool) else str(value)


def _write(path: Path, name: str, payload: object) -> None:
    text = json.dumps(payload, ensure_ascii=False, separators=(",", ":"))
    path.write_bytes(f"GD.put({json.dumps(name)},{text});\n".encode("utf-8", "replace"))
