"""A processed folder for other tools: Excel, Stata, DuckDB, Parquet with metadata, CSV for Excel.

``export_folder`` writes one of them, whole or not at all. Reading the result back gives the
tables again, missing values included; what a format can't hold is said in ``Exported.notes`` and
in the export itself, with the place of the full text.
"""

from collections.abc import Callable, Mapping
from pathlib import Path

from govdisc_analysis.export.excel import write_excel
from govdisc_analysis.export.plain import write_csv, write_parquet
from govdisc_analysis.export.stata import write_stata
from govdisc_analysis.export.target import Exported, Job, Progress, guarded
from govdisc_analysis.export.views import write_duckdb
from govdisc_analysis.labels import check_language
from govdisc_analysis.store import load

_Writer = Callable[[Job, Path], Exported]
WRITERS: Mapping[str, tuple[str, _Writer]] = {
    "xlsx": ("tables.xlsx", write_excel),
    "dta": ("dta", write_stata),
    "parquet": ("parquet", write_parquet),
    "duckdb": ("tables.duckdb", write_duckdb),
    "csv": ("csv", write_csv),
}
"""Each format with the name that its export has by default; one with an ending is a file."""


def export_folder(
    folder: str | Path,
    to: str,
    out: str | Path | None = None,
    *,
    language: str = "zh",
    force: bool = False,
    progress: Progress | None = None,
) -> Exported:
    """Export the tables of a processed folder.

    Args:
        folder: folder written by ``govdisc parse``.
        to: xlsx, dta, parquet, duckdb or csv.
        out: file (xlsx, duckdb) or folder (the others) to write; ``export/...`` by default.
        language: of labels, zh or en.
        force: write over what is there. Foreign files in a folder are kept.
        progress: called with (rows done, rows in all).

    Raises:
        ValueError: the format or language is unknown, or ``out`` has another format's ending.
        FileExistsError: ``out`` is there and ``force`` is not given, or it is a folder with
            files of these names that no export wrote.
        FileNotFoundError: ``folder`` is no processed folder.
    """
    if to not in WRITERS:
        raise ValueError(f"no format {to!r}; choose from {', '.join(WRITERS)}")
    check_language(language)
    name, write = WRITERS[to]
    target = Path(out) if out else Path("export") / name
    ending = Path(name).suffix
    if ending and target.suffix.lower() != ending:
        raise ValueError(f"{target}: {to} is one file; let its name end with {ending}")
    job = Job(load(folder), language, progress)
    with guarded(target, to, is_file="." in name, force=force) as place:
        done = write(job, place)
    return done.moved(place, target)


__all__ = ["WRITERS", "Exported", "export_folder"]
