"""A release of the tables: a folder and a zip that can be archived, checked and cited.

``make_release`` refuses a folder that is not whole or not of one run, compares with the release
before, and says of every row that was added, changed or is gone why that is so.
"""

import shutil
import zipfile
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd
from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression

from govdisc_analysis.datapackage import CODEBOOK, PACKAGE
from govdisc_analysis.release.changes import UNEXPLAINED, Edition, compare
from govdisc_analysis.release.documents import About, Story, write_documents
from govdisc_analysis.release.integrity import (
    SUMS,
    NotWholeError,
    check_sums,
    check_whole,
    read_package,
)
from govdisc_analysis.schema import table_names
from govdisc_analysis.store import TEXTS, load, replacing
from govdisc_analysis.tables import Tables

_MADE = (1980, 1, 1, 0, 0, 0)  # else two zips of the same files would differ
_MODE = 0o644 << 16


@dataclass(frozen=True, slots=True)
class Released:
    """What was made; ``changes`` is None for a first release."""

    folder: Path
    archive: Path
    about: About
    changes: pd.DataFrame | None

    @property
    def unexplained(self) -> int:
        """Rows that differ with no reason: same bytes, same reader, no correction."""
        return 0 if self.changes is None else int((self.changes["why"] == UNEXPLAINED).sum())


def make_release(
    folder: str | Path,
    out: str | Path,
    *,
    previous: str | Path | None = None,
    about: About | None = None,
    with_texts: bool = True,
    force: bool = False,
) -> Released:
    """Make a release of a processed folder.

    Args:
        folder: folder written by ``govdisc parse``.
        out: new folder of the release; ``out`` + ``.zip`` is written beside it.
        previous: the last release, or an earlier processed folder.
        about: title, version, authors, licence, date. Without a version it counts up.
        with_texts: whether the cleaned texts go with it.
        force: replace an earlier release at ``out``.

    Raises:
        FileNotFoundError: a folder is not there.
        FileExistsError: ``out`` is there and ``force`` is not given, or it is no release.
        NotWholeError: ``folder`` or ``previous`` is damaged, or mixes several runs.
        ValueError: the licence is no SPDX expression.
    """
    folder, out = Path(folder), Path(out)
    about = _checked(about or About())
    archive = _check_out(folder, out, force)
    tables = check_whole(folder)
    generator = read_package(folder).get("generator", {})
    changes, earlier = None, ""
    if previous:
        before = _open_previous(Path(previous))
        changes = compare(before, Edition(tables, generator))
        earlier = str(read_package(Path(previous)).get("version", "0"))
    about = _versioned(about, earlier)
    with replacing(out, lambda name: True) as place:
        _copy_tables(folder, place, tables, with_texts)
        write_documents(place, Story(about, tables, changes, earlier, with_texts, generator))
        packed = place.with_name(f"{place.name}.zip")
        _pack(place, packed, out.name)
    packed.replace(archive)
    return Released(out, archive, about, changes)


def _checked(about: About) -> About:
    """The same with its licence in SPDX's own spelling, which archives look up."""
    if not about.licence:
        return about
    try:
        return replace(about, licence=canonicalize_license_expression(about.licence))
    except InvalidLicenseExpression:
        said = "an SPDX name such as CC-BY-4.0, CC0-1.0 or ODbL-1.0, or LicenseRef-… for one's own"
        raise ValueError(f"licence {about.licence!r}: write {said}") from None


def _check_out(folder: Path, out: Path, force: bool) -> Path:
    """The zip that goes with a folder, if both may be written."""
    if not out.name:
        raise ValueError(f"{out} has no name; name a new folder")
    if out.resolve() == folder.resolve():
        raise ValueError(f"{out} holds the tables; choose another folder for the release")
    archive = out.with_name(f"{out.name}.zip")
    is_taken = archive.exists() or (out.exists() and (out.is_file() or any(out.iterdir())))
    if is_taken and not force:
        raise FileExistsError(
            f"{out} or its zip is there already; choose another --out, or say --force"
        )
    if out.is_file() or (is_taken and out.exists() and not (out / SUMS).is_file()):
        raise FileExistsError(f"{out} is no release; it is not written over")
    return archive


def _open_previous(folder: Path) -> Edition:
    """The earlier tables, if they are what they were."""
    if (folder / SUMS).is_file():
        if wrong := check_sums(folder):
            raise NotWholeError("\n".join(wrong))
        return Edition(load(folder), read_package(folder).get("generator", {}))
    return Edition(check_whole(folder), read_package(folder).get("generator", {}))


def _versioned(about: About, earlier: str) -> About:
    """With the version counted up where none is given.

    >>> _versioned(About(), "1.4").version, _versioned(About(), "").version
    ('1.5', '1')
    """
    if about.version:
        return about
    head, _, last = earlier.rpartition(".")
    number = int(last) + 1 if last.isdigit() else 1
    return replace(about, version=".".join(part for part in (head, str(number)) if part))


def _copy_tables(folder: Path, place: Path, tables: Tables, with_texts: bool) -> None:
    for name in table_names():
        shutil.copyfile(folder / f"{name}.csv", place / f"{name}.csv")
        tables[name].to_parquet(place / f"{name}.parquet", index=False)
    shutil.copyfile(folder / PACKAGE, place / PACKAGE)
    shutil.copytree(folder / CODEBOOK, place / CODEBOOK)
    if with_texts:
        (place / TEXTS).mkdir()
        for report_id in tables.reports.dropna(subset="characters")["report_id"].unique():
            name = f"{report_id}.txt"
            shutil.copyfile(folder / TEXTS / name, place / TEXTS / name)


def _pack(folder: Path, archive: Path, name: str) -> None:
    """A zip with the same bytes for the same files: names sorted, times and rights fixed."""
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
        for path in sorted(p for p in folder.rglob("*") if p.is_file()):
            entry = zipfile.ZipInfo(f"{name}/{path.relative_to(folder).as_posix()}", _MADE)
            entry.external_attr, entry.compress_type = _MODE, zipfile.ZIP_DEFLATED
            entry.create_system = 3
            packed.writestr(entry, path.read_bytes())


__all__ = ["About", "NotWholeError", "Released", "compare", "make_release"]
