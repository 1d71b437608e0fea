"""What made a processed folder: the version, and a hash of all that decides what is read."""

import hashlib
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

from govdisc_analysis.version import __version__

_FOLDERS_APART = {
    *("analysis", "calibration", "charts", "coding", "course", "export", "release", "scoring"),
    *("show", "simulate", "site", "stats", "study", "codebook/stats"),
}
_FILES_APART = {
    *("codes.py", "generator.py", "labels.py", "messages.py", "version.py"),
    *("corpus/cluster.py", "corpus/workers.py"),
    *("codebook/calibration.toml", "codebook/calibration_plan.csv"),
    "codebook/calibration_times.csv",
    *("codebook/code_labels.csv", "codebook/coding.toml", "codebook/coverage_labels.csv"),
    *("codebook/export.toml", "codebook/labels.csv", "codebook/measured_coverage.csv"),
    *("codebook/region_sentences.csv", "codebook/release.toml", "codebook/sentences.csv"),
    *("codebook/messages.csv", "codebook/views.toml", "codebook/menu.csv", "codebook/tiles.csv"),
}
"""What no table depends on, besides the modules of ``_STARTS``."""
_STARTS = ("cli", "__")
_READERS = (
    *("opencc", "pypdfium2", "pdfplumber", "python-docx", "olefile", "striprtf"),
    *("openpyxl", "xlrd", "lxml", "rensa", "pandas"),
)


@cache
def generator() -> dict[str, str]:
    """Name, version, and ``reader``: a hash that changes when the reading may have changed.

    >>> sorted(generator())
    ['name', 'reader', 'version']
    """
    return {
        "name": "govdisc_analysis",
        "version": __version__,
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
    name = path.as_posix()
    folders = {folder.as_posix() for folder in path.parents}
    is_command = len(path.parts) == 1 and name.startswith(_STARTS)
    return not (folders & _FOLDERS_APART or name in _FILES_APART or is_command)
