"""Old binary Word files and Rich Text are read like the newer kinds of Word file."""

import struct
from itertools import accumulate, pairwise
from pathlib import Path

import pandas as pd
import pytest

from govdisc_analysis import parse_corpus, parse_report
from govdisc_analysis.models import Unreadable
from govdisc_analysis.parse import parse_bytes
from govdisc_analysis.read import doc, read_documents, word97
from govdisc_analysis.read.doc import read_doc
from govdisc_analysis.read.rtf import read_rtf
from govdisc_analysis.read.word97_lists import read_lists
from govdisc_analysis.simulate import simulate_corpus

FOLDER = Path(__file__).parent / "data" / "word"
OLD, NEW = FOLDER / "form2021.doc", FOLDER / "form2021.docx"
IN_TABLE, ROW_END = b"\x16\x24\x01", b"\x16\x24\x01\x17\x24\x01"
PAGE = 512


def rows(document):
    return [[[cell and cell.text for cell in row] for row in grid.rows] for grid in document.grids]


def test_the_old_file_of_a_report_reads_like_the_new_one():
    old, new = parse_report(OLD), parse_report(NEW)
    assert old.media_type == "application/msword"
    assert (old.encoding, new.encoding) == ("", "utf-8")
    assert {(one.key, one.value, one.state) for one in old.cells} == {
        (one.key, one.value, one.state) for one in new.cells
    }
    assert len(old.cells) > 100
    assert [one.text for one in old.problems] == [one.text for one in new.problems]
    assert old.identity.agency == new.identity.agency


def test_numbers_that_word_counts_itself_are_part_of_the_text():
    old, new = (
        next(iter(read_documents((FOLDER / name).read_bytes(), name))).text
        for name in ("numbered.doc", "numbered.docx")
    )
    assert old == new
    assert "二、存在的主要问题\n1.公开不及时。" in old


def test_damaged_lists_number_nothing():
    table = struct.pack("<H", 3) + b"\0" * 30
    main = bytearray(PAGE * 2)
    struct.pack_into("<IIII", main, 0x2E2, 0, 12, 0, 4)
    assert not read_lists(bytes(main), table).lists
    assert not read_lists(b"", b"").lists


@pytest.mark.parametrize("name", ["a.doc", "a.wps", "a.docx", "b.txt"])
def test_the_bytes_tell_what_it_is(name):
    (document,) = read_documents(OLD.read_bytes(), name)
    assert document.media_type == "application/msword"


def changed(place, value):
    """The old file with two bytes of the head of its text changed."""
    data = OLD.read_bytes()
    head = next(at for at in range(0, len(data), PAGE) if data[at : at + 2] == b"\xec\xa5") + place
    return data[:head] + struct.pack("<H", value) + data[head + 2 :]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (OLD.read_bytes()[:9000], "damaged or truncated"),
        (changed(2, 0x65), "older than Word 97"),
        (changed(10, 0x1300), "locked by a password"),
        (OLD.read_bytes().replace("WordDocument".encode("utf-16-le"), b"\0" * 24), "other than"),
    ],
)
def test_what_cannot_be_read_is_quarantined_with_the_reason(data, reason):
    (report,) = parse_bytes(data, "a.doc", {})
    assert report.status == "quarantined"
    assert reason in report.message


def pages(runs, entry_size, encode):
    """Pages of runs as the stream holds them: bounds, entries, properties, and how many."""
    page = bytearray(PAGE)
    bounds = [run[0] for run in runs] + [runs[-1][1]]
    struct.pack_into(f"<{len(bounds)}I", page, 0, *bounds)
    at = PAGE - 2
    for number, (_, _, properties) in enumerate(runs):
        part = encode(properties)
        at = (at - len(part)) // 2 * 2
        page[at : at + len(part)] = part
        page[4 * len(bounds) + entry_size * number] = at // 2 if properties else 0
    page[-1] = len(runs)
    return bytes(page)


def of_paragraph(properties):
    part = b"\0\0" + properties
    part += b"\0" * (len(part) % 2 == 0)
    return bytes([(len(part) + 1) // 2]) + part


def of_characters(properties):
    return bytes([len(properties)]) + properties


def streams(pieces, paragraphs, hidden=()):
    """Streams of a file whose text is the pieces; runs are given in characters of the text.

    The pieces lie in the stream the other way round: only the table says how they follow.
    """
    main = bytearray(PAGE)
    places = {}
    for number, (text, codec) in reversed(list(enumerate(pieces))):
        places[number] = len(main)
        main += text.encode(codec)
    main += b"\0" * (-len(main) % PAGE)
    bounds = [0, *accumulate(len(text) for text, _ in pieces)]

    def place(position):
        number = max(n for n, start in enumerate(bounds[:-1]) if start <= position)
        width = 1 if pieces[number][1] == "cp1252" else 2
        return places[number] + (position - bounds[number]) * width

    def spread(runs):
        """Runs in places, cut at the ends of pieces, with the stretches between them."""
        cut = [
            (place(max(start, a)), place(min(end, b) - 1) + 2, properties)
            for start, end, properties in runs
            for a, b in pairwise(bounds)
            if max(start, a) < min(end, b)
        ]
        made, last = [], PAGE
        for start, end, properties in sorted(cut):
            if start > last:
                made.append((last, start, b""))
            made.append((start, end, properties))
            last = end
        return made

    table, entries = b"", {}
    for entry, page in (
        (0x102, pages(spread(paragraphs), 13, of_paragraph)),
        (0xFA, pages(spread(hidden), 1, of_characters) if hidden else b""),
    ):
        if page:
            entries[entry] = (len(table), 12)
            table += struct.pack("<III", 0, len(main), len(main) // PAGE)
            main += page
    plan = struct.pack(f"<{len(bounds)}I", *bounds)
    for number, (_, codec) in enumerate(pieces):
        at = places[number] * 2 | 0x40000000 if codec == "cp1252" else places[number]
        plan += struct.pack("<HIH", 0, at, 0)
    clx = b"\x01\x02\x00\x00\x00" + b"\x02" + struct.pack("<I", len(plan)) + plan
    entries[0x1A2] = (len(table), len(clx))
    table += clx
    for entry, (start, size) in entries.items():
        struct.pack_into("<II", main, entry, start, size)
    struct.pack_into("<I", main, 0x4C, bounds[-1])
    return bytes(main), table


def definition(edges, merges):
    """The property that gives the edges of a row's cells and how they are merged downwards."""
    body = bytes([len(merges)]) + struct.pack(f"<{len(edges)}h", *edges)
    body += b"".join(bytes([flags]) + b"\0" * 19 for flags in merges)
    return struct.pack("<HH", 0xD608, len(body) + 1) + body


def read(pieces, paragraphs, hidden=(), data=b"", monkeypatch=None):
    word = word97._read(*streams(pieces, paragraphs, hidden), data)
    monkeypatch.setattr(doc, "read_word97", lambda _: word)
    return read_doc(b"", "a.doc")


def test_pieces_follow_as_the_table_says_whatever_their_width(monkeypatch):
    pieces = [("公开", "utf-16-le"), (" “12” pages\r", "cp1252"), ("林\r", "utf-16-le")]
    document = read(pieces, [(0, 15, b"")], monkeypatch=monkeypatch)
    assert document.text == "公开 “12” pages\n林"


def test_a_pair_of_units_is_one_character(monkeypatch):
    word = word97.Word97("\ud842\udfb7林\r", (word97.Piece(0, 4, 0, 2),), ())
    monkeypatch.setattr(doc, "read_word97", lambda _: word)
    assert read_doc(b"", "a.doc").text == "𠮷林"


def test_what_nobody_sees_is_left_out(monkeypatch):
    text = "见\x13 HYPERLINK a \x14网站\x15，公开1\x1f2条，删去99条。\x01\r"
    gone = text.index("，删去")
    pieces = [(text[:-6], "utf-16-le"), (text[-6:], "utf-16-le")]
    for code in (0x083C, 0x0800):
        run = (gone, gone + 6, struct.pack("<HB", code, 1))
        document = read(pieces, [(0, len(text), b"")], [run], monkeypatch=monkeypatch)
        assert document.text == "见网站，公开12条。"


@pytest.mark.parametrize("is_elsewhere", [False, True])
def test_cells_span_what_their_edges_and_merges_say(is_elsewhere, monkeypatch):
    first = definition([0, 1000, 3010], [0x60, 0])
    second = definition([0, 1000, 2000, 3000], [0x20, 0, 0])
    data = b""
    if is_elsewhere:
        data = struct.pack("<H", len(first)) + first
        first = struct.pack("<HI", 0x6646, 0)
    lines = ["类\a", "甲\r乙\a", "\a", "\a", "3\a", "4\a", "\a", "后\r"]
    kinds = {2: ROW_END + first, 6: ROW_END + second, 7: b""}
    bounds = pairwise([0, *accumulate(map(len, lines))])
    paragraphs = [(*bound, kinds.get(number, IN_TABLE)) for number, bound in enumerate(bounds)]
    document = read([("".join(lines), "utf-16-le")], paragraphs, data=data, monkeypatch=monkeypatch)
    assert rows(document) == [[["类", "甲乙", "甲乙"], ["类", "3", "4"]]]
    assert document.text == "类\t甲乙\n3\t4\n后"


def test_a_table_in_a_table_keeps_its_cells(monkeypatch):
    inner_cell = IN_TABLE + b"\x4b\x24\x01" + b"\x49\x66\x02\0\0\0"
    inner_row = IN_TABLE + b"\x4c\x24\x01" + b"\x49\x66\x02\0\0\0"
    lines = ["甲\r", "1\r", "\r", "乙\r", "2\r", "\r", "\a", "\a"]
    kinds = [inner_cell, inner_cell, inner_row] * 2 + [IN_TABLE, ROW_END]
    bounds = pairwise([0, *accumulate(map(len, lines))])
    paragraphs = [(a, b, kind) for (a, b), kind in zip(bounds, kinds, strict=True)]
    document = read([("".join(lines), "utf-16-le")], paragraphs, monkeypatch=monkeypatch)
    assert rows(document) == [[["甲", "1"], ["乙", "2"]]]


RICH = r"""{\rtf1\ansi\ansicpg936 {\fonttbl{\f0 a;}}\'d2\'bb\'a1\'a2\'b8\'c5\'bf\'f6\par
\trowd\cellx1\cellx2\intbl \u35268?\u31456?\cell 3\cell\row
\trowd\cellx1\cellx2\intbl {\b \'d0\'ed\'bf\'c9}\cell 12\cell\row\pard \'ce\'de\'a1\'a3\par}"""


@pytest.mark.parametrize("name", ["a.rtf", "a.doc"])
def test_rich_text_keeps_its_rows(name):
    (document,) = read_documents(RICH.encode(), name)
    assert document.media_type == "application/rtf"
    assert document.raw is None
    assert document.encoding == ""
    assert "一、概况" in document.text
    assert [row[:2] for row in rows(document)[0]] == [["规章", "3"], ["许可", "12"]]


def test_simulated_rich_text_is_read_as_it_was_meant(tmp_path):
    simulate_corpus(tmp_path, reports=20, seed=3, formats={"rtf": 1}, noises={"traditional": 0.3})
    told = parse_corpus(tmp_path / "raw", jobs=1)
    true = pd.read_csv(tmp_path / "truth" / "requests.csv")
    both = true.merge(told.requests, on=["report_id", "item", "applicant"], how="outer")
    assert len(both) == len(true) > 500
    assert (both["count_x"] == both["count_y"]).all()


def test_rich_text_is_bounded():
    with pytest.raises(Unreadable, match="larger than"):
        read_rtf(b"{\\rtf1 " + b"a" * 21_000_000, "a.rtf")
    for broken in (b"{\\rtf1 }", b"{\\rtf1 \\uc a}"):
        with pytest.raises(Unreadable):
            read_rtf(broken, "a.rtf")
