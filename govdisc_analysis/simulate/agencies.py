"""Synthetic offices at real places."""

from random import Random

from govdisc_analysis.simulate.dice import heavy_tail
from govdisc_analysis.simulate.library import table, toml
from govdisc_analysis.simulate.model import Agency

_SCALES = {"province": 4.0, "prefecture": 1.5, "county": 0.6, "township": 0.15}


def draw_agency(number: int, rng: Random) -> Agency:
    """One office: a kind that its level has, at a place of that level."""
    level = rng.choices(("province", "prefecture", "county", "township"), (1, 4, 6, 1.5))[0]
    seat_level = "county" if level == "township" else level
    place = rng.choice([row for row in table("places") if row["level"] == seat_level])
    offices = [row for row in table("offices") if level in row["levels"].split()]
    office = rng.choices(offices, [float(row["weight"]) for row in offices])[0]
    seat = place["county"] or place["city"] or place["province"]
    marks = toml("printed")["marks"]
    ending = seat[-1] if seat[-1] in marks["seats"] else marks["seat"]
    return Agency(
        number=number,
        name=seat + office["name"],
        short=office["short"],
        kind=office["kind"],
        province=place["province"],
        city=place["city"],
        county=place["county"],
        region_code=place["region_code"],
        level=level,
        scale=_SCALES[level] * heavy_tail(rng, 100, 0.5) / 100,
        we=office["we"].replace("{x}", ending),
    )
