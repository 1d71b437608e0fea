"""Labels of several lines, with the row's values beside one of them (text taken out of a PDF)::

    (一)主动公开政府信息数(不
    同渠道和方式公开相同信 条 2152
    息计1条)

Such lines are one row only if together they are a whole label of a form.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from govdisc_analysis.forms.labels import core, has_own_number, load_index, look_up, strip_numbering
from govdisc_analysis.forms.patterns import says
from govdisc_analysis.forms.tokens import Token, label_beginnings
from govdisc_analysis.models import Cell

_ABOVE, _BELOW = 12, 12
"""Lines above and below its values that a label may have."""
_LONGEST = 400  # characters of a line
_KINDS = ((), ("indicator",), ("request", "indicator"), ("request",))
"""What a row of so many values can be; the last holds for three and more."""
_LEAST_LABEL = 5  # characters of a label's beginning
_SHORT = 4  # characters of a group's label that may stand beside the values
_ROW = re.compile(r"(.*?)((?:(?:^|[ \t]+)(?:-?\d+(?:\.\d+)?|[-—/]+))+)[ \t]*")
_ENDS = frozenset("0123456789-—/")
_BOTH = re.compile(  # possessive: a line of ten thousand dashes is looked at once
    r"[\u4e00-\u9fff)\"”][ \t|│]++[-—/\d.]++(?<!\.)[ \t|│]*+"
    r"(?:\n|[-—/\d.]++(?<!\.)[ \t|│\n])"
)
_RULE = re.compile(r"[\s|:+=\u2500-\u257f-]+")
_BARS = str.maketrans("|│┃║", "    ")
_VALUE = re.compile(r"\S+")
_UNIT = re.compile(r"\S+\Z")
_WIDE = re.compile(r"[ \t]{2,}")
_Line = tuple[str, int]


class _Found(NamedTuple):
    """A whole label, and how many lines above and below the values are part of it."""

    label: str
    above: int
    below: int


def join_wrapped(text: str, tokens: Sequence[Token]) -> list[Token]:
    """The tokens, with such rows in the place of their parts."""
    whole = list(_find(text))
    if not whole:
        return list(tokens)
    joined: list[Token] = []
    rest = iter(whole)
    row = next(rest, None)
    for token in tokens:
        while row and row.stop <= token.start:
            joined.append(row)
            row = next(rest, None)
        if row is None or token.end <= row.start:
            if joined and token.is_after_prose and "。" not in text[joined[-1].stop : token.start]:
                token = token._replace(is_after_prose=False)
            kept = [v for v in token.values if row is None or v.start < row.start]
            joined.append(token._replace(values=tuple(kept)))
        elif token.find("group") or token.find("stat_subgroup"):
            joined.append(token._replace(values=()))
    return joined + ([row] if row else []) + list(rest)


def _find(text: str) -> Iterator[Token]:
    """The rows whose label goes on above or below the line of its values."""
    if not _BOTH.search(text):
        return  # labels and values stand on lines of their own
    lines = _lines(text)
    has_value = [_ends_in_value(line) for line, _ in lines]
    past = 0
    for place, (line, at) in enumerate(lines):
        if not has_value[place] or all(has_value[max(place - 1, 0) : place + 2]):
            continue
        row = _ROW.fullmatch(line) if len(line) <= _LONGEST else None
        if not row or (row[1] and not says.rest_of_word.search(row[1])):
            continue
        cells = [
            Cell(v[0], at + v.start(), at + v.end()) for v in _VALUE.finditer(line, row.end(1))
        ]
        before = _words(lines, range(place - 1, max(place - 1 - _ABOVE, past - 1), -1))[::-1]
        after = _words(lines, range(place + 1, min(place + 1 + _BELOW, len(lines))))
        for kind in _KINDS[min(len(cells), 3)]:
            values = cells if kind == "request" else cells[-1:]  # a number may be part of the label
            found = _whole(before, line[: values[0].start - at].rstrip(), after, kind)
            if not found:
                continue
            past = place + found.below + 1
            last, end = lines[past - 1]
            start, stop = lines[place - found.above][1], end + len(last)
            yield Token(found.label, start, values[0].start, look_up(found.label), tuple(values),
                        stop, False)  # fmt: skip
            break


def _ends_in_value(line: str) -> bool:
    """A quick look at the line's last word."""
    last = line.rsplit(None, 1)[-1:]
    return bool(last) and last[0][0] in _ENDS and last[0][-1] in _ENDS


def _lines(text: str) -> list[_Line]:
    """The lines and where they begin, without bars and rules between cells."""
    lines: list[_Line] = []
    at = 0
    has_bars = any(bar in text for bar in "|│┃║")
    for line in text.split("\n"):
        if not ("--" in line or "──" in line) or not _RULE.fullmatch(line):
            lines.append((line.translate(_BARS) if has_bars else line, at))
        at += len(line) + 1
    return lines


def _words(lines: Sequence[_Line], places: range) -> list[str]:
    """The lines next to a row that have no values."""
    found: list[str] = []
    for place in places:
        line = lines[place][0]
        if not line.strip() or "。" in line or _ends_in_value(line):
            break
        found.append(line)
    return found


def _whole(before: Sequence[str], own: str, after: Sequence[str], kind: str) -> _Found | None:
    """The whole label, and how many lines above and below are part of it."""
    unit = _UNIT.search(own)
    if unit and says.any_unit.fullmatch(unit[0]):
        own = own[: unit.start()].rstrip()
    if kind == "request" and _is_whole(own.strip()):
        return None
    known = load_index().meanings
    for found in _labels(before, own, after):
        if any(meaning.kind == kind for meaning in known.get(found.label, ())):
            return found
    return None


def _is_whole(label: str) -> bool:
    """A request's label under the number that the form gives it, or without any."""
    found = [meaning for meaning in look_up(label) if meaning.kind == "request"]
    if not found or not label[0].isdigit():
        return bool(found)
    return any(has_own_number(label, meaning) for meaning in found)


def _labels(before: Sequence[str], own: str, after: Sequence[str]) -> Iterator[_Found]:
    """What the line of the values and those around it may be together.

    Beside the values may stand nothing, or part of a group's label; then the row's own label must
    go round them.
    """
    for view in (_last_wide, _last):
        upper, words, lower = [view(x) for x in before], view(own), [view(x) for x in after]
        for part in dict.fromkeys((words, "") if len(core(words)) <= _SHORT else (words,)):
            for above in range(len(upper) + 1):
                head = strip_numbering("".join([*upper[len(upper) - above :], part]))
                for below in range(len(lower) + 1):
                    label = core(head + "".join(lower[:below]))
                    if len(label) >= _LEAST_LABEL and label not in label_beginnings():
                        break
                    if (above and below) or (core(part) and (above or below)):
                        yield _Found(label, above, below)


def _last_wide(line: str) -> str:
    """What stands in the last column of a line whose columns are parted by wide gaps."""
    return _WIDE.split(line.strip())[-1]


def _last(line: str) -> str:
    return line.split()[-1] if line.split() else ""
