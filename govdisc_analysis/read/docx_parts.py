"""The parts of a Word file: found, unpacked within bounds, parsed without what nobody sees."""

import zipfile
import zlib
from io import BytesIO
from typing import Any

from lxml import etree

from govdisc_analysis.models import Unreadable
from govdisc_analysis.read.numbering import W

MAX_PART_BYTES = 40_000_000
MAX_RATIO = 1000
_RATIO_FROM = 20_000_000
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_TRANSITIONAL = W[1:-1].encode()
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_PAGES = (".html", ".htm", ".xhtml", ".mht", ".mhtml")
_CORE = "docProps/core.xml"
BAD = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    ValueError,
    NotImplementedError,
    RuntimeError,
)
_UNSEEN = (f"{W}del", f"{W}moveFrom", f"{W}instrText", f"{W}delText", f"{W}rPrChange", _FALLBACK)
_UNSEEN_MARKS = (b":del ", b":moveFrom ", b":instrText", b":delText", b"Fallback")
_VANISH, _STRUCK = f"{W}vanish", (f"{W}strike", f"{W}dstrike")
_FEW_WORDS = 30


def main_part(names: list[str]) -> str:
    """Name of the part that holds the text."""
    if "word/document.xml" in names:
        return "word/document.xml"
    for name in names:  # some writers number it: word/document2.xml
        if name.startswith("word/document") and name.endswith(".xml"):
            return name
    if any(name.startswith("ppt/") for name in names):
        raise Unreadable("slides: unsupported type")
    raise Unreadable("no Word file: it holds no document part")


def parse(archive: zipfile.ZipFile, name: str) -> Any | None:
    """Root element of one part, without what a reader does not see; None if it is damaged."""
    return parse_xml(extract(archive, name))


def parse_xml(content: bytes) -> Any | None:
    """Root element of a part's text, without what a reader does not see; None if it is damaged."""
    if b"<!ENTITY" in content[:20_000] or b"<!DOCTYPE" in content[:20_000]:
        raise Unreadable("the Word file declares XML entities, which none may")
    if _STRICT in content[:5000]:
        content = content.replace(_STRICT, _TRANSITIONAL)
    parser = etree.XMLParser(
        resolve_entities=False, huge_tree=False, no_network=True, remove_comments=True
    )
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError:
        return None
    if any(mark in content for mark in _UNSEEN_MARKS):
        etree.strip_elements(root, *_UNSEEN, with_tail=False)
    if b":vanish" in content:
        _drop_hidden(root, (_VANISH,))
    if b"strike" in content:
        _drop_hidden(root, _STRUCK, _FEW_WORDS)
    if b":showingPlcHdr" in content:
        _empty_placeholders(root)
    return root


def extract(archive: zipfile.ZipFile, name: str) -> bytes:
    """Bytes of one part, if they are no more than any report's."""
    try:
        info = archive.getinfo(name)
        if info.flag_bits & 1:
            raise Unreadable("a Word file locked by a password")
        ratio = info.file_size / max(1, info.compress_size)
        if info.file_size > _RATIO_FROM and ratio > MAX_RATIO:
            raise Unreadable("a Word file that expands suspiciously (a zip bomb?)")
        with archive.open(info) as opened:
            content = opened.read(MAX_PART_BYTES + 1)
    except (*BAD, KeyError):
        raise Unreadable("a damaged or truncated Word file") from None
    if len(content) > MAX_PART_BYTES:
        raise Unreadable("a Word file that is too large when unpacked")
    return content


def page_inside(data: bytes) -> bytes:
    """The web page that stands in a Word file in place of its text, b"" where there is none."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = archive.namelist()
            pages = [name for name in names if name.lower().endswith(_PAGES)]
            if len(pages) == 1 and b":altChunk" in extract(archive, main_part(names)):
                return extract(archive, pages[0])
    except (*BAD, Unreadable):
        return b""
    return b""


def _drop_hidden(root: Any, marks: tuple[str, ...], longest: int = MAX_PART_BYTES) -> None:
    """Remove runs that are marked as hidden text, or few words as struck out."""
    for mark in list(root.iter(*marks)):
        if mark.get(f"{W}val", "true") in ("0", "false", "off"):
            continue
        run = mark.getparent().getparent()
        if run is None or run.tag != f"{W}r" or run.getparent() is None:
            continue
        if sum(len(text.text or "") for text in run.iter(f"{W}t")) <= longest:
            run.getparent().remove(run)


def _empty_placeholders(root: Any) -> None:
    """A control that shows its prompt holds nothing yet."""
    for mark in root.iter(f"{W}showingPlcHdr"):
        control = mark.getparent().getparent()
        if control is not None and control.tag == f"{W}sdt":
            for text in control.iter(f"{W}t"):
                text.text = ""


def core_properties(archive: zipfile.ZipFile, names: list[str]) -> dict[str, str]:
    """Title, creator, dates as the file's own properties say."""
    root = parse(archive, _CORE) if _CORE in names else None
    found: dict[str, str] = {}
    for element in root if root is not None else ():
        text = (element.text or "").strip()
        if text and isinstance(element.tag, str):
            found[etree.QName(element).localname.lower()] = text
    return found
