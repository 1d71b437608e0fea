"""Bytes of a file to linear documents, one module for each format."""

from govdisc_analysis.read.documents import read_documents
from govdisc_analysis.read.formats import Failure, is_supported

__all__ = ["Failure", "is_supported", "read_documents"]
