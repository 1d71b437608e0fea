"""Estimates of the menu as lines of a table, in sentences and in charts."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache

import numpy as np
import pandas as pd

from govdisc_analysis.analysis.menu.source import Source, UnfitError
from govdisc_analysis.analysis.panel import LOG_SCALES, is_too_wide, reason
from govdisc_analysis.analysis.sentences import Readable, say
from govdisc_analysis.charts import Chart, draw_estimates
from govdisc_analysis.codebook import load_csv
from govdisc_analysis.labels import label, name_columns, number
from govdisc_analysis.stats.constants import MIN_GROUPS
from govdisc_analysis.stats.estimate import Estimate

Line = tuple[str, Estimate]
Way = Callable[[Source], Mapping[str, object]]
_SMALL_P = 0.001


def as_menu(lines: Iterable[Line], source: Source) -> Readable:
    """One line a question: n, units, result or refusal, what to mind."""
    language = source.language
    rows = [
        {
            "row": row_of(key),
            "question": str(say(f"menu.{key}", language)),
            "n_reports": row.n_reports or "–",
            "groups": row.groups or "–",
            "effective_groups": _units(row.effective_groups) if row.groups else "–",
            "largest_share": "–" if row.largest_share is None else f"{row.largest_share:.0%}",
            "df": "–" if row.df is None else f"{row.df:.0f}",
            "result": _result(row, language),
            "p_value": p_words(row.p_value),
            "note": reason(row, language) or "–",
        }
        for key, row in lines
    ]
    return as_noted(rows, source)


def _units(effective: float) -> str:
    """Effective units; near the thresholds the decimal tells.

    >>> _units(1.42), _units(38.7)
    ('1.4', '39')
    """
    return f"{effective:.1f}" if effective < MIN_GROUPS else f"{effective:.0f}"


def specifications(source: Source) -> Readable:
    """Every row of the menu: how it is computed, and from when on it is refused."""
    rows = [
        {
            "row": line["row"],
            "specification": line[f"specification_{source.language}"],
            "minimum": line[f"minimum_{source.language}"],
        }
        for line in load_csv("menu.csv")
    ]
    return as_noted(rows, source)


def as_checks(
    ways: Mapping[str, Callable[[Source], Mapping[str, object]]], source: Source
) -> Readable:
    """What was looked at before the numbers are believed, a sentence for each row of the menu.

    Where the data can't carry it, the refusal's sentence stands there.
    """
    rows = [{"row": key, "checks_made": _checked(key, way, source)} for key, way in ways.items()]
    return as_noted(rows, source)


def _checked(key: str, way: Way, source: Source) -> str:
    try:
        return str(say(f"check.{key}", source.language, **way(source)))
    except UnfitError as unfit:
        return reason(unfit.row, source.language)


def as_noted(rows: Sequence[Mapping[str, object]], source: Source) -> Readable:
    """A table under names, with the line that says what it is made of."""
    frame = name_columns(pd.DataFrame(rows), source.language)
    return Readable(frame, source.note, most=len(rows))


@cache
def _rows_of_keys() -> dict[str, str]:
    return {key: line["row"] for line in load_csv("menu.csv") for key in line["keys"].split("|")}


def row_of(key: str) -> str:
    """The row of the menu that a line belongs to.

    >>> row_of("rate.groups"), row_of("model.negative binomial")
    ('O3', 'V4')
    """
    return _rows_of_keys()[key]


def shares_chart(lines: Iterable[Line], source: Source) -> Chart:
    """The shares among the lines with their intervals."""
    kept = [x for x in lines if x[1].scale == "share"]
    return _chart(kept, "shares", source, is_share=True)


def ratios_chart(lines: Iterable[Line], source: Source) -> Chart:
    """The ratios among the lines with their intervals; log coefficients as ratios."""
    kept = [x for x in lines if x[1].scale in ("ratio", *LOG_SCALES) and x[1].low is not None]
    return _chart(kept, "ratios", source, is_share=False)


def _chart(lines: list[Line], name: str, source: Source, *, is_share: bool) -> Chart:
    language = source.language
    title = str(say(f"menu.title.{name}", language))
    return draw_estimates(
        pd.DataFrame([_dot(key, row, language) for key, row in lines]),
        name=f"{source.chart}_{name}",
        title=title,
        note=source.note,
        alt=title,
        axis=label("axis:share_reports_requests" if is_share else "axis:ratio", language),
        is_share=is_share,
        is_log=not is_share,
        reference=None if is_share else 1.0,
    )


def _dot(key: str, row: Estimate, language: str) -> dict[str, object]:
    shown = row.ok and not is_too_wide(row)
    numbers = _numbers(row) if shown else (None, None, None)
    return {
        "group": str(say(f"menu.{key}", language)),
        "n_reports": row.n_reports,
        **dict(zip(("estimate", "low", "high"), numbers, strict=True)),
        "code": row.code,
        "note": reason(row, language),
    }


def number_in(row: Estimate) -> str:
    """The number of an estimate for a sentence, or its code; logs as ratios."""
    value = _numbers(row)[0]
    return row.code if value is None else _words(value, row.scale)


def odds_in(row: Estimate) -> str:
    """Odds with their interval for a sentence, from the log odds of a model."""
    if row.estimate is None or row.low is None or row.high is None:
        return row.code
    value, low, high = (number(float(np.exp(x))) for x in (row.estimate, row.low, row.high))
    return f"{value} ({low}–{high})"


def _result(row: Estimate, language: str) -> str:
    """A number with its interval; a code where there is none; logs as ratios."""
    if is_too_wide(row):
        return "R11"
    if row.estimate is None:
        return row.code
    value, low, high = (_words(x, row.scale) for x in _numbers(row))
    if row.low is None:
        return value
    return str(say("menu.interval", language, value=value, low=low, high=high))


def _numbers(row: Estimate) -> tuple[float | None, float | None, float | None]:
    found = (row.estimate, row.low, row.high)
    if row.scale not in LOG_SCALES:
        return found
    a, b, c = (None if x is None else float(np.exp(x)) for x in found)
    return a, b, c


def _words(value: float | None, scale: str) -> str:
    if value is None:
        return "–"
    if scale == "share":
        return f"{value:.1%}"
    return f"{value:+.3f}" if scale == "difference" else number(value)


def p_words(value: float | None) -> str:
    """A p value for a table.

    >>> p_words(0.04), p_words(1e-9), p_words(None)
    ('0.040', '<0.001', '–')
    """
    if value is None:
        return "–"
    return f"{value:.3f}" if value >= _SMALL_P else f"<{_SMALL_P}"
