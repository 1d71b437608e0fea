"""Which reader a file needs: judged by its first bytes, not by its name."""

import hashlib
import re
import zipfile
from dataclasses import dataclass, replace
from io import BytesIO

from govdisc_analysis.models import Document, Unreadable
from govdisc_analysis.read.bounds import bounded
from govdisc_analysis.read.dashes import is_dashed
from govdisc_analysis.read.decode import decode

SUPPORTED = (".txt", ".md", ".html", ".htm", ".docx", ".doc", ".pdf", ".zip")
_ALSO_READ = (
    ".markdown",
    ".xhtml",
    ".shtml",
    ".mht",
    ".mhtml",
    ".rtf",
    ".wps",
    ".text",
    ".xlsx",
    ".xls",
    ".et",
    ".json",
    ".jsonl",
    ".csv",
    ".tsv",
)
MAX_BYTES = 200_000_000
_MAX_LINEAR_BYTES = 50_000_000
_MOST_LINES = 500_000
_MOST_TAGS = 2_000_000
_ARCHIVE_HEAD = 4096
_MOST_PARTS = 5000

_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_WORD = "WordDocument".encode("utf-16-le")
_BOOKS = ("Workbook\0".encode("utf-16-le"), "Book\0".encode("utf-16-le"))
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\x00", b"MM\x00*", b"RIFF")
_ARCHIVES = (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")
_PAGE = re.compile(r"<(?:!doctype\s+html|html|head|body|table|meta|frameset)\b", re.I)
_FLOW = re.compile(r"<(?:html|body|p|div)\b[^<>]*>", re.I)
_ANY_TAG = re.compile(r"</?(?:p|div|br|span|td|tr|table|h[1-6]|ul|li|font|strong|b)\b[^<>]*>", re.I)
_PRINTED_TAG = re.compile(r"&lt;/(?:p|div|br|span|td|tr|table|h[1-6]|li)&gt;", re.I)
_MANY_PRINTED = 8
"""Escaped tags of a page that stands within another file."""
_MHTML = re.compile(
    rb"^(?:MIME-Version|Content-Type:\s*multipart/related|From: <Saved)", re.I | re.M
)


_WORD_XML_HEAD = re.compile(
    rb"[\xef\xbb\xbf\s]*<\?xml\b[^>]*>(?:.*?)http://schemas\.microsoft\.com/office/"
    rb"(?:word/2003/wordml|2006/xmlPackage)",
    re.S,
)
_CELL, _FRAMES = (re.compile(tag, re.I) for tag in (rb"<td\b", rb"<frameset\b"))
_BOUNDARY = re.compile(
    rb"(?:\A|\n)Content-Type:\s*multipart/[^\n]*(?:\n[ \t][^\n]*)*boundary=", re.I
)


@dataclass(frozen=True, slots=True)
class Failure:
    """A file, or a member of a zip, that cannot be read, and why."""

    name: str
    sha256: str
    media_type: str
    reason: str


def is_supported(name: str) -> bool:
    """Whether a file of this name is one that a folder is searched for.

    >>> is_supported("2021/Report.HTML"), is_supported("photo.jpg")
    (True, False)
    """
    return name.lower().endswith(SUPPORTED + _ALSO_READ)


def read_one(data: bytes, name: str) -> Document | Failure:
    """Read a file that is no archive."""
    media_type = sniff(data, name)
    try:
        if not data.strip():
            raise Unreadable("the file is empty or blank")
        if len(data) > MAX_BYTES:
            raise Unreadable(f"larger than {MAX_BYTES // 1_000_000} MB")
        return bounded(_reader(data, name, media_type))
    except Unreadable as reason:
        return Failure(name, hashlib.sha256(data).hexdigest(), media_type, str(reason))


def sniff(data: bytes, name: str) -> str:
    """Media type by the first bytes, then by the name.

    >>> sniff(b"%PDF-1.7", "report.txt")
    'application/pdf'
    """
    lowered = name.lower()
    if data.startswith(b"PK"):
        if b"xl/workbook" in data and b"word/document" not in data:
            return _XLSX
        if kind := _OPEN_DOCUMENT.match(data, _ZIP_HEAD):
            return kind[1].decode()
        if b"OFD.xml" in data and b"Document.xml" in data:
            return _OFD
        return _DOCX if not lowered.endswith(".zip") else "application/zip"
    if b"%PDF-" in data[:1024]:
        return "application/pdf"
    if data.startswith(_OLE):
        if _WORD in data:
            return "application/msword"
        return _XLS if any(book in data for book in _BOOKS) else "application/x-ole-storage"
    if data.lstrip()[:5] == b"{\\rtf":
        return "application/rtf"
    if data.startswith(_PICTURES):
        return "image/*"
    if data.startswith(_ARCHIVES):
        return "application/x-archive"
    if _WORD_XML_HEAD.match(data, 0, _ARCHIVE_HEAD):
        return _WORD_XML
    if _is_web_archive(data[:_ARCHIVE_HEAD], lowered):
        return "multipart/related"
    if lowered.endswith((".md", ".markdown")):
        return "text/markdown"
    return "text/html" if lowered.endswith((".html", ".htm", ".xhtml", ".shtml")) else "text/plain"


def _is_web_archive(head: bytes, name: str) -> bool:
    """A page saved with its pictures; under the name of a text only with the full heading."""
    if _MHTML.search(head[:1024]) is None:
        return False
    return not name.endswith((".txt", ".text", ".md", ".markdown")) or bool(_BOUNDARY.search(head))


_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_XLS = "application/vnd.ms-excel"
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_WORD_XML = "application/xml"
_OFD = "application/ofd"
_ZIP_HEAD = 30
"""Bytes before the name of a zip's first member."""
_OPEN_DOCUMENT = re.compile(rb"mimetype(application/vnd\.oasis\.opendocument\.[a-z-]+)")
_OTHER_OFFICE = ({"mimetype", "content.xml"}, {"OFD.xml"})
_REFUSED = {
    _OFD: "an OFD file: unsupported type (save it as PDF)",
    "image/*": "a picture: unsupported type",
    "application/x-archive": "an archive other than zip: unsupported type",
}


def _reader(data: bytes, name: str, media_type: str) -> Document:
    if media_type in _REFUSED:
        raise Unreadable(_REFUSED[media_type])
    if _OPEN_DOCUMENT.match(data, _ZIP_HEAD):
        raise Unreadable("an OpenDocument file: unsupported type (save it as DOCX, XLSX or PDF)")
    if media_type in (_XLSX, _XLS):
        from govdisc_analysis.read.workbook import read_workbook

        return read_workbook(data, name, media_type)
    if data.startswith(_OLE):
        from govdisc_analysis.read.doc import read_doc

        return read_doc(data, name)
    if media_type == "application/rtf":
        from govdisc_analysis.read.rtf import read_rtf

        return read_rtf(data, name)
    if media_type == "application/pdf":
        from govdisc_analysis.read.pdf import read_pdf

        return read_pdf(data, name, hashlib.sha256(data).hexdigest())
    if media_type == _DOCX:
        return _read_word(data, name)
    if media_type == _WORD_XML:
        return _read_word_xml(data, name)
    if media_type == "application/zip":
        raise Unreadable("a damaged or truncated zip")
    return _read_linear(data, name, media_type)


def _read_word(data: bytes, name: str) -> Document:
    """A Word file, or the page that a site's own export has put into one."""
    from govdisc_analysis.read.docx import read_docx
    from govdisc_analysis.read.docx_parts import page_inside

    try:
        return read_docx(data, name)
    except Unreadable:
        page = page_inside(data)
        if not page:
            raise
    kind = "multipart/related" if _MHTML.search(page[:1024]) else "text/html"
    checksum = hashlib.sha256(data).hexdigest()
    return replace(_read_linear(page, name, kind), sha256=checksum, media_type=_DOCX)


def _read_word_xml(data: bytes, name: str) -> Document:
    """A Word file saved as one XML text."""
    from govdisc_analysis.read.docx import read_docx
    from govdisc_analysis.read.word_xml import as_parts

    checksum = hashlib.sha256(data).hexdigest()
    return replace(read_docx(as_parts(data), name), sha256=checksum, media_type=_WORD_XML)


def _read_linear(data: bytes, name: str, media_type: str) -> Document:
    """Text, Markdown or a web page, whatever the name says."""
    from govdisc_analysis.read.answer import page_in
    from govdisc_analysis.read.html import read_html
    from govdisc_analysis.read.text import read_text

    if len(data) > _MAX_LINEAR_BYTES:
        raise Unreadable(f"a text larger than {_MAX_LINEAR_BYTES // 1_000_000} MB")
    page = _html_part(data) if media_type == "multipart/related" else page_in(data) or data
    decoded = decode(page)
    text = decoded.text
    _refuse_heaps(text)
    if media_type == "multipart/related":
        return read_html(decoded, name, data, kind=media_type)
    if not _is_page(text, media_type):
        kind = media_type if media_type == "text/markdown" else "text/plain"
        return read_text(decoded, name, data, kind)
    flows = _FLOW.search(text) is not None
    kind = media_type if media_type == "text/markdown" else "text/html"
    lines = media_type == "text/markdown" or not flows
    return read_html(decoded, name, data, keep_lines=lines, kind=kind)


def _refuse_heaps(text: str) -> None:
    """No report has a million rows; what has them would only take long to be read in part."""
    for mark, most, what in (("\n", _MOST_LINES, "lines"), ("<", _MOST_TAGS, "tags")):
        if (found := text.count(mark)) > most:
            raise Unreadable(f"{found:,} {what}, more than the {most:,} that are read")


def _is_page(text: str, media_type: str) -> bool:
    if len(_PRINTED_TAG.findall(text)) >= _MANY_PRINTED:
        return True
    if "<" not in text:
        return False
    if media_type == "text/markdown" or (media_type != "text/html" and is_dashed(text)):
        return re.search(r"<table\b", text, re.I) is not None
    if media_type == "text/html":
        return _ANY_TAG.search(text) is not None or _PAGE.search(text) is not None
    tags = sum(1 for _ in zip(range(2), _ANY_TAG.finditer(text), strict=False))
    return tags >= 2


def _html_part(data: bytes) -> bytes:
    """The page inside a web archive (MHTML); the sheets of a workbook, which a frame names."""
    import email
    import email.policy

    if data.count(b"Content-Type:") > _MOST_PARTS:
        raise Unreadable("a web archive of too many parts")
    message = email.message_from_bytes(data, policy=email.policy.compat32)
    pages: list[bytes] = []
    for part in message.walk():
        if part.get_content_type() == "text/html":
            payload = part.get_payload(decode=True)
            if isinstance(payload, bytes) and payload.strip():
                pages.append(payload)
    if not pages:
        raise Unreadable("a web archive without a page in it")
    sheets = [page for page in pages if _CELL.search(page)]
    return b"\n".join(sheets) if sheets and _FRAMES.search(pages[0]) else pages[0]


def is_archive(data: bytes) -> bool:
    """A zip that is no office file; a damaged one is what its name says."""
    if not data.startswith(_ZIP):
        return False
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return False
    if any(office <= names for office in _OTHER_OFFICE):
        return False
    return "[Content_Types].xml" not in names and "word/document.xml" not in names
