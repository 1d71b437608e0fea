"""The tables' one schema: it types and checks the frames, and describes them.

codebook/schema.csv has a row for each column of each table. Frames are typed and checked from it,
and the data dictionary and ``datapackage.json`` are made from it, so that they can't differ.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from operator import itemgetter
from typing import Any

import pandas as pd

from govdisc_analysis.codebook import load_csv

DTYPES = {
    "string": "str",
    "integer": "Int64",
    "number": "Float64",
    "boolean": "boolean",
    "date": "datetime64[ms]",
}

_REPEATING = frozenset(("reports", "log", "checks", "indicators"))  # one key may stand in many rows


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table, as codebook/schema.csv describes it."""

    table: str
    name: str
    type: str
    is_key: bool
    is_required: bool
    allowed: tuple[str, ...]
    reference: str
    label_zh: str
    description: str
    description_zh: str


@cache
def columns_of(table: str) -> tuple[Column, ...]:
    """Columns of a table, in order.

    Raises:
        KeyError: there is no such table.
    """
    found = tuple(_column(row) for row in load_csv("schema.csv") if row["table"] == table)
    if not found:
        raise KeyError(f"no table {table!r}; the tables are {', '.join(table_names())}")
    return found


@cache
def table_names() -> tuple[str, ...]:
    """Names of the tables, in the order of the schema."""
    return tuple(dict.fromkeys(row["table"] for row in load_csv("schema.csv")))


def _column(row: Mapping[str, str]) -> Column:
    return Column(
        table=row["table"],
        name=row["column"],
        type=row["type"],
        is_key=bool(row["key"]),
        is_required=bool(row["required"]),
        allowed=tuple(row["values"].split("|")) if row["values"] else (),
        reference=row["reference"],
        label_zh=row["label_zh"],
        description=row["description"],
        description_zh=row["description_zh"],
    )


def make_frame(table: str, rows: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """Rows as a typed frame with every column of the table; what a row lacks is missing.

    Raises:
        ValueError: a row has a column that the table doesn't have.
    """
    columns = columns_of(table)
    values = _transpose(table, rows, [c.name for c in columns])
    return pd.DataFrame({c.name: _series(v, c.type) for c, v in zip(columns, values, strict=True)})


def _transpose(
    table: str, rows: Sequence[Mapping[str, Any]], names: Sequence[str]
) -> list[Sequence[Any]]:
    """The values of each column. Rows come from one builder, so most have the same keys."""
    known = set(names)
    said = list(rows[0]) if rows else []
    if len(said) > 1 and all(len(row) == len(said) for row in rows) and known.issuperset(said):
        with suppress(KeyError):  # as many keys as the first row, but others
            whole = dict(zip(said, zip(*map(itemgetter(*said), rows), strict=True), strict=True))
            missing = (None,) * len(rows)
            return [whole.get(name, missing) for name in names]
    for row in rows:
        if extra := row.keys() - known:
            raise ValueError(f"table {table} has no column {', '.join(sorted(extra))}")
    return [[row.get(name) for row in rows] for name in names]


def _series(values: Iterable[Any], kind: str) -> "pd.Series[Any]":
    if kind == "string":  # an empty text is a missing one
        return pd.Series([v or None for v in values], dtype="str")
    return pd.Series(list(values), dtype=DTYPES[kind])


def check_frame(table: str, frame: pd.DataFrame) -> None:
    """Check a frame against the schema: types, required values, codes, unique keys.

    Raises:
        ValueError: with the table, the column and the first wrong rows.
    """
    columns = columns_of(table)
    if list(frame.columns) != [c.name for c in columns]:
        said = f"it has the columns {', '.join(map(str, frame.columns))}"
        raise ValueError(f"table {table} breaks its schema: {said}")
    faults = [fault for c in columns for fault in _faults(frame[c.name], c)]
    keys = [c.name for c in columns if c.is_key]
    if table not in _REPEATING:
        faults += _places("the key comes twice", frame.duplicated(keys), frame.index)
    if faults:
        shown = "\n".join(faults[:5])
        raise ValueError(f"table {table} breaks its schema:\n{shown}")


def _faults(values: "pd.Series[Any]", column: Column) -> Iterator[str]:
    """What is wrong with one column, in a line for each row."""
    if values.dtype != pd.api.types.pandas_dtype(DTYPES[column.type]):
        yield f"{column.name}: holds {values.dtype}, not {DTYPES[column.type]}"
        return
    if column.is_required:
        yield from _places(f"{column.name}: is missing", values.isna(), values.index)
    if column.allowed:
        unknown = values[values.notna() & ~values.isin(column.allowed)]
        for row, value in unknown.items():
            yield f"{column.name}: {value!r} is none of its codes (row {row})"


def _places(message: str, is_wrong: "pd.Series[bool]", rows: "pd.Index[Any]") -> list[str]:
    return [f"{message} (row {row})" for row in rows[is_wrong]]


def describe_tables() -> pd.DataFrame:
    """The data dictionary: one row a column."""
    return pd.DataFrame(
        [
            {
                "table": c.table,
                "column": c.name,
                "type": c.type,
                "key": c.is_key,
                "required": c.is_required,
                "values": " | ".join(c.allowed),
                "codes": c.reference,
                "label_zh": c.label_zh,
                "description": c.description,
                "description_zh": c.description_zh,
            }
            for table in table_names()
            for c in columns_of(table)
        ]
    )
