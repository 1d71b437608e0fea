"""Records of a synthetic report: what is printed, and what a careful reader reads from it."""

from dataclasses import dataclass
from typing import Literal

State = Literal["number", "zero", "blank", "dash", "implied_zero", "unreadable"]
TableName = Literal["requests", "proactive", "redress", "stat2014"]
Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Value:
    """One value cell of a form: the characters printed and what they say."""

    table: TableName
    template: str
    key: Key
    text: str
    number: float | None
    state: State
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Box:
    """One cell of a laid-out table; ``rows`` and ``cols`` are its spans."""

    text: str = ""
    rows: int = 1
    cols: int = 1
    value: Value | None = None
    head: bool = False

    @property
    def shown(self) -> str:
        """The characters that stand in the cell."""
        return self.text if self.value is None else self.value.text


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table of the report. ``head_rows`` are repeated where a table is continued."""

    rows: tuple[tuple[Box, ...], ...]
    width: int
    head_rows: int = 1


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the report; level 1 is a numbered section."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of prose. ``firm`` ones carry figures or problems: noise keeps off them."""

    text: str
    firm: bool = False


Block = Heading | Paragraph | Sheet


@dataclass(frozen=True, slots=True)
class Fact:
    """A figure said in prose, as the conventions for approximate numbers read it."""

    indicator: str
    value: float
    lower: float
    upper: float
    approximate: bool
    unit: str
    quote: str


@dataclass(frozen=True, slots=True)
class Problem:
    """An existing problem, in its own words, and its categories."""

    text: str
    categories: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Planted:
    """A check that must fail, because the report contradicts itself."""

    check: str
    subject: str


@dataclass(frozen=True, slots=True)
class Agency:
    """A synthetic office at a real place."""

    number: int
    name: str
    short: str
    kind: str
    province: str
    city: str
    county: str
    region_code: str
    level: str
    scale: float
    we: str


@dataclass(frozen=True, slots=True)
class Draft:
    """One report before it is given a file format."""

    path: str
    agency: Agency
    year: int
    template: str
    variant: str
    title: str
    blocks: tuple[Block, ...]
    signature: tuple[str, ...]
    published: str
    facts: tuple[Fact, ...]
    problems: tuple[Problem, ...]
    planted: tuple[Planted, ...]
    period: tuple[str, str] = ("", "")
    partial: bool = False
    errors: tuple[str, ...] = ()
    noises: tuple[str, ...] = ()
    format: str = ""
    archive: str = ""
    shown_title: str = ""
    dateline: bool = False

    @property
    def values(self) -> tuple[Value, ...]:
        """Every value cell of the report's forms, in order of print."""
        sheets = (block for block in self.blocks if isinstance(block, Sheet))
        return tuple(
            box.value for sheet in sheets for row in sheet.rows for box in row if box.value
        )
