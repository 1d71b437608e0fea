"""The files of a corpus, each with all that its reading depends on."""

import os
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from govdisc_analysis.corrections import NAME as CORRECTIONS
from govdisc_analysis.corrections import Correction, CorrectionError
from govdisc_analysis.datapackage import PACKAGE, is_package
from govdisc_analysis.hand_coded import figures_beside
from govdisc_analysis.manifest import NAME as MANIFEST

SIDECARS = {MANIFEST, CORRECTIONS}
CACHE_TAG = "CACHEDIR.TAG"


@dataclass(frozen=True, slots=True)
class Source:
    """One file of a corpus."""

    path: Path
    name: str
    """Its path within the corpus, with forward slashes."""
    manifest: Mapping[str, Mapping[str, str]]
    """The manifest's rows of the file, or of what a zip holds."""
    corrections: tuple[Correction, ...]
    data: bytes | None = None
    """Its bytes, where the reader can't open the path."""


def list_files(raw: Path) -> list[Path]:
    """Files to read, sorted by their path; folders that this program wrote are none.

    Links are followed. A folder that can't be opened and a link that leads nowhere are listed for
    what they hide: reading them fails, and tells why.

    Raises:
        FileNotFoundError: ``raw`` doesn't exist.
    """
    if raw.is_file():
        return [raw]
    if not raw.is_dir():
        raise FileNotFoundError(f"{raw} does not exist")
    found = list(_walk(raw))
    made = {folder for path in found for folder in _made_folders(path)} - {raw}
    kept = (p for p in found if p.name not in SIDECARS and made.isdisjoint(p.parents))
    visible = [p for p in kept if not any(q.startswith(".") for q in p.relative_to(raw).parts)]
    figures = {partner for path in visible if (partner := figures_beside(path))}
    return sorted((p for p in visible if p not in figures), key=lambda p: p.as_posix())


def _walk(folder: Path, above: frozenset[Path] = frozenset()) -> Iterator[Path]:
    here = folder.resolve()
    if here in above:  # a link that leads back
        return
    try:
        entries = list(os.scandir(folder))
    except OSError:
        yield folder
        return
    for entry in entries:
        if _is_folder(entry):
            yield from _walk(folder / entry.name, above | {here})
        elif entry.is_symlink() or entry.is_file():
            yield folder / entry.name


def _is_folder(entry: os.DirEntry[str]) -> bool:
    """False for a link that leads to itself, too: that can't be followed."""
    try:
        return entry.is_dir()
    except OSError:
        return False


def _made_folders(path: Path) -> Iterator[Path]:
    """The folder of tables, site or cache that a file shows to be one."""
    folder = path.parent
    if path.name == PACKAGE and is_package(path):
        yield folder
        if (folder.parent / "index.html").is_file():  # a site has its tables beside its pages
            yield folder.parent
    if path.name == CACHE_TAG:
        yield folder


def list_sources(
    root: Path,
    files: Sequence[Path],
    manifest: Mapping[str, Mapping[str, str]],
    corrections: Sequence[Correction],
) -> list[Source]:
    """The files with their rows of the manifest and their corrections.

    Raises:
        CorrectionError: a correction names a file that is not there.
    """
    names = _named(root, files)
    rows: dict[str, dict[str, Mapping[str, str]]] = defaultdict(dict)
    for path, name in files_of(manifest, names):
        rows[name][path] = manifest[path]
    mended: dict[str, list[Correction]] = defaultdict(list)
    file_of = dict(files_of((c.report for c in corrections), names))
    for correction in corrections:
        if correction.report not in file_of:
            raise CorrectionError(
                f"{CORRECTIONS}, row {correction.line}: there is no report {correction.report!r}"
            )
        mended[file_of[correction.report]].append(correction)
    return [
        Source(path, name, rows.get(name, {}), tuple(mended.get(name, ())))
        for name, path in names.items()
    ]


def _named(root: Path, files: Sequence[Path]) -> dict[str, Path]:
    """The files by their path within the corpus.

    Names that are no UTF-8 (a Chinese zip unpacked elsewhere) are read as GB18030.
    """
    named: dict[str, Path] = {}
    for path in files:
        inside = os.fsencode(path.relative_to(root).as_posix())
        name = "/".join(map(_read_name, inside.split(b"/")))
        named[inside.decode("utf-8", "backslashreplace") if name in named else name] = path
    return named


def _read_name(part: bytes) -> str:
    """One part of a path.

    >>> _read_name("年报.txt".encode("gb18030")), _read_name(bytes([97, 255]))
    ('年报.txt', 'a\\\\xff')
    """
    for encoding in ("utf-8", "gb18030"):
        with suppress(UnicodeDecodeError):
            return part.decode(encoding)
    return part.decode("utf-8", "backslashreplace")


def files_of(paths: Iterable[str], names: Container[str]) -> Iterator[tuple[str, str]]:
    """Each source_path with the file that holds it: itself, a zip, or a sheet of figures.

    >>> list(files_of(["a/b.zip/c/d.txt", "e.txt"], {"a/b.zip": Path()}))
    [('a/b.zip/c/d.txt', 'a/b.zip')]
    """
    for path in paths:
        name = path
        while name and name not in names:
            name = name[: max(name.rfind("/"), name.rfind("#"), 0)]
        if name:
            yield path, name
