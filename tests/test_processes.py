"""Worker processes end with the program, however it is ended."""

import os
import signal
import subprocess
import sys
import time

import pytest

from govdisc_analysis.leftovers import unfinished
from govdisc_analysis.processes import in_processes
from govdisc_analysis.store import replacing
from tests.corpora import write_reports
from tests.shared import ROOT

SLOW = """
import sys, time
from govdisc_analysis.cli import main
from govdisc_analysis.corpus import reports
def parse(data, name, manifest):
    print("reading", flush=True)
    time.sleep(0.5)
    return iter(())
reports.parse_bytes = parse
sys.argv = ["govdisc", "parse", *sys.argv[1:]]
main()
"""


@pytest.mark.skipif(os.name != "posix", reason="signals and sessions of POSIX")
@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGKILL, -9)])
def test_nothing_is_left_of_a_run_that_was_ended(tmp_path, number, code):
    raw = write_reports(tmp_path / "raw", 60)
    arguments = [str(raw), "--out", str(tmp_path / "out"), "--jobs", "2"]
    run = subprocess.Popen(
        [sys.executable, "-c", SLOW, *arguments],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    for _ in range(3):  # the first file is read before there are workers
        assert run.stdout.readline()
    run.send_signal(number)
    assert run.wait(60) == code
    for _ in range(100):
        try:
            os.killpg(run.pid, 0)
        except ProcessLookupError:
            break
        time.sleep(0.1)
    else:
        os.killpg(run.pid, signal.SIGKILL)
        pytest.fail("workers go on without their parent")
    assert [path.name for path in tmp_path.iterdir()] == ["raw"]


@pytest.mark.parametrize("jobs", [1, 2, 5])
def test_results_come_in_the_order_of_their_tasks(jobs):
    who = list(in_processes(_square, [3, 1, 2], jobs))
    assert [square for square, _ in who] == [9, 1, 4]
    assert ({pid for _, pid in who} == {os.getpid()}) == (jobs == 1)


def test_no_tasks_need_no_process():
    assert list(in_processes(_square, [], 2)) == []


def _square(number):
    return number**2, os.getpid()


KILLED = """
import os, signal, sys
from pathlib import Path
from govdisc_analysis.store import replacing
with replacing(Path(sys.argv[1]), bool) as folder:
    (folder / "half").write_text("x")
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(os.name != "posix", reason="locks of POSIX")
def test_what_a_killed_run_had_moved_aside_goes_back(tmp_path):
    out, left = tmp_path / "out", tmp_path / ".out.abc"
    for folder in (left, tmp_path / ".out.abc.old"):
        folder.mkdir()
    (tmp_path / ".out.abc.old" / "notes.txt").write_text("mine")
    (tmp_path / ".out.abc.unfinished").touch()
    with replacing(out, lambda name: name.endswith(".csv")) as folder:
        (folder / "new.csv").touch()
    assert list(tmp_path.iterdir()) == [out]
    assert sorted(entry.name for entry in out.iterdir()) == ["new.csv", "notes.txt"]


@pytest.mark.skipif(os.name != "posix", reason="signals and locks of POSIX")
def test_what_a_killed_run_left_is_cleared_away_by_the_next(tmp_path):
    out = tmp_path / "out"
    subprocess.run([sys.executable, "-c", KILLED, str(out)], cwd=ROOT, check=False)
    assert len(list(tmp_path.iterdir())) == 2  # the folder and its mark
    mine = tmp_path / ".out.backup_1"  # named alike, but without a mark
    mine.mkdir()
    with replacing(out, bool):
        pass
    assert sorted(tmp_path.iterdir()) == [mine, out]


def test_a_folder_that_is_being_filled_is_left_to_its_run(tmp_path):
    with unfinished(".out.", tmp_path) as first:
        with unfinished(".out.", tmp_path) as second:
            assert first.is_dir()
            assert second != first
        assert first.is_dir()
    assert not list(tmp_path.iterdir())
