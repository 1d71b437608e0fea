"""Lines of the page around a report: metadata block, navigation, footer."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from govdisc_analysis.codebook import load_toml
from govdisc_analysis.models import Furniture

_LONG = 160  # a longer line that ends like a sentence is the report's own
_LONGEST = 600  # no line of a page's frame is longer


@dataclass(frozen=True, slots=True)
class _Kind:
    """What gives a line away: how it begins, or a word anywhere in it.

    ``behind_break`` is the beginning with the line end before it.
    """

    beginning: re.Pattern[str]
    anywhere: re.Pattern[str] | None
    behind_break: re.Pattern[str]

    def likely(self, text: str, lines: Sequence[tuple[int, int]]) -> set[int]:
        """Starts of the lines that may fit; all that fit are among them.

        It takes a few searches of the text in place of several looks at each line. They can run
        over line ends, so that a line found must be looked at by itself.
        """
        if not lines:
            return set()
        at, end = lines[0][0], lines[-1][1]
        starts = {at}
        while found := self.behind_break.search(text, at, end):
            at = found.start() + 1
            starts.add(at)
        at = lines[0][0]
        while self.anywhere and (found := self.anywhere.search(text, at, end)):
            starts.add(text.rfind("\n", 0, found.start()) + 1)
            at = found.end()
        return starts

    def fits(self, line: str) -> bool:
        if self.beginning.match(line):
            return True
        return self.anywhere is not None and self.anywhere.search(line) is not None


def _kind(patterns: Sequence[str]) -> _Kind:
    beginning = [one.removeprefix("^") for one in patterns if one.startswith("^")]
    anywhere = "|".join(one for one in patterns if not one.startswith("^"))
    return _Kind(
        re.compile("|".join(f"^(?:{one})" for one in beginning), re.IGNORECASE),
        re.compile(anywhere, re.IGNORECASE) if anywhere else None,
        re.compile(f"\n(?:{'|'.join(beginning)})", re.IGNORECASE | re.MULTILINE),
    )


@cache
def _rules() -> tuple[dict[str, _Kind], int, int]:
    rule = load_toml("cleaning.toml")["furniture"]
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
    found = []
    head = lines[:head_lines]
    likely = kinds["metadata"].likely(text, head) | kinds["navigation"].likely(text, head)
    for start, end in head:
        kind = _head_kind(text[start:end], kinds) if start in likely else ""
        if kind:
            found.append(Furniture(kind, start, end))  # type: ignore[arg-type]
    last = lines[head_lines:][-footer_lines:] if len(lines) > head_lines else lines
    likely = kinds["footer"].likely(text, last)
    for start, end in last:
        if start not in likely or any(f.start == start for f in found):
            continue
        if _is_footer(text[start:end], kinds["footer"]):
            found.append(Furniture("footer", start, end))
    return _joined(found, text)


def _lines(text: str) -> list[tuple[int, int]]:
    """Places of the lines that hold something and are no paragraphs."""
    found = []
    start = 0
    for line in text.split("\n"):
        end = start + len(line)
        if 0 < end - start <= _LONGEST and not line.isspace():
            found.append((start, end))
        start = end + 1
    return found


def _inside(line: tuple[int, int], taken: Sequence[tuple[int, int]]) -> bool:
    return any(start <= line[0] and line[1] <= end for start, end in taken)


def _head_kind(line: str, kinds: dict[str, _Kind]) -> str:
    if len(line) > _LONG and "。" in line:
        return ""
    for kind in ("metadata", "navigation"):
        if kinds[kind].fits(line):
            return kind
    return ""


def _is_footer(line: str, footer: _Kind) -> bool:
    return "。" not in line and footer.fits(line)


def _joined(found: list[Furniture], text: str) -> list[Furniture]:
    """Neighbouring stretches of one kind as one."""
    joined: list[Furniture] = []
    for piece in sorted(found, key=lambda f: f.start):
        last = joined[-1] if joined else None
        if last and last.kind == piece.kind and not text[last.end : piece.start].strip():
            joined[-1] = Furniture(last.kind, last.start, piece.end)
        else:
            joined.append(piece)
    return joined
