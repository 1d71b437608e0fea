"""What the rows of the menu are computed on: a made-up nation, or the reports of a study."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import pandas as pd

from govdisc_analysis.analysis.menu.national import FLAGS, draw_national, one_table
from govdisc_analysis.analysis.sentences import say
from govdisc_analysis.labels import label
from govdisc_analysis.stats.estimate import Base, Estimate, refused

RATE = {"events": "k", "trials": "n", "cluster": "agency_key"}
VOLUME = {"value": "y", "exposure": "months", "cluster": "agency_key"}
COVERED = {"value": "y_covered", "exposure": "covered", "cluster": "agency_key"}
BREAK = 2019


class UnfitError(Exception):
    """The data can't carry a diagnostic or a plot; the refusal says why."""

    def __init__(self, row: Estimate) -> None:
        super().__init__(row.reason_en)
        self.row = row


@dataclass(frozen=True, eq=False)
class Source:
    """A panel, and how its parts are called. Two sources are never equal: results are kept by it.

    Attributes:
        data: a row for each agency and year. All: `agency_key`, `county_unit` (units that share
            wording), `province`, `year`, `form`, `g` (0 or 1: the groups compared; else missing).
            Volumes: `y`, `lo`, `hi`, `months`, `y_covered`, `covered` (months), `post`, `half` (0
            or 1 inside one form; else missing). Requests: `n`, `k`, `k_broad`, `full`, `part`,
            `withheld`, `rare` (lawsuits), `pending`. Problems: a column of 0 and 1 for each of
            `flags`, `has`, `copied`, `repeats`, `log_length`, `n`; where people coded, also
            `reader_1`, `reader_2`, `machine` and theirs of each flag.
        owed: a row for each report that should be there: `came` (1 or 0 for the problem; missing
            where no report came), `silent`, `county_unit`, `province`, `year`, `g`, `n`.
        table: requests of one report: `applicant`, `outcome`, `count`.
        language: zh or en.
        chart: digits before the names of the figures.
        note: line under every table and figure.
        groups: names of the two groups.
        flags: names of the problems, by column.
        when: year of the break.
        form: form inside which trends are looked at.
        seed: of permutations and draws.
        is_made_up: whether nothing in it is real.
    """

    data: pd.DataFrame
    language: str
    chart: str
    note: str
    groups: tuple[str, str]
    owed: pd.DataFrame = field(default_factory=pd.DataFrame)
    table: pd.DataFrame = field(default_factory=pd.DataFrame)
    flags: Mapping[str, str] = field(default_factory=dict)
    when: int = BREAK
    form: str = ""
    seed: int = 0
    is_made_up: bool = False

    @property
    def pair(self) -> pd.DataFrame:
        """The rows of the two groups that are compared; see `paired`."""
        return self.paired(self.data)

    def paired(self, rows: pd.DataFrame) -> pd.DataFrame:
        """Those of the rows that belong to the two groups.

        Raises:
            UnfitError: one of the groups has no row.
        """
        kept = rows.dropna(subset="g")
        if kept["g"].nunique() < 2:
            raise UnfitError(self.empty("both_levels", len(kept)))
        return kept

    def plot(self, key: str, **slots: object) -> str:
        """Words in a plot."""
        return str(say(f"plot.{key}", self.language, **slots))

    def join(self, parts: Iterable[str]) -> str:
        """Parts of a sentence."""
        return str(say("parts", self.language)).join(parts)

    def place(self, name: object) -> str:
        """A province under its name; made-up ones have a number."""
        return self.plot("province", n=int(str(name)) + 1) if self.is_made_up else str(name)

    def empty(self, what: str, n: int = 0) -> Estimate:
        """The refusal of what is not there at all; `what` is a key of the labels."""
        return refused(Base(n), "R1", what, **named(what))

    def enough(self, rows: pd.DataFrame, need: int, what: str) -> pd.DataFrame:
        """The rows, where there are so many.

        Raises:
            UnfitError: there are fewer; `what` is a key of the labels.
        """
        if rows.empty:
            raise UnfitError(self.empty(what))
        if len(rows) < need:
            slots = {"n": len(rows), "need": need, **named(what)}
            raise UnfitError(refused(Base(len(rows)), "R10", what, **slots))
        return rows


def named(what: str) -> dict[str, Any]:
    """What is missing, in both languages, for a refusal."""
    return {"what": label(f"rows:{what}", "en"), "what_zh": label(f"rows:{what}", "zh")}


def fit(row: Estimate) -> Estimate:
    """The estimate, where there is one.

    Raises:
        UnfitError: it was refused.
    """
    if not row.ok or row.estimate is None:
        raise UnfitError(row)
    return row


@lru_cache(maxsize=2)
def national(seed: int, language: str) -> Source:
    """The made-up nation; another seed is another nation."""
    data, table = draw_national(seed), one_table(seed)
    people, parts = ("natural", "legal"), ("full", "part", "withheld")
    table["applicant"] = [str(say(f"plot.{people[x]}", language)) for x in table["applicant"]]
    table["outcome"] = [str(say(f"plot.{parts[x]}", language)) for x in table["outcome"]]
    return Source(
        data=data,
        owed=data,
        table=table,
        language=language,
        chart="06",
        note=str(say("menu.synthetic", language)),
        groups=(str(say("plot.first", language)), str(say("plot.second", language))),
        flags={flag: str(say(f"plot.flag.{flag}", language)) for flag in FLAGS},
        form="stat2014",
        seed=seed,
        is_made_up=True,
    )
