"""Tables as Markdown, and sections of a document that several benchmarks write in two languages."""

import tomllib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from govdisc_analysis.codes import known_words
from govdisc_analysis.labels import label

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


def write_section(path: Path, name: str, body: str, title: str = TITLE) -> None:
    """Write one section of a document file, which is made where it is missing."""
    document = path.read_text(encoding="utf-8") if path.is_file() else title
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(put_section(document, name, body).encode())


def write_both(path: Path, name: str, body: str, slots: Any) -> None:
    """Write a section, and the same in Chinese into the document beside it, `_zh` in its name."""
    write_section(path, name, body)
    beside = path.with_stem(f"{path.stem}_zh")
    write_section(beside, name, in_chinese(name, body, slots), _chinese()["title"])


def in_chinese(name: str, body: str, slots: Any) -> str:
    """A section in Chinese: its own words, then the headings and tables of the English one."""
    words = _chinese()[name].strip().format_map(slots)
    parts = [part for part in body.split("\n\n") if part.startswith(("### ", "| "))]
    return "\n\n".join([words, *map(_said, parts)])


def _said(part: str) -> str:
    if part.startswith("### "):
        return f"### {named(part.removeprefix('### '))}"
    head, _, *rows = (line.strip("| ").split(" | ") for line in part.splitlines())
    return table([*map(named, head)], [[named(row[0]), *row[1:]] for row in rows])


def named(words: str) -> str:
    """A heading or a table's label in Chinese; the name of a package stays.

    >>> named("format: html_split"), named("reviews_upheld"), named("pandas.read_html")
    ('格式：HTML（表格断开）', '复议维持数', 'pandas.read_html')
    """
    if words in _chinese()["words"]:
        return str(_chinese()["words"][words])
    first, _, rest = words.partition(": ")
    if refusal := known_words(f"refusal:{first}", "zh"):
        return refusal
    if rest:
        return f"{named(first)}：{named(rest)}"
    if ", " in words:
        return "，".join(map(named, words.split(", ")))
    found = label(words, "zh")
    return words if found == words.replace("_", " ") else found


@cache
def _chinese() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("chinese.toml").read_text(encoding="utf-8"))
