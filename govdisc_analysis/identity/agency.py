"""Which of the candidate names is the author."""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from govdisc_analysis.gazetteer import Mention, find_places
from govdisc_analysis.identity.evidence import Around
from govdisc_analysis.identity.kinds import ZONE, unit_of
from govdisc_analysis.identity.names import Name, parse_name
from govdisc_analysis.identity.only_named import only_named
from govdisc_analysis.identity.patterns import rewrite, rule
from govdisc_analysis.identity.said import self_word

TRUST = {
    "title": 100,
    "below_title": 90,
    "signature": 80,
    "inline": 79,
    "editor": 78,
    "contact": 70,
    "opening": 66,
    "own_document": 60,
    "metadata": 58,
    "breadcrumb": 50,
    "footer": 45,
}
OWN_MATCH = 25
LATER_NAME = 40
FIRM = 78
"""Sources so sure that a slip between 我局 and 我委 weighs only half."""
NOT_OURS = 60
_LEAST = 40
"""Trust that a name needs which no title tells."""
SHORTEST = 3
"""Characters of a name without its place that are telling enough to be looked for."""


def from_title(name: str) -> Name | None:
    """The author as the title names it; places alone stand for their government."""
    if not name or rule("self_reference").match(name):
        return None
    return parse_name(name, "title")


def is_fuller(name: Name, base: Name) -> bool:
    """True if ``name`` is the same agency as ``base``, with its place."""
    if not name.places or name.kind.lineage != base.kind.lineage:
        return False
    if base.township or name.township:
        return bool(base.township) and name.township == base.township
    if (base.kind.agency_type == "government") != (name.kind.agency_type == "government"):
        return False
    if base.kind.lineage in ("", "office", "development_zone", "public_institution"):
        return rewrite("spelling", name.text).endswith(rewrite("spelling", base.rest))
    return _fits_level(name, base.level_word)


def _fits_level(name: Name, level_word: str) -> bool:
    lowest = name.places[-1].entries
    word = self_word(level_word)
    if not level_word:
        return True
    if word.is_open:
        return any(e.name.endswith(level_word) for e in lowest)
    return any(e.level == word.level for e in lowest)


def existed(name: Name, year: int | None) -> bool:
    """False for a name that came into use after the reporting year."""
    first = name.kind.first_year
    return year is None or first is None or first <= year + 1


def choose(
    base: Name | None, around: Around, own: str, year: int | None
) -> tuple[Name | None, str]:
    """The author and the source that named it.

    Args:
        base: the name in the title, if there is one.
        around: candidates from elsewhere, the most trusted first.
        own: what the report calls its author after 我.
        year: reporting year, which rules out names of later years.
    """
    if base is not None:
        if base.places:
            return base, base.source
        fuller = [n for n in around.names if is_fuller(n, base) and existed(n, year)]
        if fuller:
            best = max(fuller, key=lambda n: (TRUST[n.source], len(n.text)))
            return _with_full_rest(best, base), best.source
        return named_in_full(base, around.body) or base, base.source
    ranked = [(score(n, own, year), n) for n in _as_governments(around.names, own)]
    sure = [pair for pair in ranked if pair[0] >= _LEAST]
    if not sure:
        name = only_named(around.body, own)
        return name, name.source if name else ""
    best = max(sure, key=lambda pair: (pair[0], bool(pair[1].places)))[1]
    fuller = [n for _, n in ranked if not best.places and is_fuller(n, best) and existed(n, year)]
    cited = all(n.source == "own_document" for n in fuller)
    exact = None if best.places or not cited else named_in_full(best, around.body)
    if exact is not None:  # its plans may still have the name of earlier years
        best = exact
    elif fuller:
        best = max(fuller, key=lambda n: (TRUST[n.source], len(n.text)))
    best = _spelt_out(best, [n for _, n in ranked], year)
    best = _own_government(best, around.names) if not own else best
    return best, best.source


def _with_full_rest(best: Name, base: Name) -> Name:
    """The place of a short name before the longer one of the title.

    >>> _with_full_rest(parse_name("大竹县教科局"), parse_name("县教育和科学技术局")).text
    '大竹县教育和科学技术局'
    """
    if len(best.rest) >= len(base.rest) or base.township or not best.text.endswith(best.rest):
        return best
    return parse_name(best.text[: -len(best.rest)] + base.rest, best.source) or best


def _own_government(best: Name, names: Iterable[Name]) -> Name:
    """The government that opens the report, where its office is only the one to ask."""
    text = rewrite("own_government", best.text)
    if best.source != "contact" or text == best.text:
        return best
    return next((n for n in names if n.text == text and n.source == "opening"), best)


def named_in_full(name: Name, text: str) -> Name | None:
    """The name with its place, if the text prints it so and with one place only."""
    if len(name.rest) < SHORTEST or len(name.township or name.rest) < SHORTEST:
        return None
    found = {}
    stem = name.township or (rule("bureau").sub("", name.rest) if name.level_word else name.rest)
    for match in re.finditer(re.escape(stem), text):
        before = text[max(match.start() - 24, 0) : match.start()]
        places = find_places(before)
        if places and places[-1].end == len(before):
            first = next(i for i, p in enumerate(places) if _runs_on(places[i:]))
            first = len(places) - 1 if name.township else first
            fuller = parse_name(before[places[first].start :] + name.rest, name.source)
            if name.township and fuller and not _in_county(fuller):
                continue
            if fuller and fuller.places and _fits_level(fuller, name.level_word):
                found[fuller.places[-1].entries[0].place_id] = fuller
    return next(iter(found.values())) if len(found) == 1 else None


def _in_county(name: Name) -> bool:
    return bool(name.places) and name.places[-1].entries[0].level == "county"


def _runs_on(places: Sequence[Mention]) -> bool:
    """True if each place begins where the one before it ends."""
    return all(a.end == b.start for a, b in pairwise(places))


def _spelt_out(best: Name, names: Sequence[Name], year: int | None) -> Name:
    """The full name of an office that was found by its short one: 外事办, 建管委."""
    if not rule("short_name").search(best.text) or not best.places:
        return best
    same = [
        n
        for n in names
        if n.kind.lineage == best.kind.lineage
        and n.places
        and n.places[-1].entries[0].place_id == best.places[-1].entries[0].place_id
        and rule("full_name").search(n.text)
        and existed(n, year)
    ]
    return max(same, key=lambda n: len(n.text), default=best)


def with_seat(name: Name, text: str) -> Name:
    """A zone's administration, where the text prints it behind the zone's name.

    >>> with_seat(parse_name("清河经济开发区"), "请与清河经济开发区管委会联系").text
    '清河经济开发区管委会'
    """
    at = text.find(name.text)
    while at >= 0:
        if found := rule("zone_office").match(text, at + len(name.text)):
            return parse_name(name.text + found.group(), name.source) or name
        at = text.find(name.text, at + 1)
    return name


def score(name: Name, own: str, year: int | None) -> int:
    """Trust in the source, corrected by how the report calls itself."""
    points = TRUST[name.source]
    unit = unit_of(name.text)
    if own:
        against = _mismatch(name, own, unit)
        same = any(unit.endswith(a) for a in self_word(own).answers if a) or unit == own
        points += OWN_MATCH if same else -(against // 2 if points >= FIRM else against)
    if not existed(name, year):
        points -= LATER_NAME
    return points + (5 if name.places else 0)


def _mismatch(name: Name, own: str, unit: str) -> int:
    """How much a unit speaks against a name, given what the report calls itself."""
    is_government = name.kind.agency_type == "government"
    word = self_word(own)
    if name.kind is ZONE and word.is_zone:
        return 0
    if name.township and name.source == "own_document":
        return 0 if word.level == "township" else NOT_OURS
    if word.is_territory:
        return 15 if is_government else NOT_OURS
    if word.is_subdistrict and is_government and name.township:
        return 0
    return 0 if unit in word.answers or word.is_neutral else NOT_OURS


def _as_governments(names: Iterable[Name], own: str) -> Iterable[Name]:
    """Where the report speaks for a territory, its government's office stands for it."""
    for name in names:
        text = rewrite("own_government", name.text)
        if self_word(own).is_territory and text != name.text:
            yield parse_name(text, name.source) or name
        else:
            yield name


_SHORT = 2
"""Characters of a place's name that are too few to be told in another word."""


def complete(name: Name, place_name: str) -> str:
    """The author's name with the place that other words of the report gave it.

    >>> complete(parse_name("县教育局"), "泾县")
    '泾县教育局'
    """
    if name.places or not place_name or rule("national").search(name.text):
        return name.text
    if name.level_word and place_name.endswith(name.level_word):
        return place_name + name.text[len(name.level_word) :]
    if len(place_name) > _SHORT and place_name[:-1] in name.text:
        return name.text  # 莆田第二中学, of 莆田市
    return name.text if name.level_word or find_places(name.text) else place_name + name.text
