"""Traditional script and Taiwan wording to the Simplified wording of the forms."""

import re
from difflib import SequenceMatcher
from functools import cache
from typing import Any

from govdisc_analysis.clean.step import NOTHING, StepResult, info
from govdisc_analysis.codebook import load_csv, load_patterns
from govdisc_analysis.offsets import Edit

_HAN = re.compile("[\u3400-\u9fff]")


@cache
def _converter() -> Any:
    """OpenCC's t2s, one a process: it can't be pickled to a worker."""
    from opencc import OpenCC

    return OpenCC("t2s")


@cache
def _exceptions() -> tuple[re.Pattern[str], dict[str, str]]:
    names = {r["traditional"]: r["simplified"] for r in load_csv("script_exceptions.csv")}
    return re.compile("|".join(map(re.escape, names))), names


def to_simplified(text: str) -> str:
    """Convert with OpenCC's t2s, place names that it spoils excepted.

    >>> to_simplified("乾縣的報告")
    '乾县的报告'
    """
    try:
        new: str = _converter().convert(text)
    except UnicodeEncodeError:  # half of a pair of surrogates
        new = _converter().convert(text.encode("utf-8", "replace").decode("utf-8"))
    if new == text:
        return text
    pattern, names = _exceptions()
    if len(new) == len(text):
        for m in pattern.finditer(text):
            new = new[: m.start()] + names[m[0]] + new[m.end() :]
    return new


def convert_script(text: str) -> StepResult:
    """Convert a Traditional document, or the Traditional lines of a mixed one.

    t2s also changes names that are right in Simplified script (乾县), so it acts only where the
    share of characters that it would change shows Traditional script.
    """
    limits = load_patterns("cleaning.toml")["script"]
    new = to_simplified(text)
    if new == text:
        return NOTHING
    share = _changed(text, new) / max(1, len(_HAN.findall(text)))
    if share >= limits["document_convert"]:
        script = "traditional" if share >= limits["document_traditional"] else "mixed"
        note = info(f"{script} script, {share:.1%} of the Han characters converted by OpenCC t2s")
        if len(new) == len(text):
            return StepResult(text=new, notes=[note], script=script)
        return StepResult(edits=_differences(text, new), notes=[note], script=script)
    return _convert_lines(text, limits)


def _convert_lines(text: str, limits: dict[str, Any]) -> StepResult:
    edits: list[Edit] = []
    at = 0
    for line in text.splitlines(keepends=True):
        new = to_simplified(line)
        changed = _changed(line, new)
        share = changed / max(1, len(_HAN.findall(line)))
        if changed >= limits["line_at_least"] and share >= limits["line_convert"]:
            edits += [(at + s, at + e, r) for s, e, r in _differences(line, new)]
        at += len(line)
    if not edits:
        return NOTHING
    return StepResult(edits=edits, notes=[info("Traditional lines converted")], script="mixed")


def _changed(old: str, new: str) -> int:
    if len(old) != len(new):
        return abs(len(old) - len(new)) + sum(a != b for a, b in zip(old, new, strict=False))
    return sum(a != b for a, b in zip(old, new, strict=True))


def _differences(old: str, new: str) -> list[Edit]:
    if len(old) == len(new):
        return [(i, i + 1, b) for i, (a, b) in enumerate(zip(old, new, strict=True)) if a != b]
    edits: list[Edit] = []
    at = 0
    new_lines = new.splitlines(keepends=True)
    for line, new_line in zip(old.splitlines(keepends=True), new_lines, strict=True):
        codes = SequenceMatcher(None, line, new_line, autojunk=False).get_opcodes()
        edits += [(at + a, at + b, new_line[c:d]) for tag, a, b, c, d in codes if tag != "equal"]
        at += len(line)
    return edits


@cache
def _taiwan() -> tuple[re.Pattern[str], list[str], re.Pattern[str], re.Pattern[str], int]:
    rule = load_patterns("cleaning.toml")["taiwan"]
    rows = load_csv("taiwan_words.csv")
    words = re.compile("|".join(f"({r['pattern']})" for r in rows))
    signs = re.compile("|".join(rule["signs"]))
    mainland = re.compile("|".join(rule["mainland"]))
    return words, [r["replacement"] for r in rows], signs, mainland, rule["at_least"]


def _is_sure(text: str) -> bool:
    return any(word in text for word in load_patterns("cleaning.toml")["taiwan"]["sure"])


def convert_taiwan_words(text: str) -> StepResult:
    """Taiwan vocabulary to mainland words, only where Taiwan vocabulary rules the text.

    OpenCC's tw2sp would also change mainland words that are right (建立, 查询), so a short list
    of words is applied instead, and only under this condition.
    """
    words, replacements, signs, mainland, at_least = _taiwan()
    count = len(signs.findall(text))
    if count < at_least and not _is_sure(text):
        return NOTHING
    if count <= len(mainland.findall(text)):
        return NOTHING
    edits: list[Edit] = [
        (m.start(), m.end(), replacements[(m.lastindex or 1) - 1]) for m in words.finditer(text)
    ]
    return StepResult(edits=edits, notes=[info(f"{len(edits)} Taiwan words converted")])
