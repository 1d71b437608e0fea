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
    """What gives a line away: how it begins, or a word anywhere in it."""

    beginning: re.Pattern[str]
    anywhere: re.Pattern[str] | None

    def fits(self, line: str) -> bool:
        if self.beginning.match(line):
            return True
        return self.anywhere is not None and self.anywhere.search(line) is not None


def _kind(patterns: Sequence[str]) -> _Kind:
    beginning = [one for one in patterns if one.startswith("^")]
    anywhere = "|".join(one for one in patterns if not one.startswith("^"))
    return _Kind(
        re.compile("|".join(beginning), re.IGNORECASE),
        re.compile(anywhere, re.IGNORECASE) if anywhere else None,
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
    for start, end in lines[:head_lines]:
        kind = _head_kind(text[start:end], kinds)
        if kind:
            found.append(Furniture(kind, start, end))  # type: ignore[arg-type]
    for start, end in lines[head_lines:][-footer_lines:] if len(lines) > head_lines else lines:
        line = text[start:end]
        if _is_footer(line, kinds["footer"]) and not any(f.start == start for f in found):
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
