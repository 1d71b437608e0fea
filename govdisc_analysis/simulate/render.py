"""From a report to the bytes of its file."""

import io
import zipfile
from collections.abc import Mapping
from random import Random

from govdisc_analysis.simulate.model import Draft
from govdisc_analysis.simulate.noise import in_script, map_texts
from govdisc_analysis.simulate.render_docx import docx_of
from govdisc_analysis.simulate.render_html import html_of
from govdisc_analysis.simulate.render_pdf import pdf_of
from govdisc_analysis.simulate.render_rtf import rtf_of
from govdisc_analysis.simulate.render_text import text_of
from govdisc_analysis.simulate.render_xlsx import xlsx_of

_EXTENSIONS = {name: f".{name}" for name in ("html", "docx", "pdf", "md", "rtf", "xlsx")}
_OFFICE = {"docx": docx_of, "rtf": rtf_of, "xlsx": xlsx_of}
_FIXED = (1980, 1, 1, 0, 0, 0)


def extension(look: str) -> str:
    """The file name's ending for a format.

    >>> extension("html_word"), extension("txt_bar"), extension("tsv")
    ('.html', '.txt', '.txt')
    """
    return _EXTENSIONS.get(look.partition("_")[0], ".txt")


def render(draft: Draft, rng: Random) -> bytes:
    """The bytes of the report's file, in its format and script."""
    look = draft.format
    if to_bytes := _OFFICE.get(look.partition("_")[0]):
        return to_bytes(map_texts(draft, lambda text: in_script(text, draft.noises, rng)))
    if look.startswith("pdf"):
        return pdf_of(draft)
    text = html_of(draft, rng) if look.startswith("html") else text_of(draft, rng)
    text = in_script(text, draft.noises, rng)
    if look.endswith("gb18030"):
        return text.encode("gb18030")
    if look.endswith("big5"):
        return text.encode("big5", errors="xmlcharrefreplace")
    return text.encode("utf-8")


def pack(files: Mapping[str, bytes]) -> bytes:
    """A zip file whose bytes depend on its contents alone."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            info = zipfile.ZipInfo(name, _FIXED)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return buffer.getvalue()
