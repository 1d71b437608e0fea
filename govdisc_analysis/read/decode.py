"""Bytes to text: the declared encoding, the detected one, or what can be recovered."""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass

from govdisc_analysis.models import Note, Unreadable
from govdisc_analysis.read.knowledge import charset_aliases, common_characters

_CODECS = {"utf-8": "utf-8", "gb18030": "gb18030", "big5": "big5hkscs"}
_BOMS = (
    (codecs.BOM_UTF8, "utf-8", "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le", "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32-be", "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "utf-16"),
    (b"\x84\x31\x95\x33", "gb18030", "gb18030"),
)
_DECLARED = re.compile(rb"(?:charset|encoding)\s*=\s*[\"']?\s*([A-Za-z0-9_\-]{2,30})", re.I)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff]")
_HAN_RUN = re.compile("[\u3400-\u9fff\uf900-\ufaff]+")
# a lead byte of UTF-8 or GBK read as Latin-1, followed by what its next byte became
_MOJIBAKE = re.compile("(?:[\u00c0-\u00f7][\u0080-\u00ff\u0152-\u0192\u02c6\u02dc\u2013-\u2122]+)+")
_LATIN = re.compile("[\u00c0-\u00f7]")
_ASCII = bytes(range(128))
_SAMPLE = 4000
_MOST_BROKEN = 0.1
_LEAST_COMMON = 0.2
_FEW = 20
_FEW_STRAYS, _MOST_STRAYS = 3, 0.01


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, the name of its encoding and what had to be done to read it."""

    text: str
    encoding: str
    notes: tuple[Note, ...] = ()


def decode(data: bytes) -> Decoded:
    """Decode a text file or web page.

    Raises:
        Unreadable: the bytes are no text in a known encoding.

    >>> decode("年度报告".encode("gbk")).encoding
    'gb18030'
    """
    for bom, codec, name in _BOMS:
        if data.startswith(bom):
            return _decode_marked(data[len(bom) :], codec, name)
    if b"\x00" in data:
        return _decode_wide(data) or _decode_damaged(data)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return _decode_other(data)
    if not text.isascii():
        if len(data) < 200 and _share_common(text) < _LEAST_COMMON:
            # a few GBK characters can look like UTF-8
            score, _, other = _candidate(data, "gb18030")
            if score > 0.5 and "\ufffd" not in other:
                return Decoded(other, "gb18030")
        return _repair_mojibake(text, b"\xc3" in data)
    _refuse_binary(text)
    return Decoded(text, "utf-8")


def declared_encoding(data: bytes) -> str:
    """Encoding that the first 4 kB declare, as one of our names, or "".

    >>> declared_encoding(b'<meta charset="GB2312">')
    'gb18030'
    """
    for found in _DECLARED.finditer(data[:4096]):
        name = charset_aliases().get(found[1].decode("ascii").lower())
        if name:
            return name
    return ""


def _decode_marked(data: bytes, codec: str, name: str) -> Decoded:
    try:
        return Decoded(data.decode(codec), name)
    except UnicodeDecodeError:
        text = data.decode(codec, "replace")
    if text.count("\ufffd") > _MOST_BROKEN * len(text):
        return _decode_other(data)
    return Decoded(text, name, tuple(_broken(text, name)))


def _decode_wide(data: bytes) -> Decoded | None:
    """UTF-16 without its mark shows as NUL bytes on one side."""
    for codec in ("utf-16-le", "utf-16-be"):
        try:
            text = data[: len(data) // 2 * 2].decode(codec)
        except UnicodeDecodeError:
            continue
        if not _CONTROL.search(text[:4096]) and (text.isascii() or _share_common(text) > 0.3):
            return Decoded(text, "utf-16")
    return None


def _decode_damaged(data: bytes) -> Decoded:
    """A text in which few NUL bytes strayed, each read as a space."""
    strays = data.count(b"\x00")
    if strays > max(_FEW_STRAYS, _MOST_STRAYS * len(data)):
        raise Unreadable("binary data, not a text")
    decoded = decode(data.replace(b"\x00", b" "))
    note = Note("read", "warning", f"{strays} NUL characters read as spaces")
    return Decoded(decoded.text, decoded.encoding, (*decoded.notes, note))


def _decode_other(data: bytes) -> Decoded:
    """Bytes that are not plain UTF-8: the best of the candidates."""
    declared = declared_encoding(data)
    order = sorted(_CODECS, key=lambda name: name != declared)
    best = max((_candidate(data, name) for name in order), key=lambda made: made[0])
    score, name, text = best
    broken = text.count("\ufffd")
    if score < _LEAST_COMMON and len(data.translate(None, _ASCII)) < 0.02 * len(data):
        # nothing but Latin letters and entities, with a stray byte
        score, name, text = 1.0, "utf-8", data.decode("utf-8", "replace")
        broken = text.count("\ufffd")
    is_short = broken == 0 and len(_HAN.findall(text[:4096])) < _FEW
    if (score < _LEAST_COMMON and not is_short) or broken > max(2.0, _MOST_BROKEN * len(text)):
        raise Unreadable("no known encoding gives Chinese text (tried UTF-8, GB18030, Big5)")
    _refuse_binary(text)
    notes = list(_broken(text, name))
    if declared and declared != name:
        notes.append(Note("read", "info", f"declares {declared}, is {name}"))
    return Decoded(text, name, tuple(notes))


def _candidate(data: bytes, name: str) -> tuple[float, str, str]:
    """How well the bytes read in one encoding: share of common characters, less what breaks."""
    text = data.decode(_CODECS[name], "replace")
    count = max(1, len(text))
    broken = text.count("\ufffd")
    # errors weigh in proportion to the Chinese text, not to the markup around it
    shown = max(1, min(count, 2 * len(_HAN.findall(text))))
    return _share_common(text) - min(1.0, 2.0 * broken / shown), name, text


def _share_common(text: str) -> float:
    """Share of frequent characters among the first Chinese characters of a text."""
    seen = "".join(_HAN_RUN.findall(text[: 8 * _SAMPLE]))[:_SAMPLE]
    if len(seen) < _SAMPLE and len(text) > 8 * _SAMPLE:  # few Chinese characters so far
        seen = "".join(_HAN_RUN.findall(text))[:_SAMPLE]
    if not seen:
        return 0.0
    return sum(map(common_characters().__contains__, seen)) / len(seen)


def _broken(text: str, encoding: str) -> Iterator[Note]:
    if "\ufffd" in text:
        places = [found.start() for found in re.finditer("\ufffd", text)]
        shown = ", ".join(map(str, places[:5])) + (", ..." if len(places) > 5 else "")
        message = f"{len(places)} places cannot be read as {encoding}, at {shown}"
        yield Note("read", "warning", message, places[0], places[-1] + 1)


def _refuse_binary(text: str) -> None:
    head = text[:4096]
    if len(_CONTROL.findall(head)) > 0.02 * len(head):
        raise Unreadable("binary data, not a text")


def _repair_mojibake(text: str, may_be_latin: bool) -> Decoded:
    """Undo a text that was read as Latin-1 and then written as UTF-8.

    Its letters are of two bytes with the same first one, which most pages have nowhere.
    """
    _refuse_binary(text)
    notes: list[Note] = []
    if may_be_latin and _LATIN.search(text) and _MOJIBAKE.search(text):
        repaired = _MOJIBAKE.sub(_unmix, text)
        if repaired != text:
            changed = len(text) - len(repaired)
            notes.append(Note("read", "warning", f"doubly encoded text undone ({changed} less)"))
            text = repaired
    notes.extend(_broken(text, "utf-8"))
    return Decoded(text, "utf-8", tuple(notes))


def _unmix(found: re.Match[str]) -> str:
    """One stretch of mojibake, if it reads as Chinese in its first encoding."""
    mixed = found[0]
    raw = b"".join(_single_byte(character) for character in mixed)
    for codec in ("utf-8", "gb18030"):
        try:
            text = raw.decode(codec)
        except UnicodeDecodeError:
            continue
        if codec == "utf-8" and min(text) >= "\u2000" and not _HAN.search(text):
            return text  # wide punctuation alone
        if len(_HAN.findall(text)) >= (1 if codec == "utf-8" else 2) and _share_common(text) > 0.4:
            return text
    return mixed


def _single_byte(character: str) -> bytes:
    try:
        return character.encode("cp1252")
    except UnicodeEncodeError:
        return character.encode("latin-1", "replace")
