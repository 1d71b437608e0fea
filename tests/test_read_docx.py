"""Word files: merged cells, lists, text boxes, notes, tracked changes, damaged files."""

import hashlib
import io
import json
import random
import zipfile

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from govdisc_analysis.models import Document
from govdisc_analysis.read import Failure, read_documents
from tests.test_read_html import texts

W = nsdecls("w")


def save(file: docx.document.Document) -> bytes:
    held = io.BytesIO()
    file.save(held)
    return held.getvalue()


def read(data: bytes) -> Document:
    (item,) = read_documents(data, "report.docx")
    assert isinstance(item, Document), item
    return item


def rewrite(data: bytes, changes: dict[str, bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(held, "w", 8) as new:
        for name in old.namelist():
            new.writestr(name, changes.get(name, old.read(name)))
        for name in changes.keys() - set(old.namelist()):
            new.writestr(name, changes[name])
    return held.getvalue()


def add(file: docx.document.Document, xml: str) -> None:
    file.element.body.insert(len(file.element.body) - 1, parse_xml(xml))


def test_merged_cells_equal_python_docx() -> None:
    file = docx.Document()
    table = file.add_table(9, 6)
    for r, row in enumerate(table.rows):
        for c, cell in enumerate(row.cells):
            cell.text = f"{r}.{c}"
    table.cell(0, 0).merge(table.cell(2, 1)).text = "项\n目"
    table.cell(0, 2).merge(table.cell(0, 5)).text = "申请人情况"
    table.cell(3, 0).merge(table.cell(8, 0)).text = "三"
    table.cell(5, 3).text = ""
    document = read(save(file))
    expected = [[c.text.replace("\n", "") for c in row.cells] for row in table.rows]
    assert texts(document) == [expected]
    rows = document.grids[0].rows
    assert rows[0][0] is rows[2][1]
    assert document.text.count("申请人情况") == 1
    for row in rows:
        for cell in filter(None, row):
            assert document.text[cell.start : cell.end] == cell.text
    assert document.text.splitlines()[0] == "项目\t申请人情况"


def test_nested_table_and_layout_table() -> None:
    file = docx.Document()
    outer = file.add_table(1, 2)
    outer.cell(0, 0).text = "左"
    inner = outer.cell(0, 1).add_table(2, 2)
    for i, cell in enumerate(c for row in inner.rows for c in row.cells):
        cell.text = str(i)
    document = read(save(file))
    assert texts(document) == [[["0", "1"], ["2", "3"]]]
    assert document.text == "左\n0\t1\n2\t3\n"


def test_small_table_inside_a_form_is_text_of_its_cell() -> None:
    file = docx.Document()
    outer = file.add_table(4, 2)
    for r, row in enumerate(outer.rows):
        row.cells[0].text, row.cells[1].text = f"项{r}", str(r)
    inner = outer.cell(3, 1).add_table(1, 2)
    inner.cell(0, 0).text = "注"
    document = read(save(file))
    assert texts(document) == [[["项0", "0"], ["项1", "1"], ["项2", "2"], ["项3", "3注"]]]


@pytest.mark.parametrize(
    ("form", "pattern", "labels"),
    [
        ("chineseCounting", "%1、", ["一、", "二、"]),
        ("japaneseCounting", "（%1）", ["（一）", "（二）"]),
        ("decimal", "%1.", ["1.", "2."]),
        ("bullet", "·", ["", ""]),
    ],
)
def test_automatic_numbers_are_text(form: str, pattern: str, labels: list[str]) -> None:
    file = docx.Document()
    numbering = file.part.numbering_part.element
    level = f'<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
    level += f'<w:lvlText w:val="{pattern}"/></w:lvl>'
    numbering.insert(
        0, parse_xml(f'<w:abstractNum {W} w:abstractNumId="77">{level}</w:abstractNum>')
    )
    numbering.append(parse_xml(f'<w:num {W} w:numId="78"><w:abstractNumId w:val="77"/></w:num>'))
    for word in ("概述", "公开"):
        add(
            file,
            f'<w:p {W}><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="78"/></w:numPr></w:pPr>'
            f"<w:r><w:t>{word}</w:t></w:r></w:p>",
        )
    assert read(save(file)).text == f"{labels[0]}概述\n{labels[1]}公开"


def test_numbers_of_a_paragraph_style() -> None:
    file = docx.Document()
    for word in ("甲", "乙"):
        file.add_paragraph(word, style="List Number")
    assert read(save(file)).text == "1.甲\n2.乙"


def test_what_is_seen_and_what_is_not() -> None:
    file = docx.Document()
    box = (
        "<w:pict><v:textbox xmlns:v='urn:schemas-microsoft-com:vml'><w:txbxContent><w:p><w:r>"
        "<w:t>框</w:t></w:r></w:p></w:txbxContent></v:textbox></w:pict>"
    )
    mc = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    add(
        file,
        f'<w:p {W} xmlns:mc="{mc}"><w:del w:id="1"><w:r><w:delText>删</w:delText></w:r></w:del>'
        '<w:ins w:id="2"><w:r><w:t>增</w:t></w:r></w:ins>'
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>藏</w:t></w:r>"
        "<w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/>"
        "<w:t>换行</w:t></w:r><w:r><mc:AlternateContent>"
        f"<mc:Choice Requires='wps'>{box}</mc:Choice>"
        f"<mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r></w:p>",
    )
    assert read(save(file)).text == "增a\tb\n换行\n框"


def test_words_struck_out_are_not_read_but_a_struck_paragraph_is() -> None:
    """A few words are a correction; a whole paragraph may be the style of a page."""
    file = docx.Document()
    add(
        file,
        f"""<w:p {W}><w:r><w:t>主动公开</w:t></w:r>
        <w:r><w:rPr><w:strike/></w:rPr><w:t>15</w:t></w:r>
        <w:r><w:rPr><w:strike w:val="false"/></w:rPr><w:t>12条</w:t></w:r></w:p>""",
    )
    long = "全年通过网站主动公开政府信息" * 4
    add(file, f"<w:p {W}><w:r><w:rPr><w:dstrike/></w:rPr><w:t>{long}</w:t></w:r></w:p>")
    assert read(save(file)).text.split() == ["主动公开12条", long]


def test_a_control_that_shows_its_prompt_is_empty() -> None:
    file = docx.Document()
    shown = (
        "<w:sdt><w:sdtPr>{}</w:sdtPr><w:sdtContent><w:r><w:t>{}</w:t></w:r></w:sdtContent></w:sdt>"
    )
    prompt = shown.format("<w:showingPlcHdr/>", "单击此处输入100字以内")
    add(file, f"<w:p {W}><w:r><w:t>数量</w:t></w:r>{prompt}{shown.format('', '12')}</w:p>")
    assert read(save(file)).text.strip() == "数量12"


def test_properties_and_margins() -> None:
    file = docx.Document()
    file.core_properties.title = "年度报告"
    file.add_paragraph("正文")
    file.sections[0].footer.paragraphs[0].text = "某局 第 1 页"
    document = read(save(file))
    assert document.meta["title"] == "年度报告"
    (stretch,) = json.loads(document.meta["furniture"])
    assert stretch[0] == "footer"
    assert document.text[stretch[1] : stretch[2]] == "某局 第 1 页"


def sample() -> bytes:
    file = docx.Document()
    file.add_paragraph("正文")
    return save(file)


def test_damaged_files_are_refused() -> None:
    data = sample()
    for size in range(4, len(data), len(data) // 40):
        (item,) = read_documents(data[:size], "a.docx")
        assert isinstance(item, Failure) and "damaged" in item.reason
    chance = random.Random(1)
    for _ in range(60):
        broken = bytearray(data)
        for _ in range(12):
            broken[chance.randrange(len(broken))] = chance.randrange(256)
        assert list(read_documents(bytes(broken), "a.docx"))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>", "entities"),
        (b"<w:document", "damaged"),
        (b"<x/>", "without text"),
        (b" " * 90_000_000, "suspiciously"),
    ],
)
def test_hostile_parts_are_refused(content: bytes, reason: str) -> None:
    (item,) = read_documents(rewrite(sample(), {"word/document.xml": content}), "a.docx")
    assert isinstance(item, Failure) and reason in item.reason


def test_deep_nesting_does_not_crash() -> None:
    deep = b"<w:p>" * 200 + b"<w:r><w:t>x</w:t></w:r>" + b"</w:p>" * 200
    head = f"<w:document {W}><w:body><w:p><w:r><w:t>y</w:t></w:r></w:p>".encode()
    data = rewrite(sample(), {"word/document.xml": head + deep + b"</w:body></w:document>"})
    assert read(data).text.startswith("y")


OTHER_OFFICE = {
    "a.pptx": ({"[Content_Types].xml": "<x/>", "ppt/presentation.xml": "<x/>"}, "slides"),
    "a.odt": (
        {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<x/>"},
        "an OpenDocument file",
    ),
    "a.ofd": ({"OFD.xml": "<x/>", "Doc_0/Document.xml": "<x/>"}, "an OFD file"),
}


@pytest.mark.parametrize("name", OTHER_OFFICE)
def test_an_office_file_of_another_kind_is_one_file_of_an_unsupported_type(name: str) -> None:
    members, reason = OTHER_OFFICE[name]
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for member, content in members.items():
            archive.writestr(member, content)
    (item,) = read_documents(held.getvalue(), name)
    assert isinstance(item, Failure) and item.reason.startswith(f"{reason}: unsupported type")


def test_page_that_an_export_put_into_a_word_file() -> None:
    """Some sites' own export holds the whole page as a chunk and no paragraph."""
    page = (
        "<html><meta charset=utf-8><p>政府信息公开年度报告</p><table><tr><td>甲<td>1</table></html>"
    )
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/chunk.html", page)
        archive.writestr(
            "word/document.xml", f"<w:document {W}><w:body><w:altChunk/></w:body></w:document>"
        )
    document = read(data.getvalue())
    assert document.text.splitlines()[0] == "政府信息公开年度报告"
    assert texts(document) == [[["甲", "1"]]]
    assert document.sha256 == hashlib.sha256(data.getvalue()).hexdigest()
