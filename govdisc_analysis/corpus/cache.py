"""What was read is remembered: a second run reads only files that are new or changed.

A folder holds one small file for each file of the corpus, under a hash of all that its reading
depends on: its bytes, its name, its rows of the manifest, and the reader (see ``generator``), so
that a changed rule reads everything anew. The folder may be deleted at any time.
"""

import hashlib
import json
import os
import tempfile
import zlib
from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

from govdisc_analysis.corpus.files import CACHE_TAG, Source
from govdisc_analysis.generator import generator
from govdisc_analysis.schema import columns_of, table_names
from govdisc_analysis.tables import Rows

Read = list[tuple[Rows, str | None]]
"""Table rows and cleaned text of each document of a file."""
_SIGNATURE = "Signature: 8a477f597d28d172789f06886806bc55\n# Made by govdisc; may be deleted.\n"
_FAST = 1


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
    return folder / key[:2] / f"{key[2:]}.json.z"


def recall(place: Path) -> Read | None:
    """What was read before; None if nothing was, or if what was kept is damaged."""
    try:
        kept = json.loads(zlib.decompress(place.read_bytes()))
    except (OSError, ValueError, zlib.error):
        return None
    for rows, _ in kept:
        _restore_dates(rows)
    return [(rows, text) for rows, text in kept]


def remember(place: Path, read: Sequence[tuple[Rows, str | None]]) -> None:
    """Keep what was read. A full disk loses the memory, not the run."""
    said = json.dumps(read, ensure_ascii=False, default=date.isoformat)
    packed = zlib.compress(said.encode("utf-8", "surrogatepass"), _FAST)
    with suppress(OSError):
        place.parent.mkdir(exist_ok=True)
        handle, fresh = tempfile.mkstemp(dir=place.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(packed)
        Path(fresh).replace(place)


def _restore_dates(rows: dict[str, list[dict[str, Any]]]) -> None:
    for table, names in _dates().items():
        for row in rows.get(table, []):
            for name in names:
                if row.get(name):
                    row[name] = date.fromisoformat(row[name])


def _dates() -> dict[str, list[str]]:
    """The columns of each table that hold dates."""
    found = {t: [c.name for c in columns_of(t) if c.type == "date"] for t in table_names()}
    return {table: names for table, names in found.items() if names}
