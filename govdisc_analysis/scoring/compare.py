"""Compares two processed folders: what was read right, missed, invented, and silently wrong."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from govdisc_analysis.scoring.folders import Folder, open_folder, read_text_table
from govdisc_analysis.scoring.items import CELL_KEYS, compare_folders, failed_checks

_ORDER = (
    "requests",
    "proactive",
    "redress",
    "stat2014",
    "indicators",
    "problems",
    "problem_categories",
    "checks",
    "reports",
)
_COUNTS = ("cell", "same", "truth", "predicted", "hit", "nonzero", "nonzero_hit", "wrong", "silent")


@dataclass(frozen=True, slots=True)
class ScoreTable:
    """The comparison, counted in several ways.

    ``rows`` has one row per group (``table``, ``indicator``, ``field``, ``template``,
    ``format``, ``noise``), name and table, with counts and the shares made from them.
    ``items`` has one row per thing compared, to look up what went wrong.
    """

    rows: pd.DataFrame
    items: pd.DataFrame
    reports: int
    reports_missing: int
    reports_silently_wrong: int

    def value(self, group: str, name: str, table: str, column: str) -> float:
        """One figure of ``rows``; raises KeyError where there is none."""
        rows = self.rows
        found = rows[(rows["group"] == group) & (rows["name"] == name) & (rows["table"] == table)]
        if found.empty:
            raise KeyError((group, name, table))
        return float(found[column].iloc[0])


def score(pred: Path, truth: Path) -> ScoreTable:
    """Compare the tables of ``pred`` with those of ``truth``, joined on source_path.

    Only documents that the truth knows are compared. Truth cells of state ``unreadable`` and
    truth problems without category are no claims, and not counted.

    Raises:
        ValueError: Where a folder or its reports.csv is missing, or no document is in both.
    """
    ours, true = open_folder(Path(pred)), open_folder(Path(truth))
    known = set(true.reports["source_path"])
    read = set(ours.reports["source_path"])
    if not known & read:
        raise ValueError(
            f"no document is in both: {min(known)!r} is one of {truth}, {min(read)!r} one of {pred}"
        )
    items = compare_folders(ours, true, known)
    items["silent"] = items["wrong"] & ~items["source_path"].isin(_warned(ours))
    items["nonzero_hit"] = items["nonzero"] & items["hit"]
    silent = items.loc[items["silent"] & items["table"].isin(CELL_KEYS), "source_path"].nunique()
    rows = _count(items, read_text_table(true.path, "documents"))
    return ScoreTable(rows, items, len(known), len(known - read), silent)


def _warned(folder: Folder) -> set[str]:
    """Documents of which some check failed: their reader was warned."""
    return set(failed_checks(folder).get("source_path", ()))


def _count(items: pd.DataFrame, documents: pd.DataFrame) -> pd.DataFrame:
    groups = [_sums(items.assign(group="table", name="all"))]
    figures = items[items["table"].isin(["indicators", "stat2014"])]
    groups.append(_sums(figures.assign(group="indicator")))
    groups.append(_sums(items[items["table"] == "reports"].assign(group="field")))
    groups.append(_sums(items[items["table"] == "checks"].assign(group="check")))
    for group, column, split in (
        ("template", "variant", False),
        ("format", "format", False),
        ("noise", "noises", True),
    ):
        if column in documents:
            names = documents[["source_path", column]].rename(columns={column: "name"})
            if split:
                names["name"] = names["name"].str.split(";")
                names = names.explode("name").replace({"name": {"": "none"}})
            part = items.drop(columns="name").merge(names, on="source_path")
            groups.append(_sums(part.assign(group=group)))
    return pd.concat(groups, ignore_index=True)


def _sums(items: pd.DataFrame) -> pd.DataFrame:
    keys = ["group", "name", "table"]
    sums = items.groupby(keys, sort=True)[list(_COUNTS)].sum().reset_index()
    sums["reports"] = items.groupby(keys, sort=True)["source_path"].nunique().to_numpy()
    sums["accuracy"] = _share(sums, "same", "cell")
    sums["precision"] = _share(sums, "hit", "predicted")
    sums["recall"] = _share(sums, "hit", "truth")
    sums["f1"] = 2 * sums["hit"] / (sums["predicted"] + sums["truth"]).where(lambda n: n > 0)
    sums["nonzero_right"] = _share(sums, "nonzero_hit", "nonzero")
    sums["silent_share"] = _share(sums, "silent", "predicted")
    return sums


def _share(frame: pd.DataFrame, part: str, whole: str) -> pd.Series:
    share: pd.Series = frame[part] / frame[whole].where(frame[whole] > 0)
    return share


def format_score(
    table: ScoreTable,
    *,
    names: Sequence[str] = ("table", "template", "format", "noise", "field", "check", "indicator"),
) -> str:
    """The score as text: every share by table, the main one by each other group in ``names``.

    Groups are ``table``, ``template``, ``format``, ``noise``, ``field``, ``check`` and
    ``indicator``; a group that the truth says nothing of is left out.
    """
    lines = [
        f"{table.reports} reports, {table.reports_missing} not read, "
        f"{table.reports_silently_wrong} silently wrong in a form"
    ]
    for group in names:
        rows = table.rows[table.rows["group"] == group]
        if not rows.empty:
            wide = group in ("template", "format", "noise")
            lines += ["", *(_crossed(group, rows) if wide else _lines(group, rows))]
    return "\n".join(lines)


def _crossed(group: str, rows: pd.DataFrame) -> list[str]:
    """One line a name, one column a table: accuracy of cells and fields, F1 of the open tables."""
    closed = rows["table"].isin([*CELL_KEYS, "reports"])
    main = rows["accuracy"].where(closed, rows["f1"])
    tables = [name for name in _ORDER if (rows["table"] == name).any()]
    shown = dict(zip(zip(rows["name"], rows["table"], strict=True), main, strict=True))
    lines = [f"{group:<24}" + "".join(f"{name:>20}" for name in tables)]
    for name in dict.fromkeys(rows["name"]):
        shares = (shown.get((name, column), float("nan")) for column in tables)
        lines.append(f"{name:<24}" + "".join(f"{_percent(share):>20}" for share in shares))
    return lines


def _lines(group: str, rows: pd.DataFrame) -> list[str]:
    shown = ("accuracy", "precision", "recall", "f1", "nonzero_right", "silent_share")
    head = f"{group:<24}{'table':<20}{'n':>8}" + "".join(f"{name:>15}" for name in shown)
    return [head] + [
        f"{row['name']:<24}{row['table']:<20}{row['truth']:>8}"
        + "".join(f"{_percent(row[name]):>15}" for name in shown)
        for row in rows.to_dict("records")
    ]


def _percent(share: float) -> str:
    return "-" if pd.isna(share) else f"{100 * share:.2f}%"
