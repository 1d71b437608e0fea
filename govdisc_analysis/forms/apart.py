"""Values that stand apart from their labels in a text taken out of a PDF.

A label can stand in front of the header, and its values behind it. Or a column stands behind the
column before it: all labels, then all units, then all values::

    2.政府网站公开政府信息数
    3.政务微博公开政府信息数
    条
    条
    905
    5
"""

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from govdisc_analysis.forms.collect import load_codes
from govdisc_analysis.forms.labels import Meaning
from govdisc_analysis.forms.patterns import says
from govdisc_analysis.forms.tokens import Token

_WIDTH = 7
_LEAST_NAMES = 6  # of the seven applicants
_MOST = 60  # labels of a page
_HEADER = frozenset(("applicant", "applicant_group", "applicant_head"))


def bring_back(text: str, tokens: Sequence[Token]) -> list[Token]:
    """The tokens, such values given to their labels."""
    found: list[Token] = []
    place = 0
    while place < len(tokens):
        parts: list[Token] = []
        if not tokens[place].values and _is_row(tokens[place].meanings):
            parts = _behind_header(tokens, place) or (
                _in_column(text, tokens, place) if _begins(tokens, place) else []
            )
        found += parts or [tokens[place]]
        place += len(parts) or 1
    return found


@lru_cache(maxsize=1000)
def _is_row(meanings: tuple[Meaning, ...]) -> bool:
    kinds = {meaning.kind for meaning in meanings}
    return bool(kinds & {"request", "indicator"}) and not kinds & _HEADER


def _behind_header(tokens: Sequence[Token], place: int) -> list[Token]:
    """The header, then the label with the seven values that stood behind the header."""
    header: list[Token] = []
    names = 0
    for token in tokens[place + 1 : place + 4 + _WIDTH]:
        kinds = {meaning.kind for meaning in token.meanings}
        if not kinds & _HEADER or token.is_after_prose:
            return []
        names += "applicant" in kinds
        header.append(token)
        if token.values:
            break
    if names < _LEAST_NAMES or len(header[-1].values) != _WIDTH:
        return []
    last = header[-1]
    header[-1] = last._replace(values=(), stop=last.end)
    label = tokens[place]._replace(values=last.values, end=last.end, stop=last.stop)
    return [*header, label]


def _begins(tokens: Sequence[Token], place: int) -> bool:
    """No row right above lacks its value: those behind may be its own, if a blank one has none."""
    above = next((t for t in reversed(tokens[:place]) if t.values or _is_row(t.meanings)), None)
    return above is None or bool(above.values)


def _in_column(text: str, tokens: Sequence[Token], place: int) -> list[Token]:
    """Labels of the table of 2014, each with its value, where their units and values follow."""
    labels: list[Token] = []
    run: list[Token] = []
    for token in tokens[place : place + _MOST]:
        if run and token.is_after_prose:
            return []
        run.append(token)
        labels += [token] if _is_row(token.meanings) else []
        if token.values:
            break
    values = run[-1].values
    if not 1 < len(labels) == len(values) or not _has_units(text, labels, values[-1].end):
        return []
    given = iter(values)
    return [t._replace(values=(next(given),) if t in labels else ()) for t in run]


def _has_units(text: str, labels: Sequence[Token], end: int) -> bool:
    """The labels' units are printed in their order, behind all labels or side by side."""
    units = []
    for label in labels:
        codes = [m.code for m in label.meanings if m.kind == "indicator"]
        if not codes:
            return False
        units.append(load_codes().indicators[codes[0]][-1])
    words = text[labels[0].end : end].split()
    printed = [word[-1] if says.any_unit.fullmatch(word) else "" for word in words]
    behind = [word[-1] for word in text[labels[-1].end : end].split() if word[-1] in units]
    are_apart = behind == units or any(a and b for a, b in pairwise(printed))
    return are_apart and list(filter(None, printed)) == units
