"""What a cleaning step returns."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from govdisc_analysis.models import Note
from govdisc_analysis.offsets import Edit


@dataclass(frozen=True, slots=True)
class StepResult:
    """Either a new text of the same length, or edits; notes in the step's input offsets."""

    text: str | None = None
    edits: Sequence[Edit] = ()
    notes: Sequence[Note] = ()
    script: str = ""


Step = Callable[[str], StepResult]
NOTHING = StepResult()


def info(message: str, start: int | None = None, end: int | None = None) -> Note:
    """A note of severity info; the stage is filled in by the caller."""
    return Note("clean", "info", message, start, end)


def warning(message: str, start: int | None = None, end: int | None = None) -> Note:
    """A note of severity warning; the stage is filled in by the caller."""
    return Note("clean", "warning", message, start, end)


def error(message: str, start: int | None = None, end: int | None = None) -> Note:
    """A note of severity error; the stage is filled in by the caller."""
    return Note("clean", "error", message, start, end)
