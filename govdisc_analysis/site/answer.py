"""An answer of the start page, and how numbers and refusals are put into its sentence."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from govdisc_analysis.analysis.panel import agency_years, reason
from govdisc_analysis.analysis.selection import Study
from govdisc_analysis.labels import number
from govdisc_analysis.site.words import Pair, pair, pairs


@dataclass(frozen=True, slots=True)
class Answer:
    """A question in a few words, the sentence that answers it, and where the evidence is."""

    key: str
    text: Pair
    href: str


def unstated(study: Study, key: str, href: str) -> Answer | None:
    """That no report states the matter; nothing where no report is known at all."""
    if agency_years(study).empty:
        return None
    text = pairs("answer_unstated", what=pair(f"unstated_{key}"))
    return Answer(key.removesuffix("_unread"), text, href)


def interval_words(row: Any) -> Pair:
    """An estimate with its interval."""
    return pair("interval_95", **limit_words(row))


def limit_words(row: Any) -> dict[str, str]:
    """An estimate and its limits, as the labels take them."""
    return {"at": number(row.estimate), "low": number(row.low), "high": number(row.high)}


def joined(*parts: Pair) -> Pair:
    """Sentences of one answer."""
    return "".join(zh for zh, _ in parts), " ".join(en for _, en in parts)


def share_words(row: "pd.Series[Any]") -> str:
    """A share with its interval."""
    return f"{row['estimate']:.0%} ({row['low']:.0%}–{row['high']:.0%})"


def with_share(
    study: Study, text: Pair, row: "pd.Series[Any]", table: Callable[[Study], pd.DataFrame]
) -> Pair:
    """The counts, then the share with its interval or why there is none."""
    if pd.isna(row["low"]):
        more = pairs("answer_no_share", why=note_words(study, table, 0))
    else:
        more = pair("answer_share", found=share_words(row), n=int(row["n_reports"]))
    return joined(text, more)


def note_words(study: Study, table: Callable[[Study], pd.DataFrame], at: int) -> Pair:
    """What a row of a table says beside its numbers."""
    zh, en = (str(table(study.spoken_in(x))["note"].iloc[at]) for x in ("zh", "en"))
    return zh, en


def refusal_words(row: Any) -> Pair:
    """Why there is no number."""
    return pairs("answer_refused", why=(reason(row, "zh"), reason(row, "en")))
