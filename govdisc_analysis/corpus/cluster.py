"""A cluster that reads: any Dask scheduler (a laptop's, Slurm's, Kubernetes') by its address.

Files travel with their tasks, so that the workers need no common disk. They need this package in
the same state, which is checked: other rules would give other numbers.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from govdisc_analysis.corpus.batches import Batch
from govdisc_analysis.corpus.files import Source
from govdisc_analysis.corpus.workers import Chunk, chunks, read_here, spread
from govdisc_analysis.generator import generator
from govdisc_analysis.hand_coded import figures_beside

if TYPE_CHECKING:
    from distributed import Client

_PATIENCE = 20
"""Seconds to wait for the scheduler and its first worker."""


class ClusterError(ValueError):
    """The cluster can't read: the message says what is missing."""


def read_on_cluster(sources: Sequence[Source], cache: Path | None, address: str) -> Iterator[Batch]:
    """Read by the workers of a Dask cluster.

    Args:
        sources: the files.
        cache: folder of what was read before, used by workers that can reach it.
        address: of the scheduler, such as ``tcp://127.0.0.1:8786``.

    Raises:
        ClusterError: Dask isn't installed, nothing answers at the address, no worker is there, or
            one has another state of this package.
    """
    try:
        from distributed import Client, KilledWorker
    except ImportError as error:
        raise ClusterError(
            "a cluster needs Dask: pip install 'govdisc_analysis[cluster]'"
        ) from error
    try:
        client = Client(address, timeout=_PATIENCE, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:
        raise ClusterError(f"no Dask scheduler answers at {address}: {error}") from error
    with client:
        workers = _check_workers(client, address)
        sheets = [s for s in sources if figures_beside(s.path)]  # two files each: read here
        others = [s for s in sources if not figures_beside(s.path)]
        yield from read_here(sheets, cache)
        tasks = map(_packed, chunks(others, workers))
        new_pool = partial(client.get_executor, pure=False)
        yield from spread(tasks, cache, new_pool, workers, (KilledWorker,))


def _check_workers(client: "Client", address: str) -> int:
    """How many workers there are, all with this state of the package."""
    try:
        client.wait_for_workers(1, timeout=_PATIENCE)
        found = client.run(generator)
    except TimeoutError as error:
        raise ClusterError(f"the scheduler at {address} has no worker") from error
    except ImportError as error:
        raise ClusterError(f"a worker of {address} lacks this package: {error}") from error
    ours = _here()
    for worker, theirs in found.items():
        if theirs["reader"] != ours["reader"]:
            raise ClusterError(
                f"worker {worker} would read otherwise: its package is {theirs['version']} "
                f"({theirs['reader']}), here it is {ours['version']} ({ours['reader']}); "
                "install the same on both"
            )
    return len(found)


def _here() -> dict[str, str]:
    return generator()


def _packed(chunk: Chunk) -> Chunk:
    """Files with their bytes; one that can't be opened goes without, and the worker says so."""
    return [_with_bytes(source) for source in chunk]


def _with_bytes(source: Source) -> Source:
    try:
        return replace(source, data=source.path.read_bytes())
    except OSError:
        return source
