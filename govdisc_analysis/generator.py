"""What made a processed folder: the version, and a hash of all that decides what is read."""

import hashlib
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

import govdisc_analysis

_APART = {
    *("analysis", "benchmarks", "charts", "coding", "course", "export", "release", "scoring"),
    *("calibration", "show", "simulate", "site", "stats", "study", "labels", "codes", "generator"),
    *("code_labels", "sentences", "region_sentences", "views"),
    *("calibration_plan", "calibration_times", "coverage_labels", "measured_coverage"),
}
"""Folders and modules that no table depends on, besides those of ``_STARTS``."""
_STARTS = ("cli", "__")
_READERS = ("opencc", "pypdfium2", "pdfplumber", "python-docx", "rensa", "pandas")


@cache
def generator() -> dict[str, str]:
    """Name, version, and ``reader``: a hash that changes when the reading may have changed.

    >>> sorted(generator())
    ['name', 'reader', 'version']
    """
    return {
        "name": "govdisc_analysis",
        "version": govdisc_analysis.__version__,
        "reader": _reader_hash(),
    }


def _reader_hash() -> str:
    root = Path(str(files("govdisc_analysis")))
    found = (p for p in root.rglob("*") if p.suffix in {".py", ".csv", ".toml"})
    ours = [p for p in found if p.is_file() and _decides(p.relative_to(root))]
    digest = hashlib.sha256()
    for path in sorted(ours):
        data = path.read_bytes()
        digest.update(f"{path.relative_to(root).as_posix()} {len(data)}\n".encode() + data)
    digest.update("\n".join(f"{name}=={version(name)}" for name in _READERS).encode())
    return digest.hexdigest()[:16]


def _decides(path: Path) -> bool:
    """Whether the reading may depend on a file of the package."""
    names = {*path.parts[:-1], path.stem}
    return not (names & _APART or (len(path.parts) == 1 and path.name.startswith(_STARTS)))
