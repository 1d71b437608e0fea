"""A font inside a Word file, in the form that ECMA-376 describes (part 1, 17.8.1)."""

import re
import tempfile
import uuid
from collections.abc import Mapping
from pathlib import Path

from govdisc_analysis.study.print_font import FAMILY, font_of
from govdisc_analysis.study.printed import Printed

_TABLE, _LINKS = "word/fontTable.xml", "word/_rels/fontTable.xml.rels"
_TYPES, _SETTINGS, _FONT = "[Content_Types].xml", "word/settings.xml", "word/fonts/font1.odttf"
_FORMAT = "http://schemas.openxmlformats.org"
_RELATED = f"{_FORMAT}/officeDocument/2006/relationships"
_SCRAMBLED = 32
_INSTEAD = "Microsoft YaHei"
"""What a program that ignores the font inside falls back to."""


def with_font(members: Mapping[str, bytes], printed: Printed) -> dict[str, bytes]:
    """The files of a Word document, with the font of its letters among them."""
    if _TABLE not in members:
        return dict(members)
    with tempfile.TemporaryDirectory(prefix="govdisc-font-") as work:
        path = Path(work) / "sans.ttf"
        font_of(printed, path)
        data = path.read_bytes()
    key = uuid.uuid5(uuid.NAMESPACE_OID, str(len(data)))
    entry = (
        f'<w:font w:name="{FAMILY}" xmlns:r="{_RELATED}"><w:altName w:val="{_INSTEAD}"/>'
        '<w:charset w:val="86"/><w:family w:val="swiss"/><w:pitch w:val="variable"/>'
        f'<w:embedRegular r:id="rId1" w:fontKey="{{{str(key).upper()}}}"/></w:font>'
    )
    link = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<Relationships xmlns="{_FORMAT}/package/2006/relationships"><Relationship Id="rId1" '
        f'Type="{_RELATED}/font" Target="fonts/font1.odttf"/></Relationships>'
    )
    kind = "application/vnd.openxmlformats-officedocument.obfuscatedFont"
    changed = {
        _TABLE: _before(members[_TABLE], "</w:fonts>", entry),
        _TYPES: _before(
            members[_TYPES], "<Override ", f'<Default Extension="odttf" ContentType="{kind}"/>'
        ),
        _SETTINGS: _after_zoom(members[_SETTINGS]),
    }
    return {**members, **changed, _LINKS: link.encode(), _FONT: scrambled(data, key)}


def scrambled(data: bytes, key: uuid.UUID) -> bytes:
    """The font with its first bytes mixed with the key; doing it twice gives the font back."""
    mask = key.bytes[::-1]
    first = bytes(b ^ mask[at % 16] for at, b in enumerate(data[:_SCRAMBLED]))
    return first + data[_SCRAMBLED:]


def _before(xml: bytes, mark: str, text: str) -> bytes:
    return xml.decode().replace(mark, text + mark, 1).encode()


def _after_zoom(xml: bytes) -> bytes:
    """Settings that say that fonts are inside; the schema wants them right after the zoom."""
    said = "<w:embedTrueTypeFonts/><w:saveSubsetFonts/>"
    text = xml.decode()
    place = re.search(r"<w:zoom[^>]*/>", text) or re.search(r"<w:settings[^>]*>", text)
    return (text[: place.end()] + said + text[place.end() :] if place else text).encode()
