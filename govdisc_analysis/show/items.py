"""What of a report can be explained: its figures, cells, problems and refused numbers, by name."""

import difflib
from collections.abc import Iterator
from dataclasses import dataclass

from govdisc_analysis.codes import name_of
from govdisc_analysis.show.document import CELL_COLUMNS
from govdisc_analysis.show.origin import NotThereError, Origin, Row
from govdisc_analysis.show.words import plain, word
from govdisc_analysis.tables import REFUSED

_NEAR = 12


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that can be explained."""

    table: str
    key: str
    row: Row


def _items(origin: Origin) -> Iterator[Item]:
    for row in origin.rows["indicators"]:
        yield Item("indicators", str(row["indicator"]), row)
    for table in ("requests", "proactive", "redress"):
        for row in origin.rows[table]:
            yield Item(table, "/".join(str(row[c]) for c in CELL_COLUMNS[table]), row)
    for row in origin.rows["problems"]:
        yield Item("problems", str(row["problem_no"]), row)
    refused = [r for r in origin.rows["log"] if str(r["message"]).startswith(REFUSED)]
    for number, row in enumerate(refused, start=1):
        yield Item("refused", f"refused/{number}", row)


def chosen(origin: Origin, what: str | int, lang: str) -> list[Item]:
    """What was asked for.

    Raises:
        NotThereError: nothing fits; the message lists what is near.
    """
    items = list(_items(origin))
    wanted = str(what).strip()
    if wanted.lower().startswith("problem"):
        wanted = wanted[len("problem") :].lstrip("s_ :/#") or "problems"
    names = {(i.table, i.key): {name_words(i, "zh"), name_words(i, "en")} for i in items}
    ways = (
        [i for i in items if wanted == i.key],
        [i for i in items if wanted in {f"{i.table}/{i.key}", i.table}],
        [i for i in items if i.key.startswith(f"{wanted}/") and i.key.endswith("/total")],
        [i for i in items if i.key.startswith(f"{wanted}/")],
        [i for i in items if wanted in names[i.table, i.key]],
        [i for i in items if i.table == "refused" and wanted == value_words(i, lang)],
        [i for i in items if i.table == "refused" and wanted in value_words(i, lang)],
    )
    if found := next(filter(None, ways), None):
        return found
    known = [item for item in items if item.table != "refused"]
    keys = [*(i.key for i in known), *(n for i in known for n in names[i.table, i.key]), "refused"]
    close = difflib.get_close_matches(wanted, keys, n=6, cutoff=0.4)
    near = list(dict.fromkeys(close)) or list(dict.fromkeys(i.key for i in known))[:_NEAR]
    said = ", ".join(near) or "nothing: no number was read"
    raise NotThereError(f"this report has no {wanted!r}; near are: {said}")


def name_words(item: Item, lang: str) -> str:
    """What it is called."""
    row = item.row
    if item.table == "indicators":
        return name_of("indicators", "indicator", str(row["indicator"]), lang)
    if item.table == "problems":
        return f"{word('problems', lang)} {item.key}"
    if item.table == "refused":
        return f"{word('refused', lang)} {item.key.rpartition('/')[2]}"
    columns = [c for c in CELL_COLUMNS[item.table] if c != "article_item"]
    return " · ".join(name_of(item.table, c, str(row[c]), lang) for c in columns)


def value_words(item: Item, lang: str) -> str:
    """Its value with its unit, or the state of a cell without one; a problem has none."""
    row = item.row
    if item.table == "problems":
        return ""
    if item.table == "refused":
        return str(row["message"]).removeprefix(REFUSED).rpartition(" (")[0]
    value = row.get("value", row.get("count"))
    if value is None:
        return name_of(item.table, "state", str(row["state"]), lang)
    return f"{plain(value)} {row.get('unit') or ''}".strip()
