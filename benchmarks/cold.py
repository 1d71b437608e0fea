"""What a new process costs: the first report that it reads, and the command line as a whole."""

import resource
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks.documents import Specimen

_FIRST = (
    "import sys; from pathlib import Path; from govdisc_analysis.parse import parse_bytes; "
    "list(parse_bytes(Path(sys.argv[1]).read_bytes(), sys.argv[1], {}))"
)
_RAW = Path(__file__).resolve().parents[1] / "data" / "raw"


def time_processes(held: Sequence[Specimen], repeats: int) -> list[tuple[str, float]]:
    """Least processor time of new processes, in seconds, imports and all."""
    with tempfile.TemporaryDirectory() as folder:
        made: list[tuple[str, float]] = [("python itself", _least(["-c", ""], repeats))]
        for number, one in enumerate(held):
            path = Path(folder) / f"{number}{Path(one.name).suffix}"
            path.write_bytes(one.data)
            label = f"first report: {one.label}"
            made.append((label, _least(["-c", _FIRST, str(path)], repeats)))
        raw, out = str(_RAW), str(Path(folder) / "out")
        command = ["-m", "govdisc_analysis", "parse", raw, "--out", out]
        made.append(("govdisc parse data/raw", _least(command, repeats)))
    return made


def _least(arguments: Sequence[str], repeats: int) -> float:
    return min(_run(arguments) for _ in range(repeats))


def _run(arguments: Sequence[str]) -> float:
    before = _spent()
    subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL)
    return _spent() - before


def _spent() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
