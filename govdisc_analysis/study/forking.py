"""Kernels forked from a process that has imported everything: a provisioner of jupyter_client.

A plain kernel takes its seconds for imports; a forked one starts with them done. Where forking
can't be had (Windows, macOS, a request too long, a helper that died) the provisioner starts a
plain kernel, so that a batch is slower and nothing else.
"""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from jupyter_client.provisioning.local_provisioner import LocalProvisioner
from traitlets import Int

from govdisc_analysis.study.zygote import MOST_BYTES, READY

NAME = "govdisc-fork"
"""Name of the provisioner among the entry points `jupyter_client.kernel_provisioners`."""
ONE_THREAD = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
_NO_THREADS = {"JE_ARROW_MALLOC_CONF": "background_thread:false"}
"""pyarrow's second memory pool starts a thread on import, used or not."""
_START_SECONDS, _FORK_SECONDS = 120.0, 30.0


def can_fork() -> bool:
    """Whether this platform forks a process with these libraries in it safely."""
    return sys.platform == "linux" and hasattr(os, "fork") and hasattr(socket, "send_fds")


@contextmanager
def zygote(modules: Sequence[str]) -> Iterator[int | None]:
    """The control socket of a process that has imported these modules; None if there is none."""
    if not can_fork():
        yield None
        return
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with ours:
        with theirs:
            process = _start(theirs.fileno(), modules)
        try:
            yield ours.fileno() if process and _is_ready(ours) else None
        finally:
            ours.close()
            _end(process)


def _start(fd: int, modules: Sequence[str]) -> "subprocess.Popen[bytes] | None":
    command = [sys.executable, "-Xfrozen_modules=off", "-m", "govdisc_analysis.study.zygote"]
    try:
        return subprocess.Popen(
            [*command, str(fd), *modules],
            stdin=subprocess.DEVNULL,
            env=os.environ | threads_env() | _NO_THREADS,
            pass_fds=[fd],
            start_new_session=True,
        )
    except OSError:
        return None


def threads_env() -> dict[str, str]:
    """One thread for each kernel's linear algebra, unless the user said otherwise."""
    return {name: os.environ.get(name, "1") for name in ONE_THREAD}


def _is_ready(control: socket.socket) -> bool:
    control.settimeout(_START_SECONDS)
    try:
        return control.recv(1000) == READY
    except OSError:
        return False


def _end(process: "subprocess.Popen[bytes] | None") -> None:
    if process is None:
        return
    try:
        process.wait(_FORK_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


class Forked:
    """A forked kernel, with as much of Popen's face as a provisioner looks at."""

    stdin = stdout = stderr = None

    def __init__(self, pid: int, link: socket.socket) -> None:
        self.pid = pid
        self.returncode: int | None = None
        self._link = link

    def poll(self) -> int | None:
        """The exit code, or None while it runs."""
        if self.returncode is None:
            self._ask(0.0)
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """The exit code, once there is one."""
        while self.returncode is None:
            self._ask(timeout)
            if timeout is not None and self.returncode is None:
                raise subprocess.TimeoutExpired("kernel", timeout)
        return self.returncode

    def _ask(self, seconds: float | None) -> None:
        self._link.settimeout(seconds)
        try:
            said = self._link.recv(100)
        except (BlockingIOError, TimeoutError):
            return
        except OSError:
            said = b""
        # no word at all: the helper is gone, and its kernels with it
        self.returncode = int(said) if said else -int(signal.SIGKILL)
        self._link.close()

    def send_signal(self, number: int) -> None:
        """Send a signal, unless it has ended."""
        if self.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def kill(self) -> None:
        """End it at once."""
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)


def fork_kernel(control: int, argv: Sequence[str], env: dict[str, str], cwd: str) -> Forked | None:
    """A kernel from the helper behind a control socket; None if it gives none."""
    request = json.dumps({"argv": list(argv), "env": env, "cwd": cwd}).encode()
    if control < 0 or len(request) > MOST_BYTES:
        return None
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    try:
        with theirs, socket.socket(fileno=os.dup(control)) as asking:
            socket.send_fds(asking, [request], [theirs.fileno()])
        ours.settimeout(_FORK_SECONDS)
        said = ours.recv(100)
        if said:
            return Forked(int(said), ours)
    except OSError:
        pass
    ours.close()
    return None


class ForkProvisioner(LocalProvisioner):
    """Starts kernels by forking; a plain kernel wherever that fails."""

    control = Int(-1, help="control socket of the process that forks").tag(config=True)

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> Any:
        """Fork a kernel for a command that starts one in a new interpreter."""
        forked = self._fork(cmd, kwargs)
        if forked is None:
            return await super().launch_kernel(cmd, **kwargs)
        self.process: Any = forked
        self.pid = self.pgid = forked.pid
        self.cwd = kwargs.get("cwd") or Path.cwd()
        return self.connection_info

    def _fork(self, cmd: list[str], kwargs: dict[str, Any]) -> Forked | None:
        if "-m" not in cmd:
            return None
        argv = cmd[cmd.index("-m") + 2 :]
        env = {str(k): str(v) for k, v in (kwargs.get("env") or os.environ).items()}
        return fork_kernel(self.control, argv, env, str(kwargs.get("cwd") or Path.cwd()))
