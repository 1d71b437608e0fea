"""Every official form in every shape: this package beside what a user would pick instead.

Run with ``make benchmark-forms`` or ``python -m benchmarks.forms --reports 400 --seed 20261122``.
"""

import argparse
import math
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path

from benchmarks.cells import Reading
from benchmarks.corpora import Sample, real, synthetic
from benchmarks.markdown import table, write_both
from benchmarks.rivals import RIVALS
from benchmarks.tally import Counts, Judged, add_up, judge, wrong_cells
from tests.shared import SHARED

OURS = "govdisc"
READERS = (OURS, *RIVALS)
_PACKAGES = ("pandas", "lxml", "pdfplumber", "pypdfium2", "python-docx")
_WORDS = """
## Official forms

Written by `python -m benchmarks.forms --reports {reports} --seed {seed}` with {versions}.

A synthetic corpus ({reports} reports with a form in them, seed {seed}) is read by this package and
by what a user would pick instead: `pandas.read_html`, `pdfplumber.extract_tables` and
`python-docx`, each followed by a look-up of the official labels, and the lone numbers of each
section counted off in order (a section with more or fewer numbers than its form has cells is left
out). The rivals are in `benchmarks/rivals`.

Each reader's figure: the share of **nonzero cells** that it reads right, then the share of all
**cells** that it reads **silently wrong**: a value is told, it is not the true one (a number for a
blank counts), and nothing warns. A warning is a failed check or a status other than `parsed` for
this package, an exception or a refusal for the others. A cell left out is not right, but it is
not silently wrong. "–": the reader can't open the format; where it opens some of a row's
documents, their number is in brackets. Cells that nobody could read (a row that lost its blanks)
are not counted.

The corpus is this project's own. Its layouts and wordings were written apart from the parser's
rules, but nobody is tested by more than he thought of: real reports are messier.
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark, print its table, and write it to the document."""
    options = _options(arguments)
    with tempfile.TemporaryDirectory() as folder:
        samples = list(synthetic(Path(folder), options.reports, options.seed))
    versions = ", ".join(f"{name} {version(name)}" for name in _PACKAGES)
    slots = {"reports": options.reports, "seed": options.seed, "versions": versions}
    body = f"{_WORDS.format_map(slots).strip()}\n\n{layout_table(map(judged, samples))}"
    sys.stdout.write(body + "\n")
    if options.out:
        write_both(Path(options.out), "forms", body, slots)
    if SHARED is not None and (SHARED / "real").is_dir():
        pages = list(real(SHARED / "real"))
        sys.stdout.write(f"\n{layout_table(map(judged, pages))}\n")
        samples += pages
    for line in _wrong(samples)[: options.wrong]:
        sys.stderr.write(line + "\n")
    return 0


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.forms", description=__doc__)
    parser.add_argument("--reports", type=int, default=400, help="number of synthetic reports")
    parser.add_argument("--seed", type=int, default=20261122, help="seed of the corpus")
    parser.add_argument("--out", default="", help="document whose section is written anew")
    parser.add_argument("--wrong", type=int, default=0, help="wrong cells of ours to list")
    return parser.parse_args(arguments)


def judged(sample: Sample) -> Judged:
    """One document read by everyone who can open it."""
    counts = {OURS: judge(sample.truth, sample.ours)}
    for rival in RIVALS.values():
        if rival.opens(sample.path):
            counts[rival.name] = judge(sample.truth, _attempt(rival.name, sample))
    return Judged(sample.groups, counts)


def _attempt(name: str, sample: Sample) -> Reading:
    """A rival's reading; an error in it is what its user would see, and so a warning."""
    try:
        return RIVALS[name].read(sample.data, sample.path)
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        sys.stderr.write(f"{name} on {sample.path}: {type(error).__name__}: {error}\n")
        return Reading({}, noticed=True)


_ORDER = ("all", "template", "noise", "format", "format, template", "real PDF")


def layout_table(documents: Iterable[Judged]) -> str:
    """The table: a row a layout, a column a reader."""
    sums = add_up(documents)
    groups = sorted(sums, key=lambda group: (_ORDER.index(group[0]), group[1]))
    header = ("layout", "reports", "nonzero cells", "cells", *READERS)
    return table(header, [_row(group, sums[group]) for group in groups])


def _row(group: tuple[str, str], counts: Mapping[str, Counts]) -> list[str]:
    kind, name = group
    ours = counts[OURS]
    label = name if kind in ("all", "format, template") else f"{kind}: {name}"
    sizes = [f"{ours.reports}", f"{ours.nonzero:,}", f"{ours.cells:,}"]
    return [label, *sizes, *(_figure(counts.get(reader), ours) for reader in READERS)]


def _figure(counts: Counts | None, ours: Counts) -> str:
    """Share right and share silently wrong, in per cent.

    >>> _figure(Counts(1, 200, 199, 400, 1, 1), Counts(1, 200, 200, 400))
    '99.5 / 0.25'
    """
    if counts is None:
        return "–"
    some = f" ({counts.reports})" if counts.reports != ours.reports else ""
    right = _share(counts.right, counts.nonzero, 1)
    return f"{right} / {_share(counts.silent, counts.cells, 2)}{some}"


def _share(part: int, whole: int, places: int) -> str:
    """Per cent; only a full share is shown as 100, only an empty one as 0.

    >>> _share(1999, 2000, 1), _share(1, 1, 1), _share(0, 0, 1), _share(1, 90000, 2)
    ('99.9', '100', '–', '<0.01')
    """
    if not whole:
        return "–"
    if part in (0, whole):
        return "100" if part else "0"
    shown = 100 * part / whole
    if shown < 10**-places:
        return f"<{10**-places:.{places}f}"
    return f"{min(shown, 100 - 10**-places):.{places}f}"


def _wrong(samples: Iterable[Sample]) -> list[str]:
    """Each cell that this package reads wrong or not at all, one a line."""
    lines = []
    for sample in samples:
        wrong = set(wrong_cells(sample.truth, sample.ours))
        known = {key for key, value in sample.truth.items() if value and not math.isnan(value)}
        missed = known - wrong
        missed = {key for key in missed if sample.ours.cells.get(key) is None}
        for key in sorted(wrong | missed):
            told, true = sample.ours.cells.get(key), sample.truth.get(key)
            place = f"{sample.path} {sample.groups[-1][1]} {'/'.join(key)}"
            lines.append(f"{place}: told {told}, true {true}, noticed {sample.ours.noticed}")
    return lines


if __name__ == "__main__":
    raise SystemExit(main())
