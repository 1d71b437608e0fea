"""Whether a folder is whole and of one run: what is wrong with it, in words."""

import hashlib
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from govdisc_analysis.datapackage import PACKAGE
from govdisc_analysis.schema import check_frame, columns_of, table_names
from govdisc_analysis.store import TEXTS, as_csv, load
from govdisc_analysis.tables import Tables

SUMS = "SHA256SUMS"
_SHOWN = 3


class NotWholeError(Exception):
    """A folder that can't be released; one line for each thing that is wrong."""


def check_whole(folder: Path) -> Tables:
    """The tables of a processed folder that passes every check.

    Raises:
        FileNotFoundError: it is no processed folder.
        NotWholeError: something is missing, was changed, or comes from another run.
    """
    if not (folder / PACKAGE).is_file():
        raise FileNotFoundError(f"{folder} is no processed folder: {PACKAGE} is not there")
    problems = list(_files(folder))
    if not problems:
        tables = load(folder)
        problems = [*_frames(folder, tables), *_references(tables), *_texts(folder, tables)]
    if problems:
        raise NotWholeError("\n".join(problems))
    return tables


def read_package(folder: Path) -> dict[str, Any]:
    """``datapackage.json`` of a folder; empty where there is none."""
    path = folder / PACKAGE
    if not path.is_file():
        return {}
    package: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return package


def file_hash(path: Path) -> str:
    """SHA-256 of a file, read in pieces."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def check_sums(folder: Path) -> list[str]:
    """What a release's own checksums find wrong."""
    path = folder / SUMS
    wrong = []
    for line in path.read_text(encoding="utf-8").splitlines():
        expected, _, name = line.partition("  ")
        if not (folder / name).is_file():
            wrong.append(f"{name} of {folder} is not there")
        elif file_hash(folder / name) != expected:
            wrong.append(f"{name} of {folder} is not the file that {SUMS} speaks of")
    return wrong


def _files(folder: Path) -> Iterator[str]:
    """Every file of the data package is there, byte for byte."""
    listed = {r["path"]: r for r in read_package(folder).get("resources", [])}
    for table in table_names():
        if f"{table}.csv" not in listed:
            yield f"{PACKAGE} does not list {table}.csv: parse with --format csv,parquet"
    for name, resource in listed.items():
        path = folder / name
        if not path.is_file():
            yield f"{name} is not there"
        elif f"sha256:{file_hash(path)}" != resource.get("hash"):
            yield f"{name} is not the file that {PACKAGE} speaks of: changed, or of another run"


def _frames(folder: Path, tables: Tables) -> Iterator[str]:
    """The tables keep the schema, and Parquet and CSV hold the same."""
    for table in table_names():
        try:
            check_frame(table, tables[table])
        except ValueError as error:
            yield str(error).replace("\n", " | ")
        has_both = (folder / f"{table}.parquet").is_file() and (folder / f"{table}.csv").is_file()
        if has_both and not _is_same(tables[table], table, folder / f"{table}.csv"):
            yield f"{table}.parquet and {table}.csv differ: they are of different runs"


def _is_same(frame: pd.DataFrame, table: str, path: Path) -> bool:
    if list(frame.columns) != [c.name for c in columns_of(table)]:
        return False
    made = io.BytesIO()
    as_csv(frame, table, made)
    return made.getvalue() == path.read_bytes()


def _references(tables: Tables) -> Iterator[str]:
    """Every row speaks of a report that is there, every category of a problem that is."""
    known = set(tables.reports["report_id"])
    for table in table_names():
        strange = sorted(set(tables[table]["report_id"].dropna()) - known)
        if strange:
            shown = ", ".join(strange[:_SHOWN])
            yield f"{table} has rows of {len(strange)} reports that reports has not ({shown})"
    keys = ["report_id", "problem_no"]
    codes, problems = tables.problem_categories[keys], tables.problems[keys]
    lost = len(codes.merge(problems, how="left", indicator=True).query("_merge == 'left_only'"))
    if lost:
        yield f"problem_categories has {lost} rows of problems that are not there"


def _texts(folder: Path, tables: Tables) -> Iterator[str]:
    """Each report's cleaned text is there, is its own, and holds every place."""
    reports = tables.reports.drop_duplicates("report_id").set_index("report_id")
    lengths = {}
    for report_id, characters in reports["characters"].dropna().items():
        path = folder / TEXTS / f"{report_id}.txt"
        if not path.is_file():
            yield f"{TEXTS}/{path.name} is not there"
            continue
        text = path.read_bytes().decode("utf-8")
        lengths[report_id] = len(text)
        if len("".join(text.split())) != characters:
            yield f"{TEXTS}/{path.name} is not the text that the tables were read from"
    for table in ("indicators", "requests", "proactive", "redress", "problems"):
        ends = tables[table].dropna(subset="end").groupby("report_id")["end"].max()
        for report_id, end in ends.items():
            if end > lengths.get(report_id, end):
                yield f"{table}: a place lies behind the end of {TEXTS}/{report_id}.txt"
