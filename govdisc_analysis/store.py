"""A processed folder: written whole or not at all, and read back as the same tables."""

import csv
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from io import TextIOWrapper
from pathlib import Path
from typing import Any, BinaryIO, TextIO

import pandas as pd

from govdisc_analysis.datapackage import CODEBOOK, PACKAGE, write_codebook, write_package
from govdisc_analysis.leftovers import ASIDE, unfinished
from govdisc_analysis.outcomes import flag_breaks, harmonise_outcomes
from govdisc_analysis.schema import (
    DTYPES,
    Column,
    check_frame,
    columns_of,
    make_frame,
    table_names,
)
from govdisc_analysis.tables import Tables

FORMATS = ("csv", "parquet")
TEXTS = "text"
TRUTH = "documents.csv"  # stands in the truth folder of a simulated corpus only


def write_tables(tables: Tables, out: str | Path, formats: Sequence[str] = FORMATS) -> None:
    """Check the tables and write them to a folder, which changes as a whole or not at all.

    Files of the folder that don't belong to the tables are kept.

    Raises:
        ValueError: a format is unknown, or a table breaks the schema (nothing is written).
    """
    if unknown := [name for name in formats if name not in FORMATS]:
        raise ValueError(f"unknown format {', '.join(unknown)}; choose from {', '.join(FORMATS)}")
    for name in table_names():
        check_frame(name, tables[name])
    with replacing(Path(out), _is_ours) as folder:
        for name in table_names():
            if "csv" in formats:
                as_csv(tables[name], name, folder / f"{name}.csv")
            if "parquet" in formats:
                tables[name].to_parquet(folder / f"{name}.parquet", index=False)
        (folder / TEXTS).mkdir()
        for report_id, text in tables.texts.items():
            (folder / TEXTS / f"{report_id}.txt").write_bytes(text.encode("utf-8", "replace"))
        write_codebook(folder)
        write_package(folder, formats)


def _is_ours(name: str) -> bool:
    """Whether a name of a processed folder is one that ``write_tables`` writes."""
    stem, _, ending = name.rpartition(".")
    return name in {TEXTS, CODEBOOK, PACKAGE} or (stem in table_names() and ending in FORMATS)


@contextmanager
def replacing(out: Path, is_ours: Any) -> Iterator[Path]:
    """A new folder to fill, which takes the place of ``out`` once it is filled.

    Until then ``out`` stays as it was; what stood in it under other names is taken over.

    Raises:
        ValueError: ``out`` is or holds the current folder, which can't be moved away.
    """
    if Path.cwd().is_relative_to(out.resolve()):
        raise ValueError(f"{out} is or holds the folder that you are in; choose a folder inside it")
    out.parent.mkdir(parents=True, exist_ok=True)
    with unfinished(f".{out.name}.", out.parent, home=out) as fresh:
        fresh.chmod(0o755)
        yield fresh
        old = fresh.with_name(fresh.name + ASIDE)
        if out.exists():
            for entry in out.iterdir():
                if not is_ours(entry.name):
                    _copy(entry, fresh / entry.name)
            out.rename(old)
        try:
            fresh.rename(out)
        except BaseException:
            if old.exists():
                old.rename(out)
            raise
        shutil.rmtree(old, ignore_errors=True)


def _copy(source: Path, target: Path) -> None:
    if source.is_dir() and not source.is_symlink():
        shutil.copytree(source, target, symlinks=True, dirs_exist_ok=True)
    else:
        with suppress(FileExistsError):
            os.link(source, target, follow_symlinks=False)


def as_csv(frame: pd.DataFrame, table: str, path: Path | BinaryIO) -> None:
    """Write one table: whole numbers without a point, true and false, ISO dates."""
    columns = columns_of(table)
    texts = [as_text(frame[c.name], c) for c in columns]
    with _text_file(path) as file:
        lines = csv.writer(file, lineterminator="\n")
        lines.writerow([c.name for c in columns])
        lines.writerows(zip(*texts, strict=True))


@contextmanager
def _text_file(path: Path | BinaryIO) -> Iterator[TextIO]:
    """A file by its path, or one that is open for bytes and stays open."""
    if isinstance(path, Path):
        with path.open("w", encoding="utf-8", newline="") as file:
            yield file
        return
    wrapped = TextIOWrapper(path, encoding="utf-8", newline="")
    yield wrapped
    wrapped.detach()


def as_text(values: "pd.Series[Any]", column: Column) -> list[str]:
    """Values as the CSV has them; a missing one is empty."""
    codes, known = pd.factorize(values)
    if column.type == "date":
        words = [v.date().isoformat() for v in known]
    else:
        words = [_word(v) for v in known.astype(object)]
    words.append("")  # the code of a missing value is -1
    return [words[code] for code in codes]


def _word(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return str(value)


def load(folder: str | Path) -> Tables:
    """Read a processed folder back.

    The ``truth`` folder of a simulated corpus can be read too: columns and tables that it has no
    need of are empty, and the outcomes are computed from its forms and figures.

    Raises:
        FileNotFoundError: the folder or one of its tables is not there.
    """
    folder = Path(folder)
    if (folder / TRUTH).is_file() and not (folder / PACKAGE).is_file():
        return _load_truth(folder)
    frames = {name: read_table(folder, name) for name in table_names()}
    if absent := [name for name, frame in frames.items() if frame is None]:
        raise FileNotFoundError(f"{folder} is no processed folder: {absent[0]}.csv is not there")
    texts = LazyTexts(folder / TEXTS)
    return Tables(**frames, texts=texts, folder=folder)  # type: ignore[arg-type]


def _load_truth(folder: Path) -> Tables:
    """The true tables of a simulated corpus, which hold what a reader can know, and no more."""
    found = {name: read_table(folder, name) for name in table_names()}
    frames = {n: make_frame(n, []) if f is None else f for n, f in found.items()}
    needed = {
        "requests": ["item", "applicant", "count"],
        "indicators": ["indicator", "value", "lower", "upper", "origin"],
    }
    rows = {name: _by_report(frames[name], columns) for name, columns in needed.items()}
    made = [
        row
        for one in frames["reports"]["report_id"].unique()
        for row in harmonise_outcomes(one, *(rows[name].get(one, []) for name in needed))
    ]
    outcomes = flag_breaks(make_frame("outcomes", made), frames["reports"])
    tables = Tables(**frames, folder=folder)  # type: ignore[arg-type]
    return replace(tables, outcomes=outcomes)


def _by_report(frame: pd.DataFrame, columns: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
    """Rows with None for what is missing, by report."""
    cells = {n: frame[n].astype(object).where(frame[n].notna(), None).tolist() for n in columns}
    found: dict[str, list[dict[str, Any]]] = {}
    for one, *values in zip(frame["report_id"], *cells.values(), strict=True):
        found.setdefault(one, []).append(dict(zip(cells, values, strict=True)))
    return found


class LazyTexts(dict[str, str]):
    """Cleaned texts of a processed folder, read when asked for."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder

    def __missing__(self, report_id: str) -> str:
        path = self._folder / f"{report_id}.txt"
        if not path.is_file():
            raise KeyError(report_id)
        text = path.read_bytes().decode("utf-8")
        self[report_id] = text
        return text


def read_table(folder: Path, name: str) -> pd.DataFrame | None:
    """One table of a folder, typed, in whichever format it is there; None if in neither.

    Columns that a CSV lacks are missing values.
    """
    parquet, plain = folder / f"{name}.parquet", folder / f"{name}.csv"
    if parquet.is_file():
        return pd.read_parquet(parquet)
    if not plain.is_file():
        return None
    text = pd.read_csv(plain, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    empty = pd.Series("", index=text.index, dtype="str")
    return pd.DataFrame({c.name: _typed(text.get(c.name, empty), c) for c in columns_of(name)})


def _typed(text: "pd.Series[str]", column: Column) -> "pd.Series[Any]":
    values = text.where(text != "")
    if column.type == "boolean":
        values = values.map({"true": True, "false": False})
    elif column.type in {"integer", "number"}:
        return pd.to_numeric(values).astype(DTYPES[column.type])  # type: ignore[call-overload, no-any-return]
    return values.astype(DTYPES[column.type])  # type: ignore[call-overload, no-any-return]
