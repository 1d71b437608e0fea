"""What the corpus can't carry, in both languages, and why numbers were not taken."""

from collections import Counter
from collections.abc import Callable

from govdisc_analysis.analysis import corpus
from govdisc_analysis.analysis.selection import Study
from govdisc_analysis.analysis.sentences import Passage
from govdisc_analysis.site.words import Pair
from govdisc_analysis.tables import REFUSED, Tables


def limits_of(tables: Tables) -> list[Pair]:
    """What the corpus can't carry."""
    return _both(corpus.limits, Study(tables))


def _both(words: Callable[[Study], Passage], study: Study) -> list[Pair]:
    """A passage of the analyses in both languages, by paragraph."""
    zh, en = (_paragraphs(words, study, language) for language in ("zh", "en"))
    return list(zip(zh, en, strict=False))


def _paragraphs(words: Callable[[Study], Passage], study: Study, language: str) -> list[str]:
    told = words(study.spoken_in(language))
    return [part.strip() for part in str(told).split("\n\n") if part.strip()]


def refusal_counts(tables: Tables) -> Counter[str]:
    """How often a number was refused for each reason."""
    found = tables.log["message"].str.extract(rf"^{REFUSED}.* \((\w+)\)$", expand=False)
    return Counter(found.dropna())
