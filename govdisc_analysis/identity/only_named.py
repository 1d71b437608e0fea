"""The one agency that the opening of a report names, where nothing says whose report it is."""

from collections.abc import Iterator
from itertools import pairwise

from govdisc_analysis.gazetteer import Mention, find_places
from govdisc_analysis.identity.kinds import unit_of
from govdisc_analysis.identity.names import Name, parse_name
from govdisc_analysis.identity.patterns import rule
from govdisc_analysis.identity.said import SelfWord, self_word

SOURCE = "only_named"
_OPENING = 1500
"""Characters in which an author that writes of itself is named."""
_LONGEST = 24
"""Characters of an agency's name behind its place."""
_LONGER = 2
"""员会: what may follow the 委 of a name that stands in full."""
_BEFORE = 42
"""Characters before a name that tell whose words are cited."""


def only_named(text: str, own: str) -> Name | None:
    """The agency that the opening names with its place, if it is one only.

    Agencies of another unit than the report calls itself (我局) don't count, nor those whose
    demands or papers are cited.

    >>> only_named("结合清河县教育局实际,编制本报告。2022年,我局主动公开信息25条。", "局").text
    '清河县教育局'
    >>> only_named("按照清河县教育局要求,编制本报告。2022年,我局主动公开信息25条。", "局")
    """
    word = self_word(own)
    if not any(word.answers) or (word.is_territory and word.level != "township"):
        return None
    names = [name for name in _named(text, word) if name.places]
    found = {(name.places[-1].entries[0].place_id, name.rest): name for name in names}
    return next(iter(found.values())) if len(found) == 1 else None


def _named(text: str, word: SelfWord) -> Iterator[Name]:
    opening = text[:_OPENING]
    for start, end in _runs(find_places(opening)):
        last = _end(opening, start, end, word)
        if not last or rule("cites").search(opening[max(start - _BEFORE, 0) : start]):
            continue
        name = parse_name(opening[start:last], SOURCE)
        if name and not rule("asks_behind").match(opening, last):
            yield name


def _runs(places: list[Mention]) -> Iterator[tuple[int, int]]:
    """Stretches of places that stand one behind the other: 芜湖市镜湖区."""
    if not places:
        return
    start = places[0].start
    for one, following in pairwise(places):
        if one.end != following.start:
            yield start, one.end
            start = following.start
    yield start, places[-1].end


def _end(text: str, start: int, end: int, word: SelfWord) -> int:
    """Where the name ends that begins with the places at ``start:end``; 0 if none fits."""
    if word.level == "township":
        township = rule("township_behind").match(text, end)
        return township.end() if township and township["kind"] in word.answers else 0
    ends = [at for at in _ends(text, start, end) if unit_of(text[start:at]) in word.answers]
    if not ends:
        return 0
    return ends[0] + _LONGER if ends[0] + _LONGER in ends else ends[0]


def _ends(text: str, start: int, end: int) -> Iterator[int]:
    for at in range(end + 1, min(end + _LONGEST, len(text)) + 1):
        if not "\u4e00" <= text[at - 1] <= "\u9fff":
            return
        if rule("agency_end").search(text, start, at):
            yield at
