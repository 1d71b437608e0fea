"""Zip files: names, nesting, and every member accounted for within bounds."""

import io
import zipfile

import pytest

from govdisc_analysis.models import Document
from govdisc_analysis.read import Failure, read_documents
from govdisc_analysis.read import zip as zip_reader


def pack(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return held.getvalue()


def read(data: bytes) -> dict[str, str]:
    """Name of each item, with its text or its reason."""
    return {
        item.name: item.text if isinstance(item, Document) else item.reason
        for item in read_documents(data, "a.zip")
    }


def test_members_in_order_with_nested_zips() -> None:
    innermost = pack({"z.txt": b"deep"})
    data = pack(
        {
            "b/x.txt": "甲".encode(),
            "a.html": b"<p>y</p>",
            "in.zip": pack({"n.txt": b"nested", "in.zip": innermost}),
        }
    )
    assert read(data) == {
        "a.zip/b/x.txt": "甲",
        "a.zip/a.html": "y",
        "a.zip/in.zip/n.txt": "nested",
        "a.zip/in.zip/in.zip": "a zip in a zip in a zip is not opened",
    }


def test_names_in_gbk_and_with_backslashes() -> None:
    data = pack({"XXXXXXXX\\b.txt": b"x"}).replace(b"XXXXXXXX", "年度报告".encode("gbk"))
    assert list(read(data)) == ["a.zip/年度报告/b.txt"]
    assert list(read(pack({"报告.txt": b"x"}))) == ["a.zip/报告.txt"]


def test_what_nobody_put_there_is_left_out_silently() -> None:
    silent = {"__MACOSX/._a.txt": b"x", ".DS_Store": b"x", "d/Thumbs.db": b"x", "~$a.docx": b"x"}
    assert read(pack({**silent, "a.txt": b"y"})) == {"a.zip/a.txt": "y"}


def test_every_other_member_is_accounted_for() -> None:
    data = pack(
        {
            "../up.txt": b"x",
            "/root.txt": b"x",
            "C:/c.txt": b"x",
            "p.jpg": b"x",
            "e.txt": b"",
            "g.txt": b"g",
        }
    )
    found = read(data)
    assert found["a.zip/g.txt"] == "g"
    assert found["a.zip/up.txt"] == found["a.zip/root.txt"] == "unsafe path in a zip"
    assert found["a.zip/p.jpg"] == "unsupported type (.jpg)"
    assert "empty" in found["a.zip/e.txt"]
    assert len(found) == 6


def test_locked_and_damaged_members() -> None:
    data = pack({"a.txt": b"hello hello hello"}, zipfile.ZIP_STORED)
    locked = bytearray(data)
    locked[6] |= 1
    locked[data.index(b"PK\x01\x02") + 8] |= 1
    assert read(bytes(locked)) == {"a.zip/a.txt": "locked by a password"}
    assert read(data.replace(b"hello hello", b"hellO hello")) == {
        "a.zip/a.txt": "damaged in the zip"
    }


@pytest.mark.parametrize("size", [10, 60, 200])
def test_truncated_zip(size: int) -> None:
    data = pack({f"{i}.txt": bytes([65 + i]) * 50 for i in range(5)})
    (item,) = read_documents(data[:size], "a.zip")
    assert isinstance(item, Failure) and "damaged" in item.reason


def test_empty_zip() -> None:
    assert read(pack({})) == {"a.zip": "a zip without files"}


def test_bombs_are_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "bomb" in read(pack({"a.txt": b" " * 30_000_000}))["a.zip/a.txt"]
    monkeypatch.setattr(zip_reader, "MAX_TOTAL_BYTES", 1000)
    found = read(pack({f"{i}.txt": b"ab" * 300 for i in range(4)}))
    assert sorted(found.values())[1:] == ["too large when unpacked"] * 3
    monkeypatch.setattr(zip_reader, "MAX_MEMBERS", 2)
    assert read(pack({f"{i}.txt": b"x" for i in range(4)}))["a.zip"].startswith("only the first 2")
