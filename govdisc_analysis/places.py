"""Places of China with their codes and former names, 2007 to 2024 (codebook/places.csv)."""

import csv
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

from govdisc_analysis.codebook import load_patterns


class Entry(NamedTuple):
    """One name of one place, with the years in which it was in force."""

    name: str
    level: str
    code: str
    place_id: str
    province: str
    city: str
    first_year: int
    last_year: int

    @property
    def county(self) -> str:
        """Its own name if it is a county, else nothing."""
        return self.name if self.level == "county" else ""

    def is_inside(self, other: "Entry") -> bool:
        """True if ``other`` is this place or a place above it, under any of its names."""
        if other.level == "province":
            return self.province == other.province
        if other.level == "prefecture":
            return bool(self.city) and _city_id(self) == other.place_id
        return self.place_id == other.place_id


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Indexes over the table; one instance a process, see :func:`gazetteer`."""

    names: Mapping[str, tuple[Entry, ...]]
    aliases: Mapping[str, tuple[Entry, ...]]
    shorts: Mapping[str, tuple[Entry, ...]]
    codes: Mapping[str, tuple[Entry, ...]]
    plates: Mapping[str, Entry]
    zones: Mapping[str, Entry]
    lengths: Mapping[str, tuple[int, ...]]
    city_ids: Mapping[tuple[str, str], str]


@lru_cache(maxsize=16)
def pattern(name: str) -> re.Pattern[str]:
    """One compiled pattern of codebook/gazetteer.toml."""
    return re.compile(load_patterns("gazetteer.toml")[name]["pattern"])


def _rows(name: str) -> Iterator[dict[str, str]]:
    path = files("govdisc_analysis") / "codebook" / name
    with path.open(encoding="utf-8") as lines:
        yield from csv.DictReader(lines)


@lru_cache(maxsize=1)
def gazetteer() -> Gazetteer:
    """The tables, read once."""
    entries = [_entry(row) for row in _rows("places.csv")]
    names = _grouped((entry.name, entry) for entry in entries)
    told = list(_rows("place_aliases.csv"))
    aliases = {row["alias"]: names[row["name"]] for row in told if not row["zone"]}
    _add_plain_names(aliases, names)
    ends: dict[str, set[int]] = defaultdict(set)
    for name in (*names, *aliases):
        ends[name[-2:]].add(len(name))
    return Gazetteer(
        names=names,
        aliases=aliases,
        shorts=_grouped(
            (_short(entry.name), entry)
            for entry in entries
            if entry.level != "province" and len(entry.name) > 2
        ),
        codes=_grouped((entry.code, entry) for entry in entries),
        plates={row["icp"]: names[row["name"]][0] for row in told if row["icp"]},
        zones={row["alias"]: names[row["name"]][-1] for row in told if row["zone"]},
        lengths={end: tuple(sorted(found, reverse=True)) for end, found in ends.items()},
        city_ids={(e.province, e.name): e.place_id for e in entries if e.level == "prefecture"},
    )


def _entry(row: Mapping[str, str]) -> Entry:
    return Entry(
        *(row["name"], row["level"], row["code"], row["place_id"], row["province"]),
        *(row["city"], int(row["first_year"]), int(row["last_year"])),
    )


def _grouped(pairs: Iterable[tuple[str, Entry]]) -> dict[str, tuple[Entry, ...]]:
    found: dict[str, list[Entry]] = defaultdict(list)
    for key, entry in pairs:
        found[key].append(entry)
    return {key: tuple(entries) for key, entries in found.items()}


def _add_plain_names(
    aliases: dict[str, tuple[Entry, ...]], names: Mapping[str, tuple[Entry, ...]]
) -> None:
    """Autonomous counties are called by their names without peoples, too."""
    for name, entries in names.items():
        plain = _plain(name)
        if len(plain) > 2 and plain != name and plain not in names:
            aliases[plain] = (*aliases.get(plain, ()), *entries)


@lru_cache(maxsize=1)
def _peoples() -> re.Pattern[str]:
    words = "|".join(row["name"] for row in _rows("peoples.csv"))
    return re.compile(f"(?:{words})*{pattern('peoples').pattern}")


def _plain(name: str) -> str:
    """Name of an autonomous county without its peoples: 景宁县 of 景宁畲族自治县."""
    return _peoples().sub("", name) if pattern("autonomous").search(name) else name


def _short(name: str) -> str:
    """Name without its kind: 宣城 of 宣城市, 大兴安岭 of 大兴安岭地区."""
    return pattern("kind").sub("", name)


def _city_id(entry: Entry) -> str:
    return gazetteer().city_ids.get((entry.province, entry.city), "")
