"""Frozen records that the steps hand to each other. Data only; no step is known here.

Cells, figures, refusals, sections and findings are named tuples, since a report has hundreds: they
are made in a quarter of the time.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, NamedTuple, cast

from govdisc_analysis.in_notebook import Shown, draw
from govdisc_analysis.offsets import OffsetChain

Severity = Literal["error", "warning", "info"]
CellState = Literal["number", "zero", "blank", "dash", "implied_zero", "unreadable"]
Status = Literal["parsed", "partial", "quarantined"]


class Unreadable(Exception):  # noqa: N818 (a finding about a document, not a fault)
    """A document that cannot be read; the message is the reason, in one line for the user."""


@dataclass(frozen=True, slots=True)
class Note:
    """One line of the log. Offsets, where given, are those of the stage's own input text."""

    stage: str
    severity: Severity
    message: str
    start: int | None = None
    end: int | None = None


class Cell(NamedTuple):
    """One table cell. ``text`` is stripped; ``start:end`` is its place in the document's text."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Grid:
    """A table made rectangular.

    ``rows[r][c]`` is the cell that covers row r, column c. A merged cell stands, as the same
    object, in every position that it covers; ``None`` marks a position that no cell covers.
    ``start:end`` is the table's extent in the document's text.
    """

    rows: tuple[tuple[Cell | None, ...], ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Document:
    """One source made linear: what a reader (``read/``) returns.

    ``text`` holds everything a person would read, one block (paragraph, table row) a line; the
    cells of a table row are joined by tabs and each merged cell is written once. ``raw`` is the
    decoded source, and ``to_raw`` leads from ``text`` to it; both are empty where the source has
    no linear text (DOCX, PDF).
    """

    name: str
    sha256: str
    media_type: str
    encoding: str
    text: str
    raw: str | None = None
    to_raw: OffsetChain | None = None
    grids: tuple[Grid, ...] = ()
    meta: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Furniture:
    """A stretch of the cleaned text that belongs to the page, not to the report."""

    kind: Literal["head", "metadata", "navigation", "footer"]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A document's text after cleaning; every later offset is an offset into ``text``."""

    document: Document
    text: str
    script: Literal["simplified", "traditional", "mixed"]
    to_document: OffsetChain
    grids: tuple[Grid, ...] = ()
    furniture: tuple[Furniture, ...] = ()
    steps: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()

    def raw_span(self, start: int, end: int) -> tuple[int, int] | None:
        """Place of ``text[start:end]`` in the decoded source; None without a linear source."""
        if self.document.to_raw is None:
            return None
        return self.document.to_raw.to_old(*self.to_document.to_old(start, end))


class Section(NamedTuple):
    """A stretch under one heading. ``kind`` is a code of codebook/sections.toml."""

    kind: str
    title: str
    start: int
    end: int
    level: int


@dataclass(frozen=True, slots=True)
class Identity:
    """Who wrote the report, where and for which period; "" or None is: the text does not tell."""

    title: str = ""
    agency: str = ""
    agency_type: str = ""
    agency_id: str = ""
    province: str = ""
    city: str = ""
    county: str = ""
    region_code: str = ""
    admin_level: str = ""
    region_basis: str = ""
    scope: str = ""
    year: int | None = None
    period_start: date | None = None
    period_end: date | None = None
    published_on: date | None = None
    is_partial_year: bool = False
    basis: Mapping[str, str] = field(default_factory=dict)


class FormCell(NamedTuple):
    """One value cell of an official form, as printed.

    ``key`` is (item, applicant) in ``requests``, (article_item, subject, measure) in
    ``proactive``, (channel, result) in ``redress``, (indicator,) in ``stat2014``. ``value`` is
    None unless the state is number, zero or implied_zero. ``template`` is the row's own.
    """

    table: Literal["requests", "proactive", "redress", "stat2014"]
    template: Literal["stat2014", "form2019", "form2021"]
    key: tuple[str, ...]
    value: float | None
    state: CellState
    unit: str
    text: str
    start: int
    end: int
    reading: Literal["grid", "linear"]
    label: str = ""


class Figure(NamedTuple):
    """One figure said in prose, or taken from a 2014-style statistics table."""

    indicator: str
    value: float
    lower: float
    upper: float
    approximate: bool
    unit: str
    origin: Literal["narrative", "table"]
    section: str
    quote: str
    start: int
    end: int
    rule: str


class Refusal(NamedTuple):
    """A number of the prose that was not taken, with a reason from codebook/refusals.csv."""

    start: int
    end: int
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Problem:
    """One distinct existing problem. ``categories`` are (category, cue) pairs."""

    text: str
    start: int
    end: int
    categories: tuple[tuple[str, str], ...]


class Finding(NamedTuple):
    """Result of one check; ``left`` and ``right`` are the two sides of the identity."""

    check: str
    subject: str
    left: float | None
    right: float | None
    result: Literal["passed", "failed", "not_evaluable"]
    severity: Severity
    fault: Literal["source", "parser", "unclear", ""]
    message: str


@dataclass(frozen=True, slots=True)
class Report:
    """Everything read from one source."""

    report_id: str
    source_path: str
    sha256: str
    media_type: str
    encoding: str
    template: str
    status: Status
    message: str
    identity: Identity
    cleaned: Cleaned | None
    sections: tuple[Section, ...] = ()
    cells: tuple[FormCell, ...] = ()
    figures: tuple[Figure, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    problems: tuple[Problem, ...] = ()
    findings: tuple[Finding, ...] = ()
    notes: tuple[Note, ...] = ()
    source_url: str = ""

    def show(self, lang: str = "zh") -> Shown:
        """The document with all that was read marked in place: HTML in a notebook, else text.

        Args:
            lang: zh or en.
        """
        return cast(Shown, draw("show_report", self, lang))

    def _repr_html_(self) -> str:
        """A short account, where a notebook shows the record."""
        return str(draw("report_card", self))
