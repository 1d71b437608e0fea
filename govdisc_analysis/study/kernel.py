"""Kernels of this very environment, whatever kernels the user has installed elsewhere."""

import ast
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import nbformat
from ipykernel.kernelspec import get_kernel_dict
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning.factory import KernelProvisionerFactory

from govdisc_analysis.study import forking

NAME = "python3"
_SHARED = ("IPython.display", "matplotlib.backends.backend_agg", "PIL.PngImagePlugin")
_OURS = "govdisc_analysis.study.warm"


class OwnSpecs(KernelSpecManager):
    """Knows one kernel: ipykernel of the running Python, forked where there is a helper."""

    def __init__(self, control: int | None = None, **options: Any) -> None:
        super().__init__(**options)
        self._control = control

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        """The running Python's kernel, under any name."""
        spec = KernelSpec(resource_dir="", **get_kernel_dict(["--log-level=ERROR"]))
        spec.env = forking.threads_env()
        if self._control is not None:
            how = {"provisioner_name": forking.NAME, "config": {"control": self._control}}
            spec.metadata = {**spec.metadata, "kernel_provisioner": how}
        return spec


class OwnKernelManager(AsyncKernelManager):
    """Starts the running Python's kernel."""

    control: int | None = None

    def __init__(self, **options: Any) -> None:
        super().__init__(**{**options, "kernel_spec_manager": OwnSpecs(self.control)})


@contextmanager
def kernels_for(notebooks: Iterable[Path], is_batch: bool) -> Iterator[type[OwnKernelManager]]:
    """A kernel manager for these notebooks: kernels are forked if it is a batch, else plain.

    Forked kernels need the entry point of the installed package; without it they are plain too.
    """
    if not is_batch or not has_provisioner():
        yield OwnKernelManager
        return
    modules = [_OURS, *_SHARED, *sorted({m for path in notebooks for m in imports_of(path)})]
    with forking.zygote(modules) as control:
        yield type("ForkingKernelManager", (OwnKernelManager,), {"control": control})


def has_provisioner() -> bool:
    """Whether the installed package tells Jupyter of the forking provisioner."""
    return forking.NAME in KernelProvisionerFactory.instance().get_provisioner_entries()


def imports_of(notebook: Path) -> set[str]:
    """Modules that the code of a notebook imports at its top level."""
    cells = nbformat.read(notebook, as_version=4).cells  # type: ignore[no-untyped-call]
    found: set[str] = set()
    for cell in cells:
        if cell.cell_type == "code":
            found |= _imports(cell.source)
    return found


def _imports(source: str) -> set[str]:
    """Names of imported modules; none of a cell that is not plain Python.

    >>> sorted(_imports("import numpy as np\\nfrom a.b import c"))
    ['a.b', 'numpy']
    >>> _imports("%matplotlib inline")
    set()
    """
    try:
        lines = ast.parse(source).body
    except SyntaxError:
        return set()
    found = {name.name for line in lines if isinstance(line, ast.Import) for name in line.names}
    return found | {x.module for x in lines if isinstance(x, ast.ImportFrom) and x.module}
