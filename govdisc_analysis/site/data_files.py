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
    "problems": ("problem_no", "category", "text", "cue"),
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
}
_CHOICES = 70  # a coded column with more values is searched, not chosen from
_SUBJECT_KINDS = {"proactive": "subject", "checks": "check_subject"}


def write_data(tables: Tables, folder: Path) -> dict[str, int]:
    """Write ``<table>.js`` for every table shown, and ``reports.js``; gives their row counts."""
    folder.mkdir(parents=True, exist_ok=True)
    reports = tables.reports.drop_duplicates("report_id").reset_index(drop=True)
    number = {report_id: i for i, report_id in enumerate(reports["report_id"])}
    index = _payload("reports", reports, REPORT_COLUMNS, reports["report_id"].map(number))
    index["ids"] = list(reports["report_id"])
    _write(folder / "reports.js", "reports", index)
    counts = {"reports": len(reports)}
    for name, columns in SHOWN.items():
        frame = _frame(tables, name)
        payload = _payload(name, frame, columns, frame["report_id"].map(number))
        payload["anchors"] = _anchors(name, frame)
        _write(folder / f"{name}.js", name, payload)
        counts[name] = len(frame)
    _write(folder / "words.js", "words", {key: list(both) for key, both in site_labels().items()})
    return counts


def _frame(tables: Tables, name: str) -> pd.DataFrame:
    if name != "problems":
        return tables[name]
    grouped = tables.problem_categories.groupby(["report_id", "problem_no"], sort=False)
    joined = grouped[["category", "cue"]].agg("|".join).reset_index()
    return tables.problems.merge(joined, on=["report_id", "problem_no"], how="left")


def _anchors(name: str, frame: pd.DataFrame) -> list[str]:
    if name == "problems":
        return [f"p{number}" for number in frame["problem_no"]]
    if name == "checks":
        return ["checks"] * len(frame)
    if name == "outcomes":
        return [""] * len(frame)
    starts = frame["start"]
    hand = frame["indicator"] if "indicator" in frame else pd.Series("", index=frame.index)
    return [
        f"h-{code}" if pd.isna(start) else f"c{start}"
        for start, code in zip(starts, hand, strict=True)
    ]


def _payload(
    table: str, frame: pd.DataFrame, columns: Sequence[str], numbers: "pd.Series[Any]"
) -> dict[str, Any]:
    return {
        "columns": [_column(table, name, frame) for name in columns],
        "report": [int(number) for number in numbers],
        "rows": list(map(list, zip(*(_values(frame[name]) for name in columns), strict=True))),
    }


def _column(table: str, name: str, frame: pd.DataFrame) -> dict[str, Any]:
    known = {column.name: column for column in columns_of(table)}
    kind = known[name].type if name in known else "string"
    found: dict[str, Any] = {"name": name, "label": list(_label(table, name)), "type": kind}
    if frame[name].isna().all():
        found["empty"] = True
    coded = _SUBJECT_KINDS.get(table, "") if name == "subject" else CODED.get(name, "")
    if table == "redress" and name == "result":
        coded = "redress"
    if coded:
        values = sorted({part for v in frame[name].dropna() for part in str(v).split("|")})
        found["codes"] = {value: list(code_pair(value, coded)) for value in values}
        found["choose"] = len(values) <= _CHOICES
    elif name in {"province", "year"}:
        found["choose"] = True
    return found


def _label(table: str, name: str) -> Pair:
    key = f"column:{table}.{name}"
    zh, en = pair(key) if key in site_labels() else code_pair(name, "column")
    return zh, en[:1].upper() + en[1:]


def _values(values: "pd.Series[Any]") -> list[Any]:
    return [_plain(value) for value in values.astype(object)]


def _plain(value: Any) -> Any:
    if value is None or (not isinstance(value, str) and pd.isna(value)):
        return None
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value if isinstance(value, str | int | float | bool) else str(value)


def _write(path: Path, name: str, payload: object) -> None:
    text = json.dumps(payload, ensure_ascii=False, separators=(",", ":"))
    path.write_bytes(f"GD.put({json.dumps(name)},{text});\n".encode("utf-8", "replace"))
