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
    words = next(row for row in load_csv("coverage_labels.csv") if row["key"] == key)
    shares = sorted({f"{100 * m.coverage:.0f}" for m in measured(key)}, key=int)
    spans = [shares[0], shares[-1]] if len(shares) > 1 else shares
    slots = {"en": f"{' to '.join(spans)}%", "zh": f"{'至'.join(spans)}%"}
    held, held_zh = _HELD[words["kind"]]
    english = f"Measured on synthetic panels {words['where_en']}: " + held.format(slots["en"])
    chinese = f"按{words['where_zh']}的模拟面板实测：" + held_zh.format(slots["zh"])
    return f"{english}{words['why_en']}.", f"{chinese}{words['why_zh']}。"


_HELD = {
    "interval": ("{} of 95% intervals hold the truth", "95%区间中有{}包含真值"),
    "limits": ("{} of ordinary agencies lie inside 95% limits", "95%界限内有{}的普通机构"),
    "test": ("a 5% test keeps {} of true nulls", "5%水平的检验在零假设为真时有{}不拒绝"),
}


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
