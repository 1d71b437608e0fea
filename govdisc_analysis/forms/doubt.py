"""Rows of numbers in a form's table that no label claims: they are remembered, to be told."""

from govdisc_analysis.forms.collect import Collector
from govdisc_analysis.forms.entries import Entries, by_shape, has_value

_MANY_VALUES = 6  # of the seven columns of a request row
_FEW_VALUES = 2


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
