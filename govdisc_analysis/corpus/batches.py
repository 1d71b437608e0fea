"""A few files to typed frames: the work of one task, wherever it runs."""

import pickle
import zlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from govdisc_analysis.corpus.files import Source
from govdisc_analysis.corpus.reports import bytes_of, reports_of
from govdisc_analysis.corrections import apply_corrections
from govdisc_analysis.hand_coded import figures_beside, read_pair
from govdisc_analysis.parse import quarantine
from govdisc_analysis.schema import make_frame, table_names
from govdisc_analysis.tables import Rows, build_rows

Read = list[tuple[Rows, str | None]]
"""Table rows and cleaned text of each document of a file."""
_TEXTS = "texts"
DOCUMENT = "document"
"""Column of a batch's frames: the running number of the document that a row belongs to."""


@dataclass(frozen=True, slots=True)
class Batch:
    """What was read from some files, packed: a tenth of the size, of which thousands are held."""

    packed: dict[str, bytes]
    documents: int
    files: int

    def frame(self, table: str) -> pd.DataFrame:
        """A table's rows, with the number of their document within the batch."""
        return _unpack(self.packed[table])  # type: ignore[no-any-return]

    def texts(self) -> dict[int, str]:
        """Cleaned texts by document."""
        return _unpack(self.packed[_TEXTS])  # type: ignore[no-any-return]


def _pack(held: Any) -> bytes:
    return zlib.compress(pickle.dumps(held, pickle.HIGHEST_PROTOCOL), 1)


def _unpack(packed: bytes) -> Any:
    return pickle.loads(zlib.decompress(packed))  # made by this program's workers


def read_batch(sources: Sequence[Source], cache: Path | None) -> Batch:
    """Every document of some files.

    Raises:
        CorrectionError: a correction doesn't fit what was read.
        HandCodedError: a sheet of hand-coded figures is wrong.
    """
    read = [one for source in sources for one in _read_source(source, cache)]
    return _batch(read, len(sources))


def unread_batch(source: Source, reason: str) -> Batch:
    """A file that can't be read, with the reason."""
    return _batch([_unread(source, reason)], 1)


def _batch(read: Read, files: int) -> Batch:
    joined: Rows = {name: [] for name in table_names()}
    documents: dict[str, list[int]] = defaultdict(list)
    for number, (rows, _) in enumerate(read):
        for table, part in rows.items():
            joined[table] += part
            documents[table] += [number] * len(part)
    packed = {_TEXTS: _pack({n: text for n, (_, text) in enumerate(read) if text is not None})}
    for table, part in joined.items():
        frame = make_frame(table, part)
        frame[DOCUMENT] = pd.array(documents[table], dtype="int64")
        packed[table] = _pack(frame)
    return Batch(packed, len(read), files)


def _read_source(source: Source, cache: Path | None) -> Read:
    if source.data is None and figures_beside(source.path):
        read: Read = [(rows, None) for rows in read_pair(source.path, source.name)]
    else:
        read = _read_file(source, cache)
    apply_corrections([rows for rows, _ in read], source.corrections)
    return read


def _read_file(source: Source, cache: Path | None) -> Read:
    try:
        data = bytes_of(source)
    except OSError as error:
        return [_unread(source, f"cannot be opened: {error.strerror or error}")]
    return [
        (build_rows(report), report.cleaned.text if report.cleaned else None)
        for report in reports_of(source, data, cache)
    ]


def _unread(source: Source, reason: str) -> tuple[Rows, None]:
    return build_rows(quarantine(source.name, "", "", reason)), None
