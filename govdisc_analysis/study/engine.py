"""Run one notebook through papermill; a kernel that dies gets one more try, in a plain kernel."""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from govdisc_analysis.study.kernel import NAME, OwnKernelManager
from govdisc_analysis.study.page import tidy_executed
from govdisc_analysis.study.quick_import import papermill

START_SECONDS, CELL_SECONDS = 120, 1800


@dataclass(frozen=True)
class Sheet:
    """A notebook to run: where it is, where the executed one goes, with which parameters."""

    notebook: Path
    executed: Path
    parameters: Mapping[str, Any]


def execute(sheet: Sheet, manager: type[OwnKernelManager]) -> str | None:
    """Run a notebook and tidy what was executed; gives the words about what stopped it, if any.

    A notebook whose cell fails is not tried again: it would fail again. A kernel that died (a
    port that somebody else took, no memory) is, once.
    """
    failed = ""
    for kernels in (manager, OwnKernelManager):
        try:
            words = _run(sheet, kernels)
        except (RuntimeError, OSError) as error:
            failed = f"{sheet.notebook.name}: {type(error).__name__}: {error}"
            if isinstance(error, TimeoutError) and _ran_out(error):
                break
            continue
        tidy_executed(sheet.executed)
        return words
    if not sheet.executed.is_file():
        shutil.copyfile(sheet.notebook, sheet.executed)
    tidy_executed(sheet.executed)
    return failed


def _ran_out(error: TimeoutError) -> bool:
    """Whether a cell took too long, which a second try would too."""
    from nbclient.exceptions import CellTimeoutError

    return isinstance(error, CellTimeoutError)


def _run(sheet: Sheet, manager: type[OwnKernelManager]) -> str | None:
    pm = papermill()
    try:
        pm.execute_notebook(
            str(sheet.notebook),
            str(sheet.executed),
            parameters=dict(sheet.parameters),
            kernel_name=NAME,
            progress_bar=False,
            log_output=False,
            start_timeout=START_SECONDS,
            execution_timeout=CELL_SECONDS,
            kernel_manager_class=manager,
            shutdown_kernel="immediate",
            request_save_on_cell_execute=False,
        )
    except pm.PapermillExecutionError as error:
        return f"{sheet.notebook.name}, cell {error.cell_index}: {error.ename}: {error.evalue}"
    return None
