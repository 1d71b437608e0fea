"""How a report calls its author after 我 or 本 (codebook/self_words.csv)."""

from dataclasses import dataclass
from functools import lru_cache

from govdisc_analysis.codebook import load_csv


@dataclass(frozen=True, slots=True)
class SelfWord:
    """What one such word tells.

    Attributes:
        unit: the unit that it stands for; 总队 and 支队 are both 队.
        level: level of the author, "" where it tells none.
        is_open: true for 市, a word of several levels.
        is_territory: true if a place speaks of itself so.
        answers: endings of the units that call themselves so.
        is_subdistrict: true if an office of a township may say it.
        is_neutral: true if any author may say it.
        is_zone: true if a development zone may say it.
    """

    unit: str
    level: str
    is_open: bool
    is_territory: bool
    answers: tuple[str, ...]
    is_subdistrict: bool
    is_neutral: bool
    is_zone: bool


@lru_cache(maxsize=1)
def self_words() -> dict[str, SelfWord]:
    """All words, read once."""
    return {
        row["said"]: SelfWord(
            unit=row["unit"],
            level=row["level"],
            is_open=bool(row["territory"]) and not row["level"],
            is_territory=bool(row["territory"]),
            answers=tuple(row["answers"].split("|")),
            is_subdistrict=bool(row["subdistrict"]),
            is_neutral=bool(row["neutral"]),
            is_zone=bool(row["zone"]),
        )
        for row in load_csv("self_words.csv")
    }


NOTHING = SelfWord("", "", False, False, (), False, False, False)


def self_word(said: str) -> SelfWord:
    """One word; nothing is known of a word that the table lacks.

    >>> self_word("县").level, self_word("市").is_open, self_word("").is_territory
    ('county', True, False)
    """
    return self_words().get(said, NOTHING)
