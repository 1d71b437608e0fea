"""Stata: a data set for each table, with labels of variables and values."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from govdisc_analysis.codes import coded_columns, codes_of, name_of
from govdisc_analysis.export.target import READ_ME, Exported, Job
from govdisc_analysis.export.words import (
    CODEBOOKS,
    about_column,
    column_title,
    say,
    shortened,
    table_title,
)
from govdisc_analysis.schema import Column, columns_of, table_names

MOST_LABEL = 80
_STR = 2045  # longest fixed string in bytes; a longer one is a strL
_OPEN_CODES = 1000  # codes that no codebook lists are numbered from here
_MADE = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)  # else two exports would differ
RENAMED = {"end": "end_"}
"""Columns whose names Stata keeps for itself."""
_NO_YES: Mapping[str, Mapping[float, str]] = {"zh": {0: "否", 1: "是"}, "en": {0: "no", 1: "yes"}}


def write_stata(job: Job, place: Path) -> Exported:
    """A ``.dta`` for each table, and the codebooks as data sets."""
    files, notes = [], []
    numbers: list[tuple[str, str, int, str]] = []
    for table in job.each():
        known = {c: _numbers(table, c, job.tables[table][c]) for c in coded_columns(table)}
        numbers += [(table, c, n, code) for c, codes in known.items() for code, n in codes.items()]
        frame, cleaned = _as_stata(table, job.tables[table], known)
        notes += [say("dta", "nul", job.language, **note) for note in cleaned]
        files.append(_save_table(table, frame, known, place, job.language))
    for name, frame in _codebooks(numbers).items():
        files.append(place / f"{name}.dta")
        _save(frame, files[-1], {}, {}, name)
    read = place / READ_ME
    text = say("dta", "read", job.language, notes="\n".join(f"- {note}" for note in notes))
    read.write_text(text.rstrip() + "\n", encoding="utf-8")
    return Exported((*files, read), tuple(notes))


def _numbers(table: str, column: str, values: "pd.Series[Any]") -> dict[str, int]:
    """Code to number: listed codes by their place in the codebook, the others behind them."""
    listed = {code.code: n for n, code in enumerate(codes_of(table, column), start=1)}
    others = sorted(set(values.dropna().unique()) - listed.keys())
    return listed | {code: n for n, code in enumerate(others, start=_OPEN_CODES)}


def _as_stata(
    table: str, frame: pd.DataFrame, known: Mapping[str, Mapping[str, int]]
) -> tuple[pd.DataFrame, list[dict[str, Any]]]:
    """The table in types that Stata has, and the columns whose text had to change."""
    columns: dict[str, Any] = {}
    cleaned = []
    for column in columns_of(table):
        values = frame[column.name]
        if column.name in known:
            columns[column.name] = values.map(known[column.name]).astype("Float64")
        elif column.type == "string":
            text = [v if isinstance(v, str) else "" for v in values]
            columns[column.name] = [v.replace("\0", "\u2400") for v in text]
            if cells := sum("\0" in v for v in text):
                cleaned.append({"table": table, "column": column.name, "cells": cells})
        elif column.type == "date":
            columns[column.name] = values.astype("datetime64[ns]")
        else:
            columns[column.name] = values.astype("Float64")
    made = pd.DataFrame(columns, index=range(len(frame)))
    return made.apply(_smallest), cleaned


def _smallest(values: "pd.Series[Any]") -> "pd.Series[Any]":
    """Whole numbers as integers where none is missing, else as doubles, which hold them exactly."""
    if values.dtype != "Float64":
        return values
    plain = values.to_numpy(dtype="float64", na_value=np.nan)
    is_whole = len(plain) > 0 and bool((plain == np.floor(plain)).all())
    fits = is_whole and bool((np.abs(plain) < 2**31 - 100).all())
    return pd.Series(plain.astype("int32") if fits else plain, index=values.index)


def _save_table(
    table: str,
    frame: pd.DataFrame,
    known: Mapping[str, Mapping[str, int]],
    place: Path,
    language: str,
) -> Path:
    labels = {c.name: _variable_label(c, language) for c in columns_of(table)}
    values: dict[str, Mapping[float, str]] = {
        column: {n: name_of(table, column, code, language) for code, n in codes.items()}
        for column, codes in known.items()
    }
    booleans = [c.name for c in columns_of(table) if c.type == "boolean"]
    values |= dict.fromkeys(booleans, _NO_YES[language])
    path = place / f"{table}.dta"
    title = f"govdisc: {table_title(table, language)}"
    _save(frame, path, labels, values, title)
    return path


def _variable_label(column: Column, language: str) -> str:
    """Name and description, as much as a label can hold."""
    text = column_title(column, language) if language == "zh" else about_column(column, language)
    return shortened(text, MOST_LABEL)


def _save(
    frame: pd.DataFrame,
    path: Path,
    labels: Mapping[str, str],
    values: Mapping[str, Mapping[float, str]],
    title: str,
) -> None:
    dates = [n for n in frame.columns if pd.api.types.is_datetime64_any_dtype(frame[n])]
    texts = [n for n in frame.columns if pd.api.types.is_string_dtype(frame[n])]
    frame.rename(columns=RENAMED).to_stata(
        path,
        version=118,
        write_index=False,
        time_stamp=_MADE,
        data_label=shortened(title, MOST_LABEL),
        variable_labels={RENAMED.get(name, name): text for name, text in labels.items()},
        value_labels={name: {**codes} for name, codes in values.items()},
        convert_dates=dict.fromkeys(dates, "td"),
        convert_strl=[name for name in texts if _is_long(frame[name])],
    )


def _is_long(texts: "pd.Series[Any]") -> bool:
    return max((len(str(text).encode()) for text in texts), default=0) > _STR


def _codebooks(numbers: Sequence[tuple[str, str, int, str]]) -> dict[str, pd.DataFrame]:
    """The codebooks; that of codes has the numbers, and the codes that no list holds too."""
    frames = {name: make() for name, make in CODEBOOKS.items()}
    codes = pd.DataFrame(numbers, columns=["table", "column", "number", "code"])
    named = codes.merge(frames["codebook_codes"], on=["table", "column", "code"], how="left")
    for tongue in ("zh", "en"):
        named[f"label_{tongue}"] = [
            name_of(row.table, row.column, row.code, tongue)  # type: ignore[arg-type]
            for row in codes.itertuples()
        ]
    frames["codebook_codes"] = named.fillna({"definition": ""})
    order = {name: i for i, name in enumerate(table_names())}
    frames["codebook_codes"] = frames["codebook_codes"].sort_values(
        "table", key=lambda names: names.map(order), kind="stable"
    )
    return frames
