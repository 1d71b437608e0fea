"""``pandas.read_html`` and a look-up of labels."""

from io import StringIO

import pandas as pd

from benchmarks.cells import Reading
from benchmarks.rivals.decoding import decode
from benchmarks.rivals.lookup import cells_of


def read(data: bytes, name: str) -> Reading:
    """Cells of a web page; a page without tables is noticed."""
    try:
        frames = pd.read_html(StringIO(decode(data)), flavor="lxml", header=None)
    except ValueError:  # no tables found
        return Reading({}, noticed=True)
    return Reading(cells_of([_rows(frame) for frame in frames]))


def _rows(frame: pd.DataFrame) -> list[list[object]]:
    """Rows with the heading that pandas may have taken off as column names."""
    body = frame.astype(object).to_numpy().tolist()
    if frame.columns.inferred_type == "integer":  # numbered by pandas
        return body
    levels = [frame.columns.get_level_values(i).tolist() for i in range(frame.columns.nlevels)]
    return [*levels, *body]
