"""Tables without ruling lines."""

from collections.abc import Sequence

from govdisc_analysis.read.pdf_lines import Line
from govdisc_analysis.read.pdf_ruled import Table


def find_unruled(lines: Sequence[Line], number: int) -> tuple[list[Table], list[Line]]:
    """Tables among the lines of a page, and the lines that are in none."""
    return [], list(lines)
