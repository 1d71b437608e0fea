"""Encodings: declared, detected, recovered, refused."""

import codecs

import opencc
import pytest

from govdisc_analysis.models import Document, Unreadable
from govdisc_analysis.read import Failure, read_documents
from govdisc_analysis.read.decode import declared_encoding, decode

SIMPLIFIED = (
    "2021年，我局认真贯彻落实《中华人民共和国政府信息公开条例》，全年主动公开政府信息120条，"
    "收到信息公开申请3件，均在规定时间内答复。存在的主要问题：公开内容不够及时。"
)
TRADITIONAL = opencc.OpenCC("s2t").convert(SIMPLIFIED)


@pytest.mark.parametrize("text", [SIMPLIFIED, TRADITIONAL], ids=["simplified", "traditional"])
@pytest.mark.parametrize("declared", ["", "utf-8", "gb2312", "big5", "iso-8859-1"])
@pytest.mark.parametrize(
    ("codec", "name"), [("utf-8", "utf-8"), ("gb18030", "gb18030"), ("big5", "big5")]
)
def test_declared_rightly_wrongly_or_not(text: str, declared: str, codec: str, name: str) -> None:
    if codec == "big5" and text is SIMPLIFIED:
        pytest.skip("Big5 has no Simplified characters")
    page = (f"<meta charset={declared}>" if declared else "") + text
    decoded = decode(page.encode(codec))
    assert (decoded.text, decoded.encoding) == (page, name)


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (codecs.BOM_UTF8 + SIMPLIFIED.encode(), "utf-8"),
        (codecs.BOM_UTF16_LE + SIMPLIFIED.encode("utf-16-le"), "utf-16"),
        (codecs.BOM_UTF16_BE + SIMPLIFIED.encode("utf-16-be"), "utf-16"),
        (SIMPLIFIED.encode("utf-16-le"), "utf-16"),
        (SIMPLIFIED.encode("utf-32"), "utf-32"),
    ],
)
def test_marked_and_wide(data: bytes, name: str) -> None:
    decoded = decode(data)
    assert (decoded.text, decoded.encoding) == (SIMPLIFIED, name)


@pytest.mark.parametrize("codec", ["utf-8", "gb18030"])
def test_a_few_broken_bytes_are_replaced_and_noted(codec: str) -> None:
    data = (SIMPLIFIED * 20).encode(codec)
    decoded = decode(data[:600] + b"\xff" + data[600:-1])
    assert decoded.encoding == codec
    assert decoded.text.startswith(SIMPLIFIED)
    assert decoded.text.count("\ufffd") <= 5
    assert "cannot be read as" in decoded.notes[0].message
    assert decoded.notes[0].start == decoded.text.index("\ufffd")


@pytest.mark.parametrize("codec", ["latin-1", "cp1252"])
def test_doubly_encoded_text_is_undone(codec: str) -> None:
    raw = SIMPLIFIED.encode()
    if codec == "cp1252":  # what cp1252 leaves out comes through as Latin-1
        mixed = "".join(
            bytes([b]).decode("cp1252", "replace").replace("\ufffd", chr(b)) for b in raw
        )
    else:
        mixed = raw.decode("latin-1")
    decoded = decode(mixed.encode())
    assert decoded.text == SIMPLIFIED
    assert "doubly encoded" in decoded.notes[0].message


def test_gbk_text_read_as_latin_is_undone() -> None:
    assert decode("政府信息公开".encode("gbk").decode("latin-1").encode()).text == "政府信息公开"


def test_latin_letters_are_left_alone() -> None:
    text = "政府信息公开 café naïve «à» São Paulo ÄÖÜ " + SIMPLIFIED
    assert decode(text.encode()).text == text


def test_page_of_entities_with_a_stray_byte() -> None:
    decoded = decode(b"<p>" + b"&#25919;&#24220;" * 20 + b"\xa0</p>")
    assert decoded.encoding == "utf-8" and decoded.text.count("\ufffd") == 1


@pytest.mark.parametrize("label", ["GBK", "gb2312", "x-gbk", "CP936"])
def test_labels_of_the_gb_family(label: str) -> None:
    assert declared_encoding(f"<?xml version='1.0' encoding='{label}'?>".encode()) == "gb18030"


@pytest.mark.parametrize(
    "data", [bytes(range(256)) * 40, b"\x00\x01\x02\xff" * 99, bytes(range(128, 256)) * 90]
)
def test_rubbish_is_refused(data: bytes) -> None:
    with pytest.raises(Unreadable):
        decode(data)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b" \r\n\t", "empty"),
        ("\ufeff \u3000".encode(), "blank"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "password"),
        (b"\x89PNG\r\n\x1a\n", "picture"),
        (b"Rar!\x1a\x07", "archive"),
    ],
)
def test_files_that_cannot_be_read_say_why(data: bytes, reason: str) -> None:
    (item,) = read_documents(data, "report.doc")
    assert isinstance(item, Failure)
    assert reason in item.reason


def test_old_word_name_on_a_page() -> None:
    (item,) = read_documents("<html><p>年度报告</p></html>".encode("gbk"), "report.doc")
    assert isinstance(item, Document) and item.text == "年度报告"
