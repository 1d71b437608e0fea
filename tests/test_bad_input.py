"""Files that want to break a reader: each is accounted for in bounded time, the run goes on."""

import json
import os
import re
import resource
import subprocess
import sys

import pandas as pd
import pytest

import govdisc_analysis as gd
from govdisc_analysis.models import Cell, Document, Grid
from govdisc_analysis.parse import parse_report
from govdisc_analysis.read.bounds import bounded
from tests.bad_input import GOOD, HEAD, QUARANTINED, READ
from tests.shared import ROOT

SECONDS = 60
MEMORY = 3_000_000_000
"""Address space, of which libraries alone take a third."""
HUGE = [name for name in READ if name.startswith("many_rows")]


def run_parse(raw, out):
    """`govdisc parse` on its own, short of memory and time."""
    command = [sys.executable, "-m", "govdisc_analysis", "parse", str(raw), "--out", str(out)]
    return subprocess.run(
        [*command, "--jobs", "1", "--format", "csv"],
        cwd=ROOT,
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY)),
    )


def write(folder, builders):
    folder.mkdir()
    (folder / "good.txt").write_text(GOOD.format(3), encoding="utf-8")
    for name, build in builders.items():
        (folder / name).write_bytes(build())


@pytest.fixture(scope="module")
def broken(tmp_path_factory):
    """What `govdisc parse` says of all the files that cannot be read, and of a good one."""
    folder = tmp_path_factory.mktemp("broken")
    write(folder / "raw", {name.split("/")[0]: build for name, (build, _) in QUARANTINED.items()})
    done = run_parse(folder / "raw", folder / "out")
    assert done.returncode == 0, done.stderr
    reports = pd.read_csv(folder / "out" / "reports.csv", dtype=str, keep_default_na=False)
    log = pd.read_csv(folder / "out" / "log.csv", dtype=str, keep_default_na=False)
    return done, reports.set_index("source_path"), log


@pytest.mark.parametrize("name", QUARANTINED)
def test_what_cannot_be_read_is_quarantined_with_the_reason(broken, name):
    _, reports, log = broken
    row = reports.loc[name]
    assert row["status"] == "quarantined"
    assert re.search(QUARANTINED[name][1], row["message"])
    assert "please report it" not in row["message"]  # a parser that fell over is no reason
    assert name in log["source_path"].tolist()


def test_the_run_goes_on_and_counts_them(broken):
    done, reports, _ = broken
    assert reports.loc["good.txt", "status"] == "parsed"
    assert reports.loc["outside.zip/ok.txt", "status"] == "parsed"
    counts = reports["status"].value_counts()
    last = done.stdout.strip().splitlines()[-1]
    assert last == (
        f"parsed {counts['parsed']}, partial {counts.get('partial', 0)}, "
        f"quarantined {counts['quarantined']} of {len(reports)}"
    )


def test_nothing_is_written_outside_of_the_folder(broken, tmp_path_factory):
    base = tmp_path_factory.getbasetemp()
    assert not [p for p in base.rglob("*") if p.name in {"up.txt", "root.txt", "escaped.txt"}]


@pytest.mark.parametrize("names", [HUGE, sorted(set(READ) - set(HUGE))], ids=["huge", "crooked"])
def test_huge_and_crooked_files_are_read_in_bounded_time(tmp_path, names):
    write(tmp_path / "raw", {name: READ[name] for name in names})
    done = run_parse(tmp_path / "raw", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    reports = pd.read_csv(tmp_path / "out" / "reports.csv").set_index("source_path")
    assert set(reports.index) == {"good.txt", *names}
    assert (reports["status"] != "quarantined").all(), reports["message"].dropna().tolist()
    partial = set(reports.index[reports["status"] == "partial"])
    assert partial == {"many_rows.html", "many_rows.md"} & set(names)
    figures = pd.read_csv(tmp_path / "out" / "indicators.csv")
    for report_id in reports["report_id"]:  # what stands before the trap is read
        found = figures[figures["report_id"] == report_id]
        assert "requests_received" in set(found["indicator"])


def test_a_cut_document_keeps_whole_rows_and_true_places():
    text = "head\n1\t2\n3\t4\n5\t6\n"
    spots = [(5, 7), (9, 11), (13, 15)]
    rows = tuple(tuple(Cell(text[at], at, at + 1) for at in row) for row in spots)
    marks = json.dumps([["head", 0, 4], ["footer", 9, 16], ["footer", 14, 16]])
    whole = Document("a.txt", "", "text/plain", "", text, grids=(Grid(rows, 5, 16),),
                     meta={"furniture": marks})  # fmt: skip
    cut = bounded(whole, 14)
    assert cut.text == text[:13]
    assert cut.grids == (Grid(rows[:2], 5, 13),)
    assert json.loads(cut.meta["furniture"]) == [["head", 0, 4], ["footer", 9, 13]]
    assert [note.severity for note in cut.notes] == ["error"]
    assert bounded(whole, len(text)) is whole


@pytest.mark.parametrize(
    "tail", ["\ud800", "\udfff公开\ud834。", "\0", "\ufffe\uffff", "\x1b[31m", "\u202e反", "\r\r\n"]
)
def test_strange_characters_in_a_text_are_no_hindrance(tail):
    report = gd.parse_report(HEAD + tail + "\n")
    assert report.status == "parsed"
    assert ("requests_received", 2.0) in {(f.indicator, f.value) for f in report.figures}
    report.cleaned.text.encode("utf-8")


@pytest.mark.parametrize("source", ["no/such/report.html", "报告.DOCX"])
def test_the_name_of_a_file_that_is_not_there_is_no_text(source):
    with pytest.raises(FileNotFoundError):
        gd.parse_report(source)


@pytest.mark.parametrize("end", ["http://www.example.cn/a.html", "网址:www.example.cn/a.pdf"])
def test_a_text_of_one_line_may_end_like_a_file(end):
    report = gd.parse_report(f"2017年我局收到政府信息公开申请2件。{end}")
    assert [(f.indicator, f.value) for f in report.figures] == [("requests_received", 2.0)]


@pytest.mark.parametrize("source", [None, 5, bytearray(b"x")])
def test_what_is_no_source_is_told(source):
    with pytest.raises(TypeError, match="path, bytes or the text"):
        gd.parse_report(source)


TITLED = "2012年清河县水务局政府信息公开工作年度报告"


@pytest.mark.parametrize(
    ("text", "is_report"),
    [
        (f"{TITLED}\n{{}}", True),
        ("关于清河县2013年政务公开工作总结\n\n{}", True),
        ("{}\n" + TITLED, False),
        (f"首页 | {TITLED} | 联系我们\n{{}}", False),
        ("关于做好2012年政府信息公开工作年度报告的通知\n{}", False),
        ("2012年全县水利工作要点\n{}信息公开", False),
    ],
)
def test_a_title_tells_a_report_that_says_little_of_disclosure(text, is_report):
    read = parse_report(text.format("全年开展各项水利工作,群众反映良好。" * 30), name="x.txt")
    assert (read.status != "quarantined") == is_report
