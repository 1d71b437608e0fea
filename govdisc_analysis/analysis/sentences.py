"""Computed sentences in the reader's language (codebook/sentences.csv), and tables to read."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

import pandas as pd

from govdisc_analysis.analysis.beside import KNOWN
from govdisc_analysis.analysis.panel import is_too_wide, reason
from govdisc_analysis.analysis.place import words
from govdisc_analysis.analysis.selection import Study
from govdisc_analysis.analysis.wording import sentence
from govdisc_analysis.labels import check_language, name_columns, number
from govdisc_analysis.stats.estimate import Estimate

_MOST_ROWS = 40
_CODE = re.compile(r"R\d+")
_SHOWN = (
    *("estimate", "low", "high", "broad", "broad_low", "broad_high"),
    *("fresh", "fresh_low", "fresh_high"),
)


@dataclass(frozen=True)
class Passage:
    """Text that a notebook shows as prose."""

    text: str

    def __str__(self) -> str:
        return self.text

    def _repr_markdown_(self) -> str:
        return self.text


@dataclass(frozen=True)
class Readable:
    """A table for reading: names instead of codes, long ones cut with a word about it."""

    frame: pd.DataFrame
    caption: str = ""
    note: str = ""
    most: int = _MOST_ROWS

    def _repr_html_(self) -> str:
        if self.note and self.frame.empty:
            return f"<p class='note'>{escape(self.note)}</p>"
        shown = self.frame.head(self.most)
        html = shown.to_html(index=False, border=0, classes="govdisc", escape=True)
        cut = len(self.frame) - len(shown)
        more = f"<p>… {len(shown)} / {len(self.frame)}</p>" if cut else ""
        head = f"<p>{escape(self.caption)}</p>" if self.caption else ""
        note = f"<p class='note'>{escape(self.note)}</p>" if self.note else ""
        return f"{head}<div class='table'>{html}</div>{more}{note}"


def say(key: str, language: str, **slots: object) -> Passage:
    """The sentence with its numbers.

    >>> str(say("corpus.none_unread", "en"))
    'Every document could be read.'
    """
    check_language(language)
    return Passage(sentence(key, language, **slots))


def join(passages: Iterable[Passage]) -> Passage:
    """Several sentences, a paragraph each."""
    return Passage("\n\n".join(str(p) for p in passages))


def clauses(language: str, counts: Mapping[str, int]) -> list[Passage]:
    """A sentence for each count that is not zero; a sentence about nothing is left out."""
    return [say(key, language, n=n) for key, n in counts.items() if n]


def run_on(passages: Iterable[Passage], language: str) -> Passage:
    """Several sentences in one paragraph."""
    return Passage(("" if language == "zh" else " ").join(str(p) for p in passages))


def as_table(frame: pd.DataFrame, study: Study, kind: str = "", caption: str = "") -> Readable:
    """A frame under names of the study's language; refused numbers show their code.

    Every row of estimates is shown. A reason that holds for every row is said once under the
    table; columns that say nothing of any row are left out.
    """
    if not {"estimate", "code"} <= set(frame.columns):
        note = _codes_in(frame, study.language)
        return Readable(name_columns(frame, study.language, kind), caption, note)
    shown, note = _said_once(_without_silent(frame), study.language)
    note = note or _codes_in(frame, study.language)
    for column in (x for x in shown.columns if x in _SHOWN):
        codes = shown["fresh_code" if column.startswith("fresh") else "code"]
        shown[column] = [
            code if pd.isna(value) and code else _rounded(value)
            for value, code in zip(shown[column], codes, strict=True)
        ]
    shown = shown.drop(columns=["code", *(x for x in ("fresh_code",) if x in shown)])
    return Readable(name_columns(shown, study.language, kind), caption, note, len(shown))


def _codes_in(frame: pd.DataFrame, language: str) -> str:
    """What the refusal codes in the cells of a table mean."""
    cells = frame.filter(regex="^share:|^fresh_code$").to_numpy().ravel().tolist()
    codes = sorted({x for x in cells if isinstance(x, str) and _CODE.fullmatch(x)})
    known = [f"{x}: {words(f'refused.{x}', language)}" for x in codes if x in KNOWN]
    return ("" if language == "zh" else " ").join(known)


def _without_silent(frame: pd.DataFrame) -> pd.DataFrame:
    """Without the columns of marks that are empty, or zero, in every row."""
    silent = [
        x
        for x in ("approximate_share", "p_value", "p_holm")
        if x in frame and frame[x].isna().all()
    ]
    silent += [x for x in ("dropped",) if x in frame and (frame[x] == 0).all()]
    return frame.drop(columns=silent)


def _said_once(frame: pd.DataFrame, language: str) -> tuple[pd.DataFrame, str]:
    """Without the numbers and reasons of a table where each row has the same refusal."""
    codes = set(frame["code"])
    if len(frame) > 1 and len(codes) == 1 and frame["estimate"].isna().all():
        (code,) = codes
        known = code in KNOWN and len(set(frame["note"])) > 1
        why = words(f"refused.{code}", language) if known else str(frame["note"].iloc[0])
        key = "refused.each" if known else "refused.same"
        gone = [x for x in frame.columns if x in (*_SHOWN, "note")]
        note = sentence(key, language, code=code, reason=why)
        alike = not frame.duplicated(["n_reports", "groups"]).iloc[1:].eq(False).any()
        nothing = alike and not {"with_it", "pending"} & set(frame.columns)
        return frame.drop(columns=gone).head(0 if nothing else len(frame)), note
    notes = frame["note"].where(~frame["note"].duplicated(), "")
    return (frame.assign(note=notes) if notes.any() else frame.drop(columns="note")), ""


def in_words(row: Estimate, language: str, is_share: bool = True) -> str:
    """An estimate with its interval, or the refusal's sentence."""
    if row.estimate is None or row.low is None or row.high is None or is_too_wide(row):
        return reason(row, language, with_help=True)
    shown = [f"{x:.0%}" if is_share else number(x) for x in (row.estimate, row.low, row.high)]
    text = sentence("estimate", language, *shown, level=row.level)
    space = "" if language == "zh" else " "
    return f"{text}{space}{reason(row, language)}" if row.code else text


def _rounded(value: Any) -> Any:
    return number(float(value)) if not pd.isna(value) else value
