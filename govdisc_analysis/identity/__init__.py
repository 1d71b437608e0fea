"""Who wrote a report, where, and for which year. The name of the file is never used."""

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

from govdisc_analysis.codebook import load_csv
from govdisc_analysis.identity.agency import choose, complete, from_title, with_seat
from govdisc_analysis.identity.dates import read_dates
from govdisc_analysis.identity.evidence import Around, self_reference
from govdisc_analysis.identity.kinds import ZONE
from govdisc_analysis.identity.levels import has_no_level
from govdisc_analysis.identity.names import Name, parse_name
from govdisc_analysis.identity.overrides import override
from govdisc_analysis.identity.patterns import rewrite, rule
from govdisc_analysis.identity.place import Seat, find_seat
from govdisc_analysis.identity.said import self_word
from govdisc_analysis.identity.title import read_title
from govdisc_analysis.models import Cleaned, Identity

__all__ = ["read_identity"]

HEAD, BODY, TAIL = 900, 2200, 700
GAP = 5
"""Characters of the source between two of a name from which on words were cut there."""
LOST = re.compile(r"\?{2,}")
"""Blanks that a page's encoding turned into marks."""
DISTINCT = frozenset(
    ("", "office", "development_zone", "public_institution", "public_enterprise", "party_organ",
     "emergency_other", "research_office", "state_farms", "public_works")
)  # fmt: skip
"""Lineages of which a place has several agencies at a time: their ids keep a part of the name."""


def read_identity(
    cleaned: Cleaned,
    overrides: Mapping[str, str] | None = None,
) -> Identity:
    """Read the identity of one report.

    Args:
        cleaned: text in Simplified script with ASCII digits and punctuation.
        overrides: a manifest's fields (agency, province, city, county, year, ...), which win.

    Returns:
        What the text tells; fields that it does not tell stay empty.
    """
    text = cleaned.text.replace("\u3000", " ").replace("\xa0", " ")
    text = LOST.sub(lambda found: " " * len(found.group()), text)
    meta = cleaned.document.meta
    title = read_title(text, text[:HEAD], meta)
    start = max(text.find(title.text), 0) if title.text else 0
    head = text[: HEAD + start] if start < HEAD else text[start - HEAD : start + HEAD]
    body, tail = text[start : start + BODY], text[-TAIL:]
    behind = _behind(body, title.text)
    line = next((x for x in head.split("\n") if title.text and title.text in x), "")
    around = Around(head, body, tail, _close(cleaned, text), meta, title.below)
    dates = read_dates(text, behind, around, title.year_text, line)
    own = self_reference(text)
    name, source = choose(from_title(title.name), around, own, dates.year)
    is_lost = is_bare = False
    if name is not None and "cut_spam" in cleaned.steps:
        name = _without_gap(name, cleaned)
        is_lost = name is None
        is_bare = name is not None and _is_behind_gap(name, cleaned)
    if name is not None and name.kind is ZONE:
        name = with_seat(name, text[:BODY])
    if name is not None and name.kind.lineage == "office" and rule("summed").search(body):
        name = parse_name(rewrite("own_government", name.text), source) or name
    seat = find_seat(name, around, text, own, dates.year)
    if name is None and not is_lost and (name := government_of(seat, text)) is not None:
        source = "territory"
    if is_bare:
        seat = replace(seat, level="")
    identity = Identity(
        title=title.text,
        agency=name.text if name is not None and is_bare else _agency(name, seat),
        agency_type=name.kind.agency_type if name else "",
        agency_id="" if is_bare else agency_id(name, seat),
        province=seat.place.province,
        city=seat.place.city,
        county=seat.place.county,
        region_code=seat.place.code,
        admin_level="" if is_lost else seat.level,
        region_basis=seat.region_basis if seat.place.province else "",
        scope=_scope(name, text),
        year=dates.year,
        period_start=dates.period.start,
        period_end=dates.period.end,
        published_on=dates.published_on,
        is_partial_year=dates.is_partial,
        basis={**dates.basis, **_basis(source, seat, bool(title.text))},
    )
    return override(identity, overrides or {})


def _without_gap(name: Name, cleaned: Cleaned) -> Name | None:
    """The agency without the places above, where spam was cut between them and its own words.

    The lower place stood there, unless the agency's name is of provinces alone (厅), or stands
    whole elsewhere. How the report calls the agency elsewhere may tell its level; else nobody
    knows whose it is.
    """
    at = cleaned.text.find(name.text)
    if at < 0 or not name.places or not name.rest or not name.text.endswith(name.rest):
        return name
    place = name.places[-1]
    if place.entries[0].level == "county" or rule("of_province").search(name.rest):
        return name
    edge = len(name.text) - len(name.rest)
    own = name.text[place.start : edge] + name.rest
    found = [m.end() - len(name.rest) for m in re.finditer(re.escape(own), cleaned.text)]
    cuts = [cleaned.to_document.to_old(edge - 1, edge + 1) for edge in found]
    if not all(end - start >= GAP for start, end in cuts):
        return name
    if rule("level_word").match(name.rest):
        return parse_name(name.rest, name.source)
    text = cleaned.text
    before = [text[m.start() - 1] for m in re.finditer(re.escape(name.rest), text) if m.start()]
    word = next((char for char in before if rule("lower_word").match(char)), "")
    return parse_name(word + name.rest, name.source) if word else None


def _is_behind_gap(name: Name, cleaned: Cleaned) -> bool:
    """Whether spam stood in the place of the place wherever the name is printed.

    It stood in the place of one word all over the page, so what places are left are not the
    author's own: a district's bureau cites the rules of its city.
    """
    if name.places or name.level_word or name.township:
        return False
    found = [m.start() for m in re.finditer(re.escape(name.text), cleaned.text)]
    edges = [len(cleaned.text[:at].rstrip(" ")) for at in found]
    cuts = [cleaned.to_document.to_old(max(edge - 1, 0), edge + 2) for edge in edges]
    return bool(cuts) and all(
        end - (start if edge else 0) >= GAP for edge, (start, end) in zip(edges, cuts, strict=True)
    )


def _close(cleaned: Cleaned, text: str) -> str:
    """Last lines of the report itself, before the page's footer."""
    starts = [f.start for f in cleaned.furniture if f.kind == "footer"]
    end = min((s for s in starts if s > len(text) // 2), default=len(text))
    start = text.rfind("\n", 0, max(end - TAIL, end // 2)) + 1  # half a line may hold half a name
    last = text[start:end]
    if end == len(text) and (found := rule("footer_start").search(last, len(last) // 4)):
        before = last[: found.start()]
        return before if before.strip() else last
    return last


def _behind(body: str, title: str) -> str:
    at = body.find(title[:12]) if title else -1
    return body[at + len(title) :] if at >= 0 else body


def _basis(source: str, seat: Seat, has_title: bool) -> dict[str, str]:
    basis = {"agency": source, "place": seat.source, "title": "text" if has_title else ""}
    return {k: v for k, v in basis.items() if v}


def _agency(name: Name | None, seat: Seat) -> str:
    if name is None:
        return ""
    place = seat.place
    if seat.region_basis != "stated" or place.ambiguous:
        return name.text
    lowest = place.county or place.city or place.province
    is_complete = place.level != "province" if name.township else place.level == seat.level
    return complete(name, lowest) if is_complete else name.text


def agency_id(name: Name | None, seat: Seat) -> str:
    """Place id, level and lineage, which outlive a change of names; "" if a part is unknown."""
    if name is None:
        return ""
    if seat.level == "national":
        return f"000000-national-{_national_names().get(name.text, name.text)}"
    place = seat.place
    if not place.place_id or place.ambiguous or seat.region_basis != "stated":
        return ""
    if seat.level in ("province", "prefecture", "county") and place.level != seat.level:
        return ""
    if not seat.level and not has_no_level(name):
        return ""
    if name.township and place.level == "province":
        return ""  # a province has several townships of one name
    lineage = name.kind.lineage
    parts = [place.place_id, seat.level or "other", lineage or "other", _stem(name, seat)]
    return "-".join(p for p in parts if p)


def _stem(name: Name, seat: Seat) -> str:
    """What tells an agency from others of its lineage and place; "" where nothing needs to."""
    if name.township:
        return name.township
    if name.kind.lineage in DISTINCT:
        return rewrite("stem", name.rest)
    if zone := rule("zone_above").search(name.rest):
        return rewrite("stem", zone.group())
    part = rule("sub_body").search(name.rest)
    corps = rule("corps_office").search(name.text) if seat.place.level == "province" else None
    return part["stem"] if part else (corps.group() if corps else "")


@lru_cache(maxsize=1)
def _national_names() -> dict[str, str]:
    """Earlier and short names of the nation's agencies, to their present names."""
    rows = load_csv("national_agencies.csv")
    return {other: row["name"] for row in rows for other in row["names"].split("|")}


def government_of(seat: Seat, text: str) -> Name | None:
    """The government of a place whose report names nobody but speaks for all its agencies."""
    said = rule("own_plural").search(text)
    own = self_reference(text)
    is_own = self_word(own).is_territory
    is_bureau = bool(own) and not is_own
    if is_bureau and said is not None and not (said["own"] and _may_be_office(own)):
        return None  # a bureau that counts for the whole city, or tells of its county's work
    place = seat.place
    lowest = place.county or place.city or place.province
    is_sure = seat.region_basis == "stated" and place.level == seat.level and not place.ambiguous
    kind = own if is_own else said["kind"] if said is not None else ""
    if not kind or not is_sure or kind != lowest[-1:]:
        return None
    return parse_name(lowest, "territory")


def _may_be_office(own: str) -> bool:
    """True if a government's office may call itself so: 我办, 本单位."""
    word = self_word(own)
    return word.is_neutral or word.is_subdistrict


def _scope(name: Name | None, text: str) -> str:
    """``territory`` if the figures are a sum over an area, ``own`` if the agency's alone."""
    if name is None:
        return "unclear"
    is_seat = name.kind.agency_type == "government" and not name.township
    if not is_seat:
        return "own"
    if rule("sum_scope").search(text):
        return "territory"
    return "own" if rule("own_scope").search(text) else "unclear"
