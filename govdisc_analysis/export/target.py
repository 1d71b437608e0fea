"""Where an export goes: nothing is overwritten unasked, and nothing is left half written."""

import os
import tempfile
from collections.abc import Callable, Iterator, Set
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from govdisc_analysis.export.words import CODEBOOKS
from govdisc_analysis.schema import table_names
from govdisc_analysis.store import replacing
from govdisc_analysis.tables import Tables

Progress = Callable[[int, int], None]
READ_ME = "README.md"


@dataclass(frozen=True, slots=True)
class Job:
    """What to export, in which language, and whom to tell how far it is."""

    tables: Tables
    language: str
    progress: Progress | None = None

    @property
    def rows(self) -> int:
        """Rows of all tables."""
        return sum(len(self.tables[name]) for name in table_names())

    def each(self) -> Iterator[str]:
        """Names of the tables, telling the progress after each."""
        done = 0
        for name in table_names():
            yield name
            done += len(self.tables[name])
            if self.progress:
                self.progress(done, self.rows)


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written, and what of it differs from the tables, in words."""

    files: tuple[Path, ...]
    notes: tuple[str, ...] = ()

    def moved(self, old: Path, new: Path) -> "Exported":
        """The same with the files under the place that they were moved to."""
        return replace(self, files=tuple(new / f.relative_to(old) for f in self.files))


@contextmanager
def guarded(target: Path, ending: str, *, is_file: bool, force: bool) -> Iterator[Path]:
    """A place to write to, which becomes ``target`` once all is written.

    Raises:
        FileExistsError: something is there and ``force`` is not given, or ``force`` would
            replace files that no earlier export to this format wrote.
        ValueError: it is a folder where a file is wanted, or the other way round.
    """
    if target.exists() and target.is_dir() == is_file:
        kind, other = ("file", "folder") if is_file else ("folder", "file")
        raise ValueError(f"{target} is a {other}; this format writes a {kind}")
    is_taken = target.exists() and (is_file or any(target.iterdir()))
    if is_taken and not force:
        raise FileExistsError(f"{target} is there already; choose another --out, or say --force")
    if is_file:
        with _new_file(target) as place:
            yield place
        return
    ours = {f"{name}.{ending}" for name in (*table_names(), *CODEBOOKS)}
    if ending != "parquet":  # which describes itself
        ours.add(READ_ME)
    _check_earlier(target, ours, f"codebook.{ending}")
    with replacing(target, ours.__contains__) as place:
        yield place


def _check_earlier(target: Path, ours: Set[str], mark: str) -> None:
    """Tables of ``govdisc parse`` and one's own notes are not an export: they stay."""
    if not target.exists() or (target / mark).is_file():
        return
    if lost := sorted(path.name for path in target.iterdir() if path.name in ours):
        raise FileExistsError(
            f"{target} is no earlier export, and {', '.join(lost[:3])} would be lost: "
            "choose another --out"
        )


@contextmanager
def _new_file(target: Path) -> Iterator[Path]:
    """A new file in a hidden folder beside the target, moved over it at the end."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{target.name}.", dir=target.parent) as folder:
        place = Path(folder) / target.name
        yield place
        os.replace(place, target)  # noqa: PTH105 (atomic on every system)
