"""A synthetic corpus on disk: documents in every format, and the true tables beside them."""

import csv
import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from random import Random

from govdisc_analysis.simulate.agencies import draw_agency
from govdisc_analysis.simulate.cells import CellHabit
from govdisc_analysis.simulate.compose import Plan, compose
from govdisc_analysis.simulate.dice import chance, dice, pick_share
from govdisc_analysis.simulate.history import YearCounts, build_history
from govdisc_analysis.simulate.model import Agency, Draft
from govdisc_analysis.simulate.noise import add_noise, cell_zero, choose_noises, number_style
from govdisc_analysis.simulate.render import extension, pack, render
from govdisc_analysis.simulate.truth import COLUMNS, Row, truth_rows, year_checks

TEMPLATES: Mapping[str, float] = {
    "narrative": 3.0,
    "summary": 1.0,
    "stat2014": 2.0,
    "form2019": 2.5,
    "form2021": 4.0,
    "hybrid_one_other": 0.5,
    "hybrid_old_rows": 0.5,
}
FORMATS: Mapping[str, float] = {
    "html": 1.0,
    "html_word": 1.0,
    "html_nested": 0.7,
    "html_split": 0.7,
    "html_br": 0.7,
    "html_gov": 1.0,
    "html_nocharset": 0.4,
    "html_gb18030": 0.5,
    "html_big5": 0.3,
    "docx": 1.0,
    "docx_nested": 0.3,
    "pdf": 0.6,
    "pdf_header": 0.4,
    "md": 0.5,
    "tsv": 0.4,
    "txt_bar": 0.7,
    "txt_lines": 0.6,
    "txt_spaces": 0.6,
    "txt_dropped": 0.4,
    "txt_gb18030": 0.3,
    "zip": 0.3,
    "rtf": 0.0,  # only where it is asked for
}
NOISES: Mapping[str, float] = {
    "traditional": 0.05,
    "traditional_tw": 0.03,
    "pinyin": 0.05,
    "wide_digits": 0.04,
    "thousands": 0.1,
    "spam": 0.05,
    "blank_cells": 0.1,
    "dash_cells": 0.08,
    "furniture": 0.1,
    "spaced_numbers": 0.1,
    "lost_breaks": 0.1,
    "cell_units": 0.08,
}
ERRORS = ("cell", "total", "contradiction", "percentage", "difference")
_YEARS = {
    "narrative": (2008, 2018),
    "summary": (2009, 2023),
    "stat2014": (2014, 2018),
    "form2019": (2019, 2020),
    "form2021": (2021, 2024),
    "hybrid_one_other": (2021, 2024),
    "hybrid_old_rows": (2021, 2024),
}


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


@dataclass(frozen=True, slots=True)
class _Shares:
    templates: Mapping[str, float]
    formats: Mapping[str, float]
    noises: Mapping[str, float]
    errors: float
    years: tuple[int, int]
    seed: int


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
    shares = _Shares(
        _checked(templates, TEMPLATES, "template"),
        _checked(formats, FORMATS, "format"),
        _checked(noises, NOISES, "noise"),
        errors,
        years,
        seed,
    )
    _check_numbers(reports, shares)
    drafts = _drafts(reports, shares)
    return _write(out, drafts, seed)


def _checked(
    given: Mapping[str, float] | None, known: Mapping[str, float], what: str
) -> Mapping[str, float]:
    if given is None:
        return known
    unknown = sorted(set(given) - set(known))
    if unknown:
        raise ValueError(f"unknown {what} {unknown[0]!r}; known are {', '.join(known)}")
    if any(share < 0 for share in given.values()):
        raise ValueError(f"the share of a {what} must not be negative")
    if what != "noise" and not any(given.values()):
        raise ValueError(f"at least one {what} needs a share above 0")
    return given


def _check_numbers(reports: int, shares: _Shares) -> None:
    first, last = shares.years
    if reports < 1:
        raise ValueError(f"reports must be at least 1, not {reports}")
    if not 0 <= shares.errors <= 1:
        raise ValueError(f"errors must be a share between 0 and 1, not {shares.errors}")
    if first > last:
        raise ValueError(f"the first year {first} comes after the last {last}")
    if not _possible(shares):
        raise ValueError(f"none of the chosen templates was in use in {first} to {last}")


def _possible(shares: _Shares) -> dict[str, float]:
    first, last = shares.years
    return {
        name: share
        for name, share in shares.templates.items()
        if share > 0 and _YEARS[name][0] <= last and _YEARS[name][1] >= first
    }


def _drafts(reports: int, shares: _Shares) -> list[Draft]:
    drafts: list[Draft] = []
    number = 0
    names: set[str] = set()
    while len(drafts) < reports:
        agency = _new_agency(number, names, shares.seed)
        drafts += _agency_drafts(agency, len(drafts), reports - len(drafts), shares)
        number += 1
    return drafts


def _new_agency(number: int, names: set[str], seed: int) -> Agency:
    """An office with a name of its own; when names run out, one that was there already."""
    for attempt in range(30):
        agency = draw_agency(number, dice(seed, "agency", number, attempt))
        if agency.name not in names:
            break
    names.add(agency.name)
    return agency


def _agency_drafts(agency: Agency, before: int, wanted: int, shares: _Shares) -> list[Draft]:
    number = agency.number
    rng = dice(shares.seed, "history", number)
    variants = _variants(rng, shares)
    # One year more than is printed, so that every report has a last year to speak of.
    first, last = min(variants), max(variants)
    history = build_history(agency, range(first - 1, last + 1), rng)
    drafts: list[Draft] = []
    for before_counts, counts in pairwise(history):
        if counts.year not in variants or len(drafts) == wanted:
            continue
        old = tuple(problem.text for problem in drafts[-1].problems) if drafts else ()
        one = dice(shares.seed, "report", number, counts.year)
        serial = before + len(drafts)
        year_pair = (before_counts, counts)
        drafts.append(_one(serial, agency, year_pair, variants[counts.year], old, one, shares))
    return drafts


def _variants(rng: Random, shares: _Shares) -> dict[int, str]:
    """The years for which one office reports, and the variant of each; some years are missing."""
    possible = _possible(shares)
    first_choice = pick_share(rng, possible)
    low = max(shares.years[0], _YEARS[first_choice][0])
    high = min(shares.years[1], _YEARS[first_choice][1])
    start = rng.randint(low, high)
    chosen = {start: first_choice}
    year = start
    for _ in range(rng.choice((0, 1, 2, 3))):
        year += 1
        if year > shares.years[1]:
            break
        open_now = {
            name: share * (6 if name == chosen.get(year - 1) else 1)
            for name, share in possible.items()
            if _YEARS[name][0] <= year <= _YEARS[name][1]
        }
        if open_now and not chance(rng, 0.12):
            chosen[year] = pick_share(rng, open_now)
    return chosen


def _one(
    serial: int,
    agency: Agency,
    counts: tuple[YearCounts, YearCounts],
    variant: str,
    old: tuple[str, ...],
    rng: Random,
    shares: _Shares,
) -> Draft:
    look, zipped = _look(rng, shares.formats)
    error = rng.choice(ERRORS) if chance(rng, shares.errors) else ""
    noises = choose_noises(look, shares.noises, error, rng)
    style = number_style(noises, rng)
    zero, share = cell_zero(noises, look, rng)
    dressed = "cell_units" in noises
    habit = CellHabit(style, rng, zero, share, units=dressed, signs=dressed)
    # Only prose is ever sent in before the year is over.
    partial = variant in ("narrative", "summary") and chance(rng, 0.06)
    now, before = counts[1], counts[0]
    plan = Plan(agency, now, before, variant, style, habit, error, old, serial, partial)
    draft = compose(plan, rng)
    site = look == "html_gov" or "furniture" in noises
    dateline = site or (extension(look) == ".txt" and chance(rng, 0.4))
    draft = add_noise(replace(draft, format=look, noises=noises, dateline=dateline), rng)
    name = f"sim_{serial:05d}_{draft.year}{extension(look)}"
    # Zip files of a dozen reports each.
    archive = f"sim_archive_{serial // 200:03d}.zip" if zipped else ""
    return replace(draft, archive=archive, path=f"{archive or draft.year}/{name}")


def _look(rng: Random, formats: Mapping[str, float]) -> tuple[str, bool]:
    """A format, and whether the file goes into a zip file."""
    look = pick_share(rng, formats)
    if look != "zip":
        return look, False
    others = {name: share for name, share in formats.items() if name != "zip" and share > 0}
    return (pick_share(rng, others) if others else "html"), True


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
