"""Time per report on one core, beside the tools that read the same bytes.

Run with ``make benchmark-speed`` or ``python -m benchmarks.speed``. Each figure is
the least of several repeats of processor time, because whatever else the machine does adds to it.
The first two tables are warm; the last one is of new processes, imports and all.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from io import BytesIO, StringIO
from pathlib import Path
from time import process_time

import docx
import lxml.html
import pandas as pd
import pdfplumber

from benchmarks.cold import time_processes
from benchmarks.documents import Specimen, specimens
from benchmarks.markdown import table
from benchmarks.pdf_fonts import with_plain_map
from benchmarks.rivals import nearest_noun, place_names
from benchmarks.rivals.decoding import decode
from benchmarks.steps import STEPS, time_steps
from govdisc_analysis.parse import parse_bytes
from tests.shared import SHARED

Reader = Callable[[bytes], object]
_PROCESSES = 5


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print: readers side by side, our own steps, new processes."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.speed", description=__doc__)
    parser.add_argument("--repeats", type=int, default=30, help="repeats; the least counts")
    repeats = parser.parse_args(arguments).repeats
    real = SHARED / "real" if SHARED is not None else None
    with tempfile.TemporaryDirectory() as folder:
        held = list(specimens(Path(folder), real))
    header = ("milliseconds", "kB", "govdisc", "pandas.read_html", "lxml", "pdfplumber",
              "python-docx", "pandas.read_excel", "cn2an, cpca")  # fmt: skip
    rows = [_readers(specimen, repeats) for specimen in held]
    sys.stdout.write(table(header, rows) + "\n\n")
    steps = [[one.label, *map(_ms, time_steps(one.data, one.name, repeats))] for one in held]
    sys.stdout.write(table(("milliseconds by step", *STEPS), steps) + "\n\n")
    told = {one.name.rpartition(".")[2]: one for one in reversed(held)}  # one of each format
    cold = [[label, f"{time:.2f}"] for label, time in time_processes([*told.values()], _PROCESSES)]
    sys.stdout.write(table(("seconds of a new process", "processor time"), cold) + "\n")
    return 0


def _readers(specimen: Specimen, repeats: int) -> list[str]:
    def ours(data: bytes) -> object:
        return list(parse_bytes(data, specimen.name, {}))

    figures = [_ms(least(ours, specimen.data, repeats))]
    for kind, reader in _RIVALS:
        opens = specimen.name.endswith(kind)
        # pdfplumber takes a second a time
        times = 3 if kind == ".pdf" else repeats
        data = with_plain_map(specimen.data) if kind == ".pdf" else specimen.data
        figures.append(_ms(least(reader, data, times)) if opens else "–")
    return [specimen.label, f"{len(specimen.data) / 1000:.0f}", *figures]


def least(reader: Reader, data: bytes, repeats: int) -> float:
    """Least processor time of some repeats, in seconds; the first run only warms up."""
    reader(data)
    return min(_times(reader, data, repeats))


def _times(reader: Reader, data: bytes, repeats: int) -> Iterator[float]:
    for _ in range(repeats):
        start = process_time()
        reader(data)
        yield process_time() - start


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.2f}" if seconds < 0.1 else f"{seconds * 1000:.0f}"


def _pandas(data: bytes) -> object:
    return pd.read_html(StringIO(decode(data)), flavor="lxml")


def _lxml(data: bytes) -> object:
    root = lxml.html.document_fromstring(data, parser=lxml.html.HTMLParser(encoding="utf-8"))
    return [[cell.text_content() for cell in row.iter("td", "th")] for row in root.iter("tr")]


def _pdfplumber(data: bytes) -> object:
    with pdfplumber.open(BytesIO(data)) as pdf:
        return [page.extract_tables() for page in pdf.pages]


def _docx(data: bytes) -> object:
    document = docx.Document(BytesIO(data))
    texts = [paragraph.text for paragraph in document.paragraphs]
    return texts, [[[c.text for c in row.cells] for row in t.rows] for t in document.tables]


def _excel(data: bytes) -> object:
    return pd.read_excel(BytesIO(data), sheet_name=None, header=None)


def _numerals_and_places(data: bytes) -> object:
    text = decode(data)
    return nearest_noun.read(text), place_names.read(text)


_RIVALS: tuple[tuple[str, Reader], ...] = (
    (".html", _pandas),
    (".html", _lxml),
    (".pdf", _pdfplumber),
    (".docx", _docx),
    (".xlsx", _excel),
    (".txt", _numerals_and_places),
)

if __name__ == "__main__":
    raise SystemExit(main())
