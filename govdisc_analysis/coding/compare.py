"""How far coders agree with each other, and the machine with them, by category and overall."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from govdisc_analysis.codebook import load_csv, load_toml
from govdisc_analysis.coding.filled import Filled, read_sheets
from govdisc_analysis.coding.measures import (
    Measure,
    bootstrap,
    cells,
    coder_measures,
    consensus,
    limits,
    machine_measures,
)
from govdisc_analysis.coding.sample import unit_key
from govdisc_analysis.coding.sheet import categories
from govdisc_analysis.stats import constants as c
from govdisc_analysis.stats.estimate import Base, Estimate, computed, refused
from govdisc_analysis.stats.frames import Floats
from govdisc_analysis.stats.guards import one_sided_bound
from govdisc_analysis.tables import Tables

OVERALL = "overall"
_METHOD = f"bootstrap over reports ({c.CODER_RESAMPLES} draws), t limits on logit or Fisher z scale"
_SHARES = ("prevalence", "raw agreement")  # known where few statements have the problem, too
_SHOWN = (
    *("status", "estimate", "low", "high", "level", "method", "code"),
    *("reason_en", "reason_zh", "help_en", "help_zh"),
)
_FEWEST_DEFINED = 0.95


@dataclass(frozen=True)
class Compared:
    """``agreement`` has a row a category and measure, ``confusion`` one a category and pair."""

    agreement: pd.DataFrame
    confusion: pd.DataFrame


@dataclass(frozen=True)
class _Question:
    """One category: the codes, who stands behind them, and how many are positive."""

    category: str
    compared: str
    measures: Sequence[Measure]
    statements: int
    positives: int
    recall_positives: int


def compare_sheets(
    paths: Sequence[Path],
    *,
    adjudicated: Path | None = None,
    tables: Tables | None = None,
    seed: int = 1,
) -> Compared:
    """Agreement of filled sheets, with intervals from a bootstrap over reports.

    Args:
        paths: two filled sheets of one sample or more.
        adjudicated: the sheet settled together; without it what most coders say is the truth
            that the machine is held against. Where they differ evenly nothing is: the machine
            looks better than it is, because the hard statements are left out.
        tables: with them the machine's precision and recall are measured.
        seed: of the bootstrap.

    Raises:
        ValueError: fewer than two sheets, two by one coder, a wrong sheet, or data in which a
            statement of the sample reads otherwise.
    """
    if len(paths) < 2:
        raise ValueError("agreement needs the sheets of two coders or more")
    if len({path.resolve() for path in paths}) < len(paths):
        raise ValueError("the same sheet is given twice")
    *sheets, settled = read_sheets([*paths, *([adjudicated] if adjudicated else [])])
    if not adjudicated:
        sheets.append(settled)
    _check_coders(sheets)
    codes = np.stack([sheet.codes for sheet in sheets])
    names = " | ".join(sheet.coder for sheet in sheets)
    questions = [_coders(codes, i, names) for i in _columns()]
    confusion = _coder_confusion(sheets)
    if tables is not None:
        machine = machine_codes(sheets[0], tables)
        truth = settled.codes if adjudicated else _all_consensus(codes)
        against = "machine | " + ("adjudicated" if adjudicated else "consensus, disputed left out")
        questions += [_machine(machine, truth, i, against) for i in _columns()]
        confusion += _confusion(machine, truth, against)
    groups = [unit.rpartition("#")[0] for unit in sheets[0].units]
    rows = [_row(q, m, groups, seed) for q in questions for m in q.measures]
    return Compared(pd.DataFrame(rows), pd.DataFrame(confusion))


def machine_codes(sheet: Filled, tables: Tables) -> Floats:
    """The machine's codes of the statements of a sheet, one row a unit.

    Raises:
        ValueError: the data lack a statement of the sheet, or it reads otherwise there.
    """
    said = {
        unit_key(str(row["report_id"]), int(row["problem_no"])): str(row["text"])
        for row in tables.problems.to_dict("records")
    }
    for unit, text in zip(sheet.units, sheet.texts, strict=True):
        if unit not in said or "".join(said[unit].split()) != "".join(text.split()):
            raise ValueError(
                f"the statement {unit} of {sheet.path} is not in the data as it was coded; "
                "give the folder that the sample was drawn from"
            )
    coded = tables.problem_categories
    pairs = {
        (unit_key(str(report), int(number)), str(category))
        for report, number, category in zip(
            coded["report_id"], coded["problem_no"], coded["category"], strict=True
        )
    }
    return np.array(
        [[float((unit, name) in pairs) for name in categories()] for unit in sheet.units]
    )


def summary(compared: Compared) -> str:
    """The table as lines to read: a line a category and measure, refusals with their reason."""
    lines = []
    for row in compared.agreement.to_dict("records"):
        head = f"{row['category']:<36}{row['measure']:<22}"
        if row["status"] == "ok":
            lines.append(f"{head}{row['estimate']:.3f} ({row['low']:.3f} to {row['high']:.3f})")
        else:
            lines.append(f"{head}{row['reason_en']}")
    return "\n".join(lines)


def _check_coders(sheets: Sequence[Filled]) -> None:
    seen: dict[str, Path] = {}
    for sheet in sheets:
        if np.isnan(sheet.codes).all():
            raise ValueError(f"{sheet.path} holds no code")
        if sheet.coder in seen:
            raise ValueError(f"{seen[sheet.coder]} and {sheet.path} are both by {sheet.coder!r}")
        seen[sheet.coder] = sheet.path


def _columns() -> range:
    """Positions of the categories, then -1 for all of them together."""
    return range(-1, len(categories()))


def _name(column: int) -> str:
    return OVERALL if column < 0 else categories()[column]


def _coders(codes: Floats, column: int, names: str) -> _Question:
    one = codes[:, :, column] if column >= 0 else codes.reshape(len(codes), -1)
    told = np.asarray((~np.isnan(one)).sum(axis=0)) > 1
    yes = int(np.nansum(one[:, told], axis=1).min()) if told.any() else 0
    measures = coder_measures(one)
    if column < 0:
        measures = [_by_unit(m, codes.shape[1]) for m in measures]
    return _Question(_name(column), names, measures, _units(told, codes.shape[1]), yes, yes)


def _machine(machine: Floats, truth: Floats, column: int, against: str) -> _Question:
    mine = machine[:, column] if column >= 0 else machine.reshape(-1)
    true = truth[:, column] if column >= 0 else truth.reshape(-1)
    known = ~np.isnan(true)
    measures = machine_measures(mine, true)
    said, real = int(mine[known].sum()), int(true[known].sum())
    if column < 0:
        measures = [_by_unit(m, len(machine)) for m in measures]
    return _Question(_name(column), against, measures, _units(known, len(machine)), said, real)


def _units(known: NDArray[np.bool_], units: int) -> int:
    """Units of which some category is known."""
    return int(known.reshape(units, -1).any(axis=1).sum())


def _by_unit(measure: Measure, units: int) -> Measure:
    """Terms of all categories of a unit added up."""
    terms = measure.terms.reshape(units, -1, measure.terms.shape[1]).sum(axis=1)
    return Measure(measure.name, terms, measure.value)


def _all_consensus(codes: Floats) -> Floats:
    return np.stack([consensus(codes[:, :, i]) for i in range(codes.shape[2])], axis=1)


def _row(
    question: _Question, measure: Measure, groups: Sequence[str], seed: int
) -> dict[str, object]:
    found = _estimate(question, measure, groups, seed).to_frame().to_dict("records")[0]
    labels = {row["category"]: row["label_zh"] for row in load_csv("problem_categories.csv")}
    labels[OVERALL] = load_toml("coding.toml")["overall"]
    return {
        "category": question.category,
        "label_zh": labels[question.category],
        "compared": question.compared,
        "measure": measure.name,
        "statements": question.statements,
        "reports": len(set(groups)),
        "positives": _positives(question, measure),
        **{name: found[name] for name in _SHOWN},
    }


def _positives(question: _Question, measure: Measure) -> int:
    if measure.name == "recall":
        return question.recall_positives
    return (
        question.positives
        if measure.name != "F1"
        else min(question.positives, question.recall_positives)
    )


def _estimate(question: _Question, measure: Measure, groups: Sequence[str], seed: int) -> Estimate:
    clusters = len(set(groups))
    base = Base(clusters, clusters, float(clusters), None, len(groups) - question.statements,
                unit="statements")  # fmt: skip
    scale = "kappa" if measure.name.endswith(("kappa", "alpha")) else "share"
    estimand = f"{measure.name}, {question.category}"
    positives = _positives(question, measure)
    need = 0 if measure.name in _SHARES else c.MIN_POSITIVES_AGREEMENT
    if question.statements < c.MIN_DOUBLE_CODED or positives < need:
        return refused(
            base, "R9", estimand, _METHOD, scale=scale, n=question.statements, events=positives,
            need=c.MIN_DOUBLE_CODED, need_events=need,
        )  # fmt: skip
    if clusters < c.MIN_GROUPS:
        reports = Base(clusters, clusters, float(clusters), None, base.dropped, unit="reports")
        return refused(reports, "R3", estimand, _METHOD, scale=scale, need=c.MIN_GROUPS)
    value = measure.of_all()
    drawn = bootstrap(measure, groups, seed, c.CODER_RESAMPLES)
    if len(drawn) < _FEWEST_DEFINED * c.CODER_RESAMPLES or np.ptp(drawn) == 0:
        bound = one_sided_bound(0, clusters, c.LEVEL)
        return refused(
            base, "R5", estimand, _METHOD, scale=scale,
            what=f"{measure.name} is {value:.3g} in every report",
            what_zh=f"各报告中该指标均为{value:.3g}",
            bound=f"at most {bound:.1%} of reports differ",
            bound_zh=f"至多{bound:.1%}的报告不同",
        )  # fmt: skip
    low, high = limits(measure, drawn, clusters, c.LEVEL)
    return computed(
        base, value, min(low, value), max(high, value), estimand, _METHOD,
        scale=scale,
    )  # fmt: skip


def _coder_confusion(sheets: Sequence[Filled]) -> list[dict[str, object]]:
    return [
        row
        for i, first in enumerate(sheets)
        for second in sheets[i + 1 :]
        for row in _confusion(first.codes, second.codes, f"{first.coder} | {second.coder}")
    ]


def _confusion(first: Floats, second: Floats, compared: str) -> list[dict[str, object]]:
    names = ("both_yes", "only_first", "only_second", "both_no")
    rows = []
    for column, category in enumerate(categories()):
        counts = cells(first[:, column], second[:, column]).sum(axis=0).astype(int)
        blank = len(first) - int(counts.sum())
        numbers = dict(zip(names, map(int, counts), strict=True))
        rows.append({"category": category, "compared": compared, **numbers, "blank": blank})
    return rows
