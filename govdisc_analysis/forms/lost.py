"""Cells that a form prints and no reading found: they are told, never left out in silence."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache

from ahocorasick_rs import AhoCorasick

from govdisc_analysis.forms.collect import Table, load_codes
from govdisc_analysis.forms.labels import core, read_rows, strip_numbering
from govdisc_analysis.forms.merge import Instance
from govdisc_analysis.forms.patterns import says, term
from govdisc_analysis.models import Note

_AROUND = 600  # characters before and behind a table in which its other rows may stand
_LONG = 4  # shorter labels are words of prose too
_END = 5  # characters that a label and a strange one for it have in common
_MOST_NAMED = 5
_WIDTH = 7
_LEAST_LABELS: dict[Table, int] = {"requests": 12, "proactive": 4, "redress": 4, "stat2014": 20}


def find_lost(
    picked: Mapping[Table, Instance], text: str, strange: Sequence[str] = ()
) -> list[tuple[int, Note]]:
    """How many cells of each table have a label in the text and were not found, with a note.

    A row of section two may be there under one of the ``strange`` labels, one of the table of 2014
    under one that ends as its own. A table of which nothing was found, though many of its labels
    stand in the text, counts as one.
    """
    found = []
    bare = ""
    for table, least in _LEAST_LABELS.items():
        body = picked.get(table)
        if body is None:
            if picked and ("stat2014" in picked) != (table == "stat2014"):
                continue  # a table of the other form
            bare = bare or core(text)
            is_empty = table == "requests" and has_empty_section(text)
            if is_empty or (_count_rows(table, bare) >= least and _is_table(table, text)):
                message = f"the labels of the {table} table stand in the text, but no cell was read"
                found.append((1, Note("forms", "warning", message)))
        elif _is_whole(table, body):
            continue
        elif lost := _lost_cells(table, body, text, strange):
            names = ", ".join(dict.fromkeys("/".join(key) for key in lost[:_MOST_NAMED]))
            more = ", …" if len(lost) > _MOST_NAMED else ""
            message = f"{len(lost)} cells of the {table} table were not found: {names}{more}"
            start, end = _extent(body)
            found.append((len(lost), Note("forms", "warning", message, start, end)))
    return found


def has_empty_section(text: str) -> bool:
    """The heading of the requests' table stands there with no table below it."""
    return says.empty_section.search(text) is not None


def find_unseen(text: str) -> list[Note]:
    """A note where the table of 2014 has its title, but no cell: it is a picture or another file.

    >>> [note.message for note in find_unseen("附件:政府信息公开情况统计表")]
    ['the statistics table has its title here, but no cell: a picture or another file?']
    """
    if term.statistics not in text or (found := says.empty_statistics.search(text)) is None:
        return []
    message = "the statistics table has its title here, but no cell: a picture or another file?"
    return [Note("forms", "warning", message, *found.span())]


def _is_whole(table: Table, body: Instance) -> bool:
    """Whether it has as many cells as its form; a quick look, since most tables do."""
    if table == "requests":
        items = {key[0] for key in body}
        return len(body) == _WIDTH * len(items) and items in whole_items()
    if table == "proactive":
        templates = Counter(cell.template for cell in body.values())
        return len(templates) == 1 and len(body) == _sizes()[next(iter(templates))]
    return len(body) == (15 if table == "redress" else len(_labels(table)))


@cache
def whole_items() -> tuple[set[str], ...]:
    """The rows of the forms of 2019 and 2021."""
    items = set(load_codes().items)
    parts = {item for item in items if item.startswith("other.")}
    return items - parts, items - {"other"}


@cache
def _sizes() -> Counter[str]:
    """How many cells each form's section two has."""
    return Counter(template for units in load_codes().proactive.values() for template in units)


def _count_rows(table: Table, bare: str) -> int:
    """How many rows of a table have a label in a text without marks."""
    finder, rows = _finder(table)
    return len({rows[one[0]] for one in finder.find_matches_as_indexes(bare, overlapping=True)})


def _is_table(table: Table, text: str) -> bool:
    """Whether the labels are a table's: each column of section four has its total there, and

    sentences that count (行政处罚3件,罚没款1.2万元;) leave enough of them.
    """
    outside = core(says.counting_sentence.sub("", text))
    rows = read_rows("forms/labels.csv")
    if table == "redress":
        totals = [r["label"] for r in rows if (r["kind"], r["code"]) == ("result", "total")]
        return sum(outside.count(core(total)) for total in totals) >= len(load_codes().channels)
    return _count_rows(table, outside) >= _LEAST_LABELS[table]


def rows_named(table: Table, bare: str) -> tuple[list[tuple[str, ...]], int]:
    """The rows whose labels stand in a text without marks, in their order, and where they end.

    A label within another one counts for nothing.
    """
    finder, rows = _finder(table)
    found = finder.find_matches_as_indexes(bare, overlapping=True)
    named, past = [], 0
    for number, _, end in sorted(found, key=lambda one: (one[1], -one[2])):
        if end > past:
            named.append(rows[number])
            past = end
    return named, past


def all_rows(table: Table) -> Iterable[tuple[str, ...]]:
    """The rows of a table."""
    return _labels(table)


@cache
def _finder(table: Table) -> tuple[AhoCorasick, list[tuple[str, ...]]]:
    """One search for all labels of a table, and the row of each."""
    pairs = [(label, row) for row, labels in _labels(table).items() for label in labels]
    return AhoCorasick([label for label, _ in pairs]), [row for _, row in pairs]


def _lost_cells(
    table: Table, body: Instance, text: str, strange: Sequence[str]
) -> list[tuple[str, ...]]:
    missing = list(_missing(table, body))
    if not missing or (strange and table == "proactive"):
        return missing
    ends = {core(label)[-_END:] for label in strange}
    start, end = _extent(body)
    near = core(text[max(0, start - _AROUND) : end + _AROUND])
    labels = _labels(table)
    rows = {_row(table, key) for key in body}
    return [
        key
        for key in missing
        if (row := _row(table, key)) in rows
        or any(label in near or label[-_END:] in ends for label in labels.get(row, ()))
        or any(
            near.count(label) > len(sharers & rows)
            for label, sharers in _shared(table).get(row, ())
        )
    ]


def _extent(body: Instance) -> tuple[int, int]:
    return min(c.start for c in body.values()), max(c.end for c in body.values())


def _missing(table: Table, body: Instance) -> Iterator[tuple[str, ...]]:
    """Keys that the form has and the table has not."""
    codes = load_codes()
    if table == "requests":
        items = {key[0] for key in body}
        in_parts = any(item.startswith("other.") for item in items)
        columns = Counter(key[1] for key in body)
        applicants = [a for a in codes.applicants if columns[a] * 2 > len(items)]
        for item in codes.items:
            if item.startswith("other") and item.startswith("other.") != in_parts:
                continue
            yield from ((item, a) for a in applicants if (item, a) not in body)
    elif table == "redress":
        results = codes.results if len(body) > 3 else ()
        yield from ((c, r) for c in codes.channels for r in results if (c, r) not in body)
    elif table == "proactive":
        templates = Counter(cell.template for cell in body.values())
        common = templates.most_common(1)[0][0]
        own: dict[str, set[str]] = {}  # the templates of each article
        for key, cell in body.items():
            own.setdefault(key[0], set()).add(cell.template)
        for key, units in codes.proactive.items():
            if key not in body and own.get(key[0], {common}) & units.keys():
                yield key
    else:
        yield from (key for key in _labels("stat2014") if key not in body)


def _row(table: Table, key: tuple[str, ...]) -> tuple[str, ...]:
    return key[:2] if table == "proactive" else key[:1]


@cache
def _labels(table: Table) -> dict[tuple[str, ...], tuple[str, ...]]:
    """What the text holds where a row is printed; labels that rows share tell nothing."""
    found, sharers = _all_labels(table)
    return {
        key: tuple(label for label in labels if len(sharers[label]) == 1)
        for key, labels in found.items()
    }


@cache
def _shared(table: Table) -> dict[tuple[str, ...], list[tuple[str, set[tuple[str, ...]]]]]:
    """Labels that several rows have, with those rows; a text with all of them has it so often."""
    found, sharers = _all_labels(table)
    return {
        key: [(label, sharers[label]) for label in labels[:1] if len(sharers[label]) > 1]
        for key, labels in found.items()
    }


@cache
def _all_labels(
    table: Table,
) -> tuple[dict[tuple[str, ...], list[str]], dict[str, set[tuple[str, ...]]]]:
    """The labels of each row, and the rows of each label."""
    kinds = {"requests": "request", "proactive": "subject", "stat2014": "indicator"}
    rows = [
        row for row in read_rows("forms/labels.csv")
        if row["kind"] == kinds.get(table, "channel")
    ]  # fmt: skip
    found: dict[tuple[str, ...], list[str]] = {}
    sharers: dict[str, set[tuple[str, ...]]] = {}
    for row in rows:
        key = (row["parent"], row["code"]) if table == "proactive" else (row["code"],)
        label = core(strip_numbering(row["label"]))
        if len(label) < _LONG and table != "proactive":
            if label == core(row["label"]):
                continue
            label = core(row["label"])  # with its number
        found.setdefault(key, []).append(label)
        sharers.setdefault(label, set()).add(key)
    return found, sharers
