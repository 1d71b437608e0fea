"""Word files saved as one XML text: that of Word 2003, and the flat form of today's parts.

Both are made into the parts that a Word file packs, and read as such.
"""

import zipfile
from io import BytesIO
from typing import Any

from lxml import etree

from govdisc_analysis.models import Unreadable
from govdisc_analysis.read.docx_parts import MAX_PART_BYTES, parse_xml
from govdisc_analysis.read.numbering import W

_HEAD = 4096
_OLD = b"http://schemas.microsoft.com/office/word/2003/wordml"
_PKG = "{http://schemas.microsoft.com/office/2006/xmlPackage}"
_AUX = "{http://schemas.microsoft.com/office/word/2003/auxHint}"
_MAIN = "word/document.xml"


def as_parts(data: bytes) -> bytes:
    """The file as a packed Word file.

    Raises:
        Unreadable: it is damaged, too large, or holds no text.
    """
    if len(data) > MAX_PART_BYTES:
        raise Unreadable("a Word file that is too large when unpacked")
    is_old = _OLD in data[:_HEAD]
    root = parse_xml(data.replace(_OLD, W[1:-1].encode()) if is_old else data)
    if root is None:
        raise Unreadable("the Word file's text is damaged")
    parts = {_MAIN: _old_text(root)} if is_old else dict(_parts(root))
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for name, part in parts.items():
            archive.writestr(name, etree.tostring(part))
    return packed.getvalue()


def _parts(root: Any) -> list[tuple[str, Any]]:
    return [
        (part.get(f"{_PKG}name", "").lstrip("/"), held[0])
        for part in root.iter(f"{_PKG}part")
        if (held := part.find(f"{_PKG}xmlData")) is not None and len(held)
    ]


def _old_text(root: Any) -> Any:
    """The text of Word 2003 with the names of today; printed numbers stand as words."""
    for merge in root.iter(f"{W}vmerge"):
        merge.tag = f"{W}vMerge"
    for mark in root.iter(f"{_AUX}t"):
        paragraph = next(mark.iterancestors(f"{W}p"), None)
        label = mark.get(f"{_AUX}val", "")
        is_sign = "\ue000" <= label[:1] <= "\uf8ff"  # a bullet of a font of signs
        if paragraph is not None and label and not is_sign:
            run = etree.Element(f"{W}r")
            etree.SubElement(run, f"{W}t").text = label
            paragraph.insert(1 if paragraph[0].tag == f"{W}pPr" else 0, run)
    for properties in list(root.iter(f"{W}listPr")):
        properties.getparent().remove(properties)
    body = root.find(f"{W}body")
    return body if body is not None else root
