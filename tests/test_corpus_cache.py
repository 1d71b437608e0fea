"""What was read is remembered: the same tables, read once; whatever changes is read anew."""

import pickle
import subprocess
import sys
import zlib
from pathlib import Path

import pytest

import govdisc_analysis as gd
from govdisc_analysis import generator
from govdisc_analysis.corpus import cache, reports
from govdisc_analysis.site.marks import marked_text, marks_of
from govdisc_analysis.tables import build_rows
from tests.corpora import REPORT, equal, write_reports
from tests.raw import RAW
from tests.shared import ROOT

KINDS = {".py", ".csv", ".toml"}


@pytest.fixture
def read(monkeypatch):
    """Names of the files that are read."""
    names = []
    parse_bytes = reports.parse_bytes

    def noting(data, name, manifest):
        names.append(name)
        return parse_bytes(data, name, manifest)

    monkeypatch.setattr(reports, "parse_bytes", noting)
    return names


def parse(tmp_path):
    return gd.parse_corpus(tmp_path / "raw", jobs=1, cache=tmp_path / "kept")


def test_a_second_run_reads_nothing_and_says_the_same(tmp_path, raw, read):
    plain = gd.parse_corpus(raw, jobs=1)
    read.clear()
    equal(parse(tmp_path), plain)
    assert len(read) == len(plain.reports)
    read.clear()
    equal(parse(tmp_path), plain)
    assert read == []


def test_what_is_new_or_changed_is_read(tmp_path, read):
    folder = write_reports(tmp_path / "raw", 3)
    parse(tmp_path)
    read.clear()
    (folder / "1.txt").write_text(REPORT.format(77), encoding="utf-8")
    (folder / "new.txt").write_text(REPORT.format(78), encoding="utf-8")
    tables = parse(tmp_path)
    assert read == ["1.txt", "new.txt"]
    total = tables.indicators.query("indicator == 'proactive_total'")["value"]
    assert sorted(total) == [0, 2, 77, 78]


def test_another_manifest_or_reader_reads_anew(tmp_path, read, monkeypatch):
    folder = write_reports(tmp_path / "raw", 2)
    parse(tmp_path)
    read.clear()
    (folder / "manifest.csv").write_text("path,sha256,county\n1.txt,,丙县\n", encoding="utf-8")
    assert set(parse(tmp_path).reports["county"].dropna()) == {"丙县"}
    assert read == ["1.txt"]
    read.clear()
    monkeypatch.setattr(cache, "generator", lambda: {"reader": "another"})
    parse(tmp_path)
    assert read == ["0.txt", "1.txt"]


def test_a_correction_holds_for_what_is_remembered(tmp_path, read):
    folder = write_reports(tmp_path / "raw", 2)
    parse(tmp_path)
    (folder / "corrections.csv").write_text(
        "report,table,key,column,as_read,corrected,reason,who,when\n"
        "1.txt,indicators,proactive_total,value,1,9,typo,me,2026-11-22\n",
        encoding="utf-8",
    )
    read.clear()
    tables = parse(tmp_path)
    assert read == []
    assert 9 in set(tables.indicators.query("indicator == 'proactive_total'")["value"])


@pytest.mark.parametrize("content", [b"", b"no zlib", b"x\x9c\x03\x00\x00\x00\x00\x01"])
def test_what_was_kept_and_is_damaged_is_read_anew(tmp_path, read, content):
    write_reports(tmp_path / "raw", 1)
    before = parse(tmp_path)
    (kept,) = (tmp_path / "kept").rglob("*.z")
    kept.write_bytes(content)
    read.clear()
    equal(parse(tmp_path), before)
    assert read == ["0.txt"]


@pytest.mark.parametrize("path", RAW, ids=lambda path: path.name)
def test_a_report_that_was_packed_shows_the_same(path):
    report = gd.parse_report(path)
    again = cache.unpack(cache.pack(report))
    assert build_rows(again) == build_rows(report)
    marks = marks_of(report)
    assert marks
    assert marks_of(again) == marks
    assert marked_text(again, marks) == marked_text(report, marks)


def test_of_a_page_only_the_source_around_the_report_is_kept():
    menu = "<li>menu</li>" * 999
    body = REPORT.format(7).replace("\n", "</p><p>")
    page = f"<html><body>{menu}<div><p>{body}</p></div>{menu}</body></html>"
    report = gd.parse_report(page.encode(), name="a.html")
    again = cache.unpack(cache.pack(report))
    assert report.cleaned.document.raw.count("menu") == 2 * 999
    assert again.cleaned.document.raw.count("menu") < 20
    assert marks_of(again) == marks_of(report) != []


class Evil:
    def __reduce__(self):
        return print, ("code of the cache was run",)


def test_what_was_kept_runs_no_code(tmp_path, capsys):
    pickled = pickle.dumps([Evil()])
    place = tmp_path / "a.reports.z"
    place.write_bytes(zlib.compress(pickled))
    assert cache.recall(place) is None
    with pytest.raises(pickle.UnpicklingError, match="no record"):
        cache.unpack(zlib.compress(pickled))
    assert capsys.readouterr().out == ""


def test_an_interrupted_run_goes_on_where_it_was(tmp_path, monkeypatch, read):
    write_reports(tmp_path / "raw", 40)
    noting = reports.parse_bytes

    def interrupted(data, name, manifest):
        if len(read) == 20:
            raise KeyboardInterrupt
        return noting(data, name, manifest)

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(reports, "parse_bytes", interrupted)
        parse(tmp_path)
    read.clear()
    assert len(parse(tmp_path).reports) == 40
    assert len(read) == 20


def test_the_folder_is_marked_as_a_cache_and_has_no_half_files(tmp_path):
    write_reports(tmp_path / "raw", 3)
    parse(tmp_path)
    names = [p.name for p in (tmp_path / "kept").rglob("*") if p.is_file()]
    assert "CACHEDIR.TAG" in names
    assert sorted(name.rpartition(".")[2] for name in names) == ["TAG", "z", "z", "z"]


def test_every_file_that_the_reading_uses_is_in_the_readers_hash(tmp_path):
    """Else a changed rule would leave old numbers in the cache."""
    write_reports(tmp_path / "raw", 2)
    for path in RAW:
        (tmp_path / "raw" / path.name).write_bytes(path.read_bytes())
    script = (
        "import sys; opened = set()\n"
        "sys.addaudithook(lambda e, a: opened.add(str(a[0])) if e == 'open' else None)\n"
        "import govdisc_analysis as gd\n"
        f"gd.parse_corpus({str(tmp_path / 'raw')!r}, jobs=1)\n"
        "modules = {m.__file__ for n, m in sys.modules.items() if n.startswith(gd.__name__)}\n"
        "print(*sorted(opened | modules), sep='\\n')"
    )
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    package = ROOT / "govdisc_analysis"
    used = {Path(line) for line in done.stdout.splitlines() if Path(line).suffix in KINDS}
    inside = {p.relative_to(package) for p in used if p.is_relative_to(package)}
    named = {p.as_posix() for p in inside if not generator._decides(p)}
    assert len(inside) > 100
    apart = {"__init__.py", "version.py", "generator.py", "corpus/workers.py"}
    assert named <= apart
    assert not generator._FILES_APART - {
        p.relative_to(package).as_posix() for p in package.rglob("*")
    }
