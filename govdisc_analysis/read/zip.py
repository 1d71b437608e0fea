"""Members of a zip, in bounded time and memory, with their names read right."""

import hashlib
import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO

from govdisc_analysis.models import Document
from govdisc_analysis.read.formats import Failure, is_archive, is_supported, sniff
from govdisc_analysis.read.knowledge import silent_members
from govdisc_analysis.read.records import read_records

MAX_MEMBERS = 5000
MAX_MEMBER_BYTES = 100_000_000
MAX_TOTAL_BYTES = 400_000_000
MAX_RATIO = 300
_RATIO_FROM = 5_000_000
_UTF8_FLAG, _ENCRYPTED_FLAG = 0x800, 0x1
_UNKNOWN = "application/octet-stream"  # of what was never unpacked
_DRIVE = re.compile(r"^[A-Za-z]:|^/")
_BAD = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    OSError,
    ValueError,
    NotImplementedError,
    RuntimeError,
)


class _RefusedError(Exception):
    """A member that is not read; the message is the reason."""


def read_zip(data: bytes, name: str, *, nested: bool = False) -> Iterator[Document | Failure]:
    """Read the members of a zip one by one; a zip inside it is opened once."""
    try:
        archive = zipfile.ZipFile(BytesIO(data))
    except _BAD:
        yield _failure(data, name, "a damaged or truncated zip")
        return
    with archive:
        members = [m for m in archive.infolist() if not m.is_dir() and not _is_silent(m)]
        if not members:
            yield _failure(data, name, "a zip without files")
        left = MAX_TOTAL_BYTES
        for member in members[:MAX_MEMBERS]:
            shown = member_name(member)
            try:
                inner = _extract(archive, member, shown, left)
            except _RefusedError as reason:
                yield Failure(f"{name}/{_harmless(shown)}", "", _UNKNOWN, str(reason))
                continue
            left -= len(inner)
            yield from _read_member(inner, f"{name}/{shown}", nested)
        if len(members) > MAX_MEMBERS:
            yield _failure(data, name, f"only the first {MAX_MEMBERS} of {len(members)} were read")


def member_name(member: zipfile.ZipInfo) -> str:
    """Name of a member with forward slashes; without the UTF-8 flag it is often GBK."""
    shown = member.filename
    if not member.flag_bits & _UTF8_FLAG and not shown.isascii():
        try:
            raw = shown.encode("cp437")
        except UnicodeEncodeError:
            return shown.replace("\\", "/")
        for codec in ("utf-8", "gb18030", "big5hkscs"):
            try:
                shown = raw.decode(codec)
                break
            except UnicodeDecodeError:
                continue
    return shown.replace("\\", "/")


def _read_member(inner: bytes, name: str, nested: bool) -> Iterator[Document | Failure]:
    if not is_archive(inner):
        yield from read_records(inner, name)
    elif nested:
        yield _failure(inner, name, "a zip in a zip in a zip is not opened")
    else:
        yield from read_zip(inner, name, nested=True)


def _extract(archive: zipfile.ZipFile, member: zipfile.ZipInfo, shown: str, left: int) -> bytes:
    """Bytes of one member.

    Raises:
        _RefusedError: it is unsafe, of no supported type, locked, damaged or too large.
    """
    if ".." in shown.split("/") or _DRIVE.search(shown):
        raise _RefusedError("unsafe path in a zip")
    if not is_supported(shown):
        ending = "." + shown.rsplit(".", 1)[-1] if "." in shown.rsplit("/", 1)[-1] else "no ending"
        raise _RefusedError(f"unsupported type ({ending})")
    if member.flag_bits & _ENCRYPTED_FLAG:
        raise _RefusedError("locked by a password")
    most = min(MAX_MEMBER_BYTES, left)
    if member.file_size > _RATIO_FROM and member.file_size > MAX_RATIO * member.compress_size:
        raise _RefusedError("expands suspiciously (a zip bomb?)")
    try:
        with archive.open(member) as opened:
            inner = opened.read(most + 1)
    except _BAD:
        raise _RefusedError("damaged in the zip") from None
    if len(inner) > most:
        raise _RefusedError("too large when unpacked")
    return inner


def _is_silent(member: zipfile.ZipInfo) -> bool:
    parts = member.filename.replace("\\", "/").split("/")
    return parts[-1].startswith((".", "~$")) or any(part in silent_members() for part in parts)


def _harmless(shown: str) -> str:
    parts = [part for part in shown.split("/") if part not in ("", ".", "..")]
    return "/".join(parts) or "unnamed"


def _failure(data: bytes, name: str, reason: str) -> Failure:
    return Failure(name, hashlib.sha256(data).hexdigest(), sniff(data, name), reason)
