"""Where the parts of a report begin and end: headings, in the order of their numbering."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, takewhile
from typing import NamedTuple

from govdisc_analysis.headings import (
    CLAUSE_ENDS,
    EDGES,
    PLAN_KINDS,
    PROBLEM_KINDS,
    Mark,
    kind_of,
    load_rules,
    marks_of,
    role_of,
)
from govdisc_analysis.models import Furniture, Section


class Line(NamedTuple):
    """A line with its offsets, without the white space around it."""

    text: str
    start: int
    end: int


def find_sections(text: str, furniture: Sequence[Furniture] = ()) -> tuple[Section, ...]:
    """Cut a cleaned text into sections, in order, without gaps.

    Args:
        text: the cleaned text, one block a line (longer paragraphs may hold several headings).
        furniture: stretches of the page that are not the report's; cut out as such.

    >>> [(s.kind, s.title) for s in find_sections("一、概述2017年,我局...\\n二、存在问题\\n无")]
    [('overview', '概述'), ('problems', '存在问题')]
    """
    lines = list(_own_lines(text, furniture))
    marks = _number_levels(_find_marks(lines))
    first, last = (marks[0][0].start, marks[-1][0].end) if marks else (len(text), 0)
    head = takewhile(lambda line: line.end <= first, _bare(lines))
    tail = takewhile(lambda line: line.start >= last, _bare(reversed(lines)))
    fixed = [*_title_block(head), *_signature(list(islice(tail, 9))[::-1])]
    return _join_blank(text, _assemble(text, marks, fixed, furniture))


def _own_lines(text: str, furniture: Sequence[Furniture]) -> Iterator[tuple[int, str]]:
    """Lines of the report itself, each behind its place: no furniture."""
    spans = sorted([(piece.start, piece.end) for piece in furniture], reverse=True)
    start = 0
    for raw in text.split("\n"):
        while spans and spans[-1][1] <= start:
            spans.pop()
        if raw and not (spans and spans[-1][0] <= start):
            yield start, raw
        start += len(raw) + 1


def _bare(lines: Iterable[tuple[int, str]]) -> Iterator[Line]:
    """The lines that hold something, without the white space around it."""
    for start, raw in lines:
        if body := raw.strip(EDGES):
            start += raw.index(body)
            yield Line(body, start, start + len(body))


def _find_marks(lines: Iterable[tuple[int, str]]) -> Iterator[Mark]:
    """Headings in order; rows of tables are passed over."""
    in_table = False
    for start, raw in lines:
        role = role_of(raw)
        if role == "cell":
            continue
        if role == "statistics":
            in_table = True
        elif in_table and len(raw) > 60 and "。" in raw and len(raw.strip(EDGES)) > 60:
            in_table = False
        if in_table or role == "row":
            continue
        for at, end, rank, title, kind in marks_of(raw):
            yield Mark(start + at, start + end, rank, title, kind)


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
    if mark.rank != 3 or mark.kind not in PLAN_KINDS or not above:
        return False
    rank, kind = above[-1]
    return rank >= 4 and kind in PROBLEM_KINDS


def _rank_under(mark: Mark, above: Sequence[tuple[int, str]]) -> int:
    """An unnumbered heading is a sister of chapters, but a child in its own kind of chapter."""
    if mark.rank != 3 or mark.kind == "attachment":
        return mark.rank if mark.kind != "attachment" else 0
    inside = any(kind == "problems_and_remedies" and rank < 3 for rank, kind in above)
    return 3 if inside and mark.kind != "problems_and_remedies" else 2


def _title_block(head: Iterable[Line]) -> list[tuple[int, int, str, str]]:
    """The report's own title: the short lines before the first prose."""
    rules = load_rules()
    short: list[Line] = []
    for line in islice(head, 14):
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
    """The date at the end, with the agency's line before it and the page's few words behind."""
    rules = load_rules()
    for i in range(len(tail) - 1, max(-1, len(tail) - 9), -1):
        if rules.date.match(tail[i].text):
            before = tail[i - 1] if i else None
            named = before and len(before.text) <= 30 and not CLAUSE_ENDS.search(before.text)
            first = before if before and named else tail[i]
            behind = [line.text for line in tail[i + 1 :]]
            is_rest = all(len(line) <= 60 and "。" not in line for line in behind)
            return [(first.start, (tail[-1] if is_rest else tail[i]).end, "signature", "")]
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
        if out and text[piece.start : piece.end].isspace():
            out[-1] = out[-1]._replace(end=piece.end)
        else:
            out.append(piece)
    return tuple(out)


def outside(sections: Sequence[Section], spans: Sequence[tuple[int, int]]) -> tuple[Section, ...]:
    """The sections without some stretches, which are sorted and apart from each other.

    >>> [(s.start, s.end) for s in outside([Section("body", "", 0, 9, 1)], [(2, 4), (8, 12)])]
    [(0, 2), (4, 8)]
    """
    if not spans:
        return tuple(sections)
    left: list[Section] = []
    for section in sections:
        at = section.start
        for start, end in spans:
            if at < end and start < section.end:
                left.append(section._replace(start=at, end=max(start, at)))
                at = end
        left.append(section._replace(start=at, end=max(at, section.end)))
    return tuple(piece for piece in left if piece.start < piece.end)
