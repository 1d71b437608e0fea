"""Documents fit to print, made of the pieces that an executed notebook holds."""

import re
import zipfile
from dataclasses import dataclass
from pathlib import Path

import nbformat

from govdisc_analysis.analysis.parts import Part, parts_of

FORMATS = ("html", "docx", "pdf")
MARK = "govdisc-made "
_STAMP = re.compile(rb'govdisc-made[" ]+(?:content=")?([0-9a-f]{8,})')
_CORE = "docProps/core.xml"


@dataclass(frozen=True)
class Printed:
    """What a printed document says: its pieces in order, and how it is called."""

    title: str
    language: str
    parts: tuple[Part, ...]
    footer: str
    """Words at the foot of each page, before the page number."""
    figure: str
    """A figure's caption with slots `at` and `title`."""
    stamp: str = ""
    """Hash of everything that it was made from."""

    def caption(self, at: int, title: str) -> str:
        """The caption of the figure at a place in the order."""
        return self.figure.format(at=at, title=title)


def read_parts(executed: Path) -> tuple[Part, ...]:
    """The pieces of an executed notebook."""
    notebook = nbformat.read(executed, as_version=4)  # type: ignore[no-untyped-call]
    cells = (cell for cell in notebook.cells if cell.cell_type == "code")
    return tuple(part for cell in cells for part in parts_of(cell.outputs))


def check_formats(text: str) -> tuple[str, ...]:
    """Formats from words.

    >>> check_formats("html, pdf")
    ('html', 'pdf')
    """
    asked = tuple(dict.fromkeys(x.strip() for x in text.split(",") if x.strip()))
    if not asked or set(asked) - set(FORMATS):
        raise ValueError(f"to {text!r}: choose from {', '.join(FORMATS)}")
    return asked


def stamp_of(path: Path) -> str:
    """The stamp that a page or document carries; empty if it has none or is not there."""
    if not path.is_file():
        return ""
    data = path.read_bytes()
    if path.suffix == ".docx":
        try:
            with zipfile.ZipFile(path) as package:
                data = package.read(_CORE)
        except (zipfile.BadZipFile, KeyError):
            return ""
    found = _STAMP.search(data)
    return found[1].decode() if found else ""
