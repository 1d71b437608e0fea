"""``python-docx`` and a look-up of labels."""

from io import BytesIO

import docx

from benchmarks.cells import Reading
from benchmarks.rivals.lookup import cells_of


def read(data: bytes, name: str) -> Reading:
    """Cells of a Word file; one without tables is noticed."""
    tables = docx.Document(BytesIO(data)).tables
    rows = [[[cell.text for cell in row.cells] for row in table.rows] for table in tables]
    return Reading(cells_of(rows), noticed=not tables)
