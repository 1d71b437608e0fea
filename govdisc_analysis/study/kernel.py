"""A kernel in this very environment, whatever kernels the user has installed elsewhere."""

from typing import Any

from ipykernel.kernelspec import get_kernel_dict
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_client.manager import AsyncKernelManager

NAME = "python3"


class OwnSpecs(KernelSpecManager):
    """Knows one kernel: ipykernel of the running Python."""

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        """The running Python's kernel, under any name."""
        return KernelSpec(resource_dir="", **get_kernel_dict(["--log-level=ERROR"]))


class OwnKernelManager(AsyncKernelManager):
    """Starts the running Python's kernel."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{**options, "kernel_spec_manager": OwnSpecs()})
