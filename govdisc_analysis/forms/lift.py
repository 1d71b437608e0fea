"""Values that stand on a line of their own above their label (text taken out of a PDF)."""

from collections.abc import Sequence
from functools import lru_cache

from govdisc_analysis.forms.labels import core, load_index
from govdisc_analysis.forms.tokens import Token
from govdisc_analysis.models import Cell

WIDTH = 7


def lift_values(text: str, tokens: Sequence[Token]) -> list[Token]:
    """Give a line of seven values to the label right below it, if that label has none.

    It is done only where what stands above the line has its own values, or is no row: a heading,
    or the rest of a broken label.
    """
    lifted = list(tokens)
    for place in range(len(lifted) - 1):
        above, below = lifted[place], lifted[place + 1]
        if below.values or not below.find("request") or len(above.values) < WIDTH:
            continue
        line = above.values[-WIDTH:]
        if not _stands_alone(text, line, below):
            continue
        if len(above.values) == 2 * WIDTH or (len(above.values) == WIDTH and _is_no_row(above)):
            lifted[place] = above._replace(values=above.values[:-WIDTH], stop=line[0].start)
            lifted[place + 1] = below._replace(values=tuple(line))
    return lifted


def _stands_alone(text: str, line: Sequence[Cell], below: Token) -> bool:
    start, end = line[0].start, line[-1].end
    before = text[max(0, start - 80) : start].rpartition("\n")
    between = text[end : below.start]
    inside = text[start:end]
    return (
        bool(before[1])
        and not before[2].strip()
        and "\n" not in inside
        and "|" not in inside
        and "\t" not in inside
        and between.count("\n") == 1
    )


def _is_no_row(token: Token) -> bool:
    """A heading, or the rest of a label that was broken around its values."""
    if token.meanings:
        return token.find("request") is None
    return _is_rest(core(token.text))


@lru_cache(maxsize=1000)
def _is_rest(word: str) -> bool:
    keys = load_index().official.get("request", ())
    return any(len(key) > len(word) and key.endswith(word) for key in keys)
