"""At which level an author stands: province, prefecture, county or township."""

from govdisc_analysis.gazetteer import Place
from govdisc_analysis.identity.names import Name
from govdisc_analysis.identity.patterns import rule
from govdisc_analysis.identity.said import self_word, self_words

DEPTH = {"province": 0, "prefecture": 1, "county": 2, "township": 3}
NO_LEVEL = frozenset(("development_zone",))


def level_hint(name: Name | None, own: str, text: str) -> str:
    """Level that the words tell without any place: county, prefecture, province, township, ""."""
    if name is not None and name.township:
        return "township"
    word = name.level_word if name is not None else ""
    if not word and own in self_words():
        word = own
    if level := self_word(word).level:
        return level
    if name is not None and not name.places:
        if rule("unlisted_county").match(name.text):
            return "county"
        if rule("unlisted_province").match(name.text):
            return "province"
    levels = [self_word(m["level"]) for m in rule("superior").finditer(text[:2500])]
    if self_word(word).is_open:
        return "prefecture" if any(x.level == "county" for x in levels) else ""
    known = [x.level for x in levels if x.level not in ("", "township")]
    if any(x.is_open for x in levels) and "county" not in known:
        return ""
    return max(known, key=DEPTH.__getitem__, default="")


def has_no_level(name: Name) -> bool:
    """True for a development zone and for the bureaus inside one."""
    return name.kind.agency_type in NO_LEVEL or rule("zone_bureau").search(name.rest) is not None


def level_of(name: Name | None, place: Place, hint: str) -> str:
    """Level of an author at a place; "" where the words leave it open."""
    if name is not None:
        if name.township:
            return "township"
        if has_no_level(name):
            return ""
        if name.places and rule("unlisted_county").match(name.rest):
            return "county"
        if name.places and rule("unlisted_city").match(name.rest):
            return "county" if place.level == "prefecture" else ""
        if name.places:
            return place.level
    if hint and hint != place.level:
        return hint
    word = name.level_word if name is not None else ""
    is_city = self_word(word).is_open and not place.province.endswith(word)
    if is_city and place.level == "province":
        return ""
    return place.level
