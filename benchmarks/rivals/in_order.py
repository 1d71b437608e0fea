"""Numbers in order of appearance: the text of each section, and its lone numbers counted off.

A section that holds more or fewer numbers than its form has cells is left out, and noticed.
"""

import re
from collections.abc import Sequence
from io import BytesIO

import docx
import lxml.html
import pypdfium2

from benchmarks.cells import Cells, Key, Reading, money
from benchmarks.rivals.decoding import decode
from benchmarks.rivals.numbers import to_number
from benchmarks.rivals.official import (
    APPLICANTS,
    proactive_keys,
    redress_keys,
    request_labels,
    stat_labels,
    units,
)

_LONE = re.compile(r"(?<![^\s|])-?\d[\d,，]*(?:\.\d+)?(?:万元)?(?![^\s|])")
_HEADS = (
    r"二、\s*主动公开政府信息",
    r"三、\s*(?:行政机关)?收到和处理政府信息公开申请",
    r"四、[^。\n]{0,20}(?:行政复议|行政诉讼)",
    r"五、",
)
_STAT_HEAD = r"统\s*计\s*指\s*标"


def read(data: bytes, name: str) -> Reading:
    """Cells of any document, by the order in which its numbers come."""
    text = text_of(data, name)
    cells: Cells = {}
    noticed = False
    for part, layouts in _parts(text):
        numbers = _LONE.findall(part)
        keys = next((keys for keys in layouts if len(keys) == len(numbers)), None)
        if keys is None:
            noticed = True
            continue
        for key, number in zip(keys, numbers, strict=True):
            value = to_number(number)
            if value is not None:
                cells[key] = money(value, units().get(key, ""))
    return Reading(cells, noticed or not cells)


def text_of(data: bytes, name: str) -> str:
    """The text of a file, cells apart."""
    ending = name.lower().rpartition(".")[2]
    if ending == "pdf":
        pages = pypdfium2.PdfDocument(data)
        return "\n".join(page.get_textpage().get_text_range() for page in pages)
    if ending == "docx":
        return "\n".join(_docx_texts(data))
    text = decode(data)
    if not ending.startswith("htm"):
        return text
    parser = lxml.html.HTMLParser(encoding="utf-8")
    return "\n".join(lxml.html.document_fromstring(text.encode(), parser=parser).itertext())


def _docx_texts(data: bytes) -> list[str]:
    texts: list[str] = []
    for block in docx.Document(BytesIO(data)).iter_inner_content():
        if hasattr(block, "rows"):
            texts += [cell.text for row in block.rows for cell in row.cells]
        else:
            texts.append(block.text)
    return texts


def _parts(text: str) -> list[tuple[str, Sequence[Sequence[Key]]]]:
    """Text of each section that is there, and the lists of cells that it may hold."""
    stat = re.search(_STAT_HEAD, text)
    if stat:
        return [(text[stat.end() :], [[key for _, key in stat_labels()]])]
    starts = [re.search(pattern, text) for pattern in _HEADS]
    parts: list[tuple[str, Sequence[Sequence[Key]]]] = []
    for start, end, layouts in zip(starts, starts[1:], _layouts(), strict=False):
        if start:
            parts.append((text[start.end() : end.start() if end else None], layouts))
    return parts


def _layouts() -> list[Sequence[Sequence[Key]]]:
    return [
        [[key for *_, key in proactive_keys(form)] for form in ("form2021", "form2019")],
        [
            [("requests", i, a) for i in request_labels(form).values() for a in APPLICANTS]
            for form in ("2021", "2019")
        ],
        [redress_keys()],
    ]
