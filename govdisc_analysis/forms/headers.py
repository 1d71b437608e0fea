"""What the header rows of a form table say about its columns."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from govdisc_analysis.forms.cells import header_unit
from govdisc_analysis.forms.entries import Entry
from govdisc_analysis.forms.labels import Meaning, guess
from govdisc_analysis.forms.measures import read_measures
from govdisc_analysis.models import Cell

_UNDIVIDED = 2  # natural persons and the total are all that is left
HeaderCell = tuple[Cell, tuple[int, ...], tuple[Meaning, ...]]


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """Columns of one table; only the part of the table at hand is filled.

    ``undivided`` is the column of legal persons where it is not divided into their kinds,
    ``subtotals`` those of their sum where they are.
    """

    applicants: tuple[tuple[str, int], ...] = ()
    undivided: int = -1
    subtotals: frozenset[int] = frozenset()
    measures: tuple[tuple[Meaning | None, tuple[int, ...], str], ...] = ()
    redress: tuple[tuple[Meaning, ...], ...] = ()

    def result_columns(self, left: Sequence[Meaning]) -> int:
        """How many columns have a result said above them, or a channel where a result is left."""
        kind = "channel" if any(m.kind == "result" for m in left) else "result"
        return sum(any(m.kind == kind for m in said) for said in self.redress)

    def redress_key(
        self, columns: Iterable[int], left: Sequence[Meaning]
    ) -> tuple[str, str] | None:
        """Channel and result of a value in these columns, with the labels left of it."""
        said = list(left)
        for column in columns:
            if column < len(self.redress):
                said += self.redress[column]
                break
        channels = {m.code for m in said if m.kind == "channel"}
        results = {m.code for m in said if m.kind == "result"}
        inner = channels & {"litigation_direct", "litigation_after_reconsideration"}
        channels = inner or channels - {"litigation"}
        if len(channels) != 1 or len(results) != 1:
            return None
        return channels.pop(), results.pop()


NO_COLUMNS = Columns()


def header_row(entries: Sequence[Entry]) -> tuple[HeaderCell, ...]:
    """What a header row shows, wherever it stands: the same for all reports with this header."""
    return tuple([(Cell(e.cell.text, 0, 0), e.columns, e.meanings) for e in entries])


@lru_cache(maxsize=1000)
def map_applicants(rows: tuple[tuple[HeaderCell, ...], ...]) -> Columns:
    """Column of each applicant, from merged header rows; the lowest label counts."""
    lowest: dict[int, str] = {}
    groups: set[int] = set()
    divided: set[int] = set()
    for row in rows:
        for cell, columns, meanings in row:
            if any(m.kind == "applicant_group" for m in meanings):
                (groups if len(columns) == 1 else divided).update(columns)
            meaning = next((m for m in meanings if m.kind == "applicant"), None)
            if meaning is None and not meanings and cell.text:
                meaning = guess(cell.text, "applicant")
            if meaning is None:
                continue
            if len(columns) == 1 or meaning.code not in ("total", "other_org"):
                lowest[columns[0]] = meaning.code
    subtotals = {column for column in divided if lowest.get(column) == "total"}
    lowest = {column: code for column, code in lowest.items() if column not in subtotals}
    pairs: dict[str, int] = {}
    for column, code in sorted(lowest.items()):
        if code in pairs:
            return NO_COLUMNS
        pairs[code] = column
    undivided = groups - lowest.keys() if len(pairs) == _UNDIVIDED else set()
    return Columns(tuple(pairs.items()), min(undivided, default=-1), frozenset(subtotals))


@lru_cache(maxsize=1000)
def map_measures(row: tuple[HeaderCell, ...]) -> Columns:
    """Measure, columns and stated unit of each header cell of a proactive table."""
    cells = [
        (cell, columns)
        for cell, columns, meanings in row
        if cell.text and not any(m.kind in ("subject_head", "article") for m in meanings)
    ]
    measures = read_measures(tuple(cell.text for cell, _ in cells))
    return Columns(
        measures=tuple(
            (measure, columns, header_unit(cell.text))
            for measure, (cell, columns) in zip(measures, cells, strict=True)
        )
    )


@lru_cache(maxsize=1000)
def map_redress(rows: tuple[tuple[HeaderCell, ...], ...]) -> Columns:
    """All channels and results said above each column."""
    width = 1 + max((columns[-1] for row in rows for _, columns, _ in row), default=-1)
    above: list[list[Meaning]] = [[] for _ in range(width)]
    for row in rows:
        channel: list[Meaning] = []  # printed without a span, it stands for the blank cells too
        for cell, columns, meanings in row:
            said = [m for m in meanings if m.kind in ("channel", "result")]
            if cell.text:
                channel = [m for m in said if m.kind == "channel"]
            for column in columns:
                above[column] += said if cell.text else channel
    return Columns(redress=tuple(tuple(said) for said in above))
