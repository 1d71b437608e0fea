"""What kind of agency a name stands for: type, lineage and unit (codebook/agency_names.csv)."""

import re
from dataclasses import dataclass
from functools import lru_cache

from govdisc_analysis.codebook import load_csv
from govdisc_analysis.identity.patterns import rule


@dataclass(frozen=True, slots=True)
class Kind:
    """Type code, lineage over renamings, and the first year in which such a name existed."""

    agency_type: str
    lineage: str
    first_year: int | None = None
    word: str = ""


GOVERNMENT = Kind("government", "government")
OFFICE = Kind("office", "office")
UNKNOWN = Kind("", "")
ZONE = Kind("development_zone", "development_zone")
INSTITUTION = Kind("public_institution", "public_institution")
ORGANS = (
    ("institution", INSTITUTION),
    ("enterprise", Kind("public_enterprise", "public_enterprise")),
    ("party", Kind("party_organ", "party_organ")),
)


@lru_cache(maxsize=1)
def _words() -> tuple[re.Pattern[str], dict[str, Kind]]:
    kinds: dict[str, Kind] = {}
    for row in load_csv("agency_names.csv"):
        first = int(row["first_year"]) if row["first_year"] else None
        for word in row["words"].split("|"):
            kinds[word] = Kind(row["agency_type"], row["kind"], first, word)
    longest_first = sorted(kinds, key=len, reverse=True)
    return re.compile("|".join(longest_first)), kinds


@lru_cache(maxsize=4096)
def kind_of(name: str) -> Kind:
    """Kind of a name without its places; the first telling word decides.

    >>> kind_of("建设和管理委员会").agency_type, kind_of("人民政府办公室").agency_type
    ('housing', 'office')
    """
    if rule("township").search(name) or rule("seat_only").search(name):
        return OFFICE if rule("township_office").search(name) else GOVERNMENT
    for pattern, kind in ORGANS:
        if rule(pattern).search(name):
            return kind
    if rule("zone_seat").search(name):
        return ZONE
    words, kinds = _words()
    found = words.search(rule("government_word").sub(" ", rule("zone_above").sub("", name)))
    if found:
        return kinds[found.group()]
    if rule("centre").search(name):
        return INSTITUTION
    if rule("zone").search(name):
        return ZONE
    if rule("government_end").search(name):
        return GOVERNMENT
    return OFFICE if rule("office_end").search(name) else UNKNOWN


@lru_cache(maxsize=1)
def _units() -> tuple[tuple[str, str], ...]:
    return tuple((row["ending"], row["unit"]) for row in load_csv("agency_units.csv"))


def unit_of(name: str) -> str:
    """How such an agency calls itself after 我: 局, 委, 办, 县, 镇.

    >>> unit_of("宣城市人民防空办公室"), unit_of("清河县人民政府"), unit_of("梅林街道办事处")
    ('办', '县', '街道')
    """
    for ending, unit in _units():
        if name.endswith(ending):
            return unit
    return rule("own_seat").sub("", name)[-1:]
