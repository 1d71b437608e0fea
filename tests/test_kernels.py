"""Forked kernels: nothing leaks, figures come out, the dead are retried, plain ones stand in."""

import os
import re
import signal
import socket
import subprocess
import sys
import time

import nbformat
import pytest

from govdisc_analysis.study import engine, forking, kernel, zygote
from govdisc_analysis.study.engine import Sheet, execute
from govdisc_analysis.study.zygote import READY

pytestmark = pytest.mark.skipif(not forking.can_fork(), reason="no fork here")
DIRTY = """
import os, random, sys, warnings
import matplotlib, numpy, pandas
leak = "seen"
matplotlib.rcParams["font.size"] = 77
pandas.set_option("display.max_rows", 7)
pandas.leak = "seen"
os.environ["GOVDISC_LEAK"] = "seen"
os.chdir("/")
warnings.simplefilter("error")
numpy.random.seed(0); random.seed(0)
sys.path.insert(0, "/leak")
"""
LOOK = """
import os, random, sys, warnings
import matplotlib, numpy, pandas
print("state", "leak" in globals(), matplotlib.rcParams["font.size"],
      pandas.get_option("display.max_rows"), pandas.get_option("display.max_columns"),
      hasattr(pandas, "leak"), os.environ.get("GOVDISC_LEAK"), os.getcwd(),
      [f for f in warnings.filters if f[0] == "error"], "/leak" in sys.path,
      sys.stdin.isatty() if sys.stdin else None, matplotlib.get_backend(),
      len(pandas.DataFrame([range(40)]).to_string()))
print("chance", numpy.random.random(), random.random())
print("parent", os.getppid())
"""
PICTURE = """
import matplotlib.pyplot as plt
plt.plot([1, 2])
plt.show()
"""
DIES = """
import os, pathlib
tries = pathlib.Path(r"{path}")
tries.write_text(tries.read_text() + "x" if tries.exists() else "x")
if len(tries.read_text()) < {times}:
    os._exit(3)
print("lived")
"""


def write(path, *codes):
    cells = [nbformat.v4.new_code_cell(code) for code in codes]
    about = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=about), path)
    return path


def text_of(path):
    outputs = [o for c in nbformat.read(path, 4).cells for o in c.outputs]
    return "".join(o.get("text", "") for o in outputs)


@pytest.fixture(scope="module")
def batch(tmp_path_factory):
    """A dirty notebook and clean ones after it, forked from one process; a plain one to compare."""
    work = tmp_path_factory.mktemp("batch")
    dirty, look = write(work / "d.ipynb", DIRTY, LOOK), write(work / "l.ipynb", LOOK, PICTURE)
    with kernel.kernels_for([dirty, look], is_batch=True) as manager:
        assert manager.control is not None
        failed = [execute(Sheet(dirty, work / "0.ipynb", {}), manager)]
        failed += [execute(Sheet(look, work / f"{n}.ipynb", {}), manager) for n in (1, 2)]
    failed.append(execute(Sheet(look, work / "plain.ipynb", {}), kernel.OwnKernelManager))
    assert failed == [None] * 4
    return work


def state(path):
    return re.search(r"state (.*)", text_of(path))[1]


def test_nothing_of_a_report_reaches_the_next(batch):
    assert "seen" in state(batch / "0.ipynb")
    assert state(batch / "1.ipynb") == state(batch / "2.ipynb") == state(batch / "plain.ipynb")


def test_each_kernel_has_chance_of_its_own(batch):
    drawn = {re.search(r"chance (.*)", text_of(batch / f"{n}.ipynb"))[1] for n in (1, 2, "plain")}
    assert len(drawn) == 3


def test_kernels_were_forked_from_one_process_that_is_gone_now(batch):
    parents = {re.search(r"parent (\d+)", text_of(batch / f"{n}.ipynb"))[1] for n in (0, 1, 2)}
    assert len(parents) == 1
    assert parents != {str(os.getpid())}
    with pytest.raises(ProcessLookupError):
        os.kill(int(parents.pop()), 0)


@pytest.mark.parametrize("name", ["1", "plain"])
def test_figures_are_not_lost(batch, name):
    outputs = nbformat.read(batch / f"{name}.ipynb", 4).cells[-1].outputs
    assert any("image/png" in o.get("data", {}) for o in outputs)


def test_forked_and_plain_notebooks_say_the_same(batch):
    def tidy(name):
        text = (batch / f"{name}.ipynb").read_text(encoding="utf-8")
        return re.sub(r"(chance|parent)[^\"]*", "", text)

    assert tidy("1") == tidy("plain")


@pytest.mark.parametrize(("times", "lives"), [(2, True), (9, False)])
def test_a_kernel_that_dies_is_tried_once_more_then_reported(times, lives, tmp_path):
    tries = tmp_path / "tries"
    path = write(tmp_path / "a.ipynb", DIES.format(path=tries, times=times))
    failed = execute(Sheet(path, tmp_path / "out.ipynb", {}), kernel.OwnKernelManager)
    assert tries.read_text() == "xx"
    assert (tmp_path / "out.ipynb").is_file()
    if lives:
        assert failed is None
        assert "lived" in text_of(tmp_path / "out.ipynb")
    else:
        assert "a.ipynb" in failed
        assert "died" in failed


def test_a_failing_cell_is_not_tried_again(monkeypatch, tmp_path):
    tries = []
    monkeypatch.setattr(engine, "_run", lambda *_: tries.append(1) or "cell 1: boom")
    path = write(tmp_path / "a.ipynb", "1 / 0")
    (tmp_path / "out.ipynb").write_bytes(path.read_bytes())
    failed = execute(Sheet(path, tmp_path / "out.ipynb", {}), kernel.OwnKernelManager)
    assert failed == "cell 1: boom"
    assert tries == [1]


def test_where_nothing_can_be_forked_kernels_are_plain(monkeypatch, tmp_path):
    path = write(tmp_path / "a.ipynb", "import os; print('parent', os.getppid())")
    monkeypatch.setattr(forking, "can_fork", lambda: False)
    with kernel.kernels_for([path], is_batch=True) as manager:
        assert manager.control is None
        assert execute(Sheet(path, tmp_path / "out.ipynb", {}), manager) is None
    assert f"parent {os.getpid()}" in text_of(tmp_path / "out.ipynb")


def test_a_helper_that_died_gives_way_to_plain_kernels(tmp_path):
    path = write(tmp_path / "a.ipynb", "import os; print('parent', os.getppid())")
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    theirs.close()
    manager = type("Broken", (kernel.OwnKernelManager,), {"control": ours.fileno()})
    assert execute(Sheet(path, tmp_path / "out.ipynb", {}), manager) is None
    assert f"parent {os.getpid()}" in text_of(tmp_path / "out.ipynb")
    ours.close()


def test_a_request_too_long_or_no_helper_forks_nothing():
    assert forking.fork_kernel(-1, [], {}, ".") is None
    assert forking.fork_kernel(0, [], {"long": "x" * 200_000}, ".") is None


def test_a_helper_with_threads_refuses(tmp_path):
    (tmp_path / "thready.py").write_text(
        "import threading, time\n"
        "threading.Thread(target=time.sleep, args=(9,), daemon=True).start()\n"
    )
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with ours, theirs:
        process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                zygote.__name__,
                str(theirs.fileno()),
                "thready",
            ],
            pass_fds=[theirs.fileno()],
            env=os.environ | forking.threads_env() | {"PYTHONPATH": str(tmp_path)},
        )
        ours.settimeout(60)
        said = ours.recv(1000)
        assert said != READY
        assert process.wait(20) == 1


def test_a_forked_kernel_is_polled_killed_and_does_not_outlive_its_owner(tmp_path):
    with forking.zygote([]) as control:
        argv = ["-f", str(tmp_path / "c.json"), "--log-level=ERROR"]
        first = forking.fork_kernel(control, argv, dict(os.environ), str(tmp_path))
        second = forking.fork_kernel(control, ["-f", str(tmp_path / "d.json")], {}, "/")
        assert first.poll() is None
        first.kill()
        assert first.wait(20) == -signal.SIGKILL
        assert second.poll() is None
    deadline = time.monotonic() + 20
    while second.poll() is None and time.monotonic() < deadline:
        time.sleep(0.05)
    assert second.returncode == -signal.SIGKILL


def test_imports_of_a_notebook_are_found(tmp_path):
    path = write(
        tmp_path / "a.ipynb", "import json\nfrom os import path as p", "%matplotlib inline"
    )
    assert kernel.imports_of(path) == {"json", "os"}


def test_the_package_tells_jupyter_of_the_provisioner():
    assert kernel.has_provisioner()
