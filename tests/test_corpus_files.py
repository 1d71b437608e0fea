"""What is listed of a folder: odd names, links, and what can't be opened."""

import os

import pytest

import govdisc_analysis as gd
from govdisc_analysis.corpus import list_files
from govdisc_analysis.site.report_pages import write_report_pages
from tests.corpora import REPORT

NAMES = [
    ("年报.txt".encode(), "年报.txt"),
    ("年报.txt".encode("gb18030"), "年报.txt"),
    (b"a\xff.txt", r"a\xff.txt"),
]


def put(folder, name, number=1):
    folder.mkdir(exist_ok=True)
    try:
        (folder / os.fsdecode(name)).write_text(REPORT.format(number), encoding="utf-8")
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")


@pytest.mark.parametrize(("name", "said"), NAMES)
def test_a_name_in_any_bytes_is_read(tmp_path, name, said):
    put(tmp_path / "raw", name)
    tables = gd.parse_corpus(tmp_path / "raw", jobs=1)
    gd.write_tables(tables, tmp_path / "out")
    assert tables.reports["source_path"].tolist() == [said]
    assert write_report_pages(tables, tmp_path / "raw", tmp_path / "pages", "zh") == 1
    (page,) = (tmp_path / "pages").iterdir()
    assert "主动公开政府信息" in page.read_text(encoding="utf-8")  # the marked text is there


def test_two_names_that_read_the_same_are_two_files(tmp_path):
    for number, (name, _) in enumerate(NAMES):
        put(tmp_path, name, number)
    assert gd.parse_corpus(tmp_path, jobs=1).reports["source_path"].is_unique
    assert len(gd.parse_corpus(tmp_path, jobs=1).reports) == len(NAMES)


def test_links_are_followed_and_a_broken_one_is_told(tmp_path):
    put(tmp_path / "far", b"1.txt")
    raw = tmp_path / "raw"
    put(raw, b"2.txt", 2)
    (raw / "far").symlink_to(tmp_path / "far")
    (raw / "again").symlink_to(raw)
    (raw / "gone.txt").symlink_to(tmp_path / "nowhere")
    (raw / "self.txt").symlink_to("self.txt")
    reports = gd.parse_corpus(raw, jobs=1).reports.set_index("source_path")["status"]
    assert reports.to_dict() == {
        "2.txt": "parsed",
        "far/1.txt": "parsed",
        "gone.txt": "quarantined",
        "self.txt": "quarantined",
    }


def test_a_folder_that_cannot_be_opened_is_told(tmp_path, monkeypatch):
    put(tmp_path, b"1.txt")
    put(tmp_path / "shut", b"2.txt")
    scan = os.scandir

    def refuse(path):
        if os.fspath(path).endswith("shut"):
            raise PermissionError(13, "Permission denied")
        return scan(path)

    monkeypatch.setattr(os, "scandir", refuse)
    assert [path.name for path in list_files(tmp_path)] == ["1.txt", "shut"]
    status = gd.parse_corpus(tmp_path, jobs=1).reports["status"]
    assert status.tolist() == ["parsed", "quarantined"]
