"""What a user would pick instead, each written as a careful person would in an afternoon."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from benchmarks.cells import Reading
from benchmarks.rivals import docx_tables, html_tables, in_order, pdf_tables


@dataclass(frozen=True, slots=True)
class Rival:
    """A way to read reports without this package; ``endings`` are the files it can open."""

    name: str
    endings: tuple[str, ...]
    read: Callable[[bytes, str], Reading]

    def opens(self, name: str) -> bool:
        """Whether a file of that name is one for this rival."""
        return name.lower().endswith(self.endings)


RIVALS: Mapping[str, Rival] = {
    rival.name: rival
    for rival in (
        Rival("pandas.read_html", (".html", ".htm"), html_tables.read),
        Rival("pdfplumber", (".pdf",), pdf_tables.read),
        Rival("python-docx", (".docx",), docx_tables.read),
        Rival(
            "numbers in order",
            (".txt", ".md", ".tsv", ".html", ".htm", ".docx", ".pdf"),
            in_order.read,
        ),
    )
}
