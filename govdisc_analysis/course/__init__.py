"""A course in six lessons: class corpora with known truth, exercises, self-checks.

The notebooks are in notebooks/course; `make course` builds what students and teachers get.
"""

from importlib import import_module
from pathlib import Path

from govdisc_analysis.course.room import Room
from govdisc_analysis.labels import check_language

LESSONS = 6
__all__ = ["LESSONS", "Room", "open_lesson"]


def open_lesson(
    number: int,
    *,
    seed: int,
    student: str = "",
    language: str = "zh",
    folder: str | Path = "corpus",
) -> Room:
    """Open one lesson: its class corpus is drawn and written where it is not there yet.

    Args:
        number: 1 to 6.
        seed: of the class; the same seed makes the same documents, byte for byte.
        student: a student's own number or name; each has an own corpus. Empty: the class's.
        language: zh or en, of hints and labels.
        folder: where the corpora are put.

    Raises:
        ValueError: there is no such lesson or language, or the seed is no whole number.
    """
    if number not in range(1, LESSONS + 1):
        raise ValueError(f"lesson {number}: choose from 1 to {LESSONS}")
    if isinstance(seed, bool) or not isinstance(seed, int) or seed < 0:
        raise ValueError(f"seed {seed!r}: write a whole number of 0 or more")
    check_language(language)
    plan = import_module(f"govdisc_analysis.course.lesson{number}")
    return Room(plan, number, seed, str(student), language, Path(folder))
