"""Columns of a frame as checked arrays: every error names the column and the row."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from govdisc_analysis.stats.estimate import Base

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.intp]
Mask = npt.NDArray[np.bool_]
_SHOWN = 6
_YES_NO = {"true": 1.0, "1": 1.0, "1.0": 1.0, "false": 0.0, "0": 0.0, "0.0": 0.0}


@dataclass(frozen=True)
class Labels:
    """Group ids as codes 0..G-1, with their names in sorted order."""

    codes: Codes
    names: tuple[str, ...]

    def keep(self, mask: Mask) -> "Labels":
        """The rows in `mask`, codes renumbered."""
        used, codes = np.unique(self.codes[mask], return_inverse=True)
        return Labels(codes.astype(np.intp), tuple(self.names[i] for i in used))


def column(data: pd.DataFrame, name: str) -> "pd.Series[Any]":
    """A column, or an error that names it and the columns there are."""
    if not isinstance(data, pd.DataFrame):
        raise TypeError(f"data must be a pandas DataFrame, not {type(data).__name__}")
    if name not in data.columns:
        there = ", ".join(str(c) for c in data.columns)
        raise ValueError(f"column {name!r} is not in the data; columns are: {there}")
    found = data[name]
    if isinstance(found, pd.DataFrame):
        raise ValueError(f"column {name!r} occurs {found.shape[1]} times in the data")
    return found


def amounts(data: pd.DataFrame, name: str, *, minimum: float | None = 0.0) -> Floats:
    """A numeric column; NaN is missing; anything else that is no number is an error.

    >>> amounts(pd.DataFrame({"k": [1, -2]}), "k")
    Traceback (most recent call last):
    ValueError: column 'k', row 1: -2 is below 0
    """
    series = column(data, name)
    if pd.api.types.is_datetime64_any_dtype(series.dtype):
        _reject(series, series.notna().to_numpy(), "is a date, not a number")
    numbers = pd.to_numeric(series, errors="coerce")
    _reject(series, numbers.isna().to_numpy() & series.notna().to_numpy(), "is not a number")
    values = numbers.to_numpy(dtype=np.float64, na_value=np.nan)
    _reject(series, np.isinf(values), "is not finite")
    if minimum is not None:
        with np.errstate(invalid="ignore"):
            _reject(series, values < minimum, f"is below {minimum:g}")
    return values


def whole_amounts(data: pd.DataFrame, name: str) -> Floats:
    """Counts that have to be whole numbers."""
    values = amounts(data, name)
    broken = ~np.isnan(values) & (values != np.floor(values))
    _reject(column(data, name), broken, "is not a whole number")
    return values


def exposures(data: pd.DataFrame, name: str | None) -> Floats:
    """Months (or days, requests) covered; must be above zero where given."""
    if name is None:
        return np.ones(len(data))
    values = amounts(data, name)
    _reject(column(data, name), values == 0, "must be above 0: nothing was observed")
    return values


def flags(data: pd.DataFrame, name: str) -> Floats:
    """A yes/no column as 1 and 0, NaN where missing."""
    values = amounts(data, name)
    odd = ~np.isnan(values) & (values != 0) & (values != 1)
    _reject(column(data, name), odd, "is neither 0 nor 1")
    return values


def labels(data: pd.DataFrame, name: str) -> Labels:
    """Group ids; a missing id is an error, because it would join strangers in one group."""
    series = column(data, name)
    missing = series.isna().to_numpy()
    if pd.api.types.is_integer_dtype(series.dtype):
        missing = missing | (series.to_numpy(na_value=0) == -1)
    _reject(series, missing, "is a missing group id")
    codes, names = pd.factorize(series, sort=_sortable(series))
    return Labels(np.asarray(codes, dtype=np.intp), tuple(str(x) for x in names))


def years(data: pd.DataFrame, name: str) -> npt.NDArray[np.int64]:
    """Whole years; missing or broken ones are errors."""
    values = amounts(data, name, minimum=1)
    series = column(data, name)
    _reject(series, np.isnan(values), "is missing")
    _reject(series, values != np.floor(values), "is not a whole year")
    return values.astype(np.int64)


def within(data: pd.DataFrame, part: str, whole: str, small: Floats, large: Floats) -> None:
    """Error where a part is larger than its whole."""
    with np.errstate(invalid="ignore"):
        bad = small > large
    if bad.any():
        at = int(np.argmax(bad))
        row = data.index[at]
        raise ValueError(
            f"column {part!r}, row {row}: {small[at]:g} is above {large[at]:g} in {whole!r}"
        )


def two_arms(data: pd.DataFrame, name: str, used: Mask) -> tuple[Labels, tuple[str, str]]:
    """The group of each used row, and the names of the two groups in sorted order.

    A group of which no row is used stays one of the two: to refuse is up to the estimator.

    >>> data = pd.DataFrame({"g": ["city", "city", "town", "ward"]}, index=[4, 5, 6, 7])
    >>> two_arms(data, "g", np.array([True, True, False, False]))[1]
    Traceback (most recent call last):
    ValueError: column 'g', row 7: needs exactly 2 groups, has 3: city, town, ward
    >>> two_arms(data[:3], "g", np.array([True, True, False]))[1]
    ('city', 'town')
    """
    every = labels(data, name)
    arms, rows = every.keep(used), data.index[used]
    if len(arms.names) < len(every.names) == 2:
        arms = Labels(every.codes[used], every.names)
    elif len(arms.names) < 2 < len(every.names):
        arms, rows = every, data.index
    if len(arms.names) == 2:
        return arms, (arms.names[0], arms.names[1])
    order = list(dict.fromkeys(arms.codes.tolist()))[:_SHOWN]
    at = int(np.argmax(arms.codes == order[2])) if len(order) > 2 else 0
    shown = ", ".join(sorted(arms.names[code] for code in order))
    more = ", ..." if len(arms.names) > _SHOWN else ""
    alone = f" alone, in all {len(rows)} rows with numbers" if len(arms.names) == 1 else ""
    raise ValueError(
        f"column {name!r}, row {rows[at]}: needs exactly 2 groups, "
        f"has {len(arms.names)}: {shown}{more}{alone}"
    )


def names_of(given: Sequence[str], argument: str, least: int, why: str = "") -> list[str]:
    """Names of columns; a text alone, a name twice or too few names are errors.

    >>> names_of("post", "design", 1)
    Traceback (most recent call last):
    ValueError: design takes a list of columns, such as ['post'], not the text 'post'
    """
    if isinstance(given, str):
        said = f"{argument} takes a list of columns, such as [{given!r}], not the text {given!r}"
        raise ValueError(said)
    names = list(given)
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise ValueError(f"{argument} names column {twice!r} twice")
    if len(names) < least:
        raise ValueError(f"{argument} needs {least} columns or more, has {len(names)}{why}")
    return names


def known(data: pd.DataFrame, name: str, used: Mask) -> Floats:
    """A numeric column of a model, in the used rows; a missing value is an error."""
    values = amounts(data, name, minimum=None)
    _reject(column(data, name), np.isnan(values) & used, "is missing; drop that row first")
    return values[used]


def share_of(data: pd.DataFrame, name: str, used: Mask) -> float | None:
    """Share of used rows where a yes/no column of the contract says yes."""
    if name not in data.columns or not used.any():
        return None
    said = column(data, name)[used].astype(str).str.lower().map(_YES_NO)
    known = said.dropna()
    return float(known.mean()) if len(known) else None


def describe(data: pd.DataFrame, used: Mask, groups: Labels, weight: Floats, unit: str) -> Base:
    """What stands behind a number; `weight` and `groups` are those of the used rows."""
    totals: Floats = np.zeros(len(groups.names))
    np.add.at(totals, groups.codes, weight)
    total = float(totals.sum())
    return Base(
        n_reports=int(used.sum()),
        groups=len(totals),
        effective_groups=effective(totals),
        largest_share=float(totals.max()) / total if total > 0 else None,
        dropped=int((~used).sum()),
        approximate_share=share_of(data, "approximate", used),
        partial_year_share=share_of(data, "is_partial_year", used),
        unit=unit,
    )


def effective(weights: Floats) -> float:
    """Number of equal units that would carry the same information.

    >>> effective(np.array([1.0, 1.0, 1.0])), round(effective(np.array([98.0, 1.0, 1.0])), 2)
    (3.0, 1.04)
    """
    square = float((weights**2).sum())
    return float(weights.sum()) ** 2 / square if square > 0 else 0.0


def _sortable(series: "pd.Series[Any]") -> bool:
    return not pd.api.types.is_object_dtype(series.dtype) or len(set(map(type, series))) == 1


def _reject(series: "pd.Series[Any]", bad: Mask, what: str) -> None:
    if bad.any():
        at = int(np.argmax(bad))
        value, row = series.iloc[at], series.index[at]
        more = f" (and {int(bad.sum()) - 1} more rows)" if bad.sum() > 1 else ""
        raise ValueError(f"column {series.name!r}, row {row}: {value} {what}{more}")


def first_in_both(units: Labels, arms: Labels) -> int:
    """The first row whose unit stood in the other group before."""
    seen: dict[int, int] = {}
    for at, (unit, arm) in enumerate(zip(units.codes.tolist(), arms.codes.tolist(), strict=True)):
        if seen.setdefault(unit, arm) != arm:
            return at
    return 0


def arm_of_units(units: Labels, arms: Labels) -> tuple[Floats, int]:
    """Which group each unit stands in (0 or 1), and how many units stand in both."""
    low = np.full(len(units.names), np.inf)
    high = np.full(len(units.names), -np.inf)
    np.minimum.at(low, units.codes, arms.codes)
    np.maximum.at(high, units.codes, arms.codes)
    return high, int((low != high).sum())
