"""The way from a number to the characters of its source: what, which rule, which cleaning."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markupsafe import Markup

from govdisc_analysis.in_notebook import Shown
from govdisc_analysis.models import Report
from govdisc_analysis.show.facts import Pair, context_of, facts_of
from govdisc_analysis.show.items import Item, chosen, name_words, value_words
from govdisc_analysis.show.origin import Origin, of_folder, of_report
from govdisc_analysis.show.trace import Stage, plain_stage, trace
from govdisc_analysis.show.words import box, facts, word
from govdisc_analysis.tables import Tables

_MOST = 12


def explain(
    report: str | Report,
    what: str | int,
    *,
    data: str | Path | Tables = "data/processed",
    raw: str | Path | None = None,
    lang: str = "zh",
) -> Shown:
    """Show the way from a number to its source, with the rule and the steps of cleaning.

    Args:
        report: id of a report (its beginning is enough, or its path), or a parsed report.
        what: an indicator (``requests_received``); a form cell by its row and column
            (``new_received/total``; ``new_received`` alone shows the total); the number of a
            problem (``2``); ``refused`` for the numbers that were not taken, ``refused/3`` for
            one of them. A Chinese name works too (``收到申请``).
        data: processed folder or tables; not needed for a parsed report.
        raw: the folder of reports; ``data/raw`` if left out. Only this one document is read
            again. Without it the way ends at the cleaned text.
        lang: zh or en.

    Returns:
        HTML in a notebook, text in a console.

    Raises:
        NotThereError: no such report or number; the message lists what is near.
        ValueError: the source in ``raw`` has changed since the tables were read.

    >>> import govdisc_analysis as gd
    >>> report = gd.parse_report("某县教育局2017年度报告。2017年共收到政府信息公开申请２件。")
    >>> print(gd.explain(report, "requests_received", lang="en"))  # doctest: +ELLIPSIS
    2017...
    <BLANKLINE>
    requests received (requests_received) = 2 件
    ...
    """
    origin = of_report(report) if isinstance(report, Report) else of_folder(report, data, raw)
    items = chosen(origin, what, lang)
    head = _head(origin)
    parts = [_Told.of(item, origin, lang) for item in items[:_MOST]]
    left = len(items) - _MOST
    more = f"… +{left}" if left > 0 else ""
    text = "\n\n".join([head, *(part.text(lang) for part in parts), *([more] if more else [])])
    inner = Markup("").join(part.html(lang) for part in parts)
    return Shown(text, box(Markup('<div class="gd-soft">{}</div>{}{}').format(head, inner, more)))


def _head(origin: Origin) -> str:
    row = origin.row
    who = " ".join(str(row[n]) for n in ("agency", "year") if row.get(n) is not None)
    return f"{who}  ·  {row['source_path']}  ·  SHA-256 {str(row['sha256'])[:16]}…".strip()


@dataclass(frozen=True, slots=True)
class _Told:
    """One item, told: heading, facts, and the states of the text."""

    head: str
    pairs: tuple[Pair, ...]
    stages: tuple[Stage, ...]
    notes: tuple[str, ...]

    @classmethod
    def of(cls, item: Item, origin: Origin, lang: str) -> "_Told":
        value = value_words(item, lang)
        head = f"{name_words(item, lang)} ({item.key})" + (f" = {value}" if value else "")
        stages, notes = _way(item, origin, lang)
        pairs = (*facts_of(item, lang), *context_of(item, origin, lang))
        return cls(head, tuple(p for p in pairs if p[1]), tuple(stages), tuple(notes))

    def text(self, lang: str) -> str:
        lines = [self.head, *(f"  {name}: {value}" for name, value in self.pairs)]
        for stage in self.stages:
            lines.append(f"  ── {_stage_title(stage, lang)}")
            if stage.touched:
                lines.append(f"     {stage.before}⟦{stage.words}⟧{stage.behind}".replace("\n", "⏎"))
        return "\n".join([*lines, *(f"  {note}" for note in self.notes)])

    def html(self, lang: str) -> Markup:
        stages = Markup("").join(_stage_html(stage, lang) for stage in self.stages)
        notes = Markup("").join(Markup("<p>{}</p>").format(note) for note in self.notes)
        return Markup('<div class="gd-head">{}</div>{}{}{}').format(
            self.head, facts(self.pairs), stages, notes
        )


def _stage_title(stage: Stage, lang: str) -> str:
    known = {"raw", "read", "clean"}
    name = word(f"{'stage' if stage.name in known else 'step'}_{stage.name}", lang)
    if not stage.touched:
        return f"{name}: {word('untouched', lang)}"
    where = f"{word('at', lang)} {stage.start}:{stage.end}, {word('line', lang)} {stage.line}"
    return f"{name} ({where})"


def _stage_html(stage: Stage, lang: str) -> Markup:
    title = _stage_title(stage, lang)
    if not stage.touched:
        return Markup('<div class="gd-stage gd-soft">{}</div>').format(title)
    return Markup(
        '<div class="gd-stage"><div class="gd-soft">{}</div><div class="gd-src">{}'
        "<mark>{}</mark>{}</div></div>"
    ).format(title, stage.before, stage.words or Markup("&#9633;"), stage.behind)


def _way(item: Item, origin: Origin, lang: str) -> tuple[list[Stage], list[str]]:
    """States of the text, and what has to be said where the way ends early."""
    row: Any = item.row
    if row.get("origin") == "hand_coded":
        return [], [word("hand_coded", lang)]
    if origin.text is None or row.get("start") is None:
        return [], [word("no_place", lang)]
    start, end = int(row["start"]), int(row["end"])
    if origin.cleaned is None:
        places = {"start": row.get("raw_start"), "end": row.get("raw_end")}
        note = word("no_raw", lang, raw=origin.raw, **places)
        return [plain_stage(origin.text, start, end)], [note]
    stages = trace(origin.cleaned, start, end)
    document = origin.cleaned.document
    notes = [] if document.raw is not None else [word("no_linear", lang, media=document.media_type)]
    return stages, notes
