"""Compares two processed folders: what was read right, missed, invented, and silently wrong."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

import pandas as pd

CELL_KEYS = {
    "requests": ("item", "applicant"),
    "proactive": ("article_item", "subject", "measure"),
    "redress": ("channel", "result"),
}
# Fields of a report that are compared even where the truth is empty (an empty county is a claim).
_ALWAYS = ("province", "city", "county", "admin_level", "year", "is_partial_year")
_WHERE_KNOWN = ("script", "template", "title", "agency", "agency_type", "region_code")
_DATES = ("published_on", "period_start", "period_end")
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
_UNIT_FACTOR = {"万元": 1e4}
_LIKE_ENOUGH = 0.5
_COLUMNS = (
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


@dataclass(frozen=True, slots=True)
class _Folder:
    """A processed folder; tables are keyed by source_path."""

    path: Path
    reports: pd.DataFrame

    def table(self, name: str) -> pd.DataFrame:
        """A table with a source_path column; empty where the file is missing."""
        frame = _read(self.path / f"{name}.csv")
        if frame.empty or "source_path" in frame:
            return frame
        if "report_id" not in frame or "report_id" not in self.reports:
            raise ValueError(f"{self.path / name}.csv has neither source_path nor report_id")
        names = self.reports.drop_duplicates("report_id").set_index("report_id")["source_path"]
        return frame.assign(source_path=frame["report_id"].map(names).fillna(""))


def _read(path: Path) -> pd.DataFrame:
    if not path.is_file() or not path.stat().st_size:
        return pd.DataFrame()
    try:
        return pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    except pd.errors.ParserError as error:
        raise ValueError(f"{path} is no CSV table: {error}") from error


def _open(path: Path) -> _Folder:
    if not path.is_dir():
        raise ValueError(f"no folder {path}")
    reports = _read(path / "reports.csv")
    if reports.empty:
        raise ValueError(f"{path} has no reports.csv with rows in it")
    if "source_path" not in reports:
        raise ValueError(f"{path / 'reports.csv'} has no column source_path")
    return _Folder(path, reports)


def score(pred: Path, truth: Path) -> ScoreTable:
    """Compare the tables of ``pred`` with those of ``truth``, joined on source_path.

    Only documents that the truth knows are compared. Truth cells of state ``unreadable`` and
    truth problems without category are no claims, and not counted.

    Raises:
        ValueError: Where a folder or its reports.csv is missing, or no document is in both.
    """
    ours, true = _open(Path(pred)), _open(Path(truth))
    known = set(true.reports["source_path"])
    read = set(ours.reports["source_path"])
    if not known & read:
        raise ValueError(
            f"no document is in both: {min(known)!r} is one of {truth}, {min(read)!r} one of {pred}"
        )
    items = _compare(ours, true, known)
    items["silent"] = items["wrong"] & ~items["source_path"].isin(_warned(ours))
    items["nonzero_hit"] = items["nonzero"] & items["hit"]
    silent = items.loc[items["silent"] & items["table"].isin(CELL_KEYS), "source_path"].nunique()
    rows = _count(items, _read(true.path / "documents.csv"))
    return ScoreTable(rows, items, len(known), len(known - read), silent)


def _warned(folder: _Folder) -> set[str]:
    """Documents of which some check failed: their reader was warned."""
    return set(_failed(folder).get("source_path", ()))


def _failed(folder: _Folder) -> pd.DataFrame:
    checks = folder.table("checks")
    if checks.empty:
        return checks
    return checks[checks["passed"].str.lower() == "false"]


def _compare(ours: _Folder, true: _Folder, known: set[str]) -> pd.DataFrame:
    def both(name: str) -> tuple[pd.DataFrame, pd.DataFrame]:
        frames = (ours.table(name), true.table(name))
        kept = [f[f["source_path"].isin(known)] if not f.empty else f for f in frames]
        return kept[0], kept[1]

    rows: list[tuple[object, ...]] = []
    for name, keys in CELL_KEYS.items():
        rows += _cells(name, keys, *both(name))
    rows += _figures(*both("indicators"))
    rows += _problems(both("problems"), both("problem_categories"))
    rows += _findings(_failed(ours), _failed(true), known, true)
    rows += _fields(ours.reports, true.reports)
    return pd.DataFrame(rows, columns=list(_COLUMNS))


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


def _likeness(phrase: str, text: str) -> float:
    """1 where ``phrase`` is within ``text``, else the share of it in the longest common run."""
    if not phrase or not text:
        return 0.0
    if phrase in text or (text in phrase and len(text) >= 4):
        return 1.0
    run = SequenceMatcher(None, phrase, text, autojunk=False).find_longest_match()
    return run.size / min(len(phrase), len(text))


def _statements(frame: pd.DataFrame) -> dict[str, dict[str, str]]:
    """Problem texts by document and number."""
    found: dict[str, dict[str, str]] = {}
    if not frame.empty:
        column = "key_phrase" if "key_phrase" in frame else "text"
        for path, number, text in zip(
            frame["source_path"], frame["problem_no"], frame[column], strict=True
        ):
            found.setdefault(path, {})[number] = text
    return found


def _codes(problems: pd.DataFrame, categories: pd.DataFrame) -> dict[tuple[str, str], set[str]]:
    found: dict[tuple[str, str], set[str]] = {}
    if "categories" in problems:
        for row in problems.to_dict("records"):
            found[row["source_path"], row["problem_no"]] = set(str(row["categories"]).split(";"))
    for row in categories.to_dict("records"):
        found.setdefault((row["source_path"], row["problem_no"]), set()).add(row["category"])
    return found


def _matched(ours: dict[str, str], true: dict[str, str]) -> dict[str, str]:
    """Truth number to our number, the likest pairs first, each once."""
    pairs = [
        (_likeness(phrase, text), a, b) for a, phrase in true.items() for b, text in ours.items()
    ]
    matched: dict[str, str] = {}
    for likeness, a, b in sorted(pairs, key=lambda pair: (-pair[0], pair[1], pair[2])):
        if likeness >= _LIKE_ENOUGH and a not in matched and b not in matched.values():
            matched[a] = b
    return matched


def _problems(
    problems: tuple[pd.DataFrame, pd.DataFrame], categories: tuple[pd.DataFrame, pd.DataFrame]
) -> Iterable[tuple[object, ...]]:
    ours, true = _statements(problems[0]), _statements(problems[1])
    our_codes = _codes(problems[0], categories[0])
    true_codes = _codes(problems[1], categories[1])
    for path in sorted(set(ours) | set(true)):
        mine, theirs = ours.get(path, {}), true.get(path, {})
        matched = _matched(mine, theirs)
        for number in theirs:
            yield _found("problems", "", path, True, number in matched)
        for _ in range(len(mine) - len(matched)):
            yield _found("problems", "", path, False, True)
        for number, other in matched.items():
            expected = true_codes.get((path, number), set())
            given = our_codes.get((path, other), set()) if expected else set()
            for code in sorted(expected | given):
                yield _found("problem_categories", code, path, code in expected, code in given)


def _found(table: str, name: str, path: str, true: bool, told: bool) -> tuple[object, ...]:
    hit = true and told
    return (table, name, path, true, hit, true, told, hit, true, told and not hit)


def _findings(
    ours: pd.DataFrame, true: pd.DataFrame, known: set[str], folder: _Folder
) -> Iterable[tuple[object, ...]]:
    if not (folder.path / "checks.csv").is_file():
        return
    left, right = _finding_counts(ours, known), _finding_counts(true, known)
    for key in sorted(set(left) | set(right)):
        path, check, _ = key
        both = min(left[key], right[key])
        for _ in range(both):
            yield _found("checks", check, path, True, True)
        for _ in range(right[key] - both):
            yield _found("checks", check, path, True, False)
        for _ in range(left[key] - both):
            yield _found("checks", check, path, False, True)


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
