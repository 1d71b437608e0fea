"""Letters of a Chinese font that a PDF names and doesn't hold: none is left out unheard."""

from govdisc_analysis.models import Document
from govdisc_analysis.read import read_documents

FONT = (
    b"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts["
    b"<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/DW 1000/CIDSystemInfo<</Registry"
    b"(Adobe)/Ordering(GB1)/Supplement 4>>/FontDescriptor<</Type/FontDescriptor/FontName"
    b"/STSong-Light/Flags 6/FontBBox[-25 -254 1000 880]/ItalicAngle 0/Ascent 752/Descent -271"
    b"/CapHeight 737/StemV 58>>>>]>>"
)


def make_pdf(content: bytes, rotation: int = 0) -> bytes:
    """A PDF of one page whose font is only named."""
    bodies = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 500 500]/Rotate %d/Contents 4 0 R"
        b"/Resources<</Font<</F1 5 0 R>>>>>>" % rotation,
        b"<</Length %d>>stream\n%s\nendstream" % (len(content), content),
        FONT,
    ]
    return assemble(bodies)


def assemble(bodies: list[bytes]) -> bytes:
    """A PDF of these objects, the first of which is its catalog."""
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(bodies, 1):
        places.append(len(out))
        out += b"%d 0 obj%s endobj\n" % (number, body)
    size = len(bodies) + 1
    head = b"xref\n0 %d\n0000000000 65535 f \n" % size
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    tail = b"trailer<</Size %d/Root 1 0 R>>startxref\n%d\n%%%%EOF" % (size, len(out))
    return out + head + table + tail


def put(x: int, y: int, text: str) -> bytes:
    """A text by itself at a place."""
    return b"BT /F1 10 Tf %d %d Td <%s> Tj ET\n" % (
        x,
        y,
        text.encode("utf-16-be").hex().encode(),
    )


def grid(rows: list[list[str]]) -> bytes:
    """A ruled table, each cell 100 wide and 20 high."""
    out = b""
    for r, row in enumerate(rows):
        for c, text in enumerate(row):
            x, y = 50 + 100 * c, 400 - 20 * r
            out += b"%d %d 100 20 re S\n" % (x, y) + put(x + 40, y + 6, text)
    return out


def read(data: bytes) -> Document:
    """The document of a PDF."""
    (document,) = read_documents(data, "a.pdf")
    assert isinstance(document, Document), document
    return document


ROWS = [["行政许可项", "３", "４５", " "], ["行政处罚项", "０", "件", "６"]]


def test_a_digit_alone_in_its_cell_is_read() -> None:
    document = read(make_pdf(put(50, 450, "政府信息公开工作年度报告") + grid(ROWS)))
    texts = [[cell.text if cell else "" for cell in row] for row in document.grids[0].rows]
    assert texts == [["行政许可项", "３", "４５", ""], ["行政处罚项", "０", "件", "６"]]
    assert not [note for note in document.notes if note.severity == "warning"]


def test_what_stays_lost_is_told() -> None:
    data = make_pdf(put(50, 450, "政府信息公开工作年度报告") + grid(ROWS), 90)
    document = read(data)
    told = [note.message for note in document.notes if "fonts that the file lacks" in note.message]
    text = document.text
    assert told or all(digit in text for digit in "３０６")
