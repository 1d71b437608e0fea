"""Rich Text: its words and tables, as `striprtf` reads them.

Offsets lead to the linear text only: the source has a code between any two words.
"""

import hashlib
import re
from dataclasses import replace

from striprtf.striprtf import rtf_to_text

from govdisc_analysis.models import Document, Unreadable
from govdisc_analysis.read.decode import Decoded
from govdisc_analysis.read.text import read_text

MEDIA_TYPE = "application/rtf"
MAX_BYTES = 20_000_000
_CODE_PAGE = re.compile(rb"\\ansicpg(\d{3,5})")
_CODECS = {"936": "gb18030", "950": "big5", "65001": "utf-8", "10008": "gb18030"}


def read_rtf(data: bytes, name: str) -> Document:
    r"""Read a Rich Text file (.rtf, often under the name .doc).

    >>> read_rtf(rb"{\rtf1\ansi\ansicpg936 \'b9\'ab\'bf\'aa 12\par}", "a.rtf").text
    '公开 12\n'

    Raises:
        Unreadable: it is too large, damaged or without a word.
    """
    if len(data) > MAX_BYTES:
        raise Unreadable(f"a Rich Text file larger than {MAX_BYTES // 1_000_000} MB")
    page = _CODE_PAGE.search(data[:2000])
    number = page[1].decode() if page else "936"
    try:
        codec = _CODECS.get(number, f"cp{number}")
        text = rtf_to_text(data.decode("latin-1"), codec, "replace")  # type: ignore[no-untyped-call]
    except (LookupError, ValueError, OverflowError, TypeError):  # codes without their number
        raise Unreadable("a damaged Rich Text file") from None
    decoded = Decoded(text, "ascii", ())
    made = read_text(decoded, name, data, MEDIA_TYPE)
    return replace(
        made, encoding="", sha256=hashlib.sha256(data).hexdigest(), raw=None, to_raw=None
    )
