"""One report of each kind to take the time of."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from govdisc_analysis.simulate import simulate_corpus

_KINDS = (
    ("flattened text, form of 2021", "form2021", "txt_bar"),
    ("cells a line, form of 2021", "form2021", "txt_lines"),
    ("HTML, form of 2021", "form2021", "html"),
    ("HTML with Word's markup", "form2021", "html_word"),
    ("HTML of a government site", "form2021", "html_gov"),
    ("HTML, statistics table of 2014", "stat2014", "html"),
    ("DOCX, form of 2021", "form2021", "docx"),
    ("XLSX, form of 2021", "form2021", "xlsx"),
    ("PDF, form of 2021", "form2021", "pdf"),
    ("prose, 3,000 characters", "narrative", "txt_lines"),
)
_PROSE = 3000


@dataclass(frozen=True, slots=True)
class Specimen:
    """A document and what to call it."""

    label: str
    name: str
    data: bytes


def specimens(folder: Path, real: Path | None) -> Iterator[Specimen]:
    """A simulated report of each kind, and the real PDF reports where they are."""
    for number, (label, template, look) in enumerate(_KINDS):
        place = folder / str(number)
        simulate_corpus(
            place,
            reports=12 if template == "narrative" else 1,
            seed=11,
            templates={template: 1},
            formats={look: 1},
            noises={},
            errors=0,
        )
        files = sorted((place / "raw").rglob("*.*"))
        data = _prose(files) if template == "narrative" else files[0].read_bytes()
        yield Specimen(label, files[0].name, data)
    for path in sorted(real.glob("*.pdf")) if real else ():
        yield Specimen(f"real PDF {path.stem}", path.name, path.read_bytes())


def _prose(files: list[Path]) -> bytes:
    """A report's title and chapters, and below them those of others, as long as a usual report.

    The others' titles and the signatures are left out: what follows another title is another
    report, and would not be read.
    """
    texts = [path.read_text(encoding="utf-8") for path in files]
    text = texts[0].partition("\n")[0] + "\n" + "".join(map(_chapters, texts))
    return text[: text.rfind("\n", 0, _PROSE) + 1].encode()


def _chapters(text: str) -> str:
    """The lines from the first heading to the last sentence."""
    lines = text.splitlines(keepends=True)
    first = next(at for at, line in enumerate(lines) if line.startswith("一、"))
    last = max(at for at, line in enumerate(lines) if line.rstrip().endswith("。"))
    return "".join(lines[first : last + 1])
