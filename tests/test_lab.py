"""JupyterLab, as `make lab` starts it, serves the notebooks and a kernel that reads the package."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import Request, urlopen

import pytest

ROOT = Path(__file__).parent.parent
_TOKEN, _PATIENCE = "test", 60


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    port, home = _free_port(), tmp_path_factory.mktemp("lab")
    command = [
        *(sys.executable, "-m", "jupyterlab", "--allow-root", "--no-browser"),
        *(f"--port={port}", "--ip=127.0.0.1", f"--IdentityProvider.token={_TOKEN}"),
        str(ROOT / "notebooks"),
    ]
    own = {name: str(home / name) for name in ("JUPYTER_RUNTIME_DIR", "JUPYTER_CONFIG_DIR")}
    process = subprocess.Popen(
        command, env=os.environ | own, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield _when_up(f"http://127.0.0.1:{port}", process)
    finally:
        process.terminate()
        process.wait(_PATIENCE)


def _when_up(address: str, process: "subprocess.Popen[bytes]") -> str:
    for _ in range(_PATIENCE * 4):
        assert process.poll() is None, "JupyterLab stopped"
        try:
            _ask(address, "/api/status")
        except (URLError, ConnectionError):
            time.sleep(0.25)
        else:
            return address
    raise AssertionError("JupyterLab did not answer")


def _ask(address: str, path: str, method: str = "GET") -> bytes:
    request = Request(address + path, method=method, headers={"Authorization": f"token {_TOKEN}"})
    with urlopen(request, timeout=_PATIENCE) as answer:
        body: bytes = answer.read()
        return body


def test_the_lab_opens_and_lists_every_notebook(lab: str) -> None:
    assert b"jupyterlab" in _ask(lab, "/lab").lower()
    listed = {one["name"] for one in json.loads(_ask(lab, "/api/contents"))["content"]}
    assert {path.name for path in (ROOT / "notebooks").glob("*.ipynb")} <= listed


def test_a_notebook_opens_with_its_cells_and_a_kernel_starts(lab: str) -> None:
    content = json.loads(_ask(lab, "/api/contents/02_volumes.ipynb"))["content"]
    on_disk = json.loads((ROOT / "notebooks" / "02_volumes.ipynb").read_text(encoding="utf-8"))
    assert len(content["cells"]) == len(on_disk["cells"])
    kernel = json.loads(_ask(lab, "/api/kernels", "POST"))
    assert kernel["name"] == content["metadata"]["kernelspec"]["name"]
    _ask(lab, f"/api/kernels/{kernel['id']}", "DELETE")
