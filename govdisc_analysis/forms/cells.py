"""What a cell of a form says: a value with its state, in the codebook's unit."""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache

from govdisc_analysis.forms.labels import read_rows
from govdisc_analysis.forms.patterns import says, term
from govdisc_analysis.models import CellState
from govdisc_analysis.numerals.amounts import chinese_value

_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Parsed:
    """One cell's content. ``remark`` says what was done to it, if anything."""

    value: float | None
    state: CellState
    remark: str = ""


@cache
def load_marks() -> dict[str, str]:
    """States of the marks that stand for no value (and words for zero)."""
    return {row["mark"]: row["state"] for row in read_rows("forms/blank_marks.csv")}


@cache
def load_units() -> dict[str, tuple[str, int]]:
    """Unit words: the base unit and how many of it."""
    return {row["word"]: (row["base"], int(row["factor"])) for row in read_rows("forms/units.csv")}


@lru_cache(maxsize=50_000)
def parse_value(text: str, unit: str = "", header_unit: str = "") -> Parsed | None:
    """Read one cell; None when it is neither a value nor a mark.

    Args:
        text: the cell's text.
        unit: the codebook's unit of this cell.
        header_unit: the unit that the cell's header says, where it says one.

    >>> parse_value("1,234"), parse_value("减4").value, parse_value("—").state
    (Parsed(value=1234.0, state='number', remark=''), -4.0, 'dash')
    >>> parse_value("160.5964万元", "元").value, parse_value("12a") is None
    (1605964.0, True)
    >>> parse_value("l2").state
    'unreadable'
    """
    bare = _SPACES.sub(" ", text).strip()
    mark = load_marks().get(bare.replace(" ", ""))
    if mark == "zero":
        return Parsed(0.0, "zero")
    if mark is not None:
        return Parsed(None, "blank" if mark == "blank" else "dash")
    found = says.value.fullmatch(bare)
    if not found:
        return _parse_dressed(bare, unit, header_unit)
    number = Decimal(re.sub(r"[, ]", "", found["digits"]) + (found["part"] or "").replace(" ", ""))
    if found["sign"] and found["sign"][0] in term.falling:
        number = -number
    said = found["unit"] or header_unit
    factor, remark = _convert(said, unit)
    value = float(number * factor)
    return Parsed(value, "number" if value else "zero", remark)


def _parse_dressed(bare: str, unit: str, header_unit: str) -> Parsed | None:
    """A number with the mark of a footnote behind it, or written in Chinese numerals."""
    mark = says.note_mark.search(bare)
    if mark and mark.end() == len(bare):
        return parse_value(bare[: mark.start()], unit, header_unit)
    plain = says.dress.sub("", bare)
    if plain and plain != bare:
        return parse_value(plain, unit, header_unit)
    led = says.unit_leads.fullmatch(bare)
    if led:
        return parse_value(led[2] + led[1], unit, header_unit)
    if says.misread_value.fullmatch(bare):
        return Parsed(None, "unreadable", "letters in the place of digits")
    words = says.numeral_value.fullmatch(bare)
    if not words:
        return None
    value = chinese_value(words["number"])
    return Parsed(value, "number" if value else "zero")


def _convert(said: str, wanted: str) -> tuple[Decimal, str]:
    units = load_units()
    if not said or not wanted or said == wanted or said not in units or wanted not in units:
        return Decimal(1), ""
    (base, factor), (wanted_base, wanted_factor) = units[said], units[wanted]
    if base != wanted_base or factor == wanted_factor:
        return Decimal(1), ""
    return Decimal(factor) / Decimal(wanted_factor), f"{said} converted to {wanted}"


def header_unit(text: str) -> str:
    """The money unit that a header cell states, "" where none.

    Blanks between its letters mean nothing: a stretched 万 元 is not 元.

    >>> header_unit("本年收费金额(单位:万元)"), header_unit("采购总金额")
    ('万元', '')
    >>> header_unit("收 费 金 额 ( 单 位 : 万 元 )")
    '万元'
    """
    found = says.header_unit.search(_SPACES.sub("", text))
    return (found[1] or found[2]) if found else ""
