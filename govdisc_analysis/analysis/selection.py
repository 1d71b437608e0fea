"""Which agency-years a study is about, checked before anything is computed."""

import re
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field, replace
from functools import wraps
from pathlib import Path
from typing import Any, Concatenate, ParamSpec

import pandas as pd

from govdisc_analysis.codebook import load_csv
from govdisc_analysis.labels import check_language
from govdisc_analysis.places import gazetteer
from govdisc_analysis.schema import columns_of, table_names
from govdisc_analysis.store import load
from govdisc_analysis.tables import Tables

_YEARS = re.compile(r"(\d{4})(?::(\d{4}))?")
_FIRST, _LAST = 1990, 2100
_PLACES = ("province", "city", "county")
P = ParamSpec("P")


@dataclass(frozen=True)
class Selection:
    """Years (first and last), a place of any level, a level, a kind of agency, a language."""

    years: tuple[int, int] | None = None
    region: str = ""
    admin_level: str = ""
    agency_type: str = ""
    language: str = "en"


@dataclass(frozen=True)
class Study:
    """The tables of a selection. `left_out` counts the reports outside of it.

    `frames` holds what was computed of the tables already (see ``once_a_study``).
    """

    tables: Tables
    selection: Selection = Selection()
    left_out: int = 0
    folder: Path | None = None
    frames: dict[Hashable, pd.DataFrame] = field(default_factory=dict, repr=False, compare=False)

    @property
    def language(self) -> str:
        """Language of labels and sentences."""
        return self.selection.language

    def spoken_in(self, language: str) -> "Study":
        """The same study with the words of a language; what was computed is shared."""
        return replace(self, selection=replace(self.selection, language=language))


def once_a_study(
    make: Callable[Concatenate[Study, P], pd.DataFrame],
) -> Callable[Concatenate[Study, P], pd.DataFrame]:
    """A panel that many tables and charts start from, computed once for each study.

    What comes back is the caller's own: pandas copies it where it is changed. The panel must not
    depend on the language, since a study in another language shares the frames.
    """

    @wraps(make)
    def held(study: Study, /, *args: P.args, **kwargs: P.kwargs) -> pd.DataFrame:
        key = (make.__module__, make.__qualname__, args, tuple(sorted(kwargs.items())))
        if key not in study.frames:
            study.frames[key] = make(study, *args, **kwargs)
        return study.frames[key].copy(deep=False)

    return held


def open_study(
    processed: str | Path,
    *,
    years: str = "",
    region: str = "",
    admin_level: str = "",
    agency_type: str = "",
    language: str = "en",
) -> Study:
    """The tables of a processed folder, limited to what the parameters say.

    Args:
        processed: folder written by `govdisc parse`; a relative one is looked for here and in
            the folders above.
        years: `2016:2020`, `2019`, or empty for all.
        region: full name of a province, city or county, or empty.
        admin_level: national, province, prefecture, county, township, or empty.
        agency_type: code of codebook/agency_types.csv, or empty.
        language: zh or en.

    Raises:
        ValueError: a parameter makes no sense; the message says what would.
        FileNotFoundError: there is no such folder.
    """
    folder = find_folder(processed)
    tables = load(folder)
    chosen = read_selection(
        years=years,
        region=region,
        admin_level=admin_level,
        agency_type=agency_type,
        language=language,
        reports=tables.reports,
    )
    part = select(tables, chosen)
    return Study(part, chosen, len(tables.reports) - len(part.reports), folder)


def read_selection(
    *,
    years: str = "",
    region: str = "",
    admin_level: str = "",
    agency_type: str = "",
    language: str = "en",
    reports: pd.DataFrame | None = None,
) -> Selection:
    """A selection from words; every mistake is an error that says what would do."""
    check_language(language)
    levels = _allowed_levels()
    if admin_level and admin_level not in levels:
        raise ValueError(f"admin_level {admin_level!r}: choose from {', '.join(levels)}")
    types = [row["agency_type"] for row in load_csv("agency_types.csv")]
    if agency_type and agency_type not in {*types, *_there(reports, "agency_type")}:
        raise ValueError(f"agency_type {agency_type!r}: choose from {', '.join(types)}")
    if region and not _is_place(region, reports):
        raise ValueError(
            f"region {region!r} is no place of the gazetteer or the corpus; "
            "give the full name of a province, city or county"
        )
    return Selection(read_years(years), region, admin_level, agency_type, language)


def read_years(text: str) -> tuple[int, int] | None:
    """First and last year.

    >>> read_years("2016:2020"), read_years("2019"), read_years("")
    ((2016, 2020), (2019, 2019), None)
    >>> read_years("2020:2016")
    Traceback (most recent call last):
    ValueError: years '2020:2016': the first year is after the last
    """
    if not text:
        return None
    found = _YEARS.fullmatch(text.strip())
    if found is None:
        raise ValueError(f"years {text!r}: write first:last, for example 2016:2020")
    first, last = int(found[1]), int(found[2] or found[1])
    if first > last:
        raise ValueError(f"years {text!r}: the first year is after the last")
    if first < _FIRST or last > _LAST:
        raise ValueError(f"years {text!r}: outside {_FIRST} to {_LAST}")
    return first, last


def select(tables: Tables, selection: Selection) -> Tables:
    """The tables of the reports that the selection holds; others leave every table.

    A report whose year, place, level or kind is not known is outside a selection by it.
    """
    reports = tables.reports
    keep = pd.Series(True, index=reports.index)
    if selection.years:
        keep &= reports["year"].between(*selection.years).fillna(False).astype(bool)
    if selection.region:
        keep &= (reports[list(_PLACES)] == selection.region).fillna(False).any(axis=1)
    for column in ("admin_level", "agency_type"):
        if wanted := getattr(selection, column):
            keep &= (reports[column] == wanted).fillna(False)
    if keep.all():
        return tables
    ids = set(reports.loc[keep, "report_id"])
    parts = {name: tables[name] for name in table_names() if name != "reports"}
    inside: dict[str, Any] = {n: part[part["report_id"].isin(ids)] for n, part in parts.items()}
    return replace(tables, reports=reports[keep], **inside)


def find_folder(processed: str | Path) -> Path:
    """An existing folder: as given, or the same path from a folder above the current one."""
    path = Path(processed).expanduser()
    here = Path.cwd()
    for place in [path] if path.is_absolute() else [up / path for up in (here, *here.parents)]:
        if place.is_dir():
            return place
    raise FileNotFoundError(f"{processed} is no folder; make it with `govdisc parse data/raw`")


def read_levels(text: str) -> tuple[str, str]:
    """Two levels of government to compare.

    >>> read_levels("county:township")
    ('county', 'township')
    >>> read_levels("county")
    Traceback (most recent call last):
    ValueError: levels 'county': write two, first:second, of national, province, prefecture, \
county, township
    """
    allowed = _allowed_levels()
    first, _, second = text.partition(":")
    if first == second or not {first, second} <= set(allowed):
        raise ValueError(f"levels {text!r}: write two, first:second, of {', '.join(allowed)}")
    return first, second


def _allowed_levels() -> tuple[str, ...]:
    (column,) = (c for c in columns_of("reports") if c.name == "admin_level")
    return tuple(column.allowed)


def _is_place(region: str, reports: pd.DataFrame | None) -> bool:
    return region in gazetteer().names or any(region in _there(reports, p) for p in _PLACES)


def _there(reports: pd.DataFrame | None, column: str) -> set[str]:
    return set() if reports is None else set(reports[column].dropna())
