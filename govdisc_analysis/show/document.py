"""A report's text with all that was read from it marked in place, for a notebook."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from govdisc_analysis.codes import name_of
from govdisc_analysis.in_notebook import Shown
from govdisc_analysis.messages import in_language
from govdisc_analysis.models import Cleaned, Figure, FormCell, Problem, Refusal, Report
from govdisc_analysis.show.words import box, facts, plain, word

CELL_COLUMNS = {
    "requests": ("item", "applicant"),
    "proactive": ("article_item", "subject", "measure"),
    "redress": ("channel", "result"),
    "stat2014": ("indicator",),
}
_KINDS = ("figure", "cell", "refused", "problem")


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of the cleaned text, and what it was read as."""

    kind: str
    start: int
    end: int
    said: str


def show_report(report: Report, language: str = "zh") -> Shown:
    """The document marked up; point at a mark to see indicator, value and rule."""
    head, counts = _head(report, language)
    if report.cleaned is None:
        why = f"{word('nothing', language)}: {in_language(report.message, language)}"
        html = Markup('<div class="gd-head">{}</div><p>{}</p>').format(head, why)
        return Shown(f"{head}\n{why}", box(html))
    marks = list(_marks(report, language))
    text = _marked(report.cleaned, marks)
    legend = Markup(" · ").join(_legend(kind, language) for kind in _KINDS)
    html = Markup(
        '<div class="gd-head">{}</div><div class="gd-soft">{}</div><div class="gd-text" '
        'tabindex="0">{}</div><div class="gd-soft">{} · {}</div>'
    ).format(head, counts, text, legend, word("hover", language))
    lines = [f"  {m.start:>6}  {_excerpt(report.cleaned.text, m)}  {m.said}" for m in marks]
    return Shown("\n".join([head, counts, *lines]), box(html))


def report_card(report: Report, language: str = "zh") -> Markup:
    """A short account of a report: who, when, and how much was read."""
    head, counts = _head(report, language)
    told = [
        (word("source", language), report.source_path),
        (word("status", language), _named("reports", "status", report.status, language)),
        ("", in_language(report.message, language)),
    ]
    return box(
        Markup('<div class="gd-head">{}</div><div class="gd-soft">{}</div>{}').format(
            head, counts, facts(told)
        )
    )


def _head(report: Report, language: str) -> tuple[str, str]:
    identity = report.identity
    who = identity.agency or identity.title or report.source_path
    form = _named("reports", "template", report.template, language)
    pairs = (("figures", report.figures), ("cells", report.cells))
    pairs += (("problems", report.problems), ("refused", report.refusals))  # type: ignore[assignment]
    counts = " · ".join(f"{word(key, language)} {len(found)}" for key, found in pairs)
    head = " ".join(str(part) for part in (who, identity.year or "", form) if part)
    return head, f"{report.report_id} · {counts}"


def _named(table: str, column: str, code: str, language: str) -> str:
    return name_of(table, column, code, language) if code else ""


def _legend(kind: str, language: str) -> Markup:
    name = word(f"legend_{kind}", language)
    if kind == "problem":
        return Markup('<span class="gd-p">{}</span>').format(name)
    return Markup('<mark class="{}">{}</mark>').format(kind, name)


def _excerpt(text: str, mark: Mark) -> str:
    words = text[mark.start : mark.end].replace("\n", " ")
    return words if len(words) <= 24 else f"{words[:23]}…"


def _marks(report: Report, language: str) -> Iterator[Mark]:
    """Every figure, form cell, problem and refused number, in order of place."""
    marks = [
        *(Mark("figure", f.start, f.end, said_figure(f, language)) for f in report.figures),
        *(Mark("cell", c.start, c.end, said_cell(c, language)) for c in report.cells),
        *(Mark("refused", r.start, r.end, _refusal(r, language)) for r in report.refusals),
        *(
            Mark("problem", p.start, p.end, f"{number}. {_problem(p, language)}")
            for number, p in enumerate(report.problems, start=1)
        ),
    ]
    yield from sorted(marks, key=lambda m: (m.start, _KINDS.index(m.kind), m.end))


def said_figure(figure: Figure, language: str) -> str:
    """What a figure was read as, in one line."""
    name = name_of("indicators", "indicator", figure.indicator, language)
    span = f" [{plain(figure.lower)}–{plain(figure.upper)}]" if figure.approximate else ""
    value = f"{plain(figure.value)}{figure.unit}{span}"
    return f"{name} ({figure.indicator}) = {value} · {word('rule', language)}: {figure.rule}"


def said_cell(cell: FormCell, language: str) -> str:
    """What a form cell was read as, in one line."""
    table = "indicators" if cell.table == "stat2014" else cell.table
    names = [
        name_of(table, column, code, language)
        for column, code in zip(CELL_COLUMNS[cell.table], cell.key, strict=True)
        if column != "article_item"
    ]
    state = name_of("requests", "state", cell.state, language)
    value = state if cell.value is None else f"{plain(cell.value)}{cell.unit}"
    rule = f"{cell.template}.{cell.reading}"
    key = "/".join(cell.key)
    return f"{' · '.join(names)} ({key}) = {value} · {state} · {word('rule', language)}: {rule}"


def _refusal(refusal: Refusal, language: str) -> str:
    return f"{word('legend_refused', language)}: {refusal_reason(refusal.reason, language)}"


def refusal_reason(code: str, language: str) -> str:
    """Why a number was not taken."""
    from govdisc_analysis.codes import words_of

    try:
        return words_of(f"refusal:{code}", language)
    except KeyError:
        return code.replace("_", " ")


def _problem(problem: Problem, language: str) -> str:
    return "; ".join(
        f"{name_of('problem_categories', 'category', category, language)} ({cue})"
        for category, cue in problem.categories
    )


def _marked(cleaned: Cleaned, marks: Sequence[Mark]) -> Markup:
    """The text cut at every border of a mark, each piece wrapped by the marks that cover it."""
    text, begins, ends = cleaned.text, defaultdict(list), defaultdict(list)
    for i, mark in enumerate(marks):
        begins[mark.start].append(i)
        ends[mark.end].append(i)
    furniture = [(f.start, f.end) for f in cleaned.furniture]
    borders = {at for span in furniture for at in span} | {0, len(text)}
    points = sorted(at for at in {*borders, *begins, *ends} if at <= len(text))
    parts: list[Markup] = []
    open_marks: list[int] = []
    for at, stop in zip(points, [*points[1:], len(text)], strict=True):
        open_marks = [i for i in open_marks if marks[i].end > at] + begins[at]
        cover = [marks[i] for i in open_marks]
        is_furniture = any(start <= at < end for start, end in furniture)
        first = [marks[i] for i in begins[at]]
        parts.append(_piece(text[at:stop], cover, first, is_furniture))
    return Markup("").join(parts)


def _piece(words: str, cover: Sequence[Mark], first: Sequence[Mark], is_furniture: bool) -> Markup:
    """One piece of the text; an empty cell is a piece without words."""
    inner = Markup(str(escape(words)).replace("\t", '<span class="gd-t">\t</span>'))
    empty = [m for m in first if m.start == m.end]
    numbers = [m for m in cover if m.kind != "problem" and m.end > m.start]
    if numbers and words:
        inner = _tipped(inner, numbers)
    if empty:
        inner = _tipped(Markup("&#9633;"), empty) + inner
    if words and any(m.kind == "problem" for m in cover):
        inner = Markup('<span class="gd-p">{}</span>').format(inner)
    for mark in reversed([m for m in first if m.kind == "problem"]):
        number, _, said = mark.said.partition(". ")
        inner = Markup(
            '<span class="gd-no" tabindex="0">[{}]<span class="gd-tip">{}</span></span>{}'
        ).format(number, said, inner)
    return Markup('<span class="gd-f">{}</span>').format(inner) if is_furniture else inner


def _tipped(inner: Markup, marks: Sequence[Mark]) -> Markup:
    said = Markup("<br>").join(mark.said for mark in marks)
    return Markup('<mark class="{}" tabindex="0">{}<span class="gd-tip">{}</span></mark>').format(
        marks[0].kind, inner, said
    )
