"""What of a form's table is in doubt: numbers that no label claims, blanks and moved values."""

from collections.abc import Sequence

from govdisc_analysis.forms.collect import Collector, Found
from govdisc_analysis.forms.entries import Entries, by_shape, has_value
from govdisc_analysis.forms.merge import Instance
from govdisc_analysis.forms.patterns import says
from govdisc_analysis.models import Note

_MANY_VALUES = 6  # of the seven columns of a request row
_FEW_VALUES = 2
_LEAST_SHIFTED = 2
_NEAR = 300  # characters between the two lines of a row


def doubt_row(entries: Entries, table: str, collector: Collector) -> None:
    """Remember a row of numbers that no label claimed."""
    if table in ("proactive", "stat2014") and _is_strange(entries):
        collector.strange.append(entries[0].cell.text)
    if _is_nameless(entries):
        label, last = entries[0].cell, entries[-1].cell
        collector.add_nameless(label.text, label.start, last.end)


@by_shape
def _is_strange(entries: Entries) -> bool:
    """A row with values behind a label of nobody's."""
    first = entries[0]
    is_label = not (first.meanings or first.is_value or first.is_blank)
    return is_label and has_value(entries)


@by_shape
def _is_nameless(entries: Entries) -> bool:
    """A row of a request table's numbers, or of numbers without any label at all."""
    values = sum(entry.is_value for entry in entries)
    if values < _FEW_VALUES or any(entry.find("applicant") for entry in entries):
        return False  # a subtotal of the agency's own
    return values >= _MANY_VALUES or all(e.is_value or e.is_blank for e in entries)


def doubt_blanks(body: Instance, nameless: Sequence[Note]) -> Instance:
    """Rows without any number are unreadable beside numbers whose label was not understood."""
    places = [(note.start or 0, note.end or 0) for note in nameless]
    rows: dict[str, list[Found]] = {}
    for key, cell in body.items():
        rows.setdefault(key[0], []).append(cell)
    doubtful = {
        item
        for item, cells in rows.items()
        if all(cell.state == "blank" for cell in cells)
        and any(a - _NEAR < cells[0].start < b + _NEAR for a, b in places)
    }
    return {
        key: cell._replace(state="unreadable") if key[0] in doubtful else cell
        for key, cell in body.items()
    }


def doubt_shifted(body: Instance) -> Instance:
    """Rows without a total, whose last number is the sum of the others: it is the total.

    A text did not tell of a merged cell, so that rows begin a column too early: what else they hold
    is unreadable. One row alone may be so by chance; where all hold two equal numbers, these may
    as well be parts whose total is blank, and nothing is taken.
    """
    rows: dict[str, list[Found]] = {}
    for key, cell in sorted(body.items(), key=lambda pair: pair[1].start):
        if cell.value and body.get((key[0], "total"), cell).state == "blank":
            rows.setdefault(key[0], []).append(cell)
    totals = {
        item: cells[-1]
        for item, cells in rows.items()
        if len(cells) > 1 and sum(cell.value or 0 for cell in cells) == 2 * (cells[-1].value or 0)
    }
    if len(totals) < _LEAST_SHIFTED or len(totals) * 2 < len(rows):
        return body
    open_rows = {key[0] for key, cell in body.items() if key[1] == "total" and not cell.text}
    found = {
        key: cell._replace(value=None, state="unreadable") if key[0] in open_rows else cell
        for key, cell in body.items()
    }
    are_sums = sum(len(rows[item]) > _LEAST_SHIFTED for item in totals) >= _LEAST_SHIFTED
    for item, last in totals.items() if are_sums else ():
        found[item, "total"] = last._replace(key=(item, "total"))
    return found


def doubt_totals(body: Instance) -> list[Note]:
    """Blank totals whose parts are printed: what stands in the row may have moved."""
    notes = []
    for key, cell in body.items():
        if key[1] != "total" or cell.state != "blank":
            continue
        parts = [c for k, c in body.items() if k[0] == key[0] and c.value]
        if parts:
            message = f"the total of {key[0]} is blank, though its parts are not"
            notes.append(Note("forms", "warning", message, parts[0].start, cell.end))
    return notes


def doubt_joined(body: Instance, text: str) -> Instance:
    """Numbers of two columns in one, where the heads are joined, too: 2015年度历年累计.

    Nobody can tell where this year's number ends; zeros are zeros, however many.
    """
    if not says.periods_joined.search(text, 0, min(cell.start for cell in body.values())):
        return body
    return {
        key: cell._replace(value=None, state="unreadable") if cell.text.strip("0") else cell
        for key, cell in body.items()
    }
