"""Where the parts of a report begin and end: headings, numbered or not, glued or not.

The patterns are data, in ``codebook/sections.toml``; this module only walks the lines.
"""

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib.resources import files

from govdisc_analysis.models import Furniture, Section

LONGEST_TITLE = 48
"""Characters after which a numbered line is an item of prose, not a heading."""

PROBLEM_KINDS = frozenset({"problems", "problems_and_remedies"})
_PLAN_KINDS = frozenset({"problems", "problems_and_remedies", "remedies"})
_UNNUMBERED = _PLAN_KINDS | {"overview", "other", "attachment", "redress", "requests", "fees"}
_ENDS = re.compile(r"[。:：;；!！\n]")
_CLAUSE_ENDS = re.compile(r"[。:：;；!！,，、\n]")
_BREAKS = re.compile(r"[^\n]+")
_DECORATION = re.compile(r"[\s#*>【\[<《]*")
_HINT = re.compile("[情问措不困改计打方述况公事复收附对差重短]")
_NUMBER_START = re.compile(r"[第一二三四五六七八九十(（﹙\d①②③④⑤⑥⑦⑧⑨⑩]")
_INNER = re.compile(
    r"[。;；!！:：\s](?=[一二三四五六七八九十]{1,3}[、.．]|[(（][一二三四五六七八九十\d]{1,2}[)）]|\d[、.．])"
)
_CELL = re.compile(r"[\d\s.%|—-]+")
_CLOSING = " \t\u3000】]*:：。.>》"


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


@dataclass(frozen=True, slots=True)
class Mark:
    """A place where a new section begins; ``rank`` orders the styles of numbering."""

    start: int
    end: int
    rank: int
    title: str
    kind: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line with its offsets, without the white space around it."""

    text: str
    start: int
    end: int


@cache
def load_rules() -> Rules:
    """Read and compile the table of headings."""
    path = files("govdisc_analysis") / "codebook" / "sections.toml"
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    kinds = tuple(
        Kind(row["code"], *(_compile(row.get(key)) for key in ("name", "word", "veto")))
        for row in data["kind"]
    )
    numbers = tuple((int(row["rank"]), re.compile(row["pattern"])) for row in data["number"])
    names = "|".join(f"(?:{kind.name.pattern})" for kind in kinds if kind.name)
    plans = "|".join(
        f"(?:{kind.name.pattern})" for kind in kinds if kind.name and kind.code in _PLAN_KINDS
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
    )


def _compile(pattern: str | None) -> re.Pattern[str] | None:
    return re.compile(pattern) if pattern else None


def find_sections(text: str, furniture: Sequence[Furniture] = ()) -> tuple[Section, ...]:
    """Cut a cleaned text into sections, in order, without gaps.

    Args:
        text: the cleaned text, one block a line (longer paragraphs may hold several headings).
        furniture: stretches of the page that are not the report's; cut out as such.

    >>> [(s.kind, s.title) for s in find_sections("一、概述2017年,我局...\\n二、存在问题\\n无")]
    [('overview', '概述'), ('problems', '存在问题')]
    """
    lines = list(_content_lines(text, furniture))
    marks = _number_levels(_find_marks(lines))
    first = marks[0][0].start if marks else len(text)
    head = [line for line in lines if line.end <= first]
    tail = [line for line in lines if line.start >= (marks[-1][0].end if marks else 0)]
    fixed = [*_title_block(head), *_signature(tail)]
    return _join_blank(text, _assemble(text, marks, fixed, furniture))


def kind_of(title: str, parent: str = "body") -> str:
    """Kind of a heading by its wording, below a parent of a given kind.

    >>> kind_of("存在的主要问题及改进情况"), kind_of("依申请公开不规范", "problems")
    ('problems_and_remedies', 'problems')
    """
    kind = _kind_by_words("".join(title.split()))
    if parent in _PLAN_KINDS and kind not in _PLAN_KINDS | {"attachment"}:
        return parent
    return kind or parent


@lru_cache(maxsize=4096)
def _kind_by_words(title: str) -> str:
    """The first kind that the words fit; reports share most of their headings."""
    return next((rule.code for rule in load_rules().kinds if rule.fits(title)), "")


def _content_lines(text: str, furniture: Sequence[Furniture]) -> Iterator[Line]:
    """Lines of the report itself: no furniture, nothing empty."""
    spans = sorted((piece.start, piece.end) for piece in furniture)
    at = 0
    for found in _BREAKS.finditer(text):
        start = found.start()
        while at < len(spans) and spans[at][1] <= start:
            at += 1
        if at < len(spans) and spans[at][0] <= start:
            continue
        raw = found.group()
        body = raw.strip(" \t\u3000\xa0\r|")
        if body:
            left = start + raw.index(body)
            yield Line(body, left, left + len(body))


def _find_marks(lines: Sequence[Line]) -> Iterator[Mark]:
    """Headings in order; rows of tables are passed over."""
    rules = load_rules()
    in_table = False
    for line in lines:
        if len(line.text) < 2 or _CELL.fullmatch(line.text):
            continue
        if rules.statistics.search(line.text):
            in_table = True
        elif in_table and (len(line.text) > 60 and "。" in line.text):
            in_table = False
        if in_table or rules.table_row.match(line.text):
            continue
        yield from _line_marks(line, rules)


def _line_marks(line: Line, rules: Rules) -> Iterator[Mark]:
    """Headings within one line: at its start, and glued or labelled ones further on."""
    skip = _DECORATION.match(line.text)
    at = skip.end() if skip else 0
    first = _heading_at(line, at, rules)
    if "\t" in line.text and (first is None or first.rank > 2):
        return
    done = line.start
    if first:
        yield first
        done = first.end
    if len(line.text) > done - line.start + 12:
        yield from _inner(line, done, rules)


def _inner(line: Line, done: int, rules: Rules) -> Iterator[Mark]:
    """Further headings in a long line, where the line breaks were lost."""
    starts = {found.end() for found in _INNER.finditer(line.text)}
    starts.add(done - line.start)
    if ":" in line.text or "：" in line.text:
        starts |= {found.end() for found in rules.labelled.finditer(line.text)}
    for at in sorted(starts):
        if line.start + at < done or at == 0:
            continue
        mark = _heading_at(line, at, rules, strict=True)
        if mark:
            yield mark
            done = mark.end


def _heading_at(line: Line, at: int, rules: Rules, strict: bool = False) -> Mark | None:
    """The heading that begins at ``at``; ``strict`` takes only the usual names."""
    rank, body = _number_at(line.text, at, rules)
    while body < len(line.text) and line.text[body] in " \u3000":
        body += 1
    if body >= len(line.text):
        return None
    named = _usual_name(line, at, body, rank, rules, strict)
    if named or strict or rank is None:
        return named
    return _numbered_title(line, at, body, rank)


def _usual_name(
    line: Line, at: int, body: int, rank: int | None, rules: Rules, strict: bool
) -> Mark | None:
    """A heading of a usual wording, with or without number, even when text is glued to it."""
    segment = line.text[body : body + LONGEST_TITLE]
    if rank is None:  # an unnumbered one ends at a stop or with the line
        segment = _ENDS.split(segment, maxsplit=1)[0]
        segment += line.text[body + len(segment) : body + len(segment) + 1]
        if len(segment) >= LONGEST_TITLE:
            return None
    if not _HINT.search(segment):
        return None
    found = rules.glued.match(segment + "\u3000" if len(segment) < LONGEST_TITLE else segment)
    if not found or not found.end():
        return None
    end = body + found.end()
    rest = line.text[end:].rstrip(_CLOSING)
    if rank is not None and len(rest) <= 10 and not rules.after.match(rest):
        return None  # a free heading that only begins like a usual one
    kind = kind_of(found.group())
    if rank is None and not _stands_alone(line, end, kind, strict):
        return None
    if rank is not None and rank > 2 and kind not in _PLAN_KINDS:
        return None
    double = 3 if rank is None else rank * 2
    title = found.group().strip(_CLOSING)
    return Mark(line.start + at, line.start + end, double, title, kind)


def _number_at(text: str, at: int, rules: Rules) -> tuple[int | None, int]:
    """Rank of the numbering at a place, and where the wording begins."""
    if not _NUMBER_START.match(text, at):
        return None, at
    for rank, pattern in rules.numbers:
        found = pattern.match(text, at)
        if found:
            return rank, found.end()
    return None, at


def _stands_alone(line: Line, end: int, kind: str, strict: bool) -> bool:
    """An unnumbered heading fills its line, or is set off by a colon or a stop."""
    rest = line.text[end:].strip(_CLOSING)
    if not rest:
        return not strict and kind in _UNNUMBERED | {"proactive", "organisation"}
    marker = line.text[end : end + 1]
    if kind == "attachment":
        return not strict and marker in ":："
    return kind in _PLAN_KINDS and (marker in {":", "："} or (marker in "。】]*" and not strict))


def _numbered_title(line: Line, at: int, body: int, rank: int) -> Mark:
    """A heading in free words: up to the first stop, or the first clause of a long item."""
    stop = _ENDS.search(line.text, body)
    end = stop.start() if stop else len(line.text)
    if end - body > LONGEST_TITLE:
        clause = _CLAUSE_ENDS.search(line.text, body)
        end = clause.start() if clause and clause.start() - body <= LONGEST_TITLE else body
    title = line.text[body:end].strip(_CLOSING)
    return Mark(line.start + at, line.start + end, rank * 2, title, "")


def _number_levels(marks: Iterator[Mark]) -> list[tuple[Mark, int, str]]:
    """Outline levels and inherited kinds, from the order of the numbering styles."""
    out: list[tuple[Mark, int, str]] = []
    above: list[tuple[int, str]] = []
    for mark in marks:
        if _is_label_in_item(mark, above):
            continue
        while above and above[-1][0] >= _rank_under(mark, above):
            above.pop()
        parent = above[-1][1] if above else "body"
        kind = kind_of(mark.title, parent) if mark.title else parent
        above.append((_rank_under(mark, above), kind))
        out.append((mark, min(len(above), 3), kind))
    return out


def _is_label_in_item(mark: Mark, above: Sequence[tuple[int, str]]) -> bool:
    """An unnumbered label (改进措施：) inside one numbered problem speaks of that item only."""
    if mark.rank != 3 or mark.kind not in _PLAN_KINDS or not above:
        return False
    rank, kind = above[-1]
    return rank >= 4 and kind in PROBLEM_KINDS


def _rank_under(mark: Mark, above: Sequence[tuple[int, str]]) -> int:
    """An unnumbered heading is a sister of chapters, but a child in its own kind of chapter."""
    if mark.rank != 3 or mark.kind == "attachment":
        return mark.rank if mark.kind != "attachment" else 0
    inside = any(kind == "problems_and_remedies" and rank < 3 for rank, kind in above)
    return 3 if inside and mark.kind != "problems_and_remedies" else 2


def _title_block(head: Sequence[Line]) -> list[tuple[int, int, str, str]]:
    """The report's own title: the short lines before the first prose."""
    rules = load_rules()
    short: list[Line] = []
    for line in head[:14]:
        if len(line.text) > 60 or "。" in line.text:
            break
        short.append(line)
    named = [i for i, line in enumerate(short) if rules.title.search(line.text)]
    if not named:
        return []
    chosen = [line for line in short[: named[-1] + 1] if len(re.findall("[:：]", line.text)) < 2]
    if not chosen:
        return []
    title = re.sub(r"\s+", "", chosen[-1].text)
    return [(chosen[0].start, chosen[-1].end, "title", title)]


def _signature(tail: Sequence[Line]) -> list[tuple[int, int, str, str]]:
    """The date at the end, with the agency's line before it."""
    rules = load_rules()
    for i in range(len(tail) - 1, max(-1, len(tail) - 9), -1):
        if rules.date.match(tail[i].text):
            before = tail[i - 1] if i else None
            named = before and len(before.text) <= 30 and not _CLAUSE_ENDS.search(before.text)
            first = before if before and named else tail[i]
            return [(first.start, tail[i].end, "signature", "")]
    return []


def _assemble(
    text: str,
    marks: Sequence[tuple[Mark, int, str]],
    fixed: Sequence[tuple[int, int, str, str]],
    furniture: Sequence[Furniture],
) -> Iterator[Section]:
    """Sections without gaps: what is cut out interrupts the section that it stands in."""
    cuts = [*fixed, *((piece.start, piece.end, "furniture", piece.kind) for piece in furniture)]
    cuts.sort()
    flow: list[tuple[int, str, str, int]] = [(0, "body", "", 1)]
    flow += [(mark.start, kind, mark.title, level) for mark, level, kind in marks]
    ends = [start for start, *_ in flow[1:]] + [len(text)]
    at = 0
    for (start, kind, title, level), end in zip(flow, ends, strict=True):
        at = max(at, start)
        while cuts and cuts[0][0] < end:
            left, right, cut_kind, cut_title = cuts.pop(0)
            if left > at:
                yield Section(kind, title, at, left, level)
            if right > max(at, left):
                yield Section(cut_kind, cut_title, max(at, left), right, 1)
            at = max(at, right)
        if end > at:
            yield Section(kind, title, at, end, level)
            at = end


def _join_blank(text: str, pieces: Iterator[Section]) -> tuple[Section, ...]:
    """White space alone makes no section; it goes to the one before."""
    out: list[Section] = []
    for piece in pieces:
        if out and not text[piece.start : piece.end].strip():
            out[-1] = replace(out[-1], end=piece.end)
        else:
            out.append(piece)
    return tuple(out)
