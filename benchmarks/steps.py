"""The time that each step of the parser takes."""

from collections.abc import Iterator, Sequence
from time import process_time

from govdisc_analysis.checks import check_arithmetic, check_form, check_prose
from govdisc_analysis.clean import clean_document
from govdisc_analysis.forms import read_forms
from govdisc_analysis.identity import read_identity
from govdisc_analysis.models import Document
from govdisc_analysis.problems import read_problems
from govdisc_analysis.prose import read_figures
from govdisc_analysis.read import read_documents
from govdisc_analysis.sections import find_sections

STEPS = ("read", "clean", "forms", "sections", "identity", "prose", "problems", "checks")


def time_steps(data: bytes, name: str, repeats: int) -> list[float]:
    """Least processor time of each step over some repeats, in seconds."""
    runs = [list(_run(data, name)) for _ in range(repeats + 1)][1:]
    return [min(step) for step in zip(*runs, strict=True)]


def _run(data: bytes, name: str) -> Iterator[float]:
    clock = [process_time()]

    def lap() -> float:
        clock.append(process_time())
        return clock[-1] - clock[-2]

    document = next(iter(read_documents(data, name)))
    if not isinstance(document, Document):
        raise ValueError(f"{name} cannot be read: {document.reason}")
    yield lap()
    cleaned = clean_document(document)
    yield lap()
    forms = read_forms(cleaned)
    yield lap()
    sections = find_sections(cleaned.text, cleaned.furniture)
    yield lap()
    identity = read_identity(cleaned)
    yield lap()
    exclude = sorted([*forms.extents, *_extents(cleaned.furniture)])
    prose = read_figures(cleaned.text, sections=sections, year=identity.year, exclude=exclude)
    yield lap()
    read_problems(cleaned.text, sections)
    yield lap()
    check_form(forms.cells, forms.read_again)
    check_prose(prose.figures, forms.cells)
    check_arithmetic(cleaned.text, exclude, prose.figures, prose.numbers)
    yield lap()


def _extents(furniture: Sequence[object]) -> list[tuple[int, int]]:
    return [(one.start, one.end) for one in furniture]  # type: ignore[attr-defined]
