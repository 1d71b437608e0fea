"""What kind of agency a name stands for: type, lineage and unit (codebook/agency_names.csv)."""

import csv
import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

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


@lru_cache(maxsize=1)
def _words() -> tuple[re.Pattern[str], dict[str, Kind]]:
    path = files("govdisc_analysis") / "codebook" / "agency_names.csv"
    kinds: dict[str, Kind] = {}
    with path.open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
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
    if rule("township").search(name) or name in ("人民政府", "行政公署"):
        is_office = name.endswith("办公室") and not name.endswith("街道办公室")
        return OFFICE if is_office else GOVERNMENT
    for pattern, kind in (
        ("institution", Kind("public_institution", "public_institution")),
        ("enterprise", Kind("public_enterprise", "public_enterprise")),
        ("party", Kind("party_organ", "party_organ")),
    ):
        if rule(pattern).search(name):
            return kind
    if rule("zone_seat").search(name):
        return Kind("development_zone", "development_zone")
    words, kinds = _words()
    found = words.search(rule("zone_above").sub("", name).replace("人民政府", " "))
    if found:
        return kinds[found.group()]
    if rule("centre").search(name):
        return Kind("public_institution", "public_institution")
    if rule("zone").search(name):
        return Kind("development_zone", "development_zone")
    if name.endswith("政府") or name.endswith("行政公署"):
        return GOVERNMENT
    if name.endswith(("办公室", "办公厅", "办", "办事处")):
        return OFFICE
    return UNKNOWN


UNITS = (
    ("街道办事处", "街道"),
    ("办事处", "办"),
    ("管理委员会", "委"),
    ("委员会", "委"),
    ("管委会", "委"),
    ("办公室", "办"),
    ("办公厅", "厅"),
    ("集团", "公司"),
    ("大学", "校"),
    ("学院", "院"),
    ("中心", "中心"),
    ("总队", "队"),
    ("支队", "队"),
    ("公司", "公司"),
)


def unit_of(name: str) -> str:
    """How such an agency calls itself after 我: 局, 委, 办, 县, 镇.

    >>> unit_of("宣城市人民防空办公室"), unit_of("清河县人民政府"), unit_of("梅林街道办事处")
    ('办', '县', '街道')
    """
    for ending, unit in UNITS:
        if name.endswith(ending):
            return unit
    if name.endswith("人民政府"):
        above = name.removesuffix("人民政府")
        return above[-1:] if not above.endswith("街道") else "街道"
    return name[-1:]
