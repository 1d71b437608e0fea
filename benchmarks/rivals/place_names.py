"""The first place of the beginning by `cpca`, and the year and agency of the title by a pattern."""

import re

import cpca

_BEGINNING = 300
_YEAR = re.compile(r"(20[0-2]\d)\s*年")
_TITLE = re.compile(r"([\u4e00-\u9fff]{2,30}?)\s*(?:关于)?\s*20[0-2]\d\s*年")
_PLACES = {"省": "province", "市": "city", "区": "county"}
_NO_CITY = re.compile(r"市辖区|县|(?:自治区|省)直辖县级行政区划")
_LEVELS = {"province": "province", "city": "prefecture", "county": "county"}


def read(text: str) -> dict[str, str]:
    """Fields of identity that the rule tells, each as text.

    >>> found = read("洪雅县柳江镇人民政府2013年政府信息公开工作年度报告")
    >>> found["agency"], found["year"], found["province"], found["county"]
    ('洪雅县柳江镇人民政府', '2013', '四川省', '洪雅县')
    >>> read("本局全年公开政府信息")
    {}
    """
    start = text[:_BEGINNING]
    found: dict[str, str] = {}
    if year := _YEAR.search(start):
        found["year"] = year[1]
    if title := _TITLE.search(start):
        found["agency"] = title[1]
    return found | _place(start)


def _place(start: str) -> dict[str, str]:
    """Province, city and county, empty where a province has none of them, and the lowest level."""
    row = cpca.transform([start]).iloc[0]
    named = {ours: str(row[theirs] or "") for theirs, ours in _PLACES.items()}
    if _NO_CITY.fullmatch(named["city"]):
        named["city"] = ""
    if not named["province"]:
        return {}
    return named | {"admin_level": [_LEVELS[name] for name in named if named[name]][-1]}
