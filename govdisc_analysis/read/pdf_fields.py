"""What a reader types into a PDF, and what was laid over its pages: fields and boxes of text."""

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

MAX_NOTES = 5_000  # of one page
_HOLDS_TEXT = (pdfium_c.FPDF_ANNOT_WIDGET, pdfium_c.FPDF_ANNOT_FREETEXT)


def open_page(pdf: pdfium.PdfDocument, number: int) -> pdfium.PdfPage:
    """A page with the values of its fields printed on it: they are no part of its text else.

    Raises:
        PdfiumError: the page is damaged.
    """
    page = pdf[number]
    if not _has_fields(page):
        return page
    is_flat = pdfium_c.FPDFPage_Flatten(page.raw, pdfium_c.FLAT_NORMALDISPLAY)
    if is_flat != pdfium_c.FLATTEN_SUCCESS:
        return page
    page.close()
    return pdf[number]


def _has_fields(page: pdfium.PdfPage) -> bool:
    raw = page.raw
    for i in range(min(pdfium_c.FPDFPage_GetAnnotCount(raw), MAX_NOTES)):
        note = pdfium_c.FPDFPage_GetAnnot(raw, i)
        kind = pdfium_c.FPDFAnnot_GetSubtype(note)
        pdfium_c.FPDFPage_CloseAnnot(note)
        if kind in _HOLDS_TEXT:
            return True
    return False
