"""A random sample of problem statements with what stands around them.

Reports are drawn at random, each with all its statements, until there are as many statements as
asked for: one report's statements are read together, and intervals are taken over reports. A
report in which the machine found no problem is outside the sample; what the sample can tell is
whether the codes are right, not whether statements were missed.
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from govdisc_analysis.codebook import load_toml
from govdisc_analysis.tables import Tables


@dataclass(frozen=True, slots=True)
class Unit:
    """One statement to code; ``key`` joins it with the machine's codes."""

    key: str
    report: str
    agency: str
    year: str
    before: str
    text: str
    after: str


@dataclass(frozen=True, slots=True)
class Sample:
    """The statements drawn, and what is needed to draw them again."""

    units: tuple[Unit, ...]
    asked: int
    seed: int
    by_template: bool
    report_ids: tuple[str, ...]
    statements_in_data: int
    reports_in_data: int
    data_hash: str


def draw_sample(tables: Tables, n: int, seed: int, *, by_template: bool = False) -> Sample:
    """Draw whole reports at random until they hold ``n`` statements.

    Args:
        tables: of a processed folder.
        n: statements wanted; the last report drawn may bring a few more.
        seed: the same seed and data give the same sample.
        by_template: draw from each template in proportion to its reports.

    Raises:
        ValueError: there is no statement to draw.
    """
    problems = tables.problems
    if problems.empty:
        raise ValueError("the data hold no problem statement to draw from")
    known = tables.reports.drop_duplicates("report_id").set_index("report_id")
    reports: dict[str, dict[str, Any]] = known.to_dict("index")  # type: ignore[assignment]
    sizes = problems.groupby("report_id").size().sort_index()
    templates = known["template"].reindex(sizes.index).fillna("") if by_template else None
    order = _order(list(sizes.index), templates, np.random.default_rng(seed))
    needed = int(np.searchsorted(np.cumsum([sizes[name] for name in order]), n)) + 1
    drawn = order[:needed]
    groups = dict(list(problems.groupby("report_id", sort=False)))
    units = [u for name in drawn for u in _units(groups[name], reports[name], tables.texts)]
    return Sample(
        tuple(units), n, seed, by_template, tuple(drawn), len(problems), len(sizes),
        data_hash(problems),
    )  # fmt: skip


def data_hash(problems: pd.DataFrame) -> str:
    """SHA-256 of every statement with its key: tells whether the data were read anew since."""
    rows = zip(problems["report_id"], problems["problem_no"], problems["text"], strict=True)
    lines = sorted("\t".join(map(str, row)) for row in rows)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def unit_key(report_id: str, number: int) -> str:
    """Key of a statement.

    >>> unit_key("0123456789abcdef", 2)
    '0123456789abcdef#2'
    """
    return f"{report_id}#{number}"


def _order(
    names: Sequence[str], templates: "pd.Series[str] | None", rng: np.random.Generator
) -> list[str]:
    """Reports in the order of drawing; any beginning of it holds the templates in proportion."""
    shuffled = [names[i] for i in rng.permutation(len(names))]
    if templates is None:
        return shuffled
    strata: dict[str, list[str]] = {}
    for name in shuffled:
        strata.setdefault(str(templates[name]), []).append(name)
    placed = [
        ((i + float(offset)) / len(part), name)
        for part, offset in zip(strata.values(), rng.random(len(strata)), strict=True)
        for i, name in enumerate(part)
    ]
    return [name for _, name in sorted(placed)]


def _units(
    problems: pd.DataFrame, report: Mapping[str, Any], texts: Mapping[str, str]
) -> list[Unit]:
    path, agency, year = (_said(report[name]) for name in ("source_path", "agency", "year"))
    units = []
    for row in problems.sort_values("problem_no").to_dict("records"):
        whole = _text(texts, str(row["report_id"]))
        before, after = context(whole, int(row["start"]), int(row["end"])) if whole else ("", "")
        key = unit_key(str(row["report_id"]), int(row["problem_no"]))
        units.append(Unit(key, path, agency, year, before, str(row["text"]), after))
    return units


def _text(texts: Mapping[str, str], report_id: str) -> str:
    try:
        return texts[report_id]
    except KeyError:
        return ""


def _said(value: object) -> str:
    return "" if pd.isna(value) else str(value)  # type: ignore[call-overload]


def context(text: str, start: int, end: int) -> tuple[str, str]:
    """The sentence before and after a statement, with the rest of its own sentence.

    >>> context("A. 一句。又一句。开头，问题，结尾。后一句。再一句。", 13, 15)
    ('又一句。开头，', '，结尾。后一句。')
    """
    words = load_toml("coding.toml")
    limit, mark = int(words["context_limit"]), str(words["sentence_end"])
    before = _pieces(text[max(0, start - limit) : start], mark)
    after = _pieces(text[end : end + limit], mark)
    first = 2 if before and not re.search(f"{mark}$", before[-1]) else 1
    whole_after = bool(re.search(f"{mark}$", text[start:end]))
    return "".join(before[-first:]).strip(), "".join(after[: 1 if whole_after else 2]).strip()


def _pieces(text: str, mark: str) -> list[str]:
    """Sentences with their marks, empty ones left out."""
    parts = re.findall(f"(?:(?!{mark}).)*{mark}|(?:(?!{mark}).)+", text)
    return [part for part in parts if part.strip()]
