"""What refusals and labels say, in English and Chinese: codebook/stats/words.csv."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from govdisc_analysis.codebook import load_csv

Slots = dict[str, Any]


def words(*keys: str, **values: object) -> Slots:
    """The texts of keys such as `what.reports`, as slots: `what` in English, `what_zh` in Chinese.

    A slot is named by what stands before the dot. `values` fill the texts.

    >>> words("what.few_years", years=2)
    {'what': 'only 2 years', 'what_zh': '仅有2年'}
    """
    found: Slots = {}
    for key in keys:
        slot, row = key.partition(".")[0], _texts()[key]
        found[slot] = row["en"].format_map(values)
        found[f"{slot}_zh"] = row["zh"].format_map(values)
    return found


def joined(slot: str, rows: Sequence[Mapping[str, str]], mark: str) -> Slots:
    """One slot from many texts, joined by the language's own mark.

    >>> joined("x", [{"x": "a", "x_zh": "b"}, {"x": "c", "x_zh": "d"}], "mark.names")
    {'x': 'a, c', 'x_zh': 'b、d'}
    """
    english, chinese = words(mark).values()
    return {
        slot: english.join(row[slot] for row in rows),
        f"{slot}_zh": chinese.join(row[f"{slot}_zh"] for row in rows),
    }


def listed(slot: str, names: Sequence[str], mark: str = "mark.names") -> Slots:
    """Names that are the same in both languages, joined by the language's own mark."""
    return joined(slot, [{slot: name, f"{slot}_zh": name} for name in names], mark)


@cache
def _texts() -> dict[str, dict[str, str]]:
    return {row["key"]: row for row in load_csv("stats/words.csv")}
