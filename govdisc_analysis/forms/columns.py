"""Rows of the request table that lost their blanks, laid out by the form's sums."""

from collections.abc import Sequence

from govdisc_analysis.forms.collect import Found
from govdisc_analysis.forms.rows import Row

Lines = Sequence[tuple[tuple[Found, ...], Row | None]]


def place_columns(lines: Lines) -> list[tuple[Found, ...]]:
    """The rows' cells; those without a sure column stay unreadable."""
    return [found for found, _ in lines]
