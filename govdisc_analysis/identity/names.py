"""An agency's name: tidied, and taken apart into places and the rest."""

import re
from dataclasses import dataclass
from functools import lru_cache

from govdisc_analysis.gazetteer import Mention, leading_places
from govdisc_analysis.identity.kinds import Kind, kind_of
from govdisc_analysis.identity.patterns import rule


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


OFFICES = (
    (re.compile("(?<!人民)政府"), "人民政府"),
    (re.compile("(?<=[省市县区州旗])府办$"), "人民政府办公室"),
    (re.compile("(?<=人民政府)办$"), "办公室"),
    (re.compile("(?<=气象|税务|统计|公安)(?:部门|机关)$"), "局"),
    (re.compile("街办$"), "街道办事处"),
    (re.compile("(?<=[局厅])办公室$"), ""),
    (re.compile("(?:党)?工委[、和]?(?=管委会$|管理委员会$|办事处$)"), ""),
)


def tidy(text: str) -> str:
    """A name as a reader would write it.

    >>> tidy("清河县政府"), tidy("谢塘镇"), tidy("县教育局网站"), tidy("阿拉善盟")
    ('清河县人民政府', '谢塘镇人民政府', '县教育局', '阿拉善盟行政公署')
    """
    name = re.sub(r"\s+", "", text).strip("的:,、。;“”\"'|>-_()[]【】")
    name = re.sub(r"(?<=.{4})\([^()]*\)?$", "", name)
    name = re.sub("(?:政府)?(?:门户网站|网站|信息公开网|公众信息网|信息网|政务网|网)$", "", name)
    name = re.sub("^(?:[0-9]+|中国[·.]|首页)(?=[\u4e00-\u9fff])", "", name)
    name = re.sub("^[XxЖ×*○_A-Z]+(?=[省市县区州镇乡街])", "", name)
    name = rule("inner_office").sub("", rule("seat_above").sub("", name))
    for pattern, new in OFFICES:
        name = pattern.sub(new, name)
    if re.search("(?:街道|镇|乡|苏木)$", name) and len(name) > 2:
        return name + ("办事处" if name.endswith("街道") else "人民政府")
    mentions = leading_places(name)
    if mentions and mentions[-1].end == len(name) and name[-1] in "省市县区州旗盟":
        seat = mentions[-1].entries[0].name
        return name + ("行政公署" if seat.endswith(("盟", "地区")) else "人民政府")
    return name


@lru_cache(maxsize=4096)
def parse_name(text: str, source: str = "") -> Name | None:
    """A tidied name, or None if the words are no agency's name."""
    name = tidy(text)
    if not 3 <= len(name) <= 45 or rule("refused_name").search(name):
        return None
    bare = rule("national_prefix").sub("", name)
    places = tuple(_believed(bare, leading_places(bare)))
    rest = bare[places[-1].end :] if places else bare
    branch = _branch(bare[: len(bare) - len(rest)], rest) if places else []
    if rule("impossible_name").search(rest) or not rule("name_end").search(name):
        return None
    word = re.match("自治区|自治县|[省市县区州旗](?=[\u4e00-\u9fff]{2})", rest)
    level_word = word.group() if word and not places else ""
    if level_word and not re.match("市场|市容|市政(?!府|务)|区域|省级|州际|区块", rest):
        inner = rest[len(level_word) :]
    else:
        level_word, inner = "", rest
    kind = kind_of(inner or rest)
    kind = kind if kind.agency_type else kind_of(name)
    township = rule("township").search(inner)
    if not (kind.agency_type or rule("agency_end").search(name)):
        return None
    stem = ""
    if township and kind.agency_type in ("government", "office"):
        stem = township["stem"].removeprefix("人民政府")
    return Name(name, (*places, *branch), inner, kind, level_word, stem, source)


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
        is_short = only.entries[0].name != printed and printed[-1] not in "县旗州"
        is_county = only.entries[0].level == "county"
        if is_short and is_county and not rule("zone").search(name):
            return []
        is_province = only.entries[0].level == "province"
        if is_short and re.match("镇|乡|街道", name[only.end :]):
            return []
        if is_short and not is_province and rule("institution").search(name):
            return []
    kept = list(places)
    while kept and re.match("镇|乡|街道|苏木", name[kept[-1].end :]):
        kept.pop()
    return kept
