"""What is known of one number."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "count", "money", "percent", "date", "duration", "time", "ordinal", "document", "phone",
    "postal", "id", "service",
]  # fmt: skip


# not frozen: a report has hundreds, and a frozen record takes twice as long to make
@dataclass(slots=True)
class Number:
    """One number. ``text`` is ``source[start:end]``, with marker and unit left out.

    ``full_start:full_end`` takes in the words of approximation and the unit. ``marker`` is the
    word of approximation (of approximate.csv), ``unit`` the measure word behind the number.
    """

    start: int
    end: int
    text: str
    value: float
    lower: float
    upper: float
    approximate: bool
    marker: str
    unit: str
    unit_start: int
    unit_end: int
    kind: Kind
    full_start: int
    full_end: int
