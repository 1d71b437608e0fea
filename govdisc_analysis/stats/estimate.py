"""The one record that every statistic returns, and refusals as values."""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import cache
from typing import Any

import pandas as pd

from govdisc_analysis.codebook import load_csv
from govdisc_analysis.in_notebook import draw
from govdisc_analysis.stats.constants import LEVEL, SMALLEST_P
from govdisc_analysis.stats.words import words

ABSENT = "not applicable"
UNKNOWN = "not recorded"
_SINGULAR = re.compile(r"\b(1 (?:independent unit|year|report|request|pair))s\b")
_NUMBERS = ("estimate", "low", "high", "p_value")
_SMALLEST_WIDTH = 1e-9


@dataclass(frozen=True)
class Base:
    """What stands behind a number: reports, units, and how unequal they are."""

    n_reports: int = 0
    groups: int = 0
    effective_groups: float = 0.0
    largest_share: float | None = None
    dropped: int = 0
    approximate_share: float | None = None
    partial_year_share: float | None = None
    unit: str = "units"

    def counts(self) -> dict[str, Any]:
        """What an estimate tells of it: all but the word for its units."""
        return {f.name: getattr(self, f.name) for f in fields(self) if f.name != "unit"}


@dataclass(frozen=True)
class Estimate:
    """One number with its interval, or one refusal with its reason.

    `estimate`, `low`, `high` and `p_value` are None where there is none; they are never NaN.
    An estimate is also its own collection of one, so results can always be looped over.
    `details` holds what a reader checks next (diagnostics, other specifications).
    """

    status: str
    estimate: float | None
    low: float | None
    high: float | None
    level: float
    p_value: float | None
    estimand: str
    method: str
    n_reports: int
    groups: int
    effective_groups: float
    largest_share: float | None
    df: float | None
    dropped: int
    approximate_share: float | None
    partial_year_share: float | None
    code: str = ""
    reason_en: str = ""
    reason_zh: str = ""
    help_en: str = ""
    help_zh: str = ""
    term: str = "all"
    scale: str = "share"
    details: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)

    @property
    def ok(self) -> bool:
        """True where there is a number."""
        return self.status == "ok"

    def __iter__(self) -> Iterator["Estimate"]:
        yield self

    def __len__(self) -> int:
        return 1

    def __getitem__(self, index: int) -> "Estimate":
        return (self,)[index]

    def to_frame(self) -> pd.DataFrame:
        """One tidy row; what is absent is said in words, never left empty.

        >>> from govdisc_analysis.stats.estimate import refused
        >>> row = refused(Base(), "R1", "share disclosed", what="requests").to_frame()
        >>> row.loc[0, ["status", "estimate", "df", "code"]].tolist()
        ['refused', 'R1', 'not applicable', 'R1']
        """
        return pd.DataFrame([_row(self)])

    def _repr_html_(self) -> str:
        """Where a notebook shows it: the number and its interval, or the refusal's reason."""
        return str(draw("estimates_card", self))


@dataclass(frozen=True)
class EstimateSet:
    """Several estimates that answer one question, in a fixed order."""

    rows: tuple[Estimate, ...]
    family: str = ""
    details: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)

    def __iter__(self) -> Iterator[Estimate]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, key: int | str) -> Estimate:
        """By position or by term."""
        if isinstance(key, int):
            return self.rows[key]
        found = [row for row in self.rows if row.term == key]
        if not found:
            raise KeyError(f"no term {key!r}; there are {[row.term for row in self.rows]}")
        return found[0]

    def to_frame(self) -> pd.DataFrame:
        """One tidy row for each estimate."""
        return pd.DataFrame([_row(row) for row in self.rows])

    def _repr_html_(self) -> str:
        """Where a notebook shows them: numbers with intervals, refusals with reasons."""
        return str(draw("estimates_card", self))


def _row(record: Estimate) -> dict[str, object]:
    row = {f.name: getattr(record, f.name) for f in fields(record) if f.name != "details"}
    empty = ABSENT if record.ok else record.code
    row |= {name: empty for name in _NUMBERS if row[name] is None}
    row |= {n: UNKNOWN for n in ("approximate_share", "partial_year_share") if row[n] is None}
    row |= {name: ABSENT for name in ("df", "largest_share") if row[name] is None}
    row |= {name: ABSENT for name in ("code", "reason_en", "help_en") if not row[name]}
    absent = words("absent")["absent_zh"]
    return row | {name: absent for name in ("reason_zh", "help_zh") if not row[name]}


def computed(
    base: Base,
    value: float,
    low: float | None,
    high: float | None,
    estimand: str,
    method: str,
    *,
    df: float | None = None,
    p_value: float | None = None,
    level: float = LEVEL,
    term: str = "all",
    scale: str = "share",
    details: Mapping[str, Any] | None = None,
) -> Estimate:
    """An estimate, or refusal R6 where the numbers could not be shown to anyone.

    `low` and `high` are None where no interval was asked for.
    """
    check_level(level)
    asked: dict[str, Any] = {
        "estimand": estimand,
        "method": method,
        "level": level,
        "term": term,
        "scale": scale,
        "details": dict(details or {}),
    }
    shown = [x for x in (value, low, high, p_value, df) if x is not None]
    no_width = low is not None and high is not None and not high - low > _SMALLEST_WIDTH
    if not all(math.isfinite(x) for x in shown) or no_width:
        return refused(base, "R6", **asked, **words("what.no_spread"))
    return Estimate(
        status="ok",
        estimate=float(value),
        low=_float(low),
        high=_float(high),
        p_value=None if p_value is None else min(1.0, max(float(p_value), SMALLEST_P)),
        df=_float(df),
        **asked,
        **base.counts(),
    )


def refused(
    base: Base,
    code: str,
    estimand: str,
    method: str = ABSENT,
    *,
    level: float = LEVEL,
    term: str = "all",
    scale: str = "share",
    details: Mapping[str, Any] | None = None,
    **slots: object,
) -> Estimate:
    """A refusal as a value: reason and what would help, in both languages.

    >>> r = refused(Base(groups=3, unit="counties"), "R3", "share of reports", need=8)
    >>> r.reason_en
    'Not computed (R3): only 3 independent units (counties), need 8.'
    """
    check_level(level)
    text = refusal_messages()[code]
    filled = {**_default_slots(base), **slots}
    if filled["bound"]:  # a clause of its own, because not every refusal R5 has a bound
        english, chinese = words("bound_clause", **filled).values()
        filled |= {"bound": english, "bound_zh": chinese}
    said: dict[str, Any] = {
        k: text[k].format_map(filled) for k in ("reason_en", "reason_zh", "help_en", "help_zh")
    }
    said["reason_en"] = _SINGULAR.sub(r"\1", said["reason_en"])
    return Estimate(
        status="refused",
        estimate=None,
        low=None,
        high=None,
        level=level,
        p_value=None,
        estimand=estimand,
        method=method,
        df=None,
        code=code,
        **said,
        term=term,
        scale=scale,
        details=dict(details or {}),
        **base.counts(),
    )


def check_level(level: float) -> None:
    """Error for a level that is no share, such as 95.

    >>> check_level(95)
    Traceback (most recent call last):
    ValueError: level must lie between 0 and 1, such as 0.95, and is 95
    """
    if not 0 < level < 1:
        raise ValueError(f"level must lie between 0 and 1, such as 0.95, and is {level}")


@cache
def refusal_messages() -> Mapping[str, Mapping[str, str]]:
    """The sentences of codebook/refusal_messages.csv by code."""
    return {row["code"]: row for row in load_csv("refusal_messages.csv")}


def combine(rows: Sequence[Estimate], family: str, **details: Any) -> EstimateSet:
    """A set of estimates with its family named."""
    return EstimateSet(tuple(rows), family, details)


def percent(share: float | None) -> str:
    """A share in words for a message.

    >>> percent(0.471), percent(None)
    ('47%', 'not recorded')
    """
    return UNKNOWN if share is None else f"{share:.0%}"


def _default_slots(base: Base) -> dict[str, object]:
    return {
        "groups": base.groups,
        "unit": base.unit,
        "effective": f"{base.effective_groups:.1f}",
        "share": percent(base.largest_share),
        "n": base.n_reports,
        **words("what.data"),
        "need": "",
        "need_events": "",
        "events": 0,
        "low": "",
        "high": "",
        "limit": "",
        "limit_zh": "",
        "bound": "",
        "bound_zh": "",
        "advice": "",
        "advice_zh": "",
        "measure_zh": "",
    }


def _float(value: float | None) -> float | None:
    return None if value is None else float(value)
