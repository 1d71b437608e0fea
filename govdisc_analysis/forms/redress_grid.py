"""Section four in a grid: channel and result of a value are said above or left of it."""

from govdisc_analysis.forms.cells import parse_value
from govdisc_analysis.forms.collect import Collector, Found, load_codes, make_found
from govdisc_analysis.forms.entries import Entries
from govdisc_analysis.forms.headers import Columns
from govdisc_analysis.forms.patterns import term

_ALL = 15
_ONE_CHANNEL = 5


def read_results(entries: Entries, columns: Columns, collector: Collector) -> list[Found]:
    """The cells of one row; none where a cell is lost or one too many, since others have moved."""
    left = [m for e in entries if not e.is_value for m in e.meanings]
    values = [e for e in entries if e.is_value or not e.meanings]  # unreadable texts are cells too
    pairs = [(columns.redress_key(e.columns, left), e) for e in values]
    named = [(key, e) for key, e in pairs if key]
    is_distinct = len({key for key, _ in named}) == len(named)
    if len(values) == _ALL and not left and not (is_distinct and len(named) == _ALL):
        codes = load_codes()
        order = [(c, r) for c in codes.channels for r in codes.results]
        named = list(zip(order, values, strict=True))
        collector.note("warning", "15 results read in the form's order: the header is broken",
                       values[0].cell.start, values[-1].cell.end)  # fmt: skip
    elif (
        not is_distinct
        or not named
        or (not any(e.is_value for e in values) and len(named) < _ONE_CHANNEL)
    ):
        return []
    elif len(values) < columns.result_columns(left) or any(e.is_value and not k for k, e in pairs):
        collector.add_nameless(values[0].cell.text, values[0].cell.start, values[-1].cell.end)
        return []
    return [
        make_found("redress", key, parse_value(e.cell.text), e.cell, "/".join(key), term.cases)
        for key, e in named
        if key
    ]
