"""What the rows of a grid read so far have said."""

from dataclasses import dataclass, field

from govdisc_analysis.forms.entries import Entries
from govdisc_analysis.forms.headers import NO_COLUMNS, Columns


@dataclass(slots=True)
class Context:
    """What the rows above have said, and the year of the report."""

    year: int | None = None
    table: str = ""
    parent: str = ""
    group: str = ""
    in_header: bool = False
    header: list[Entries] = field(default_factory=list)
    columns: Columns = NO_COLUMNS
    claimed: set[int] = field(default_factory=set)
    aside: frozenset[int] = frozenset()
    has_found: bool = False
