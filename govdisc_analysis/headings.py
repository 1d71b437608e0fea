"""Headings within a line of a report: numbered or not, usual or in free words, glued or not.

The patterns are data, in ``codebook/sections.toml``.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

from govdisc_analysis.codebook import load_patterns

LONGEST_TITLE = 48
"""Characters after which a numbered line is an item of prose, not a heading."""

PROBLEM_KINDS = frozenset({"problems", "problems_and_remedies"})
PLAN_KINDS = frozenset({"problems", "problems_and_remedies", "remedies"})
_UNNUMBERED = PLAN_KINDS | {"overview", "other", "attachment", "redress", "requests", "fees"}
_ENDS = re.compile(r"[。:：;；!！\n]")
CLAUSE_ENDS = re.compile(r"[。:：;；!！,，、\n]")
_DECORATION = re.compile(r"[\s#*>【\[<《]*")
_CELL = re.compile(r"[\d\s.%|—-]+")
EDGES = " \t\u3000\xa0\r|"
"""White space and bars around what a line holds."""
_CLOSING = " \t\u3000】]*:：。.>》"
_COLONS = frozenset(":：")
_SHORT = 60  # lines up to this length are remembered: reports share the lines of their forms


@dataclass(frozen=True, slots=True)
class Kind:
    """One row of the table of headings."""

    code: str
    name: re.Pattern[str] | None
    word: re.Pattern[str] | None
    veto: re.Pattern[str] | None

    def fits(self, title: str) -> bool:
        """Does a heading of this wording open such a section?"""
        if self.veto and self.veto.search(title):
            return False
        if self.name and self.name.fullmatch(title):
            return True
        return bool(self.word and self.word.search(title))


@dataclass(frozen=True, slots=True)
class Rules:
    """Everything of ``codebook/sections.toml``, compiled."""

    numbers: tuple[tuple[int, re.Pattern[str]], ...]
    kinds: tuple[Kind, ...]
    glued: re.Pattern[str]
    after: re.Pattern[str]
    labelled: re.Pattern[str]
    table_row: re.Pattern[str]
    statistics: re.Pattern[str]
    title: re.Pattern[str]
    date: re.Pattern[str]
    hint: re.Pattern[str]
    opens_number: re.Pattern[str]
    inner: re.Pattern[str]
    item: re.Pattern[str]
    first_item: re.Pattern[str]


class Mark(NamedTuple):
    """A place where a new section begins; ``rank`` orders the styles of numbering."""

    start: int
    end: int
    rank: int
    title: str
    kind: str


@cache
def load_rules() -> Rules:
    """Read and compile the table of headings."""
    data = load_patterns("sections.toml")
    kinds = tuple(
        Kind(row["code"], *(_compile(row.get(key)) for key in ("name", "word", "veto")))
        for row in data["kind"]
    )
    numbers = tuple((int(row["rank"]), re.compile(row["pattern"])) for row in data["number"])
    names = "|".join(f"(?:{kind.name.pattern})" for kind in kinds if kind.name)
    plans = "|".join(
        f"(?:{kind.name.pattern})" for kind in kinds if kind.name and kind.code in PLAN_KINDS
    )
    return Rules(
        numbers=numbers,
        kinds=kinds,
        glued=re.compile(f"(?:{names}){data['glue']['pattern']}"),
        after=re.compile(rf"$|{data['glue']['pattern']}"),
        labelled=re.compile(rf"[。;；!！]\s*(?=(?:{plans})[:：])"),
        table_row=re.compile(data["table_rows"]["pattern"]),
        statistics=re.compile(data["statistics_table"]["pattern"]),
        title=re.compile(data["title_line"]["pattern"]),
        date=re.compile(data["date_line"]["pattern"]),
        hint=re.compile(data["hint"]["pattern"]),
        opens_number=re.compile(data["opens_number"]["pattern"]),
        inner=re.compile(data["inner_number"]["pattern"]),
        item=re.compile(data["item"]["pattern"]),
        first_item=re.compile(data["item"]["first"]),
    )


def _compile(pattern: str | None) -> re.Pattern[str] | None:
    return re.compile(pattern) if pattern else None


def kind_of(title: str, parent: str = "body") -> str:
    """Kind of a heading by its wording, below a parent of a given kind.

    >>> kind_of("存在的主要问题及改进情况"), kind_of("依申请公开不规范", "problems")
    ('problems_and_remedies', 'problems')
    """
    kind = _kind_by_words(title)
    if parent in PLAN_KINDS and kind not in PLAN_KINDS and kind != "attachment":
        return parent
    return kind or parent


@lru_cache(maxsize=4096)
def _kind_by_words(title: str) -> str:
    """The first kind that the words fit; reports share most of their headings."""
    bare = "".join(title.split())
    return next((rule.code for rule in load_rules().kinds if rule.fits(bare)), "")


def role_of(text: str) -> str:
    """What a line is, judged alone: cells, the head of the statistics table, a row, or text."""
    return _kept_role(text) if len(text) <= _SHORT else _role(text)


def marks_of(text: str) -> tuple[Mark, ...]:
    """Headings within one line, with their offsets in it."""
    return _kept_marks(text) if len(text) <= _SHORT else _placed_marks(text)


def _role(line: str) -> str:
    rules, text = load_rules(), line.strip(EDGES)
    if len(text) < 2 or _CELL.fullmatch(text):
        return "cell"
    if rules.statistics.search(text):
        return "statistics"
    return "row" if rules.table_row.match(text) else "text"


def _placed_marks(line: str) -> tuple[Mark, ...]:
    text = line.strip(EDGES)
    left = line.index(text)
    marks = _line_marks(text)
    return tuple([m._replace(start=left + m.start, end=left + m.end) for m in marks])


def _line_marks(text: str) -> Iterator[Mark]:
    """Headings within one line: at its start, and glued or labelled ones further on."""
    rules = load_rules()
    skip = _DECORATION.match(text)
    first = _heading_at(text, skip.end() if skip else 0, rules)
    if "\t" in text and (first is None or first.rank > 2):
        return
    done = 0
    if first:
        yield first
        done = first.end
    if len(text) > done + 12:
        yield from _inner(text, done, rules)


def _inner(text: str, done: int, rules: Rules) -> Iterator[Mark]:
    """Further headings in a long line, where the line breaks were lost."""
    starts = {found.end() for found in rules.inner.finditer(text)}
    starts.add(done)
    if ":" in text or "：" in text:
        labels = [found.end() for found in rules.labelled.finditer(text)]
        starts |= {at for at in labels if not _is_in_list(text, at, rules)}
    for at in sorted(starts):
        if at < done or at == 0:
            continue
        mark = _heading_at(text, at, rules, strict=True)
        if mark:
            yield mark
            done = mark.end


def _is_in_list(text: str, at: int, rules: Rules) -> bool:
    """一是内容不全。整改情况：…。二是…: the label speaks of one item only."""
    following = rules.item.search(text, at)
    return following is not None and not rules.first_item.match(text, following.start())


def _heading_at(text: str, at: int, rules: Rules, strict: bool = False) -> Mark | None:
    """The heading that begins at ``at``; ``strict`` takes only the usual names."""
    rank, body = _number_at(text, at, rules)
    while body < len(text) and text[body] in " \u3000":
        body += 1
    if body >= len(text):
        return None
    named = _usual_name(text, at, body, rank, rules, strict)
    if named or strict or rank is None:
        return named
    return _numbered_title(text, at, body, rank)


def _usual_name(
    text: str, at: int, body: int, rank: int | None, rules: Rules, strict: bool
) -> Mark | None:
    """A heading of a usual wording, with or without number, even when text is glued to it."""
    segment = text[body : body + LONGEST_TITLE]
    if rank is None:  # an unnumbered one ends at a stop or with the line
        segment = _ENDS.split(segment, maxsplit=1)[0]
        segment += text[body + len(segment) : body + len(segment) + 1]
        if len(segment) >= LONGEST_TITLE:
            return None
        if strict and segment[-1:] not in _COLONS:
            return None  # see _stands_alone
    if not rules.hint.search(segment):
        return None
    found = rules.glued.match(segment + "\u3000" if len(segment) < LONGEST_TITLE else segment)
    if not found or not found.end():
        return None
    end = body + found.end()
    rest = text[end:].rstrip(_CLOSING)
    if rank is not None and len(rest) <= 10 and not rules.after.match(rest):
        return None  # a free heading that only begins like a usual one
    kind = kind_of(found.group())
    if rank is None and not _stands_alone(text, end, kind, strict):
        return None
    if rank is not None and rank > 2 and kind not in PLAN_KINDS:
        return None
    double = 3 if rank is None else rank * 2
    title = found.group().strip(_CLOSING)
    return Mark(at, end, double, title, kind)


def _number_at(text: str, at: int, rules: Rules) -> tuple[int | None, int]:
    """Rank of the numbering at a place, and where the wording begins."""
    if not rules.opens_number.match(text, at):
        return None, at
    for rank, pattern in rules.numbers:
        found = pattern.match(text, at)
        if found:
            return rank, found.end()
    return None, at


def _stands_alone(text: str, end: int, kind: str, strict: bool) -> bool:
    """An unnumbered heading fills its line, or is set off by a colon or a stop."""
    rest = text[end:].strip(_CLOSING)
    if not rest:
        return not strict and kind in _UNNUMBERED | {"proactive", "organisation"}
    marker = text[end : end + 1]
    if kind == "attachment":
        return not strict and marker in ":："
    return kind in PLAN_KINDS and (marker in _COLONS or (marker in "。】]*" and not strict))


def _numbered_title(text: str, at: int, body: int, rank: int) -> Mark:
    """A heading in free words: up to the first stop, or the first clause of a long item."""
    stop = _ENDS.search(text, body)
    end = stop.start() if stop else len(text)
    if end - body > LONGEST_TITLE:
        clause = CLAUSE_ENDS.search(text, body)
        end = clause.start() if clause and clause.start() - body <= LONGEST_TITLE else body
    title = text[body:end].strip(_CLOSING)
    return Mark(at, end, rank * 2, title, "")


@lru_cache(maxsize=8192)
def _kept_role(text: str) -> str:
    return _role(text)


@lru_cache(maxsize=8192)
def _kept_marks(text: str) -> tuple[Mark, ...]:
    return _placed_marks(text)
