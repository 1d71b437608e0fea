"""What was read is remembered: a second run reads only files that are new or changed.

A folder holds one small file for each file of the corpus, under a hash of all that its reading
depends on: its bytes, its name, its rows of the manifest, and the reader (see ``generator``), so
that a changed rule reads everything anew. The folder may be deleted at any time.
"""

import hashlib
import json
import os
import pickle
import tempfile
import zlib
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any, cast

from govdisc_analysis.corpus.files import CACHE_TAG, Source
from govdisc_analysis.generator import generator
from govdisc_analysis.models import (
    Cleaned,
    Document,
    Figure,
    Finding,
    FormCell,
    Furniture,
    Identity,
    Note,
    Problem,
    Refusal,
    Report,
    Section,
)
from govdisc_analysis.offsets import OffsetChain, OffsetMap

_SIGNATURE = "Signature: 8a477f597d28d172789f06886806bc55\n# Made by govdisc; may be deleted.\n"
_FAST = 1
_AROUND = 100
"""Characters of the source kept beside what was read; a page shows half of that."""
_RECORDS = (
    *(Report, Identity, Cleaned, Document, OffsetChain, OffsetMap, Furniture, Section),
    *(FormCell, Figure, Refusal, Problem, Finding, Note, date),
)
"""All that a packed report consists of, besides texts, numbers and sequences."""


def open_cache(folder: Path) -> Path:
    """The folder, made and marked as one that backups may leave out (bford.info/cachedir).

    Raises:
        OSError: it can't be made or written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / CACHE_TAG).write_text(_SIGNATURE, encoding="ascii")
    return folder


def place_of(folder: Path, source: Source, data: bytes) -> Path:
    """Where the reading of a file is kept."""
    said = [generator()["reader"], source.name, sorted(source.manifest.items())]
    key = hashlib.sha256(json.dumps(said, ensure_ascii=False).encode() + b"\n" + data).hexdigest()
    return folder / key[:2] / f"{key[2:]}.reports.z"


def recall(place: Path) -> list[bytes] | None:
    """What was read before, packed; None if nothing was, or if what was kept is damaged."""
    try:
        return cast(list[bytes], _load(zlib.decompress(place.read_bytes())))
    except (OSError, EOFError, zlib.error, pickle.UnpicklingError):
        return None


def remember(place: Path, packed: Sequence[bytes]) -> None:
    """Keep what was read. A full disk loses the memory, not the run."""
    whole = zlib.compress(pickle.dumps(list(packed)), 0)  # packed already: only the check sum
    with suppress(OSError):
        place.parent.mkdir(exist_ok=True)
        handle, fresh = tempfile.mkstemp(dir=place.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(whole)
            Path(fresh).replace(place)
        except OSError:
            Path(fresh).unlink()


def pack(report: Report) -> bytes:
    """A report, without what neither table nor page shows.

    That is its grids, its text before cleaning, and of its source what stands before and behind
    all that was read, which is most of a page of the web.
    """
    if report.cleaned:
        raw = _seen(report, report.cleaned)
        document = replace(report.cleaned.document, text="", raw=raw, grids=(), meta={})
        report = replace(report, cleaned=replace(report.cleaned, document=document, grids=()))
    return zlib.compress(pickle.dumps(report, pickle.HIGHEST_PROTOCOL), _FAST)


def _seen(report: Report, cleaned: Cleaned) -> str | None:
    """The source from the first to the last place that was read; blanks before it hold offsets."""
    raw = cleaned.document.raw
    if raw is None:
        return None
    read: tuple[Any, ...] = (*report.figures, *report.cells, *report.refusals, *report.problems)
    spans = [span for x in read if (span := cleaned.raw_span(x.start, x.end))]
    first = max(0, min((start for start, _ in spans), default=len(raw)) - _AROUND)
    return " " * first + raw[first : max((end for _, end in spans), default=0) + _AROUND]


def unpack(packed: bytes) -> Report:
    """A report as it was packed.

    Raises:
        pickle.UnpicklingError: it holds anything but the records of a report.
    """
    return cast(Report, _load(zlib.decompress(packed)))


def _load(pickled: bytes) -> Any:
    return _Records(BytesIO(pickled)).load()


class _Records(pickle.Unpickler):
    """Makes the records of a report and nothing else: a file of the cache can't run code."""

    def find_class(self, module: str, name: str) -> Any:
        for record in _RECORDS:
            if (record.__module__, record.__qualname__) == (module, name):
                return record
        raise pickle.UnpicklingError(f"{module}.{name} is no record of a report")
