"""CSV that Excel opens as it should, and Parquet whose columns describe themselves."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pandas as pd

from govdisc_analysis.codes import codes_of
from govdisc_analysis.export.target import READ_ME, Exported, Job
from govdisc_analysis.export.words import (
    CODEBOOKS,
    FORMULA,
    about_column,
    about_table,
    column_title,
    say,
    table_title,
)
from govdisc_analysis.schema import Column, columns_of
from govdisc_analysis.store import as_text
from govdisc_analysis.version import __version__

_GUARD = "'"


def guard(text: str) -> str:
    """The text with an apostrophe before what a spreadsheet would run; :func:`unguard` undoes it.

    >>> guard("=1+1"), guard("a=1"), guard("'=x"), unguard(guard("'=x"))
    ("'=1+1", 'a=1', "''=x", "'=x")
    """
    bare = text.lstrip(_GUARD)
    return _GUARD + text if FORMULA.match(bare) else text


def unguard(text: str) -> str:
    """What :func:`guard` was given."""
    bare = text.lstrip(_GUARD)
    return text[1:] if bare != text and FORMULA.match(bare) else text


def write_csv(job: Job, place: Path) -> Exported:
    """A file for each table, UTF-8 with signature, and the codebooks."""
    guarded = 0
    files = []
    for table in job.each():
        frame, changed = _guarded(table, job.tables[table])
        files.append(_save(frame, place / f"{table}.csv"))
        guarded += changed
    files += [_save(make(), place / f"{name}.csv") for name, make in CODEBOOKS.items()]
    read = place / READ_ME
    text = say("csv", "read", job.language, guarded=guarded)
    read.write_text(text + "\n", encoding="utf-8")
    return Exported((*files, read))


def _guarded(table: str, frame: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """The table as text, what would run as a formula guarded, and how many cells that were."""
    texts: dict[str, list[str]] = {}
    changed = 0
    for column in columns_of(table):
        plain = as_text(frame[column.name], column)
        texts[column.name] = [guard(v) for v in plain] if column.type == "string" else plain
        changed += sum(a != b for a, b in zip(plain, texts[column.name], strict=True))
    return pd.DataFrame(texts), changed


def _save(frame: pd.DataFrame, path: Path) -> Path:
    frame.to_csv(path, index=False, lineterminator="\r\n", encoding="utf-8-sig")
    return path


def write_parquet(job: Job, place: Path) -> Exported:
    """A file for each table; table and columns carry name, description and codes as metadata."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    files = []
    for table in job.each():
        arrow = pa.Table.from_pandas(job.tables[table], preserve_index=False)
        fields = [
            arrow.schema.field(c.name).with_metadata(_metadata(_about(c, job.language)))
            for c in columns_of(table)
        ]
        about = {
            "title": table_title(table, job.language),
            "description": about_table(table, job.language),
            "made_by": f"govdisc_analysis {__version__}",
        }
        whole = {**(arrow.schema.metadata or {}), **_metadata(about)}
        files.append(place / f"{table}.parquet")
        pq.write_table(arrow.cast(pa.schema(fields, metadata=whole)), files[-1])
    for name, make in CODEBOOKS.items():
        files.append(place / f"{name}.parquet")
        make().to_parquet(files[-1], index=False)
    return Exported(tuple(files))


def _about(column: Column, language: str) -> dict[str, str]:
    names: Iterable[Any] = codes_of(column.table, column.name)
    codes = {code.code: code.name(language) for code in names}
    known = {
        "title": column_title(column, language),
        "description": about_column(column, language),
        "codes": json.dumps(codes, ensure_ascii=False) if codes else "",
    }
    return {key: value for key, value in known.items() if value}


def _metadata(words: dict[str, str]) -> dict[bytes, bytes]:
    return {key.encode(): value.encode() for key, value in words.items()}
