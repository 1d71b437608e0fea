"""What a simulated corpus is made of: shares of templates, formats, noises and errors."""

from collections.abc import Mapping
from dataclasses import dataclass

TEMPLATES: Mapping[str, float] = {
    "narrative": 3.0,
    "summary": 1.0,
    "stat2014": 2.0,
    "form2019": 2.5,
    "form2021": 4.0,
    "hybrid_one_other": 0.5,
    "hybrid_old_rows": 0.5,
}
FORMATS: Mapping[str, float] = {
    "html": 1.0,
    "html_word": 1.0,
    "html_nested": 0.7,
    "html_split": 0.7,
    "html_br": 0.7,
    "html_gov": 1.0,
    "html_nocharset": 0.4,
    "html_gb18030": 0.5,
    "html_big5": 0.3,
    "docx": 1.0,
    "docx_nested": 0.3,
    "pdf": 0.6,
    "pdf_header": 0.4,
    "md": 0.5,
    "tsv": 0.4,
    "txt_bar": 0.7,
    "txt_lines": 0.6,
    "txt_spaces": 0.6,
    "txt_dropped": 0.4,
    "txt_gb18030": 0.3,
    "zip": 0.3,
    "rtf": 0.0,  # this and the next only where they are asked for
    "xlsx": 0.0,
}
NOISES: Mapping[str, float] = {
    "traditional": 0.05,
    "traditional_tw": 0.03,
    "pinyin": 0.05,
    "wide_digits": 0.04,
    "thousands": 0.1,
    "spam": 0.05,
    "blank_cells": 0.1,
    "dash_cells": 0.08,
    "furniture": 0.1,
    "spaced_numbers": 0.1,
    "lost_breaks": 0.1,
    "cell_units": 0.08,
}
ERRORS = ("cell", "total", "contradiction", "percentage", "difference")
"""What a report can be made to contradict itself in."""
YEARS = {
    "narrative": (2008, 2018),
    "summary": (2009, 2023),
    "stat2014": (2014, 2018),
    "form2019": (2019, 2020),
    "form2021": (2021, 2024),
    "hybrid_one_other": (2021, 2024),
    "hybrid_old_rows": (2021, 2024),
}
"""First and last year in which a template is in use."""


@dataclass(frozen=True, slots=True)
class Shares:
    """What is drawn how often, over which years."""

    templates: Mapping[str, float]
    formats: Mapping[str, float]
    noises: Mapping[str, float]
    errors: float
    years: tuple[int, int]

    def possible(self) -> dict[str, float]:
        """The templates that are wanted and were in use in some of the years."""
        first, last = self.years
        return {
            name: share
            for name, share in self.templates.items()
            if share > 0 and YEARS[name][0] <= last and YEARS[name][1] >= first
        }


def check_shares(
    templates: Mapping[str, float] | None,
    formats: Mapping[str, float] | None,
    noises: Mapping[str, float] | None,
    errors: float,
    years: tuple[int, int],
) -> Shares:
    """The shares, usual ones for what is None.

    Raises:
        ValueError: for a share or name that makes no sense, or years in which no template fits.
    """
    shares = Shares(
        _checked(templates, TEMPLATES, "template"),
        _checked(formats, FORMATS, "format"),
        _checked(noises, NOISES, "noise"),
        errors,
        years,
    )
    first, last = years
    if not 0 <= errors <= 1:
        raise ValueError(f"errors must be a share between 0 and 1, not {errors}")
    if first > last:
        raise ValueError(f"the first year {first} comes after the last {last}")
    if not shares.possible():
        raise ValueError(f"none of the chosen templates was in use in {first} to {last}")
    return shares


def _checked(
    given: Mapping[str, float] | None, known: Mapping[str, float], what: str
) -> Mapping[str, float]:
    if given is None:
        return known
    unknown = sorted(set(given) - set(known))
    if unknown:
        raise ValueError(f"unknown {what} {unknown[0]!r}; known are {', '.join(known)}")
    if any(share < 0 for share in given.values()):
        raise ValueError(f"the share of a {what} must not be negative")
    if what != "noise" and not any(given.values()):
        raise ValueError(f"at least one {what} needs a share above 0")
    return given
