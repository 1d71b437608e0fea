"""Where a report comes from: its rows in the tables, and its document, read anew on its own."""

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from govdisc_analysis.manifest import load_manifest, overrides_for
from govdisc_analysis.models import Cleaned, Report
from govdisc_analysis.parse import parse_document
from govdisc_analysis.read import Failure, read_documents
from govdisc_analysis.schema import table_names
from govdisc_analysis.store import load
from govdisc_analysis.tables import Tables, build_rows

RAW = "data/raw"
_NEAR = 5
_SHORTEST = 4

Row = Mapping[str, Any]


class NotThereError(LookupError):
    """A report or a number that is not there; the message lists what is near."""


@dataclass(frozen=True, slots=True)
class Origin:
    """One report: its rows by table, its cleaned text, and the document where it is at hand."""

    row: Row
    rows: Mapping[str, Sequence[Row]]
    text: str | None
    cleaned: Cleaned | None = None
    raw: str = ""
    notes: tuple[str, ...] = field(default=())


def of_report(report: Report) -> Origin:
    """Of a report that was just parsed."""
    rows = build_rows(report)
    text = report.cleaned.text if report.cleaned else None
    return Origin(rows["reports"][0], rows, text, report.cleaned)


def of_folder(report_id: str, data: str | Path | Tables, raw: str | Path | None) -> Origin:
    """Of a processed folder, with the one document read again from the raw folder.

    Raises:
        NotThereError: no such report.
        ValueError: the source in ``raw`` is not the file that the tables were read from; in the
            usual folder such a file is passed over.
    """
    tables = data if isinstance(data, Tables) else load(find_place(data))
    row = _find(report_id, tables)
    rows = {name: _rows(tables, name, str(row["report_id"])) for name in table_names()}
    text = _text(tables, str(row["report_id"]))
    folder = find_place(raw or RAW, must=False)
    report = _read_again(folder, row, is_sure=raw is not None) if text is not None else None
    return Origin(row, rows, text, report.cleaned if report else None, str(raw or RAW))


def find_place(path: str | Path, *, must: bool = True) -> Path:
    """A folder as given, or the same path from a folder above: notebooks run in their own."""
    path = Path(path).expanduser()
    here = Path.cwd()
    places = [path] if path.is_absolute() else [up / path for up in (here, *here.parents)]
    found = next((place for place in places if place.exists()), None)
    if found is None and must:
        raise FileNotFoundError(f"{path} is not there; make it with `govdisc parse`")
    return found or path


def _find(wanted: str, tables: Tables) -> Row:
    """The report by its id, the beginning of its id, or its path."""
    reports = _plain(tables.reports)
    is_start = len(wanted) >= _SHORTEST
    ways = (
        [r for r in reports if wanted in {r["report_id"], r["source_path"]}],
        [r for r in reports if is_start and r["report_id"].startswith(wanted)],
        [r for r in reports if r["source_path"].endswith(f"/{wanted}")],
    )
    for found in ways:
        if len({r["report_id"] for r in found}) == 1:
            return found[0]
    near = _near_reports(wanted, reports)
    raise NotThereError(f"no report {wanted!r}; near are:\n" + "\n".join(near))


def _near_reports(wanted: str, reports: Sequence[Row]) -> list[str]:
    lines: dict[str, str] = {}
    for r in reports:
        who = " ".join(str(r[name]) for name in ("agency", "year") if r[name] is not None)
        line = f"  {r['report_id']}  {who}  {r['source_path']}"
        for key in (r["report_id"], r["source_path"], who, str(r["agency"] or "")):
            lines.setdefault(key, line)
    close = difflib.get_close_matches(wanted, [k for k in lines if k], n=3 * _NEAR, cutoff=0.3)
    close += [key for key in lines if key and wanted and wanted in key]
    near = [lines[key] for key in close] or list(lines.values())
    return list(dict.fromkeys(near))[:_NEAR]


def _rows(tables: Tables, name: str, report_id: str) -> list[Row]:
    frame = tables[name]
    return _plain(frame[frame["report_id"] == report_id])


def _plain(frame: Any) -> list[Row]:
    records = frame.astype(object).where(frame.notna(), None).to_dict("records")
    return list(records)


def _text(tables: Tables, report_id: str) -> str | None:
    try:
        return tables.texts[report_id]
    except KeyError:
        return None


def _read_again(folder: Path, row: Row, *, is_sure: bool) -> Report | None:
    """The report's one document, parsed; None where its file is not at hand."""
    path = str(row["source_path"])
    file = _file_of(folder, path)
    if file is None:
        return None
    name = file.relative_to(folder).as_posix() if folder.is_dir() else file.name
    for item in read_documents(file.read_bytes(), name):
        if isinstance(item, Failure) or item.name != path:
            continue
        if item.sha256 != row["sha256"]:
            if not is_sure:
                return None
            raise ValueError(f"{path} has changed since it was read; parse the reports anew")
        manifest = load_manifest(folder) if folder.is_dir() else {}
        overrides, _ = overrides_for(item.name, item.sha256, manifest)
        return parse_document(item, overrides)
    return None


def _file_of(folder: Path, path: str) -> Path | None:
    """The file that holds a source: itself, the zip that it lies in, or the set of its record."""
    if folder.is_file():
        return folder
    parts = path.split("/")
    for count in range(1, len(parts) + 1):
        file = folder.joinpath(*parts[:count])
        if file.is_file():
            return file
    whole = path.rpartition("#")[0]
    return _file_of(folder, whole) if whole else None
