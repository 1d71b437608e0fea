"""Labels of a plain text whose parts a merged cell's label tears apart (text taken out of a PDF).

The label of a group stands in the middle of its rows' height, and so between two lines of the
label of one of them::

    2.没有现成信息需要另行制
    (四)无法提供
    作 5 0 7 0 0 0 12
"""

from collections.abc import Sequence

from govdisc_analysis.forms.labels import core, look_up, strip_numbering
from govdisc_analysis.forms.tokens import Token, label_beginnings

_MOST_GROUPS = 2


def join_broken(text: str, tokens: Sequence[Token]) -> list[Token]:
    """The tokens with such labels made whole, behind the groups that stood in them."""
    joined: list[Token] = []
    place = 0
    while place < len(tokens):
        found = _join(text, tokens, place) if _may_begin(tokens, place) else None
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
