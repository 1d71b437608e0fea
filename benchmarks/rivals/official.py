"""The official labels in the order of print, as a user would type them in."""

import re
from collections.abc import Iterable
from functools import cache

from benchmarks.cells import Key
from govdisc_analysis.codebook import load_csv

APPLICANTS = tuple(row["applicant"] for row in load_csv("applicants.csv"))


_NUMBERING = re.compile(r"^[（(]?[一二三四五六七八九\d]+[）)、.．]")
_REMARK = re.compile(r"[（(].*")
_SHORTEST = 4


def squeeze(text: str) -> str:
    """A label without blanks, line ends and marks, of which every site has its own.

    >>> squeeze("1.属于 国家\\n秘密"), squeeze("（一）予以公开")
    ('1属于国家秘密', '一予以公开')
    """
    return re.sub(r"\W", "", text)


def match(text: str, labels: Iterable[str]) -> str | None:
    """The label that a cell shows: the same, else the longest whose words stand in it.

    >>> match("（二）部分公开", ["（一）予以公开", "（二）部分公开（区分处理的，只计这一情形）"])
    '（二）部分公开（区分处理的，只计这一情形）'
    """
    shown = squeeze(text)
    words = {label: core(label) for label in labels}
    for label in words:
        if squeeze(label) == shown:
            return label
    held = [label for label, core in words.items() if len(core) >= _SHORTEST and core in shown]
    return max(held, key=lambda label: len(words[label]), default=None)


@cache
def core(label: str) -> str:
    """A label without its numbering and the remark behind it.

    >>> core("7.属于行政执法案卷"), core("（二）部分公开（区分处理的，只计这一情形）")
    ('属于行政执法案卷', '部分公开')
    """
    return squeeze(_REMARK.sub("", _NUMBERING.sub("", label)))


@cache
def request_labels(form: str) -> dict[str, str]:
    """Label to item of the request table; ``form`` is 2019 or 2021."""
    rows = load_csv("request_items.csv")
    labels = {row[f"label_{form}"]: row["item"] for row in rows if row[f"label_{form}"]}
    if form == "2021":  # there it heads three rows and has no numbers of its own
        return {label: item for label, item in labels.items() if item != "other"}
    return {label: item for label, item in labels.items() if not item.startswith("other.")}


@cache
def proactive_keys(template: str) -> tuple[tuple[str, str, Key], ...]:
    """Subject label, measure label and key of each cell of section two, in the order of print."""
    return tuple(
        (
            squeeze(row["label_subject"]),
            squeeze(row["label_measure"]),
            ("proactive", row["article_item"], row["subject"], row["measure"]),
        )
        for row in load_csv("proactive_items.csv")
        if row["template"] == template
    )


@cache
def redress_keys() -> tuple[Key, ...]:
    """The fifteen cells of section four, in the order of print."""
    return tuple(("redress", r["channel"], r["result"]) for r in load_csv("redress_items.csv"))


@cache
def stat_labels() -> tuple[tuple[str, Key], ...]:
    """Label and key of each row of the table of 2014, in the order of print."""
    rows = (row for row in load_csv("indicators.csv") if row["stat2014_label"])
    return tuple((row["stat2014_label"], ("stat2014", row["indicator"])) for row in rows)


@cache
def units() -> dict[Key, str]:
    """Unit that the form prints beside a cell, where it is one of money."""
    found: dict[Key, str] = {
        ("stat2014", row["indicator"]): row["unit"] for row in load_csv("indicators.csv")
    }
    for row in load_csv("proactive_items.csv"):
        found["proactive", row["article_item"], row["subject"], row["measure"]] = row["unit"]
    return found
