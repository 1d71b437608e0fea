"""One exercise: its right answer, the slips that people make, and what to say to each."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Any, Protocol

from govdisc_analysis.course.answers import (
    RefusedError,
    WrongKindError,
    is_same,
    shape_of,
    wrong_parts,
)
from govdisc_analysis.course.words import hint, word

MIME = "application/vnd.govdisc.check+json"
_SHARES = ("share", "shares", "interval")
Answer = Callable[[Any], Any]


class AnswerKey(Protocol):
    """What judging needs of the room in which an exercise is set."""

    language: str

    def expected(self, exercise: "Exercise", slip: str = "") -> Any:
        """The right answer, or the one that a slip leads to, in its shape."""


@dataclass(frozen=True)
class Exercise:
    """``right`` and ``slips`` are computed from the class corpus; no answer is written down.

    Each slip is the answer that one common mistake leads to, under the name of its hint.
    """

    key: str
    kind: str
    right: Answer
    slips: Mapping[str, Answer] = field(default_factory=dict)
    allowed_wrong: int = 0


@dataclass(frozen=True)
class Result:
    """What a self-check says. Shown as a coloured line; `passed` is what the teacher counts."""

    key: str
    passed: bool
    code: str
    said: str
    language: str

    def __bool__(self) -> bool:
        return self.passed

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        """The line in colours, in plain text, and as data for `govdisc course mark`."""
        text = f"{self.key} {word('right' if self.passed else 'not_yet', self.language)}"
        colours = ("#e6f4ea", "#1e6b34") if self.passed else ("#fdf0e1", "#8a4b00")
        html = (
            f'<div style="background:{colours[0]};color:#222;border-left:5px solid {colours[1]};'
            f'padding:8px 12px;max-width:48em"><strong style="color:{colours[1]}">'
            f"{escape(text)}</strong> {escape(self.said)}</div>"
        )
        data = {"exercise": self.key, "passed": self.passed, "code": self.code}
        return {"text/html": html, "text/plain": f"{text} {self.said}", MIME: data}


def judge(exercise: Exercise, room: AnswerKey, answer: Any) -> Result:
    """Right, or which mistake it looks like; the answer itself is never said."""
    code, parts = _verdict(exercise, room, answer)
    said = hint(exercise.key, code, room.language).format(**parts)
    return Result(exercise.key, code == "right", code, said, room.language)


def _verdict(exercise: Exercise, room: AnswerKey, answer: Any) -> tuple[str, dict[str, Any]]:
    """The code of a hint, and what is filled into its words."""
    if _is_blank(answer):
        return "blank", {}
    try:
        given = shape_of(answer, exercise.kind)
    except RefusedError as error:
        return "refused", {"code": str(error)}
    except WrongKindError:
        return f"kind_{exercise.kind}", {}
    right = room.expected(exercise)
    if is_same(given, right, exercise.kind) or _near_enough(exercise, given, right):
        return "right", {}
    for name in exercise.slips:
        if is_same(given, room.expected(exercise, name), exercise.kind):
            return name, {}
    return _general(exercise, given, right)


def _is_blank(answer: Any) -> bool:
    """Nothing was filled in: three dots, or a frame of three dots."""
    parts = list(answer.values()) if isinstance(answer, dict) else answer
    if isinstance(parts, list | tuple):
        return all(_is_blank(part) for part in parts)
    return answer is None or answer is ...


def _near_enough(exercise: Exercise, given: Any, right: Any) -> bool:
    """A list of codes may differ in a few places, where the exercise says so."""
    if not exercise.allowed_wrong or len(given) != len(right):
        return False
    return _differing(given, right) <= exercise.allowed_wrong


def _general(exercise: Exercise, given: Any, right: Any) -> tuple[str, dict[str, Any]]:
    kind = exercise.kind
    if kind in _SHARES and is_same(_hundredth(given), right, kind):
        return "percent", {}
    if kind == "sequence":
        if len(given) != len(right):
            return "length", {"given": len(given), "asked": len(right)}
        return "some_codes", {"count": _differing(given, right)}
    if kind == "codes":
        return "code_set", {"extra": len(given - right), "lacking": len(right - given)}
    if kind == "frame":
        return _about_frame(given, right)
    if kind in ("counts", "shares", "flags"):
        return _about_entries(given, right, kind)
    return "wrong", {}


def _about_entries(given: Any, right: Any, kind: str) -> tuple[str, dict[str, Any]]:
    if lacking := sorted(right.keys() - given.keys()):
        return "lacking", {"names": ", ".join(lacking)}
    if extra := sorted(given.keys() - right.keys()):
        return "extra", {"names": ", ".join(extra[:5])}
    return "parts", {"names": ", ".join(wrong_parts(given, right, kind))}


def _about_frame(given: Any, right: Any) -> tuple[str, dict[str, Any]]:
    if given[0] != right[0]:
        return "columns", {"asked": ", ".join(right[0]), "given": ", ".join(given[0])}
    if len(given[1]) != len(right[1]):
        return "rows", {"asked": len(right[1]), "given": len(given[1])}
    return "cells", {}


def _hundredth(given: Any) -> Any:
    if isinstance(given, dict):
        return {name: value / 100 for name, value in given.items()}
    return tuple(x / 100 for x in given) if isinstance(given, tuple) else given / 100


def _differing(given: Any, right: Any) -> int:
    return sum(a != b for a, b in zip(given, right, strict=True))
