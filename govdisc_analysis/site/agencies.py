"""Agencies: which reports are years of the same one, and what its page is called."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Row = Mapping[str, Any]
_PLACE = ("province", "city", "county")


@dataclass(frozen=True)
class Agency:
    """One agency with its reports, oldest first."""

    slug: str
    rows: tuple[Row, ...]

    @property
    def last(self) -> Row:
        """The latest report: its names stand for the agency."""
        return self.rows[-1]

    @property
    def name(self) -> str:
        """The agency's latest name."""
        return str(self.last["agency"])

    @property
    def years(self) -> tuple[int, ...]:
        """The known years, each once."""
        return tuple(dict.fromkeys(int(r["year"]) for r in self.rows if r["year"]))


def family(row: Row) -> tuple[Any, ...]:
    """One agency over its years; a report of unknown agency is alone."""
    if row["agency_id"]:
        return (row["agency_id"],)
    if not row["agency"]:
        return (row["report_id"],)
    return tuple(row[key] for key in (*_PLACE, "agency"))


def families(reports: Iterable[Row]) -> dict[tuple[Any, ...], list[Row]]:
    """Reports of each agency, oldest first; the same bytes once."""
    found: dict[tuple[Any, ...], list[Row]] = {}
    seen: set[str] = set()
    for row in sorted(reports, key=lambda row: (str(row["year"] or ""), row["source_path"])):
        if row["report_id"] not in seen:
            seen.add(row["report_id"])
            found.setdefault(family(row), []).append(row)
    return found


def agencies_of(reports: Sequence[Row]) -> list[Agency]:
    """Every agency with a name, by place and name."""
    made = [
        Agency(slug_of(key), tuple(rows))
        for key, rows in families(reports).items()
        if rows[-1]["agency"]
    ]
    return sorted(made, key=lambda a: (str(a.last["region_code"] or "9"), a.name, a.slug))


def slug_of(key: tuple[Any, ...]) -> str:
    """File name of an agency's page: the same for the same agency in every run.

    >>> slug_of(("341800-prefecture-tax",))
    '99e8ad7afa87'
    """
    text = "|".join("" if part is None else str(part) for part in key)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:12]


def place_of(row: Row) -> str:
    """Province, city and county, as far as they are known."""
    parts = (row[key] for key in _PLACE if row[key])
    return " ".join(dict.fromkeys(map(str, parts)))
