"""Mirror sites print the reading behind a character, 報(bào)告; and what that broke."""

import json
import re
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from govdisc_analysis.clean.step import NOTHING, StepResult, info, warning
from govdisc_analysis.codebook import load_patterns

_KINDS = ("pinyin", "pinyin_words", "pinyin_plain")
_BRACKET = re.compile(r"\([ ]?[a-z\u00e0-\u01ff\u1e00-\u1eff]")  # a letter follows


@cache
def _tones() -> str:
    tones: str = load_patterns("cleaning.toml")["pinyin"]["tones"]
    return tones


@cache
def _rules() -> tuple[tuple[re.Pattern[str], int], ...]:
    """Brackets with a reading, and how many of each kind prove something."""
    rules = (load_patterns("cleaning.toml")[name] for name in _KINDS)
    return tuple(
        (re.compile(rule["pattern"].replace("{tones}", _tones())), rule["at_least"])
        for rule in rules
    )


def strip_pinyin(text: str) -> StepResult:
    """Drop brackets that hold the reading of what stands before them; keep real brackets."""
    starts = [m.start() for m in _BRACKET.finditer(text)]
    places: list[tuple[int, int]] = []
    for pattern, at_least in _rules():
        if starts:
            found = [m.span() for start in starts if (m := pattern.match(text, start))]
            places += found if len(found) >= at_least else _surely_read(text, found)
    if not places:
        return NOTHING
    edits = [(start, end, "") for start, end in sorted(places)]
    return StepResult(edits=edits, notes=[info(f"{len(edits)} pinyin annotations taken out")])


def _surely_read(text: str, found: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The brackets that hold a reading, with its tone, of the very character before them."""
    marks = set(_tones())
    toned = [span for span in found if not marks.isdisjoint(text[slice(*span)])]
    return [
        (start, end)
        for start, end in toned
        if text[start + 1 : end - 1].strip()
        in _readings().get(str(ord(text[start - 1])), "").split(",")
    ]


@cache
def _shifted() -> re.Pattern[str]:
    reading = f"[a-zü{_tones()}]{{1,6}}"
    return re.compile(
        rf"(?P<before>[\u4e00-\u9fff])(?P<run>\?(?P<first>{reading})\)"
        rf"(?P<middle>[^?\n]{{1,80}})\?(?P<last>{reading})\))"
    )


def repair_shifted_bytes(text: str) -> StepResult:
    """Mend runs that an annotator cut between the two bytes of a GBK character.

    The annotator read the second byte of one character and the first byte of the next as one
    character and put that one's reading between them: the bytes behind are shifted by one, up to
    the next reading. A run is mended only if exactly one pair of lost bytes gives characters with
    the two readings and a run that decodes; otherwise it is left and noted.
    """
    if "?" not in text or not re.search(f"[{_tones()}]", text):
        return NOTHING
    edits, notes = [], []
    for match in _shifted().finditer(text):
        start, end = match.span("run")
        mended = _unshift(match)
        if mended is None:
            notes.append(warning(f"unreadable bytes left as they are: {match['run']}", start, end))
        else:
            edits.append((start, end, mended))
            notes.append(info(f"shifted bytes {match['run']} read as {mended}", start, end))
    return StepResult(edits=edits, notes=notes)


def _unshift(match: re.Match[str]) -> str | None:
    try:
        before = match["before"].encode("gbk")
        middle = match["middle"].encode("gbk")
    except UnicodeEncodeError:
        return None
    found = {
        text
        for head in _lost_bytes(before[-1], match["first"])
        for tail in _lost_bytes(middle[-1], match["last"])
        if (text := _decoded(bytes([head]) + middle + bytes([tail])))
    }
    return found.pop() if len(found) == 1 else None


@cache
def _lost_bytes(first: int, reading: str) -> list[int]:
    """Second bytes that make, behind ``first``, a character with this reading."""
    lost = []
    for second in range(0x40, 0xFF):
        character = _decoded(bytes([first, second]))
        if character and reading in _readings().get(str(ord(character)), "").split(","):
            lost.append(second)
    return lost


@cache
def _readings() -> Mapping[str, str]:
    """Readings of each character, by its number, from the data of pypinyin.

    Needed for few pages only. The package itself takes a second to import, for its phrases.
    """
    package = find_spec("pypinyin")
    if package is None or package.origin is None:
        raise ModuleNotFoundError("pypinyin is not installed")
    path = Path(package.origin).with_name("pinyin_dict.json")
    readings: Mapping[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return readings


def _decoded(data: bytes) -> str:
    try:
        text = data.decode("gbk")
    except UnicodeDecodeError:
        return ""
    return text if all("\u4e00" <= c <= "\u9fff" for c in text) else ""
