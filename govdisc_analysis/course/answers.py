"""Answers in one shape, so that equal ones are equal: int or float, tuple or Series, any order."""

import math
import numbers
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from govdisc_analysis.stats.estimate import Estimate

Shape = Any
_SHARE_SLACK = 0.00051
"""A share rounded to three decimals is right."""
_DRAWN_SLACK = 0.012
"""Draws with another seed differ by about this much."""
_SLACK = 1e-6


class WrongKindError(ValueError):
    """The answer is of another kind than the question asks for."""


class RefusedError(ValueError):
    """The answer is an estimate that the package refused."""


def shape_of(answer: Any, kind: str) -> Shape:
    """The answer in the shape of its kind.

    Raises:
        WrongKindError: it is no such thing.
        RefusedError: it is a refused estimate where a number is asked for.

    >>> shape_of(pd.Series({"b": 2, "a": 1}), "counts") == shape_of({"a": 1.0, "b": 2}, "counts")
    True
    """
    return _SHAPES[kind](answer)


def is_same(answer: Shape, right: Shape, kind: str) -> bool:
    """Whether two shaped answers are equal, within the rounding that the kind allows.

    >>> is_same(0.333, 1 / 3, "share"), is_same(0.33, 1 / 3, "share"), is_same(7.0, 7.0, "number")
    (True, False, True)
    """
    slack = {"share": _SHARE_SLACK, "interval": _SHARE_SLACK, "shares": _SHARE_SLACK}
    return _close(answer, right, {**slack, "drawn": _DRAWN_SLACK}.get(kind, _SLACK))


def wrong_parts(answer: Shape, right: Shape, kind: str) -> list[str]:
    """Names of the entries of a mapping that are not right."""
    if not isinstance(right, Mapping):
        return []
    return [name for name in right if not is_same(answer.get(name), right[name], kind)]


def _close(one: Shape, two: Shape, slack: float) -> bool:
    if isinstance(one, Mapping) and isinstance(two, Mapping):
        return one.keys() == two.keys() and all(_close(one[k], two[k], slack) for k in two)
    if isinstance(one, tuple) and isinstance(two, tuple):
        return len(one) == len(two) and all(
            _close(a, b, slack) for a, b in zip(one, two, strict=True)
        )
    if isinstance(one, float) and isinstance(two, float):
        both_empty = math.isnan(one) and math.isnan(two)
        rounded = slack if abs(two) <= 1 else _SLACK * abs(two)
        return both_empty or abs(one - two) <= rounded
    return type(one) is type(two) and bool(one == two)


def _computed(answer: Estimate) -> Estimate:
    if not answer.ok:
        raise RefusedError(answer.code)
    return answer


def _number(answer: Any) -> float:
    if isinstance(answer, Estimate):
        answer = _computed(answer).estimate
    if isinstance(answer, pd.Series | np.ndarray) and answer.size == 1:
        answer = answer.item()
    if isinstance(answer, bool | np.bool_) or not isinstance(answer, numbers.Number | np.number):
        raise WrongKindError("number")
    return float(answer)  # type: ignore[arg-type]


def _interval(answer: Any) -> tuple[float, float]:
    if isinstance(answer, Estimate):
        answer = (_computed(answer).low, answer.high)
    if isinstance(answer, str | Mapping | set | frozenset) or not isinstance(answer, Iterable):
        raise WrongKindError("interval")
    found = tuple(_number(part) for part in answer)
    if len(found) != 2:
        raise WrongKindError("interval")
    return (found[0], found[1])


def _codes(answer: Any) -> frozenset[str]:
    if isinstance(answer, str):
        return frozenset({answer.strip()})
    if isinstance(answer, pd.DataFrame | Mapping) or not isinstance(answer, Iterable):
        raise WrongKindError("codes")
    found = list(answer)
    if not all(isinstance(part, str) for part in found):
        raise WrongKindError("codes")
    return frozenset(part.strip() for part in found)


def _sequence(answer: Any) -> tuple[str, ...]:
    if isinstance(answer, str | Mapping | set | frozenset | pd.DataFrame):
        raise WrongKindError("sequence")
    if not isinstance(answer, Iterable):
        raise WrongKindError("sequence")
    return tuple(str(part).strip() for part in answer)


def _mapping(answer: Any) -> Mapping[str, Any]:
    if isinstance(answer, pd.DataFrame) and answer.shape[1] == 1:
        answer = answer.iloc[:, 0]
    if isinstance(answer, pd.Series):
        answer = answer.to_dict()
    if not isinstance(answer, Mapping):
        raise WrongKindError("counts")
    return {str(name): value for name, value in answer.items()}


def _counts(answer: Any) -> dict[str, float]:
    return {name: _part(value) for name, value in sorted(_mapping(answer).items())}


def _part(value: Any) -> float:
    """A number of a mapping; one that is not filled in yet is no number."""
    return math.nan if value is None or value is ... or value is pd.NA else _number(value)


def _flags(answer: Any) -> dict[str, bool]:
    found = _mapping(answer)
    if not all(isinstance(value, bool | np.bool_) for value in found.values()):
        raise WrongKindError("flags")
    return {name: bool(found[name]) for name in sorted(found)}


def _code(answer: Any) -> str:
    if isinstance(answer, Estimate):
        return answer.code
    if not isinstance(answer, str):
        raise WrongKindError("code")
    return answer.strip().upper()


def _text(answer: Any) -> str:
    if not isinstance(answer, str):
        raise WrongKindError("text")
    return answer.strip()


def _frame(answer: Any) -> tuple[Any, ...]:
    """Columns and rows, each in one order; what stands in a named index is a column, too."""
    if not isinstance(answer, pd.DataFrame):
        raise WrongKindError("frame")
    named = [name for name in answer.index.names if name is not None]
    table = answer.reset_index() if named else answer
    columns = sorted(map(str, table.columns))
    renamed = table.set_axis([str(name) for name in table.columns], axis=1)
    if len(set(columns)) < len(columns):
        raise WrongKindError("frame")
    rows = [tuple(_cell(value) for value in row) for row in renamed[columns].to_numpy(object)]
    return (tuple(columns), tuple(sorted(rows, key=repr)))


def _cell(value: Any) -> Any:
    if value is None or pd.isna(value):
        return math.nan
    is_number = isinstance(value, numbers.Number | np.number) and not isinstance(value, bool)
    return float(value) if is_number else value


_SHAPES: Mapping[str, Callable[[Any], Shape]] = {
    "number": _number,
    "share": _number,
    "interval": _interval,
    "drawn": _interval,
    "codes": _codes,
    "sequence": _sequence,
    "counts": _counts,
    "shares": _counts,
    "flags": _flags,
    "code": _code,
    "text": _text,
    "frame": _frame,
}
