"""Prose: figures, intervals, identity and problems, beside what a user would pick instead.

Run with ``make benchmark-prose`` or ``python -m benchmarks.prose``.
"""

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from importlib.metadata import version
from itertools import chain
from pathlib import Path
from typing import Any

from benchmarks.markdown import table, write_both
from benchmarks.prose_documents import held_out, simulated
from benchmarks.prose_tally import Counts, Sums, add_up
from govdisc_analysis.codebook import load_csv
from tests.heldout import FIELDS

CORPORA = ("held-out, half a", "held-out, half b", "simulated")
SEEN = "half a and simulated"
READERS = ("govdisc", "rival")
_PACKAGES = ("cn2an", "cpca")
_WORDS = """
## Prose

Written by `python -m benchmarks.prose --reports {reports} --seed {seed}`.

Read by this package and by what a user would write instead ("rival", in `benchmarks/rivals`):
numerals, Arabic and Chinese, read by `cn2an` {cn2an} and each given to the nearest noun of its
sentence; the first place that `cpca` {cpca} finds in the beginning, and a pattern for the title;
and keywords for problems and their categories.

The held-out reports were written by hand, in the wording of real ones, before the rules were
tuned. The misses of half a may be looked at and were; of half b nothing but totals is ever shown.
The simulated corpus ({reports} reports, seed {seed}) has all templates, formats and noises, and
its wordings are this project's own: real reports are messier.

A figure is right if indicator and value are; its interval is judged where it is approximate and
its value was found. A number that the rival takes from a table is not held against it. Shares are
per cent, as precision / recall / F1; "–" is: nothing to judge.
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark, print its tables, and write them to the document."""
    options = _options(arguments)
    with tempfile.TemporaryDirectory() as folder:
        documents = chain(
            held_out("a", (CORPORA[0], SEEN)),
            held_out("b", (CORPORA[1],)),
            simulated(Path(folder), options.reports, options.seed, (CORPORA[2], SEEN)),
        )
        slots = {name: version(name) for name in _PACKAGES}
        slots |= {"reports": options.reports, "seed": options.seed}
        body = section(*add_up(documents), slots)
    sys.stdout.write(body + "\n")
    if options.out:
        write_both(Path(options.out), "prose", body, slots)
    return 0


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.prose", description=__doc__)
    parser.add_argument("--reports", type=int, default=300, help="number of simulated reports")
    parser.add_argument("--seed", type=int, default=20261123, help="seed of the simulated corpus")
    parser.add_argument("--out", default="", help="document whose section is written anew")
    return parser.parse_args(arguments)


def section(
    sums: Sums, reasons: Mapping[str, Counter[str]], reports: Counter[str], slots: Any
) -> str:
    """The section of the document: words, then a table a question."""
    parts = [
        _WORDS.format_map(slots).strip(),
        "### Figures",
        _figure_table(sums, CORPORA, reports),
        "### Figures by template and noise (simulated)",
        _figure_table(sums, _own_groups(reports), reports),
        f"### Figures by indicator ({SEEN})",
        _indicator_table(sums),
        f"### Numbers not taken, by reason ({SEEN})",
        _reason_table(reasons[SEEN]),
        "### Identity, share of right fields",
        _field_table(sums),
        "### Existing problems",
        _problem_table(sums, (*CORPORA, *_own_groups(reports, "template")), reports),
    ]
    return "\n\n".join(parts)


def _own_groups(reports: Iterable[str], kind: str = "") -> list[str]:
    return sorted(name for name in reports if ": " in name and name.startswith(kind))[::-1]


def _figure_table(sums: Sums, groups: Iterable[str], reports: Mapping[str, int]) -> str:
    header = ("reports of", "reports", "figures", *READERS, "approximate", "interval, govdisc",
              "interval, rival")  # fmt: skip
    rows = []
    for group in groups:
        figures, bounds = _both(sums, group, "figures"), _both(sums, group, "interval")
        rows.append([
            group, str(reports[group]), f"{figures[0].true:,}", *map(three, figures),
            str(bounds[0].true), *map(recall, bounds),
        ])  # fmt: skip
    return table(header, rows)


def _indicator_table(sums: Sums) -> str:
    known = [row["indicator"] for row in load_csv("indicators.csv")]
    rows = []
    for name in known:
        ours, rival = _both(sums, SEEN, "indicator", name)
        if ours.true or ours.told:
            rows.append([name, str(ours.true), three(ours), three(rival)])
    return table(("indicator", "figures", *READERS), rows)


def _reason_table(reasons: Counter[str]) -> str:
    meanings = {row["reason"]: row["meaning"] for row in load_csv("refusals.csv")}
    rows = [[f"{name}: {meanings.get(name, '')}", f"{n:,}"] for name, n in reasons.most_common()]
    return table(("reason", "numbers"), rows)


def _field_table(sums: Sums) -> str:
    header = ["field"]
    for corpus in CORPORA:
        header += [f"{corpus}: n", *READERS]
    rows = []
    for name in FIELDS:
        row = [name]
        for corpus in CORPORA:
            ours, rival = _both(sums, corpus, "field", name)
            row += [str(ours.true), recall(ours), recall(rival) if rival.told else "–"]
        rows.append(row)
    return table(header, rows)


def _problem_table(sums: Sums, groups: Iterable[str], reports: Mapping[str, int]) -> str:
    header = ("reports of", "reports", "statements", *READERS, "same number, govdisc", "rival",
              "categories, govdisc", "rival")  # fmt: skip
    rows = []
    for group in groups:
        found = _both(sums, group, "problem")
        rows.append([
            group, str(reports[group]), f"{found[0].true:,}", *map(three, found),
            *map(recall, _both(sums, group, "same number")),
            *map(three, _both(sums, group, "category")),
        ])  # fmt: skip
    return table(header, rows)


def _both(sums: Sums, group: str, question: str, name: str = "") -> tuple[Counts, Counts]:
    ours, rival = (sums.get((group, reader, question, name), Counts()) for reader in READERS)
    return ours, rival


def three(counts: Counts) -> str:
    """Precision, recall and F1.

    >>> three(Counts(9, 10, 12)), three(Counts(0, 0, 5)), three(Counts())
    ('90.0 / 75.0 / 81.8', '– / 0 / 0', '–')
    """
    if counts.f1 is None:
        return "–"
    shares = (
        _share(counts.right, counts.told),
        _share(counts.right, counts.true),
        _share(2 * counts.right, counts.told + counts.true),
    )
    return " / ".join(shares)


def recall(counts: Counts) -> str:
    """Share right of what is true."""
    return _share(counts.right, counts.true)


def _share(part: int, whole: int) -> str:
    """Per cent; only a full share is shown as 100, only an empty one as 0."""
    if not whole:
        return "–"
    if part in (0, whole):
        return "100" if part else "0"
    return f"{min(100 * part / whole, 99.9):.1f}"


if __name__ == "__main__":
    raise SystemExit(main())
