"""Rows in which each value stands behind its applicant's name, as in lists and sentences::

1.属于国家秘密:自然人3件,商业企业0件,科研机构0件, …, 总计3件。

A name without a value is a blank cell, where others of its row have one.
"""

from collections.abc import Sequence

from govdisc_analysis.forms.collect import load_codes
from govdisc_analysis.forms.labels import core
from govdisc_analysis.forms.patterns import terms
from govdisc_analysis.forms.tokens import Token
from govdisc_analysis.models import Cell

_SEVERAL = 2


def join_named(tokens: Sequence[Token]) -> list[Token]:
    """The tokens, such rows as one: their label with the values in the form's order."""
    joined, has_rows = _join(tokens, _SEVERAL)
    return _join(tokens, 0)[0] if has_rows else joined  # rows of blanks among them


def _join(tokens: Sequence[Token], least: int) -> tuple[list[Token], bool]:
    """The tokens, and whether such rows are there; each of them has ``least`` values."""
    has_rows = False
    joined: list[Token] = []
    place = 0
    goes_on = False  # nothing but labels stands between this place and such a row
    while place < len(tokens):
        token = tokens[place]
        is_label = not token.values and token.find("request") is not None
        row = _row(tokens, place, least) if is_label else _sum(tokens, place)
        has_rows = has_rows or (is_label and row is not None)
        for back in range(len(joined) - 1, -1, -1) if row else ():
            if not joined[back].find("group") or len(joined[back].values) > 1:
                break
            joined[back] = joined[back]._replace(values=())  # a mark between it and the label
        goes_on = goes_on and (row is not None or is_label or token.find("group") is not None)
        token = row[0] if row else token
        joined.append(token._replace(is_after_prose=False) if goes_on else token)
        place = row[1] if row else place + 1
        goes_on = goes_on or row is not None
    return joined, has_rows


def _sum(tokens: Sequence[Token], place: int) -> tuple[Token, int] | None:
    """A label of the table of 2014 with the value behind the word for a sum, and what follows."""
    label, behind = tokens[place], tokens[place + 1 : place + 2]
    if label.values or not label.find("indicator"):
        return None
    if not behind or len(behind[0].values) != 1 or core(behind[0].text) not in terms.sums:
        return None
    return label._replace(values=behind[0].values, stop=behind[0].stop), place + 2


def _row(tokens: Sequence[Token], place: int, least: int) -> tuple[Token, int] | None:
    """The label with its values, and the place behind them; None if a name is not there once."""
    label = tokens[place]
    values: dict[str, Cell] = {}
    names = load_codes().applicants
    past = place + 1
    while past < len(tokens) and len(values) < len(names):
        token = tokens[past]
        name = token.find("applicant")
        if name and len(token.values) < _SEVERAL and name.code not in values:
            blank = Cell("", token.end, token.end)
            values[name.code] = token.values[0] if token.values else blank
        elif token.values or not (token.meanings == label.meanings or token.find("group")):
            return None
        past += 1
    if len(values) < len(names) or sum(bool(cell.text) for cell in values.values()) < least:
        return None
    cells = tuple(values[name] for name in names)
    return label._replace(values=cells, stop=tokens[past - 1].stop), past
