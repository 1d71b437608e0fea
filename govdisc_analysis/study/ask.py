"""What a page about a place or an agency is asked for, and what it is called."""

import hashlib
import re
from dataclasses import dataclass

import pandas as pd

from govdisc_analysis.analysis.areas import agency_areas, areas
from govdisc_analysis.analysis.place import place_name

BY = ("province", "city", "county", "agency_type", "agency")
"""What there can be a page for each of."""
_LONGEST = 70


@dataclass(frozen=True)
class Ask:
    """What a page is about. Empty is all."""

    region: str = ""
    years: str = ""
    admin_level: str = ""
    agency_type: str = ""
    agency: str = ""
    language: str = "zh"

    def name(self) -> str:
        """What the page is called."""
        return place_name(
            self.language,
            self.years,
            self.region,
            self.admin_level,
            self.agency_type,
            self.agency,
        )

    def file_name(self, ending: str = "html") -> str:
        """Name of the page's file; characters that no file system minds, never another's name.

        >>> Ask(region="安徽省", years="2016:2020").file_name()
        '安徽省-2016-2020-zh.html'
        """
        given = (self.region, self.agency, self.admin_level, self.agency_type)
        plain = [re.sub(r"[^\w]+", "-", x).strip("-") for x in given if x]
        stem = "-".join([*plain, *self.years.split(":")] if self.years else plain) or "all"
        if plain != [x for x in given if x] or len(stem) > _LONGEST:
            mark = hashlib.sha256("|".join((*given, self.years)).encode()).hexdigest()[:8]
            stem = f"{stem[:_LONGEST]}-{mark}"
        return f"{stem}-{self.language}.{ending}"


def asks_by(by: str, reports: pd.DataFrame) -> list[Ask]:
    """What there is a page for: places by their full path, agencies by name and place."""
    if by == "agency_type":
        return [Ask(agency_type=str(x)) for x in sorted(set(reports[by].dropna()))]
    if by != "agency":
        return [Ask(region=area.path) for area in areas(reports, by)]
    asks = []
    for name in sorted(set(reports["agency"].dropna())):
        places = agency_areas(str(name), reports)
        several = len(places) > 1
        asks += [Ask(agency=str(name), region=p.path if several else "") for p in places]
    return asks
