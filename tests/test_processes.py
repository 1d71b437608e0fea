"""Worker processes end with the program, however it is ended."""

import os
import signal
import subprocess
import sys
import time

import pytest

from govdisc_analysis.processes import in_processes
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
