"""An agency's name: tidied, and taken apart into places and the rest."""

import re
from dataclasses import dataclass
from functools import lru_cache

from govdisc_analysis.gazetteer import Mention, by_code, leading_places, zone_place
from govdisc_analysis.identity.kinds import GOVERNMENT, Kind, kind_of
from govdisc_analysis.identity.patterns import rewrite, rule
from govdisc_analysis.places import gazetteer

XINJIANG = "650000"


@dataclass(frozen=True, slots=True)
class Name:
    """A candidate for the author. ``level_word`` is the 县 of 县住建局."""

    text: str
    places: tuple[Mention, ...]
    rest: str
    kind: Kind
    level_word: str
    township: str
    source: str = ""


def tidy(text: str, source: str = "") -> str:
    """A name as a reader would write it.

    The office of a zone's administration answers for it, but in a title it speaks for itself.

    >>> tidy("清河县政府"), tidy("谢塘镇"), tidy("县教育局网站"), tidy("阿拉善盟")
    ('清河县人民政府', '谢塘镇人民政府', '县教育局', '阿拉善盟行政公署')
    """
    name = rule("seat_above").sub("", rewrite("masked", rewrite("strip", text)))
    if not (source == "title" and rule("zone_own_office").search(name)):
        name = rule("inner_office").sub("", name)
    name = rewrite("expand", name)
    mentions = leading_places(name)
    is_place = bool(mentions) and mentions[-1].end == len(name)
    is_place = is_place or (source == "title" and bool(rule("unlisted_place").search(name)))
    return rewrite("seat", name) if is_place else name


@lru_cache(maxsize=4096)
def parse_name(text: str, source: str = "") -> Name | None:
    """A tidied name, or None if the words are no agency's name."""
    name = tidy(text, source)
    if not 3 <= len(name) <= 45 or rule("refused_name").search(name):
        return None
    bare = rule("inner_brackets").sub("", rule("national_prefix").sub("", name))
    corps = rule("corps").match(bare)
    places = _corps_places(bare, corps) if corps else tuple(_believed(bare, leading_places(bare)))
    if not places and (around := zone_place(bare)):
        places = (Mention(0, 0, around),)
    rest = bare[places[-1].end :] if places else bare
    branch = _branch(bare[: len(bare) - len(rest)], rest) if places else []
    if rule("impossible_name").search(rest) or not rule("name_end").search(name):
        return None
    word = rule("level_word").match(rest)
    level_word = word.group() if word and not places else ""
    inner = rest[len(level_word) :]
    kind = GOVERNMENT if corps and not rest else kind_of(inner or rest)
    kind = kind if kind.agency_type else kind_of(name)
    township = rule("township").search(inner)
    if not (kind.agency_type or rule("agency_end").search(name)):
        return None
    stem = ""
    if township and kind.agency_type in ("government", "office"):
        stem = rule("township_of").sub("", township["stem"])
    return Name(name, (*places, *branch), inner, kind, level_word, stem, source)


def _corps_places(name: str, corps: re.Match[str]) -> tuple[Mention, ...]:
    """Xinjiang for the production corps, then the city of its division, if it is named."""
    end = corps.end()
    found = [Mention(0, end, by_code(XINJIANG))]
    for m in leading_places(name[end:]):
        found.append(Mention(end + m.start, end + m.end, m.entries))
    if len(found) == 1 and corps["division"]:
        seats = gazetteer().aliases.get(corps["division"], ())
        found.extend([Mention(corps.start("division"), end, seats)] if seats else [])
    return tuple(found)


def _branch(above: str, rest: str) -> list[Mention]:
    """Lower places inside the name: 船山区 of 遂宁市公安局船山区分局."""
    found = rule("branch").search(rest)
    if not found:
        return []
    known = len(leading_places(above))
    return leading_places(above + found["place"])[known:]


def _believed(name: str, places: list[Mention]) -> list[Mention]:
    """Without short names that are part of another word: 中山大学, 三明镇."""
    if len(places) == 1:
        only = places[0]
        printed = name[only.start : only.end]
        is_short = only.entries[0].name != printed and not rule("full_end").search(printed)
        is_county = only.entries[0].level == "county"
        behind = name[only.end :]
        is_zone = rule("zone").search(name) and not rule("longer_name").match(behind)
        is_port = len(only.entries) == 1 and rule("port_behind").match(behind)
        if is_short and is_county and not (is_zone or is_port):
            return []
        is_province = only.entries[0].level == "province"
        if is_short and rule("township_word").match(behind):
            return []
        if is_short and not is_province and rule("institution").search(name):
            return []
    kept = list(places)
    while kept and rule("township_word").match(name[kept[-1].end :]):
        kept.pop()
    return kept
