"""A file's bytes to documents: itself, the members of a zip, or the records of a data set."""

from collections.abc import Iterator

from govdisc_analysis.models import Document
from govdisc_analysis.read.formats import Failure, is_archive
from govdisc_analysis.read.records import read_records
from govdisc_analysis.read.zip import read_zip


def read_documents(data: bytes, name: str) -> Iterator[Document | Failure]:
    """Read a file: one item, or one for each member of a zip, or for each report of a data set.

    Never raises on bad bytes. A record is named by its file and its number: ``set.jsonl#3``.

    Args:
        data: the file's bytes.
        name: its name, as the results shall show it; the ending is only a hint.
    """
    if is_archive(data):
        yield from read_zip(data, name)
    else:
        yield from read_records(data, name)
