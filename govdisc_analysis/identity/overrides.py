"""A manifest's words instead of what was read."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from govdisc_analysis.gazetteer import resolve
from govdisc_analysis.models import Identity
from govdisc_analysis.places import gazetteer

DATE_FIELDS = frozenset(("period_start", "period_end", "published_on"))
PLACE_FIELDS = frozenset(("province", "city", "county", "region_code"))
_LEVELS = ("province", "city", "county")


def override(identity: Identity, overrides: Mapping[str, str]) -> Identity:
    """The identity with the fields that are given."""
    given = {k: v for k, v in overrides.items() if v and k in Identity.__dataclass_fields__}
    if not given:
        return identity
    values: dict[str, object] = {}
    for key, value in given.items():
        if key == "year":
            values[key] = int(value)
        elif key in DATE_FIELDS:
            values[key] = date.fromisoformat(value)
        elif key == "is_partial_year":
            values[key] = value.strip().lower() in ("true", "1", "yes")
        elif key != "basis":
            values[key] = value
    if PLACE_FIELDS & given.keys():
        values = {**_place(identity, given), **values, "region_basis": "manifest"}
    basis = {**identity.basis, **dict.fromkeys(given, "manifest")}
    return replace(identity, **values, basis=basis)  # type: ignore[arg-type]


def _place(identity: Identity, given: Mapping[str, str]) -> dict[str, object]:
    """The place that the given names mean; what was read stays where it lies inside."""
    read = {level: getattr(identity, level) for level in _LEVELS}
    named = {level: given[level] for level in _LEVELS if level in given}
    if named.items() <= read.items():
        return {}
    names = gazetteer().names
    groups = [names.get(name, ()) for name in named.values()]
    above = [entry for group in groups for entry in group]
    inside = [
        tuple(e for e in names.get(name, ()) if any(e.is_inside(a) for a in above))
        for level, name in read.items()
        if level not in named
    ]
    year = int(given["year"]) if "year" in given else identity.year
    place = resolve([group for group in (*groups, *inside) if group], year)
    return {
        "province": place.province,
        "city": place.city,
        "county": place.county,
        "region_code": place.code,
    }
