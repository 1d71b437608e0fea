"""What was measured of an estimator whose interval does not cover what it says.

The measures stand in codebook/measured_coverage.csv, a row for each case and size of the
calibration, and their words in codebook/coverage_labels.csv. Every estimate of such an estimator
carries them in its help, and the gate of `govdisc calibrate` lets only such cases pass.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache

from govdisc_analysis.codebook import load_csv
from govdisc_analysis.stats.estimate import Estimate
from govdisc_analysis.stats.words import listed, words


@dataclass(frozen=True)
class Measured:
    """Share of 95% intervals that held the truth, over so many panels of one size.

    Of a 5% test without an interval: share of true nulls that it kept.
    """

    key: str
    case: str
    agency_years: int
    agencies: int
    panels: int
    coverage: float


def measured(key: str) -> tuple[Measured, ...]:
    """The measures behind a label, by size.

    >>> [m.agency_years for m in measured("estimate_volume.total")]
    [30, 200]
    """
    return tuple(m for m in _table().values() if m.key == key)


def label_of(case: str, agency_years: int) -> Measured | None:
    """The measure that labels a case of the calibration at a size; None where it has none.

    >>> label_of("estimate_rate, agency", 30) is None
    True
    """
    return _table().get((case, agency_years))


def is_labelled(case: str) -> bool:
    """Whether a case is labelled at any size (for panels of a size of their own)."""
    return any(name == case for name, _ in _table())


def label_words(key: str) -> tuple[str, str]:
    """The label in English and Chinese, its numbers from the measures.

    >>> label_words("estimate_volume.total")[0].split(":")[0]
    'Measured on synthetic panels with a few giant agencies'
    """
    label = next(row for row in load_csv("coverage_labels.csv") if row["key"] == key)
    shares = sorted({f"{100 * m.coverage:.0f}" for m in measured(key)}, key=int)
    ends = [shares[0], shares[-1]] if len(shares) > 1 else shares
    span = listed("span", ends, "mark.span")
    held = words(f"held.{label['kind']}", **{slot: f"{text}%" for slot, text in span.items()})
    slots = {slot: label[name] for slot, name in _SLOTS.items()}
    english, chinese = words("measured", **slots, **held).values()
    return english, chinese


_SLOTS = {"where": "where_en", "where_zh": "where_zh", "why": "why_en", "why_zh": "why_zh"}


def with_label(row: Estimate, key: str) -> Estimate:
    """A computed estimate with its measured coverage in the help; a refusal stays as it is."""
    if not row.ok:
        return row
    english, chinese = label_words(key)
    return replace(
        row, help_en=f"{row.help_en} {english}".strip(), help_zh=f"{row.help_zh}{chinese}"
    )


@cache
def _table() -> Mapping[tuple[str, int], Measured]:
    rows = [
        Measured(
            row["key"],
            row["case"],
            int(row["agency_years"]),
            int(row["agencies"]),
            int(row["panels"]),
            float(row["coverage"]) / 100,
        )
        for row in load_csv("measured_coverage.csv")
    ]
    return {(m.case, m.agency_years): m for m in rows}
