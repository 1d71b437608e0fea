"""A place, kind of agency or agency, and its peers: which reports a page is about."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import pandas as pd

from govdisc_analysis.analysis.areas import area_of, one_agency
from govdisc_analysis.analysis.panel import LEVELS
from govdisc_analysis.analysis.selection import (
    Selection,
    Study,
    find_folder,
    read_selection,
    select,
)
from govdisc_analysis.analysis.wording import fill
from govdisc_analysis.codebook import load_csv
from govdisc_analysis.labels import label
from govdisc_analysis.schema import table_names
from govdisc_analysis.store import load
from govdisc_analysis.tables import Tables

_T = TypeVar("_T")


@dataclass(frozen=True)
class Place:
    """The reports that a page is about, and those of the same level in the rest of the corpus."""

    own: Study
    peers: Study
    name: str
    levels: tuple[str, ...]
    kind: str = ""
    """The kind of agency that the peers share, if any."""
    known: dict[tuple[str, ...], Any] = field(
        default_factory=dict, init=False, compare=False, repr=False
    )
    """What was computed already (see ``once``)."""

    def once(self, make: Callable[..., _T], side: str, *given: str) -> _T:
        """What a function computes of one side, computed once."""
        key = (make.__qualname__, side, *given)
        if key not in self.known:
            self.known[key] = make(dict(self.sides())[side], *given)
        found: _T = self.known[key]
        return found

    @property
    def language(self) -> str:
        """Language of labels and sentences."""
        return self.own.language

    def sides(self) -> Iterator[tuple[str, Study]]:
        """The place and its peers, under their names."""
        yield self.name, self.own
        if len(self.peers.tables.reports):
            yield words("peer_name", self.language), self.peers


def open_place(
    processed: str | Path,
    *,
    years: str = "",
    region: str = "",
    admin_level: str = "",
    agency_type: str = "",
    agency: str = "",
    language: str = "en",
) -> Place:
    """The reports of a place and those of its peers.

    Peers are of the same levels in the rest of the corpus, within the years asked for or else from
    the place's first year to its last; where a place or an agency is limited to a kind of agency,
    they are of that kind too.

    Args:
        processed: folder written by `govdisc parse`.
        years: first and last year, or empty for all.
        region: a place by its name, with or without those of its parents, or by its code.
        admin_level: a level of government, or empty.
        agency_type: code of a kind of agency, or empty.
        agency: the name of one agency, or empty.
        language: zh or en.

    Raises:
        ValueError: a parameter makes no sense, a name means several places, or no report fits.
        FileNotFoundError: there is no such folder.
    """
    folder = find_folder(processed)
    tables = load(folder)
    chosen = read_selection(
        years=years,
        admin_level=admin_level,
        agency_type=agency_type,
        language=language,
        reports=tables.reports,
    )
    own = limit(select(tables, chosen), region, agency)
    if own.reports.empty:
        asked = [x for x in (region, years, admin_level, agency_type, agency) if x]
        raise ValueError(f"no report of {processed} fits {', '.join(asked)}")
    kind = agency_type if region or agency else ""
    around = Selection(chosen.years or _span(own), "", admin_level, kind, language)
    there = set(own.reports["admin_level"].dropna())
    rest = select(tables, around)
    outside = ~rest.reports["report_id"].isin(own.reports["report_id"])
    rest = part_of(rest, outside & rest.reports["admin_level"].isin(there))
    left = len(tables.reports) - len(own.reports)
    return Place(
        Study(own, chosen, left, folder),
        Study(rest, around, 0, folder),
        place_name(language, years, region, admin_level, agency_type, agency),
        tuple(x for x in LEVELS if x in there),
        kind,
    )


def limit(tables: Tables, region: str, agency: str) -> Tables:
    """The tables of one place and one agency, where they are named.

    Raises:
        ValueError: a name means several places or agencies.
    """
    if not region and not agency:
        return tables
    return part_of(tables, inside(tables.reports, region, agency))


def inside(reports: pd.DataFrame, region: str, agency: str) -> "pd.Series[bool]":
    """Which reports are of one place and one agency, where they are named.

    Raises:
        ValueError: a name means several places or agencies.
    """
    keep = pd.Series(True, index=reports.index)
    if region:
        area = area_of(region, reports)
        keep = area.rows(reports) if area else ~keep
    if agency:
        one_agency(agency, reports[keep])
        keep &= (reports["agency"] == agency).fillna(False).astype(bool)
    return keep


def _span(tables: Tables) -> tuple[int, int] | None:
    """First and last year of some reports; None if none tells its year."""
    years = tables.reports["year"].dropna()
    return None if years.empty else (int(years.min()), int(years.max()))


def place_name(
    language: str, years: str, region: str, admin_level: str, agency_type: str, agency: str
) -> str:
    """What the page is about, in a few words.

    >>> place_name("zh", "2016:2020", "安徽省", "", "", "")
    '安徽省 · 2016–2020'
    """
    kinds = [label(x, language) for x in (admin_level, agency_type) if x]
    named = [x for x in (region, agency) if x] + kinds
    parts = named or [words("whole", language)]
    return words("and", language).join([*parts, *([years.replace(":", "–")] if years else [])])


def words(key: str, language: str, **slots: object) -> str:
    """A sentence of codebook/region_sentences.csv with its slots filled."""
    return fill(_texts()[key][language], **slots)


def part_of(tables: Tables, keep: "pd.Series[bool]") -> Tables:
    """The tables of some of the reports."""
    reports = tables.reports[keep.fillna(False).astype(bool)]
    ids = set(reports["report_id"])
    parts = {name: tables[name] for name in table_names() if name != "reports"}
    inside: dict[str, Any] = {n: part[part["report_id"].isin(ids)] for n, part in parts.items()}
    return replace(tables, reports=reports, **inside)


@cache
def _texts() -> dict[str, dict[str, str]]:
    return {row["key"]: row for row in load_csv("region_sentences.csv")}
