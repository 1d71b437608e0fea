"""Word files saved as one XML text: Word 2003's own, and the flat form of today's parts."""

import io
import zipfile

import docx
import pytest

import govdisc_analysis as gd
from govdisc_analysis.models import Document
from govdisc_analysis.read import Failure, read_documents

TITLE = "石泉县教育局2022年政府信息公开工作年度报告"
ROWS = [
    ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"],
    ["规章", "0", "0", "0"],
    ["行政规范性文件", "14", "3", "57"],
]
OLD = "http://schemas.microsoft.com/office/word/2003/wordml"
AUX = "http://schemas.microsoft.com/office/word/2003/auxHint"
PACKAGE = "http://schemas.microsoft.com/office/2006/xmlPackage"


def old_file(label: str = "一、") -> bytes:
    """A file of Word 2003: its first column merged over both rows of numbers, a numbered title."""
    cells = [
        "".join(f"<w:tc><w:p><w:r><w:t>{cell}</w:t></w:r></w:p></w:tc>" for cell in row)
        for row in ROWS
    ]
    table = "".join(f"<w:tr>{row}</w:tr>" for row in cells)
    numbered = (
        f'<w:p><w:pPr><w:listPr><w:ilvl w:val="0"/><wx:t wx:val="{label}"/></w:listPr></w:pPr>'
        "<w:r><w:t>主动公开政府信息情况</w:t></w:r></w:p>"
    )
    text = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        '<?mso-application progid="Word.Document"?>'
        f'<w:wordDocument xmlns:w="{OLD}" xmlns:wx="{AUX}"><w:body><wx:sect>'
        f"<w:p><w:r><w:t>{TITLE}</w:t></w:r></w:p>{numbered}<w:tbl>{table}</w:tbl>"
        "</wx:sect></w:body></w:wordDocument>"
    )
    return text.encode()


def flat_file() -> bytes:
    """A file of today's Word with all of its parts in one text."""
    document = docx.Document()
    document.add_paragraph(TITLE)
    document.add_paragraph("二、主动公开政府信息情况")
    table = document.add_table(0, 4)
    for row in ROWS:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    packed = io.BytesIO()
    document.save(packed)
    with zipfile.ZipFile(packed) as archive:
        parts = [
            f'<pkg:part pkg:name="/{name}"><pkg:xmlData>'
            + archive.read(name).decode().partition("?>")[2]
            + "</pkg:xmlData></pkg:part>"
            for name in ("word/document.xml", "word/styles.xml", "word/numbering.xml")
        ]
    head = f'<?xml version="1.0" standalone="yes"?><pkg:package xmlns:pkg="{PACKAGE}">'
    return f"{head}{''.join(parts)}</pkg:package>".encode()


@pytest.mark.parametrize("name", ["a.xml", "a.doc", "a.docx"])
@pytest.mark.parametrize("make", [old_file, flat_file])
def test_its_table_is_read(make, name: str) -> None:  # type: ignore[no-untyped-def]
    report = gd.parse_report(make(), name=name)
    assert report.media_type == "application/xml"
    assert [cell.value for cell in report.cells] == [0, 0, 0, 14, 3, 57]
    assert report.identity.year == 2022


def test_printed_numbers_of_lists_are_words() -> None:
    (document,) = read_documents(old_file(), "a.xml")
    assert isinstance(document, Document)
    assert "一、主动公开政府信息情况" in document.text
    (signs,) = read_documents(old_file("\uf0b7"), "a.xml")
    assert isinstance(signs, Document)
    assert "\n主动公开政府信息情况" in signs.text


def test_a_truncated_one_is_refused() -> None:
    (failure,) = read_documents(old_file()[:-200], "a.xml")
    assert isinstance(failure, Failure)
    assert "damaged" in failure.reason


def test_entities_are_refused() -> None:
    bomb = old_file().replace(b"<w:wordDocument", b'<!DOCTYPE a [<!ENTITY b "c">]><w:wordDocument')
    (failure,) = read_documents(bomb, "a.xml")
    assert isinstance(failure, Failure)
    assert "entities" in failure.reason
