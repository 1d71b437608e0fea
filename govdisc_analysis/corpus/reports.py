"""The reports of one file: parsed, or as they were remembered."""

from collections.abc import Iterator
from pathlib import Path

from govdisc_analysis.corpus.cache import pack, place_of, recall, remember, unpack
from govdisc_analysis.corpus.files import Source
from govdisc_analysis.models import Report
from govdisc_analysis.parse import parse_bytes


def bytes_of(source: Source) -> bytes:
    """The file's bytes.

    Raises:
        OSError: it can't be opened.
    """
    return source.path.read_bytes() if source.data is None else source.data


def reports_of(source: Source, data: bytes, cache: Path | None) -> Iterator[Report]:
    """Every document of a file, one at a time: a zip may hold thousands.

    Args:
        source: the file.
        data: its bytes.
        cache: folder of what was read before; what is not there is parsed, and kept there. A
            report from there lacks its grids and its text before cleaning.
    """
    if cache is None:
        yield from parse_bytes(data, source.name, source.manifest)
        return
    place = place_of(cache, source, data)
    kept = recall(place)
    if kept is not None:
        yield from map(unpack, kept)
        return
    fresh: list[bytes] = []
    for report in parse_bytes(data, source.name, source.manifest):
        fresh.append(pack(report))
        yield report
    remember(place, fresh)
