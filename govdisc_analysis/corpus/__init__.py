"""Many files to tables: what there is to read, who reads it, and how it is joined."""

from govdisc_analysis.corpus.files import Source, files_of, list_files, list_sources
from govdisc_analysis.corpus.reports import bytes_of, reports_of
from govdisc_analysis.corpus.run import parse_corpus

__all__ = [
    "Source",
    "bytes_of",
    "files_of",
    "list_files",
    "list_sources",
    "parse_corpus",
    "reports_of",
]
