"""Places and agencies of a corpus by their full path: the same name may stand in two provinces."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pandas as pd

LEVELS = ("province", "city", "county")
_CODE = re.compile(r"\d{6}")
_BETWEEN = re.compile(r"[\s/·、,，>-]+")
_CODE_DIGITS = (2, 4, 6)
_MOST_NAMED = 12


@dataclass(frozen=True, order=True)
class Area:
    """A province, a city in one, or a county; what is not known of its parents is empty."""

    province: str = ""
    city: str = ""
    county: str = ""
    code: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """The names from the province down."""
        return tuple(x for x in (self.province, self.city, self.county) if x)

    @property
    def path(self) -> str:
        """The full name.

        >>> Area("河北省", "邢台市", "桥西区").path
        '河北省邢台市桥西区'
        """
        return "".join(self.names)

    @property
    def level(self) -> str:
        """province, city or county."""
        return "county" if self.county else "city" if self.city else "province"

    def holds(self, other: "Area") -> bool:
        """Whether another place lies in this one, or may be it under a fuller path."""
        pairs = zip(self.names_by_level(), other.names_by_level(), strict=True)
        return all(not mine or mine == theirs for mine, theirs in pairs)

    def names_by_level(self) -> tuple[str, str, str]:
        """Province, city and county, empty where there is none."""
        return (self.province, self.city, self.county)

    def is_called(self, text: str) -> bool:
        """Whether a text names it: its own name, with any of its parents before it.

        >>> one = Area("河北省", "邢台市", "桥西区")
        >>> one.is_called("桥西区"), one.is_called("河北省桥西区"), one.is_called("邢台市")
        (True, True, False)
        """
        asked = _plain(text)
        return any(asked == "".join(names) for names in _endings(self.names))

    def rows(self, reports: pd.DataFrame) -> "pd.Series[bool]":
        """Which reports lie in it."""
        keep = pd.Series(True, index=reports.index)
        for column, name in zip(LEVELS, self.names_by_level(), strict=True):
            if name:
                keep &= (reports[column] == name).fillna(False).astype(bool)
        return keep


def areas(reports: pd.DataFrame, level: str = "") -> list[Area]:
    """Every place that reports are from, of one level or of all, in order."""
    found: dict[tuple[str, str, str], str] = {}
    columns = [*LEVELS, "region_code"]
    rows = reports[columns].drop_duplicates().astype("object")
    for row in rows.where(rows.notna(), "").itertuples(index=False):
        for depth, digits in enumerate(_CODE_DIGITS, start=1):
            names = tuple(str(x) for x in row[:depth])
            if not names[-1]:
                continue
            code = str(row[3])[:digits].ljust(6, "0") if row[3] else ""
            key = (*names, *[""] * (3 - depth))
            found[key[0], key[1], key[2]] = found.get((key[0], key[1], key[2])) or code
    every = sorted(Area(*names, code=code) for names, code in found.items())
    return [area for area in every if level in ("", area.level)]


def area_of(text: str, reports: pd.DataFrame) -> Area | None:
    """The place that a text or a code of six digits names; None if no report is from such a one.

    Raises:
        ValueError: several places have this name; the message lists them with their codes.
    """
    every = areas(reports)
    if _CODE.fullmatch(text.strip()):
        found = [area for area in every if area.code == text.strip()]
    else:
        found = [area for area in every if area.path == _plain(text)]
        found = found or [area for area in every if area.is_called(text)]
    found = [a for a in found if not any(_is_part(a, b) for b in found)]
    if len(found) > 1:
        raise ValueError(f"region {text!r} is the name of {len(found)} places: {_listed(found)}")
    return found[0] if found else None


def agency_areas(name: str, reports: pd.DataFrame) -> list[Area]:
    """Where the agencies of one name are: one place for each of them."""
    rows = reports[(reports["agency"] == name).fillna(False).astype(bool)]
    full = {_fullest(row) for row in areas_of_rows(rows)}
    return sorted(a for a in full if not any(a != b and a.holds(b) for b in full))


def areas_of_rows(reports: pd.DataFrame) -> Iterator[Area]:
    """The place of each report, as far as it is known."""
    rows = reports[list(LEVELS)].drop_duplicates().astype("object")
    for row in rows.where(rows.notna(), "").itertuples(index=False):
        yield Area(*(str(x) for x in row))


def one_agency(name: str, reports: pd.DataFrame) -> None:
    """Nothing, if the name means one agency of these reports.

    Raises:
        ValueError: agencies in several places have this name; the message lists the places.
    """
    found = agency_areas(name, reports)
    if len(found) > 1:
        raise ValueError(
            f"agency {name!r} is the name of {len(found)} agencies; add the region: "
            f"{_listed(found)}"
        )


def _listed(found: Iterable[Area]) -> str:
    every = [f"{a.path} ({a.code})" if a.code else a.path for a in found]
    more = len(every) - _MOST_NAMED
    rest = [f"and {more} more"] if more > 0 else []
    return ", ".join([*every[:_MOST_NAMED], *rest])


def _fullest(area: Area) -> Area:
    return Area(*area.names_by_level())


def _is_part(one: Area, other: Area) -> bool:
    """Whether a place of the same name lies within another, as a city in its municipality."""
    return one.names[-1] == other.names[-1] and one.level != other.level and other.holds(one)


def _endings(names: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Ways to write a path: its last name, and any of the parents before it."""
    for chosen in range(1 << (len(names) - 1)):
        kept = tuple(n for at, n in enumerate(names[:-1]) if chosen >> at & 1)
        yield (*kept, names[-1])


def _plain(text: str) -> str:
    return _BETWEEN.sub("", text.strip())
