"""What changed between two releases, row by row, and why."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from govdisc_analysis.schema import columns_of, table_names
from govdisc_analysis.store import as_text
from govdisc_analysis.tables import Tables

COLUMNS = (
    "table",
    "source_path",
    "report_id",
    "key",
    "change",
    "columns",
    "before",
    "after",
    "why",
)
# what tells the rows of one report apart; places are no part of it, since they move
_KEYS = {
    "reports": (),
    "indicators": ("indicator",),
    "problems": ("text",),
    "problem_categories": ("text", "category"),
}
# true of one run only, or found under another name in the key
_PASSED_OVER = {"report_id", "cluster", "problem_no"}
_OF_THE_CORPUS = {
    "problems": {"repeats_own", "repeats_others", "boilerplate"},
    "outcomes": {"is_break"},
}
_CORPUS_CHECKS = ("years.", "children.")
_DERIVED = {"outcomes", "checks"}
_FROM_MANIFEST = "=manifest"

Line = Mapping[str, str]
"""A row of a table, every value as the CSV has it."""


@dataclass(frozen=True, slots=True)
class Edition:
    """One side of the comparison."""

    tables: Tables
    generator: Mapping[str, str] = field(default_factory=dict)

    @property
    def reader(self) -> str:
        """Version and hash of what read it; empty where it does not say."""
        return " ".join(
            self.generator[key] for key in ("version", "reader") if key in self.generator
        )


@dataclass(frozen=True, slots=True)
class _Side:
    """Rows as text, by table and report; those of ``reports`` by path."""

    lines: Mapping[str, Mapping[str, list[Line]]]
    owners: Mapping[str, str]
    """The path that the rows of a report belong to, where several files have the same bytes."""

    @property
    def reports(self) -> Mapping[str, Line]:
        return {path: rows[0] for path, rows in self.lines["reports"].items()}

    def rows(self, table: str, report: Line | None) -> list[Line]:
        if report is None:
            return []
        if table == "reports":
            return [report]
        is_owner = self.owners[report["report_id"]] == report["source_path"]
        return list(self.lines[table].get(report["report_id"], ())) if is_owner else []


@dataclass(frozen=True, slots=True)
class _Pair:
    """A report in both editions, or in one of them, with the reason that holds for its rows."""

    old: Line | None
    new: Line | None
    why: str = ""
    renamed: str = ""


def compare(old: Edition, new: Edition) -> pd.DataFrame:
    """Rows added, changed and gone, with the reason of each; the log is no data, and left out."""
    before, after = _side(old.tables), _side(new.tables)
    found: list[tuple[str, ...]] = []
    for pair in _pairs(before.reports, after.reports):
        found += _compare_report(pair, before, after, _reader(old.reader, new.reader))
    return pd.DataFrame(found, columns=list(COLUMNS), dtype="str")


def _side(tables: Tables) -> _Side:
    problems = tables.problems
    keys = zip(problems["report_id"], problems["problem_no"], strict=True)
    texts = dict(zip(keys, problems["text"], strict=True))
    made: dict[str, dict[str, list[Line]]] = {}
    for table in (name for name in table_names() if name != "log"):
        frame = tables[table]
        cells = {c.name: as_text(frame[c.name], c) for c in columns_of(table)}
        if table == "problem_categories":
            places = zip(frame["report_id"], frame["problem_no"], strict=True)
            cells["text"] = [str(texts.get(place, "")) for place in places]
        by: dict[str, list[Line]] = defaultdict(list)
        for values in zip(*cells.values(), strict=True):
            row = dict(zip(cells, values, strict=True))
            by[row["source_path" if table == "reports" else "report_id"]].append(row)
        made[table] = by
    owners: dict[str, str] = {}
    for path in sorted(made["reports"]):
        owners.setdefault(made["reports"][path][0]["report_id"], path)
    return _Side(made, owners)


def _pairs(old: Mapping[str, Line], new: Mapping[str, Line]) -> Iterator[_Pair]:
    """Reports side by side: by path, and by their bytes where a file was renamed."""
    left: dict[str, list[str]] = defaultdict(list)
    for path in sorted(old.keys() - new.keys()):
        left[old[path]["sha256"]].append(path)
    for path in sorted(new):
        row = new[path]
        if path in old:
            same = old[path]["sha256"] == row["sha256"]
            yield _Pair(old[path], row, "" if same else "source file changed")
        elif left[row["sha256"]]:
            earlier = left[row["sha256"]].pop(0)
            yield _Pair(old[earlier], row, renamed=f"source renamed from {earlier}")
        else:
            yield _Pair(None, row, "new source")
    for path in sorted(path for paths in left.values() for path in paths):
        yield _Pair(old[path], None, "source gone")


def _compare_report(
    pair: _Pair, before: _Side, after: _Side, reader: str
) -> Iterator[tuple[str, ...]]:
    """Every difference of one report."""
    row = pair.new or pair.old or {}
    differences = [
        (table, *difference)
        for table in before.lines
        for difference in _match(table, before.rows(table, pair.old), after.rows(table, pair.new))
    ]
    corrected = any(_as_read(old) != _as_read(new) for _, _, old, new in differences)
    manifest = _manifest(pair.old) != _manifest(pair.new)
    for table, key, old, new in differences:
        names = _changed(old, new)
        if old and new and not names:
            continue
        is_renamed = pair.renamed if "source_path" in names else ""
        told = _reason(table, old, new, names, corrected, manifest)
        change = "changed" if old and new else "added" if new else "gone"
        yield (
            *(table, row["source_path"], row["report_id"], key, change, "; ".join(names)),
            *("; ".join((side or {}).get(n, "") for n in names) for side in (old, new)),
            pair.why or is_renamed or told or reader,
        )


def _match(
    table: str, old: Sequence[Line], new: Sequence[Line]
) -> Iterator[tuple[str, Line | None, Line | None]]:
    """Rows of one key side by side: equal ones first, then in order, then what is left over."""
    names = _KEYS.get(table)
    if names is None:
        keys = [c.name for c in columns_of(table) if c.is_key]
        names = tuple(name for name in keys if name != "report_id")
    if old == new:
        return
    groups: dict[str, tuple[list[Line], list[Line]]] = defaultdict(lambda: ([], []))
    for place, rows in enumerate((old, new)):
        for row in rows:
            groups["/".join(row[name] for name in names)][place].append(row)
    for key, (ones, others) in groups.items():
        left, right = _without(ones, others), _without(others, ones)
        for i in range(max(len(left), len(right))):
            yield key, left[i] if i < len(left) else None, right[i] if i < len(right) else None


def _without(rows: Sequence[Line], others: Sequence[Line]) -> list[Line]:
    """Rows that have no equal partner among the others."""
    free = [_bare(other) for other in others]
    left = []
    for row in rows:
        if _bare(row) in free:
            free.remove(_bare(row))
        else:
            left.append(row)
    return left


def _bare(row: Line) -> dict[str, str]:
    return {name: value for name, value in row.items() if name not in _PASSED_OVER}


def _changed(old: Line | None, new: Line | None) -> list[str]:
    if not (old and new):
        return []
    return [n for n in new if n not in _PASSED_OVER and n in old and old[n] != new[n]]


def _reason(
    table: str,
    old: Line | None,
    new: Line | None,
    names: Sequence[str],
    corrected: bool,
    manifest: bool,
) -> str:
    """Why a row of an unchanged source differs, where the tables themselves tell."""
    read, now = _as_read(old), _as_read(new)
    if read != now:
        return f"correction {'changed' if read and now else 'applied' if now else 'withdrawn'}"
    if manifest:
        return "manifest changed"
    if corrected and table in _DERIVED:
        return "correction of what it is computed from"
    row = new or old or {}
    if names and set(names) <= _OF_THE_CORPUS.get(table, set()):
        return "computed over the corpus, which changed"
    if table == "checks" and row["check"].startswith(_CORPUS_CHECKS):
        return "computed over the corpus, which changed"
    return ""


def _as_read(row: Line | None) -> str:
    return (row or {}).get("as_read", "")


def _manifest(report: Line | None) -> tuple[str, ...]:
    """What the manifest gave a report."""
    if report is None:
        return ()
    parts = [p for p in report["identity_basis"].split("; ") if p.endswith(_FROM_MANIFEST)]
    names = [part.removesuffix(_FROM_MANIFEST) for part in parts]
    return (*(f"{name}={report.get(name, '')}" for name in names), report["source_url"])


UNEXPLAINED = "unexplained: same bytes, same reader, no correction"


def _reader(old: str, new: str) -> str:
    if not old:
        return "reader may have changed (the earlier tables do not say what read them)"
    return f"reader changed ({old} → {new})" if old != new else UNEXPLAINED
