"""Many files to tables: what there is to read, who reads it, and how it is joined."""

from govdisc_analysis.corpus.files import list_files
from govdisc_analysis.corpus.run import parse_corpus

__all__ = ["list_files", "parse_corpus"]
