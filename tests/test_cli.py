"""The commands: what they print, write, and leave with on bad input."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.corpora import write_reports
from tests.shared import ROOT, SHARED


def govdisc(*arguments, cwd=None):
    command = [sys.executable, "-m", "govdisc_analysis", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, cwd=cwd or ROOT, check=False)


@pytest.fixture(scope="module")
def processed(tmp_path_factory):
    out = tmp_path_factory.mktemp("cli") / "processed"
    done = govdisc("parse", ROOT / "data" / "raw", "--out", out, "--jobs", "1")
    assert done.returncode == 0, done.stderr
    return out, done.stdout


def test_parse_ends_with_the_count(processed):
    assert processed[1].splitlines()[-1] == "parsed 355, partial 0, quarantined 0 of 355"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_output_to_a_full_disk_is_one_clear_line(processed):
    command = [sys.executable, "-m", "govdisc_analysis", "check", str(processed[0])]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            command, stdout=full, stderr=subprocess.PIPE, text=True, cwd=ROOT, check=False
        )
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1


def test_check_prints_the_failures_and_counts(processed):
    done = govdisc("check", processed[0])
    assert done.returncode == 0  # a warning is no error
    assert "narrative.arithmetic" in done.stdout
    assert "86.59" in done.stdout
    assert done.stdout.splitlines()[-1].startswith("1 failed, ")


def test_check_speaks_chinese_where_asked(processed):
    done = govdisc("check", processed[0], "--lang", "zh")
    (line,) = [line for line in done.stdout.splitlines() if "narrative.arithmetic" in line]
    assert "警告 (报告原文)" in line
    assert line.endswith("文中称86.6，按文中数字应为86.59")
    assert govdisc("check", processed[0], "--lang", "fr").returncode == 2


def test_check_exits_1_on_an_error(tmp_path):
    form = (ROOT / "data" / "raw" / "002_cb2e68780a80b92a.txt").read_text(encoding="utf-8")
    broken = form.replace("(一)予以公开 |\n2 |", "(一)予以公开 |\n4 |")
    assert broken != form
    (tmp_path / "a.txt").write_text(broken, encoding="utf-8")
    govdisc("parse", tmp_path / "a.txt", "--out", tmp_path / "out")
    done = govdisc("check", tmp_path / "out")
    assert done.returncode == 1
    assert "requests.outcome_sum" in done.stdout


@pytest.mark.skipif(SHARED is None, reason="the careful reader's tables are not here")
def test_score(processed):
    done = govdisc("score", "--pred", processed[0], "--truth", SHARED / "gold")
    assert done.returncode == 0, done.stderr
    assert "requests" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("parse", "nowhere"), "does not exist"),
        (("parse",), "Missing argument"),
        (("parse", "data/raw", "--format", "xlsx"), "choose from csv, parquet"),
        (("parse", "data/raw", "--jobs", "-1"), "--jobs"),
        (("parse", "data/raw", "--out", "README.md"), "is a file"),
        (("parse", "data/raw", "--out", "data/../data/raw"), "is the folder of the reports"),
        (("study", "--raw", "data/raw", "--out", "data/raw"), "is the folder of the reports"),
        (("check", "tests"), "no processed folder"),
        (("score", "--pred", "tests", "--truth", "nowhere"), ""),
        (("fly",), "No such command"),
    ],
)
def test_bad_input_is_one_clear_line_and_exit_2(arguments, words, tmp_path):
    done = govdisc(*arguments)
    assert done.returncode == 2
    assert words in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert "Traceback" not in done.stderr


def test_an_empty_folder_writes_nothing(tmp_path):
    (tmp_path / "raw").mkdir()
    done = govdisc("parse", tmp_path / "raw", "--out", tmp_path / "out")
    assert done.returncode == 2
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("command", ["", "parse", "check", "score"])
def test_help_teaches(command):
    done = govdisc(*([command] if command else []), "--help")
    assert done.returncode == 0
    assert "govdisc " in done.stdout
    assert "xample" in done.stdout or "Start with" in done.stdout


@pytest.mark.parametrize("command", [("parse",), ("study", "--raw")])
def test_a_wrong_correction_is_one_clear_line(command, tmp_path):
    raw = write_reports(tmp_path / "raw", 1)
    (raw / "corrections.csv").write_text("report\n0.txt\n", encoding="utf-8")
    done = govdisc(*command, raw, "--out", tmp_path / "out")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert "is missing" in done.stderr.splitlines()[-1]
    assert not (tmp_path / "out").exists()
