"""Tables as Markdown, and sections of a document that several benchmarks write."""

from collections.abc import Sequence
from pathlib import Path

TITLE = "# Accuracy\n\nWritten by the benchmarks, never by hand; every section names its command.\n"


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table; the first column is text, the others are figures.

    >>> print(table(["layout", "right"], [["html", "100"]]))
    | layout | right |
    |---|--:|
    | html | 100 |
    """
    lines = [list(header), *map(list, rows)]
    shown = ["| " + " | ".join(line) + " |" for line in lines]
    return "\n".join([shown[0], "|---|" + "--:|" * (len(header) - 1), *shown[1:]])


def put_section(document: str, name: str, body: str) -> str:
    """The document with one section written anew between its marks, others as they were.

    >>> put_section("a\\n<!-- x:begin -->\\nold\\n<!-- x:end -->\\nb\\n", "x", "new")
    'a\\n<!-- x:begin -->\\nnew\\n<!-- x:end -->\\nb\\n'
    """
    begin, end = f"<!-- {name}:begin -->", f"<!-- {name}:end -->"
    section = f"{begin}\n{body.strip()}\n{end}"
    if begin in document and end in document:
        before, _, rest = document.partition(begin)
        return before + section + rest.partition(end)[2]
    return f"{document.rstrip()}\n\n{section}\n"


def write_section(path: Path, name: str, body: str) -> None:
    """Write one section of a document file, which is made where it is missing."""
    document = path.read_text(encoding="utf-8") if path.is_file() else TITLE
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(put_section(document, name, body).encode())
