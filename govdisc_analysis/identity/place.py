"""Where the author sits, how sure that is, and at which level."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from govdisc_analysis.gazetteer import (
    Mention,
    Place,
    by_code,
    find_places,
    only_place,
    resolve,
)
from govdisc_analysis.identity.evidence import SITE_KEYS, Around
from govdisc_analysis.identity.levels import DEPTH, level_hint, level_of
from govdisc_analysis.identity.names import Name
from govdisc_analysis.identity.patterns import rule
from govdisc_analysis.identity.said import self_word
from govdisc_analysis.places import Entry, gazetteer

Groups = list[tuple[Entry, ...]]
Bundles = list[tuple[str, Groups]]
TWICE = 2
SCANNED = 6000
"""Characters of a report that are searched for places when nothing nearer tells."""


@dataclass(frozen=True, slots=True)
class Seat:
    """Place of the author, its level, and ``stated`` or ``inferred``."""

    place: Place
    level: str
    region_basis: str
    source: str


def _groups(mentions: Iterable[Mention]) -> Groups:
    return [m.entries for m in mentions]


def near_evidence(around: Around) -> Bundles:
    """Places in what surrounds the report, one bundle a source, the most telling first."""
    bundles: Bundles = []
    for name in around.names:
        if name.places and name.source != "own_document":
            bundles.append((name.source, _groups(name.places)))
    bundles.extend(("address", _seats(find_places(m["where"]))) for m in _addresses(around))
    for text, source in ((_head_lines(around.head), "head"), (_meta_text(around.meta), "metadata")):
        bundles.append((source, _groups(find_places(text))))
    bundles.extend(
        ("footer", _groups(find_places(line)))
        for line in around.tail.split("\n")
        if rule("footer_line").search(line)
    )
    return [b for b in bundles if b[1]]


def _addresses(around: Around) -> Iterable[re.Match[str]]:
    for text in (around.body[:1500], around.close):
        yield from rule("address").finditer(text)


def _seats(mentions: Sequence[Mention]) -> Groups:
    """Places of an address, with the city above each county: a city's bureau sits in a county."""
    groups = _groups(mentions)
    above = [
        tuple(c for c in gazetteer().names.get(e.city, ()) if c.province == e.province)
        for group in groups
        if len({(e.province, e.city) for e in group}) == 1
        for e in group[:1]
        if e.level == "county"
    ]
    return [*groups, *(g for g in above if g)]


def _head_lines(head: str) -> str:
    """Lines of the head that are no prose: title, metadata, path."""
    lines = head[:500].split("\n")
    return "\n".join(x for x in lines if len(x) <= 120 and not rule("prose_mark").search(x))


def _meta_text(meta: Mapping[str, str]) -> str:
    return "\n".join(meta.get(key, "") for key in ("title", "articletitle", *SITE_KEYS))


def territory_evidence(text: str, mentions: Sequence[Mention]) -> Groups:
    """Places that the text names as its own: in titles of plans, as 中共X委, as X政府网站."""
    before, after = rule("territory_before"), rule("territory_after")
    found: Groups = []
    for m in mentions:
        follows = after.match(text, m.end)
        is_year = follows is not None and text[m.end] == "2"
        if follows and (not is_year or before.search(text[max(m.start - 10, 0) : m.start])):
            found.append(m.entries)
    return found


def indirect_evidence(text: str, mentions: Sequence[Mention]) -> Groups:
    """Registration marks of the site, then every place of the text."""
    found: Groups = [by_code(m["code"]) for m in rule("site_code").finditer(text)]
    plates = gazetteer().plates
    found.extend((plates[m["plate"]],) for m in rule("icp").finditer(text))
    found.extend((plates[m["plate"]],) for m in rule("doc_number").finditer(text))
    told = (only_place(m["name"]) for m in rule("account").finditer(text[:SCANNED]))
    found.extend(group for group in told if group)
    after, before = rule("territory_after"), rule("territory_before")
    for m in mentions:
        is_province = m.entries[0].level == "province"
        lead = text[max(m.start - 10, 0) : m.start]
        said = after.match(text, m.end) or before.search(lead)
        said = said or (rule("ordered_by").search(lead) and rule("orders").match(text, m.end))
        if not is_province or said:
            found.append(m.entries)
    return found


def find_seat(name: Name | None, around: Around, text: str, own: str, year: int | None) -> Seat:
    """Resolve the author's place from its name, from around the report, or from its body."""
    hint = level_hint(name, own, text)
    own_groups = _groups(name.places) if name is not None else []
    if own_groups:
        place = resolve(own_groups, year)
        if place.ambiguous:
            place = _settle(own_groups, near_evidence(around), text, year)
        if place.level != "county" and name is not None and name.township:
            place = _parent_county(place, own_groups, near_evidence(around), year) or place
        return Seat(place, level_of(name, place, hint), "stated", "agency")
    if name is not None and not name.level_word and rule("national").search(name.text):
        return Seat(Place(), "national", "", "agency")
    near = near_evidence(around)
    if not hint and (name is None or not name.level_word):
        near = [b for b in near if b[0] != "address"]
    fitting = [(source, fit) for source, groups in near if (fit := _fitting(groups, hint, name))]
    deepest = [b for b in fitting if _depth(b[1]) >= _wanted(hint)] or fitting
    if deepest:
        place = _settle(deepest[0][1], [*deepest, *near], text, year)
        return Seat(place, level_of(name, place, hint), "stated", deepest[0][0])
    mentions = find_places(text[:SCANNED])
    territory = _fitting(territory_evidence(text, mentions), hint, name)
    if territory and (place := _vote(territory, year)).province:
        level = level_of(name, place, hint)
        # A province's rules are cited all over it: its name tells no level.
        level = hint if level == "province" and not self_word(own).is_territory else level
        return Seat(place, level, "stated", "body")
    found = _only_place(name, mentions, hint, year) or _by_account(name, text, hint, year)
    return found or _inferred(name, indirect_evidence(text, mentions), hint)


def _only_place(
    name: Name | None, mentions: Sequence[Mention], hint: str, year: int | None
) -> Seat | None:
    """The one city or county that the text names, at least twice, for an agency of that level."""
    lower = [m.entries for m in mentions if m.entries[0].level != "province"]
    if name is None or not name.level_word or len(lower) < TWICE:
        return None
    fitting = _fitting(lower, hint, name)
    if len(fitting) < len(lower) or len({g[0].place_id for g in fitting}) > 1:
        return None
    place = resolve(fitting, year)
    level = level_of(name, place, hint)
    if place.ambiguous or place.level != level:
        return None
    return Seat(place, level, "inferred", "text")


def _by_account(name: Name | None, text: str, hint: str, year: int | None) -> Seat | None:
    """The city whose short name begins the names of the author's accounts."""
    if name is None or not self_word(name.level_word).is_open:
        return None
    told = [only_place(m["name"]) for m in rule("account").finditer(text[:SCANNED])]
    groups = [g for g in told if g and g[0].level == "prefecture"]
    if len({g[0].place_id for g in groups}) != 1:
        return None
    place = resolve(groups, year)
    return Seat(place, level_of(name, place, hint), "inferred", "account")


def _wanted(hint: str) -> int:
    return min(DEPTH.get(hint, 0), 2)


def _depth(groups: Groups) -> int:
    return max(DEPTH[e.level] for g in groups for e in g)


def _fitting(groups: Groups, hint: str, name: Name | None) -> Groups:
    """Without places below the author's own level, and without another kind of county."""
    limit = 2 if hint in ("county", "township", "") else DEPTH[hint]
    word = name.level_word if name is not None else ""
    is_kind = self_word(word).is_open or hint == self_word(word).level == "county"
    kept: Groups = []
    for group in groups:
        left = tuple(e for e in group if DEPTH[e.level] <= limit)
        if is_kind:
            left = tuple(e for e in left if e.level != "county" or e.name.endswith(word))
        if left:
            kept.append(left)
    return kept


def _settle(
    groups: Groups, near: Sequence[tuple[str, Groups]], text: str, year: int | None
) -> Place:
    """The place that names agree on; namesakes are told apart by what else the text names."""
    place = resolve(groups, year)
    if not place.ambiguous:
        return place
    context = [g for _, bundle in near for g in bundle]
    place = resolve(groups, year, context)
    if not place.ambiguous:
        return place
    mentions = find_places(text[:SCANNED])
    context += territory_evidence(text, mentions) + indirect_evidence(text, mentions)
    return resolve(groups, year, context)


def _parent_county(
    place: Place, groups: Groups, near: Sequence[tuple[str, Groups]], year: int | None
) -> Place | None:
    """County of a township whose name gives the city only, from the words around the report."""
    for _, bundle in near:
        below = resolve([*groups, *bundle], year)
        if below.level == "county" and not below.ambiguous and below.city == place.city:
            return below
    return None


def _vote(groups: Groups, year: int | None) -> Place:
    """The lowest place that all groups are consistent with."""
    place = resolve(groups, year, groups)
    rivals = {g[0].place_id for g in groups if g[0].level == place.level and len(g) == 1}
    if place.level == "county" and len({r for r in rivals if r != place.place_id}) > 0:
        return Place()
    return place


def _inferred(name: Name | None, indirect: Groups, hint: str) -> Seat:
    """Province on which all indirect evidence agrees; nothing lower is claimed from it."""
    provinces = [{e.province for e in g} for g in indirect if g]
    sure = [p for p in provinces if len(p) == 1]
    agreed = set.intersection(*map(set, sure)) if sure else set()
    level = level_of(name, Place(), hint)
    if len(agreed) != 1:
        return Seat(Place(), level, "", "")
    province = agreed.pop()
    entry = gazetteer().names[province][0]
    return Seat(
        Place(province, "", "", entry.code, "province", entry.place_id), level, "inferred", "text"
    )
