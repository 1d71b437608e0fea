"""A process that has imported everything and forks a kernel of itself whenever it is asked to.

Run as ``python -m govdisc_analysis.study.zygote SOCKET MODULE...``. It runs no cell itself and
stays without threads, so that each kernel starts from the same untouched imports, and nothing
that one kernel does can reach the next.
"""

import builtins
import contextlib
import gc
import importlib
import json
import os
import random
import selectors
import signal
import socket
import sys
import traceback
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NoReturn

MOST_BYTES = 150_000
"""A request is one message of a local socket; more does not fit."""
READY = b"ready"
_INLINE = "module://matplotlib_inline.backend_inline"
_TASKS = Path("/proc/self/task")


def main(arguments: list[str]) -> int:
    """Import, say so, and serve until the other side is gone."""
    if sys.path and sys.path[0] in {"", str(Path.cwd())}:
        del sys.path[0]  # as ipykernel's launcher does; the kernel puts it back
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    control = socket.socket(fileno=int(arguments[0]))
    preload(arguments[1:])
    if (threads := _threads()) != 1:
        control.send(f"{threads} threads after the imports".encode())
        return 1
    gc.collect()
    gc.freeze()  # pages that the collector never touches stay shared with every kernel
    control.send(READY)
    Server(control).serve()
    return 0


def preload(modules: list[str]) -> None:
    """Import what a kernel and its notebook will need; what can't be is left to the notebook."""
    os.environ.setdefault("MPLBACKEND", _INLINE)  # as a kernel does before its first import
    with _like_a_kernel(), contextlib.suppress(ImportError):
        importlib.import_module("pandas")
    for name in ("ipykernel.ipkernel", "ipykernel.kernelapp", *modules):
        with contextlib.suppress(ImportError):
            module = importlib.import_module(name)
            getattr(module, "warm_up", lambda: None)()


@contextlib.contextmanager
def _like_a_kernel() -> Any:
    """What pandas asks on import to set its widths: whether a kernel, not a terminal, runs it."""
    here: Any = builtins
    here.get_ipython = lambda: SimpleNamespace(kernel=None)
    try:
        yield
    finally:
        del here.get_ipython


def _threads() -> int:
    return len(list(_TASKS.iterdir())) if _TASKS.is_dir() else 1


@dataclass
class Server:
    """Forks a kernel for each request, and tells on the request's own socket how it ended."""

    control: socket.socket
    kernels: dict[int, socket.socket] = field(default_factory=dict)
    """The socket of each running kernel, by process id."""
    wakes: tuple[socket.socket, socket.socket] = field(default_factory=socket.socketpair)

    def serve(self) -> None:
        """Answer until the control socket is closed; then end the kernels that still run."""
        for end in self.wakes:
            end.setblocking(False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(self.wakes[1].fileno(), warn_on_full_buffer=False)
        while True:
            ready = self._wait()
            if self.wakes[0] in ready:
                self.wakes[0].recv(4096)
            self._reap()
            for pid, link in list(self.kernels.items()):
                if link in ready:  # only ever readable when the other side has closed it
                    self._end(pid)
            if self.control in ready and not self._answer():
                break
        for pid in list(self.kernels):
            self._end(pid)

    def _wait(self) -> set[Any]:
        with selectors.SelectSelector() as selector:
            for link in (self.control, self.wakes[0], *self.kernels.values()):
                selector.register(link, selectors.EVENT_READ)
            return {key.fileobj for key, _ in selector.select()}

    def _answer(self) -> bool:
        """Fork one kernel; False once nobody asks any more."""
        message, fds, *_ = socket.recv_fds(self.control, MOST_BYTES, 1)
        if not message or not fds:
            return False
        link = socket.socket(fileno=fds[0])
        pid = os.fork()
        if pid == 0:
            self._become_kernel(json.loads(message), link)
        self.kernels[pid] = link
        with contextlib.suppress(OSError):
            link.send(str(pid).encode())
        return True

    def _reap(self) -> None:
        for pid in list(self.kernels):
            done, status = os.waitpid(pid, os.WNOHANG)
            if done:
                link = self.kernels.pop(pid)
                with contextlib.suppress(OSError):
                    link.send(str(os.waitstatus_to_exitcode(status)).encode())
                link.close()

    def _end(self, pid: int) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(pid, signal.SIGKILL)
        self.kernels.pop(pid).close()
        os.waitpid(pid, 0)

    def _become_kernel(self, request: dict[str, Any], link: socket.socket) -> NoReturn:
        """In the child: drop what belongs to the parent, then run a kernel to its end."""
        code = 1
        try:
            os.setsid()
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            signal.signal(signal.SIGINT, signal.default_int_handler)
            for end in (self.control, *self.wakes, link, *self.kernels.values()):
                end.close()
            run_kernel(request["argv"], request["env"], request["cwd"])
            code = 0
        except SystemExit as stop:
            code = stop.code if isinstance(stop.code, int) else 0
        finally:
            if sys.exc_info()[0] is not None:
                traceback.print_exc()
            with contextlib.suppress(OSError, ValueError):
                sys.stdout.flush()
            os._exit(code)


def run_kernel(argv: list[str], env: dict[str, str], cwd: str) -> None:
    """A kernel as `python -m ipykernel_launcher` would start it, in this process."""
    from ipykernel.kernelapp import IPKernelApp

    os.environ.clear()
    os.environ.update(env)
    os.chdir(cwd)
    with Path(os.devnull).open("rb") as nothing:
        os.dup2(nothing.fileno(), 0)
    fresh_chance()
    sys.argv = ["ipykernel_launcher", *argv]
    IPKernelApp.launch_instance(argv=[*argv, f"--IPKernelApp.parent_handle={os.getppid()}"])


def fresh_chance() -> None:
    """Random numbers of this process alone: a fork would repeat those of its siblings."""
    random.seed()
    if "numpy" in sys.modules:
        importlib.import_module("numpy.random").seed()


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
