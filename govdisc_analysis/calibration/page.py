"""The page of the calibration, and the gate that it has to pass."""

import re
from collections.abc import Hashable
from typing import Any

import pandas as pd

from govdisc_analysis.calibration.outcome import STOPPED
from govdisc_analysis.calibration.panels import SIZES, Shape
from govdisc_analysis.calibration.shapes import FEWEST_FOR_LASTING
from govdisc_analysis.codebook import load_toml
from govdisc_analysis.codes import known_words
from govdisc_analysis.messages import in_language
from govdisc_analysis.stats.coverage import Measured, is_labelled, label_of, label_words

GOAL = (0.93, 0.97)
SIZE = (0.03, 0.07)
_POWER_SLACK = 0.03
_TEXTBOOK = 0.85
_FEWEST = 20
_LEAST_VARIANCE = 0.01
_JOINT = {"en": ", ", "zh": "、"}
_FUNCTION = re.compile(r"（([a-z_]+[^（）]*)）$")


def failures(table: pd.DataFrame, errors: float = 2.5) -> list[str]:
    """What breaks the gate: an interval or test of ours outside its goal that no label names.

    Monte Carlo error is allowed for: a case fails where `errors` standard errors cannot explain
    it. A labelled case fails where it does worse than its label says; a textbook default where
    it no longer fails on the standard panels (on a shape of one's own it may do no harm, and the
    page says so); and a case that stopped.
    """
    return [line for row in table.to_dict("records") for line in _faults(row, errors)]


def _faults(row: dict[Hashable, Any], errors: float) -> list[str]:
    where = f"{row['case']} at {row['agency_years']}"
    if str(row["refused"]).startswith(STOPPED):
        return [f"{where}: {row['refused']}"]
    if row["computed"] < _FEWEST:
        return []
    if row["textbook"] and row["agency_years"] not in SIZES:
        return []
    if row["textbook"]:
        holds = not pd.isna(row["coverage"]) and row["coverage"] > _TEXTBOOK
        said = f"{where}: covers {row['coverage']:.3f}, so the demonstration no longer holds"
        return [said] if holds else []
    label = label_of(row["case"], row["agency_years"])
    if label is not None:
        return _worse_than_said(row, label, where, errors)
    if row["agency_years"] not in SIZES and is_labelled(row["case"]):
        return []
    return _outside(row, "coverage", "covers", GOAL, where, errors) + _outside(
        row, "rejected", "rejects", _promise(row), where, errors
    )


def _promise(row: dict[Hashable, Any]) -> tuple[float, float]:
    promised = row.get("promised")
    if promised is None or pd.isna(promised):
        return (0.0, 1.0)
    is_size = promised < 0.5
    return SIZE if is_size else (promised - _POWER_SLACK, promised + _POWER_SLACK)


def _outside(
    row: dict[Hashable, Any],
    name: str,
    verb: str,
    goal: tuple[float, float],
    where: str,
    errors: float,
) -> list[str]:
    """A share that is farther from its goal than chance explains."""
    share, n = row[name], row["computed"]
    if pd.isna(share):
        return []
    low, high = (
        row["coverage_se"] if row.get("each") else (edge * (1 - edge) / n) ** 0.5 for edge in goal
    )
    if goal[0] - errors * low <= share <= goal[1] + errors * high:
        return []
    return [f"{where}: {verb} {share:.3f}, goal {goal[0]:g} to {goal[1]:g}, and no label says so"]


def _worse_than_said(
    row: dict[Hashable, Any], label: Measured, where: str, errors: float
) -> list[str]:
    """A labelled case that is farther from 95% than its label, beyond chance."""
    share, said = row["coverage"], label.coverage
    if pd.isna(share):  # a test without an interval
        share = 1 - row["rejected"]
    if pd.isna(share):
        return []
    variance = max(said * (1 - said), _LEAST_VARIANCE)
    slack = errors * (variance * (1 / row["computed"] + 1 / label.panels)) ** 0.5
    worse = share < min(said, GOAL[1]) - slack or share > max(said, GOAL[0]) + slack
    return [f"{where}: covers {share:.3f}, and its label says {said:.3f}"] if worse else []


def document(table: pd.DataFrame, own: Shape | None = None, language: str = "en") -> str:
    """The markdown page of a calibration table; `own` is the shape of panels like a user's."""
    wrong = [f"- {in_language(line, language)}" for line in failures(table)]
    return _say(
        "page",
        language,
        panels=shape_words(own, language) if own else _say("standard", language),
        ours=_markdown(table[~table["textbook"]], language),
        theirs=_markdown(table[table["textbook"]], language),
        harmless=_harmless(table, language) if own else "",
        labels=_labels(table, language) or _say("no_labels", language),
        gate="\n".join(wrong) or _say("clean_own" if own else "clean", language),
    )


def _say(key: str, language: str, **values: Any) -> str:
    """Words of the page (codebook/calibration.toml)."""
    words: str = load_toml("calibration.toml")[key][language]
    return words.format(**values)


def shape_words(shape: Shape, language: str) -> str:
    """What was read of a corpus's shape, and what was not.

    >>> "9 agencies over 4 years" in shape_words(Shape(9, 4), "en")
    True
    """
    key = "lasting_read" if shape.is_lasting_read else "lasting_unread"
    lasting = _say(key, language, s=shape, fewest=FEWEST_FOR_LASTING)
    return _say("shape", language, s=shape, lasting=lasting)


def _harmless(table: pd.DataFrame, language: str) -> str:
    """The defaults that hold on a shape of one's own: with one year each, no clusters."""
    theirs = table[table["textbook"] & (table["coverage"] > _TEXTBOOK)]
    if theirs.empty:
        return _say("harmful", language)
    shares = zip(theirs["case"], theirs["coverage"], strict=True)
    named = ((_case(case, language), 100 * share) for case, share in shares)
    said = [_say("one_harmless", language, case=case, share=share) for case, share in named]
    return _say("harmless", language, said=_JOINT[language].join(said))


def _labels(table: pd.DataFrame, language: str) -> str:
    """What the labels of these cases say."""
    pairs = zip(table["case"], table["agency_years"], strict=True)
    found = [label for label in (label_of(*pair) for pair in pairs) if label is not None]
    keys = sorted({label.key for label in found})
    said = ((key, label_words(key)[language == "zh"]) for key in keys)
    return "\n".join(_say("label", language, name=key, words=words) for key, words in said)


def _markdown(table: pd.DataFrame, language: str) -> str:
    head, blank = _say("head", language), _say("not_computed", language)
    lines = [f"| {head} |", "|" + "---|" * len(head.split(" | "))]
    none = _say("none", language)
    for row in table.to_dict("records"):
        cells = [
            _case(row["case"], language),
            row["agency_years"],
            row["replicates"],
            none if row["refused"] == "none" else in_language(row["refused"], language),
            (_percent(row["coverage"], row["coverage_se"]) or blank) + _mark(row),
            _percent(row["rejected"]) or blank,
            _number(row["bias"]) or blank,
            _number(row["median_width"]) or blank,
            f"{row['milliseconds']:.0f}",
        ]
        lines.append("| " + " | ".join(str(x) for x in cells) + " |")
    return "\n".join(lines)


def _mark(row: dict[Hashable, Any]) -> str:
    return " L" if row["computed"] and label_of(row["case"], row["agency_years"]) else ""


def _case(name: str, language: str) -> str:
    """A case under its name, the function in backticks where the name ends with it.

    >>> _case("trend_rate", "en"), _case("trend_rate", "zh")
    ('trend_rate', '占比的逐年趋势（`trend_rate`）')
    """
    return _FUNCTION.sub(r"（`\1`）", known_words(f"case:{name}", language) or name)


def _percent(share: float | None, se: float | None = None) -> str:
    if share is None or pd.isna(share):
        return ""
    return f"{100 * share:.1f}" + ("" if se is None else f" ± {100 * se:.1f}")


def _number(value: float | None) -> str:
    return "" if value is None or pd.isna(value) else f"{value:.3g}"
