"""A file's bytes to documents: itself, or the members of a zip."""

from collections.abc import Iterator

from govdisc_analysis.models import Document
from govdisc_analysis.read.formats import Failure, is_archive, read_one
from govdisc_analysis.read.zip import read_zip


def read_documents(data: bytes, name: str) -> Iterator[Document | Failure]:
    """Read a file: one item, or one for each member of a zip. Never raises on bad bytes.

    Args:
        data: the file's bytes.
        name: its name, as the results shall show it; the ending is only a hint.
    """
    if is_archive(data):
        yield from read_zip(data, name)
    else:
        yield read_one(data, name)
