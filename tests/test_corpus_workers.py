"""Workers that die, and a real scheduler with real workers: nothing is lost, nothing differs."""

import json
import os
import subprocess
import sys
import time

import pytest

import govdisc_analysis as gd
from govdisc_analysis.corpus import cluster
from govdisc_analysis.corpus import reports as reading
from tests.corpora import REPORT, equal, write_reports
from tests.shared import ROOT

DEADLY = REPORT.format("5") + "此行致命。\n"


@pytest.fixture
def deadly(monkeypatch):
    """A file with a certain line brings down the process that reads it."""
    parse_bytes = reading.parse_bytes
    here = os.getpid()

    def parse(data, name, manifest):
        if "致命".encode() in data:
            assert os.getpid() != here
            os._exit(9)
        return parse_bytes(data, name, manifest)

    monkeypatch.setattr(reading, "parse_bytes", parse)


@pytest.mark.parametrize("places", [[5], [30, 31], [39]])
def test_a_file_that_kills_its_worker_is_quarantined_and_the_run_goes_on(tmp_path, deadly, places):
    folder = write_reports(tmp_path / "raw", 40)
    for place in places:
        (folder / f"{place}.txt").write_text(f"{DEADLY}{place}", encoding="utf-8")
    tables = gd.parse_corpus(folder, jobs=2)
    reports = tables.reports.set_index("source_path")["status"]
    dead = [f"{place}.txt" for place in places]
    assert (reports[dead] == "quarantined").all()
    assert (reports.drop(dead) != "quarantined").all()
    messages = tables.reports.loc[tables.reports["status"] == "quarantined", "message"]
    assert messages.str.contains("died").all()
    assert len(reports) == 40


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """Address of a scheduler on loopback with two workers, processes of their own."""
    folder = tmp_path_factory.mktemp("cluster")
    said = folder / "scheduler.json"
    dask = [sys.executable, "-m", "dask"]
    common = {"cwd": folder, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    common["env"] = {**os.environ, "PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1"}
    options = ["--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file"]
    scheduler = subprocess.Popen([*dask, "scheduler", *options, str(said)], **common)
    workers = []
    try:
        until = time.monotonic() + 60
        while not said.exists() and time.monotonic() < until:
            time.sleep(0.1)
        found = json.loads(said.read_text())["address"]
        options = ["--nworkers", "2", "--nthreads", "1", "--no-dashboard", "--host", "127.0.0.1"]
        workers.append(subprocess.Popen([*dask, "worker", found, *options], **common))
        yield found
    finally:
        for process in (*workers, scheduler):
            process.terminate()
            process.wait(30)


def test_a_cluster_reads_the_same(tmp_path, raw, address):
    write_reports(raw / "more", 60)
    here = gd.parse_corpus(raw, jobs=1)
    seen = []
    there = gd.parse_corpus(
        raw, cluster=address, cache=tmp_path / "kept", progress=lambda *x: seen.append(x)
    )
    equal(there, here)
    assert seen[-1] == (65, 65)
    equal(gd.parse_corpus(raw, cluster=address, cache=tmp_path / "kept"), here)


def test_workers_of_another_state_are_refused(tmp_path, address, monkeypatch):
    write_reports(tmp_path / "raw", 2)
    other = {**cluster.generator(), "reader": "0123456789abcdef"}
    monkeypatch.setattr(cluster, "_here", lambda: other)
    with pytest.raises(cluster.ClusterError, match="would read otherwise"):
        gd.parse_corpus(tmp_path / "raw", cluster=address)


def test_no_scheduler_at_the_address(tmp_path, monkeypatch):
    write_reports(tmp_path / "raw", 2)
    monkeypatch.setattr(cluster, "_PATIENCE", 1)
    with pytest.raises(cluster.ClusterError, match=r"no Dask scheduler answers at tcp://127\.0"):
        gd.parse_corpus(tmp_path / "raw", cluster="tcp://127.0.0.1:9")
    with pytest.raises(cluster.ClusterError, match="no Dask scheduler answers"):
        gd.parse_corpus(tmp_path / "raw", cluster="nonsense://")


def test_without_dask_the_message_says_what_to_install(tmp_path, monkeypatch):
    write_reports(tmp_path / "raw", 2)
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(cluster.ClusterError, match=r"pip install 'govdisc_analysis\[cluster\]'"):
        gd.parse_corpus(tmp_path / "raw", cluster="127.0.0.1:9")
