"""The longest place name of the beginning, and the year and agency of the title.

What a user writes with `cpca` for the places. It is not installed here: the place names are
those of this package, which are more than cpca's, and a name is looked up as it stands.
"""

import re
from collections.abc import Mapping
from functools import cache

from govdisc_analysis.codebook import load_csv

_BEGINNING = 300
_YEAR = re.compile(r"(20[0-2]\d)\s*年")
_TITLE = re.compile(r"([\u4e00-\u9fff]{2,30}?)\s*(?:关于)?\s*20[0-2]\d\s*年")


def read(text: str) -> dict[str, str]:
    """Fields of identity that the rule tells, each as text.

    >>> found = read("洪雅县柳江镇人民政府2013年政府信息公开工作年度报告")
    >>> found["agency"], found["year"], found["province"], found["county"]
    ('洪雅县柳江镇人民政府', '2013', '四川省', '洪雅县')
    """
    start = text[:_BEGINNING]
    found: dict[str, str] = {}
    if year := _YEAR.search(start):
        found["year"] = year[1]
    if title := _TITLE.search(start):
        found["agency"] = title[1]
    spans = [start[i:j] for i in range(len(start)) for j in range(i + 2, min(i + 12, len(start)))]
    named = [span for span in spans if span in _places()]
    if named:
        found |= _places()[max(named, key=len)]
    return found


@cache
def _places() -> Mapping[str, Mapping[str, str]]:
    places: dict[str, Mapping[str, str]] = {}
    for row in load_csv("places.csv"):
        county = row["name"] if row["level"] == "county" else ""
        city = row["name"] if row["level"] == "prefecture" else row["city"]
        places.setdefault(
            row["name"],
            {"province": row["province"], "city": city, "county": county,
             "admin_level": row["level"]},
        )  # fmt: skip
    return places
