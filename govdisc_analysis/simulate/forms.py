"""The three official forms laid out as tables, with a key on every value cell."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random

from govdisc_analysis.simulate.dice import chance
from govdisc_analysis.simulate.history import APPLICANTS, YearCounts, outcome_items
from govdisc_analysis.simulate.library import codes, toml
from govdisc_analysis.simulate.model import Box, Key, Sheet, TableName, Value

Writer = Callable[[TableName, str, Key, float, str], Value]
_COLUMNS = (*APPLICANTS, "total")
_RESULTS = ("upheld", "corrected", "other", "pending", "total")
_CHANNELS = ("reconsideration", "litigation_direct", "litigation_after_reconsideration")


@dataclass(frozen=True, slots=True)
class Wording:
    """The label spellings of one document."""

    words: Mapping[str, str]
    swaps: tuple[tuple[str, str], ...]

    def say(self, text: str) -> str:
        """A label in this document's spelling."""
        for old, new in self.swaps:
            text = text.replace(old, new)
        return text

    def word(self, name: str) -> Box:
        """The label cell of that name."""
        return head(self.say(self.words[name]))


def head(text: str, rows: int = 1, cols: int = 1) -> Box:
    """A label cell."""
    return Box(text, rows, cols, head=True)


def spread(box: Box, rows: int = 1, cols: int = 1) -> Box:
    """The same cell over more rows and columns."""
    return Box(box.text, rows, cols, box.value, box.head)


def draw_wording(rng: Random, variety: float = 0.35) -> Wording:
    """Spellings for one document: official ones mostly, variants now and then."""
    labels = toml("labels")
    words = {name: _one(rng, forms, variety) for name, forms in labels["words"].items()}
    words |= {name: _one(rng, forms, variety) for name, forms in labels["article"].items()}
    swaps: list[tuple[str, str]] = []
    for pairs in labels["spelling"].values():
        if chance(rng, variety / 3):
            swaps += [(old, new) for old, new in pairs]
    return Wording(words, tuple(swaps))


def _one(rng: Random, forms: list[str], variety: float) -> str:
    return rng.choice(forms) if chance(rng, variety) else forms[0]


def proactive_sheets(
    counts: YearCounts, layout: str, wording: Wording, write: Writer
) -> list[Sheet]:
    """Section two, one sheet per article item; ``layout`` is form2019 or form2021."""
    rows = [row for row in codes("proactive_items") if row["template"] == layout]
    return [
        _article(
            article, [row for row in rows if row["article_item"] == article], counts, wording, write
        )
        for article in dict.fromkeys(row["article_item"] for row in rows)
    ]


def _article(
    article: str,
    rows: list[dict[str, str]],
    counts: YearCounts,
    wording: Wording,
    write: Writer,
) -> Sheet:
    subjects = {row["subject"]: row["label_subject"] for row in rows}
    measures = {row["measure"]: row["label_measure"] for row in rows}
    units = {(row["subject"], row["measure"]): row["unit"] for row in rows}
    template = rows[0]["template"]
    width = len(measures) + 1
    title = spread(wording.word(article), cols=width)
    names = [wording.word("content"), *(head(wording.say(label)) for label in measures.values())]
    lines: list[tuple[Box, ...]] = [(title,), tuple(names)]
    for subject, label in subjects.items():
        cells = [head(wording.say(label))]
        for measure in measures:
            key = (article, subject, measure)
            unit = units[subject, measure]
            cells.append(Box(value=write("proactive", template, key, counts.proactive[key], unit)))
        lines.append(tuple(cells))
    return Sheet(tuple(lines), width, head_rows=2)


def joined(sheets: list[Sheet]) -> Sheet:
    """Several sheets under one another as one table, as wide as the widest."""
    width = max(sheet.width for sheet in sheets)
    rows: list[tuple[Box, ...]] = []
    for sheet in sheets:
        for row in sheet.rows:
            missing = width - sum(box.cols for box in row)
            last = row[-1]
            rows.append((*row[:-1], spread(last, last.rows, last.cols + missing)))
    return Sheet(tuple(rows), width, head_rows=0)


def request_sheet(
    counts: YearCounts, template: str, other: str, wording: Wording, write: Writer
) -> Sheet:
    """Section three. ``other`` is "2019" (one row 其他处理) or "2021" (three rows)."""
    column = "label_2019" if other == "2019" else "label_2021"
    labels = {row["item"]: row[column] for row in codes("request_items") if row[column]}
    rows = _request_head(wording)
    cases = toml("printed")["numbers"]["cases"]

    def cells(item: str) -> tuple[Box, ...]:
        keys = ((item, applicant) for applicant in _COLUMNS)
        return tuple(
            Box(value=write("requests", template, key, counts.requests[key], cases)) for key in keys
        )

    def line(item: str, *before: Box, cols: int) -> tuple[Box, ...]:
        return (*before, head(wording.say(labels[item]), cols=cols), *cells(item))

    rows.append(line("new_received", cols=3))
    rows.append(line("carried_in", cols=3))
    items = outcome_items(other)
    rows.append(line("disclosed", spread(wording.word("results"), len(items) + 1), cols=2))
    rows.append(line("partially_disclosed", cols=2))
    for group in ("refused", "unavailable", "not_processed", "other"):
        members = [item for item in items if item.startswith(f"{group}.")]
        for item in members:
            parent = spread(wording.word(group), len(members)) if item == members[0] else None
            rows.append(line(item, *([parent] if parent else []), cols=1))
    if other == "2019":
        rows.append((spread(wording.word("other"), cols=2), *cells("other")))
    rows.append(line("processed_total", cols=2))
    rows.append(line("carried_out", cols=3))
    return Sheet(tuple(rows), 10, head_rows=3)


def _request_head(wording: Wording) -> list[tuple[Box, ...]]:
    word = wording.word
    return [
        (spread(word("ties"), 3, 3), spread(word("situation"), cols=7)),
        (
            spread(word("natural_person"), 2),
            spread(word("legal_person"), cols=5),
            spread(word("total"), 2),
        ),
        tuple(word(name) for name in APPLICANTS[1:]),
    ]


def redress_sheet(counts: YearCounts, template: str, wording: Wording, write: Writer) -> Sheet:
    """Section four: fifteen cells in one row under three channels."""
    word = wording.word
    results = [word("other_result") if name == "other" else word(name) for name in _RESULTS]
    keys = [(channel, result) for channel in _CHANNELS for result in _RESULTS]
    cases = toml("printed")["numbers"]["cases"]
    values = (
        Box(value=write("redress", template, key, counts.redress[key], cases)) for key in keys
    )
    rows = (
        (spread(word("reconsideration"), cols=5), spread(word("litigation"), cols=10)),
        (
            *(spread(box, 2) for box in results),
            spread(word("direct"), cols=5),
            spread(word("after"), cols=5),
        ),
        (*results, *results),
        tuple(values),
    )
    return Sheet(rows, 15, head_rows=3)


def stat_sheet(counts: YearCounts, write: Writer, rng: Random) -> Sheet:
    """The national statistics table of 2014: label, unit, figure."""
    layout = toml("stat2014")["rows"]
    rows: list[tuple[Box, ...]] = [tuple(head(text) for text in toml("stat2014")["header"])]
    for row in layout:
        label = (
            rng.choice([row["label"], *row.get("also", [])]) if chance(rng, 0.2) else row["label"]
        )
        if "indicator" not in row:
            rows.append((head(label), head(row.get("unit", "")), Box("")))
            continue
        key = (row["indicator"],)
        number = counts.figures[row["indicator"]]
        value = write("stat2014", "stat2014", key, number, row["unit"])
        rows.append((head(label), head(row["unit"]), Box(value=value)))
    return Sheet(tuple(rows), 3)
