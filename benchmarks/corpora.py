"""Documents with known cells: a synthetic corpus, and the real reports where they are."""

import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from benchmarks.cells import Cells, Reading, cells_by_document, read_frames, with_paths
from benchmarks.tally import Groups
from govdisc_analysis.corpus import parse_corpus
from govdisc_analysis.simulate import simulate_corpus

TEMPLATES: Mapping[str, float] = {
    "stat2014": 2.0,
    "form2019": 2.5,
    "form2021": 4.0,
    "hybrid_one_other": 0.5,
    "hybrid_old_rows": 0.5,
}


@dataclass(frozen=True, slots=True)
class Sample:
    """One document, its true cells, and what this package makes of it."""

    path: str
    data: bytes
    groups: Groups
    truth: Cells
    ours: Reading


def synthetic(folder: Path, reports: int, seed: int) -> Iterator[Sample]:
    """A synthetic corpus in which every document has a form."""
    simulate_corpus(folder, reports=reports, seed=seed, templates=TEMPLATES)
    documents = pd.read_csv(folder / "truth" / "documents.csv", dtype=str, keep_default_na=False)
    truth = cells_by_document(read_frames(folder / "truth"))
    ours = readings(folder / "raw")
    for row in documents.to_dict("records"):
        path = str(row["source_path"])
        groups = _groups(str(row["format"]), str(row["variant"]), str(row["noises"]))
        data = read_document(folder / "raw", path)
        yield Sample(path, data, groups, truth.get(path, {}), ours.get(path, Reading({})))


def _groups(look: str, variant: str, noises: str) -> list[tuple[str, str]]:
    template = "hybrid" if variant.startswith("hybrid") else variant
    noise = noises.split(";") if noises else ["none"]
    return [
        ("all", "all"),
        ("format", look),
        ("template", template),
        *(("noise", name) for name in noise),
        ("format, template", f"{look}, {template}"),
    ]


def real(folder: Path) -> Iterator[Sample]:
    """Real PDF reports with their cells, read with care."""
    names = {path.name for path in folder.glob("*.pdf")}
    frames = {name: pd.read_csv(folder / f"{name}.csv", dtype=str, keep_default_na=False)
              for name in ("requests", "proactive", "redress")}  # fmt: skip
    nothing = pd.DataFrame(columns=["source_path", "indicator", "value", "origin"])
    truth = cells_by_document({**frames, "indicators": nothing})
    ours = readings(folder)
    for name in sorted(names & set(truth)):
        data = (folder / name).read_bytes()
        yield Sample(name, data, [("real PDF", name)], truth[name], ours[name])


def readings(raw: Path) -> dict[str, Reading]:
    """What this package reads of every document of a folder, and whether a check failed."""
    tables = parse_corpus(raw)
    frames = {name: tables[name] for name in ("requests", "proactive", "redress", "indicators")}
    cells = cells_by_document(with_paths(frames, tables.reports))
    failed = set(tables.checks.loc[tables.checks["result"] == "failed", "report_id"])
    return {
        row["source_path"]: Reading(
            cells.get(row["source_path"], {}),
            row["report_id"] in failed or row["status"] != "parsed",
        )
        for row in tables.reports.to_dict("records")
    }


def read_document(raw: Path, path: str) -> bytes:
    """Bytes of a document of a corpus, out of its archive where it is in one."""
    archive, _, member = path.partition("/")
    if not archive.endswith(".zip"):
        return (raw / path).read_bytes()
    with zipfile.ZipFile(raw / archive) as opened:
        return opened.read(member)
