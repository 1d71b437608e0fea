"""Measures the reader on a held-out set of reports; ``python -m tests.heldout a`` shows misses.

The reports in data/heldout were written before anybody looked at a rule of the reader, in the
wording of real reports, and the truth beside them as a careful reader would write it. Half a
(odd numbers) may be looked at; of half b only totals are ever printed.

Truth: ``null`` is: don't compare; ``agency_also`` holds other good names; figures in
``indicators_optional``, sums in ``arithmetic_optional`` and categories in a problem's third place
are right either way.
"""

import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from opencc import OpenCC

from govdisc_analysis.models import Finding, Problem, Report
from govdisc_analysis.parse import parse_report

FOLDER = Path(__file__).parent / "data" / "heldout"
FIELDS = (
    *("title", "agency", "agency_type", "province", "city", "county", "admin_level"),
    *("year", "period_start", "period_end", "published_on", "is_partial_year"),
)
SHARE_OF_PHRASE = 0.6  # of a key phrase that a found problem must hold in one piece


@dataclass
class Score:
    """Counts of right, missing and wrong entries, and a line on each miss."""

    right: int = 0
    missing: int = 0
    wrong: int = 0
    misses: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        return self.right / max(1, self.right + self.wrong)

    @property
    def recall(self) -> float:
        return self.right / max(1, self.right + self.missing)

    @property
    def f1(self) -> float:
        return 2 * self.right / max(1, 2 * self.right + self.missing + self.wrong)

    def add(self, file: str, missing: Iterable[object], wrong: Iterable[object]) -> None:
        for sign, entries in (("-", list(missing)), ("+", list(wrong))):
            self.misses += [f"{file} {sign} {entry}" for entry in entries]
            if sign == "-":
                self.missing += len(entries)
            else:
                self.wrong += len(entries)


@dataclass
class Measured:
    """What one half of the set showed."""

    half: str
    indicators: Score = field(default_factory=Score)
    problems: Score = field(default_factory=Score)
    categories: Score = field(default_factory=Score)
    arithmetic: Score = field(default_factory=Score)
    identity: dict[str, Score] = field(default_factory=lambda: {name: Score() for name in FIELDS})
    reports: int = 0
    exact_problems: int = 0

    @property
    def exact_share(self) -> float:
        return self.exact_problems / max(1, self.reports)

    @property
    def identity_accuracy(self) -> float:
        right = sum(score.right for score in self.identity.values())
        return right / max(1, right + sum(score.missing for score in self.identity.values()))


def read_truth(half: str = "ab") -> Iterator[dict[str, Any]]:
    """The truth of the reports of one half, or of both."""
    with (FOLDER / "truth.jsonl").open(encoding="utf-8") as lines:
        yield from (row for row in map(json.loads, lines) if row["half"] in half)


@cache
def measure(half: str) -> Measured:
    """Reads every report of a half and compares; ``half`` is "a", "b" or "ab"."""
    found = Measured(half)
    for truth in read_truth(half):
        report = parse_report(FOLDER / truth["file"])
        found.reports += 1
        _compare_identity(found, truth, report)
        _compare_figures(found, truth, report)
        _compare_problems(found, truth, report.problems)
        _compare_arithmetic(found, truth, report.findings)
    return found


@cache
def _converter() -> OpenCC:
    return OpenCC("t2s")


def _plain(value: object) -> str:
    if value is None:
        return ""
    return "".join(_converter().convert(str(value)).split()).strip("《》")


def _compare_identity(found: Measured, truth: dict[str, Any], report: Report) -> None:
    for name in FIELDS:
        if truth[name] is None:
            continue
        good = [truth[name], *(truth["agency_also"] if name == "agency" else [])]
        value = getattr(report.identity, name)
        if _plain(value) in map(_plain, good):
            found.identity[name].right += 1
        else:
            found.identity[name].add(truth["file"], [f"{truth[name]} read as {value!s}"], [])


def _compare_figures(found: Measured, truth: dict[str, Any], report: Report) -> None:
    true = {_figure(row) for row in truth["indicators"]}
    optional = {_figure(row) for row in truth["indicators_optional"]}
    read = {
        _figure((figure.indicator, figure.value, figure.lower, figure.upper)): figure
        for figure in report.figures
        if not figure.indicator.startswith("other:")
    }
    found.indicators.right += len(true & set(read))
    wrong = [f"{key} {read[key].quote!r}" for key in sorted(set(read) - true - optional)]
    found.indicators.add(truth["file"], sorted(true - set(read)), wrong)


def _figure(row: Iterable[Any]) -> tuple[str, float, float, float]:
    indicator, value, lower, upper = row
    return indicator, float(value), float(lower), float(upper)


def _compare_problems(
    found: Measured, truth: dict[str, Any], problems: tuple[Problem, ...]
) -> None:
    left = list(problems)
    missing = []
    for phrase, true, *rest in truth["problems"]:
        hit = next((problem for problem in left if _says(problem.text, phrase)), None)
        if hit is None:
            missing.append(phrase)
            continue
        left.remove(hit)
        found.problems.right += 1
        read = {category for category, _ in hit.categories}
        found.categories.right += len(read & set(true))
        extra = read - set(true) - set(rest[0] if rest else ())
        lost = [f"{name}: {phrase}" for name in sorted(set(true) - read)]
        found.categories.add(truth["file"], lost, [f"{name}: {phrase}" for name in sorted(extra)])
    found.problems.add(truth["file"], missing, [problem.text for problem in left])
    found.exact_problems += len(problems) == len(truth["problems"])


def _says(text: str, phrase: str) -> bool:
    """Whether a problem's text holds a long enough piece of the key phrase."""
    text, phrase = _plain(text), _plain(phrase)
    need = max(4, round(len(phrase) * SHARE_OF_PHRASE))
    return any(phrase[i : i + need] in text for i in range(len(phrase) - need + 1))


def _compare_arithmetic(
    found: Measured, truth: dict[str, Any], findings: tuple[Finding, ...]
) -> None:
    """A finding answers an entry if the result is the same and a side is the stated number."""
    left = [
        finding
        for finding in findings
        if finding.check == "narrative.arithmetic" and finding.result != "not_evaluable"
    ]
    missing = []
    entries = [(True, *row) for row in truth["arithmetic"]]
    for counts, result, note in (
        *entries,
        *((False, *row) for row in truth["arithmetic_optional"]),
    ):
        stated = float(note.rsplit("=", 1)[1])
        hit = next((f for f in left if f.result == result and _has_side(f, stated)), None)
        if hit is not None:
            left.remove(hit)
            found.arithmetic.right += counts
        elif counts:
            missing.append(f"{result} {note}")
    wrong = [f"{f.result} {f.left} against {f.right} {f.subject!r}" for f in left]
    found.arithmetic.add(truth["file"], missing, wrong)


def _has_side(finding: Finding, stated: float) -> bool:
    sides = [side for side in (finding.left, finding.right) if side is not None]
    return any(abs(abs(side) - stated * scale) < 1e-6 for side in sides for scale in (1, 0.01))


def table(found: Measured) -> str:
    """The totals of one half; no report's content is in it."""
    lines = [f"half {found.half}: {found.reports} reports"]
    for name in ("indicators", "problems", "categories", "arithmetic"):
        score: Score = getattr(found, name)
        lines.append(
            f"  {name:<12} precision {score.precision:.3f}  recall {score.recall:.3f}"
            f"  F1 {score.f1:.3f}  ({score.right} right, {score.missing} missing,"
            f" {score.wrong} wrong)"
        )
    lines.append(f"  same number of problems  {found.exact_share:.3f}")
    lines.append(f"  identity {found.identity_accuracy:.3f}")
    for name, score in found.identity.items():
        lines.append(f"    {name:<16} {score.recall:.3f} of {score.right + score.missing}")
    return "\n".join(lines)


def details(found: Measured) -> str:
    """Every miss of half a; the other half is not to be looked at."""
    if found.half != "a":
        return ""
    scores = {
        "indicators": found.indicators,
        "problems": found.problems,
        "categories": found.categories,
        "arithmetic": found.arithmetic,
        **found.identity,
    }
    lines = [f"{name}: {miss}" for name, score in scores.items() for miss in score.misses]
    counts = Counter(line.split("(")[1].split(",")[0] for line in lines if " ('" in line)
    return "\n".join([*lines, "by indicator: " + ", ".join(f"{k} {n}" for k, n in counts.items())])


if __name__ == "__main__":
    for chosen in sys.argv[1:] or ["a", "b"]:
        result = measure(chosen)
        print(details(result))
        print(table(result))
