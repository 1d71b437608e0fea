"""Place names in a text, and the place that they mean in a year."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from govdisc_analysis.places import Entry, Gazetteer, gazetteer, pattern

RANK = {"province": 0, "prefecture": 1, "county": 2}


class Mention(NamedTuple):
    """A place name that stands at ``start:end``, with every place that bears it."""

    start: int
    end: int
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A place resolved for a year; ``ambiguous`` if the text leaves several counties open."""

    province: str = ""
    city: str = ""
    county: str = ""
    code: str = ""
    level: str = ""
    place_id: str = ""
    ambiguous: bool = False


def find_places(text: str) -> list[Mention]:
    """Full place names in a text, in order; the longest name that ends at each place.

    Names of two characters (郊区, 和县) are words as well, and count only where something that
    is no Chinese character and no closing mark (第69号)和县政府), or another place, stands before.

    >>> [(m.entries[0].name, m.start) for m in find_places("安徽省宣城市区和县")]
    [('安徽省', 0), ('宣城市', 3)]
    """
    table = gazetteer()
    found: list[Mention] = []
    for match in pattern("end").finditer(text):
        end = match.end()
        for length in table.lengths.get(text[end - 2 : end], ()):
            start = end - length
            if start < 0:
                continue
            name = text[start:end]
            entries = table.names.get(name) or table.aliases.get(name)
            if entries is None:
                continue
            touches = bool(found) and found[-1].end == start
            if length > 2 or touches or _is_free(text, start, end):
                while found and found[-1].start >= start:
                    found.pop()
                if not found or found[-1].end <= start:
                    found.append(Mention(start, end, entries))
            break
    return found


def _is_free(text: str, start: int, end: int) -> bool:
    """True if the characters at ``start:end`` are a word of their own."""
    if not start or not pattern("joined").match(text, start - 1):
        return True
    verb = text[max(0, start - 2) : start]
    return bool(pattern("seat_behind").match(text, end) and pattern("verb_before").match(verb))


def leading_places(text: str) -> list[Mention]:
    """Places that an agency's name begins with, full or short: 广西南宁市, 内江市隆昌.

    >>> [m.entries[0].name for m in leading_places("内江市隆昌生态环境局")]
    ['内江市', '隆昌县']
    """
    table = gazetteer()
    found: list[Mention] = []
    at = 0
    while True:
        entries, end = _full_at(table, text, at)
        if not entries:
            entries, end = _short_at(table, text, at, found)
        if not entries:
            return found
        found.append(Mention(at, end, entries))
        at = end


def _full_at(table: Gazetteer, text: str, at: int) -> tuple[tuple[Entry, ...], int]:
    for length in range(min(15, len(text) - at), 1, -1):
        name = text[at : at + length]
        entries = table.names.get(name)
        if entries is None and pattern("alias_end").search(name):
            entries = table.aliases.get(name)
        if entries:
            return entries, at + length
    return (), at


def _short_at(
    table: Gazetteer, text: str, at: int, found: Sequence[Mention]
) -> tuple[tuple[Entry, ...], int]:
    """A short name, believed as a province first, or below the place that stands before it."""
    for length in (4, 3, 2):
        name = text[at : at + length]
        if len(name) < length:
            continue
        if not found and name in table.aliases:
            return table.aliases[name], at + length
        entries = table.shorts.get(name, ())
        if found:
            above = found[-1].entries
            entries = tuple(e for e in entries if any(_is_below(e, a) for a in above))
        else:
            entries = tuple(e for e in entries if e.level == "prefecture") or entries
            if len({e.place_id for e in entries}) > 1:
                entries = ()
        if entries:
            return entries, at + length
    return (), at


def zone_place(text: str) -> tuple[Entry, ...]:
    """The place around a well-known zone whose name does not hold it.

    >>> zone_place("雄安新区管理委员会")[0].name
    '河北省'
    """
    return tuple(entry for name, entry in gazetteer().zones.items() if text.startswith(name))[:1]


def only_place(words: str) -> tuple[Entry, ...]:
    """The province or city whose short name begins some words and that no other place bears.

    >>> [only_place(w)[0].name for w in ("铜陵城管", "湖南扶贫开发")], only_place("朝阳发布")
    (['铜陵市', '湖南省'], ())
    """
    table = gazetteer()
    for length in (4, 3, 2):
        entries = table.aliases.get(words[:length], ()) or table.shorts.get(words[:length], ())
        upper = tuple(e for e in entries if e.level != "county")
        if entries:
            is_one = len({e.place_id for e in upper}) == 1
            return upper if is_one and all(e.is_inside(upper[0]) for e in entries) else ()
    return ()


def _is_below(entry: Entry, above: Entry) -> bool:
    return RANK[entry.level] > RANK[above.level] and entry.is_inside(above)


def by_code(code: str) -> tuple[Entry, ...]:
    """Places with a six-digit code (county, else prefecture, else province)."""
    codes = gazetteer().codes
    for key in (code, code[:4] + "00", code[:2] + "0000"):
        if key in codes:
            return codes[key]
    return ()


def in_year(entries: Iterable[Entry], year: int | None) -> tuple[Entry, ...]:
    """The entries in force in a year, or all if none was (a table ends before the report)."""
    every = tuple(entries)
    if year is None:
        return every
    clamped = max(2007, min(year, 2024))
    alive = tuple(e for e in every if e.first_year <= clamped <= e.last_year)
    return alive or every


def resolve(
    groups: Sequence[Sequence[Entry]],
    year: int | None = None,
    context: Sequence[Sequence[Entry]] = (),
) -> Place:
    """The lowest place that names and context agree on.

    Args:
        groups: for each place name of the author, all places that bear it.
        year: reporting year; a code is that of the year, or of the nearest before.
        context: other places that the text names; they only decide between namesakes.

    >>> resolve([gazetteer().names["宁国市"]], 2017).city
    '宣城市'
    >>> resolve([gazetteer().names["鼓楼区"]], 2017).ambiguous
    True
    """
    open_groups = [in_year(g, year) for g in groups if g]
    if not open_groups:
        return Place()
    lowest = max(open_groups, key=lambda g: max(RANK[e.level] for e in g))
    left = lowest
    for others in [*(g for g in open_groups if g is not lowest), *context]:
        inside = tuple(e for e in left if any(e.is_inside(o) for o in others))
        left = inside or left
        if len({e.place_id for e in left}) == 1:
            break
    if len({(e.place_id, e.level) for e in left}) > 1:
        return _common(left)
    return _place(max(left, key=lambda e: _nearness(e, year)))


def _nearness(entry: Entry, year: int | None) -> tuple[int, int]:
    if year is None:
        return 0, entry.last_year
    return -max(entry.first_year - year, year - entry.last_year, 0), entry.last_year


def _place(entry: Entry) -> Place:
    city = entry.city
    return Place(entry.province, city, entry.county, entry.code, entry.level, entry.place_id, False)


def _common(entries: Sequence[Entry]) -> Place:
    """What several namesakes share: the name, perhaps the level, perhaps the province."""
    provinces = {e.province for e in entries}
    cities = {e.city for e in entries}
    levels = {e.level for e in entries}
    names = {e.county for e in entries}
    return Place(
        province=provinces.pop() if len(provinces) == 1 else "",
        city=cities.pop() if len(cities) == 1 and len(provinces) <= 1 else "",
        county=names.pop() if len(names) == 1 else "",
        level=levels.pop() if len(levels) == 1 else "",
        ambiguous=True,
    )
