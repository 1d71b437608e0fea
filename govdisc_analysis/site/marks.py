"""What was read from a report, as marks in its cleaned text."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape

from govdisc_analysis.models import Cleaned, Figure, FormCell, Problem, Refusal, Report, Section
from govdisc_analysis.site.words import code_pair, plain, say

CONTEXT, CELL_CONTEXT = 48, 28  # characters of the source shown before and behind a mark
_RANK = {"figure": 0, "cell": 1, "refused": 2, "problem": 3}
_SHORT = 14  # lines of a table that was flattened to a cell a line are set close together
_GLUE = 8  # a heading's line may hold its number and some marks besides its title


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of the cleaned text with what it means, ready for the page's script."""

    kind: str
    start: int
    end: int
    anchor: str
    about: dict[str, Any]


def marks_of(report: Report) -> list[Mark]:
    """Every figure, form cell, problem and refused number of a report, in order of place."""
    if report.cleaned is None:
        return []
    marks = [
        *(_figure(figure) for figure in report.figures),
        *(_cell(cell) for cell in report.cells),
        *(_problem(no, problem) for no, problem in enumerate(report.problems, start=1)),
        *(_refused(refusal) for refusal in report.refusals),
    ]
    for mark in marks:
        around = CELL_CONTEXT if mark.kind == "cell" else CONTEXT
        mark.about.update(_place(report.cleaned, mark.start, mark.end, around))
    return sorted(marks, key=lambda mark: (mark.start, _RANK[mark.kind], mark.end))


def _figure(figure: Figure) -> Mark:
    about = {
        "label": code_pair(figure.indicator, "indicator"),
        "code": figure.indicator,
        "value": plain(figure.value),
        "interval": f"{plain(figure.lower)} – {plain(figure.upper)}" if figure.approximate else "",
        "unit": figure.unit,
        "section": code_pair(figure.section, "section"),
        "quote": figure.quote,
        "rule": figure.rule,
    }
    return Mark("figure", figure.start, figure.end, f"c{figure.start}", about)


def _cell(cell: FormCell) -> Mark:
    kinds = {
        "requests": ("item", "applicant"),
        "proactive": ("", "subject", "measure"),
        "redress": ("channel", "redress"),
        "stat2014": ("indicator",),
    }[cell.table]
    names = [code_pair(code, kind) for code, kind in zip(cell.key, kinds, strict=False)]
    about = {
        "label": tuple(" · ".join(words) for words in zip(*names, strict=True)),
        "code": f"{cell.table}: {' / '.join(cell.key)}",
        "value": plain(cell.value),
        "unit": cell.unit,
        "state": code_pair(cell.state, "state"),
        "rule": f"{cell.template}, {cell.reading}",
    }
    return Mark("cell", cell.start, cell.end, f"c{cell.start}", about)


def _problem(number: int, problem: Problem) -> Mark:
    names = [code_pair(category, "category") for category, _ in problem.categories]
    named = tuple(" · ".join(words) for words in zip(*names, strict=True))
    about = {
        "number": number,
        "label": named or code_pair("uncoded"),
        "cue": " · ".join(dict.fromkeys(cue for _, cue in problem.categories)),
    }
    return Mark("problem", problem.start, problem.end, f"p{number}", about)


def _refused(refusal: Refusal) -> Mark:
    about = {
        "label": code_pair(refusal.reason, "refusal"),
        "code": refusal.reason,
        "value": refusal.text,
    }
    return Mark("refused", refusal.start, refusal.end, f"r{refusal.start}", about)


def _place(cleaned: Cleaned, start: int, end: int, around: int) -> dict[str, Any]:
    """Offsets, and the source's own characters around the mark."""
    found: dict[str, Any] = {"at": [start, end]}
    raw, span = cleaned.document.raw, cleaned.raw_span(start, end)
    if raw is not None and span is not None:
        first, last = span
        found["raw"] = [first, last]
        found["source"] = [
            raw[max(0, first - around) : first],
            raw[first:last],
            raw[last : last + around],
        ]
    return found


def marked_text(report: Report, marks: Sequence[Mark]) -> Markup:
    """The cleaned text as HTML blocks, one a line, with the marks in place."""
    if report.cleaned is None:
        return Markup("")
    text = report.cleaned.text
    titles = {section.start: section for section in report.sections if section.title}
    pieces = _Pieces(text, marks)
    blocks: list[str] = []
    at = 0
    for line in text.split("\n"):
        end = at + len(line)
        inner = pieces.html(at, end)
        if line.strip() or "<mark" in inner:  # a row of blank cells only is a row
            blocks.append(_block(line, inner, titles.get(at), _furniture(report.cleaned, at)))
        at = end + 1
    return Markup("\n".join(blocks))


def _furniture(cleaned: Cleaned, at: int) -> bool:
    return any(part.start <= at < part.end for part in cleaned.furniture)


def _block(line: str, inner: str, section: Section | None, is_furniture: bool) -> str:
    if is_furniture:
        return f'<p class="furniture">{inner}</p>'
    if section and len(line.strip()) <= len(section.title) + _GLUE:
        rank = min(section.level + 2, 5)
        return f"<h{rank}>{inner}</h{rank}>"
    kind = "row" if "\t" in line else "short" if len(line.strip()) <= _SHORT else ""
    return f'<p class="{kind}">{inner}</p>' if kind else f"<p>{inner}</p>"


class _Pieces:
    """The text cut at every border of a mark; each piece knows the marks that cover it."""

    def __init__(self, text: str, marks: Sequence[Mark]) -> None:
        self.text = text
        self.marks = list(enumerate(marks))
        self.used: set[str] = set()
        self._next = 0
        self._open: list[tuple[int, Mark]] = []

    def html(self, start: int, end: int) -> str:
        """HTML of ``text[start:end]``; to be asked for from left to right."""
        self._open = [(i, m) for i, m in self._open if m.end > start]
        while self._next < len(self.marks) and self.marks[self._next][1].start <= end:
            self._open.append(self.marks[self._next])
            self._next += 1
        cuts = {start, end}
        for _, mark in self._open:
            cuts |= {at for at in (mark.start, mark.end) if start <= at <= end}
        points = sorted(cuts)
        parts: list[str] = []
        for at, stop in zip(points, [*points[1:], end], strict=True):
            empty = [(i, m) for i, m in self._open if m.start == m.end == at]
            parts += [self._wrap("", empty)] if empty else []
            if stop > at:
                cover = [(i, m) for i, m in self._open if m.start <= at and m.end >= stop]
                parts.append(self._wrap(self.text[at:stop], cover))
        return "".join(parts)

    def _wrap(self, words: str, cover: list[tuple[int, Mark]]) -> str:
        inner = str(escape(words)).replace("\t", '<span class="tab">\t</span>')
        numbers = [(i, m) for i, m in cover if m.kind != "problem"]
        problems = [(i, m) for i, m in cover if m.kind == "problem"]
        if numbers:
            inner = self._number(inner, numbers)
        for i, mark in problems:
            inner = f'{self._flag(i, mark)}<span class="problem" data-i="{i}">{inner}</span>'
        return inner

    def _number(self, inner: str, numbers: list[tuple[int, Mark]]) -> str:
        first = numbers[0][1]
        which = " ".join(str(i) for i, _ in numbers)
        identity = ""
        if first.anchor not in self.used:
            self.used.add(first.anchor)
            identity = f' id="{first.anchor}" tabindex="0" role="button"'
        return f'<mark class="m {first.kind}" data-i="{which}"{identity}>{inner}</mark>'

    def _flag(self, i: int, mark: Mark) -> str:
        if mark.anchor in self.used:
            return ""
        self.used.add(mark.anchor)
        number = f"{say('problem')} {mark.about['number']}"
        return (
            f'<button type="button" class="flag" id="{mark.anchor}" data-i="{i}">{number}</button>'
        )
