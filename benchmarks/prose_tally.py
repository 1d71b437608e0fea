"""Counts of what is right in prose, by group of reports and by what is asked."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from benchmarks.prose_documents import Document, Told, Truth, plain

SHARE_OF_PHRASE = 0.6
"""Of a key phrase that a found problem must hold in one piece."""


@dataclass(frozen=True, slots=True)
class Counts:
    """Right, told and true entries; where each has one answer told and true are equal."""

    right: int = 0
    told: int = 0
    true: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(self.right + other.right, self.told + other.told, self.true + other.true)

    @property
    def f1(self) -> float | None:
        """Harmonic mean of precision and recall; None where there is nothing."""
        return 2 * self.right / (self.told + self.true) if self.told + self.true else None


Sums = dict[tuple[str, str, str, str], Counts]
"""By group, reader, question and name."""


def add_up(documents: Iterable[Document]) -> tuple[Sums, dict[str, Counter[str]], Counter[str]]:
    """Sums, refusal reasons by group, and number of reports by group."""
    sums: Sums = defaultdict(Counts)
    reasons: dict[str, Counter[str]] = defaultdict(Counter)
    reports: Counter[str] = Counter()
    for document in documents:
        reports.update(document.groups)
        for reader, told in document.told.items():
            for question, name, counts in judge(document.truth, told):
                for group in document.groups:
                    sums[group, reader, question, name] += counts
        for group in document.groups:
            reasons[group].update(document.told["govdisc"].refusals)
    return dict(sums), reasons, reports


def judge(truth: Truth, told: Told) -> Iterator[tuple[str, str, Counts]]:
    """Question, name and counts of everything that is asked of one report."""
    yield from _figures(truth, told)
    yield from _identity(truth, told)
    yield from _problems(truth, told)


def _figures(truth: Truth, told: Told) -> Iterator[tuple[str, str, Counts]]:
    for key in set(truth.figures) | set(told.figures):
        is_true, is_told = key in truth.figures, key in told.figures
        if not is_true and key in truth.optional:
            continue
        counts = Counts(int(is_true and is_told), int(is_told), int(is_true))
        yield "figures", "", counts
        yield "indicator", key[0], counts
        if is_true and is_told and len({key[1], *truth.figures[key]}) > 1:
            right = truth.figures[key] == told.figures[key]
            yield "interval", "", Counts(int(right), 1, 1)


def _identity(truth: Truth, told: Told) -> Iterator[tuple[str, str, Counts]]:
    for name, good in truth.identity.items():
        given = plain(told.identity.get(name, ""))
        right = given in good
        if name == "agency" and truth.is_longer_name_right and given:
            right = right or good[0].endswith(given) or given.endswith(good[0])
        yield "field", name, Counts(int(right), int(bool(given)), 1)


def _problems(truth: Truth, told: Told) -> Iterator[tuple[str, str, Counts]]:
    left = list(told.problems)
    right = 0
    for phrase, codes, optional in truth.problems:
        hit = next((problem for problem in left if says(problem[0], phrase)), None)
        if hit is None:
            continue
        left.remove(hit)
        right += 1
        given = hit[1] - (optional - codes)
        yield "category", "", Counts(len(given & codes), len(given), len(codes))
    yield "problem", "", Counts(right, len(told.problems), len(truth.problems))
    yield "same number", "", Counts(int(len(told.problems) == len(truth.problems)), 1, 1)


def says(text: str, phrase: str) -> bool:
    """Whether a problem's text holds a long enough piece of the key phrase.

    >>> says("一是更新不够及时", "更新不够及时"), says("人员不足", "更新不够及时")
    (True, False)
    """
    text, phrase = plain(text), plain(phrase)
    need = min(len(phrase), max(4, round(len(phrase) * SHARE_OF_PHRASE)))
    return any(phrase[i : i + need] in text for i in range(len(phrase) - need + 1))
