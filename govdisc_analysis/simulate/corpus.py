"""A synthetic corpus on disk: documents in every format, and the true tables beside them."""

import csv
import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from govdisc_analysis.simulate.dice import dice
from govdisc_analysis.simulate.drafts import draw_drafts
from govdisc_analysis.simulate.model import Draft
from govdisc_analysis.simulate.render import pack, render
from govdisc_analysis.simulate.shares import check_shares
from govdisc_analysis.simulate.truth import COLUMNS, Row, truth_rows, year_checks


@dataclass(frozen=True, slots=True)
class SimulationSummary:
    """What was written: counts by template, format, noise and planted error."""

    out: Path
    reports: int
    agencies: int
    templates: Mapping[str, int]
    formats: Mapping[str, int]
    noises: Mapping[str, int]
    errors: Mapping[str, int]


def simulate_corpus(
    out: Path,
    *,
    reports: int,
    seed: int,
    templates: Mapping[str, float] | None = None,
    formats: Mapping[str, float] | None = None,
    noises: Mapping[str, float] | None = None,
    errors: float = 0.1,
    years: tuple[int, int] = (2008, 2024),
) -> SimulationSummary:
    """Write ``reports`` synthetic documents to ``out/raw`` and their truth to ``out/truth``.

    Args:
        out: Folder to write to; made where missing.
        reports: Number of documents.
        seed: The same seed gives the same bytes on every machine.
        templates: Share of each template; see ``TEMPLATES``. Shares need not sum to one.
        formats: Share of each file format; see ``FORMATS``.
        noises: Probability of each noise, where the format can carry it; see ``NOISES``.
        errors: Share of documents with a planted contradiction.
        years: First and last reporting year.

    Raises:
        ValueError: For a share, number or name that makes no sense.
    """
    shares = check_shares(templates, formats, noises, errors, years)
    if reports < 1:
        raise ValueError(f"reports must be at least 1, not {reports}")
    return _write(out, draw_drafts(reports, shares, seed), seed)


def _write(out: Path, drafts: list[Draft], seed: int) -> SimulationSummary:
    tables: dict[str, list[Row]] = {name: [] for name in COLUMNS}
    ids: dict[str, str] = {}
    archives: dict[str, dict[str, bytes]] = {}
    for draft in drafts:
        content = render(draft, dice(seed, "render", draft.path))
        if draft.archive:
            archives.setdefault(draft.archive, {})[draft.path.partition("/")[2]] = content
        else:
            _write_bytes(out / "raw" / draft.path, content)
        ids[draft.path] = hashlib.sha256(content).hexdigest()[:16]
        for table, row in truth_rows(draft, ids[draft.path]):
            tables[table].append(row)
    for name, files in archives.items():
        _write_bytes(out / "raw" / name, pack(files))
    for source, row in year_checks(drafts):
        tables["checks"].append({"report_id": ids[source], **row})
    for name, rows in tables.items():
        _write_table(out / "truth" / f"{name}.csv", COLUMNS[name], rows)
    return SimulationSummary(
        out=out,
        reports=len(drafts),
        agencies=len({draft.agency.number for draft in drafts}),
        templates=Counter(draft.variant for draft in drafts),
        formats=Counter(draft.format for draft in drafts),
        noises=Counter(noise for draft in drafts for noise in draft.noises),
        errors=Counter(error for draft in drafts for error in draft.errors),
    )


def _write_bytes(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def _write_table(path: Path, columns: tuple[str, ...], rows: list[Row]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, columns, lineterminator="\n", restval="")
        writer.writeheader()
        writer.writerows(rows)
