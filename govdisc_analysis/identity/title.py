"""The report's own title line, and what it says."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from govdisc_analysis.gazetteer import find_places
from govdisc_analysis.identity.patterns import rewrite, rule

LONGEST = 70
FAR = 5000
QUOTED = 1200
MOST_PIECES = 24
WIDE = re.compile(r"\t|[ ]{3,}")
SPLIT_WORD = re.compile(r"(?<=[\u4e00-\u9fff0-9])\s+(?=[\u4e00-\u9fff0-9])")
QUOTE = "\u300b"
_OPENS = frozenset("【[")
_QUOTES = ('"', "'")
_FIELD = ',"'
"""Where a field of a table with commas begins that goes on over lines."""


@dataclass(frozen=True, slots=True)
class Title:
    """The title, "" if there is none, what it names, and the two lines behind it."""

    text: str = ""
    name: str = ""
    year_text: str = ""
    below: tuple[str, ...] = ()


def pieces_of(head: str) -> list[str]:
    """The first short stretches of the head that could be a title, or a part of one."""
    found: list[str] = []
    for line in head.split("\n"):
        if len(found) >= MOST_PIECES:
            break
        if len(line) > LONGEST and rule("stop").search(
            line
        ):  # prose; it only keeps its neighbours apart
            found.append("")
            continue
        for part in WIDE.split(line):
            text = part.strip()
            label = rule("title_label").match(text)
            text = text[label.end() :] if label else text
            if len(text) == 1 and found and rule("word_of_two_lines").search(found[-1] + text):
                found[-1] += text
            elif text:
                found.append(cut(text) if len(text) <= LONGEST * 2 else "")
    return found[:MOST_PIECES]


def cut(text: str) -> str:
    """A title without spam, without date and reading aids behind it, without spaces in words."""
    if rule("spam_hint").search(text):
        text = rule("spam").sub("", text)
    text = text.strip()
    text = rewrite("title_start", text) if text[:1] in _OPENS else text
    has_space = len(text.split(None, 1)) > 1  # without one there is neither tail nor split word
    text = rule("title_tail").sub("", text) if has_space else text
    text = text.strip(" \u3000-_|@:•·●◆■").rstrip("?")
    behind = text.rpartition(_FIELD)[2]
    text = text if '"' in behind else behind  # the field before it told the title, too
    if text[:1] in _QUOTES and text[0] not in text[1:]:  # of a string that begins here
        text = text[1:]
    text = text if "," in text else text.rstrip("。?")  # a sentence with its commas is no title
    text = rewrite("title_quoted", text) if text.endswith(QUOTE) else text
    return SPLIT_WORD.sub("", text) if has_space else text


def _is_title(text: str) -> bool:
    return (
        len(text) <= LONGEST
        and bool(rule("report_topic").search(text) and rule("report_word").search(text))
        and not rule("not_title").search(text)
    )


def _is_part(text: str) -> bool:
    return (
        len(text) <= 36
        and ":" not in text
        and not rule("not_title").search(text)
        and not rule("not_part").search(text)
    )


def _starts(text: str) -> bool:
    """True if a broken title can begin with this line."""
    named = rule("agency_end").search(text) and rule("name_like").search(text)
    return bool(named or rule("year").search(text) or rule("report_topic").search(text))


def _tells(text: str) -> bool:
    """True if a line names an agency or a year, which a menu line does not."""
    named = rule("agency_end").search(text) and rule("name_like").search(text)
    return bool(named or rule("year").search(text))


def _far_title(text: str) -> str:
    """A title with its year behind long navigation, before the first sentence."""
    stop = rule("stop").search(text, 0, FAR)
    before = text[: stop.start() if stop else FAR]
    for line in before.split("\n")[10:]:
        title = cut(line) if len(line) <= LONGEST * 2 else ""
        if title and _is_title(title) and rule("year").search(title):
            return title
    return ""


def find_title(text: str, head: str, pieces: Sequence[str]) -> str:
    """First line, or first lines together, that read as the title of such a report."""
    bare = ""  # a title that names nobody and no year may be a line of the page's menu
    for i, piece in enumerate(pieces):
        if not piece:
            continue
        if _is_title(piece):
            before = pieces[i - 1] if i else ""
            if not any(name_in(piece)) and not (_is_part(before) and _tells(before)):
                bare = bare or piece
                continue
            lacks_name = not name_in(piece)[0]
            if lacks_name and _is_part(before) and rule("agency_end").search(before):
                return before + piece
            return piece
        if not (_is_part(piece) and _starts(piece)):
            continue
        for size in (2, 3):
            parts = pieces[i : i + size]
            joined = "".join(parts)
            if any(_is_title(p) and len(name_in(p)[0]) > 2 for p in parts[1:]):
                break
            if len(parts) == size and all(map(_is_part, parts)) and _is_title(joined):
                whole = joined if len(name_in(joined)[0]) > 1 else _with_next(pieces, i, joined)
                if any(name_in(whole)):
                    return whole
                bare = bare or whole
                break
    far = _far_title(text) or bare
    if far:
        return far
    return _leading_title(head) or _quoted_title(text)


def _leading_title(head: str) -> str:
    """A title that the first sentence follows in the same line, or that a menu stands before."""
    for line in head.split("\n"):
        for part in line[:_MENU].split(" ") if " " in line else ():
            title = cut(part)
            if _is_title(title) and all(name_in(title)):
                return title
        run = rule("title_run").search(line.strip()[:120])
        if run and _is_title(cut(run["title"])):
            return cut(run["title"])
    return ""


def _quoted_title(text: str) -> str:
    """The title as the first lines cite it: 现编制《...年度报告》."""
    found = rule("quoted_title").search(text[:QUOTED])
    return cut(found["title"]) if found and _is_title(cut(found["title"])) else ""


def _with_next(pieces: Sequence[str], i: int, joined: str) -> str:
    """A shorter title further down, if the joined one names nobody and is one line there."""
    return next((p for p in pieces[i + 1 : i + 3] if _is_title(p)), joined)


def lines_below(pieces: Sequence[str], title: str) -> list[str]:
    """The two lines behind the title, where a by-line may stand."""
    at = next((i for i, p in enumerate(pieces) if p and title.endswith(p)), None)
    if at is None or not title:
        return []
    return [rewrite("by_line", p) for p in pieces[at + 1 : at + 3]]


def _place_above(pieces: Sequence[str], title: str) -> str:
    """The line above the title, where that is a place and no more: its first half."""
    at = next((i for i, p in enumerate(pieces) if p and p == title), 0)
    above = pieces[at - 1].strip() if at else ""
    named = find_places(above) if len(above) < _LONGEST_PLACE else []
    return above if above and sum(m.end - m.start for m in named) == len(above) else ""


_LONGEST_PLACE = 18
_MENU = 300
"""Characters of a page without line breaks among which its title stands."""


def is_addressed(line: str, head: str) -> bool:
    """True for the line of a letter that names whom it is sent to.

    >>> is_addressed("清河县人民政府办公室", "年度报告\\n清河县人民政府办公室:\\n现上报我镇报告")
    True
    """
    at = head.find(line + ":") if line else -1
    return at >= 0 and not head[at + len(line) + 1 :].partition("\n")[0].strip()


def title_of_page(meta: Mapping[str, str]) -> str:
    """The page's own title, without the site's name."""
    for key in ("articletitle", "title"):
        for part in re.split(r"\s*[-_|—>]+\s*(?![0-9]{4})", meta.get(key, "")):
            if _is_title(cut(part)):
                return cut(part)
    return ""


@lru_cache(maxsize=1024)
def name_in(title: str) -> tuple[str, str]:
    """The agency's name and the year, as the title prints them; "" where it does not.

    >>> name_in("清河县人民政府信息公开工作2017年年度报告")
    ('清河县人民政府', '2017')
    >>> name_in("关于县教育局2012年度政务公开工作总结")
    ('县教育局', '2012年度')
    """
    found = rule("name_before_topic").search(title)
    name = found["name"].strip() if found else ""
    years = [m.group() for m in rule("year").finditer(title)]
    year = (found["year"] or "") if found else ""
    bracket = rule("name_in_brackets").search(title)
    name = rewrite("title_name", name) if name else ""
    if len(name) < 2 and bracket:
        name = bracket["name"]
    return name, year if rule("year").search(year) else (years[0] if years else "")


def read_title(text: str, head: str, meta: Mapping[str, str]) -> Title:
    """The title of a report and what it names."""
    pieces = pieces_of(head)
    printed = find_title(text, head, pieces)
    page = title_of_page(meta)
    heard = printed or page
    name, year = name_in(heard)
    if page and (not name or not year):
        page_name, page_year = name_in(page)
        name, year = name or page_name, year or page_year
    name = name or _place_above(pieces, printed)
    below = [p for p in lines_below(pieces, printed) if not is_addressed(p, head)]
    return Title(printed or page, name, year, tuple(below))
