"""DuckDB: the tables in one file, commented, with keys and views for the common questions."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from govdisc_analysis.codebook import load_csv, load_toml
from govdisc_analysis.export.target import Exported, Job
from govdisc_analysis.export.words import CODEBOOKS, about_column, about_table, say, table_title
from govdisc_analysis.schema import columns_of

_TYPES = {
    "string": "VARCHAR",
    "integer": "BIGINT",
    "number": "DOUBLE",
    "boolean": "BOOLEAN",
    "date": "DATE",
}
_NO_KEY = {"log", "checks", "indicators"}
_CHUNK = 2000


def write_duckdb(job: Job, place: Path) -> Exported:
    """A database file: tables, cleaned texts, codebooks, views; all with comments."""
    import duckdb

    with duckdb.connect(str(place)) as base:
        base.execute("SET threads TO 1")
        for table in job.each():
            _fill(base, table, job.tables[table])
            _comment_table(base, table, job.language)
        _write_texts(base, job)
        for name, make in CODEBOOKS.items():
            _write_codebook(base, name, make())
        for view in load_toml("views.toml")["view"]:
            sql = view["sql"].format(tongue=job.language, items=_item_columns())
            base.execute(f"CREATE VIEW {view['name']} AS {sql}")
            _comment(base, "VIEW", view["name"], view[job.language])
        base.execute("CHECKPOINT")
    return Exported((place,))


def _fill(base: Any, table: str, frame: pd.DataFrame) -> None:
    import pyarrow as pa

    columns = columns_of(table)
    base.execute(f"CREATE TABLE {_quoted(table)} ({', '.join(_definitions(table, frame))})")
    base.register("incoming", pa.Table.from_pandas(frame, preserve_index=False))
    names = ", ".join(_quoted(c.name) for c in columns)
    base.execute(f"INSERT INTO {_quoted(table)} SELECT {names} FROM incoming")
    base.unregister("incoming")


def _comment_table(base: Any, table: str, language: str) -> None:
    about = f"{table_title(table, language)}: {about_table(table, language)}"
    _comment(base, "TABLE", table, about)
    for column in columns_of(table):
        name = f"{_quoted(table)}.{_quoted(column.name)}"
        text = _literal(about_column(column, language))
        base.execute(f"COMMENT ON COLUMN {name} IS {text}")


def _definitions(table: str, frame: pd.DataFrame) -> Iterator[str]:
    columns = columns_of(table)
    for column in columns:  # true tables of a simulation lack some that a reader always knows
        is_whole = column.is_required and frame[column.name].notna().all()
        needed = " NOT NULL" if is_whole else ""
        yield f"{_quoted(column.name)} {_TYPES[column.type]}{needed}"
    if table not in _NO_KEY:
        yield f"PRIMARY KEY ({', '.join(_quoted(c.name) for c in columns if c.is_key)})"


def _write_texts(base: Any, job: Job) -> None:
    """The cleaned texts, which the offsets of the tables count in."""
    base.execute("CREATE TABLE texts (report_id VARCHAR PRIMARY KEY, text VARCHAR NOT NULL)")
    _comment(base, "TABLE", "texts", say("duckdb", "texts", job.language))
    ids = job.tables.reports["report_id"].drop_duplicates().tolist()
    for at in range(0, len(ids), _CHUNK):
        texts = ((one, _text(job, one)) for one in ids[at : at + _CHUNK])
        rows = [(one, text) for one, text in texts if text is not None]
        chunk = pd.DataFrame(rows, columns=["report_id", "text"], dtype="str")
        base.register("incoming", chunk)
        base.execute("INSERT INTO texts SELECT report_id, text FROM incoming")
        base.unregister("incoming")


def _text(job: Job, report_id: str) -> str | None:
    try:
        return job.tables.texts[report_id]
    except KeyError:
        return None


def _write_codebook(base: Any, name: str, frame: pd.DataFrame) -> None:
    base.register("incoming", frame)
    columns = ", ".join(f"nullif({_quoted(c)}, '') AS {_quoted(c)}" for c in frame.columns)
    base.execute(f"CREATE TABLE {name} AS SELECT {columns} FROM incoming")
    base.unregister("incoming")


def _item_columns() -> str:
    """A column for each row of the request table."""
    items = [row["item"] for row in load_csv("request_items.csv")]
    return ",\n".join(
        f'max(q."count") FILTER (q.item = {_literal(item)}) AS {_quoted(item.replace(".", "_"))}'
        for item in items
    )


def _comment(base: Any, kind: str, name: str, text: str) -> None:
    base.execute(f"COMMENT ON {kind} {_quoted(name)} IS {_literal(text)}")


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
