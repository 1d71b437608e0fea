"""Files that want to break a reader: each builder gives the bytes of one."""

import io
import zipfile
from collections.abc import Callable, Mapping

from fpdf import FPDF
from PIL import Image

GOOD = (
    "合肥市教育局2016年政府信息公开工作年度报告\n一、概述\n"
    "2016年主动公开政府信息{}条，收到政府信息公开申请2件。\n"
)
HEAD = GOOD.format(4)
WORDS = HEAD.split("\n")
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
ROW = "<tr><td>{}</td><td>行政许可</td><td>3</td></tr>"
MANY_ROWS = 200_000


def pack(members: Mapping[str, bytes]) -> bytes:
    """A zip file."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return held.getvalue()


def word(body: str, doctype: str = "") -> bytes:
    """A Word file with this body."""
    types = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/></Types>'
    )
    document = (
        f'<?xml version="1.0" encoding="UTF-8"?>{doctype}'
        f'<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>'
    )
    return pack({"[Content_Types].xml": types.encode(), "word/document.xml": document.encode()})


def paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def head() -> str:
    return "".join(map(paragraph, WORDS))


def truncated_docx() -> bytes:
    whole = word("".join(map(paragraph, GOOD.format(5).split("\n"))) * 50)
    return whole[: len(whole) * 2 // 3]


def entity_bomb() -> bytes:
    levels = "".join(f'<!ENTITY e{i} "{f"&e{i - 1};" * 10}">' for i in range(1, 10))
    doctype = f'<!DOCTYPE w [<!ENTITY e0 "报告报告报告">{levels}]>'
    return word(head() + paragraph("&e9;"), doctype)


def external_entity() -> bytes:
    return word(
        head() + paragraph("&secret;"),
        '<!DOCTYPE w [<!ENTITY secret SYSTEM "file:///etc/hostname">]>',
    )


def nested_word_tables() -> bytes:
    depth = 10_000
    start, end = "<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>"
    return word(head() + start * depth + paragraph("7") + end * depth)


def wide_word_table() -> bytes:
    cell = '<w:tc><w:tcPr><w:gridSpan w:val="100000000"/></w:tcPr>{}</w:tc>'
    row = f"<w:tr>{cell.format(paragraph('1')) * 20}</w:tr>"
    return word(head() + f"<w:tbl>{row * 50}</w:tbl>")


def encrypted_pdf() -> bytes:
    paper = FPDF()
    paper.set_encryption(owner_password="one", user_password="two")
    paper.add_page()
    paper.set_font("helvetica", size=12)
    paper.cell(text="2016 report")
    return bytes(paper.output())


def picture_pdf() -> bytes:
    paper = FPDF()
    paper.add_page()
    paper.image(Image.effect_noise((300, 300), 50), x=10, y=10, w=150)
    return bytes(paper.output())


def truncated_pdf() -> bytes:
    paper = FPDF()
    paper.add_page()
    paper.set_font("helvetica", size=12)
    paper.cell(text="2016 report")
    return bytes(paper.output())[:400]


def page(body: str) -> bytes:
    markup = "".join(f"<p>{line}</p>" for line in WORDS)
    return f"<html><body>{markup}{body}</body></html>".encode()


def nested_tables() -> bytes:
    depth = 10_000
    return page("<table><tr><td>" * depth + "7" + "</td></tr></table>" * depth)


def unclosed_tables() -> bytes:
    return page("<table><tr><td>1<td>" * 10_000)


def wide_cells() -> bytes:
    row = '<tr><td colspan=1000000 rowspan="1000000">1</td><td colspan=1000000>2</td></tr>'
    return page(f"<table>{row * 500}</table>")


def many_rows() -> bytes:
    return page(f"<table>{''.join(map(ROW.format, range(MANY_ROWS)))}</table>")


def million_rows() -> bytes:
    return page(f"<table>{'<tr><td>1</td><td>2</td></tr>' * 1_000_000}</table>")


def million_text_rows() -> bytes:
    return (HEAD + "1\t2\n" * 1_000_000).encode()


def many_text_rows() -> bytes:
    rows = "\n".join(f"| {i} | 行政许可 | 3 |" for i in range(MANY_ROWS))
    return f"{HEAD}\n| 序号 | 事项 | 数量 |\n|---|---|---|\n{rows}\n".encode()


def many_word_rows() -> bytes:
    cells = "".join(f"<w:tc>{paragraph(text)}</w:tc>" for text in ("行政许可", "3"))
    return word(head() + f"<w:tbl>{f'<w:tr>{cells}</w:tr>' * 50_000}</w:tbl>")


def one_long_line() -> bytes:
    return (HEAD + "，主动公开信息3条" * 400).encode()


def digits() -> bytes:
    return f"{HEAD}\n主动公开政府信息{'9' * 200_000}条。\n".encode()


def unclosed_brackets() -> bytes:
    return (HEAD + "（" * 50_000 + "<" * 50_000 + "\n二、" * 20_000).encode()


def expanding_zip() -> bytes:
    return pack({"big.txt": b"0" * 40_000_000})


def expanding_docx() -> bytes:
    return word(head() + "<w:p/>" * 8_000_000)


def zip_with_outside_paths() -> bytes:
    good = GOOD.format(6).encode()
    return pack(
        {
            "../../up.txt": good,
            "/etc/root.txt": good,
            "a\\..\\..\\escaped.txt": good,
            "ok.txt": good,
        }
    )


def nested_zips() -> bytes:
    held = pack({"deep.txt": GOOD.format(7).encode()})
    for _ in range(10):
        held = pack({"in.zip": held})
    return held


def noise() -> bytes:
    return bytes((i * 2_654_435_761 >> 7) & 255 for i in range(50_000))


def zero_bytes() -> bytes:
    return "\0".join(GOOD.format(8)).encode()


def only_zero_bytes() -> bytes:
    return bytes(100_000)


def lone_surrogates() -> bytes:
    return (HEAD * 9 + "公\ud834开。\n").encode("utf-8", "surrogatepass")


def stray_zero() -> bytes:
    return (HEAD * 9 + "公\0开。\n").encode()


def many_parts() -> bytes:
    head = b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n"
    return head + b"--b\nContent-Type: text/html\n\n" * 200_000


def expanding_page() -> bytes:
    """A page that swells within a Word file."""
    body = f'<w:document xmlns:w="{WORD}"><w:body><w:altChunk/></w:body></w:document>'
    return pack(
        {
            "[Content_Types].xml": b"<Types/>",
            "word/document.xml": body.encode(),
            "word/page.html": b"<p>a</p>" * 6_000_000,
        }
    )


QUARANTINED: Mapping[str, tuple[Callable[[], bytes], str]] = {
    "truncated.docx": (truncated_docx, "damaged|truncated"),
    "entities.docx": (entity_bomb, "entities"),
    "external.docx": (external_entity, "entities"),
    "nested_tables.docx": (nested_word_tables, "."),
    "between_zeros.txt": (zero_bytes, "binary"),
    "expanding.docx": (expanding_docx, "bomb|large|expands"),
    "expanding_page.docx": (expanding_page, "."),
    "many_parts.txt": (many_parts, "too many parts"),
    "million_rows.html": (million_rows, "tags, more than"),
    "million_rows.txt": (million_text_rows, "lines, more than"),
    "encrypted.pdf": (encrypted_pdf, "encrypted|password"),
    "picture.pdf": (picture_pdf, "scan|image|picture"),
    "truncated.pdf": (truncated_pdf, "."),
    "noise.bin": (noise, "."),
    "noise.pdf": (lambda: b"%PDF-1.7\n" + noise(), "."),
    "noise.docx": (lambda: b"PK\x03\x04" + noise(), "damaged"),
    "noise.zip": (lambda: b"PK\x03\x04" + noise(), "damaged"),
    "zeros.txt": (only_zero_bytes, "."),
    "expanding.zip/big.txt": (expanding_zip, "bomb|large"),
    "outside.zip/up.txt": (zip_with_outside_paths, "unsafe path"),
    "nested.zip/in.zip/in.zip": (nested_zips, "not opened"),
}


def repeated() -> bytes:
    """Words that a careless search would set against each other: 公开 ----…, 件 on every line."""
    parts = ("公开 " + "-" * 20_000, "没有公开，" * 3_000, "件\n" * 10_000, "公开 -\n" * 3_000)
    return (HEAD + "二、存在的主要问题\n" + "。\n".join(parts)).encode()


READ: Mapping[str, Callable[[], bytes]] = {
    "repeated.txt": repeated,
    "nested_tables.html": nested_tables,
    "unclosed_tables.html": unclosed_tables,
    "wide_cells.html": wide_cells,
    "many_rows.html": many_rows,
    "many_rows.md": many_text_rows,
    "many_rows.docx": many_word_rows,
    "wide_cells.docx": wide_word_table,
    "one_long_line.txt": one_long_line,
    "digits.txt": digits,
    "brackets.txt": unclosed_brackets,
    "surrogate.txt": lone_surrogates,
    "stray_zero.txt": stray_zero,
}
"""Files that are read, if only in part; that each is accounted for in time is what is asked."""
