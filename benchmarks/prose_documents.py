"""Reports with known prose: the held-out set and a simulated corpus, each read by both."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
from opencc import OpenCC

from benchmarks.corpora import read_document
from benchmarks.rivals import nearest_noun, place_names, problem_words
from benchmarks.rivals.in_order import text_of
from govdisc_analysis.models import Report
from govdisc_analysis.parse import parse_bytes
from govdisc_analysis.simulate import simulate_corpus
from tests.heldout import FIELDS, FOLDER, read_truth

CLAIMS = ("province", "city", "county", "admin_level", "year", "is_partial_year")
"""Fields in which nothing is an answer, too: a report of a province has no county."""

Figures = Mapping[tuple[str, float], tuple[float, float]]
Problems = Sequence[tuple[str, frozenset[str]]]


@dataclass(frozen=True, slots=True)
class Truth:
    """What a careful reader says; optional entries are right either way."""

    figures: Figures
    optional: Collection[tuple[str, float]]
    identity: Mapping[str, Sequence[str]]
    problems: Sequence[tuple[str, frozenset[str], frozenset[str]]]
    is_longer_name_right: bool


@dataclass(frozen=True, slots=True)
class Told:
    """What a reader says of a report."""

    figures: Figures
    identity: Mapping[str, str]
    problems: Problems
    refusals: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """One report, the groups that it is counted in, and who says what of it."""

    groups: Sequence[str]
    truth: Truth
    told: Mapping[str, Told]


def held_out(half: str, groups: Sequence[str]) -> Iterator[Document]:
    """Reports of one half of the held-out set."""
    for row in read_truth(half):
        data = (FOLDER / row["file"]).read_bytes()
        figures = {(i, float(v)): (float(a), float(b)) for i, v, a, b in row["indicators"]}
        optional = {(i, float(v)) for i, v, *_ in row["indicators_optional"]}
        good = {name: [row[name]] for name in FIELDS if row[name] is not None}
        good["agency"] = [*good.get("agency", []), *row["agency_also"]]
        identity = {name: [plain(value) for value in values] for name, values in good.items()}
        problems = [
            (phrase, frozenset(codes), frozenset(rest[0] if rest else ()))
            for phrase, codes, *rest in row["problems"]
        ]
        truth = Truth(figures, optional, identity, problems, False)
        yield Document(groups, truth, _read(data, row["file"], {}))


def simulated(folder: Path, reports: int, seed: int, groups: Sequence[str]) -> Iterator[Document]:
    """A simulated corpus of all templates, formats and noises."""
    simulate_corpus(folder, reports=reports, seed=seed)
    names = ("documents", "reports", "indicators", "problems", "problem_categories")
    frames = {name: _frame(folder / "truth" / f"{name}.csv") for name in names}
    documents = {row["source_path"]: row for row in frames["documents"]}
    by_report = {name: _by_report(frames[name]) for name in names[2:]}
    for report in frames["reports"]:
        path, key = report["source_path"], report["report_id"]
        if path not in documents:
            continue
        parts = {name: rows.get(key, []) for name, rows in by_report.items()}
        truth = _simulated_truth(report, parts)
        tables = {
            (row["indicator"], float(row["value"] or "nan"))
            for row in parts["indicators"]
            if row["origin"] == "table"
        }
        data = read_document(folder / "raw", path)
        own = [*groups, *_own_groups(documents[path])]
        yield Document(own, truth, _read(data, path, dict.fromkeys(tables - set(truth.figures), 0)))


def _own_groups(row: Mapping[str, str]) -> Iterator[str]:
    yield f"template: {'hybrid' if row['variant'].startswith('hybrid') else row['variant']}"
    for noise in row["noises"].split(";"):
        yield f"noise: {noise or 'none'}"


def _simulated_truth(
    report: Mapping[str, str], parts: Mapping[str, Sequence[Mapping[str, str]]]
) -> Truth:
    figures = {
        (row["indicator"], float(row["value"])): (float(row["lower"]), float(row["upper"]))
        for row in parts["indicators"]
        if row["origin"] == "narrative"
    }
    identity = {name: [plain(report[name])] for name in FIELDS if report[name] or name in CLAIMS}
    codes: dict[str, set[str]] = {}
    for row in parts["problem_categories"]:
        codes.setdefault(row["problem_no"], set()).add(row["category"])
    problems = [
        (row["text"], frozenset(codes.get(row["problem_no"], ())), frozenset[str]())
        for row in parts["problems"]
    ]
    return Truth(figures, (), identity, problems, True)


def _read(data: bytes, path: str, in_tables: Collection[tuple[str, float]]) -> dict[str, Told]:
    """Both readings; a number that the rival takes from a table is not held against it."""
    (report,) = parse_bytes(data, path, {})
    text = text_of(data, path)
    figures = {key: (key[1], key[1]) for key in nearest_noun.read(text).items()}
    kept = {key: bounds for key, bounds in figures.items() if key not in in_tables}
    rival = Told(kept, place_names.read(text), problem_words.read(text))
    return {"govdisc": _ours(report), "rival": rival}


def _ours(report: Report) -> Told:
    figures = {
        (figure.indicator, figure.value): (figure.lower, figure.upper)
        for figure in report.figures
        if not figure.indicator.startswith("other:")
    }
    identity = {name: plain(getattr(report.identity, name)) for name in FIELDS}
    problems = [(p.text, frozenset(code for code, _ in p.categories)) for p in report.problems]
    return Told(figures, identity, problems, [refusal.reason for refusal in report.refusals])


@cache
def _simplifier() -> OpenCC:
    return OpenCC("t2s")


def plain(value: object) -> str:
    """Text as it is compared: simplified, without white space and title marks.

    >>> plain("《二○二○ 年》"), plain(None), plain(False)
    ('二○二○年', '', 'false')
    """
    if value is None or value is pd.NaT:
        return ""
    said = str(value).lower() if isinstance(value, bool) else str(value)
    return "".join(_simplifier().convert(said).split()).strip("《》")


def _frame(path: Path) -> list[dict[str, Any]]:
    frame = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8")
    return frame.to_dict("records")


def _by_report(rows: Sequence[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault(row["report_id"], []).append(row)
    return found
