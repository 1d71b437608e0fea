"""From a place in the cleaned text back to the source's own characters, step by step."""

from dataclasses import dataclass, replace

from govdisc_analysis.clean import STEPS
from govdisc_analysis.models import Cleaned
from govdisc_analysis.offsets import OffsetMap, apply_edits

CONTEXT = 36


@dataclass(frozen=True, slots=True)
class Stage:
    """One state of the text: where the place lies in it, and the words around.

    ``name`` is raw, read, clean or a cleaning step; ``touched`` tells whether the step changed
    anything in the words shown.
    """

    name: str
    before: str
    words: str
    behind: str
    start: int
    end: int
    line: int
    touched: bool = True


@dataclass(frozen=True, slots=True)
class _State:
    name: str
    text: str
    back: OffsetMap | None


def trace(cleaned: Cleaned, start: int, end: int) -> list[Stage]:
    """States of the text from the source to the cleaned text, for ``text[start:end]``.

    The cleaning steps are run again on this one document, to show each of them at work.
    """
    states = _states(cleaned)
    stages: list[Stage] = []
    around = _around(cleaned.text, start, end)
    for i in range(len(states) - 1, -1, -1):
        state = states[i]
        stage = _stage(state.name, state.text, (start, end), around)
        older = states[i - 1] if i else None
        if older is None:
            stages.append(stage)
            break
        was = state.back.to_old(start, end) if state.back else (start, end)
        wide = state.back.to_old(*around) if state.back else around
        touched = older.text[slice(*wide)] != state.text[slice(*around)]
        stages.append(_stage(state.name, state.text, (start, end), around, touched))
        (start, end), around = was, wide
    if len(states) > 1:  # the last line names the place that the tables give
        final = stages[0]
        stages.insert(0, replace(final, name="clean", touched=True))
    raw = cleaned.document.raw
    if raw is not None and cleaned.document.to_raw is not None:
        place = cleaned.document.to_raw.to_old(start, end)
        stages.append(_stage("raw", raw, place, cleaned.document.to_raw.to_old(*around)))
    return stages[::-1]


def _states(cleaned: Cleaned) -> list[_State]:
    text = cleaned.document.text
    states = [_State("read", text, None)]
    for name, step in STEPS.items():
        result = step(text)
        if result.text is not None and result.text != text:
            text = result.text
            states.append(_State(name, text, None))
        if result.edits:
            text, offsets = apply_edits(text, result.edits)
            states.append(_State(name, text, offsets))
    return states


def _around(text: str, start: int, end: int) -> tuple[int, int]:
    """The place with its context, which ends where the line ends."""
    first = max(start - CONTEXT, text.rfind("\n", 0, start) + 1)
    stop = text.find("\n", end)
    return first, min(end + CONTEXT, len(text) if stop < 0 else stop)


def _stage(
    name: str, text: str, place: tuple[int, int], around: tuple[int, int], touched: bool = True
) -> Stage:
    start, end = place
    first, last = min(around[0], start), max(around[1], end)
    line = text.count("\n", 0, start) + 1
    return Stage(
        name, text[first:start], text[start:end], text[end:last], start, end, line, touched
    )


def plain_stage(text: str, start: int, end: int) -> Stage:
    """The place in the cleaned text alone, where there is no source to go back to."""
    return _stage("clean", text, (start, end), _around(text, start, end))
