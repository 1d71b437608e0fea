"""A run that was killed leaves a hidden folder; the next one takes it away and loses nothing."""

import os
import platform
import signal
import subprocess
import sys

import pytest

from govdisc_analysis.store import replacing

pytestmark = pytest.mark.skipif(os.name != "posix", reason="processes are asked for on POSIX only")

KILLED = """
import sys, time
from pathlib import Path
from govdisc_analysis.store import replacing
with replacing(Path(sys.argv[1]), lambda name: True) as folder:
    (folder / "half.csv").write_text("a")
    print("ready", flush=True)
    time.sleep(60)
"""


def fill(out, name):
    with replacing(out, lambda entry: entry.endswith(".csv")) as folder:
        (folder / name).write_text("whole")


def gone():
    """The number of a process that has ended."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def test_what_a_killed_run_left_is_taken_away_by_the_next(tmp_path):
    out = tmp_path / "out"
    fill(out, "first.csv")
    run = subprocess.Popen([sys.executable, "-c", KILLED, str(out)], stdout=subprocess.PIPE)
    assert run.stdout.readline() == b"ready\n"
    fill(out, "second.csv")  # beside a run that is alive
    assert len(list(tmp_path.iterdir())) == 2
    run.send_signal(signal.SIGKILL)
    run.wait()
    run.stdout.close()
    fill(out, "third.csv")
    assert [entry.name for entry in tmp_path.iterdir()] == ["out"]
    assert [entry.name for entry in out.iterdir()] == ["third.csv"]


def test_a_folder_that_a_killed_run_had_moved_aside_comes_back(tmp_path):
    out = tmp_path / "out"
    aside = tmp_path / f".out.{platform.node()}-{gone()}.abc.old"
    aside.mkdir()
    (aside / "notes.txt").write_text("mine")
    fill(out, "new.csv")
    assert sorted(entry.name for entry in out.iterdir()) == ["new.csv", "notes.txt"]
    assert not aside.exists()


def test_other_hidden_folders_stay(tmp_path):
    for name in (".out.notes", f".out.elsewhere-{gone()}.abc", f".outer.{platform.node()}-1.abc"):
        (tmp_path / name).mkdir()
    fill(tmp_path / "out", "new.csv")
    assert len(list(tmp_path.iterdir())) == 4
