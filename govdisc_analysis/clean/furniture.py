"""Lines of the page around a report: metadata block, navigation, footer."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from govdisc_analysis.codebook import load_patterns
from govdisc_analysis.models import Furniture

_LONG = 160  # a longer line that ends like a sentence is the report's own
_LONGEST = 600  # no line of a page's frame is longer
_INDENT = r"\s*"


@dataclass(frozen=True, slots=True)
class _Kind:
    """What gives a line away: how it begins, or a word anywhere in it.

    ``behind_break`` is the beginning with the line end before it.
    """

    beginning: re.Pattern[str]
    anywhere: re.Pattern[str] | None
    behind_break: re.Pattern[str]

    def fitting(self, text: str, lines: Sequence[tuple[int, int]]) -> set[int]:
        """Starts of the lines that fit.

        One search of the text for line ends with a beginning behind them takes the place of a look
        at each line. It can run over line ends, so that a line found is looked at by itself.
        """
        if not lines:
            return set()
        at, last = lines[0][0], lines[-1][1]
        likely = {at}
        while found := self.behind_break.search(text, at, last):
            at = found.start() + 1
            likely.add(at)
        return {
            start
            for start, end in lines
            if (start in likely and self.beginning.match(text[start:end]))
            or (self.anywhere and self.anywhere.search(text, start, end))
        }


def _kind(patterns: Sequence[str]) -> _Kind:
    beginning = [one.removeprefix("^") for one in patterns if one.startswith("^")]
    bare = "|".join(one.removeprefix(_INDENT) for one in beginning)  # else blank lines are costly
    anywhere = "|".join(one for one in patterns if not one.startswith("^"))
    return _Kind(
        re.compile("|".join(f"^(?:{one})" for one in beginning), re.IGNORECASE),
        re.compile(anywhere) if anywhere else None,  # quick where each choice begins with a letter
        re.compile(rf"\n[^\S\n]*+(?:{bare})", re.IGNORECASE | re.MULTILINE),
    )


@cache
def _rules() -> tuple[dict[str, _Kind], int, int]:
    rule = load_patterns("cleaning.toml")["furniture"]
    kinds = {kind: _kind(rule[kind]) for kind in ("metadata", "navigation", "footer")}
    return kinds, rule["head_lines"], rule["footer_lines"]


def find_furniture(text: str, taken: Sequence[tuple[int, int]] = ()) -> list[Furniture]:
    """Stretches, whole lines, that belong to the page and not to the report.

    Args:
        text: the cleaned text.
        taken: stretches already known; their lines are passed over.
    """
    kinds, head_lines, footer_lines = _rules()
    lines = [line for line in _lines(text) if not (taken and _inside(line, taken))]
    head = [line for line in lines[:head_lines] if not _is_prose(text, *line)]
    found = dict.fromkeys(kinds["navigation"].fitting(text, head), "navigation")
    found |= dict.fromkeys(kinds["metadata"].fitting(text, head), "metadata")
    last = lines[head_lines:][-footer_lines:] if len(lines) > head_lines else lines
    last = [(start, end) for start, end in last if text.find("。", start, end) < 0]
    found = dict.fromkeys(kinds["footer"].fitting(text, last), "footer") | found
    pieces = [(found[at], at, end) for at, end in lines if at in found]
    return _joined([Furniture(*piece) for piece in pieces], text)  # type: ignore[arg-type]


def _lines(text: str) -> list[tuple[int, int]]:
    """Places of the lines that hold something and are no paragraphs."""
    found = []
    start = 0
    for line in text.split("\n"):
        size = len(line)
        if 0 < size <= _LONGEST and not line.isspace():
            found.append((start, start + size))
        start += size + 1
    return found


def _inside(line: tuple[int, int], taken: Sequence[tuple[int, int]]) -> bool:
    return any(start <= line[0] and line[1] <= end for start, end in taken)


def _is_prose(text: str, start: int, end: int) -> bool:
    return end - start > _LONG and text.find("。", start, end) >= 0


def _joined(found: list[Furniture], text: str) -> list[Furniture]:
    """Neighbouring stretches of one kind as one."""
    joined: list[Furniture] = []
    for piece in found:
        last = joined[-1] if joined else None
        if last and last.kind == piece.kind and not text[last.end : piece.start].strip():
            joined[-1] = Furniture(last.kind, last.start, piece.end)
        else:
            joined.append(piece)
    return joined
