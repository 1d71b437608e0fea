"""Labels of a plain text whose parts a merged cell's label tears apart (text taken out of a PDF).

The label of a group stands in the middle of its rows' height, and so between two lines of the
label of one of them::

    2.没有现成信息需要另行制
    (四)无法提供
    作 5 0 7 0 0 0 12

Or the values stand behind the first line of both::

    (三)不 1.属于国 0 0 0 4 0 0 4
    予公开 家秘密
"""

from collections.abc import Sequence
from functools import lru_cache

from govdisc_analysis.forms.labels import Meaning, core, look_up, strip_numbering
from govdisc_analysis.forms.tokens import Token, label_beginnings

_MOST_GROUPS = 2
_LEAST_VALUES = 2


def join_broken(text: str, tokens: Sequence[Token]) -> list[Token]:
    """The tokens with such labels made whole, behind the groups that stood in them."""
    joined: list[Token] = []
    place = 0
    while place < len(tokens):
        found = _join(text, tokens, place) if _may_begin(tokens, place) else None
        found = found or _join_tail(tokens, place)
        if found:
            joined += found[0]
            place = found[1]
        else:
            joined.append(tokens[place])
            place += 1
    return joined


def _may_begin(tokens: Sequence[Token], place: int) -> bool:
    """A label without values, and a group's label soon behind it."""
    token = tokens[place]
    if token.values or (token.meanings and not token.find("request")) or _is_group(token):
        return False
    return any(_is_group(following) for following in tokens[place + 1 : place + 3])


def _is_group(token: Token) -> bool:
    return token.find("group") is not None


def _join(text: str, tokens: Sequence[Token], place: int) -> tuple[list[Token], int] | None:
    """The groups and the whole label, and the place behind them; nothing where they don't fit."""
    first = tokens[place]
    label, at = core(strip_numbering(first.text)), first.end
    groups: list[Token] = []
    for following in range(place + 1, len(tokens)):
        token = tokens[following]
        is_group = _is_group(token)
        if token.is_after_prose or (token.meanings and not is_group):
            return None
        end = token.end
        if is_group:
            label += core(text[at : token.start])  # single characters are no words of their own
            groups.append(token._replace(values=(), stop=token.end))
            at = token.end
            end = token.values[0].start if token.values else at
        piece = core(text[at:end])
        label, at = label + piece, end
        if len(groups) > _MOST_GROUPS or not (label in label_beginnings() or is_group):
            return None
        if token.values:
            if not (piece and groups) or label not in label_beginnings():
                return None
            whole = first._replace(
                text=label, end=end, meanings=look_up(label), values=token.values, stop=token.stop
            )
            return [*groups, whole], following + 1
    return None


def _join_tail(tokens: Sequence[Token], place: int) -> tuple[list[Token], int] | None:
    """A row whose label has its last part behind the values, and the place behind that."""
    first = tokens[place]
    if first.meanings or len(first.values) < _LEAST_VALUES:
        return None
    label = whole = core(first.text)
    for tail in range(place + 1, min(place + 2 + _MOST_GROUPS, len(tokens))):
        token = tokens[tail]
        if token.meanings or token.values or token.is_after_prose:
            return None
        piece = core(token.text)
        whole += piece
        for found in (label + piece, whole):
            if meanings := _items(found):
                return [first._replace(text=found, meanings=meanings)], tail + 1
    return None


@lru_cache(maxsize=1000)
def _items(label: str) -> tuple[Meaning, ...]:
    return tuple(meaning for meaning in look_up(label) if meaning.kind == "request")
