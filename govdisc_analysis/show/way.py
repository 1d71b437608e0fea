"""The way from a number to the characters of its source: what, which rule, which cleaning."""

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from markupsafe import Markup

from govdisc_analysis.codebook import load_csv, load_toml
from govdisc_analysis.codes import name_of
from govdisc_analysis.in_notebook import Shown
from govdisc_analysis.messages import in_language
from govdisc_analysis.models import Report
from govdisc_analysis.show.document import CELL_COLUMNS, refusal_reason
from govdisc_analysis.show.origin import NotThereError, Origin, Row, of_folder, of_report
from govdisc_analysis.show.trace import Stage, plain_stage, trace
from govdisc_analysis.show.words import box, facts, plain, word
from govdisc_analysis.tables import Tables

_REFUSED = "number not taken: "
_MOST = 12
_CUES = 6

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that can be explained."""

    table: str
    key: str
    row: Row


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
    items = _chosen(origin, what, lang)
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


def _items(origin: Origin) -> Iterator[Item]:
    for row in origin.rows["indicators"]:
        yield Item("indicators", str(row["indicator"]), row)
    for table in ("requests", "proactive", "redress"):
        for row in origin.rows[table]:
            yield Item(table, "/".join(str(row[c]) for c in CELL_COLUMNS[table]), row)
    for row in origin.rows["problems"]:
        yield Item("problems", str(row["problem_no"]), row)
    refused = [r for r in origin.rows["log"] if str(r["message"]).startswith(_REFUSED)]
    for number, row in enumerate(refused, start=1):
        yield Item("refused", f"refused/{number}", row)


def _chosen(origin: Origin, what: str | int, lang: str) -> list[Item]:
    """What was asked for.

    Raises:
        NotThereError: nothing fits; the message lists what is near.
    """
    items = list(_items(origin))
    wanted = str(what).strip()
    if wanted.lower().startswith("problem"):
        wanted = wanted[len("problem") :].lstrip("s_ :/#") or "problems"
    names = {(i.table, i.key): {_name(i, "zh"), _name(i, "en")} for i in items}
    ways = (
        [i for i in items if wanted == i.key],
        [i for i in items if wanted in {f"{i.table}/{i.key}", i.table}],
        [i for i in items if i.key.startswith(f"{wanted}/") and i.key.endswith("/total")],
        [i for i in items if i.key.startswith(f"{wanted}/")],
        [i for i in items if wanted in names[i.table, i.key]],
        [i for i in items if i.table == "refused" and wanted == _value(i, lang)],
        [i for i in items if i.table == "refused" and wanted in _value(i, lang)],
    )
    if found := next(filter(None, ways), None):
        return found
    known = [item for item in items if item.table != "refused"]
    keys = [*(i.key for i in known), *(n for i in known for n in names[i.table, i.key]), "refused"]
    close = difflib.get_close_matches(wanted, keys, n=6, cutoff=0.4)
    near = list(dict.fromkeys(close)) or list(dict.fromkeys(i.key for i in known))[:_MOST]
    said = ", ".join(near) or "nothing: no number was read"
    raise NotThereError(f"this report has no {wanted!r}; near are: {said}")


def _name(item: Item, lang: str) -> str:
    row = item.row
    if item.table == "indicators":
        return name_of("indicators", "indicator", str(row["indicator"]), lang)
    if item.table == "problems":
        return f"{word('problems', lang)} {item.key}"
    if item.table == "refused":
        return f"{word('refused', lang)} {item.key.rpartition('/')[2]}"
    columns = [c for c in CELL_COLUMNS[item.table] if c != "article_item"]
    return " · ".join(name_of(item.table, c, str(row[c]), lang) for c in columns)


@dataclass(frozen=True, slots=True)
class _Told:
    """One item, told: heading, facts, and the states of the text."""

    head: str
    pairs: tuple[Pair, ...]
    stages: tuple[Stage, ...]
    notes: tuple[str, ...]

    @classmethod
    def of(cls, item: Item, origin: Origin, lang: str) -> "_Told":
        value = _value(item, lang)
        head = f"{_name(item, lang)} ({item.key})" + (f" = {value}" if value else "")
        stages, notes = _way(item, origin, lang)
        pairs = (*_facts(item, lang), *_context(item, origin, lang))
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


def _value(item: Item, lang: str) -> str:
    row = item.row
    if item.table == "problems":
        return ""
    if item.table == "refused":
        return str(row["message"]).removeprefix(_REFUSED).rpartition(" (")[0]
    value = row.get("value", row.get("count"))
    if value is None:
        return name_of(item.table, "state", str(row["state"]), lang)
    return f"{plain(value)} {row.get('unit') or ''}".strip()


def _facts(item: Item, lang: str) -> Iterator[Pair]:
    """What the row itself says."""
    row = item.row
    if item.table == "indicators" and row["approximate"]:
        yield word("interval", lang), f"{plain(row['lower'])} – {plain(row['upper'])}"
        yield word("convention", lang), _convention(str(row["quote"] or ""), lang)
    if row.get("state"):
        yield word("state", lang), name_of(item.table, "state", str(row["state"]), lang)
    if item.table == "refused":
        code = str(row["message"]).rpartition(" (")[2].rstrip(")")
        yield word("reason", lang), refusal_reason(code, lang)
    if item.table == "indicators":
        section = str(row["section"] or "")
        yield (
            word("section", lang),
            name_of("indicators", "section", section, lang) if section else "",
        )
        yield word("quote", lang), str(row["quote"] or "")
        yield word("rule", lang), str(row["rule"] or "")
        yield from _rule(str(row["rule"] or ""), lang)
    elif row.get("template"):
        yield word("template", lang), name_of(item.table, "template", str(row["template"]), lang)
    if row.get("as_read"):
        yield word("corrected", lang), str(row["as_read"])


def _rule(name: str, lang: str) -> Iterator[Pair]:
    """The rule's own words and example, where it is one of the prose rules."""
    for rule in load_toml("prose/rules.toml")["rule"]:
        if rule["name"] == name:
            cues = load_toml("prose/cues.toml")["cues"].get(rule.get("cue"), [])
            shown = " | ".join(cues[:_CUES]) + (" …" if len(cues) > _CUES else "")
            yield word("rule_cue", lang), shown
            yield word("rule_example", lang), str(next(iter(rule.get("hits", [])), ""))
            return


def _convention(quote: str, lang: str) -> str:
    """The rows of the convention table whose word stands in the clause."""
    found = [r for r in load_csv("approximate.csv") if r["marker"] in quote]
    longest = sorted(found, key=lambda r: -len(r["marker"]))[:2]
    meaning = "meaning_zh" if lang == "zh" else "meaning"
    return "; ".join(f"{r['marker']}: {r['lower']} … {r['upper']} ({r[meaning]})" for r in longest)


def _context(item: Item, origin: Origin, lang: str) -> Iterator[Pair]:
    """What other tables say of it: categories, corrections, checks."""
    if item.table == "problems":
        for row in origin.rows["problem_categories"]:
            if str(row["problem_no"]) == item.key:
                name = name_of("problem_categories", "category", str(row["category"]), lang)
                yield word("category", lang), f"{name} ({row['cue']})"
        return
    for row in origin.rows["log"]:
        if row["stage"] == "corrections" and f"{item.table} {item.key} " in str(row["message"]):
            yield word("correction", lang), in_language(str(row["message"]), lang)
    if item.table != "refused":
        for row in _checks(item, origin.rows["checks"]):
            name = name_of("checks", "check", str(row["check"]), lang)
            result = name_of("checks", "result", str(row["result"]), lang)
            sides = (
                f"{plain(row['left'])} | {plain(row['right'])}" if row["left"] is not None else ""
            )
            yield word("check", lang), " · ".join(p for p in (name, result, sides) if p)


def _checks(item: Item, checks: Sequence[Row]) -> list[Row]:
    """Checks that the number takes part in, with their results."""
    if item.table == "indicators":
        return [row for row in checks if row["subject"] == item.key]
    return [row for row in checks if _takes_part(item, row)]


def _takes_part(item: Item, check: Row) -> bool:
    """Whether a cell is one of those that a check of its row or column adds up."""
    codes = item.key.split("/")
    if check["subject"] not in codes:
        return False
    sums = [r for r in load_csv("identities.csv") if r["check"] == check["check"]]
    sides = [f"{r['left']}+{r['right']}" for r in sums if r["table"] == item.table]
    parts = [part for side in sides for part in side.split("+")]
    return any(fnmatchcase(code, part) for code in codes for part in parts)


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
