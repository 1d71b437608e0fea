"""``pdfplumber.extract_tables`` and a look-up of labels."""

from io import BytesIO

import pdfplumber

from benchmarks.cells import Reading
from benchmarks.pdf_fonts import with_plain_map
from benchmarks.rivals.lookup import Table, cells_of


def read(data: bytes, name: str) -> Reading:
    """Cells of a PDF; one without tables is noticed."""
    tables: list[Table] = []
    with pdfplumber.open(BytesIO(with_plain_map(data))) as pdf:
        for page in pdf.pages:
            tables += page.extract_tables()
    return Reading(cells_of(tables), noticed=not tables)
